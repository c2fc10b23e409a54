import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Input, MAX_STEPS } from '../../../src/input/layout.ts';
import { CSRS } from '../../../src/oracle/csr-rules.ts';
import { Reference } from '../../../src/oracle/reference.ts';
import {
  A_INFO,
  ACCESS_NO_DATA,
  ACCESS_STORE,
  ACCESS_STRIDE,
  ACCESS_WALKED,
  R_ACCESS,
  R_FETCH,
  R_KIND,
  RECORD,
} from '../../../src/trace/record.ts';
import { inputs } from '../../arbitraries/input.ts';

const STEPS = 40;

/** Hints of a machine that takes every freedom at random: `STEPS` records. */
const hints: fc.Arbitrary<Int32Array> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(31), fc.nat(7), fc.nat(7)), {
    minLength: STEPS,
    maxLength: STEPS,
  })
  .map((choices) => {
    const seen = new Int32Array(STEPS * RECORD);
    choices.forEach(([kind, fetch, first, second], i) => {
      seen[i * RECORD + R_KIND] = kind;
      seen[i * RECORD + R_FETCH] = fetch;
      for (const [k, choice] of [first, second].entries()) {
        const info =
          (choice & 1 ? ACCESS_WALKED : 0) |
          (choice & 2 ? ACCESS_NO_DATA : 0) |
          (choice & 4 ? ACCESS_STORE : 0);
        seen[i * RECORD + R_ACCESS + k * ACCESS_STRIDE + A_INFO] = info;
      }
    });
    return seen;
  });

/** Everything that can be seen of a run of `input` beside a machine that says `seen`. */
function runOf(reference: Reference, input: Input, seen: Int32Array): unknown {
  reference.load(input);
  const records: number[] = [];
  for (let step = 0; step < STEPS && !reference.ended; step++) {
    reference.step(seen, step * RECORD);
    records.push(...reference.record, reference.rule, reference.mode);
  }
  const lines = [...reference.touched.slice(0, reference.touchedCount)].sort((a, b) => a - b);
  const out = new Int32Array(2);
  const csrs = CSRS.filter((csr) => reference.hasCsr(csr.number)).map((csr) => {
    reference.csr(csr.number, out);
    return [csr.name, ...out];
  });
  const registers = [0, 1].map((which) =>
    Array.from({ length: 0x420 / 4 }, (_, i) => reference.checkerRegister(which, 4 * i)),
  );
  return {
    records,
    csrs,
    registers,
    x: [...reference.x.slice(0, 64)],
    pc: [reference.pcLo, reference.pcHi],
    allowances: [...reference.allowances],
    memory: lines.map((line) => [line, ...reference.memory.slice(line * 64, line * 64 + 64)]),
  };
}

describe('a run', () => {
  it('depends on its input and the hints alone, not on what ran before', () => {
    const used = new Reference();
    fc.assert(
      fc.property(inputs(), hints, inputs(), hints, (before, beforeHints, input, seen) => {
        runOf(used, before, beforeHints);
        expect(runOf(used, input, seen)).toEqual(runOf(new Reference(), input, seen));
      }),
      { numRuns: 30 },
    );
  });

  it('keeps x0 at 0, says what became of every step, and stays inside its memory', () => {
    const reference = new Reference();
    fc.assert(
      fc.property(inputs(), hints, (input, seen) => {
        reference.load(input);
        for (let step = 0; step < STEPS && !reference.ended; step++) {
          reference.step(seen, step * RECORD);
          expect(reference.record[R_KIND]).toBeGreaterThan(0);
          expect([reference.x[0], reference.x[1]]).toEqual([0, 0]);
          expect([0, 1, 3]).toContain(reference.mode);
        }
        expect(reference.touchedCount).toBeLessThan(MAX_STEPS);
      }),
      { numRuns: 200 },
    );
  });
});
