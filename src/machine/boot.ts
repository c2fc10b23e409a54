/** From an input to the state before the first instruction: reset, firmware's slots, memory image, CSRs, registers. */
import type { ImageBuilder } from '../input/image.ts';
import {
  CHECKER_OUTER,
  CHECKERS,
  CSR_PRESENT,
  CSRS,
  EXT_SMEPMP,
  EXT_SVADE,
  EXTENSIONS,
  HAS_PMP,
  INITIAL_CSRS,
  type Input,
  MAX_SLOTS,
  MODE,
  PC,
  PMP,
  PMP_ADDR,
  PMP_CFG,
  PMP_ENTRIES,
  PMP_STRIDE,
  REGS,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PERM,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
  TLB_ENTRIES,
  TLB_WINDOW,
} from '../input/layout.ts';
import { CSR } from '../isa/csr-names.ts';
import { MODE_M } from './hart/state.ts';
import type { Parts } from './parts.ts';

const CSR_NUMBERS = INITIAL_CSRS.map((name) => CSR[name]);

/** Resets every part, then builds the initial state of `input`. Costs in proportion to what the last run touched. */
export function boot(parts: Parts, input: Input, image: ImageBuilder): void {
  reset(parts, input);
  if (parts.bus.checkers) {
    const checkers = parts.bus.outerChecker ? CHECKERS : CHECKER_OUTER;
    for (let checker = 0; checker < checkers; checker++) writeSlots(parts, input, checker);
  }
  layMemory(parts, input, image);
  writeCsrs(parts, input);
  if (input[HAS_PMP] === 1) writePmp(parts, input);
  const { state } = parts;
  for (let i = 2; i < 64; i++) state.x[i] = input[REGS + i];
  state.pcLo = input[PC];
  state.pcHi = input[PC + 1];
  state.enter(input[MODE]);
}

function reset(parts: Parts, input: Input): void {
  parts.ruleChanges = 0;
  parts.flushOutstanding = false;
  parts.dirty.logging = false;
  parts.state.reset();
  parts.journal.reset();
  parts.blocks.reset();
  parts.tlb.reset(input[TLB_ENTRIES], input[TLB_WINDOW]);
  parts.bus.reset(input);
  parts.translator.reset();
  parts.pmp.reset((input[EXTENSIONS] & EXT_SMEPMP) !== 0);
  parts.worlds.reset(input);
  parts.rights.reset();
  parts.walker.reset();
  parts.filler.reset();
  parts.lookup.reset();
  parts.watchpoints.reset();
  parts.dma.reset(input);
  parts.regions.reset();
  parts.mmu.reset();
  parts.blockAccess.reset();
  parts.counters.reset();
  parts.environment.reset((input[EXTENSIONS] & EXT_SVADE) !== 0);
  parts.csrs.reset(parts.bus.checkers);
  parts.atomicGuard.reset();
  parts.atomics.reset();
  parts.finder.reset();
}

/** Trusted firmware writes each slot in the order CFG = 0, ADDR, PERM, CFG. */
function writeSlots(parts: Parts, input: Input, checker: number): void {
  const device = parts.bus.checker(checker);
  for (let slot = 0; slot <= device.slots.count; slot++) {
    const at = SLOTS + (checker * MAX_SLOTS + slot) * SLOT_STRIDE;
    if (input[at + SLOT_PRESENT] === 0) continue;
    const base = 0x20 + 0x20 * slot;
    device.write32(base + 0x10, 0);
    device.write64(base, input[at + SLOT_ADDR], input[at + SLOT_ADDR + 1]);
    device.write64(base + 0x08, input[at + SLOT_PERM], input[at + SLOT_PERM + 1]);
    device.write32(base + 0x10, input[at + SLOT_CFG]);
  }
}

function layMemory(parts: Parts, input: Input, image: ImageBuilder): void {
  image.build(input);
  const { ram } = parts;
  const { words, halves } = ram;
  const { count, address, size, lo, hi } = image;
  for (let i = 0; i < count; i++) {
    const host = ram.hostOfPhysical(address[i]);
    // A piece is aligned: it lies in one line.
    ram.touchLineOf(host);
    if (size[i] === 2) {
      halves[host >> 1] = lo[i];
      continue;
    }
    words[host >> 2] = lo[i];
    if (size[i] === 8) words[(host >> 2) + 1] = hi[i];
  }
}

/** Initial CSRs, through their own write rules, as M-mode; those that do not exist here are skipped. */
function writeCsrs(parts: Parts, input: Input): void {
  const present = input[CSR_PRESENT];
  for (let i = 0; i < CSR_NUMBERS.length; i++) {
    if ((present & (1 << i)) === 0 || !parts.csrs.reachable(CSR_NUMBERS[i], MODE_M)) continue;
    parts.csrs.write(CSR_NUMBERS[i], input[CSRS + 2 * i], input[CSRS + 2 * i + 1]);
  }
  parts.csrs.flush = false;
}

function writePmp(parts: Parts, input: Input): void {
  for (let i = 0; i < PMP_ENTRIES; i++) {
    const at = PMP + i * PMP_STRIDE + PMP_ADDR;
    parts.pmp.writeAddr(i, input[at], input[at + 1]);
  }
  for (let first = 0; first < PMP_ENTRIES; first += 4) {
    let value = 0;
    for (let i = 0; i < 4; i++) value |= (input[PMP + (first + i) * PMP_STRIDE + PMP_CFG] & 0xff) << (8 * i);
    parts.pmp.writeCfg(first, value);
  }
  // Observers are told of what the program writes.
  parts.pmp.takeFate();
}
