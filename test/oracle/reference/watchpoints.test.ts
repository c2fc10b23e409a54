import { describe, expect, it } from 'vitest';
import { hex } from '../../../src/bits/word.ts';
import {
  EVENT_INTERRUPT,
  EVENT_UNWATCH,
  EVENT_WATCH,
  WATCH_READ,
  WATCH_WRITE,
} from '../../../src/input/layout.ts';
import { allowanceIndex } from '../../../src/oracle/allowances.ts';
import {
  A_INFO,
  A_PA,
  ACCESS_LOAD,
  accessInfo,
  OUTCOME_RAM,
  R_ACCESS,
  R_CAUSE,
  R_FETCH,
  R_KIND,
  R_TVAL,
  STEP_RETIRED,
  STEP_WATCHPOINT,
  UNRECORDED_WALKED,
} from '../../../src/trace/record.ts';
import type { IdealRun } from './ideal-run.ts';
import { LEAF, translated } from './translated-run.ts';

const RW = WATCH_READ | WATCH_WRITE;
const VA = 0x4000_0000;

function watch(run: IdealRun, va: number, bytes: number, types: number): IdealRun {
  return run.event(EVENT_WATCH, va, 0, bytes, types);
}

/** Executes one step: "stop cause va" if a watchpoint stopped it, "cause va" if it trapped, else undefined. */
function stop(run: IdealRun): string | undefined {
  run.hints[R_KIND] = STEP_WATCHPOINT;
  const trap = run.trap();
  const { record } = run.reference;
  if (record[R_KIND] !== STEP_WATCHPOINT) return trap;
  expect(record[R_ACCESS + A_INFO]).toBe(0);
  return `stop ${record[R_CAUSE]} ${hex(run.pair(record, R_TVAL))}`;
}

