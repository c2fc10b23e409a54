import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_DIRTY_LOG_SYNC } from '../../../src/input/layout.ts';
import { type AllowanceName, allowanceIndex } from '../../../src/oracle/allowances.ts';
import { CSRS } from '../../../src/oracle/csr-rules.ts';
import {
  FETCH_LOOKUP,
  R_CAUSE,
  R_FETCH,
  R_KIND,
  R_MODE,
  R_PC,
  STEP_INTERRUPT,
  STEP_RETIRED,
} from '../../../src/trace/record.ts';
import { IdealRun } from './ideal-run.ts';

function machine(state: string, ...code: readonly string[]): IdealRun {
  return new IdealRun(
    `state\n  mtvec 0x80000800\n  stvec 0x80000900\n${state}\npmp\n  0 napot all rwx\ncode 0x80000000\n${code.map((line) => `  ${line}`).join('\n')}`,
  );
}

function used(run: IdealRun, name: AllowanceName): number {
  return run.reference.allowances[allowanceIndex(name)];
}

const ONES = (1n << 64n) - 1n;

describe('CSRs', () => {
  it.each<[string, bigint]>([
    ['mstatus', 0xa_007e_19aan],
    ['medeleg', 0xb3ffn],
    ['mideleg', 0x222n],
    ['mie', 0xaaan],
    ['mip', 0x222n],
    ['mtvec', 0x8000_0800n],
    ['menvcfg', (1n << 61n) | 0xf1n],
    ['mscratch', ONES],
    ['mepc', ONES - 1n],
    ['mcause', ONES],
    ['mtval', ONES],
    ['sstatus', 0x2_000c_0122n],
    ['sie', 0n],
    ['sip', 0n],
    ['stvec', 0x8000_0900n],
    ['senvcfg', 0xf1n],
    ['sepc', ONES - 1n],
    ['satp', 0n],
    ['pmpcfg0', 0x9f9f_9f9f_9f9f_9f9fn],
    ['pmpcfg2', 0x9f9f_9f9f_9f9f_9f9fn],
    ['pmpaddr15', ONES],
    ['misa', 0x8000_0000_0014_1105n],
    ['mwiddeleg', 0xfn],
    ['mlwid', 0n],
  ])('%s takes all ones as %s', (name, expected) => {
    const run = machine(`  t0 ${ONES}`, `csrw ${name}, t0`, `csrr t1, ${name}`).steps(2);
    expect(run.x(6).toString(16)).toBe(expected.toString(16));
  });

  it('keep MPP when 2 is written', () => {
    const run = machine(
      '  t0 0x1000\n  t1 0x800',
      'csrw mstatus, t1',
      'csrw mstatus, t0',
      'csrr t2, mstatus',
    ).steps(3);
    expect(run.x(7) & 0x1800n).toBe(0x800n);
  });

  it('show S-mode what is delegated of mie and mip', () => {
    const run = machine(
      '  mideleg 0x202\n  t0 0xaaa',
      'csrw sie, t0',
      'csrr t1, mie',
      'csrw sip, t0',
      'csrr t2, mip',
      'csrw mip, t0',
      'csrr t3, sip',
    ).steps(6);
    expect([run.x(6), run.x(7), run.x(28)]).toEqual([0x202n, 2n, 0x202n]);
  });

  it.each([
    ['mvendorid', 'csrw mvendorid, t0'],
    ['stimecmp', 'csrr t0, stimecmp'],
    ['cycle', 'csrw cycle, t0'],
    ['mseccfg without Smepmp', 'csrr t0, mseccfg'],
    ['pmpcfg1', 'csrr t0, 0x3a1'],
    ['pmpaddr16', 'csrr t0, 0x3c0'],
  ])('%s: an illegal access raises cause 2', (_name, code) => {
    const run = machine('', code);
    expect(run.trap()).toMatch(/^2 /);
  });

  it('set and clear with rs1 = x0 do not write', () => {
    expect(machine('', 'csrr t0, mhartid').trap()).toBeUndefined();
    expect(machine('', 'csrrsi t0, mhartid, 0').trap()).toBeUndefined();
    expect(machine('', 'csrrsi t0, mhartid, 1').trap()).toMatch(/^2 /);
    const run = machine(
      '  mscratch 12\n  t0 10',
      'csrrs t1, mscratch, t0',
      'csrrc t2, mscratch, t0',
      'csrrwi t3, mscratch, 3',
    ).steps(3);
    expect([run.x(6), run.x(7), run.x(28), run.csr('mscratch')]).toEqual([12n, 14n, 4n, 3n]);
  });

  it('are trapped from S-mode by TVM (satp, sfence.vma), TSR and TW', () => {
    const inS = (status: string, code: string): string | undefined =>
      machine(`  mode S\n  mlwid 3\n  mstatus ${status}`, code).trap();
    expect(inS('TVM', 'csrr t0, satp')).toMatch(/^2 /);
    expect(inS('TVM', 'sfence.vma')).toMatch(/^2 /);
    expect(inS('TSR', 'sret')).toMatch(/^2 /);
    expect(inS('TW', 'wfi')).toMatch(/^2 /);
    expect(inS('0', 'csrr t0, satp')).toBeUndefined();
    expect(inS('0', 'sfence.vma')).toBeUndefined();
    expect(inS('0', 'wfi')).toBeUndefined();
    expect(inS('0', 'sret')).toBeUndefined();
    expect(inS('0', 'mret')).toMatch(/^2 /);
  });

  it('are all readable in M-mode, and each written value reads back the same twice', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CSRS.filter(({ name, kind }) => name !== 'slwid' && kind !== 'counter')),
        fc.bigInt({ min: 0n, max: ONES }),
        ({ name, number, kind }, value) => {
          const write = number >> 10 === 3 ? 'nop' : `csrw ${name}, t0`;
          // A locked PMP entry may take M-mode's own code away.
          const written = kind === 'pmpcfg' ? value & 0x7f7f_7f7f_7f7f_7f7fn : value;
          const run = machine(
            `  t0 ${written}`,
            write,
            `csrr t1, ${name}`,
            `csrw mscratch, t1`,
            `csrr t2, ${name}`,
          ).steps(4);
          expect(run.reference.mode).toBe(3);
          if (name !== 'mscratch') expect(run.x(7)).toBe(run.x(6));
          expect(run.csr(name)).toBe(run.x(name === 'mscratch' ? 7 : 6));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('traps', () => {
  it('go to M-mode with the usual stacking, and mret comes back', () => {
    const run = machine('  mode U\n  mlwid 3\n  mstatus MIE', 'ecall');
    expect(run.trap()).toBe('8 0x0');
    expect([run.csr('mcause'), run.csr('mepc'), run.csr('mstatus') & 0x1888n]).toEqual([
      8n,
      0x8000_0000n,
      0x80n,
    ]);
    expect([run.reference.mode, run.reference.pcLo >>> 0]).toEqual([3, 0x8000_0800]);
  });

  it('go to S-mode when delegated from below M', () => {
    const run = machine('  mode U\n  mlwid 3\n  medeleg 0x104\n  mstatus SIE', '.word 0xffffffff');
    expect(run.trap()).toBe('2 0xffffffff');
    expect([run.csr('scause'), run.csr('stval'), run.csr('sstatus') & 0x122n]).toEqual([
      2n,
      0xffff_ffffn,
      0x20n,
    ]);
    expect([run.reference.mode, run.reference.pcLo >>> 0]).toEqual([1, 0x8000_0900]);
    expect(machine('  medeleg 0x4', '.word 0xffffffff').steps(1).reference.mode).toBe(3);
  });

  it('ebreak reports its pc, an illegal compressed instruction its 16 bits', () => {
    expect(machine('', 'ebreak').trap()).toBe('3 0x80000000');
    expect(machine('', '.half 0x8000').trap()).toBe('2 0x8000');
  });

  it('clear MPRV on a return to a mode below M', () => {
    const run = machine('  mlwid 3\n  mstatus MPRV MPP=S MPIE\n  mepc 0x80000010', 'mret').steps(1);
    expect(run.csr('mstatus') & 0x2_1888n).toBe(0x88n);
    expect([run.reference.mode, run.reference.pcLo >>> 0]).toEqual([1, 0x8000_0010]);
    const staying = machine('  mstatus MPRV MPP=M\n  mepc 0x80000010', 'mret').steps(1);
    expect(staying.csr('mstatus') & 0x2_0000n).toBe(0x2_0000n);
    const fromS = machine('  mstatus 0x20100\n  sepc 0x80000010', 'sret').steps(1);
    expect([fromS.csr('mstatus') & 0x2_0122n, fromS.reference.mode]).toEqual([0x20n, 1]);
  });

  it('carry pc arithmetic across 2^32', () => {
    const run = machine('  pc 0xffffffff80000000', 'nop').steps(1);
    expect(run.csr('mtval')).toBe(0xffff_ffff_8000_0000n);
    const jump = machine('  t0 0xfffffffffffffff8', 'jalr ra, 12(t0)').steps(1);
    expect([jump.x(1), jump.reference.pcLo, jump.reference.pcHi]).toEqual([0x8000_0004n, 4, 0]);
    expect(machine('  t0 0x80000101', 'jalr ra, 6(t0)').steps(1).reference.pcLo >>> 0).toBe(0x8000_0106);
  });
});

describe('interrupts', () => {
  const SUPERVISOR = '  mode S\n  mlwid 3\n  mideleg 0x222\n  mie 0x222\n  mstatus SIE';

  it('are taken by priority, vectored if asked, with the interrupt bit in the cause', () => {
    const run = machine(`${SUPERVISOR}\n  mip 0x222`, 'nop').steps(1);
    const record = run.reference.record;
    expect([record[R_KIND], record[R_CAUSE], record[R_MODE], record[R_PC] >>> 0]).toEqual([
      STEP_INTERRUPT,
      9,
      1,
      0x8000_0000,
    ]);
    expect([run.csr('scause'), run.reference.pcLo >>> 0]).toEqual([(1n << 63n) | 9n, 0x8000_0900]);
    const vectored = new IdealRun(
      'state\n  mtvec 0x80000801\n  mie 0x222\n  mstatus MIE\n  mip 0x20\npmp\n  0 napot all rwx\ncode 0x80000000\n  nop',
    ).steps(1);
    expect(vectored.reference.pcLo >>> 0).toBe(0x8000_0814);
    expect(used(run, 'interrupt-point')).toBe(0);
  });

  it('wait for their enable, and never interrupt M-mode when delegated', () => {
    expect(
      machine(`${SUPERVISOR.replace('SIE', '0')}\n  mip 2`, 'nop').steps(1).reference.record[R_KIND],
    ).toBe(STEP_RETIRED);
    const inM = machine('  mideleg 0x222\n  mie 0x222\n  mstatus MIE SIE\n  mip 2', 'nop').steps(1);
    expect(inM.reference.record[R_KIND]).toBe(STEP_RETIRED);
    const notDelegated = machine('  mie 0x222\n  mstatus MIE\n  mip 0x22', 'nop').steps(1);
    expect([notDelegated.reference.record[R_CAUSE], notDelegated.reference.mode]).toEqual([1, 3]);
  });

  it('may wait to the next block start, no longer', () => {
    const run = machine(`${SUPERVISOR}\n  mip 2`, 'nop', 'nop', 'nop', 'nop');
    run.hints[R_KIND] = STEP_RETIRED;
    const kinds = [FETCH_LOOKUP, 0, 0, FETCH_LOOKUP].map((bits) => {
      run.hints[R_FETCH] = bits;
      return run.steps(1).reference.record[R_KIND];
    });
    expect(kinds).toEqual([STEP_RETIRED, STEP_RETIRED, STEP_RETIRED, STEP_INTERRUPT]);
  });

  it('may be missed at a block start again once they were not takeable in between', () => {
    const run = machine(`${SUPERVISOR}\n  mip 2`, 'csrci sstatus, 2', 'nop', 'csrsi sstatus, 2', 'nop');
    run.hints[R_KIND] = STEP_RETIRED;
    for (let i = 0; i < 4; i++) expect(run.steps(1).reference.record[R_KIND]).toBe(STEP_RETIRED);
  });

  it('count as moved when the machine takes them later than they came', () => {
    const run = machine(`${SUPERVISOR}\n  mip 2`, 'nop', 'nop');
    run.hints[R_KIND] = STEP_RETIRED;
    run.steps(1);
    run.hints[R_KIND] = STEP_INTERRUPT;
    expect(run.steps(1).reference.record[R_KIND]).toBe(STEP_INTERRUPT);
    expect(used(run, 'interrupt-point')).toBe(1);
  });
});

describe('the reference', () => {
  it('forgets one input before the next', () => {
    const run = machine(
      '  a1 0x80040000\n  t0 7',
      'sd t0, 0(a1)',
      'csrw mscratch, t0',
      'lr.d t1, (a1)',
    ).steps(3);
    expect(run.memory(0x8004_0000)).toBe(7n);
    const next = new IdealRun('state\n  a1 0x80040000\ncode 0x80000000\n  ld t0, 0(a1)', run.reference).steps(
      1,
    );
    expect([next.x(5), next.csr('mscratch'), next.memory(0x8000_0800)]).toEqual([0n, 0n, 0n]);
  });

  it('keeps the migration bits of pages', () => {
    const run = machine('  a1 0x80040000\n  t0 7', 'sd t0, 0(a1)', 'sd t0, 0(a1)');
    const dirty = (): boolean[] => [0x4_0000, 0x4_1000].map((offset) => run.reference.migration(offset));
    expect(dirty()).toEqual([true, true]);
    run.event(EVENT_DIRTY_LOG_SYNC);
    expect(dirty()).toEqual([false, false]);
    run.steps(1);
    expect(dirty()).toEqual([true, false]);
    run.event(EVENT_DIRTY_LOG_SYNC);
    run.reference.load(run.input);
    expect(dirty()).toEqual([true, true]);
  });

  it('skips initial CSRs that would be illegal and writes the others by their rules', () => {
    const run = machine('  mlwid 9\n  slwid 1\n  medeleg 0xffffffffffffffff', 'nop');
    expect([run.csr('mlwid'), run.csr('slwid'), run.csr('medeleg')]).toEqual([0n, 0n, 0xb3ffn]);
  });

  it('lists the lines it wrote', () => {
    const run = machine('  a1 0x8004003c\n  t0 7', 'sd t0, 0(a1)');
    const lines = (): number[] => [...run.reference.touched.slice(0, run.reference.touchedCount)];
    expect(lines()).toEqual([0]);
    run.steps(1);
    expect(lines()).toEqual([0, 0x1000, 0x1001]);
  });
});
