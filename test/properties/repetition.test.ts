import { describe, expect, it } from 'vitest';
import { resetEqualsFresh } from '../../src/judge/canary.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { groupOf } from '../quirks/quirk-row.ts';
import { generated, mutated } from './samples.ts';
import { seenByGuest } from './seen-by-guest.ts';

const OPTIONS = { oracle: true, auditor: true, paranoid: false };
const POSTED = parseDesign('posted');

/** Everything that a run of a finding's executor leaves behind. */
function outcome(executor: Executor): string {
  const { machine } = executor;
  return `${machine.steps} ${executor.digest()} ${seenByGuest(machine).join()}`;
}

describe.each(['fixed', 'posted'])('a machine of the design %s', (name) => {
  const design = parseDesign(name);

  it('does the same twice, whatever ran in between', () => {
    const executor = new Executor(design, SILENT, OPTIONS);
    const first: string[] = [];
    for (const input of generated('twice', 150)) first.push(groupOf(executor.run(input)) + outcome(executor));
    for (const input of mutated('between', 50)) executor.run(input);
    let i = 0;
    for (const input of generated('twice', 150)) {
      expect(groupOf(executor.run(input)) + outcome(executor)).toBe(first[i++]);
    }
  });

  it('equals a fresh one after a reset', { timeout: 30_000 }, () => {
    const executor = new Executor(design, SILENT, OPTIONS);
    for (const input of generated('reset', 12)) {
      executor.run(input);
      resetEqualsFresh(executor.machine, design);
    }
    for (const input of mutated('reset', 12)) {
      executor.run(input);
      resetEqualsFresh(executor.machine, design);
    }
  });
});

describe('the canary', () => {
  it('names what a reset left behind', () => {
    const { machine } = new Executor(POSTED, SILENT, OPTIONS);
    machine.parts.tlb.words[5] = 7;
    expect(() => resetEqualsFresh(machine, POSTED)).toThrow('machine.parts.tlb.words differs');
  });
});
