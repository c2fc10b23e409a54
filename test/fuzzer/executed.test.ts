import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../src/bits/rng.ts';
import { Executed } from '../../src/fuzzer/executed.ts';
import { INPUT_WORDS, INSTRUCTION_COUNT, type Input } from '../../src/input/layout.ts';

const ROOT = rootSeed('executed');

function inputOf(count: number): Input {
  const input: Input = new Int32Array(INPUT_WORDS);
  input[INSTRUCTION_COUNT] = count;
  return input;
}

/** How often each of `count` instructions is picked in many picks. */
function picks(count: number, known: readonly number[], times: number): number[] {
  const executed = new Executed();
  executed.indices = Int32Array.from(known);
  const input = inputOf(count);
  const rng = new Rng(ROOT, 1);
  const tally = Array.from({ length: count }, () => 0);
  for (let i = 0; i < times; i++) tally[executed.pick(input, rng)]++;
  return tally;
}

describe('a pick among instructions', () => {
  it('is one of them, whatever is known, and none of none', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.array(fc.nat(60)), fc.nat(1000), (count, known, exec) => {
        const executed = new Executed();
        executed.indices = Int32Array.from(known);
        const index = executed.pick(inputOf(count), new Rng(ROOT, exec));
        expect(index).toBeLessThan(count === 0 ? 0 : count);
        expect(index).toBeGreaterThanOrEqual(count === 0 ? -1 : 0);
      }),
    );
  });

  it('goes to executed ones three times in four, and may go anywhere', () => {
    const tally = picks(10, [2, 7], 4000);
    expect(Math.min(...tally)).toBeGreaterThan(50);
    expect(tally[2] + tally[7]).toBeGreaterThan(3000);
    expect(Math.abs(tally[2] - tally[7])).toBeLessThan(300);
  });

  it('goes everywhere alike where nothing is known', () => {
    const tally = picks(4, [], 4000);
    for (const count of tally) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
