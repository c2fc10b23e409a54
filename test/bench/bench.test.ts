import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { structuredInputs } from '../../src/bench/arbitrary.ts';
import { behindOpenIopmp } from '../../src/bench/behind-iopmp.ts';
import { bench } from '../../src/bench/bench.ts';
import { readInputSet } from '../../src/bench/input-set.ts';
import { sampleProperty } from '../../src/bench/property.ts';
import { UsageCounter } from '../../src/bench/usage.ts';
import { hasIopmp } from '../../src/input/iopmp-rules.ts';
import { printInput } from '../../src/input/text.ts';
import { validate } from '../../src/input/validate.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';

const design = parseDesign('fixed');

describe('bench', () => {
  it('gives a figure for every arm, and shares that add up to a whole execution', () => {
    let now = 0;
    const { rates, split, stacked, comparison } = bench({
      design,
      inputs: readInputSet('test/bench/inputs.txt').slice(0, 8),
      passes: 1,
      schedule: { warmUp: 0, rounds: 1 },
      fastCheck: fc,
      clock: () => (now += 8),
    });
    expect(rates.map(({ name, floor }) => [name, floor])).toEqual([
      ['oracle and auditor', 20_000],
      ['oracle, no auditor', 30_000],
      ['machine only', undefined],
      ['fuzz loop', undefined],
      ['generated afresh', undefined],
    ]);
    for (const rate of rates) expect(rate.execsPerSecond).toBeCloseTo(1e6);
    const sum = split.reduce((total, { perExec }) => total + perExec, 0);
    expect(sum).toBeCloseTo(rates[0].perExec);
    expect(stacked.ratio).toBeCloseTo(1);
    // 2 runs in the 8 microseconds of every round.
    expect(comparison?.ratio).toBeCloseTo(4);
  });
});

describe('the set behind an IOPMP that refuses nothing', () => {
  it('does what the set does, and asks the IOPMP', () => {
    const executor = new Executor(design, SILENT, { oracle: true, auditor: true, paranoid: false });
    const inputs = readInputSet('test/bench/inputs.txt').slice(0, 40);
    behindOpenIopmp(inputs).forEach((guarded, i) => {
      expect(validate(guarded)).toBeUndefined();
      expect(hasIopmp(guarded)).toBe(true);
      const [own, behind] = [inputs[i], guarded].map((input) => [executor.run(input), executor.steps]);
      expect(behind).toEqual(own);
      expect(printInput(guarded)).toContain('\n  enable\n');
    });
  });
});

describe('the arbitrary that fast-check runs on', () => {
  it('makes valid inputs', () => {
    fc.assert(
      fc.property(structuredInputs(fc), (input) => {
        expect(validate(input)).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  it('makes inputs that do about as much as those of the set', () => {
    const { instructions, traps, slowPathUses } = new UsageCounter(design).average(sampleProperty(fc, 100));
    expect(instructions).toBeGreaterThan(40);
    expect(instructions).toBeLessThan(80);
    expect(traps).toBeGreaterThan(6);
    expect(slowPathUses).toBeGreaterThan(10);
  });
});
