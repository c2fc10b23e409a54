import { describe, expect, it } from 'vitest';
import {
  FETCH_LINK,
  FETCH_LOOKUP,
  FETCH_UNCACHED,
  FETCH_WALKED,
  FETCH_WALKED_SECOND,
} from '../../../src/trace/record.ts';
import { code, MachineRun } from '../machine-run.ts';

/** How each of the first `steps` steps got its code: `lookup`, `link`, or `-` within a block. */
function ways(run: MachineRun, steps: number): string {
  run.after(steps);
  return Array.from({ length: steps }, (_, step) => {
    const { how } = run.fetch(step);
    if ((how & FETCH_LOOKUP) !== 0) return (how & FETCH_UNCACHED) !== 0 ? 'uncached' : 'lookup';
    return (how & FETCH_LINK) !== 0 ? 'link' : '-';
  }).join(' ');
}

/** M-mode code at the start of DRAM. */
function plain(state: string, ...lines: readonly string[]): MachineRun {
  return new MachineRun(`state\n  mtvec 0x80000800\n  a0 0x6000000\n${state}\n${code(...lines)}`);
}

describe('a block', () => {
  it.each([
    ['a branch', 'beqz zero, .+4', 'lookup - lookup'],
    ['a branch not taken', 'bnez zero, .+4', 'lookup - lookup'],
    ['jal', 'j .+4', 'lookup - lookup'],
    ['jalr', 'jr s1', 'lookup - lookup'],
    ['a read of a CSR', 'csrr t0, mscratch', 'lookup - lookup'],
    ['fence.i', 'fence.i', 'lookup - lookup'],
    ['wfi', 'wfi', 'lookup - lookup'],
    ['ecall', 'ecall', 'lookup - lookup'],
    ['a store to RAM', 'sd zero, 0(s1)', 'lookup - -'],
    ['fence', 'fence', 'lookup - -'],
    ['sfence.vma', 'sfence.vma', 'lookup - -'],
    ['lr', 'lr.w t0, (s1)', 'lookup - -'],
    ['amo', 'amoadd.w t0, t0, (s1)', 'lookup - -'],
    ['c.nop', 'c.nop', 'lookup - -'],
  ])('with %s in it', (_, line, expected) => {
    const run = plain('  s1 0x80000400', 'nop', line, 'nop', 'nop');
    expect(ways(run, 3)).toBe(expected);
  });

  it('ends where the page ends', () => {
    const run = new MachineRun(`state
  pc 0x80000ff8
code 0x80000ff8
  nop
  nop
  nop
  nop`);
    expect(ways(run, 4)).toBe('lookup - lookup -');
  });

  it('may begin with an instruction that straddles, alone', () => {
    const run = new MachineRun(`state
  pc 0x80000ffc
code 0x80000ffc
  c.nop
  addi t0, t0, 5
  nop`);
    expect(ways(run, 3)).toBe('lookup lookup lookup');
    expect([run.x(5), run.fetch(1).pc]).toEqual([5n, '0x80000ffe']);
    expect(run.fetch(1).word >>> 0).toBe(0x0052_8293);
    const { journal } = run.after(2).machine.parts;
    expect(journal.walked & 12).toBe(8);
  });

  it('runs on as it was translated when it stores into itself, and is gone afterwards', () => {
    // The word stored is `li t0, 2`.
    const run = plain('  t1 0x200293\n  s1 0x80000000', 'sw t1, 4(s1)', 'li t0, 1', 'j .-8');
    expect(run.after(2).x(5)).toBe(1n);
    expect(run.after(5).x(5)).toBe(2n);
    expect(ways(run, 8)).toBe('lookup - - lookup - - lookup -');
  });

  it('is linked to what its direct exits lead to', () => {
    const run = plain('  t1 3', 'addi t1, t1, -1', 'bnez t1, .-4', 'j .+8', 'nop', 'nop', 'nop');
    expect(ways(run, 8)).toBe('lookup - lookup - link - lookup lookup');
  });

  it('is not linked over a page border', () => {
    const run = new MachineRun(`state
  t1 3
  pc 0x80000ffc
code 0x80000ffc
  nop
  addi t1, t1, -1
  bnez t1, .-8`);
    expect(ways(run, 7)).toBe('lookup lookup - lookup lookup - lookup');
  });

  it('is found again by its physical address under another virtual one', () => {
    const run = new MachineRun(`platform
  device none
state
  mode S
  pc 0x40000000
  satp sv39 root=0x80010000
pmp
  0 napot all rwx
maps
  0x40000000 -> 0x80000000 r-x--a- 4K
  0x50000000 -> 0x80000000 r-x--a- 4K
${code('lui t0, 0x50000', 'jr t0')}`);
    expect(ways(run, 3)).toBe('lookup - lookup');
    expect(run.machine.parts.blocks.blockCount).toBe(1);
  });

  it('is another one in another mode or with another data mmu index', () => {
    const run = plain('  t1 0x20800\n  s1 0x80000000', 'csrw mstatus, t1', 'jr s1');
    run.after(3);
    expect(run.machine.parts.blocks.blockCount).toBe(3);
  });

  it('that was linked runs on after its page was taken away, until the next lookup', () => {
    const run = new MachineRun(`slots dram
  1 napot 0x80000000/4K 3:rw
  16 off 0x0
state
  mtvec 0x80000800
  t1 3
  a0 0x6000000
${code('sw t1, 80(a0)', 'addi t1, t1, -3', 'bgez t1, .-8', 'nop')}`);
    expect(ways(run, 7)).toBe('lookup lookup - lookup link - uncached');
    expect(run.outcome(6)).toBe('2 0x0');
  });
});

