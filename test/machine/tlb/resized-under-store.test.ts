import { describe, expect, it } from 'vitest';
import { code, MachineRun } from '../machine-run.ts';

/** A store of `bytes` at `address` by M-mode, whose TLB has 256 entries and shrinks at every flush. */
function store(address: string, instruction: string, quirks: string, window = 1): MachineRun {
  return new MachineRun(
    `platform
  tlb entries=256 window=${window}
slots dram
  1 napot 0x80000000/4M 0:rw 3:rw
state
  mtvec 0x80000800
  a0 ${address}
  t0 0x20000000
${code('nop', 'nop', instruction, 'nop')}`,
    quirks,
  ).after(4);
}

describe('a store to registers that flushes and resizes the TLB', () => {
  it.each([
    ['is one piece', '0x06000080', 'sd t0, 0(a0)', 1],
    ['resizes nothing', '0x06000080', 'sd t0, 4(a0)', 100000],
    ['writes no rule with its first piece', '0x06000010', 'sd t0, 4(a0)', 1],
  ])('goes well where it %s', (_, address, instruction, window) => {
    expect(store(address, instruction, '+B21', window).outcome(3)).toBe('retired');
  });

  it('uses a freed entry where it goes on to a next piece', () => {
    const run = store('0x06000080', 'sd t0, 4(a0)', '+B21');
    expect([run.outcome(1), run.outcome(2)]).toEqual(['retired', 'entry-freed']);
  });

  it('goes on in fixed with what the entry said', () => {
    const run = store('0x06000080', 'sd t0, 4(a0)', '');
    expect(run.outcome(3)).toBe('retired');
    expect(run.machine.parts.tlb.size[3]).toBe(64);
    expect(run.machine.parts.bus.dramChecker.read32(0x84)).toBe(0x2000_0000);
  });
});
