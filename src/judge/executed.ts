import {
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
} from '../input/layout.ts';
import { R_FETCH_PA, R_PC, R_WORD, RECORD } from '../trace/record.ts';

/** Bytes of an instruction word. */
function widthOf(word: number): number {
  return (word & 3) === 3 ? 4 : 2;
}

/**
 * Indices of the input's instructions that a run executed, each once, in the order of their first execution. An
 * instruction counts where its word was read at its address; what the run itself wrote over it does not. Addresses are
 * compared in their low 32 bits.
 */
export function executedInstructions(input: Input, trace: Int32Array, steps: number): Int32Array {
  const indexAt = instructionsByAddress(input);
  const found = new Set<number>();
  let address = 0;
  for (let at = 0; at < steps * RECORD; at += RECORD) {
    // Within a block the address of the word goes on as the pc does.
    if (trace[at + R_FETCH_PA] !== 0) address = trace[at + R_FETCH_PA];
    else if (at > 0) address += trace[at + R_PC] - trace[at - RECORD + R_PC];
    const index = indexAt.get(address | 0);
    if (index !== undefined && input[INSTRUCTIONS + index] === trace[at + R_WORD]) found.add(index);
  }
  return Int32Array.from(found);
}

function instructionsByAddress(input: Input): Map<number, number> {
  const indexAt = new Map<number, number>();
  for (let section = 0; section < input[SECTION_COUNT]; section++) {
    const at = SECTIONS + section * SECTION_STRIDE;
    const isLast = section + 1 === input[SECTION_COUNT];
    const end = isLast ? input[INSTRUCTION_COUNT] : input[at + SECTION_STRIDE + SECTION_FIRST];
    let address = input[at + SECTION_PA];
    for (let index = input[at + SECTION_FIRST]; index < end; index++) {
      indexAt.set(address | 0, index);
      address += widthOf(input[INSTRUCTIONS + index]);
    }
  }
  return indexAt;
}
