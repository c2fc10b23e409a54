import { describe, expect, it } from 'vitest';
import { hex, toBig } from '../../../src/bits/word.ts';
import {
  A_DATA,
  A_INFO,
  A_PA,
  A_VA,
  ACCESS_SIZE_MASK,
  ACCESS_SIZE_SHIFT,
  ACCESS_STRIDE,
  ACCESS_TYPE_MASK,
  ACCESS_WALKED,
  outcomeOf,
  R_ACCESS,
  RECORD,
} from '../../../src/trace/record.ts';
import { code, MachineRun } from '../machine-run.ts';

const TYPES = ['', 'load', 'store', 'probe'];
const OUTCOMES = ['fault', 'ram', 'io', 'blocked', 'discarded', 'probed'];

/** The first access record of a step: type, outcome, virtual and physical address, and the bytes refused, if any. */
function record({ machine }: MachineRun, step: number): string {
  const at = step * RECORD + R_ACCESS;
  const t = machine.trace;
  const info = t[at + A_INFO];
  if (info === 0) return 'none';
  expect((info >> ACCESS_SIZE_SHIFT) & ACCESS_SIZE_MASK).toBe(0);
  expect(t[at + ACCESS_STRIDE]).toBe(0);
  const words = [TYPES[info & ACCESS_TYPE_MASK], OUTCOMES[outcomeOf(info)]];
  words.push(hex(toBig(t[at + A_VA], t[at + A_VA + 1])), hex(toBig(t[at + A_PA], t[at + A_PA + 1])));
  const refused = toBig(t[at + A_DATA], t[at + A_DATA + 1]);
  return words.concat(refused === 0n ? [] : [hex(refused)]).join(' ');
}

interface Board {
  readonly platform?: string;
  /** Rights of the page, and more slots. */
  readonly page?: string;
  readonly slots?: string;
  readonly state?: string;
  readonly pmp?: string;
  readonly maps?: string;
  readonly rest?: string;
  readonly quirks?: string;
}

/** World 0 in S-mode by MPRV; the block at a1 holds ones. */
function board(
  { platform, page, slots, state, pmp, maps, rest, quirks }: Board,
  ...lines: readonly string[]
): MachineRun {
  return new MachineRun(
    `${platform === undefined ? '' : `platform\n${platform}\n`}slots dram
  1 ${page ?? 'napot 0x80040000/4K 0:rw'}
  2 napot 0x80010000/16K 0:rw
${slots ?? ''}
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  mlwid 0
  a0 0x6000000
  a1 0x80040150
  t0 0xffffffffffffffff
${state ?? ''}
pmp
${pmp ?? ''}  3 napot all rwx
${maps === undefined ? '' : `maps\n${maps}\n`}${code(...lines)}
code 0x80000800
  csrw mstatus, zero
data
  0x80040138 0x1111111111111111
  0x80040140 0x2222222222222222
  0x80040178 0x3333333333333333
  0x80040180 0x4444444444444444
${rest ?? ''}`,
    quirks,
  );
}

/** What lies around the block. */
function around(run: MachineRun): bigint[] {
  return [0x138, 0x140, 0x178, 0x180].map((offset) => run.memory(0x8004_0000 + offset) & 0xfn);
}

const ZEROED = [1n, 0n, 0n, 4n];
const KEPT = [1n, 2n, 3n, 4n];

