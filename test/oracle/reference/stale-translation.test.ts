import { describe, expect, it } from 'vitest';
import { allowanceIndex } from '../../../src/oracle/allowances.ts';
import {
  A_INFO,
  A_PA,
  ACCESS_LOAD,
  ACCESS_STORE,
  ACCESS_WALKED,
  accessInfo,
  OUTCOME_FAULT,
  OUTCOME_RAM,
  R_ACCESS,
  R_CAUSE,
  R_KIND,
  R_TVAL,
  STEP_EXCEPTION,
} from '../../../src/trace/record.ts';
import type { IdealRun } from './ideal-run.ts';
import { LEAF, translated } from './translated-run.ts';

describe('a translation the machine did not walk for', () => {
  /** Loads, makes the PTE point to the next page, loads again; `between` before the second load. */
  function remapping(...between: readonly string[]): IdealRun {
    const code = [
      'ld a0, 0(a1)',
      'ld t2, 0(a2)',
      'li t3, 1024',
      'add t2, t2, t3',
      'csrw mstatus, zero',
      'sd t2, 0(a2)',
      'csrw mstatus, s0',
      ...between,
      'ld a0, 0(a1)',
    ];
    const run = translated({
      state: '  mstatus MPRV MPP=S\n  s0 0x20800',
      map: '  0x40000000 -> 0x80040000 rw---ad 4K\n  0x80000000 -> 0x80000000 rw---ad 2M',
      code,
    });
    return run.steps(code.length - 1);
  }

  /** The machine's load without a walk, which came to `pa`. */
  function served(run: IdealRun, pa: number): bigint {
    run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_LOAD, 8, OUTCOME_RAM, 0);
    run.hints[R_ACCESS + A_PA] = pa | 0;
    return run.steps(1).x(10);
  }

  function staleUses(run: IdealRun): number {
    return run.reference.allowances[allowanceIndex('stale-translation')];
  }

  it('may be the old one until a fence', () => {
    const run = remapping();
    expect([served(run, 0x8004_0000), staleUses(run)]).toEqual([0x55n, 1]);
  });

  it('may be the new one', () => {
    const run = remapping();
    expect([served(run, 0x8004_1000), staleUses(run)]).toEqual([0x66n, 0]);
  });

  it('may be no third one', () => {
    const run = remapping();
    expect([served(run, 0x8004_2000), staleUses(run)]).toEqual([0x66n, 0]);
  });

  it.each([['sfence.vma'], ['sfence.vma a1'], ['sfence.vma zero, s1'], ['sfence.vma a1, s1']])(
    'is the new one after %s',
    (fence) => {
      const run = remapping(fence);
      expect([served(run, 0x8004_0000), staleUses(run)]).toEqual([0x66n, 0]);
    },
  );

  it.each([['sfence.vma a2'], ['sfence.vma zero, t1'], ['sfence.vma a1, t1']])(
    'may be the old one after %s',
    (fence) => {
      const run = remapping(fence);
      expect([served(run, 0x8004_0000), staleUses(run)]).toEqual([0x55n, 1]);
    },
  );

  it('is the new one after another satp', () => {
    const run = remapping('csrr t4, satp', 'csrw satp, zero', 'csrw satp, t4');
    expect([served(run, 0x8004_0000), staleUses(run)]).toEqual([0x66n, 0]);
  });

  it('is walked for where a walk would set A or D and no old one accounts for it', () => {
    const run = translated({
      map: '  0x40000000 -> 0x80040000 rw---a- 4K',
      code: ['ld a0, 0(a1)', 'sd t0, 0(a1)'],
    }).steps(1);
    run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_STORE, 8, OUTCOME_RAM, 0);
    run.hints[R_ACCESS + A_PA] = 0x8004_0000 | 0;
    expect(run.steps(1).memory(LEAF) & 0x80n).toBe(0x80n);
  });

  it('keeps the A bit that software cleared cleared, while an old one serves', () => {
    const code = ['ld a0, 0(a1)', 'csrw mstatus, zero', 'sd t2, 0(a2)', 'csrw mstatus, s0', 'ld a0, 0(a1)'];
    const pte = (0x80040n << 10n) | 0x87n;
    const run = translated({ state: `  mstatus MPRV MPP=S\n  s0 0x20800\n  t2 ${pte}`, code }).steps(4);
    expect(served(run, 0x8004_0000)).toBe(0x55n);
    expect([run.memory(LEAF), staleUses(run)]).toEqual([pte, 1]);
    run.hints[R_ACCESS + A_INFO] = ACCESS_WALKED;
    run.reference.load(run.input);
    run.steps(5);
    expect(run.memory(LEAF)).toBe(pte | 0x40n);
  });

  it('is the old one where only that explains the access fault', () => {
    const again = ['csrw mstatus, zero', 'sd t2, 0(a2)', 'csrw mstatus, s0', 'ld a0, 0(a1)'];
    const run = translated({
      slots: '  1 napot 0x80000000/256K 0:rw\n  2 napot 0x80041000/4K 0:rw\n  3 napot 0x80040000/4K react=ER',
      state: `  mstatus MPRV MPP=S\n  s0 0x20800\n  t2 ${(0x80041n << 10n) | 0xc7n}`,
      code: ['ld a0, 0(a1)\ncode 0x80000800', ...again],
    });
    expect(run.trap()).toBe('5 0x40000000');
    run.steps(3);
    run.hints[R_KIND] = STEP_EXCEPTION;
    run.hints[R_CAUSE] = 5;
    run.hints[R_TVAL] = 0x4000_0000;
    run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_LOAD, 8, OUTCOME_FAULT, 0);
    expect([run.trap(), staleUses(run)]).toEqual(['5 0x40000000', 1]);
  });

  it('is refused by what PMP says now of an unchanged table', () => {
    const code = [
      'ld a0, 0(a1)',
      'csrw mstatus, zero',
      'csrw pmpcfg0, s1',
      'csrw mstatus, s0',
      'ld a0, 0(a1)',
    ];
    const run = translated({
      state: '  mstatus MPRV MPP=S\n  s0 0x20800\n  s1 0x1f18',
      pmp: '  0 napot 0x80010000/16K rwx\n  1 napot all rwx',
      code,
    }).steps(4);
    run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_LOAD, 8, OUTCOME_RAM, 0);
    run.hints[R_ACCESS + A_PA] = 0x8004_0000 | 0;
    expect(run.trap()).toBe('5 0x40000000');
    expect(run.rule()).toBe('pte-pmp');
  });

  it('may be the old one of a global page after a fence of its address space', () => {
    const code = [
      'ld a0, 0(a1)',
      'csrw mstatus, zero',
      'sd t2, 0(a2)',
      'csrw mstatus, s0',
      'sfence.vma zero, s1',
      'ld a0, 0(a1)',
    ];
    const stale = (flags: string): [bigint, number] => {
      const run = translated({
        state: `  mstatus MPRV MPP=S\n  s0 0x20800\n  t2 ${(0x80041n << 10n) | 0xe7n}`,
        map: `  0x40000000 -> 0x80040000 ${flags} 4K`,
        code,
      }).steps(5);
      return [served(run, 0x8004_0000), staleUses(run)];
    };
    expect(stale('rw--gad')).toEqual([0x55n, 1]);
    expect(stale('rw---ad')).toEqual([0x66n, 0]);
  });

  it('is not an old one that would need D', () => {
    const code = ['ld a0, 0(a1)', 'csrw mstatus, zero', 'sd t2, 0(a2)', 'csrw mstatus, s0', 'sd t0, 0(a1)'];
    const run = translated({
      state: `  mstatus MPRV MPP=S\n  s0 0x20800\n  t2 ${(0x80041n << 10n) | 0xc7n}`,
      map: '  0x40000000 -> 0x80040000 rw---a- 4K',
      code,
    }).steps(4);
    run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_STORE, 8, OUTCOME_RAM, 0);
    run.hints[R_ACCESS + A_PA] = 0x8004_0000 | 0;
    run.steps(1);
    expect([run.memory(0x8004_0000), run.memory(0x8004_1000), staleUses(run)]).toEqual([0x55n, 7n, 0]);
  });

  it('leaves no trace of the walk that was not made', () => {
    const code = [
      'ld a0, 0(a1)',
      'csrw mstatus, zero',
      'sd t2, 0(a2)',
      'sw s2, 112(s1)',
      'sd zero, 104(s1)',
      'csrw mstatus, s0',
      'ld a0, 0(a1)',
    ];
    const run = translated({
      slots: '  1 napot 0x80040000/8K 0:rw\n  2 napot 0x80010000/16K 0:rw',
      state: `  mstatus MPRV MPP=S\n  s0 0x20800\n  s1 0x6000000\n  s2 0x403\n  t2 ${(0x80041n << 10n) | 0xc7n}`,
      code,
    }).steps(6);
    expect(served(run, 0x8004_0000)).toBe(0x55n);
    expect(run.reference.checkerRegister(0, 0x14)).toBe(0);
    run.reference.load(run.input);
    run.hints[R_ACCESS + A_INFO] = ACCESS_WALKED;
    run.steps(7);
    expect(run.reference.checkerRegister(0, 0x14)).toBe(0x8000_0000 | 0);
  });

  it('is refused by what PMP says now', () => {
    const code = [
      'ld a0, 0(a1)',
      'csrw mstatus, zero',
      'csrw pmpcfg0, zero',
      'csrw mstatus, s0',
      'ld a0, 0(a1)',
    ];
    const run = translated({ state: '  mstatus MPRV MPP=S\n  s0 0x20800', code }).steps(4);
    run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_LOAD, 8, OUTCOME_RAM, 0);
    run.hints[R_ACCESS + A_PA] = 0x8004_0000 | 0;
    expect(run.trap()).toBe('5 0x40000000');
  });
});
