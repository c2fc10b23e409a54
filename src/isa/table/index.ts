import { CACHE_BLOCK } from './cache-block.ts';
import type { Instruction } from './instruction.ts';
import { RV64A } from './rv64a.ts';
import { RV64C } from './rv64c.ts';
import { RV64I } from './rv64i.ts';
import { RV64M } from './rv64m.ts';
import { SYSTEM } from './system.ts';

/** Every instruction, one line each; no word matches two. */
export const INSTRUCTIONS: readonly Instruction[] = [
  ...RV64I,
  ...RV64M,
  ...RV64A,
  ...CACHE_BLOCK,
  ...SYSTEM,
  ...RV64C,
];
