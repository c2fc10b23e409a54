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
  TABLE_LEVELS,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { emitInt, emitPair } from '../constants.ts';
import {
  ADDI,
  BGE,
  BLT,
  bType,
  CSR_IMMEDIATE,
  CSR_REGISTER,
  csrNumber,
  ECALL,
  iType,
  JAL,
  JALR,
  jType,
  MRET,
  SLLI,
  SRET,
} from '../encoding.ts';
import { anyAccess, work } from '../idioms/index.ts';
import { MIE } from '../idioms/interrupts.ts';
import { setPair } from '../pair.ts';
import { type Draft, widthOf } from '../program.ts';
import { A0, ADDRESS_REGISTERS, S11, T5, T6 } from '../registers.ts';
import { permissions, pteLike, turn } from '../values.ts';
import {
  contestedPage,
  DELEGATED_TRAP_CODE,
  LOWER_MODES,
  lowerCode,
  MAIN_CODE,
  TRAP_CODE,
} from './places.ts';
import { SECOND_VIEW, virtualPage } from './tables.ts';

const [CSRRW, CSRRS] = CSR_REGISTER;
const CSRRWI = CSR_IMMEDIATE[0];
const MSTATUS = csrNumber('mstatus');
const MCAUSE = csrNumber('mcause');
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
const MIE_INDEX = INITIAL_CSRS.indexOf('mie');
/** Opcode of CSR instructions. */
const SYSTEM = 0x73;
/** Bits above those of a distance that jal reaches. */
const JAL_REACH = 11;

/** An address in a contested page, physical or virtual: its start, or near its end. */
function writeAddress(input: Input, rng: Rng, at: number): void {
  const virtual = input[MAPPING_COUNT] > 0 && !rng.oneIn(3);
  const page = virtual ? virtualPage(input, rng) : contestedPage(input, rng);
  const view = !virtual && input[TABLE_LEVELS] === 4 && rng.oneIn(3) ? SECOND_VIEW : 0;
  setPair(input, at, page + IN_PAGE[rng.below(IN_PAGE.length)], view);
}

/** A value that code may store: a PTE, a bound of a rule, permissions, a number. */
function writeValue(input: Input, rng: Rng, at: number, aim: Aim): void {
  const choice = rng.below(4);
  if (choice === 0) pteLike(input, rng, aim);
  else if (choice === 1) aim.set((contestedPage(input, rng) >>> 2) | (rng.oneIn(2) ? PAGE / 8 - 1 : 0), 0);
  else if (choice === 2) aim.set(permissions(input, rng), 0);
  else aim.set(turn(rng), 0);
  setPair(input, at, aim.lo, aim.hi);
}

/** Registers with addresses of contested pages, and with values that code may store. */
export function fillRegisters(input: Input, rng: Rng, aim: Aim): void {
  for (const register of ADDRESS_REGISTERS) writeAddress(input, rng, REGS + 2 * register);
  for (let i = 0; i < VALUE_REGISTERS; i++) writeValue(input, rng, REGS + 2 * (A0 + i), aim);
}

/** Steps over the instruction that trapped, taking it for one of four bytes. */
function emitSkip(draft: Draft, epc: number, back: number): void {
  draft.push(iType(CSRRS, T6, 0, epc));
  draft.push(iType(ADDI, T6, T6, 4));
  draft.push(iType(CSRRW, 0, T6, epc));
  draft.push(back);
}

/** Disables all interrupts if what trapped was one, and goes back; else skips that. */
function emitInterruptExit(draft: Draft): void {
  draft.push(iType(CSRRS, T6, 0, MCAUSE));
  draft.push(bType(BGE, T6, 0, 12));
  draft.push(iType(CSRRWI, 0, 0, MIE));
  draft.push(MRET);
}

/** What a program does that its trap handler must know of. */
interface Habits {
  readonly leavesM: boolean;
  readonly interrupts: boolean;
}

/** Steps over what trapped. Where the program may leave M-mode, a trap from below goes back to M where s11 says. */
function emitTrapCode(draft: Draft, { leavesM, interrupts }: Habits): void {
  if (interrupts) emitInterruptExit(draft);
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
  while (draft.count < length) work(draft, input, rng, aim);
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

/** Jumps from the end of the draft, which will lie at `address`, to the stop: through a register if that is far away. */
function emitEnd(draft: Draft, input: Input, address: number): void {
  const distance = (input[STOP] - address - bytesOf(draft)) | 0;
  if ((distance << JAL_REACH) >> JAL_REACH === distance) {
    draft.push(jType(JAL, 0, distance));
    return;
  }
  emitPair(draft, T6, input[STOP], 0);
  draft.push(iType(JALR, 0, T6, 0));
}

/** Whether the draft changes to a lower mode somewhere, and whether it or the initial state enables interrupts. */
function habitsOf(draft: Draft, input: Input): Habits {
  let leavesM = false;
  let interrupts = (input[CSR_PRESENT] & (1 << MIE_INDEX)) !== 0;
  for (let i = 0; i < draft.count; i++) {
    const word = draft.words[i];
    if (word === MRET) leavesM = true;
    if ((word & 0x7f) === SYSTEM && word >>> 20 === MIE) interrupts = true;
  }
  return { leavesM, interrupts };
}

/** Main code in M-mode that ends at a stop address, trap handlers, code for S and U. */
export function writeProgram(input: Input, rng: Rng, draft: Draft, aim: Aim): void {
  const delegated = (input[CSR_PRESENT] & (1 << STVEC)) !== 0;
  openSection(input, MAIN_CODE);
  openSection(input, TRAP_CODE);
  for (let i = 0; i < LOWER_MODES; i++) openSection(input, lowerCode(input, i));
  draft.clear();
  emitMain(draft, input, rng, aim);
  const { leavesM, interrupts } = habitsOf(draft, input);
  const comesBack = leavesM && !rng.oneIn(4);
  const end = MAIN_CODE + bytesOf(draft);
  fillSection(input, 0, draft);
  input[HAS_STOP] = 1;
  setPair(input, STOP, end, 0);
  setPair(input, REGS + 2 * S11, end, 0);
  emitTrapCode(draft, { leavesM: comesBack, interrupts });
  fillSection(input, 1, draft);
  for (let i = 0; i < LOWER_MODES; i++) {
    emitLower(draft, input, rng, aim);
    emitEnd(draft, input, lowerCode(input, i));
    fillSection(input, 2 + i, draft);
  }
  if (delegated) {
    openSection(input, DELEGATED_TRAP_CODE);
    emitSkip(draft, SEPC, SRET);
    fillSection(input, 2 + LOWER_MODES, draft);
  }
}
