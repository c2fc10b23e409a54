import { describe, expect, it } from 'vitest';
import type { Input } from '../../src/input/layout.ts';
import { printInput } from '../../src/input/text.ts';
import { Executor } from '../../src/judge/executor.ts';
import { Twins } from '../../src/judge/twins.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { generated, mutated, storedSeeds } from './samples.ts';

const FIXED = parseDesign('fixed');
const executor = new Executor(FIXED, SILENT, { oracle: true, auditor: false, paranoid: false });
const twins = new Twins(FIXED);

function expectNoDifference(inputs: Iterable<Input>): void {
  for (const input of inputs) {
    executor.run(input);
    const difference = twins.difference(input, executor.machine, executor.reference);
    if (difference !== undefined) expect.fail(`${difference}\n${printInput(input)}`);
  }
}

describe('flushes, the size of the TLB and of its victims, and the splitting of accesses', () => {
  it('are not seen by the guest in the seeds', () => {
    expectNoDifference(storedSeeds().map(({ input }) => input));
  });

  it('are not seen in what the generator makes', { timeout: 30_000 }, () => {
    expectNoDifference(generated('twins', 800));
  });

  it('are not seen in mutations of the seeds', { timeout: 30_000 }, () => {
    expectNoDifference(mutated('twins', 900));
  });
});
