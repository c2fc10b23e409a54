import { describe, expect, it } from 'vitest';
import { type ALLOWANCES, allowanceIndex } from '../../../src/oracle/allowances.ts';
import {
  FETCH_LINK,
  FETCH_LOOKUP,
  FETCH_UNCACHED,
  FETCH_WALKED,
  R_FETCH,
  R_FETCH_PA,
  R_KIND,
  R_WORD,
  STEP_RETIRED,
} from '../../../src/trace/record.ts';
import { IdealRun } from './ideal-run.ts';

/** S-mode code at `pc` under WID 0. */
function supervisor(slots: string, pc: string, rest: string): IdealRun {
  return new IdealRun(
    `slots dram
${slots}
state
  mode S
  pc ${pc}
  mtvec 0x80000800
  mlwid 0
${rest}`,
  );
}

const ALL = 'pmp\n  0 napot all rwx\n';
const REST_SILENT = '  16 tor 0xfffffffffffffffc 3:rw';
const REST_FAULTS = `${REST_SILENT} react=ER,EW,IR,IW`;

function allowed(run: IdealRun, name: (typeof ALLOWANCES)[number]['name']): number {
  return run.reference.allowances[allowanceIndex(name)];
}

describe('a fetch', () => {
  it('of a denied page faults with tval = pc and is logged as a read (55)', () => {
    const run = supervisor(`  1 napot 0x80040000/4K react=ER`, '0x80040000', `${ALL}code 0x80040000\n  nop`);
    expect(run.trap()).toBe('1 0x80040000');
    expect(run.reference.checkerRegister(0, 0x10)).toBe(0x100);
    expect(run.reference.record[R_WORD]).toBe(0);
  });

  it('of a silently denied page is instruction 0 (56)', () => {
    const run = supervisor('', '0x80040000', `${ALL}code 0x80040000\n  nop`);
    expect(run.trap()).toBe('2 0x0');
    expect(run.rule()).toBe('illegal-encoding');
  });

  it('reports the second half of a straddling instruction (58)', () => {
    const run = supervisor(
      `  1 napot 0x80040000/4K 0:rw\n${REST_FAULTS}`,
      '0x80040ffe',
      `${ALL}code 0x80040ffe\n  ecall`,
    );
    expect(run.trap()).toBe('1 0x80041000');
    expect(run.csr('mepc')).toBe(0x8004_0ffen);
  });

  it('executes a silently denied second half as 0 (59)', () => {
    const run = supervisor(
      `  1 napot 0x80040000/4K 0:rw\n${REST_SILENT}`,
      '0x80040ffe',
      `${ALL}code 0x80040ffe\n  .word 0x00010073`,
    );
    expect(run.trap()).toBe('9 0x0');
  });

  it('asks PMP for execute permission of both halves', () => {
    const run = supervisor(
      '  1 napot 0x80040000/8K 0:rw',
      '0x80040ffe',
      'pmp\n  0 napot 0x80040000/4K r-x\n  1 napot all rw-\ncode 0x80040ffe\n  ecall',
    );
    expect(run.trap()).toBe('1 0x80041000');
    expect(run.rule()).toBe('pmp-permission');
  });

  it('gives the physical address of a lookup in RAM', () => {
    const run = supervisor(
      '  1 napot 0x80040000/4K 0:rw',
      '0x80040002',
      `${ALL}code 0x80040002\n  nop`,
    ).steps(1);
    expect(run.reference.record[R_FETCH_PA] >>> 0).toBe(0x8004_0002);
    expect(run.reference.record[R_WORD]).toBe(0x13);
  });

  it('from a device is read in pieces', () => {
    const uart = new IdealRun('state\n  pc 0x10000004\n  mtvec 0x80000800\ncode 0x80000000\n  nop');
    // LSR and MSR of the idle UART: 0x6000 is c.ld of address 0.
    expect(uart.trap()).toBe('5 0x0');
    expect(uart.reference.record[R_WORD]).toBe(0x6000);
    const odd = new IdealRun('state\n  pc 0x6000006\n  mtvec 0x80000800\ncode 0x80000000\n  nop');
    expect(odd.trap()).toBe('1 0x6000006');
  });
});

/** Steps with the machine's fetch bits. */
function fetchAs(run: IdealRun, bits: number): IdealRun {
  run.hints[R_FETCH] = bits;
  return run.steps(1);
}