describe('a store into code', () => {
  it('unlinks the blocks that led to what it removed, by both exits', () => {
    // The loop's first block is overwritten by the second one, from the second round on with another constant.
    const taken = plain(
      '  s1 0x80000000\n  t1 0x200293\n  t2 2',
      'li t0, 1',
      'j .+4',
      'sw t1, 0(s1)',
      'addi t2, t2, -1',
      'bnez t2, .-16',
    );
    expect(taken.after(6).x(5)).toBe(2n);
    const twice = plain(
      '  s1 0x80000000\n  t1 0x200293\n  t3 0x100293\n  t2 4',
      'li t0, 1',
      'j .+4',
      'addi t2, t2, -1',
      'andi t4, t2, 1',
      'beqz t4, .+8',
      'sw t1, 0(s1)',
      'bnez t2, .-24',
    );
    const values = [8, 15, 23].map((steps) => twice.after(steps).x(5));
    expect(values).toEqual([2n, 2n, 2n]);
  });

  it.each([
    [-4, 0],
    [-3, 1],
    [7, 1],
    [8, 0],
  ])('at offset %i of a block of 8 bytes removes %i blocks', (offset, removed) => {
    const run = new MachineRun(`state
  s1 0x80000100
${code('jalr ra, 0(s1)', `sw zero, ${offset}(s1)`)}
code 0x80000100
  nop
  jr ra`).after(4);
    const { records, blockCount } = run.machine.parts.blocks;
    const live = Array.from({ length: blockCount }, (_, i) => records[i * 12 + 8]);
    expect(live.filter((word) => word === 0).length).toBe(removed);
  });

  it('into the second page of a straddling block removes it, and the page is protected', () => {
    const run = new MachineRun(`state
  s1 0x80000ffe
  a1 0x80001000
  t1 0x00000050
${code('jalr ra, 0(s1)', 'sh t1, 0(a1)', 'jalr ra, 0(s1)')}
code 0x80000ffe
  li t0, 1
  jr ra`);
    expect(run.after(3).dirty(0x8000_1000)).toBe(5);
    expect(run.after(2).x(5)).toBe(1n);
    expect(run.after(6).x(5)).toBe(5n);
  });
});

