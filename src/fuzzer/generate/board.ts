import type { Rng } from '../../bits/rng.ts';
import {
  CHECKER_DRAM,
  CHECKER_FLASH,
  CHECKER_OUTER,
  CHECKER_UART,
  CSR_PRESENT,
  CSRS,
  DEFAULT_STEPS,
  DRAM_SLOTS,
  EXT_SMEPMP,
  EXTENSIONS,
  FLASH_BASES,
  FLASH_PAGES,
  GRANULE,
  HW_BYPASS,
  INITIAL_CSRS,
  type Input,
  LOW_RAM_PAGES,
  MWIDLIST,
  OUTER_SLOTS,
  PAGE,
  PMP,
  PMP_ADDR,
  PMP_CFG,
  PMP_ENTRIES,
  PMP_STRIDE,
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
import {
  COMMON_BYTES,
  contestedDram,
  contestedPage,
  DELEGATED_TRAP_CODE,
  MAIN_CODE,
  TRAP_CODE,
} from './places.ts';

const SIZES_OF_TLB = [64, 64, 256];
const SMALL_WINDOWS = [1, 4, 16, 16];
/** Bits of mstatus worth starting with: MPRV with MPP = S or U, SUM, MXR. */
const STATUS = [0x2_0800, 0x2_0000, 0x6_0800, 0xa_0800, 0, 0];
/** What M-mode may hand down: page faults, access faults, illegal instructions, calls from U. */
const DELEGATED = [0xb000, 0xb0a2, 0x1a2, 0x104];
const ASSIGNED_SLOTS = 6;
/** CBIE (invalidate), CBCFE and CBZE of menvcfg and senvcfg; ADUE in the high half. */
const BLOCK_RIGHTS = 0xf0;
const ADUE = 1 << 29;
/** Every interrupt there is; those that M-mode may hand down. */
const INTERRUPTS = 0xaaa;
const DELEGABLE = 0x222;
/** PMP configurations under mseccfg.MML: code for all that M may read, memory for lower modes, data for all. */
const SHARED_CODE = 0x9e;
const LOWER_ONLY = 0x1f;
const SHARED_DATA = 0x1e;
/** log2 of the bytes of main code and handlers, and of the code of lower modes behind them. */
const CODE_ORDER = 13;
/** MML with RLB, MMWP too. */
const LOCK_DOWN = [5, 5, 7];

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

/** Rules for some pages: NAPOT of one page to four, TOR above OFF, now and then NA4 or odd bounds. */
function writeRules(input: Input, rng: Rng, checker: number): void {
  const last = input[DRAM_SLOTS + checker] - 1;
  const most = Math.min(last, 2 + 1 + rng.below(ASSIGNED_SLOTS - 2));
  for (let slot = 2; slot <= most; slot++) {
    const at = slotAt(checker, slot);
    const page = ruledPage(rng, checker) + (rng.oneIn(16) ? 4 * rng.below(PAGE / 4) : 0);
    const mode = rng.oneIn(24) ? A_NA4 : rng.oneIn(6) ? A_OFF : rng.oneIn(2) ? A_TOR : A_NAPOT;
    const ones = mode === A_NAPOT && !rng.oneIn(16) ? napotOnes(12 + rng.below(3)) : 0;
    writeSlot(input, at, (page >>> 2) | ones, permissions(input, rng), mode | reactions(rng));
  }
}

/** A page behind the checker. */
function ruledPage(rng: Rng, checker: number): number {
  if (checker !== CHECKER_FLASH) return contestedDram(rng);
  return FLASH_BASES[rng.below(FLASH_BASES.length)] + PAGE * rng.below(2);
}

/** A rule that opens the first bytes from `base` on, where code lies, to all. */
function openCode(input: Input, checker: number, base: number, bytes: number): void {
  writeSlot(input, slotAt(checker, 1), (base >>> 2) | (bytes / 8 - 1), -1, A_NAPOT);
}

/** The last rule for the trusted world, and perhaps for others. */
function writeLast(input: Input, rng: Rng, checker: number): void {
  const at = slotAt(checker, input[DRAM_SLOTS + checker]);
  const all = 3 << (2 * (input[TRUSTED_WID] & 15));
  writeSlot(input, at, -1, rng.oneIn(3) ? permissions(input, rng) | all : all, A_TOR | reactions(rng));
  input[at + SLOT_ADDR + 1] = 0x3fff_ffff;
}

/** The checkers: code and tables open to all, a few rules, reactions for what is left. */
export function writeCheckers(input: Input, rng: Rng): void {
  if (!rng.oneIn(8)) openCode(input, CHECKER_DRAM, MAIN_CODE, COMMON_BYTES);
  writeRules(input, rng, CHECKER_DRAM);
  if (rng.oneIn(2)) writeSlot(input, slotAt(CHECKER_DRAM, 0), 0, 0, reactions(rng));
  if (rng.oneIn(3)) writeLast(input, rng, CHECKER_DRAM);
  if (rng.oneIn(3)) writeLast(input, rng, CHECKER_UART);
  if (input[FLASH_PAGES] > 0) {
    if (!rng.oneIn(8)) openCode(input, CHECKER_FLASH, FLASH_BASES[0], PAGE);
    writeRules(input, rng, CHECKER_FLASH);
    if (rng.oneIn(3)) writeLast(input, rng, CHECKER_FLASH);
  }
  if (input[OUTER_SLOTS] > 0) writeOuter(input, rng);
}

/** The outer checker: half of the time open behind its first rules, so that the inner one is asked too. */
function writeOuter(input: Input, rng: Rng): void {
  openCode(input, CHECKER_OUTER, MAIN_CODE, COMMON_BYTES);
  writeRules(input, rng, CHECKER_OUTER);
  if (rng.oneIn(2)) {
    writeLast(input, rng, CHECKER_OUTER);
    setPair(input, slotAt(CHECKER_OUTER, input[OUTER_SLOTS]) + SLOT_PERM, -1, 0);
  }
  if (rng.oneIn(2)) writeSlot(input, slotAt(CHECKER_OUTER, 0), 0, 0, reactions(rng));
}

/** The platform, mostly as the board comes. */
export function choosePlatform(input: Input, rng: Rng): void {
  input[TLB_ENTRIES] = SIZES_OF_TLB[rng.below(SIZES_OF_TLB.length)];
  input[STEPS] = rng.oneIn(16) ? DEFAULT_STEPS : DEFAULT_STEPS / 2;
  if (rng.oneIn(6)) input[TLB_WINDOW] = SMALL_WINDOWS[rng.below(SMALL_WINDOWS.length)];
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
  writeEnvironment(input, rng);
  if (rng.oneIn(8)) {
    setCsr(input, 'mie', INTERRUPTS, 0);
    if (rng.oneIn(3)) setCsr(input, 'mideleg', INTERRUPTS & DELEGABLE, 0);
  }
}

/** What lower modes may use: cache-block instructions, counters; A and D by hardware or not. */
function writeEnvironment(input: Input, rng: Rng): void {
  const blocks = rng.oneIn(8);
  const software = rng.oneIn(5);
  if (blocks || software) setCsr(input, 'menvcfg', blocks ? BLOCK_RIGHTS : 0, software ? 0 : ADUE);
  if (blocks && !rng.oneIn(4)) setCsr(input, 'senvcfg', BLOCK_RIGHTS, 0);
  if (rng.oneIn(10)) setCsr(input, 'mcounteren', rng.below(8), 0);
  if (rng.oneIn(20)) setCsr(input, 'scounteren', rng.below(8), 0);
}

/** PMP open to all modes, now and then with an entry before that. */
export function writePmp(input: Input, rng: Rng): void {
  openPmp(input);
  if ((input[EXTENSIONS] & EXT_SMEPMP) !== 0 && rng.oneIn(2)) lockDown(input, rng);
  if (!rng.oneIn(5)) return;
  const bound = (contestedPage(input, rng) + (rng.oneIn(2) ? 4 * rng.below(PAGE / 4) : 0)) >>> 2;
  const mode = 1 + rng.below(3);
  writeEntry(
    input,
    0,
    bound | (mode === A_NAPOT ? napotOnes(3 + rng.below(11)) : 0),
    (mode << 3) | rng.below(8),
  );
}

/** Machine-mode lockdown from the start, with entries under which programs still run. */
function lockDown(input: Input, rng: Rng): void {
  setCsr(input, 'mseccfg', LOCK_DOWN[rng.below(LOCK_DOWN.length)], 0);
  const code = MAIN_CODE >>> 2;
  const ones = napotOnes(CODE_ORDER);
  writeEntry(input, PMP_ENTRIES - 3, code | ones, SHARED_CODE);
  writeEntry(input, PMP_ENTRIES - 2, (code + 2 * (ones + 1)) | ones, LOWER_ONLY);
  input[PMP + (PMP_ENTRIES - 1) * PMP_STRIDE + PMP_CFG] = SHARED_DATA;
}

function writeEntry(input: Input, entry: number, bound: number, cfg: number): void {
  const at = PMP + entry * PMP_STRIDE;
  setPair(input, at + PMP_ADDR, bound, 0);
  input[at + PMP_CFG] = cfg;
}