describe('the running block', () => {
  /** Stores a nop over the third instruction, then runs it; loops back. */
  const selfModifying = (): IdealRun =>
    new IdealRun(
      `state
  a1 0x80000000
  t0 0x13
code 0x80000000
  sw t0, 4(a1)
  li a0, 1
  li a0, 2
  j .-8`,
    );

  it('goes on as it was read when it was entered', () => {
    const run = selfModifying();
    fetchAs(run, FETCH_LOOKUP);
    fetchAs(run, 0);
    expect(run.x(10)).toBe(1n);
    expect(allowed(run, 'running-block')).toBe(1);
    fetchAs(run, 0);
    fetchAs(run, 0);
    expect(allowed(run, 'running-block')).toBe(1);
    fetchAs(run, FETCH_LINK);
    expect(run.reference.record[R_WORD]).toBe(0x13);
    expect(run.x(10)).toBe(2n);
  });

  it('keeps the bytes of its entry over several stores to them', () => {
    const run = new IdealRun(
      'state\n  a1 0x80000000\n  t0 0x13\n  t1 0x6f\ncode 0x80000000\n  sw t1, 8(a1)\n  sw t0, 8(a1)\n  li a0, 1',
    );
    fetchAs(run, FETCH_LOOKUP);
    fetchAs(run, 0);
    fetchAs(run, 0);
    expect(run.x(10)).toBe(1n);
  });

  it('holds the new bytes after a lookup', () => {
    const run = selfModifying();
    fetchAs(run, FETCH_LOOKUP);
    fetchAs(run, FETCH_LOOKUP);
    expect(run.reference.record[R_WORD]).toBe(0x13);
    expect(allowed(run, 'running-block')).toBe(0);
  });

  it('does not go on past an instruction that ends it', () => {
    const run = new IdealRun(
      'state\n  a1 0x80000000\n  t0 0x13\ncode 0x80000000\n  sw t0, 8(a1)\n  fence.i\n  li a0, 1',
    );
    fetchAs(run, FETCH_LOOKUP);
    fetchAs(run, 0);
    fetchAs(run, 0);
    expect(run.reference.record[R_WORD]).toBe(0x13);
  });

  /** S-mode code that takes its own page away through the page table. */
  const unmapping = (): IdealRun =>
    supervisor(
      '  1 napot 0x80000000/2M 0:rw',
      '0x40000000',
      `  satp sv39 root=0x80010000
  a1 0x80012000
  a2 0x40001000
${ALL}maps
  0x40000000 -> 0x80040000 rwx--ad 4K
  0x40001000 -> 0x80012000 rw---ad 4K
code 0x80040000
  sd zero, 0(a2)
  sfence.vma
  nop
  j .-4`,
    );

  it('runs on, and over links, after its page was unmapped, until the next lookup', () => {
    const run = unmapping();
    fetchAs(run, FETCH_LOOKUP | FETCH_WALKED);
    for (const bits of [0, 0, 0, FETCH_LINK]) {
      fetchAs(run, bits);
      expect(run.reference.record[R_KIND]).toBe(STEP_RETIRED);
    }
    run.hints[R_FETCH] = FETCH_LOOKUP | FETCH_WALKED;
    expect(run.trap()).toBe('12 0x4000000c');
  });

  it('is not left to a link into another page', () => {
    const jumping = supervisor(
      '  1 napot 0x80040000/4K 0:rw\n  2 napot 0x80041000/4K react=ER',
      '0x80040ffc',
      `${ALL}code 0x80040ffc\n  j .+4`,
    );
    fetchAs(jumping, FETCH_LOOKUP);
    jumping.hints[R_FETCH] = FETCH_LINK;
    expect(jumping.trap()).toBe('1 0x80041000');
  });

  it('is not left to a link into another mode', () => {
    const run = new IdealRun(
      `slots dram
  1 napot 0x80000000/4K 3:rw react=ER
state
  mlwid 0
  mtvec 0x80000800
  mstatus MPP=S
  mepc 0x80000004
${ALL}code 0x80000000
  mret
  nop`,
    );
    fetchAs(run, FETCH_LOOKUP);
    run.hints[R_FETCH] = FETCH_LINK;
    expect(run.trap()).toBe('1 0x80000004');
  });

  it('does not go on into a straddling instruction', () => {
    const run = supervisor(
      '  1 napot 0x80040000/4K 0:rw\n  2 napot 0x80041000/4K react=ER',
      '0x80040ffc',
      `${ALL}code 0x80040ffc\n  .half 0x0001\n  nop`,
    );
    fetchAs(run, FETCH_LOOKUP);
    run.hints[R_FETCH] = 0;
    expect(run.trap()).toBe('1 0x80041000');
  });

  it('is checked at every instruction where PMP splits the page', () => {
    const run = supervisor(
      '  1 napot 0x80040000/4K 0:rw',
      '0x80040100',
      'pmp\n  0 na4 0x80040100 r-x\n  1 napot 0x80040000/4K r--\n  2 napot all rwx\ncode 0x80040100\n  nop\n  nop',
    );
    fetchAs(run, FETCH_LOOKUP);
    expect(run.reference.record[R_KIND]).toBe(STEP_RETIRED);
    run.hints[R_FETCH] = 0;
    expect(run.trap()).toBe('1 0x80040104');
  });

  it.each([FETCH_LOOKUP | FETCH_UNCACHED, FETCH_LOOKUP])(
    'is checked at every instruction where the checker splits the page (%i)',
    (bits) => {
      const run = new IdealRun(
        `platform
  worlds 4 trusted=3 mwid=3 mwidlist=0,1,2,3 hw-bypass=on granule=4
slots dram
  1 na4 0x80040000 0:rw
  16 tor 0xfffffffffffffffc 3:rw react=ER
state
  mode S
  pc 0x80040000
  mtvec 0x80000800
  mlwid 0
pmp
  0 napot all rwx
code 0x80040000
  nop
  nop`,
      );
      fetchAs(run, bits);
      expect(run.reference.record[R_KIND]).toBe(STEP_RETIRED);
      run.hints[R_FETCH] = 0;
      expect(run.trap()).toBe('1 0x80040004');
    },
  );
});
