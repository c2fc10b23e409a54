import { expect } from 'vitest';
import { hex } from '../../../src/bits/word.ts';
import type { Input } from '../../../src/input/layout.ts';
import { parseInput } from '../../../src/input/text.ts';
import { CSRS } from '../../../src/oracle/csr-rules.ts';
import { Reference } from '../../../src/oracle/reference.ts';
import { RULES } from '../../../src/oracle/rules.ts';
import {
  A_INFO,
  ACCESS_STRIDE,
  ACCESS_WALKED,
  ACCESSES,
  FETCH_LOOKUP,
  FETCH_WALKED,
  FETCH_WALKED_SECOND,
  R_ACCESS,
  R_CAUSE,
  R_FETCH,
  R_KIND,
  R_TVAL,
  RECORD,
  STEP_EXCEPTION,
  STEP_INTERRUPT,
} from '../../../src/trace/record.ts';

/**
 * What a machine without a TLB would record as hints: every instruction is looked up, every page is walked, an interrupt
 * is taken at once.
 */
function idealHints(): Int32Array {
  const seen = new Int32Array(RECORD);
  seen[R_KIND] = STEP_INTERRUPT;
  seen[R_FETCH] = FETCH_LOOKUP | FETCH_WALKED | FETCH_WALKED_SECOND;
  for (let k = 0; k < ACCESSES; k++) seen[R_ACCESS + k * ACCESS_STRIDE + A_INFO] = ACCESS_WALKED;
  return seen;
}

/** The input that `text` describes; the version line is added. */
function inputOf(text: string): Input {
  return parseInput(`iommufuzz 1\n${text}`, 'test').input;
}

/** One reference, stepped by hand: `hints` may be changed between steps. */
export class IdealRun {
  readonly reference: Reference;
  readonly input: Input;
  hints = idealHints();

  constructor(text: string, reference = new Reference()) {
    this.reference = reference;
    this.input = inputOf(text);
    this.reference.load(this.input);
  }

  /** Executes `count` steps. */
  steps(count: number): this {
    for (let i = 0; i < count; i++) this.reference.step(this.hints, 0);
    return this;
  }

  /** Lets event `kind` happen now, with `args` as its arguments. */
  event(kind: number, ...args: readonly number[]): this {
    this.reference.event(Int32Array.of(0, kind, ...args, 0, 0, 0, 0, 0, 0), 0);
    return this;
  }

  /** Executes one step and returns "cause tval" of the exception it took, or undefined. */
  trap(): string | undefined {
    this.steps(1);
    const record = this.reference.record;
    if (record[R_KIND] !== STEP_EXCEPTION) return undefined;
    return `${record[R_CAUSE]} ${hex(this.pair(record, R_TVAL))}`;
  }

  /** Register x`r`. */
  x(r: number): bigint {
    return this.pair(this.reference.x, 2 * r);
  }

  /** CSR by name. */
  csr(name: string): bigint {
    const out = new Int32Array(2);
    const csr = CSRS.find((candidate) => candidate.name === name);
    expect(csr, name).toBeDefined();
    this.reference.csr(csr?.number ?? 0, out);
    return this.pair(out, 0);
  }

  /** Name of the rule that refused last. */
  rule(): string | undefined {
    return RULES[this.reference.rule]?.name;
  }

  /** The doubleword at a DRAM address. */
  memory(address: number): bigint {
    return new DataView(this.reference.memory.buffer).getBigUint64(address - 0x8000_0000, true);
  }

  /** Halves at `at` as one unsigned value. */
  pair(words: Int32Array, at: number): bigint {
    return (BigInt(words[at + 1] >>> 0) << 32n) | BigInt(words[at] >>> 0);
  }
}
