import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../../src/input/empty.ts';
import {
  type Input,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_ENTRYLCK,
  IOPMP_ERR_CFG,
  IOPMP_MDCFG,
  IOPMP_MDCFGLCK,
  IOPMP_MDLCK,
  IOPMP_MDLCKH,
  IOPMP_MSIADDR,
  IOPMP_ROWS,
} from '../../../src/input/layout.ts';
import { Comparisons } from '../../../src/machine/comparisons.ts';
import type { Quirks } from '../../../src/machine/design.ts';
import { Iopmp } from '../../../src/machine/devices/iopmp/iopmp.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import { QUIRK_IDS } from '../../../src/machine/quirks.ts';
import { quirksOf } from '../quirks-of.ts';
import { type Board, inputOf } from './board.ts';

let notices = 0;
const wires = {
  probe: SILENT,
  comparisons: new Comparisons(),
  listener: { rulesChanged: () => notices++ },
  line: { raise() {} },
  fate: { die: (stop: number) => stop },
  msi: { sendMsi: () => false },
};

function device(quirks: Quirks = quirksOf()): Iopmp {
  return new Iopmp({ quirks, ...wires });
}

/** Every field of a device and its parts. */
function imageOf(one: Iopmp): string {
  return JSON.stringify(one, (_, value) => (ArrayBuffer.isView(value) ? String(value) : value));
}

const ALL: Board = {
  with: ['sps', 'transl', 'translProg', 'prog', 'stall', 'msi', 'nonPrio'],
  mds: 40,
  rrids: 20,
};

/** Writes of anything anywhere; the dangerous ones of ERR_MFR and RRIDSCP too. */
const writes = fc.array(
  fc.tuple(
    fc.oneof(
      fc.nat(0x27),
      fc.nat(63).map((i) => 0x200 + i),
      fc.nat(511).map((i) => 0x400 + i),
      fc.nat(511).map((i) => 0x1000 + i),
    ),
    fc.integer(),
  ),
  { maxLength: 60 },
);

describe('a reset IOPMP', () => {
  it.each(['0.7', '0.8.2'] as const)('equals a fresh one, whatever it has been through (spec %s)', (spec) => {
    const boards = [inputOf({ ...ALL, spec }), inputOf({ ...ALL, spec, srcmd: 2, with: [] }), emptyInput()];
    fc.assert(
      fc.property(writes, fc.constantFrom(...boards), fc.boolean(), (list, next, posted) => {
        const quirks = posted ? quirksOf(...QUIRK_IDS) : quirksOf();
        const used = device(quirks);
        used.reset(inputOf({ ...ALL, spec }));
        for (const [word, value] of list) used.write32(4 * word, value);
        for (let rrid = 0; rrid < 3; rrid++) {
          used.message(rrid, 0, 100, rrid === 1);
          used.match(rrid, 0x1000);
          used.refuse(rrid, 0x1000, 8, 0x1000, 8, 0, false);
          used.refuse(rrid, 0x1000, 8, 0x1000, 8, 1, true);
        }
        used.reset(next);
        const fresh = device(quirks);
        fresh.reset(next);
        expect(imageOf(used)).toBe(imageOf(fresh));
      }),
    );
  });

  it('has what trusted firmware programmed, the same as if it had been written', () => {
    const input = inputOf(ALL);
    const written = device();
    written.reset(input);
    const program: [number, number, number][] = [
      [0x60, IOPMP_ERR_CFG, 0x155_0f],
      [0x78, IOPMP_MSIADDR, 0x2400_0000],
      [0x7c, IOPMP_MSIADDR + 1, 1],
      [0x804, IOPMP_MDCFG + 1, 0x1_0007],
      [0x1020, IOPMP_ROWS + 8, -1],
      [0x102c, IOPMP_ROWS + 11, -1],
      [0x4010, IOPMP_ENTRIES + 3, 0x400],
      [0x4014, IOPMP_ENTRIES + 4, 2],
      [0x4018, IOPMP_ENTRIES + 5, -1],
      [0x4028, IOPMP_ENTRIES + 8, 0xf],
      [0x44, IOPMP_MDLCKH, -1],
      [0x40, IOPMP_MDLCK, -1],
      [0x48, IOPMP_MDCFGLCK, -1],
      [0x4c, IOPMP_ENTRYLCK, -1],
      [0x08, IOPMP_ENABLE, 1],
    ];
    // The lock bit of ERR_CFG is written last, that of a row with it.
    for (const [offset, , value] of program.toSorted(([a], [b]) => lateness(a) - lateness(b))) {
      written.write32(offset, value);
    }
    for (const [, word, value] of program) input[word] = value;
    const preset = device();
    preset.reset(input);
    for (let offset = 0; offset < 0x5000; offset += 4) {
      expect([offset.toString(16), preset.read32(offset)]).toEqual([
        offset.toString(16),
        written.read32(offset),
      ]);
    }
    expect(preset.allowed(1, 0x2_0000_1000, 8)).toBe(written.allowed(1, 0x2_0000_1000, 8));
  });

  it('is programmed without the posted model of a write in the way', () => {
    const input = inputOf({ spec: '0.7', mds: 40, without: ['tor'] });
    input[IOPMP_MDLCK] = 3;
    input[IOPMP_MDLCKH] = 1;
    input[IOPMP_ROWS + 8] = 5;
    input[IOPMP_ROWS + 9] = 1;
    input[IOPMP_ENTRIES + 2] = -1 & ~8;
    const posted = device(quirksOf(...QUIRK_IDS));
    posted.reset(input);
    const words = [0x40, 0x44, 0x1020, 0x1024, 0x4008].map((offset) => posted.read32(offset));
    expect(words).toEqual([3, 1, 5, 1, 0x7f7]);
  });

  it('tells nobody that rules have changed', () => {
    const one = device();
    notices = 0;
    one.reset(inputOf(ALL));
    expect(notices).toBe(0);
  });

  it('is absent, and asks nothing, where the board has none', () => {
    const one = device(quirksOf(...QUIRK_IDS));
    one.reset(emptyInput());
    expect([one.present, one.isPosted, one.allowed(9, 0x1000, 8)]).toEqual([false, false, 15]);
    one.reset(inputOf({ spec: '0.7' }));
    expect([one.present, one.isPosted]).toEqual([true, true]);
  });
});

