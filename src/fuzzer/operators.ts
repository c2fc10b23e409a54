import { FAMILIES } from './mutators/index.ts';

/** What makes inputs; a set of operators is the bits of its members. */
export interface Operator {
  /** kebab-case, unique. */
  readonly name: string;
  readonly bit: number;
}

/** Bit of a set of operators for an input that was generated; bit f stands for family f of the mutators. */
export const GENERATED = 1 << 30;
/** The same for one that a stage made. */
export const STAGED = 1 << 31;

/** Every operator: the families of mutators in their order, then the rest. */
export const OPERATORS: readonly Operator[] = [
  ...FAMILIES.map(({ name }, family) => ({ name, bit: 1 << family })),
  { name: 'generated', bit: GENERATED },
  { name: 'stage', bit: STAGED },
];

/** Places of the generator and of the stage in {@link OPERATORS}. */
export const GENERATING_OPERATOR = OPERATORS.length - 2;
export const STAGE_OPERATOR = OPERATORS.length - 1;

/** What the operators were given: executions and steps of each in turn, in the order of {@link OPERATORS}. */
export type Effort = Int32Array;

/** Effort that is nothing yet. */
export function noEffort(): Effort {
  return new Int32Array(2 * OPERATORS.length);
}

/** Counts an execution of `steps` steps for every operator in the set. */
export function countEffort(effort: Effort, operators: number, steps: number): void {
  for (let i = 0; i < OPERATORS.length; i++) {
    if ((operators & OPERATORS[i].bit) === 0) continue;
    effort[2 * i]++;
    effort[2 * i + 1] += steps;
  }
}