describe('code outside of RAM', () => {
  it('is read as it is denied: with a bus error (55)', () => {
    const run = new MachineRun(`slots dram
  1 napot 0x80040000/4K react=ER,IR
state
  mtvec 0x80000800
  mlwid 0
  mstatus MPP=S
  mepc 0x80040000
  a0 0x6000000
pmp
  0 napot all rwx
${code('mret')}
code 0x80000800
  ld t0, 16(a0)`).after(3);
    expect([run.outcome(1), run.x(5)]).toEqual(['1 0x80040000', 0xc000_0000_0000_0100n]);
  });

  it('is 0 where it is denied silently (56)', () => {
    const run = new MachineRun(`state
  mtvec 0x80000800
  mlwid 0
  mstatus MPP=S
  mepc 0x80040000
pmp
  0 napot all rwx
${code('mret')}
code 0x80040000
  nop`).after(2);
    expect(run.outcome(1)).toBe('2 0x0');
    expect(run.fetch(1)).toEqual({
      pc: '0x80040000',
      word: 0,
      how: FETCH_LOOKUP | FETCH_WALKED | FETCH_UNCACHED,
    });
  });

  const second = (react: string, offset = 0xffe) =>
    new MachineRun(`slots dram
  1 napot 0x80040000/4K 0:rw
  2 napot 0x80041000/4K ${react}
state
  mtvec 0x80000800
  mlwid 0
  mstatus MPP=S
  mepc ${0x8004_0000 + offset}
pmp
  0 napot all rwx
${code('mret')}
code 0x80040ffe
  .word 0x00150073`);

  it('faults with the address of the half that is denied (58)', () => {
    const run = second('react=ER').after(2);
    expect([run.outcome(1), run.csr('mepc')]).toEqual(['1 0x80041000', 0x8004_0ffen]);
    expect(run.fetch(1).how & (FETCH_WALKED | FETCH_WALKED_SECOND)).toBe(FETCH_WALKED | FETCH_WALKED_SECOND);
  });

  it('has half an instruction of 0 where its second page is denied silently (59)', () => {
    const run = second('').after(2);
    expect([run.outcome(1), run.fetch(1).word]).toEqual(['9 0x0', 0x73]);
  });

  it('is read in pieces: 4 bytes at a multiple of 4, else 2 and 2', () => {
    // The UART's bytes are 0, IER, 1, LCR, MCR, 0x60, 0xb0, scratch.
    const uart = (pc: number, ier: number) =>
      new MachineRun(`state
  mtvec 0x80000800
  a1 0x10000000
  t1 ${ier}
  t2 ${pc}
${code('sb t1, 1(a1)', 'sb t1, 3(a1)', 'jr t2')}`).after(4);
    expect(uart(0x1000_0000, 1).fetch(3).word).toBe(0x100);
    expect(uart(0x1000_0000, 0).fetch(3).word).toBe(0);
    expect(uart(0x1000_0002, 0x13).fetch(3).word).toBe(0x1301);
    expect(uart(0x1000_0006, 1).fetch(3).word).toBe(0xb0);
    expect(uart(0x1000_0008, 1).outcome(3)).toBe('1 0x10000008');
  });

  it('of registers is refused in halves, and read in words', () => {
    const at = (pc: number) =>
      new MachineRun(`state\n  mtvec 0x80000800\n  t2 ${pc}\n${code('jr t2')}`).after(2);
    expect(at(0x0600_000a).outcome(1)).toBe('1 0x600000a');
    expect(at(0x0600_0008).outcome(1)).toBe('2 0x10');
  });

  it('is read again every time', () => {
    const run = new MachineRun(`platform
  device none
state
  mode S
  pc 0x80000000
  t1 2
pmp
  0 na4 0x80000800 ---
  1 napot all rwx
${code('addi t1, t1, -1', 'bnez t1, .-4', 'nop')}`);
    expect(ways(run, 5)).toBe('uncached uncached uncached uncached uncached');
  });

  it('whose page PMP splits is checked instruction by instruction', () => {
    const run = new MachineRun(`platform
  device none
state
  mode S
  mtvec 0x80010000
  pc 0x80000000
pmp
  0 tor 0x80000008 r-x
  1 tor 0x80001000 ---
  2 napot all rwx
${code('nop', 'nop', 'nop')}`).after(3);
    expect([0, 1, 2].map((step) => run.outcome(step))).toEqual(['retired', 'retired', '1 0x80000008']);
  });
});
