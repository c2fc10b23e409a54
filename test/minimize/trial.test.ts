import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../src/input/empty.ts';
import { type Input, MODE, REGS } from '../../src/input/layout.ts';
import { Executor } from '../../src/judge/executor.ts';
import { type Finding, groupName } from '../../src/judge/finding.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { Trial, type TrialSettings } from '../../src/minimize/trial.ts';
import { setWord } from '../../src/minimize/words.ts';

/**
 * The word that says what an input shows: 0 nothing, 1 and 2 the crash, 3 the crash of another cause, 4 and 5 another
 * crash, 6 the crash that needs a second quirk too.
 */
const SHOWN = REGS + 10;
/** A word that says nothing. */
const OTHER = REGS + 20;
const { machine } = new Executor(parseDesign('fixed'), SILENT, {
  oracle: false,
  auditor: false,
  paranoid: false,
});

function findingOf(input: Input): Finding | undefined {
  const shown = input[SHOWN];
  if (shown === 0) return undefined;
  const role = shown === 4 || shown === 5 ? 'store' : 'load';
  return {
    kind: 'permission-mismatch',
    role,
    states: 'ram-for-none',
    rule: 'pmp',
    step: 0,
    detail: '',
    beside: [],
  };
}

/** A trial on an input that shows `first`, what was run, and what was told of. */
function trialOf(settings: Partial<TrialSettings> = {}, first = 1) {
  const runs: Input[] = [];
  const told: Input[] = [];
  const run = (input: Input) => {
    runs.push(input.slice());
    return findingOf(input);
  };
  const examiner = {
    ...{ machine, run, isCausedBy: (_id: string, input: Input) => input[SHOWN] !== 3 },
    isShownBy: (_ids: readonly string[], input: Input) => input[SHOWN] !== 6,
  };
  const input = emptyInput();
  input[SHOWN] = first;
  const finding = findingOf(input) ?? expect.fail('no crash');
  const better = (each: Input) => told.push(each.slice());
  const trial = new Trial(input, finding, ['page-base-verdict'], {
    examiner,
    budget: 100,
    stopped: () => false,
    better,
    ...settings,
  });
  return { trial, runs, told };
}

/** Always says that it changed something. */
const show = (what: number) => (copy: Input) => {
  copy[SHOWN] = what;
  return true;
};

describe('a trial', () => {
  it('goes on with an input that shows the same crash, and tells of it', () => {
    const { trial, told } = trialOf();
    expect(trial.attempt(show(2))).toBe(true);
    expect(trial.best[SHOWN]).toBe(2);
    expect(told.map((input) => input[SHOWN])).toEqual([2]);
  });

  it.each([
    ['nothing', 0],
    ['the crash, but not of the same cause', 3],
    ['the crash, but not by the same cause alone', 6],
    ['another crash', 4],
  ])('stays with its input when a changed one shows %s', (_what, shown) => {
    const { trial, told } = trialOf();
    expect(trial.attempt(show(shown))).toBe(false);
    expect(trial.best[SHOWN]).toBe(1);
    expect(told).toEqual([]);
  });

  it('takes the crash whether it needs another quirk or not, where its first input did', () => {
    const { trial } = trialOf({}, 6);
    trial.attempt(show(1));
    expect(trial.best[SHOWN]).toBe(1);
    trial.attempt((copy) => show(6)(copy) && setWord(copy, OTHER, 7));
    expect([trial.best[SHOWN], trial.best[OTHER]]).toEqual([6, 7]);
  });

  it('keeps the first of each other crash', () => {
    const { trial } = trialOf();
    for (const shown of [3, 5, 4]) trial.attempt(show(shown));
    const slips = [...trial.slips].map(([name, { input, finding }]) => [
      name,
      input[SHOWN],
      groupName(finding),
    ]);
    const other = 'permission-mismatch/store-ram-for-none-pmp';
    expect(slips).toEqual([[other, 5, other]]);
  });

  it('runs nothing that is not valid, that did not change, or that it ran before', () => {
    const { trial, runs } = trialOf();
    expect(trial.attempt((copy) => setWord(copy, MODE, 2))).toBe(false);
    expect(trial.attempt(() => false)).toBe(false);
    expect(trial.attempt(show(1))).toBe(false);
    expect(runs).toEqual([]);
    trial.attempt(show(0));
    trial.attempt(show(0));
    expect(runs).toHaveLength(1);
  });

  it('runs nothing more when its budget is spent, each look at causes included', () => {
    const { trial, runs } = trialOf({ budget: 2 });
    expect(trial.attempt(show(2))).toBe(true);
    expect([trial.executions, trial.isOver]).toEqual([4, true]);
    expect(trial.attempt((copy) => setWord(copy, OTHER, 7))).toBe(false);
    expect(runs).toHaveLength(1);
  });
});
