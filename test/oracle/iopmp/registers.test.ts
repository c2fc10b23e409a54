import { describe, expect, it } from 'vitest';
import {
  FEATURE_ADDRH,
  FEATURE_CHK_X,
  FEATURE_ERR_REC,
  FEATURE_MFR,
  FEATURE_MSI,
  FEATURE_NO_W,
  FEATURE_NO_X,
  FEATURE_NON_PRIO,
  FEATURE_PEES,
  FEATURE_PEIS,
  FEATURE_PRIENT_PROG,
  FEATURE_SPS,
  FEATURE_STALL,
  FEATURE_TOR,
  FEATURE_TRANSL,
  FEATURE_TRANSL_PROG,
  IOPMP_RRID_TRANSL,
} from '../../../src/input/layout.ts';
import { Iopmp } from '../../../src/oracle/iopmp/iopmp.ts';
import { deviceOf, inputOf } from './configuration.ts';
import { build, runVector } from './vector.ts';

describe('capabilities', () => {
  it('lie in HWCFG0 to 3 in 0.8.2', () => {
    const features = FEATURE_NON_PRIO | FEATURE_PRIENT_PROG | FEATURE_MSI | FEATURE_STALL;
    runVector(
      build({ features, prio: 2 }),
      [],
      [
        '0 = 80000000',
        '4 = 52',
        '8 = c8000007',
        'c = 200008',
        '10 = dc030002',
        '14 = 0',
        '28 = 0',
        '2c = 4000',
      ],
    );
    const other = build({
      without: FEATURE_ADDRH | FEATURE_CHK_X | FEATURE_ERR_REC | FEATURE_MFR,
      srcmd: 2,
      mdcfg: 2,
      k: 5,
      enabled: false,
    });
    runVector(other, [], ['8 = 88800006', '14 = 85a', '10 = 1800ffff']);
    runVector(
      build({ features: FEATURE_SPS | FEATURE_TRANSL | FEATURE_TRANSL_PROG, prio: 1 }),
      [],
      ['10 = b8000001', '14 = c000'],
    );
  });

  it('lie in HWCFG0 and 2 in 0.7', () => {
    runVector(
      build({ is082: false, prio: 2, features: FEATURE_PRIENT_PROG }),
      [],
      ['0 = 46000000', '4 = 46', '8 = c801c490', 'c = 200008', '10 = 2', '14 = 4000', '28 = 0', '2c = 0'],
    );
    const features = FEATURE_SPS | FEATURE_TRANSL | FEATURE_TRANSL_PROG | FEATURE_STALL;
    runVector(
      build({ is082: false, features, mdcfg: 2, k: 5, enabled: false, without: FEATURE_PEES }),
      [],
      ['8 = 480b6732'],
    );
  });
});

/** A feature and the bit that it sets in a register; of those negated the bit that its absence sets. */
type Shown = readonly [feature: number, register: number, bit: number];

// biome-ignore format: a table
const SHOWN_07: readonly Shown[] = [
  [FEATURE_TOR, 0x08, 4], [FEATURE_SPS, 0x08, 5], [FEATURE_PRIENT_PROG, 0x08, 7], [FEATURE_TRANSL, 0x08, 8], [FEATURE_CHK_X, 0x08, 10],
  [FEATURE_NO_X, 0x08, 11], [FEATURE_NO_W, 0x08, 12], [FEATURE_STALL, 0x08, 13], [FEATURE_PEIS, 0x08, 14], [FEATURE_PEES, 0x08, 15],
  [FEATURE_MFR, 0x08, 16],
];
// biome-ignore format: a table
const SHOWN_082: readonly Shown[] = [
  [-FEATURE_ERR_REC, 0x08, 23], [FEATURE_ADDRH, 0x08, 30], [FEATURE_TOR, 0x08, 31], [FEATURE_PRIENT_PROG, 0x10, 16],
  [FEATURE_NON_PRIO, 0x10, 17], [FEATURE_MSI, 0x10, 26], [FEATURE_PEIS, 0x10, 27], [FEATURE_PEES, 0x10, 28], [FEATURE_SPS, 0x10, 29],
  [FEATURE_STALL, 0x10, 30], [FEATURE_MFR, 0x10, 31], [-FEATURE_CHK_X, 0x14, 11], [FEATURE_NO_X, 0x14, 12], [FEATURE_NO_W, 0x14, 13],
  [FEATURE_TRANSL, 0x14, 14],
];

describe.each([
  ['0.7', false, SHOWN_07],
  ['0.8.2', true, SHOWN_082],
] as const)('a feature of %s', (_spec, is082, shown) => {
  it.each(shown)('%i shows in register %i, bit %i, alone', (feature, register, bit) => {
    const words = (features: number) => {
      const device = deviceOf(build({ is082, features, without: Math.abs(feature) & ~features }));
      return [0x08, 0x0c, 0x10, 0x14].map((offset) => device.readWord(offset));
    };
    const [there, absent] = [words(Math.abs(feature)), words(0)];
    const differs = [0x08, 0x0c, 0x10, 0x14].map((offset) => (offset === register ? 1 << bit : 0));
    expect(there.map((word, n) => word ^ absent[n])).toEqual(differs);
    const set = (words: number[]) => words.some((word, n) => (word & differs[n]) !== 0);
    expect([set(there), set(absent)]).toEqual([feature > 0, feature < 0]);
  });
});

