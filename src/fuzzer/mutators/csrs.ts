import { invariant } from '../../bits/errors.ts';
import type { Rng } from '../../bits/rng.ts';
import { CSR_PRESENT, CSRS, INITIAL_CSRS, type Input, TABLES } from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { flipBit, setPair } from '../pair.ts';
import { satpMode, turn, widOrWider, widSet } from '../values.ts';
import type { Mutator } from './mutator.ts';

/** Changes the value of one CSR, the two words at `at`, by the meaning of its fields. */
type Change = (input: Input, at: number, rng: Rng, aim: Aim) => void;

/** Inverts one of the bits that mean something. */
function bitOf(...bits: readonly number[]): Change {
  return (input, at, rng) => flipBit(input, at, bits[rng.below(bits.length)]);
}

/** A code address, now and then with the low bits that select a mode. */
const codeAddress: Change = (input, at, rng, aim) => {
  if (!aim.pickCode(input, rng)) aim.pickEdge(input, rng);
  setPair(input, at, aim.lo | (rng.oneIn(8) ? rng.below(4) : 0), aim.hi);
};

const anyValue: Change = (input, at, rng, aim) => {
  if (rng.oneIn(2)) aim.pick(input, rng);
  else aim.set(turn(rng), 0);
  setPair(input, at, aim.lo, aim.hi);
};

/** Root page number, address space, mode. */
const tables: Change = (input, at, rng) => {
  const choice = rng.below(4);
  if (choice === 0) flipBit(input, at, rng.oneIn(3) ? 60 : 63);
  else if (choice === 1) flipBit(input, at, 44 + rng.below(2));
  else setPair(input, at, (input[TABLES] >>> 12) | (input[TABLES + 1] << 20), satpMode(input));
  if (rng.oneIn(8)) flipBit(input, at, rng.below(64));
};

const world: Change = (input, at, rng) => setPair(input, at, widOrWider(input, rng), rng.oneIn(16) ? 1 : 0);
const worlds: Change = (input, at, rng) => setPair(input, at, widSet(input, rng), 0);
const interrupts = bitOf(1, 3, 5, 7, 9, 11);

const CHANGES: Readonly<Record<(typeof INITIAL_CSRS)[number], Change>> = {
  mstatus: bitOf(17, 17, 17, 18, 19, 11, 11, 12, 1, 3, 5, 7, 8, 20, 21, 22),
  mtvec: codeAddress,
  medeleg: bitOf(1, 2, 5, 7, 8, 12, 13, 15, 3, 4, 6),
  mideleg: bitOf(1, 5, 9),
  mie: interrupts,
  mip: interrupts,
  mscratch: anyValue,
  mepc: codeAddress,
  stvec: codeAddress,
  sscratch: anyValue,
  sepc: codeAddress,
  menvcfg: bitOf(61, 61, 61, 0, 4, 5, 6, 7),
  senvcfg: bitOf(0, 4, 5, 6, 7),
  mcounteren: bitOf(0, 1, 2, 3),
  scounteren: bitOf(0, 1, 2, 3),
  mseccfg: bitOf(0, 1, 2),
  satp: tables,
  mlwid: world,
  mwiddeleg: worlds,
  slwid: world,
};
const IN_ORDER = INITIAL_CSRS.map((name) => CHANGES[name]);
/** CSRs that matter more, by name as often as they should be chosen. */
const CHOICES = [
  ...INITIAL_CSRS,
  ...(['mstatus', 'satp', 'mlwid', 'mlwid', 'mwiddeleg', 'slwid'] as const),
].map(indexOf);

function indexOf(name: (typeof INITIAL_CSRS)[number]): number {
  const index = INITIAL_CSRS.indexOf(name);
  invariant(index >= 0, `${name} is an initial CSR`);
  return index;
}

const changeInitialCsr: Mutator = {
  name: 'change-initial-csr',
  weight: 8,
  mutate(input, rng, { aim }) {
    const index = CHOICES[rng.below(CHOICES.length)];
    input[CSR_PRESENT] |= 1 << index;
    IN_ORDER[index](input, CSRS + 2 * index, rng, aim);
    return true;
  },
};

const dropInitialCsr: Mutator = {
  name: 'drop-initial-csr',
  weight: 2,
  mutate(input, rng) {
    const index = rng.below(INITIAL_CSRS.length);
    if ((input[CSR_PRESENT] & (1 << index)) === 0) return false;
    input[CSR_PRESENT] &= ~(1 << index);
    setPair(input, CSRS + 2 * index, 0, 0);
    return true;
  },
};

/** The CSRs that are written before the first instruction. */
export const CSR_VALUES: readonly Mutator[] = [changeInitialCsr, dropInitialCsr];
