import { replaceInstruction } from '../../fuzzer/program.ts';
import {
  CHECKERS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  MAX_SLOTS,
  REGS,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
} from '../../input/layout.ts';
import { assemble } from '../../isa/assembler.ts';
import { D_IMM, D_KIND, D_RD, D_RS1, D_RS2, DECODED, decodeInto, SINK } from '../../isa/decode.ts';
import { KIND } from '../../isa/kinds.ts';
import { registerName } from '../../isa/registers.ts';
import type { Trial } from '../trial.ts';
import { setWord } from '../words.ts';

/** A of a slot's CFG, and its value for NAPOT. */
const A_FIELD = 3;
const NAPOT = 3;
/** Low bits of ADDR of a NAPOT range of 4 KiB. */
const ONE_PAGE = 0x1ff;
/** Low bits of a register that a plain address has clear: of a page, of a doubleword. */
const OFFSETS = [0xfff, 7];

/** The plainest load or store with the same registers: eight bytes, uncompressed, at the address in the register if possible. */
export function plainAccesses(trial: Trial): void {
  for (let i = 0; i < trial.best[INSTRUCTION_COUNT]; i++) {
    for (const keepsOffset of [false, true]) {
      if (trial.attempt((copy) => makePlain(copy, i, keepsOffset))) break;
    }
  }
}

/** Addresses at the start of a page or a doubleword, ranges of one page. */
export function plainAddresses(trial: Trial): void {
  for (let r = 1; r < 32; r++) {
    const at = REGS + 2 * r;
    OFFSETS.some((offset) => trial.attempt((copy) => setWord(copy, at, copy[at] & ~offset)));
  }
  for (let i = 0; i < CHECKERS * MAX_SLOTS; i++) {
    const at = SLOTS + i * SLOT_STRIDE;
    const { best } = trial;
    if (best[at + SLOT_PRESENT] === 0 || (best[at + SLOT_CFG] & A_FIELD) !== NAPOT) continue;
    trial.attempt((copy) => setWord(copy, at + SLOT_ADDR, (copy[at + SLOT_ADDR] & ~ONE_PAGE) | ONE_PAGE));
  }
}

function makePlain(copy: Input, index: number, keepsOffset: boolean): boolean {
  const decoded = new Int32Array(DECODED);
  const word = copy[INSTRUCTIONS + index];
  decodeInto(word, decoded, 0);
  const isLoad = decoded[D_KIND] === KIND.load;
  if (!isLoad && decoded[D_KIND] !== KIND.store) return false;
  const data = isLoad ? decoded[D_RD] : decoded[D_RS2];
  const offset = keepsOffset ? decoded[D_IMM] : 0;
  const name = registerName(data === SINK ? 0 : data);
  const plain = assemble(`${isLoad ? 'ld' : 'sd'} ${name}, ${offset}(${registerName(decoded[D_RS1])})`);
  if (plain === word) return false;
  replaceInstruction(copy, index, plain);
  return true;
}
