import type { Rng } from '../../bits/rng.ts';
import {
  CHECKER_DRAM,
  CHECKER_UART,
  CSR_PRESENT,
  CSRS,
  DEFAULT_STEPS,
  DRAM_SLOTS,
  GRANULE,
  HW_BYPASS,
  INITIAL_CSRS,
  type Input,
  LOW_RAM_PAGES,
  MWIDLIST,
  PAGE,
  PMP,
  PMP_ADDR,
  PMP_CFG,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PERM,
  SLOT_PRESENT,
  STEPS,
  TLB_ENTRIES,
  TLB_WINDOW,
  TRUSTED_WID,
} from '../../input/layout.ts';
import { openPmp } from '../mutators/pmp.ts';
import { setPair } from '../pair.ts';
import { A_NA4, A_NAPOT, A_OFF, A_TOR, slotAt } from '../slot-bounds.ts';
import { permissions, reactions, wid, widSet } from '../values.ts';
import { COMMON_BYTES, contestedPage, DELEGATED_TRAP_CODE, MAIN_CODE, TRAP_CODE } from './places.ts';

const SIZES_OF_TLB = [64, 64, 256];
/** Bits of mstatus worth starting with: MPRV with MPP = S or U, SUM, MXR. */
const STATUS = [0x2_0800, 0x2_0000, 0x6_0800, 0xa_0800, 0, 0];
/** What M-mode may hand down: page faults, access faults, illegal instructions, calls from U. */
const DELEGATED = [0xb000, 0xb0a2, 0x1a2, 0x104];
const ASSIGNED_SLOTS = 6;

/** Writes one slot as firmware would. `bound` is the register's value: byte address >> 2. */
function writeSlot(input: Input, at: number, bound: number, perm: number, cfg: number): void {
  input[at + SLOT_PRESENT] = 1;
  setPair(input, at + SLOT_ADDR, bound, 0);
  setPair(input, at + SLOT_PERM, perm, 0);
  input[at + SLOT_CFG] = cfg;
}

/** Ones of a NAPOT bound for 2^order bytes. */
function napotOnes(order: number): number {
  return (1 << (order - 3)) - 1;
}

/** Rules for the contested pages: NAPOT of one page to four, TOR above OFF, now and then NA4 or odd bounds. */
function writeRules(input: Input, rng: Rng): void {
  let slot = 2;
  for (let left = 2 + rng.below(ASSIGNED_SLOTS - 2); left > 0; left--, slot++) {
    const at = slotAt(CHECKER_DRAM, slot);
    const page = contestedPage(rng) + (rng.oneIn(16) ? 4 * rng.below(PAGE / 4) : 0);
    const mode = rng.oneIn(24) ? A_NA4 : rng.oneIn(6) ? A_OFF : rng.oneIn(2) ? A_TOR : A_NAPOT;
    const ones = mode === A_NAPOT && !rng.oneIn(16) ? napotOnes(12 + rng.below(3)) : 0;
    writeSlot(input, at, (page >>> 2) | ones, permissions(input, rng), mode | reactions(rng));
  }
}

/** The checkers: code and tables open to all, a few rules, reactions for what is left. */
export function writeCheckers(input: Input, rng: Rng): void {
  if (!rng.oneIn(8)) {
    writeSlot(input, slotAt(CHECKER_DRAM, 1), (MAIN_CODE >>> 2) | (COMMON_BYTES / 8 - 1), -1, A_NAPOT);
  }
  writeRules(input, rng);
  if (rng.oneIn(2)) writeSlot(input, slotAt(CHECKER_DRAM, 0), 0, 0, reactions(rng));
  for (let checker = CHECKER_DRAM; checker <= CHECKER_UART; checker++) {
    if (!rng.oneIn(3)) continue;
    const at = slotAt(checker, input[DRAM_SLOTS + checker]);
    const all = 3 << (2 * (input[TRUSTED_WID] & 15));
    writeSlot(input, at, -1, rng.oneIn(3) ? permissions(input, rng) | all : all, A_TOR | reactions(rng));
    input[at + SLOT_ADDR + 1] = 0x3fff_ffff;
  }
}

/** The platform, mostly as the board comes. */
export function choosePlatform(input: Input, rng: Rng): void {
  input[TLB_ENTRIES] = SIZES_OF_TLB[rng.below(SIZES_OF_TLB.length)];
  input[STEPS] = rng.oneIn(16) ? DEFAULT_STEPS : DEFAULT_STEPS / 2;
  if (rng.oneIn(8)) input[TLB_WINDOW] = 16;
  if (rng.oneIn(8)) input[LOW_RAM_PAGES] = 1;
  if (rng.oneIn(32)) input[GRANULE] = 4;
  if (rng.oneIn(8)) input[MWIDLIST] = 1 + rng.below(15);
  if (rng.oneIn(32)) input[HW_BYPASS] = 0;
}

/** Sets an initial CSR. */
export function setCsr(input: Input, name: (typeof INITIAL_CSRS)[number], lo: number, hi: number): void {
  const index = INITIAL_CSRS.indexOf(name);
  input[CSR_PRESENT] |= 1 << index;
  setPair(input, CSRS + 2 * index, lo, hi);
}

/** Traps, worlds and modes as firmware leaves them. */
export function writeCsrs(input: Input, rng: Rng): void {
  setCsr(input, 'mtvec', TRAP_CODE, 0);
  const status = STATUS[rng.below(STATUS.length)];
  if (status !== 0) setCsr(input, 'mstatus', status, 0);
  if (!rng.oneIn(6)) setCsr(input, 'mlwid', wid(input, rng), 0);
  if (rng.oneIn(3)) {
    setCsr(input, 'mwiddeleg', widSet(input, rng), 0);
    setCsr(input, 'slwid', wid(input, rng), 0);
  }
  if (rng.oneIn(6)) {
    setCsr(input, 'medeleg', DELEGATED[rng.below(DELEGATED.length)], 0);
    setCsr(input, 'stvec', DELEGATED_TRAP_CODE, 0);
  }
  if (rng.oneIn(5)) setCsr(input, 'menvcfg', 0, 0);
}

/** PMP open to all modes, now and then with an entry before that. */
export function writePmp(input: Input, rng: Rng): void {
  openPmp(input);
  if (!rng.oneIn(5)) return;
  const bound = (contestedPage(rng) + (rng.oneIn(2) ? 4 * rng.below(PAGE / 4) : 0)) >>> 2;
  const mode = 1 + rng.below(3);
  setPair(input, PMP + PMP_ADDR, bound | (mode === A_NAPOT ? napotOnes(3 + rng.below(11)) : 0), 0);
  input[PMP + PMP_CFG] = (mode << 3) | rng.below(8);
}
