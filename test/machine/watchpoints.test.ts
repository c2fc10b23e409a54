import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigHigh, bigLow, hex, toBig } from '../../src/bits/word.ts';
import { Comparisons } from '../../src/machine/comparisons.ts';
import { FETCH, LOAD, STORE } from '../../src/machine/status.ts';
import { Watchpoints } from '../../src/machine/tlb/watchpoints.ts';
import {
  A_INFO,
  ACCESS_STRIDE,
  FETCH_LOOKUP,
  R_ACCESS,
  R_CAUSE,
  R_KIND,
  R_PC,
  R_RD,
  R_TVAL,
  R_WORD,
  RECORD,
} from '../../src/trace/record.ts';
import { code, MachineRun } from './machine-run.ts';

const READ = 1;
const WRITE = 2;
const MODULUS = 1n << 64n;

/** The addresses of a range, modulo 2^64. */
function addresses(va: bigint, bytes: number): Set<bigint> {
  return new Set(Array.from({ length: bytes }, (_, i) => (va + BigInt(i)) % MODULUS));
}

const places = fc
  .tuple(
    fc.constantFrom(0n, 0x7fff_ffffn, 0xffff_ffffn, 0x8000_1000n, MODULUS - 1n),
    fc.integer({ min: -80, max: 80 }),
  )
  .map(([near, by]) => (((near + BigInt(by)) % MODULUS) + MODULUS) % MODULUS);
const ranges = fc.record({
  va: places,
  bytes: fc.integer({ min: 1, max: 64 }),
  types: fc.integer({ min: 1, max: 3 }),
});

