import type { Rng } from '../bits/rng.ts';
import { type Input, REGS } from '../input/layout.ts';
import type { Aim } from './aim.ts';

/** Registers that generated code uses as the manual names them; x-numbers. */
export const RA = 1;
export const T0 = 5;
export const S0 = 8;
export const S1 = 9;
export const A0 = 10;
export const S2 = 18;
/** Where generated code comes back to after a stay in a lower mode. */
export const S11 = 27;
/** Scratch of generated trap handlers. */
export const T5 = 30;
export const T6 = 31;

/** Registers whose initial values are addresses in generated inputs: s0, s1, s2..s7. */
export const ADDRESS_REGISTERS = [S0, S1, S2, S2 + 1, S2 + 2, S2 + 3, S2 + 4, S2 + 5];
/** Registers for everything else: t0..t2, a0..a7. */
const SCRATCH = [T0, T0 + 1, T0 + 2, A0, A0 + 1, A0 + 2, A0 + 3, A0 + 4, A0 + 5, A0 + 6, A0 + 7];

/** Reach of a 12-bit offset. */
const REACH = 2047;

/** A register that generated code may overwrite. */
export function scratch(rng: Rng): number {
  return SCRATCH[rng.below(SCRATCH.length)];
}

/** A register with an address in it, if the input keeps to the roles. */
export function addressRegister(rng: Rng): number {
  return ADDRESS_REGISTERS[rng.below(ADDRESS_REGISTERS.length)];
}

/** Mostly a register that generated code uses; now and then any. */
export function anyRegister(rng: Rng): number {
  const choice = rng.below(8);
  if (choice === 0) return rng.below(32);
  return choice < 3 ? addressRegister(rng) : scratch(rng);
}

/** A register whose initial value lies within a 12-bit offset of the aim, or 0. */
export function registerNear(input: Input, aim: Aim): number {
  for (let r = 1; r < 32; r++) {
    const at = REGS + 2 * r;
    if (input[at + 1] !== aim.hi) continue;
    const distance = (aim.lo - input[at]) | 0;
    if (distance >= -REACH - 1 && distance <= REACH) return r;
  }
  return 0;
}