describe('cbo.zero', () => {
  it('zeroes the 64 bytes that its address lies in', () => {
    const run = board({}, 'cbo.zero (a1)').after(1);
    expect(record(run, 0)).toBe('store ram 0x80040140 0x80040140');
    expect(around(run)).toEqual(ZEROED);
  });

  it('walks, sets A and D, and notes the walk', () => {
    const maps = '  0x40000000 -> 0x80040000 rw----- 4K';
    const state = '  satp sv39 root=0x80010000\n  a2 0x4000015f';
    const run = board({ maps, state }, 'cbo.zero (a2)').after(1);
    expect(record(run, 0)).toBe('store ram 0x40000140 0x80040140');
    expect(run.machine.trace[R_ACCESS] & ACCESS_WALKED).toBe(ACCESS_WALKED);
    expect([around(run), run.memory(0x8001_2000) & 0xc0n]).toEqual([ZEROED, 0xc0n]);
  });

  it.each<[string, string, string, string]>([
    ['a page without W', 'r----a-', '', '15 0x40000140'],
    ['PMP without W', 'rw---ad', '  0 napot 0x80040000/4K r--\n', '7 0x40000140'],
    ['PMP that covers half of the block', 'rw---ad', '  0 napot 0x80040140/32 rw-\n', '7 0x40000140'],
    ['PMP that begins inside it', 'rw---ad', '  0 napot 0x80040160/8 rw-\n', '7 0x40000140'],
  ])('faults by its first byte where %s', (_, flags, pmp, outcome) => {
    const maps = `  0x40000000 -> 0x80040000 ${flags} 4K`;
    const state = '  satp sv39 root=0x80010000\n  a2 0x4000015f';
    const run = board({ maps, state, pmp }, 'cbo.zero (a2)').after(1);
    expect([run.outcome(0), record(run, 0)]).toEqual([outcome, 'store fault 0x40000140 0x0']);
    expect(around(run)).toEqual(KEPT);
  });

  it('stores byte by byte where a checker denies, and each is decided', () => {
    const silent = board({ page: 'napot 0x80040000/4K react=IW' }, 'cbo.zero (a1)').after(1);
    expect([silent.outcome(0), record(silent, 0)]).toEqual([
      'retired',
      'store blocked 0x80040140 0x80040140 0xffffffffffffffff',
    ]);
    expect(around(silent)).toEqual(KEPT);
    const loud = board({ page: 'napot 0x80040000/4K react=EW' }, 'nop', 'cbo.zero (a1)', 'nop').after(2);
    expect([loud.outcome(1), record(loud, 1)]).toEqual(['7 0x80040140', 'store fault 0x80040140 0x0']);
  });

  it('is decided by the bytes where rules end inside the block', () => {
    const platform = '  worlds 4 granule=4';
    const page = 'napot 0x80040140/32 0:rw react=EW';
    const slots = '  3 napot 0x80040160/32 react=EW';
    const run = board({ platform, page, slots }, 'cbo.zero (a1)').after(1);
    expect([run.outcome(0), record(run, 0)]).toEqual(['7 0x80040160', 'store fault 0x80040140 0x0']);
    expect(around(run)).toEqual([1n, 0n, 3n, 4n]);
  });

  it.each([
    ['its low half', 'napot 0x80040140/32', '0xffffffff00000000'],
    ['its high half', 'napot 0x80040160/32', '0xffffffff'],
    ['four bytes of it', 'na4 0x80040158', '0xfffffffff0ffffff'],
    ['four bytes behind the middle', 'na4 0x80040160', '0xfffffff0ffffffff'],
  ])('notes which bytes were refused in silence where only %s is granted', (_, range, mask) => {
    const platform = '  worlds 4 granule=4';
    const page = 'napot 0x80040140/64 react=IW';
    const run = board({ platform, page, slots: `  3 ${range} 0:rw` }, 'cbo.zero (a1)').after(1);
    expect(record(run, 0)).toBe(`store blocked 0x80040140 0x80040140 ${mask}`);
  });

  it('notes the bytes refused in silence before the one that traps', () => {
    const page = 'napot 0x80040140/32 react=IW';
    const slots = '  3 na4 0x80040150 0:rw\n  4 napot 0x80040160/32 react=EW';
    const run = board({ platform: '  worlds 4 granule=4', page, slots }, 'cbo.zero (a1)').after(1);
    expect([run.outcome(0), record(run, 0)]).toEqual([
      '7 0x80040160',
      'store fault 0x80040140 0x0 0xfff0ffff',
    ]);
  });

  it('takes what the bytes are granted, rule by rule', () => {
    const platform = '  worlds 4 granule=4';
    const page = 'napot 0x80040140/32 0:rw';
    const slots = '  3 napot 0x80040160/32 0:rw';
    const run = board({ platform, page, slots }, 'cbo.zero (a1)').after(1);
    expect([run.outcome(0), record(run, 0)]).toEqual(['retired', 'store io 0x80040140 0x80040140']);
    expect(around(run)).toEqual(ZEROED);
  });

  it('writes the registers of the UART, then ends at the first byte behind them', () => {
    const run = board({ state: '  a2 0x10000000' }, 'sb t0, 7(a2)', 'cbo.zero (a2)').after(2);
    expect([run.outcome(0), run.outcome(1)]).toEqual(['retired', '7 0x10000008']);
    expect(run.machine.parts.bus.uart.registers[7]).toBe(0);
  });

  it('is refused by the registers of a checker', () => {
    expect(board({}, 'cbo.zero (a0)').after(1).outcome(0)).toBe('7 0x6000000');
  });

  it('is dropped by ROM', () => {
    const run = board({ platform: '  rom 4K', state: '  a2 0x1055' }, 'cbo.zero (a2)').after(1);
    expect([run.outcome(0), record(run, 0)]).toEqual(['retired', 'store discarded 0x1040 0x1040']);
  });

  it('removes the code that it overwrites and makes the page dirty', () => {
    const run = new MachineRun(`platform
  device none
state
  mtvec 0x80000800
  a2 0x80000040
pmp
  0 napot all rwx
${code('jal ra, .+64', 'cbo.zero (a2)', 'jal ra, .+56')}
code 0x80000040
  ret`).after(5);
    expect([0, 1, 2, 3, 4].map((step) => run.outcome(step))).toEqual([
      'retired',
      'retired',
      'retired',
      'retired',
      '2 0x0',
    ]);
    expect(run.dirty(0x8000_0040)).toBe(5);
  });

  it('does not end its block', () => {
    const run = board({}, 'cbo.zero (a1)', 'ld t1, -16(a1)').after(2);
    expect([run.fetch(1).how, run.x(6)]).toEqual([0, 0n]);
  });
});

