import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseInput } from '../../src/input/text.ts';
import { blindReason } from '../../src/judge/blind-reasons.ts';
import { BlindSpots } from '../../src/judge/blind-spots.ts';
import { cellsOf, otherValues } from '../../src/judge/cells.ts';
import { parseDesign } from '../../src/machine/design.ts';

const TEXT = `iommufuzz 1
platform
  checker outer slots=8
slots dram
  1 napot 0x80040000/4K 0:rw react=ER,EW
slots outer
  1 napot 0x80040000/8K 0:rw
state
  stop 0x80000020
  mlwid 0
  s0 0x20800
  a0 0x10000000
  a1 0x80040000
pmp
  0 napot all rwx
code 0x80000000
  sb a1, 7(a0)
  csrw mstatus, s0
  sd a1, 0(a1)
  lr.d t1, (a1)
  sc.d t2, t1, (a1)
  amoadd.d t1, a1, (a1)
  nop
  nop
`;

/** As many domains, RRIDs and entries as there can be, and every feature that goes with the others. */
const IOPMP_TEXT = `iommufuzz 1
platform
  device iopmp
  rrid hart=0 dma=1
  engine on
  iopmp spec=0.8.2 srcmd=0 mdcfg=0 domains=63 rrids=64 entries=128
  iopmp-features tor sps prient-prog transl transl-prog chk-x stall peis pees mfr msi non-prio addrh err-rec
iopmp
  errors ie data=0x155
  msi 0x80042000
${Array.from({ length: 63 }, (_, m) => `  domain ${m} to=${m < 62 ? m + 1 : 128}`).join('\n')}
  rrid 0 domains=0,62 read=0,62 write=0 execute=0,62
  rrid 63 domains=5
  entry 0 napot 0x80000000/4K rwx
  entry 1 off 0x80040000 ---
  entry 62 napot 0x80041000/4K r-x
  entry 127 na4 0x80042000 rwx
  enable
state
  stop 0x80000010
  mtvec 0x80000008
  a0 0x80041000
pmp
  0 napot all rwx
code 0x80000000
  ld t1, 0(a0)
  sd t1, 8(a0)
  nop
  nop
`;

function survey(text = TEXT): BlindSpots {
  const spots = new BlindSpots(parseDesign('fixed'));
  expect(spots.try(parseInput(text, 'test').input)).toBe(true);
  return spots;
}

describe('what goes unnoticed', () => {
  const { spots } = survey();

  it('has a reason, each of it', () => {
    const unexplained = [...spots.values()].filter(
      ({ name, tried, noticed }) => noticed < tried && blindReason(name) === undefined,
    );
    expect(unexplained).toEqual([]);
  });

  it.each(['kind', 'pc', 'word', 'rd', 'value', 'cause', 'tval', 'mode'])(
    'is no change of %s in a record',
    (word) => {
      const spot = spots.get(`record.${word}`);
      expect(spot?.tried).toBeGreaterThan(0);
      expect(spot?.noticed).toBe(spot?.tried);
    },
  );

  it.each(['va', 'pa', 'data', 'type', 'size', 'outcome', 'no-data'])(
    'is no change of %s of an access, nor of a second one',
    (word) => {
      for (const which of ['access', 'second-access']) {
        const spot = spots.get(`record.${which}.${word}`);
        expect(spot?.tried).toBeGreaterThan(0);
        expect(spot?.noticed).toBe(spot?.tried);
      }
    },
  );

  it('is no change of the pc, of a CSR, of error registers, or of what the UART keeps', () => {
    const names = ['state.pcLo', 'state.mode', 'worlds.mlwidLo', 'worlds.slwidLo'];
    for (const name of [...names, 'bus.dramChecker.errCauseLo', 'bus.plic.pending']) {
      const spot = spots.get(`machine.${name}`);
      expect([name, spot?.noticed]).toEqual([name, spot?.tried]);
    }
    expect(spots.get('machine.bus.uart.registers')?.noticed).toBeGreaterThan(0);
  });

  it('can be noticed later: the reservation of LR', () => {
    expect(spots.get('machine.atomics.reservedLo')?.noticedLater).toBe(1);
  });
});

describe('what goes unnoticed of a board with an IOPMP and a DMA engine', () => {
  const { spots } = survey(IOPMP_TEXT);
  const names = [...spots.keys()].filter((name) => /[.]bus[.](iopmp[.]registers|dmaEngine)[.]/.test(name));

  it('has a reason, each of it', () => {
    const unexplained = [...spots.values()].filter(
      ({ name, tried, noticed }) => noticed < tried && blindReason(name) === undefined,
    );
    expect(unexplained).toEqual([]);
  });

  it('is no register: what is blind among them is derived, scratch, or shows later', () => {
    const blind = names.filter((name) => spots.get(name)?.noticed !== spots.get(name)?.tried);
    const known = /[.](lo|hi|used|top|region[.]\w+|stalled|isInForce|busy|mover[.]\w+|order[.]\w+)$/;
    expect(blind.filter((name) => !known.test(name))).toEqual([]);
    expect(names.length - blind.length).toBeGreaterThan(25);
  });
});

describe('a word that only an allowance of its step lets pass', () => {
  it('is told under the name of the allowance, and the same word elsewhere is compared', () => {
    const spots = new BlindSpots(parseDesign('fixed'));
    const file = 'test/oracle/allowances/inputs/sc-silent-denial-inside.txt';
    // Its result must be gone at the end, where registers are compared once more.
    const text = readFileSync(file, 'utf8').replace('stop 0x8000000c', 'stop 0x80000010');
    expect(spots.try(parseInput(`${text.trimEnd()}\n  li t2, 2\n`, file).input)).toBe(true);
    const { tried, noticed } = spots.spots.get('record.value') ?? expect.fail('not tried');
    expect([tried > 0, noticed]).toEqual([true, tried]);
    expect(spots.spots.get('allowance.sc-silent-denial.value')).toMatchObject({ tried: 1, noticed: 0 });
    expect(blindReason('allowance.sc-silent-denial.value')).toMatchObject({ reach: 'hint' });
  });
});

describe('an input whose run is not clean', () => {
  it('is not tried', () => {
    const spots = new BlindSpots(parseDesign('fixed', '+B23'));
    const text = 'iommufuzz 1\nstate\n  a0 0x6000000\ncode 0x80000000\n  lw t1, 12(a0)\n';
    expect([spots.try(parseInput(text, 'test').input), spots.spots.size]).toEqual([false, 0]);
  });
});

describe('the cells of an object', () => {
  it('are its numbers and booleans at any depth, each buffer and each object once', () => {
    const words = new Int32Array([5, 6]);
    const inner = { b: true, words, bytes: new Uint8Array(words.buffer) };
    const cells = cellsOf({ a: 1, inner, again: inner, text: 'x', skipped: { c: 1 } }, new Set(['skipped']));
    expect(cells.map(({ path, key }) => `${path} ${key}`)).toEqual([
      'a a',
      'inner.b b',
      'inner.words 0',
      'inner.words 1',
    ]);
  });

  it('are of a long array those that are not 0, and its ends', () => {
    const long = new Int32Array(1000);
    long[500] = 7;
    expect(cellsOf({ long }, new Set()).map(({ key }) => key)).toEqual([0, 500, 999]);
  });

  it('could hold other values', () => {
    expect(otherValues(true)).toEqual([false]);
    expect(otherValues(2 ** 40)).toEqual([2 ** 40 + 1]);
    expect(otherValues(0)).toEqual([1, 16, -(2 ** 31)]);
  });
});
