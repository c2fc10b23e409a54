import { describe, expect, it } from 'vitest';
import { A_INFO, A_PA, ACCESS_LOAD, accessInfo, OUTCOME_RAM, R_ACCESS } from '../../../src/trace/record.ts';
import { IdealRun } from './ideal-run.ts';

const ROOT = 0x8001_0000;

/** M-mode with MPRV and MPP = S under Sv48: data at `va` (a1) are loaded from where `map` says. */
function sv48(va: string, map: string, ...code: readonly string[]): IdealRun {
  return new IdealRun(`state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  satp sv48 root=0x80010000
  mlwid 3
  a1 ${va}
pmp
  0 napot all rwx
maps
  tables 0x80010000 sv48
${map}
code 0x80000000
${code.map((line) => `  ${line}`).join('\n')}
data
  0x80040000 0x55`);
}

describe('Sv48', () => {
  it.each([
    [4, '0x123440000000', '  0x123440000000 -> 0x80040000 rw---ad 4K'],
    [1, '0x120080040000', '  0x120000000000 -> 0x0 rw---ad 512G'],
  ])('translates by a leaf that is PTE %i of the walk', (count, va, map) => {
    const run = sv48(va, map, 'ld t0, 0(a1)').steps(1);
    expect([run.x(5), run.reference.walk.count]).toEqual([0x55n, count]);
  });

  it('demands sign extension from bit 47', () => {
    const run = sv48('0x800040000000', '  0x40000000 -> 0x80040000 rw---ad 4K', 'ld t0, 0(a1)');
    expect([run.trap(), run.rule()]).toEqual(['13 0x800040000000', 'va-not-canonical']);
  });

  it.each([
    ['0x127ffffff000', '13 0x120080040000'],
    ['0x128000000000', undefined],
  ])('forgets a translation by 512 GiB at a fence of %s: the load then ends in %s', (va, trap) => {
    const run = sv48(
      `0x120080040000\n  a2 0x80010120\n  a3 ${va}\n  s0 0x20800`,
      '  0x120000000000 -> 0x0 rw---ad 512G',
      'ld t0, 0(a1)',
      'csrw mstatus, zero',
      'sd zero, 0(a2)',
      'csrw mstatus, s0',
      'sfence.vma a3',
      'ld t1, 0(a1)',
    ).steps(5);
    run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_LOAD, 8, OUTCOME_RAM, 0);
    run.hints[R_ACCESS + A_PA] = 0x8004_0000 | 0;
    expect(run.trap()).toBe(trap);
  });

  it('keeps other modes out of satp', () => {
    const run = new IdealRun(
      `state\n  mtvec 0x80000800\n  t0 0xa000000000080010\n  t1 0x9000000000080011\ncode 0x80000000\n  csrw satp, t1\n  csrw satp, t0`,
    ).steps(2);
    expect(run.csr('satp')).toBe(0x9000_0000_0008_0011n);
  });
});

/** M-mode on a platform with Smepmp. */
function lockable(pmp: string, state: string, ...code: readonly string[]): IdealRun {
  return new IdealRun(`platform
  hart smepmp
state
  mtvec 0x80000800
  a1 0x80040000
${state}
pmp
${pmp}
code 0x80000000
${code.map((line) => `  ${line}`).join('\n')}
data
  0x80040000 0x55`);
}

describe('Smepmp', () => {
  const CODE = '  0 napot 0x80000000/4K r-x lock';

  it('lets M-mode run and reach only what is its own once MML and MMWP are set', () => {
    const run = lockable(
      `${CODE}\n  1 napot 0x80040000/4K rw-`,
      '',
      'ld t0, 0(a1)',
      'csrwi mseccfg, 3',
      'csrr t1, mseccfg',
      'ld t0, 0(a1)',
    ).steps(3);
    expect([run.x(5), run.x(6)]).toEqual([0x55n, 3n]);
    expect([run.trap(), run.rule()]).toEqual(['5 0x80040000', 'pmp-lockdown']);
  });

  it('takes from M-mode what no entry gives it', () => {
    const run = lockable(CODE, '', 'csrwi mseccfg, 2', 'ld t0, 0(a1)').steps(1);
    expect([run.trap(), run.rule()]).toEqual(['5 0x80040000', 'pmp-no-entry-machine']);
    const code = lockable('  0 napot 0x80040000/4K rw-', '  t0 1', 'csrw mseccfg, t0', 'nop').steps(1);
    expect([code.trap(), code.rule()]).toEqual(['1 0x80000004', 'pmp-no-entry-machine']);
  });

  it('walks page tables by the rights of S-mode', () => {
    const run = new IdealRun(`platform
  hart smepmp
state
  mtvec 0x80000800
  mseccfg 5
  mstatus MPRV MPP=S
  satp sv39 root=${ROOT}
  mlwid 3
  a1 0x40000000
pmp
  0 napot 0x80000000/4K r-x lock
  1 napot 0x80010000/64K rw- lock
  2 napot all rwx
maps
  0x40000000 -> 0x80040000 rw---ad 4K
code 0x80000000
  ld t0, 0(a1)`);
    expect([run.trap(), run.rule()]).toEqual(['5 0x40000000', 'pte-pmp']);
  });

  it('is not there without the extension', () => {
    const run = new IdealRun('state\n  mtvec 0x80000800\ncode 0x80000000\n  csrwi mseccfg, 1');
    expect(run.reference.hasCsr(0x747)).toBe(false);
    expect([run.trap()?.slice(0, 2), run.rule()]).toEqual(['2 ', 'csr-absent']);
  });
});