describe('a watchpoint', () => {
  it('stops a load before it, and the instruction runs again', () => {
    const run = watch(translated({ code: ['ld t0, 0(a1)', 'nop'] }), VA + 7, 1, WATCH_READ);
    expect(stop(run)).toBe('stop 0 0x40000000');
    expect([run.x(5), run.reference.pcLo, run.csr('minstret')]).toEqual([7n, 0x8000_0000 | 0, 0n]);
    expect(stop(run)).toBeUndefined();
    expect([run.x(5), run.csr('minstret')]).toEqual([0x55n, 1n]);
  });

  it('stops a store with nothing stored, and stops again the next time', () => {
    const run = watch(translated({ code: ['sd t0, 0(a1)', 'sd t0, 0(a1)'] }), VA, 1, WATCH_WRITE);
    expect(stop(run)).toBe('stop 1 0x40000000');
    expect(run.memory(0x8004_0000)).toBe(0x55n);
    expect([stop(run), run.memory(0x8004_0000)]).toEqual([undefined, 7n]);
    expect(stop(run)).toBe('stop 1 0x40000000');
  });

  it.each([
    ['ld t0, 0(a1)', WATCH_WRITE, 0, undefined],
    ['sd t0, 0(a1)', WATCH_READ, 0, undefined],
    ['lw t0, 0(a1)', RW, 4, undefined],
    ['lw t0, 0(a1)', RW, 3, 'stop 0 0x40000000'],
    ['lbu t0, 4(a1)', RW, 4, 'stop 0 0x40000004'],
    ['lbu t0, 3(a1)', RW, 4, undefined],
    ['lr.d t0, (a1)', WATCH_READ, 0, 'stop 0 0x40000000'],
    ['sc.d t0, t1, (a1)', RW, 0, undefined],
    ['amoadd.d t0, t1, (a1)', WATCH_READ, 0, 'stop 0 0x40000000'],
    ['amoadd.d t0, t1, (a1)', WATCH_WRITE, 0, 'stop 1 0x40000000'],
    ['cbo.zero (a1)', WATCH_WRITE, 63, 'stop 1 0x40000000'],
    ['cbo.zero (a1)', WATCH_READ, 63, undefined],
    ['cbo.flush (a1)', RW, 0, undefined],
  ])('before %s, on types %i of byte %i: %s', (code, types, byte, expected) => {
    const run = watch(translated({ code: [code] }), VA + byte, 1, types);
    expect(stop(run)).toBe(expected);
  });

  it('stops an SC that has its reservation, which it keeps', () => {
    const run = watch(translated({ code: ['lr.d t0, (a1)', 'sc.d t2, t1, (a1)'] }), VA, 8, WATCH_WRITE).steps(
      1,
    );
    expect(stop(run)).toBe('stop 1 0x40000000');
    run.steps(1);
    expect([run.x(7), run.memory(0x8004_0000)]).toEqual([0n, 0x11n]);
  });

  it('gives way to a misaligned atomic access', () => {
    const run = watch(
      translated({
        code: ['lr.d t0, (a3)'],
        state: '  mstatus MPRV MPP=S\n  a3 0x40000004',
      }),
      VA,
      16,
      RW,
    );
    expect(stop(run)).toBe('4 0x40000004');
  });

  it('stops an access that would fault, and the fault comes with the second run', () => {
    const run = watch(
      translated({ code: ['sd t0, 0(a1)'], map: '  0x40000000 -> 0x80040000 r----ad 4K' }),
      VA,
      8,
      RW,
    );
    expect([stop(run), stop(run)]).toEqual(['stop 1 0x40000000', '15 0x40000000']);
  });

  describe('on an access that crosses a page', () => {
    const crossing = (map: string): IdealRun =>
      translated({ code: ['sd t0, -4(a3)'], map, state: '  mstatus MPRV MPP=S\n  a3 0x40001000' });
    const FIRST = '  0x40000000 -> 0x80040000 rw---ad 4K';
    const SECOND = '  0x40001000 -> 0x80041000 rw---ad 4K';

    it.each([
      [
        'both pages are fine and the second is watched',
        `${FIRST}\n${SECOND}`,
        VA + 0x1003,
        'stop 1 0x40000ffc',
      ],
      [
        'both pages are fine and the first is watched',
        `${FIRST}\n${SECOND}`,
        VA + 0xfff,
        'stop 1 0x40000ffc',
      ],
      ['the first page faults and the second is watched', SECOND, VA + 0x1003, 'stop 1 0x40000ffc'],
      ['the second page faults and is watched', FIRST, VA + 0x1000, 'stop 1 0x40000ffc'],
      ['the second page faults and the first is watched', FIRST, VA + 0xffc, '15 0x40001000'],
      ['the byte behind it is watched', `${FIRST}\n${SECOND}`, VA + 0x1004, undefined],
    ])('%s', (_when, map, va, expected) => {
      const run = watch(crossing(map), va, 1, RW);
      expect(stop(run)).toBe(expected);
      expect(run.memory(0x8004_0ff8)).toBe(expected === undefined ? 7n << 32n : 0n);
    });
  });

  it('leaves the A and D bits that the lookup set', () => {
    const run = watch(
      translated({ code: ['sd t0, 0(a1)'], map: '  0x40000000 -> 0x80040000 rw----- 4K' }),
      VA,
      8,
      RW,
    );
    expect(stop(run)).toBe('stop 1 0x40000000');
    expect(run.memory(LEAF) & 0xc0n).toBe(0xc0n);
  });

  describe('says by itself whether the machine walked', () => {
    const STALE = allowanceIndex('stale-translation');
    const code = (...lines: readonly string[]): readonly string[] => [
      'csrw mstatus, zero',
      'sd t2, 0(a2)',
      'csrw mstatus, s0',
      ...lines,
    ];
    const state = (pte: bigint): string => `  mstatus MPRV MPP=S\n  s0 0x20800\n  t2 ${pte}`;

    it('without a walk, an older translation may have served, which sets no A', () => {
      const pte = (0x80040n << 10n) | 0x87n;
      const run = translated({ code: ['ld t0, 0(a1)', ...code('ld t0, 0(a1)')], state: state(pte) }).steps(4);
      expect(stop(watch(run, VA, 8, RW))).toBe('stop 0 0x40000000');
      expect([run.memory(LEAF), run.reference.allowances[STALE]]).toEqual([pte, 1]);
    });

    it('with a walk, a translation was formed that may serve later', () => {
      const pte = (0x80041n << 10n) | 0xc7n;
      const run = watch(
        translated({ code: ['ld t0, 0(a1)', ...code('ld t0, 0(a1)')], state: state(pte) }),
        VA,
        8,
        RW,
      );
      run.hints[R_FETCH] |= UNRECORDED_WALKED;
      expect(stop(run)).toBe('stop 0 0x40000000');
      run.hints[R_FETCH] &= ~UNRECORDED_WALKED;
      run.hints[R_KIND] = STEP_RETIRED;
      run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_LOAD, 8, OUTCOME_RAM, 0);
      run.hints[R_ACCESS + A_PA] = 0x8004_0000 | 0;
      run.steps(1);
      run.event(EVENT_UNWATCH, VA, 0, 8, RW);
      run.hints[R_ACCESS + A_INFO] = 0;
      run.steps(3);
      run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_LOAD, 8, OUTCOME_RAM, 0);
      run.steps(1);
      expect([run.x(5), run.reference.allowances[STALE]]).toEqual([0x55n, 1]);
    });
  });

  it('does the load half of an AMO on a device again', () => {
    const run = watch(
      translated({
        code: ['sw t1, 0(a4)', 'sw t1, 0(a5)', 'amoswap.w t2, t1, (a3)'],
        state: '  mstatus 0\n  a3 0x0c200004\n  a4 0x0c000010\n  a5 0x0c002000',
      }),
      0x0c20_0004,
      4,
      WATCH_WRITE,
    ).steps(2);
    run.event(EVENT_INTERRUPT, 4);
    expect([stop(run), run.reference.plic.claimed]).toEqual(['stop 1 0xc200004', 1 << 4]);
    expect([stop(run), run.x(7)]).toEqual([undefined, 0n]);
  });

  it('exists four times at most, and goes one at a time, with the same arguments', () => {
    const run = translated({
      code: ['ld t0, 24(a1)', 'ld t0, 0(a1)', 'ld t0, 16(a1)', 'ld t0, 16(a1)', 'ld t0, 8(a1)'],
    });
    for (const offset of [0, 8, 16, 16, 24]) watch(run, VA + offset, 8, RW);
    expect(stop(run)).toBeUndefined();
    run.event(EVENT_UNWATCH, VA, 0, 8, RW);
    run.event(EVENT_UNWATCH, VA + 16, 0, 8, RW);
    run.event(EVENT_UNWATCH, VA + 8, 0, 8, WATCH_READ);
    expect(stop(run)).toBeUndefined();
    expect([stop(run), stop(run)]).toEqual(['stop 0 0x40000010', undefined]);
    run.event(EVENT_UNWATCH, VA + 16, 0, 8, RW);
    expect(stop(run)).toBeUndefined();
    expect(stop(run)).toBe('stop 0 0x40000008');
  });

  it('is off for the second run whatever happens in between', () => {
    const run = watch(translated({ code: ['ld t0, 0(a1)'] }), VA, 8, RW);
    expect(stop(run)).toBe('stop 0 0x40000000');
    watch(run, VA, 4, RW);
    expect(stop(run)).toBeUndefined();
  });

  it('covers bytes across the end of the address space', () => {
    const run = translated({ code: ['lbu t0, 0(x0)'], state: '' });
    run.event(EVENT_WATCH, -4, -1, 5, RW);
    expect(stop(run)).toBe('stop 0 0x0');
    const other = translated({ code: ['lbu t0, 0(x0)'], state: '' });
    other.event(EVENT_WATCH, -4, -1, 4, RW);
    expect(stop(other)).toBe('5 0x0');
  });
});
