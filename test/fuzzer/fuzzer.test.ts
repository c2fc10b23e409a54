import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/bits/errors.ts';
import { Rng, rootSeed } from '../../src/bits/rng.ts';
import { FeatureMap } from '../../src/coverage/feature-map.ts';
import { type Candidate, type ChunkResult, Fuzzer, type Target } from '../../src/fuzzer/fuzzer.ts';
import { GENERATED } from '../../src/fuzzer/operators.ts';
import { emptyInput } from '../../src/input/empty.ts';
import {
  DATA_COUNT,
  EVENT_COUNT,
  INPUT_WORDS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  MAPPING_COUNT,
  SLOTS,
} from '../../src/input/layout.ts';
import { validate } from '../../src/input/validate.ts';
import type { Finding } from '../../src/judge/finding.ts';
import { FINDING } from './a-finding.ts';

const BOARD = { device: 1, harts: 1 };
const ROOT = rootSeed('fuzzer');

/** A target whose features are what an input looks like: opcodes in order, permissions, numbers of things. */
class LooksTarget implements Target {
  readonly features = new FeatureMap();
  steps = 0;
  runs = 0;

  run(input: Input): Finding | undefined {
    this.runs++;
    expect(this.features.touchedCount).toBe(0);
    this.steps = input[INSTRUCTION_COUNT];
    let previous = 0;
    for (let i = 0; i < this.steps; i++) {
      const opcode = input[INSTRUCTIONS + i] & 0x7f;
      this.features.feature(0, (previous << 7) | opcode);
      previous = opcode;
    }
    for (let at = SLOTS; at < MAPPING_COUNT; at++) this.features.feature(1, input[at] & 0xf);
    this.features.feature(2, input[MAPPING_COUNT]);
    return undefined;
  }
}

/** A fuzzer that has admitted what its first chunks found, in order. */
function warm(target: Target, chunks: number): Fuzzer {
  const fuzzer = new Fuzzer(target, ROOT, BOARD);
  for (let i = 0; i < chunks; i++) take(fuzzer, fuzzer.runChunk(i * 64, 64));
  return fuzzer;
}

function take(fuzzer: Fuzzer, result: ChunkResult): Candidate[] {
  const admitted = result.candidates.filter((candidate) => fuzzer.admit(candidate) > 0);
  fuzzer.merge(result.hits);
  return admitted;
}