describe.each(['cbo.inval', 'cbo.clean', 'cbo.flush'])('%s', (name) => {
  const maps = (flags: string, to = '0x80040000') => `  0x40000000 -> ${to} ${flags} 4K`;
  const state = '  satp sv39 root=0x80010000\n  a2 0x4000015f';

  it.each([
    ['r------', 0x40n],
    ['rw-----', 0x40n],
    ['rw---ad', 0xc0n],
  ])('asks for a load of a page %s', (flags, bits) => {
    const run = board({ maps: maps(flags), state }, `${name} (a2)`).after(1);
    expect(record(run, 0)).toBe('probe probed 0x40000140 0x80040140');
    expect(run.memory(0x8001_2000) & 0xc0n).toBe(bits);
    expect(around(run)).toEqual(KEPT);
  });

  it('asks for a store where a load is not permitted', () => {
    const pmp = '  0 napot 0x80040000/4K rw-\n';
    const run = board({ maps: maps('--x--a-'), state, pmp }, `${name} (a2)`).after(1);
    expect([run.outcome(0), record(run, 0)]).toEqual(['15 0x40000140', 'probe fault 0x40000140 0x0']);
  });

  it('faults as a store does where PMP permits neither', () => {
    const pmp = '  0 napot 0x80040000/4K --x\n';
    const run = board({ maps: maps('rw-----'), state, pmp }, `${name} (a2)`).after(1);
    expect([run.outcome(0), record(run, 0)]).toEqual(['7 0x40000140', 'probe fault 0x40000140 0x0']);
    expect(run.memory(0x8001_2000) & 0xc0n).toBe(0xc0n);
  });

  it('asks no checker and no device', () => {
    const denied = board({ page: 'napot 0x80040000/4K react=ER,EW,IR,IW' }, `${name} (a1)`).after(1);
    expect(record(denied, 0)).toBe('probe probed 0x80040140 0x80040140');
    expect(denied.machine.parts.bus.checker(0).errCauseHi).toBe(0);
    const nothing = board({ state: '  a2 0x70000000' }, `${name} (a2)`).after(1);
    expect(record(nothing, 0)).toBe('probe probed 0x70000000 0x70000000');
    expect(record(board({}, `${name} (a0)`).after(1), 0)).toBe('probe probed 0x6000000 0x6000000');
  });

  it('does not leave its block', () => {
    expect(board({}, `${name} (a0)`, 'nop').after(2).fetch(1).how).toBe(0);
  });
});

describe('a cache-block operation below M', () => {
  const outcome = (mode: string, envcfg: string, line: string) =>
    new MachineRun(`platform
  device none
state
  mode ${mode}
  mtvec 0x80000800
  a1 0x80040000
${envcfg}
pmp
  0 napot all rwx
${code(line)}`)
      .after(1)
      .outcome(0);

  it.each([
    ['cbo.inval (a1)', 'CBIE=flush', '2 0x5a00f'],
    ['cbo.inval (a1)', 'CBIE=inval', '2 0x5a00f'],
    ['cbo.clean (a1)', 'CBCFE', '2 0x15a00f'],
    ['cbo.flush (a1)', 'CBCFE', '2 0x25a00f'],
    ['cbo.zero (a1)', 'CBZE', '2 0x45a00f'],
  ])('%s needs %s, in U of both registers', (line, field, illegal) => {
    const others = ['CBIE=inval', 'CBCFE', 'CBZE']
      .filter((each) => each.slice(0, 4) !== field.slice(0, 4))
      .join(' ');
    const both = (m: string, s: string) => `  menvcfg ${m}\n  senvcfg ${s}`;
    expect(outcome('M', both('0', '0'), line)).toBe('retired');
    expect(outcome('S', both(field, '0'), line)).toBe('retired');
    expect(outcome('S', both(others, field), line)).toBe(illegal);
    expect(outcome('U', both(field, others), line)).toBe(illegal);
    expect(outcome('U', both(others, field), line)).toBe(illegal);
    expect(outcome('U', both(field, field), line)).toBe('retired');
  });
});
