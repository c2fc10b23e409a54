import { describe, expect, it } from 'vitest';
import { parsePlan, readPlan } from '../../src/bench/plan.ts';

const TEXT = `# A plan.
date 2026-11-22
note chosen on pilot seeds   # not these
trials 2 main-
cap 5000
seeds none
arms full generation
fault addend row-lock
quirk B16 walk-rrid-zero
control both
`;

const without = (word: string) =>
  TEXT.split('\n')
    .filter((line) => !line.startsWith(word))
    .join('\n');
const failure = (text: string) => () => parsePlan(text, 'a.txt');

describe('a plan', () => {
  it('says what is looked for, how, how often and for how long', () => {
    expect(parsePlan(TEXT, 'a.txt')).toEqual({
      date: '2026-11-22',
      notes: ['chosen on pilot seeds'],
      trials: ['main-1', 'main-2'],
      cap: 5000,
      withSeeds: false,
      arms: ['full', 'generation'],
      targets: [
        { kind: 'fault', name: 'addend', design: 'fixed', device: 'wgchecker' },
        { kind: 'fault', name: 'row-lock', design: 'fixed', device: 'iopmp' },
        { kind: 'quirk', name: 'read-only-slots-written', design: 'fixed +B16', device: 'wgchecker' },
        { kind: 'quirk', name: 'walk-rrid-zero', design: 'fixed +Q12', device: 'iopmp' },
        { kind: 'control', name: 'both', design: 'fixed', device: 'both' },
      ],
    });
  });

  it('may let stored inputs run first', () => {
    expect(parsePlan(TEXT.replace('seeds none', 'seeds corpus'), 'a.txt').withSeeds).toBe(true);
  });

  it.each([
    ['date today', 'a date like'],
    ['trials many', 'a number of trials'],
    ['trials 5000 main-', 'a number of trials'],
    ['cap -1', 'a number of executions'],
    ['seeds some', "'none' or 'corpus'"],
    ['arms full fast', 'some of full, generation'],
    ['arms', 'some of full'],
    ['fault', 'the name of a fault'],
    ['fault nothing', 'the name of a fault'],
    ['quirk B99', 'the id of a quirk'],
    ['control dma', 'some of wgchecker'],
    ['cups 3', 'date, note, trials'],
  ])('with the line %s is refused by file and line: expected %s', (line, expected) => {
    expect(failure(`${TEXT}${line}\n`)).toThrow(`a.txt:11: found '${line}', expected ${expected}`);
  });

  it.each(['date', 'trials', 'cap', 'arms'])('without a line %s is refused', (word) => {
    expect(failure(without(word))).toThrow(`a.txt: no line '${word}'`);
  });

  it('needs something to be found, nothing twice', () => {
    expect(failure('date 2026-11-22\ntrials 1 a\ncap 1\narms full\n')).toThrow('no line');
    expect(failure(`${TEXT}fault addend\n`)).toThrow('fault addend is there twice');
  });

  it.each(['plan.txt', 'control-plan.txt', 'quick-plan.txt', 'known-plan.txt', 'quirk-plan.txt'])(
    '%s of the package can be read',
    (name) => {
      const { arms, trials } = readPlan(`test/bench/${name}`);
      expect(arms[0]).toBe('full');
      expect(trials.every((seed) => !seed.startsWith('pilot'))).toBe(true);
    },
  );
});

describe('the plan of the package', () => {
  it('has 16 faults, 4 arms, 20 trials each', () => {
    const { targets, arms, trials, cap } = readPlan('test/bench/plan.txt');
    expect(targets.map(({ kind }) => kind)).toEqual(Array.from({ length: 16 }, () => 'fault'));
    expect([arms.length, trials.length, cap]).toEqual([4, 20, 300_000]);
  });

  it('has controls beside it, one for each device, with as many executions', () => {
    const { targets, cap } = readPlan('test/bench/control-plan.txt');
    expect(targets.map(({ kind, device }) => [kind, device])).toEqual(
      ['wgchecker', 'iopmp', 'both', 'none'].map((device) => ['control', device]),
    );
    expect(cap).toBe(300_000);
  });
});
