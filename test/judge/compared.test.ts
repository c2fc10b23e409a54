import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Input } from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';
import { COMPARED_NAMES, Compared, comparedShares } from '../../src/judge/compared.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { ALLOWANCES, type AllowanceName, allowanceIndex } from '../../src/oracle/allowances.ts';
import { ACCESS_LOAD, ACCESS_STORE, OUTCOME_RAM } from '../../src/trace/record.ts';
import { type MadeStep, recordOf } from './made-record.ts';

const OPTIONS = { oracle: true, auditor: false, paranoid: false };
const NOTHING = { made: 0, inFull: 0, notInFull: {} };

function sharesOf(compared: Compared) {
  return comparedShares(Object.fromEntries(COMPARED_NAMES.map((name, i) => [name, compared.totals[i]])));
}

/** Shares of made-up steps; `compared` of them were compared, `allowed` holds step and allowance in turn. */
function sharesIn(steps: readonly MadeStep[], compared = steps.length, allowed: readonly number[] = []) {
  const counter = new Compared();
  const trace = Int32Array.from(steps.flatMap((step) => [...recordOf(step)]));
  const words = Int32Array.from([...allowed, 0, 0]);
  counter.count(trace, steps.length, { compared, allowed: words, allowedWords: allowed.length });
  return sharesOf(counter);
}

const load = { type: ACCESS_LOAD, outcome: OUTCOME_RAM };
const store = { type: ACCESS_STORE, outcome: OUTCOME_RAM };
const STALE = allowanceIndex('stale-translation');

describe('what is counted', () => {
  it('is every record of an access, two in a step that has two', () => {
    expect(sharesIn([{ accesses: [load] }, { accesses: [load, store] }, {}])).toEqual({
      accesses: { made: 3, inFull: 3, notInFull: {} },
      fetches: { made: 3, inFull: 3, notInFull: {} },
      traps: NOTHING,
      writes: NOTHING,
    });
  });

  it('is the fetch of every step that is no interrupt', () => {
    const steps: MadeStep[] = [{ trap: [1, 0n] }, { interrupt: 7 }, { watched: [0, 0n] }, {}];
    expect(sharesIn(steps).fetches).toEqual({ made: 3, inFull: 3, notInFull: {} });
  });

  it('is every exception and interrupt, but no stop at a watchpoint', () => {
    const steps: MadeStep[] = [{ trap: [2, 0n] }, { interrupt: 7 }, { watched: [0, 0n] }];
    expect(sharesIn(steps).traps).toEqual({ made: 2, inFull: 2, notInFull: {} });
  });

  it('is a value left in a register other than x0 by an instruction that retired', () => {
    const steps: MadeStep[] = [{ rd: [5, 0n] }, { rd: [0, 1n] }, { rd: [5, 1n], trap: [5, 0n] }];
    expect(sharesIn(steps).writes).toEqual({ made: 1, inFull: 1, notInFull: {} });
  });
});

describe('what is not compared in full', () => {
  const busy: MadeStep = { accesses: [load], rd: [5, 1n] };

  it('is all of a step that needed an allowance, under the name of that allowance', () => {
    expect(sharesIn([busy, busy, { trap: [2, 0n] }], 3, [1, STALE, 2, STALE])).toEqual({
      accesses: { made: 2, inFull: 1, notInFull: { 'stale-translation': 1 } },
      fetches: { made: 3, inFull: 1, notInFull: { 'stale-translation': 2 } },
      traps: { made: 1, inFull: 0, notInFull: { 'stale-translation': 1 } },
      writes: { made: 2, inFull: 1, notInFull: { 'stale-translation': 1 } },
    });
  });

  it('is what comes after the step in which the comparison stops', () => {
    const { accesses, writes } = sharesIn([busy, busy, busy], 2);
    const wanted = { made: 3, inFull: 2, notInFull: { 'after-finding': 1 } };
    expect([accesses, writes]).toEqual([wanted, wanted]);
  });

  it('is everything where nobody compares', () => {
    const counter = new Compared();
    counter.count(recordOf(busy), 1, undefined);
    const wanted = { made: 1, inFull: 0, notInFull: { 'oracle-off': 1 } };
    expect(sharesOf(counter)).toEqual({ accesses: wanted, fetches: wanted, traps: NOTHING, writes: wanted });
  });
});

