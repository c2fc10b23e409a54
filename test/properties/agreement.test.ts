import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEVICE_BOTH, DEVICE_IOPMP, type Input } from '../../src/input/layout.ts';
import { printInput } from '../../src/input/text.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { inputs } from '../arbitraries/input.ts';
import { groupOf } from '../quirks/quirk-row.ts';
import { generated, mutated, storedSeeds } from './samples.ts';

const FIXED = parseDesign('fixed');
const executor = new Executor(FIXED, SILENT, { oracle: true, auditor: true, paranoid: false });
const paranoid = new Executor(FIXED, SILENT, { oracle: true, auditor: true, paranoid: true });

/** Expects the run to be clean; a failure shows the input as text. */
function expectClean(runner: Executor, input: Input): void {
  const finding = runner.run(input);
  if (finding === undefined) return;
  expect.fail(`${groupOf(finding)}: ${finding.detail}\n${printInput(input)}`);
}

describe('with every quirk off', () => {
  it('machine and reference agree on any valid input', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        expectClean(executor, input);
      }),
      { numRuns: 800 },
    );
  });

  it('machine and reference agree on what the generator makes', { timeout: 30_000 }, () => {
    for (const input of generated('agreement', 2500)) expectClean(executor, input);
  });

  it('machine and reference agree on boards with an IOPMP, alone and stacked', { timeout: 30_000 }, () => {
    for (const device of [DEVICE_IOPMP, DEVICE_BOTH])
      for (const input of generated('agreement', 1200, device)) expectClean(executor, input);
  });

  it('machine and reference agree on mutations of the seeds', { timeout: 30_000 }, () => {
    for (const input of mutated('agreement', 3000)) expectClean(executor, input);
  });

  it('no entry at rest is out of order, whichever step one looks after', { timeout: 30_000 }, () => {
    for (const input of generated('paranoid', 300)) expectClean(paranoid, input);
    for (const input of mutated('paranoid', 300)) expectClean(paranoid, input);
  });

  it.each(storedSeeds())('$name runs clean, looked at after every step', ({ input }) => {
    expectClean(paranoid, input);
  });
});

describe('as posted', () => {
  it('some generated inputs crash, and each crash is of a known kind', () => {
    const posted = new Executor(parseDesign('posted'), SILENT, {
      oracle: true,
      auditor: true,
      paranoid: false,
    });
    const groups = new Set<string>();
    for (const input of generated('posted', 300)) groups.add(groupOf(posted.run(input)));
    expect(groups.size).toBeGreaterThan(5);
    expect(groups).toContain('clean');
  });
});
