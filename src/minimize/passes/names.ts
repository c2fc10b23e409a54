import { InputError } from '../../bits/errors.ts';
import { replaceInstruction } from '../../fuzzer/program.ts';
import { INSTRUCTION_COUNT, INSTRUCTIONS, type Input, REGS } from '../../input/layout.ts';
import { assemble, disassemble } from '../../isa/assembler.ts';
import { registerNumber } from '../../isa/registers.ts';
import type { Trial } from '../trial.ts';

/** Registers in the order in which a reader expects them to be used first. */
const PLAIN = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 't0', 't1', 't2', 't3', 't4', 't5', 't6'];
const WORD = /[a-z][a-z0-9.]*/g;

/** Renames the registers: the first that the program names becomes a0, the next a1. */
export function renameRegisters(trial: Trial): void {
  const order = registersOf(trial.best);
  if (order.length > PLAIN.length) return;
  trial.attempt((copy) => rename(copy, order));
}

function registersOf(input: Input): readonly string[] {
  const order: string[] = [];
  for (let i = 0; i < input[INSTRUCTION_COUNT]; i++) {
    for (const name of operandsOf(input[INSTRUCTIONS + i])) if (!order.includes(name)) order.push(name);
  }
  return order;
}

/** Names of the registers but zero in the operands of an instruction. */
function operandsOf(word: number): readonly string[] {
  const text = disassemble(word);
  const operands = text?.slice(text.indexOf(' ')) ?? '';
  return (operands.match(WORD) ?? []).filter((name) => (registerNumber(name) ?? 0) > 0);
}

function rename(copy: Input, order: readonly string[]): boolean {
  const before = copy.slice();
  const names = new Map(order.map((name, i) => [name, PLAIN[i]]));
  if (order.every((name, i) => name === PLAIN[i])) return false;
  for (let i = 0; i < copy[INSTRUCTION_COUNT]; i++) {
    const word = renamed(before[INSTRUCTIONS + i], names);
    if (word === undefined) return false;
    replaceInstruction(copy, i, word);
  }
  copy.fill(0, REGS, REGS + 64);
  for (const [from, to] of names) {
    const a = REGS + 2 * (registerNumber(from) ?? 0);
    const b = REGS + 2 * (registerNumber(to) ?? 0);
    copy[b] = before[a];
    copy[b + 1] = before[a + 1];
  }
  return true;
}

/** The instruction with other registers; undefined if it has no such form (compressed ones reach eight only). */
function renamed(word: number, names: ReadonlyMap<string, string>): number | undefined {
  const text = disassemble(word);
  if (text === undefined) return word;
  const at = text.indexOf(' ');
  if (at < 0) return word;
  const operands = text.slice(at).replace(WORD, (name) => names.get(name) ?? name);
  try {
    return assemble(text.slice(0, at) + operands);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