function inputFrom(text: string): Input {
  return parseInput(`iommufuzz 1\n${text}`, 'test').input;
}

/** The stored input that needs this allowance and no other. */
function insideOf(name: AllowanceName): Input {
  const file = new URL(`../oracle/allowances/inputs/${name}-inside.txt`, import.meta.url);
  return parseInput(readFileSync(file, 'utf8'), name).input;
}

function executor(quirks: string, options = OPTIONS): Executor {
  return new Executor(parseDesign('fixed', quirks), SILENT, options);
}

describe('an executor', () => {
  // The value of slwid is wrong in step 1.
  const WRONG = inputFrom(`platform
  steps 6
state
  mwiddeleg 2
  t0 65
  mtvec 0x80000800
  a0 0x80040000
code 0x80000000
  csrw slwid, t0
  csrr t1, slwid
  ld t1, 0(a0)
  ecall
code 0x80000800
  li t2, 1
  li t3, 1`);

  it('counts a run that agrees as compared in full', () => {
    const runner = executor('');
    expect(runner.run(WRONG)).toBeUndefined();
    expect(sharesOf(runner.compared)).toEqual({
      accesses: { made: 1, inFull: 1, notInFull: {} },
      fetches: { made: 6, inFull: 6, notInFull: {} },
      traps: { made: 1, inFull: 1, notInFull: {} },
      writes: { made: 4, inFull: 4, notInFull: {} },
    });
  });

  it('counts what the machine did after the first difference as not compared', () => {
    const runner = executor('+B07');
    expect(runner.run(WRONG)?.step).toBe(1);
    expect(sharesOf(runner.compared)).toEqual({
      accesses: { made: 1, inFull: 0, notInFull: { 'after-finding': 1 } },
      fetches: { made: 6, inFull: 2, notInFull: { 'after-finding': 4 } },
      traps: { made: 1, inFull: 0, notInFull: { 'after-finding': 1 } },
      writes: { made: 4, inFull: 1, notInFull: { 'after-finding': 3 } },
    });
  });

  it('adds up its runs, and counts without an oracle too', () => {
    const runner = executor('', { ...OPTIONS, oracle: false });
    runner.run(WRONG);
    runner.run(WRONG);
    expect(sharesOf(runner.compared).writes).toEqual({ made: 8, inFull: 0, notInFull: { 'oracle-off': 8 } });
  });

  it('forgets in the next run which steps of the last needed an allowance', () => {
    const runner = executor('');
    expect(runner.run(insideOf('running-block'))).toBeUndefined();
    const before = sharesOf(runner.compared).fetches;
    expect(runner.run(WRONG)).toBeUndefined();
    const { made, inFull } = sharesOf(runner.compared).fetches;
    expect([made - before.made, inFull - before.inFull]).toEqual([6, 6]);
  });

  it.each(ALLOWANCES)('names $name where a run needed it, and nothing else', ({ name }) => {
    const runner = executor('');
    expect(runner.run(insideOf(name))).toBeUndefined();
    const shares = Object.values(sharesOf(runner.compared));
    const reasons = new Set(shares.flatMap(({ notInFull }) => Object.keys(notInFull)));
    expect([...reasons]).toEqual([name]);
    const made = shares.reduce((sum, share) => sum + share.made, 0);
    const inFull = shares.reduce((sum, share) => sum + share.inFull, 0);
    expect(inFull).toBeGreaterThan(0);
    expect(inFull).toBeLessThan(made);
  });
});
