import type { Rng } from '../../bits/rng.ts';
import {
  CSR_PRESENT,
  HAS_STOP,
  INITIAL_CSRS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  MAPPING_COUNT,
  MAX_INSTRUCTIONS,
  PAGE,
  REGS,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
  STOP,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { emitInt } from '../constants.ts';
import {
  ADDI,
  BLT,
  bType,
  CSR_REGISTER,
  csrNumber,
  ECALL,
  iType,
  JAL,
  jType,
  MRET,
  SLLI,
  SRET,
} from '../encoding.ts';
import { anyAccess, anyIdiom, sandwich } from '../idioms/index.ts';
import { enterLower } from '../idioms/modes.ts';
import { setPair } from '../pair.ts';
import { type Draft, widthOf } from '../program.ts';
import { A0, ADDRESS_REGISTERS, S11, T5, T6 } from '../registers.ts';
import { permissions, pteLike, turn } from '../values.ts';
import { contestedPage, DELEGATED_TRAP_CODE, LOWER_CODE, MAIN_CODE, TRAP_CODE } from './places.ts';
import { virtualPage } from './tables.ts';

const [CSRRW, CSRRS] = CSR_REGISTER;
const MSTATUS = csrNumber('mstatus');
const MEPC = csrNumber('mepc');
const SEPC = csrNumber('sepc');
const MPP = 3 << 11;
/** Shift that brings the upper bit of MPP to the sign. */
const MPP_TO_SIGN = 51;
const SHORTEST_MAIN = 16;
const SPREAD_OF_MAIN = 24;
/** Offsets at which registers point into a page: its start, or so that small offsets reach its end. */
const IN_PAGE = [0, 0, 0, 0x800, 0xff8, 0xff0, 0xffc];
const VALUE_REGISTERS = 8;
const STVEC = INITIAL_CSRS.indexOf('stvec');

/** Registers with addresses of contested pages, physical or virtual, and with values that code may store. */
export function fillRegisters(input: Input, rng: Rng, aim: Aim): void {
  for (const register of ADDRESS_REGISTERS) {
    const virtual = input[MAPPING_COUNT] > 0 && !rng.oneIn(3);
    const page = virtual ? virtualPage(input, rng) : contestedPage(rng);
    setPair(input, REGS + 2 * register, page + IN_PAGE[rng.below(IN_PAGE.length)], 0);
  }
  for (let i = 0; i < VALUE_REGISTERS; i++) {
    const choice = rng.below(4);
    if (choice === 0) pteLike(input, rng, aim);
    else if (choice === 1) aim.set((contestedPage(rng) >>> 2) | (rng.oneIn(2) ? PAGE / 8 - 1 : 0), 0);
    else if (choice === 2) aim.set(permissions(input, rng), 0);
    else aim.set(turn(rng), 0);
    setPair(input, REGS + 2 * (A0 + i), aim.lo, aim.hi);
  }
}

/** Steps over the instruction that trapped, taking it for one of four bytes. */
function emitSkip(draft: Draft, epc: number, back: number): void {
  draft.push(iType(CSRRS, T6, 0, epc));
  draft.push(iType(ADDI, T6, T6, 4));
  draft.push(iType(CSRRW, 0, T6, epc));
  draft.push(back);
}

/** Steps over what trapped. Where the program may leave M-mode, a trap from below goes back to M where s11 says. */
function emitTrapCode(draft: Draft, leavesM: boolean): void {
  if (leavesM) {
    draft.push(iType(CSRRS, T6, 0, MSTATUS));
    draft.push(iType(SLLI, T6, T6, MPP_TO_SIGN));
    draft.push(bType(BLT, T6, 0, 24));
    emitInt(draft, T5, MPP);
    draft.push(iType(CSRRS, 0, T5, MSTATUS));
    draft.push(iType(CSRRW, 0, S11, MEPC));
    draft.push(MRET);
  }
  emitSkip(draft, MEPC, MRET);
}

/** Appends a section at a physical address without code yet. */
function openSection(input: Input, address: number): void {
  input[SECTIONS + input[SECTION_COUNT]++ * SECTION_STRIDE + SECTION_PA] = address;
}

/** Gives the draft to a section as its code, as far as there is room, and empties the draft. */
function fillSection(input: Input, section: number, draft: Draft): void {
  const first = input[INSTRUCTION_COUNT];
  const count = Math.min(draft.count, MAX_INSTRUCTIONS - first);
  input[SECTIONS + section * SECTION_STRIDE + SECTION_FIRST] = first;
  for (let i = 0; i < count; i++) input[INSTRUCTIONS + first + i] = draft.words[i];
  input[INSTRUCTION_COUNT] = first + count;
  draft.clear();
}

/** Accesses, changes between accesses, mode switches. */
function emitMain(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  const length = SHORTEST_MAIN + rng.below(SPREAD_OF_MAIN);
  while (draft.count < length) {
    const choice = rng.below(8);
    if (choice < 4) sandwich(draft, input, rng, aim);
    else if (choice < 6) anyAccess(draft, input, rng, aim);
    else if (choice < 7) anyIdiom(draft, input, rng, aim);
    else enterLower(draft, input, rng, aim);
  }
}

/** A few accesses in a lower mode, then a call back; where that is stepped over, the end of the run. */
function emitLower(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  for (let left = 2 + rng.below(3); left > 0; left--) anyAccess(draft, input, rng, aim);
  draft.push(ECALL);
}

function bytesOf(draft: Draft): number {
  let bytes = 0;
  for (let i = 0; i < draft.count; i++) bytes += widthOf(draft.words[i]);
  return bytes;
}

/** Jumps from the end of the draft, which will lie at `address`, to the stop. */
function emitEnd(draft: Draft, input: Input, address: number): void {
  draft.push(jType(JAL, 0, (input[STOP] - address - bytesOf(draft)) | 0));
}

/** True if the draft changes to a lower mode somewhere. */
function returnsDown(draft: Draft): boolean {
  for (let i = 0; i < draft.count; i++) if (draft.words[i] === MRET) return true;
  return false;
}

/** Main code in M-mode that ends at a stop address, trap handlers, code for S and U. */
export function writeProgram(input: Input, rng: Rng, draft: Draft, aim: Aim): void {
  const delegated = (input[CSR_PRESENT] & (1 << STVEC)) !== 0;
  openSection(input, MAIN_CODE);
  openSection(input, TRAP_CODE);
  for (const address of LOWER_CODE) openSection(input, address);
  draft.clear();
  emitMain(draft, input, rng, aim);
  const leavesM = returnsDown(draft) && !rng.oneIn(4);
  const end = MAIN_CODE + bytesOf(draft);
  fillSection(input, 0, draft);
  input[HAS_STOP] = 1;
  setPair(input, STOP, end, 0);
  setPair(input, REGS + 2 * S11, end, 0);
  emitTrapCode(draft, leavesM);
  fillSection(input, 1, draft);
  for (let i = 0; i < LOWER_CODE.length; i++) {
    emitLower(draft, input, rng, aim);
    emitEnd(draft, input, LOWER_CODE[i]);
    fillSection(input, 2 + i, draft);
  }
  if (delegated) {
    openSection(input, DELEGATED_TRAP_CODE);
    emitSkip(draft, SEPC, SRET);
    fillSection(input, 2 + LOWER_CODE.length, draft);
  }
}