describe('the watchpoints of a hart', () => {
  it('stop what overlaps one of the same type, as a comparison of all bytes says', () => {
    fc.assert(
      fc.property(
        fc.array(ranges, { maxLength: 5 }),
        places,
        fc.integer({ min: 1, max: 64 }),
        fc.constantFrom(LOAD, STORE, FETCH),
        (list, va, size, type) => {
          const watchpoints = new Watchpoints(new Comparisons());
          for (const w of list) watchpoints.insert(bigLow(w.va), bigHigh(w.va), w.bytes, w.types);
          const wanted = [READ, WRITE, 0][type];
          const bytes = addresses(va, size);
          const overlaps = list
            .slice(0, 4)
            .some((w) => (w.types & wanted) !== 0 && [...addresses(w.va, w.bytes)].some((b) => bytes.has(b)));
          expect(watchpoints.stops(bigLow(va), bigHigh(va), size, type)).toBe(overlaps);
        },
      ),
    );
  });

  it('are removed one by one, the first with equal arguments', () => {
    const watchpoints = new Watchpoints(new Comparisons());
    watchpoints.insert(0x1000, 0, 8, READ);
    watchpoints.insert(0x2000, 0, 8, READ);
    watchpoints.insert(0x1000, 0, 8, READ);
    expect(watchpoints.remove(0x1000, 0, 8, WRITE)).toBe(false);
    expect(watchpoints.remove(0x1000, 0, 8, READ)).toBe(true);
    expect(watchpoints.stops(0x2000, 0, 1, LOAD)).toBe(true);
    expect(watchpoints.stops(0x1000, 0, 1, LOAD)).toBe(true);
    expect(watchpoints.remove(0x1000, 0, 8, READ)).toBe(true);
    expect(watchpoints.stops(0x1000, 0, 1, LOAD)).toBe(false);
  });

  it('stop nothing while they are off, but their pages stay flagged', () => {
    const watchpoints = new Watchpoints(new Comparisons());
    watchpoints.insert(0x1ffc, 0, 8, WRITE);
    watchpoints.off = true;
    expect(watchpoints.stops(0x1ffc, 0, 1, STORE)).toBe(false);
    expect([0, 0x1000, 0x2000, 0x3000].map((page) => watchpoints.flagOf(page, 0, STORE) !== 0)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

/** The steps of a run: `pc`, then `retired`, `cause tval`, or `load`/`store` and the address that was watched. */
function steps(run: MachineRun, count: number): string[] {
  const { trace } = run.after(count).machine;
  return Array.from({ length: run.machine.steps }, (_, step) => {
    const at = step * RECORD;
    const tval = hex(toBig(trace[at + R_TVAL], trace[at + R_TVAL + 1]));
    const kind = trace[at + R_KIND];
    const what =
      kind === 1
        ? 'retired'
        : kind === 4
          ? `${['load', 'store'][trace[at + R_CAUSE]]} ${tval}`
          : run.outcome(step);
    return `${hex(toBig(trace[at + R_PC], trace[at + R_PC + 1]))} ${what}`;
  });
}

describe('an access to watched bytes', () => {
  const watched = (events: string, ...lines: string[]): MachineRun =>
    new MachineRun(`state
  mtvec 0x80000800
  a0 0x80040000
  a1 0x80040ffc
  t0 0x1122334455667788
${code(...lines)}
events
${events}`);

  it('stops before it moves data, leaves no trace of it, and runs again', () => {
    const run = watched('  at 0 watch 0x80040000 8 rw', 'sd t0, 0(a0)', 'ld t1, 4(a0)');
    expect(steps(run, 4)).toEqual([
      '0x80000000 store 0x80040000',
      '0x80000000 retired',
      '0x80000004 load 0x80040004',
      '0x80000004 retired',
    ]);
    const { trace } = run.after(1).machine;
    expect([trace[R_ACCESS + A_INFO], trace[R_ACCESS + ACCESS_STRIDE + A_INFO], trace[R_RD]]).toEqual([
      0, 0, 0,
    ]);
    expect(trace[R_WORD]).toBe(0x0055_3023);
    expect(run.memory(0x8004_0000)).toBe(0n);
    expect(run.machine.parts.state.retired).toBe(0);
    run.after(2);
    expect(run.memory(0x8004_0000)).toBe(0x1122_3344_5566_7788n);
    expect(run.fetch(1).how & FETCH_LOOKUP).toBe(FETCH_LOOKUP);
  });

  it('stops only for its type', () => {
    const run = watched('  at 0 watch 0x80040000 8 r', 'sd t0, 0(a0)', 'ld t1, 0(a0)');
    expect(steps(run, 3)).toEqual(['0x80000000 retired', '0x80000004 load 0x80040000', '0x80000004 retired']);
  });

  it('stops though the entry was filled before the watchpoint, and no more after its removal', () => {
    const run = watched(
      '  at 1 watch 0x80040040 1 r\n  at 4 unwatch 0x80040040 1 r',
      'ld t1, 0(a0)',
      'ld t1, 0(a0)',
      'ld t1, 64(a0)',
      'ld t1, 64(a0)',
    );
    expect(steps(run, 5)).toEqual([
      '0x80000000 retired',
      '0x80000004 retired',
      '0x80000008 load 0x80040040',
      '0x80000008 retired',
      '0x8000000c retired',
    ]);
  });

  it('that crosses a page stops for bytes on its second page, with the address it was made at', () => {
    const run = watched('  at 0 watch 0x80041002 1 w', 'sd t0, 0(a1)');
    expect(steps(run, 2)).toEqual(['0x80000000 store 0x80040ffc', '0x80000000 retired']);
    expect(run.after(1).memory(0x8004_0ff8)).toBe(0n);
  });

  it('that crosses a page is watched where the watchpoint crosses too', () => {
    const run = watched('  at 1 watch 0x80040fff 2 w', 'sd t0, 0(a0)', 'sd t0, 0(a1)');
    expect(steps(run, 3)).toEqual([
      '0x80000000 retired',
      '0x80000004 store 0x80040ffc',
      '0x80000004 retired',
    ]);
    expect(run.after(1).entry(0x8004_0000n)).not.toBe('none');
  });

  it('is watched on the second page of a watchpoint, though its entry was there before', () => {
    const run = watched('  at 1 watch 0x80040fff 2 w', 'sd t0, 8(a1)', 'sd t0, 4(a1)');
    expect(steps(run, 2)).toEqual(['0x80000000 retired', '0x80000004 store 0x80041000']);
  });

  it('that faults on its second page is stopped for the bytes there only', () => {
    const last = (events: string): string[] =>
      steps(
        new MachineRun(`state
  mtvec 0x80000800
  a0 0x800ffffc
${code('ld t1, 0(a0)')}
events
${events}`),
        2,
      );
    expect(last('  at 0 watch 0x80100003 1 r')).toEqual([
      '0x80000000 load 0x800ffffc',
      '0x80000000 5 0x80100000',
    ]);
    expect(last('  at 0 watch 0x800ffffc 4 r')[0]).toBe('0x80000000 load 0x800ffffc');
  });

  it('whose first page cannot be walked is stopped for any of its bytes', () => {
    const run = new MachineRun(`state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  satp sv39 root=0x80010000
  a0 0x40000ffc
pmp
  0 napot all rwx
${code('ld t1, 0(a0)')}
events
  at 0 watch 0x40001002 1 r`);
    expect(steps(run, 2)).toEqual(['0x80000000 load 0x40000ffc', '0x80000000 13 0x40000ffc']);
  });

  it('whose second page cannot be walked faults though the first is watched', () => {
    const paged = (events: string): string[] =>
      steps(
        new MachineRun(`state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  satp sv39 root=0x80010000
  a0 0x40000ffc
pmp
  0 napot all rwx
maps
  0x40000000 -> 0x80040000 rw---ad 4K
${code('ld t1, 0(a0)')}
events
${events}`),
        2,
      );
    expect(paged('  at 0 watch 0x40000ffc 4 r')[0]).toBe('0x80000000 13 0x40001000');
    expect(paged('  at 0 watch 0x40001003 1 r')).toEqual([
      '0x80000000 load 0x40000ffc',
      '0x80000000 13 0x40001000',
    ]);
  });

  it('faults for its alignment, but is stopped before it faults otherwise', () => {
    const amo = watched('  at 0 watch 0x80040ff8 8 rw', 'amoadd.d t1, t0, (a1)');
    expect(steps(amo, 1)).toEqual(['0x80000000 6 0x80040ffc']);
    const nowhere = new MachineRun(`state
  mtvec 0x80000800
  a0 0x70000000
${code('ld t1, 0(a0)', 'ld t1, 0(a0)')}
events
  at 0 watch 0x70000000 8 rw`);
    expect(steps(nowhere, 2)).toEqual(['0x80000000 load 0x70000000', '0x80000000 5 0x70000000']);
  });

  it('keeps the reservation: SC stops and stores when it runs again', () => {
    const run = watched('  at 1 watch 0x80040000 8 w', 'lr.d t1, (a0)', 'sc.d t2, t0, (a0)');
    expect(steps(run, 3)).toEqual([
      '0x80000000 retired',
      '0x80000004 store 0x80040000',
      '0x80000004 retired',
    ]);
    expect([run.x(7), run.memory(0x8004_0000)]).toEqual([0n, 0x1122_3344_5566_7788n]);
  });

  it('by an AMO stops at each half', () => {
    const load = watched('  at 0 watch 0x80040000 8 r', 'amoadd.d t1, t0, (a0)');
    const store = watched('  at 0 watch 0x80040000 8 w', 'amoadd.d t1, t0, (a0)');
    expect(steps(load, 2)).toEqual(['0x80000000 load 0x80040000', '0x80000000 retired']);
    expect(steps(store, 2)).toEqual(['0x80000000 store 0x80040000', '0x80000000 retired']);
    expect(store.memory(0x8004_0000)).toBe(0x1122_3344_5566_7788n);
    const { trace } = store.after(1).machine;
    expect([trace[R_ACCESS + A_INFO], trace[R_ACCESS + ACCESS_STRIDE + A_INFO]]).toEqual([0, 0]);
  });

  it('is not interrupted between the stop and the second run, whatever comes in between', () => {
    const run = new MachineRun(`state
  mtvec 0x80000800
  mie MEIE
  a0 0x80040000
  a1 0xc000000
  t0 1
  t1 0x8000
${code('sw t0, 60(a1)', 'lui t2, 2', 'add t2, t2, a1', 'sw t1, 0(t2)', 'csrsi mstatus, 8', 'sd t0, 0(a0)', 'nop')}
events
  at 5 watch 0x80040000 8 w
  at 6 interrupt 15`);
    expect(steps(run, 8).slice(5, 7)).toEqual(['0x80000014 store 0x80040000', '0x80000014 retired']);
    expect([run.csr('mcause') & 0xffn, run.csr('mepc')]).toEqual([11n, 0x8000_0018n]);
  });

  it('finds the entry of an outlived watchpoint flagged, and passes', () => {
    const run = watched(
      '  at 0 watch 0x80040fff 2 w\n  at 1 unwatch 0x80040fff 2 w',
      'sd t0, 64(a1)',
      'sd t0, 64(a1)',
    );
    expect(steps(run, 2)).toEqual(['0x80000000 retired', '0x80000004 retired']);
    expect(run.entry(0x8004_1000n)).toContain('watch');
  });
});
