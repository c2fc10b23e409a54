import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { resetEqualsFresh } from '../../src/judge/canary.ts';
import {
  COMPARED_END,
  COMPARED_FIRST,
  COMPARED_RRID,
  COMPARED_WID,
  Comparisons,
} from '../../src/machine/comparisons.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { code, MachineRun } from './machine-run.ts';

type Pair = readonly [kind: number, had: number, wanted: number];

function pairsOf(comparisons: Comparisons): Pair[] {
  const pairs: Pair[] = [];
  comparisons.forEach((...pair) => {
    pairs.push(pair);
  });
  return pairs;
}

let run: MachineRun;

/** What a program compares in so many steps. */
function compared(text: string, steps: number): Pair[] {
  run = new MachineRun(text);
  const { comparisons } = run.machine.parts;
  comparisons.listens = true;
  run.after(steps);
  comparisons.listens = false;
  return pairsOf(comparisons);
}

const numbers = fc.oneof(
  fc.nat(4),
  fc.integer({ min: -(2 ** 52), max: 2 ** 52 }),
  fc.nat(64).map((i) => 0x8000_0000 + i),
);

describe('the recorder', () => {
  it('keeps a pair once, each in its place, and nothing of equal numbers', () => {
    const notes = fc.array(fc.tuple(fc.nat(3), numbers, numbers), { maxLength: 40 });
    fc.assert(
      fc.property(notes, (list) => {
        const [once, twice] = [new Comparisons(), new Comparisons()];
        for (const note of list) once.note(...note);
        for (const note of [...list, ...list]) twice.note(...note);
        expect(pairsOf(twice)).toEqual(pairsOf(once));
        const given = new Set(list.filter(([, a, b]) => a !== b).map(String));
        for (const pair of pairsOf(once)) expect(given.has(String(pair))).toBe(true);
        const last = list.findLast(([, a, b]) => a !== b);
        if (last !== undefined) expect(pairsOf(once).map(String)).toContain(String(last));
        once.clear();
        expect(pairsOf(once)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps hundreds of pairs', () => {
    const comparisons = new Comparisons();
    for (let i = 0; i < 256; i++) comparisons.note(COMPARED_FIRST, 0x8004_0000, 0x8000_0000 + 4096 * i);
    expect(pairsOf(comparisons).length).toBeGreaterThan(150);
  });

  it('takes addresses with bit 63 as negative numbers and leaves out what does not fit', () => {
    const comparisons = new Comparisons();
    comparisons.addresses(0x1000, -1, 0x2000, -1);
    comparisons.addresses(0x1000, 0x4000_0000, 0x2000, 0);
    comparisons.addresses(0x1000, 0, 0x2000, -0x4000_0000);
    expect(pairsOf(comparisons)).toEqual([[COMPARED_FIRST, 0x1000 - 2 ** 32, 0x2000 - 2 ** 32]]);
  });
});

describe('a machine to which somebody listens', () => {
  afterEach(() => run.machine.parts.comparisons.clear());

  it('tells the bounds of slots and which world they treat otherwise', () => {
    const slots = 'slots dram\n  1 napot 0x80040000/4K 2:rw\nstate\n  a0 0x80040010\n';
    const pairs = compared(`${slots}pmp\n  0 napot all rwx\n${code('ld t1, 0(a0)')}`, 1);
    expect(pairs).toContainEqual([COMPARED_FIRST, 0x8004_0000, 0x8004_1000]);
    expect(pairs.some(([kind, , other]) => kind === COMPARED_WID && other === 2)).toBe(true);
  });

  it('tells the bounds of PMP entries', () => {
    const pairs = compared(
      `state\n  a0 0x80040010\npmp\n  3 napot 0x80041000/8 r--\n${code('ld t1, 0(a0)')}`,
      1,
    );
    expect(pairs).toContainEqual([COMPARED_FIRST, 0x8004_0010, 0x8004_1000]);
    expect(pairs).toContainEqual([COMPARED_END, 0x8004_0018, 0x8004_1008]);
  });

  it('tells the bounds of entries of an IOPMP and which RRID has other domains', () => {
    const tables = 'iopmp\n  domain 0 to=4\n  domain 1 to=8\n  rrid 0 domains=0\n  rrid 3 domains=1\n';
    const entry = '  entry 1 napot 0x80050000/4K rw-\n  enable\n';
    const rest = `state\n  a0 0x80040010\npmp\n  0 napot all rwx\n${code('ld t1, 0(a0)')}`;
    const pairs = compared(`platform\n  device iopmp\n${tables}${entry}${rest}`, 1);
    expect(pairs.some(([kind, , wanted]) => kind === COMPARED_FIRST && wanted === 0x8005_0000)).toBe(true);
    expect(pairs.some(([kind, had]) => kind === COMPARED_RRID && had === 0)).toBe(true);
  });

  it('tells which page lies where that of an access belongs', () => {
    const pages = 'platform\n  tlb entries=64\nstate\n  a0 0x80040010\n  a1 0x80080020\n';
    const pairs = compared(`${pages}pmp\n  0 napot all rwx\n${code('ld t1, 0(a0)', 'ld t1, 0(a1)')}`, 2);
    expect(pairs).toContainEqual([COMPARED_FIRST, 0x8008_0020, 0x8004_0020]);
  });

  it('tells what SC and watchpoints are held against', () => {
    const text = `state\n  a0 0x80040010\n  a1 0x80040020\npmp\n  0 napot all rwx\n`;
    const pairs = compared(
      `${text}${code('lr.d t1, (a0)', 'sc.d t2, t1, (a1)', 'ld t1, 8(a1)')}\nevents\n  at 2 watch 0x80040040 8 rw\n`,
      3,
    );
    expect(pairs).toContainEqual([COMPARED_FIRST, 0x8004_0020, 0x8004_0010]);
    expect(pairs).toContainEqual([COMPARED_FIRST, 0x8004_0028, 0x8004_0040]);
  });
});

describe('a machine to which nobody listens', () => {
  it('keeps nothing', () => {
    run = new MachineRun(
      `slots dram\n  1 napot 0x80040000/4K 2:rw\nstate\n  a0 0x80040010\npmp\n  0 napot all rwx\n${code('ld t1, 0(a0)')}`,
    ).after(1);
    expect(pairsOf(run.machine.parts.comparisons)).toEqual([]);
    resetEqualsFresh(run.machine, parseDesign('fixed'));
  });
});