describe('a chunk', () => {
  it('gives the same result every time, whatever ran before it and in whichever fuzzer', () => {
    const first = warm(new LooksTarget(), 4);
    const second = warm(new LooksTarget(), 4);
    const chunk = first.runChunk(1000, 64);
    expect(chunk.candidates.length).toBeGreaterThan(0);
    second.runChunk(5000, 40);
    second.runSeed(emptyInput(), 7);
    expect(second.runChunk(1000, 64)).toEqual(chunk);
    expect(first.runChunk(1000, 64)).toEqual(chunk);
  });

  it('says of each candidate what its target says that it executed', () => {
    class Telling extends LooksTarget {
      executed(input: Input): Int32Array {
        return Int32Array.of(input[INSTRUCTION_COUNT], this.steps);
      }
    }
    const { candidates } = warm(new Telling(), 1).runChunk(300, 64);
    expect(candidates.length).toBeGreaterThan(0);
    for (const { input, steps, executed } of candidates)
      expect([...executed]).toEqual([input[INSTRUCTION_COUNT], steps]);
  });

  it('is made of its executions: two halves run what the whole runs', () => {
    const fuzzer = warm(new LooksTarget(), 3);
    const whole = fuzzer.runChunk(2000, 40);
    const halves = [fuzzer.runChunk(2000, 20), fuzzer.runChunk(2020, 20)];
    expect(whole.execs).toBe(40);
    expect(whole.steps).toBe(halves[0].steps + halves[1].steps);
    const found = halves.flatMap((half) => half.candidates.map((candidate) => candidate.exec));
    expect(whole.candidates.every((candidate) => found.includes(candidate.exec))).toBe(true);
  });

  it('reports no feature twice', () => {
    const fuzzer = warm(new LooksTarget(), 2);
    const seen = new Set<number>();
    for (const { features } of fuzzer.runChunk(3000, 200).candidates) {
      const fresh = [...features].filter((id) => !seen.has(id));
      expect(fresh.length).toBeGreaterThan(0);
      for (const id of fresh) seen.add(id);
    }
  });

  it('holds valid inputs that show again what they are said to show', () => {
    const fuzzer = new Fuzzer(new LooksTarget(), ROOT, BOARD);
    const target = new LooksTarget();
    for (const candidate of fuzzer.runChunk(0, 100).candidates) {
      expect(validate(candidate.input)).toBeUndefined();
      target.features.reset();
      target.run(candidate.input);
      expect(target.features.ids()).toEqual(candidate.features);
      expect(target.steps).toBe(candidate.steps);
    }
  });

  it('counts each hit slot once per execution', () => {
    const fuzzer = new Fuzzer(new LooksTarget(), ROOT, BOARD);
    const { hits } = fuzzer.runChunk(0, 50);
    const counts = [...hits].filter((_, i) => i % 2 === 1);
    expect(Math.max(...counts)).toBe(50);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('generates while there is no corpus, and mutates most of the time when there is one', () => {
    const fuzzer = new Fuzzer(new LooksTarget(), ROOT, BOARD);
    const fresh = fuzzer.runChunk(0, 60);
    expect(fresh.candidates.every(({ operators }) => operators === GENERATED)).toBe(true);
    take(fuzzer, fresh);
    const mutated = fuzzer.runChunk(60, 200).candidates.filter(({ operators }) => operators !== GENERATED);
    expect(mutated.length).toBeGreaterThan(0);
    expect(mutated.every(({ operators }) => operators > 0)).toBe(true);
  });
});

describe('the corpus of a fuzzer', () => {
  it('takes a candidate once', () => {
    const fuzzer = new Fuzzer(new LooksTarget(), ROOT, BOARD);
    const [candidate] = fuzzer.runChunk(0, 4).candidates;
    expect(fuzzer.admit(candidate)).toBe(candidate.features.length);
    expect(fuzzer.admit(candidate)).toBe(0);
    expect(fuzzer.corpusSize).toBe(1);
    expect(fuzzer.features()['entry-edge']).toBeGreaterThan(0);
    expect(fuzzer.features()['block']).toBe(0);
  });

  it('climbs where generation alone does not get: step by step, each kept', () => {
    /** A rung per data value, event and mapping more than before. */
    class LadderTarget extends LooksTarget {
      highest = 0;
      override run(input: Input): Finding | undefined {
        const rung = input[DATA_COUNT] + input[EVENT_COUNT] + input[MAPPING_COUNT];
        this.features.feature(3, rung);
        this.highest = Math.max(this.highest, rung);
        return undefined;
      }
    }
    const guided = new LadderTarget();
    warm(guided, 40);
    const blind = new LadderTarget();
    const fuzzer = new Fuzzer(blind, ROOT, BOARD);
    for (let i = 0; i < 40; i++) fuzzer.runChunk(i * 64, 64);
    expect(guided.highest).toBeGreaterThan(1.5 * blind.highest);
  });
});

describe('a seed', () => {
  it('runs as it is and is a candidate if it shows something new', () => {
    const fuzzer = new Fuzzer(new LooksTarget(), ROOT, BOARD);
    const seed = emptyInput();
    const result = fuzzer.runSeed(seed, 9);
    expect(result.execs).toBe(1);
    expect(result.candidates).toHaveLength(1);
    expect(result.candidates[0]).toMatchObject({ exec: 9, operators: 0, input: seed });
    take(fuzzer, result);
    expect(fuzzer.runSeed(seed, 10).candidates).toHaveLength(0);
  });
});

describe('a crash', () => {
  /** Crashes whenever there are mappings: one group for an even number of them, one for an odd one. */
  class CrashingTarget extends LooksTarget {
    override run(input: Input): Finding | undefined {
      super.run(input);
      return input[MAPPING_COUNT] === 0
        ? undefined
        : { ...FINDING, role: input[MAPPING_COUNT] % 2 ? 'odd' : 'even' };
    }
  }

  it('is reported once per group and chunk, the first of it, and never a candidate', () => {
    const fuzzer = new Fuzzer(new CrashingTarget(), ROOT, BOARD);
    const result = fuzzer.runChunk(0, 120);
    expect(result.crashes.map(({ finding }) => finding.role).sort()).toEqual(['even', 'odd']);
    for (const { input } of result.candidates) expect(input[MAPPING_COUNT]).toBe(0);
    const [earliest] = result.crashes;
    expect(fuzzer.runChunk(0, earliest.exec).crashes).toHaveLength(0);
    expect(fuzzer.runChunk(0, 120).crashes).toEqual(result.crashes);
  });
});

describe('a fault of our own', () => {
  it('is kept with its input, and the chunk goes on', () => {
    class BrokenTarget extends LooksTarget {
      override run(input: Input): Finding | undefined {
        super.run(input);
        if (this.runs === 3) throw new InvariantError('canary differs');
        return undefined;
      }
    }
    const result = new Fuzzer(new BrokenTarget(), ROOT, BOARD).runChunk(0, 10);
    expect(result.execs).toBe(10);
    expect(result.internal.map(({ message }) => message)).toEqual(['canary differs']);
    expect(result.internal[0].input).toHaveLength(INPUT_WORDS);
  });

  it('is a candidate that shows something else behind another predecessor', () => {
    class LeakyTarget extends LooksTarget {
      override run(input: Input): Finding | undefined {
        super.run(input);
        this.features.feature(3, this.runs);
        return undefined;
      }
    }
    const result = new Fuzzer(new LeakyTarget(), ROOT, BOARD).runChunk(0, 5);
    expect(result.candidates).toHaveLength(0);
    expect(result.internal).toHaveLength(5);
    expect(result.internal[0].message).toContain('features');
  });

  it('is a candidate that ends in another state, takes other steps or crashes the second time', () => {
    class Unsteady extends LooksTarget {
      private readonly what: string;
      constructor(what: string) {
        super();
        this.what = what;
      }
      override run(input: Input): Finding | undefined {
        super.run(input);
        if (this.what === 'steps') this.steps += this.runs;
        return this.what === 'a crash' && this.runs === 3 ? FINDING : undefined;
      }
      digest(): string {
        return this.what === 'final state' ? String(this.runs) : '';
      }
    }
    for (const what of ['steps', 'final state', 'a crash']) {
      const result = new Fuzzer(new Unsteady(what), ROOT, BOARD).runChunk(0, 1);
      expect(result.candidates).toHaveLength(0);
      expect(result.internal[0].message).toContain(what);
    }
  });
});

it('an execution can be made again alone', () => {
  const rng = new Rng(ROOT, 3);
  const fuzzer = warm(new LooksTarget(), 2);
  const all = fuzzer.runChunk(9000, 30).candidates;
  const one = all[rng.below(all.length)];
  expect(fuzzer.runChunk(one.exec, 1).candidates[0]).toEqual(one);
});