function lateness(offset: number): number {
  const late = [0x60, 0x44, 0x40, 0x48, 0x4c, 0x08];
  const early = [0x78, 0x7c];
  return early.includes(offset) ? -2 : offset === 0x102c ? -1 : late.indexOf(offset) + 1;
}

describe('a write', () => {
  const board: Board = { ...ALL, without: [] };
  const telling: [string, number][] = [
    ['HWCFG0', 0x08],
    ['HWCFG2', 0x10],
    ['HWCFG3', 0x14],
    ['MDCFG', 0x800],
    ['SRCMD_EN', 0x1000],
    ['SRCMD_X', 0x1018],
    ['ENTRY_ADDR', 0x4000],
    ['ENTRY_ADDRH', 0x4004],
    ['ENTRY_CFG', 0x4008],
    ['MDSTALL', 0x30],
    ['RRIDSCP', 0x38],
  ];
  const silent: [string, number][] = [
    ['VERSION', 0],
    ['MDSTALLH', 0x34],
    ['MDLCK', 0x40],
    ['MDLCKH', 0x44],
    ['MDCFGLCK', 0x48],
    ['ENTRYLCK', 0x4c],
    ['ERR_CFG', 0x60],
    ['ERR_INFO', 0x64],
    ['ERR_MFR', 0x74],
    ['ERR_MSIADDR', 0x78],
    ['ENTRY_USER_CFG', 0x400c],
    ['an MDCFG that is not there', 0x8fc],
  ];

  it.each(telling)('of %s tells that rules have changed, after the change', (_, offset) => {
    const seen: number[] = [];
    const one: Iopmp = new Iopmp({
      quirks: quirksOf(),
      ...wires,
      listener: { rulesChanged: () => seen.push(one.read32(offset)) },
    });
    one.reset(inputOf(board));
    one.write32(offset, 0x4000_0005);
    expect(seen).toEqual([one.read32(offset)]);
  });

  it.each(silent)('of %s tells nothing', (_, offset) => {
    const one = device();
    one.reset(inputOf(board));
    notices = 0;
    one.write32(offset, 0x4000_0005);
    expect(notices).toBe(0);
  });

  it('that a lock stops tells nothing', () => {
    const one = device();
    const input: Input = inputOf(board);
    input[IOPMP_ENTRYLCK] = 4;
    input[IOPMP_MDCFGLCK] = 4;
    input[IOPMP_ROWS] = 1;
    one.reset(input);
    notices = 0;
    for (const offset of [0x4000, 0x4008, 0x800, 0x1000, 0x1008]) one.write32(offset, 6);
    expect([notices, one.read32(0x4000), one.read32(0x800), one.read32(0x1000)]).toEqual([0, 0, 0, 1]);
  });
});
