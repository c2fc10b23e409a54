import { describe, expect, it } from 'vitest';
import { compactLesson, compactReport } from '../../../src/campaign/crew/protocol.ts';
import { FIRST_PLAN } from '../../../src/fuzzer/plan.ts';
import { findingOf } from '../fake-fuzzer.ts';

const slab = Int32Array.from({ length: 1000 }, (_, i) => i);
const view = slab.subarray(100, 104);
const candidate = { input: view, features: view, steps: 1, executed: view, exec: 2, operators: 3 };
const small = 16;

describe('a message between threads', () => {
  it('carries the views of a report without the slab behind them', () => {
    const finding = findingOf(29);
    if (finding === undefined) throw new Error('29 crashes');
    const result = {
      ...{ first: 0, execs: 1, steps: 1, hits: view, effort: view, candidates: [candidate] },
      crashes: [{ input: view, finding, exec: 0 }],
      internal: [{ input: view, message: '', exec: 0 }],
    };
    const report = { result, off: ['wid-not-masked'] as const, allowances: view, compared: view };
    const sent = compactReport(report);
    expect(sent).toEqual(report);
    const { hits, candidates, crashes, internal } = sent.result;
    const [{ input, features, executed }] = candidates;
    const arrays = [hits, input, features, executed, crashes[0].input, internal[0].input];
    for (const array of [...arrays, sent.allowances, sent.compared])
      expect(array.buffer.byteLength).toBe(small);
  });

  it('carries the views of a lesson without the slab behind them', () => {
    const sent = compactLesson({ candidates: [candidate], hits: view, plan: FIRST_PLAN });
    expect(sent).toEqual({ candidates: [candidate], hits: view, plan: FIRST_PLAN });
    expect(sent.candidates[0].input.buffer.byteLength).toBe(small);
    expect(sent.hits.buffer.byteLength).toBe(small);
  });

  it('copies no array that is alone in its buffer', () => {
    const whole = Int32Array.of(1, 2);
    expect(compactLesson({ candidates: [], hits: whole, plan: FIRST_PLAN }).hits).toBe(whole);
  });
});
