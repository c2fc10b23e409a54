import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../src/bits/rng.ts';
import { Aim } from '../../src/fuzzer/aim.ts';
import { nudgeArguments, takesArguments, writeArguments } from '../../src/fuzzer/event-arguments.ts';
import { emptyInput } from '../../src/input/empty.ts';
import {
  EVENT_ARGS,
  EVENT_COUNT,
  EVENT_KIND,
  EVENT_KINDS,
  EVENT_STRIDE,
  EVENT_UNWATCH,
  EVENT_WATCH,
  EVENTS,
  type Input,
} from '../../src/input/layout.ts';
import { validate } from '../../src/input/validate.ts';

const ROOT = rootSeed('event arguments');
const kinds = fc.nat(EVENT_KINDS.length - 1);
const seeds = fc.nat(0xffff);

function withEvents(...all: readonly number[]): Input {
  const input = emptyInput();
  input[EVENT_COUNT] = all.length;
  all.forEach((kind, i) => {
    input[EVENTS + i * EVENT_STRIDE + EVENT_KIND] = kind;
  });
  return input;
}

function argumentsOf(input: Input, event: number): number[] {
  const at = EVENTS + event * EVENT_STRIDE;
  return [...input.subarray(at + EVENT_ARGS, at + EVENT_STRIDE)];
}

describe('the arguments of an event', () => {
  it('are valid for its kind, whatever was there, and stay so when they are nudged', () => {
    fc.assert(
      fc.property(kinds, seeds, fc.nat(5), (kind, seed, nudges) => {
        const input = withEvents(kind);
        input.fill(-1, EVENTS + EVENT_ARGS, EVENTS + EVENT_STRIDE);
        const rng = new Rng(ROOT, seed);
        writeArguments(input, EVENTS, rng, new Aim());
        expect(validate(input)).toBeUndefined();
        if (!takesArguments(kind)) return;
        for (let i = 0; i < nudges; i++) nudgeArguments(input, EVENTS, rng);
        expect(validate(input)).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('are there for exactly the kinds that take some', () => {
    for (let kind = 0; kind < EVENT_KINDS.length; kind++) {
      const input = withEvents(kind);
      writeArguments(input, EVENTS, new Rng(ROOT, 1), new Aim());
      expect(argumentsOf(input, 0).some((word) => word !== 0)).toBe(takesArguments(kind));
    }
  });

  it('of a removal are mostly those of a watchpoint that is inserted', () => {
    const same = Array.from({ length: 200 }, (_, seed) => {
      const input = withEvents(EVENT_WATCH, EVENT_UNWATCH);
      const rng = new Rng(ROOT, seed);
      const aim = new Aim();
      writeArguments(input, EVENTS, rng, aim);
      writeArguments(input, EVENTS + EVENT_STRIDE, rng, aim);
      return String(argumentsOf(input, 0)) === String(argumentsOf(input, 1));
    });
    expect(same.filter(Boolean).length).toBeGreaterThan(150);
    expect(same).toContain(false);
  });
});
