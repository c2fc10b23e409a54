import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runPlan, type TrialRow } from '../../src/bench/bugs.ts';
import { parsePlan } from '../../src/bench/plan.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const PLAN = parsePlan(
  'date 2026-11-22\ntrials 2 test-\ncap 40\nseeds none\narms full\nfault wid\nquirk B16\n',
  'a.txt',
);
const FACTS = { version: 'v', node: 'n', cpu: 'c' };
const scratch = scratchFolders();

describe('a plan that is run', { timeout: 300_000 }, () => {
  it('stops when the signal is raised, keeps its rows, and goes on with what is left', async () => {
    const folder = join(scratch(), 'out');
    const controller = new AbortController();
    const shares: number[] = [];
    const settings = {
      ...{ folder, root: '.', jobs: 1, facts: FACTS },
      row(_: TrialRow, share: number) {
        shares.push(share);
        controller.abort();
      },
      torn: () => undefined,
    };
    const first = await runPlan(PLAN, settings, controller.signal);
    expect([first.interrupted, first.rows.length]).toEqual([true, 1]);
    const second = await runPlan(PLAN, settings, new AbortController().signal);
    expect([second.interrupted, second.rows.length]).toEqual([false, 4]);
    expect(second.rows[0]).toEqual(first.rows[0]);
    expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
    expect(second.rows.map(({ kind, name, seed }) => [kind, name, seed])).toEqual([
      ['fault', 'wid', 'test-1'],
      ['fault', 'wid', 'test-2'],
      ['quirk', 'read-only-slots-written', 'test-1'],
      ['quirk', 'read-only-slots-written', 'test-2'],
    ]);
    expect(second.rows.filter(({ censored }) => !censored).every(({ grouped }) => grouped)).toBe(true);
    // A planted place is come by with or without a find; a quirk has none.
    expect(second.rows.map(({ reached }) => reached !== undefined)).toEqual([true, true, false, false]);
  });
});
