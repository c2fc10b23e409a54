import { describe, expect, it } from 'vitest';
import { BlindSearch, type Producer } from '../../../src/bench/search/blind-search.ts';
import { FeatureMap } from '../../../src/coverage/feature-map.ts';
import type { Target } from '../../../src/fuzzer/fuzzer.ts';
import { emptyInput } from '../../../src/input/empty.ts';
import { type Input, REGS } from '../../../src/input/layout.ts';
import { FINDING } from '../../fuzzer/a-finding.ts';

/** Inputs that hold the number of their execution; all in one array. */
const numbered: Producer = (first, execs, hand) => {
  const input = emptyInput();
  for (let exec = first; exec < first + execs; exec++) {
    input[REGS] = exec;
    hand(input);
  }
};

/** Executions 3 and 5 crash, 4 breaks an invariant. */
function target(told: number[] = []): Target {
  return {
    features: new FeatureMap(),
    steps: 7,
    run(input: Input, exec: number) {
      told.push(exec);
      if (input[REGS] === 4) throw new Error('broken');
      return input[REGS] === 3 || input[REGS] === 5 ? FINDING : undefined;
    },
  };
}

describe('a search that learns nothing', () => {
  it('runs what its producer makes, each as the execution that it is for', () => {
    const told: number[] = [];
    const result = new BlindSearch(target(told), numbered).runChunk(2, 5);
    expect(told).toEqual([2, 3, 4, 5, 6]);
    expect([result.first, result.execs, result.steps]).toEqual([2, 5, 28]);
    expect(result.candidates).toEqual([]);
  });

  it('reports every crash with a copy of its input, and a broken invariant as a fault of our own', () => {
    const { crashes, internal } = new BlindSearch(target(), numbered).runChunk(0, 8);
    expect(crashes.map(({ exec, input }) => [exec, input[REGS]])).toEqual([
      [3, 3],
      [5, 5],
    ]);
    expect(internal.map(({ exec, message }) => [exec, message])).toEqual([[4, 'broken']]);
  });

  it('takes nothing into a corpus and has no stages', () => {
    const search = new BlindSearch(target(), numbered);
    expect([search.admit(), search.stageSize(), search.corpusSize]).toEqual([0, 0, 0]);
  });

  it('runs a stored input like any other', () => {
    const input = emptyInput();
    input[REGS] = 5;
    expect(new BlindSearch(target(), numbered).runSeed(input, 9).crashes).toMatchObject([{ exec: 9 }]);
  });
});
