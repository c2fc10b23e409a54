import { describe, expect, it } from 'vitest';
import { parseInput } from '../../../src/input/text.ts';
import { parseDesign } from '../../../src/machine/design.ts';
import { Machine } from '../../../src/machine/machine.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import {
  A_INFO,
  A_VA,
  ACCESS_WALKED,
  FETCH_LOOKUP,
  R_ACCESS,
  R_FETCH,
  R_WORD,
  RECORD,
} from '../../../src/trace/record.ts';

/** The store of step 2 must set D; `code` is what DMA puts in its place just before. */
function machineAfter(quirks: string, code: string): Machine {
  const { input } = parseInput(
    `iommufuzz 1
platform
  device none
  steps 3
state
  mstatus MPP=S MPRV
  satp sv39 root=0x80010000
  a1 0x40000000
  a4 0x40001000
pmp
  0 napot all rwx
maps
  0x40000000 -> 0x10000000 rw---a- 4K
  0x40001000 -> 0x80040000 rw---ad 4K
code 0x80000000
  ld a3, 0(a4)
  nop
  sd a2, 0(a1)
  nop
events
  at 2 dma-write 0x80000008 4 ${code}`,
    'test',
  );
  const machine = new Machine(parseDesign('fixed', quirks), SILENT);
  machine.load(input);
  machine.run();
  return machine;
}

const LOAD_WORD = 0x0007_3683;
const STORE_WORD = 0x00c5_b023;
/** Low half of the PTE of 0x40000000. */
const PTE_D = 0x80;

function pteOf(machine: Machine): number {
  const { ram } = machine.parts;
  return ram.view.getInt32(ram.hostOfPhysical(0x8001_2000), true);
}

function wordOf(machine: Machine, field: number): number {
  return machine.trace[2 * RECORD + field];
}

describe('a store that is to set D inside its block', () => {
  it('sets it when it runs again as a block of its own', () => {
    const machine = machineAfter('', `0x${STORE_WORD.toString(16)}`);
    expect(wordOf(machine, R_WORD)).toBe(STORE_WORD);
    expect(wordOf(machine, R_FETCH) & FETCH_LOOKUP).toBe(FETCH_LOOKUP);
    expect(wordOf(machine, R_ACCESS + A_INFO) & ACCESS_WALKED).toBe(ACCESS_WALKED);
    expect(pteOf(machine) & PTE_D).toBe(PTE_D);
  });

  it('leaves D alone when another instruction has taken its place', () => {
    expect(pteOf(machineAfter('', `0x${LOAD_WORD.toString(16)}`)) & PTE_D).toBe(0);
    expect(pteOf(machineAfter('+T08', `0x${LOAD_WORD.toString(16)}`)) & PTE_D).toBe(PTE_D);
  });

  it('leaves no trace of its walk in the access of that instruction', () => {
    const machine = machineAfter('', `0x${LOAD_WORD.toString(16)}`);
    expect(wordOf(machine, R_WORD)).toBe(LOAD_WORD);
    expect(wordOf(machine, R_ACCESS + A_VA)).toBe(0x4000_1000);
    expect(wordOf(machine, R_ACCESS + A_INFO) & ACCESS_WALKED).toBe(0);
  });
});
