import { describe, expect, it } from 'vitest';
import { IdealRun } from './ideal-run.ts';

/** M-mode code; registers t0.. as given. */
function machine(state: string, ...code: readonly string[]): IdealRun {
  return new IdealRun(
    `state\n  mtvec 0x80000800\n${state}\npmp\n  0 napot all rwx\ncode 0x80000000\n${code.map((line) => `  ${line}`).join('\n')}`,
  );
}

/** Page 0x80040000 is for world `wid` alone; the rest for 3. */
function pageOf(wid: number, state: string, ...code: readonly string[]): IdealRun {
  return new IdealRun(
    `slots dram
  1 napot 0x80040000/4K ${wid}:rw react=ER
  16 tor 0xfffffffffffffffc 3:rw
state
  mtvec 0x80000800
  a1 0x80040000
${state}
pmp
  0 napot all rwx
code 0x80000000
${code.map((line) => `  ${line}`).join('\n')}
data
  0x80040000 77`,
  );
}

describe('the WID CSRs', () => {
  it.each([
    [0x13n, 0n],
    [67n, 0n],
    [2n, 2n],
    [1n << 32n, 0n],
  ])('mlwid := %i reads %i (67, 68)', (value, expected) => {
    const run = machine(`  t0 ${value}`, 'csrw mlwid, t0', 'csrr t1, mlwid', 'csrr t2, mlwid').steps(3);
    expect([run.x(6), run.x(7)]).toEqual([expected, expected]);
  });

  it('mwiddeleg keeps the legal WIDs (70)', () => {
    const run = machine('  t0 0xffffffffffffffff', 'csrw mwiddeleg, t0', 'csrr t1, mwiddeleg').steps(2);
    expect(run.x(6)).toBe(0xfn);
  });

  it('slwid becomes the lowest delegated WID and stays delegated (71, 73)', () => {
    const run = machine(
      '  t0 6\n  t1 65\n  t2 2\n  t3 4',
      'csrw mwiddeleg, t0',
      'csrr a0, slwid',
      'csrw slwid, t2',
      'csrr a1, slwid',
      'csrw slwid, t1',
      'csrr a2, slwid',
      'csrw mwiddeleg, t3',
      'csrr a3, slwid',
    ).steps(8);
    expect([10, 11, 12, 13].map((r) => run.x(r))).toEqual([1n, 2n, 1n, 2n]);
  });

  it('slwid starts at the lowest delegated WID again after a time without delegation', () => {
    const run = machine(
      '  t0 6\n  t1 2',
      'csrw mwiddeleg, t0',
      'csrw slwid, t1',
      'csrw mwiddeleg, zero',
      'csrw mwiddeleg, t0',
      'csrr a0, slwid',
    ).steps(5);
    expect(run.x(10)).toBe(1n);
  });

  it('slwid does not exist while nothing is delegated, not even in M-mode (74)', () => {
    const run = machine('', 'csrr a0, slwid');
    expect(run.trap()).toBe('2 0x19002573');
    expect(run.rule()).toBe('slwid-without-delegation');
  });

  it('are limited by the platform list, reset value included (75, 76)', () => {
    const run = new IdealRun(
      `platform
  worlds 4 trusted=3 mwid=3 mwidlist=0,1 hw-bypass=on granule=4096
state
  t0 0xffffffffffffffff
code 0x80000000
  csrr a0, mlwid
  csrr a1, mlwid
  csrw mwiddeleg, t0
  csrr a2, mwiddeleg`,
    ).steps(4);
    expect([10, 11, 12].map((r) => run.x(r))).toEqual([0n, 0n, 3n]);
  });

  it('reset mlwid to the trusted WID under hw-bypass', () => {
    expect(machine('', 'csrr a0, mlwid').steps(1).x(10)).toBe(3n);
  });

  it('do not exist without the device', () => {
    const run = new IdealRun(
      'platform\n  device none\nstate\n  mtvec 0x80000800\ncode 0x80000000\n  csrr a0, mlwid',
    );
    expect(run.trap()).toBe('2 0x39002573');
    expect(run.rule()).toBe('csr-absent');
  });

  it.each(['mlwid', 'mwiddeleg'])('%s traps below M, slwid below S (2.2)', (name) => {
    const run = machine('  mlwid 3\n  mode S\n  mwiddeleg 2', `csrr a0, ${name}`);
    expect(run.trap()).toMatch(/^2 /);
    expect(run.rule()).toBe('csr-privilege');
    expect(machine('  mode S\n  mwiddeleg 2', 'csrr a0, slwid').trap()).toBeUndefined();
    expect(machine('  mode U\n  mwiddeleg 8', 'csrr a0, slwid').trap()).toMatch(/^2 /);
  });
});

describe('the WID of an access', () => {
  const USER = '  mstatus MPRV MPP=U\n  mlwid 0\n  mwiddeleg 2\n  slwid 1';
  const SUPERVISOR = '  mstatus MPRV MPP=S\n  mlwid 0\n  mwiddeleg 2\n  slwid 1';

  it('of U-mode is slwid once something is delegated (78)', () => {
    expect(pageOf(1, USER, 'ld a0, 0(a1)').trap()).toBeUndefined();
    expect(pageOf(0, USER, 'ld a0, 0(a1)').trap()).toBe('5 0x80040000');
  });

  it('of S-mode is mlwid (80)', () => {
    expect(pageOf(1, SUPERVISOR, 'ld a0, 0(a1)').trap()).toBe('5 0x80040000');
    expect(pageOf(0, SUPERVISOR, 'ld a0, 0(a1)').trap()).toBeUndefined();
  });

  it('of U-mode is mlwid while nothing is delegated, and follows mwiddeleg at once (81)', () => {
    const run = pageOf(
      0,
      '  mstatus MPRV MPP=U\n  mlwid 0\n  t0 2',
      'ld a0, 0(a1)',
      'csrw mwiddeleg, t0',
      'ld a0, 0(a1)',
    );
    expect(run.steps(1).x(10)).toBe(77n);
    expect(run.steps(1).trap()).toBe('5 0x80040000');
    expect(run.reference.checkerRegister(0, 0x10)).toBe(0x101);
  });

  it('of M-mode is fixed, and a fetch never takes that of MPRV', () => {
    expect(pageOf(3, '  mlwid 0', 'ld a0, 0(a1)').trap()).toBeUndefined();
    expect(pageOf(0, SUPERVISOR, 'nop').trap()).toBeUndefined();
  });
});