describe('enable', () => {
  it('is written once, in bit 0 of 0.8.2', () => {
    runVector(
      build({ enabled: false }),
      [],
      ['R 1000/4 P', '8 := 80000000', 'R 1000/4 P', '8 := 1', 'R 1000/4 D5', '8 := 0', '8 = c8000007'],
    );
  });

  it('and in bit 31 of 0.7', () => {
    runVector(
      build({ enabled: false, is082: false }),
      [],
      ['8 := 1', 'R 1000/4 P', '8 := 80000000', 'R 1000/4 D5', '8 := 0', '8 = c801c410'],
    );
  });
});

describe('md_entry_num', () => {
  const built = { mdcfg: 2, k: 1, bounds: [], enabled: false };
  const entries = ['2 NAP8@1000 r'];

  it('can be written in format 2 until the device is enabled', () => {
    runVector(build(built), entries, ['14 := 20', '14 = 22', '8 := 1', 'R 1000/4 P', '14 := 0', '14 = 22']);
    runVector(build({ ...built, mdcfg: 1 }), entries, [
      '14 := 20',
      '14 = 11',
      '48 := 3',
      '48 = 0',
      '800 := 3',
      '800 = 0',
    ]);
  });

  it('counts as a change when nothing else is written', () => {
    for (const [is082, offset, value] of [
      [true, 0x14, 0x30],
      [false, 0x08, 3 << 17],
    ] as const) {
      const device = deviceOf(build({ ...built, is082 }));
      device.writeWord(offset, value);
      expect(device.changes).toBe(1);
    }
  });

  it('of 0.7 is also written by what enables the device', () => {
    const seven = build({ ...built, is082: false });
    runVector(seven, entries, ['8 := 80040000', 'R 1000/4 P', '8 := 80060000', '8 = c805c412']);
    runVector(seven, entries, ['8 := 80000000', 'R 1000/4 D5', 'R2 1000/4 P', '8 = c801c412']);
  });
});

describe('prio_entry', () => {
  const entries = ['0 NAP8@1000 rwx'];

  it('takes what the write holds that gives it up', () => {
    const built = build({ features: FEATURE_NON_PRIO | FEATURE_PRIENT_PROG });
    runVector(built, entries, [
      'R 1004/8 D4 e0',
      '10 := 10000',
      '10 = 98020000',
      'R 1004/8 D5',
      '10 := 1',
      'R 1004/8 D5',
    ]);
  });

  it('of 0.7 is given up in HWCFG0', () => {
    const built = build({ features: FEATURE_PRIENT_PROG, is082: false });
    runVector(built, entries, ['R 1004/8 D4 e0', '10 := 0', 'R 1004/8 D5', '8 := 80', '10 := 1', '10 = 0']);
  });

  it('is nothing without the extension', () => {
    runVector(build({ prio: 0 }), entries, ['R 1004/8 D4 e0']);
  });
});

describe('108: rrid_transl', () => {
  const features = FEATURE_TRANSL | FEATURE_TRANSL_PROG;

  function device(is082: boolean): Iopmp {
    const input = inputOf(build({ features, is082, prio: 0 }));
    input[IOPMP_RRID_TRANSL] = 5;
    const iopmp = new Iopmp();
    iopmp.reset(input);
    return iopmp;
  }

  it('is given up in HWCFG3 of 0.8.2', () => {
    const iopmp = device(true);
    const tag = () => [iopmp.readWord(0x14) >>> 16, (iopmp.readWord(0x14) >> 15) & 1];
    expect(tag()).toEqual([5, 1]);
    iopmp.writeWord(0x14, 9 << 16);
    expect(tag()).toEqual([9, 1]);
    iopmp.writeWord(0x14, (11 << 16) | (1 << 15));
    expect(tag()).toEqual([11, 0]);
    iopmp.writeWord(0x14, 12 << 16);
    expect(tag()).toEqual([11, 0]);
    expect(iopmp.changes).toBe(0);
  });

  it('cannot be written where nothing is re-tagged', () => {
    const alone = build({ features: FEATURE_TRANSL_PROG });
    runVector(alone, [], ['14 = 0', '14 := 90000', '14 = 0']);
  });

  it('is given up in HWCFG0 of 0.7', () => {
    const iopmp = device(false);
    const tag = () => [iopmp.readWord(0x10) >>> 16, (iopmp.readWord(0x08) >> 9) & 1];
    expect(tag()).toEqual([5, 1]);
    iopmp.writeWord(0x10, 9 << 16);
    expect(tag()).toEqual([9, 1]);
    iopmp.writeWord(0x08, 1 << 9);
    iopmp.writeWord(0x10, 12 << 16);
    expect(tag()).toEqual([9, 0]);
  });
});
