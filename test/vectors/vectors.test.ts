import { describe, expect, it } from 'vitest';
import { parseInput, printInput } from '../../src/input/text.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { OTHERWISE } from './otherwise.ts';
import type { Vector } from './vector.ts';
import { type Prepared, prepare } from './vector-input.ts';
import { VectorRun } from './vector-run.ts';
import { VECTORS } from './vector-table.ts';

/** The numbers of worldguard.md section 9. */
// biome-ignore format: a table
const NUMBERS = [
  1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20, 22, 23, 25, 26, 28, 29, 31, 32, 34, 35, 37, 38, 40, 41, 42, 43, 44,
  46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 58, 59, 61, 62, 64, 65, 67, 68, 70, 71, 73, 74, 75, 76, 77, 78, 79, 80, '80b', 81,
  82, 83, 85, 86, 88, 89, 91, 92, 94, 95, 97, 98, 100, 'P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7',
].map(String);
/** They need the hypervisor extension. */
const LEFT_OUT = ['77', '79', '80b'];

const fixed = new VectorRun(parseDesign('fixed'));
const v1 = new VectorRun(parseDesign('v1'));
const judged = new Executor(parseDesign('fixed'), SILENT, { oracle: true, auditor: true, paranoid: true });

/** Every vector with the granule of the posted device, and with that of its specification column. */
const asPosted = new Map(VECTORS.map((vector) => [vector, prepare(vector, 4096)]));
const asSpecified = new Map(
  VECTORS.map((vector) => [vector, vector.granule === 4 ? prepare(vector, 4) : preparedFor(vector)]),
);

function preparedFor(vector: Vector): Prepared {
  return asPosted.get(vector) ?? expect.fail(vector.id);
}

/** What a vector has to show with everything as posted under v1. */
function posted(vector: Vector): string {
  return vector.qemu ?? vector.spec;
}

describe('the vectors', () => {
  it('are those of worldguard.md section 9, each number at least once', () => {
    const numbers = new Set(VECTORS.map(({ id }) => id.split(' ')[0]));
    expect([...numbers].sort()).toEqual(NUMBERS.filter((number) => !LEFT_OUT.includes(number)).sort());
    expect(new Set(VECTORS.map(({ id }) => id)).size).toBe(VECTORS.length);
  });

  it.each(VECTORS)('$id is an input that its text spells', (vector) => {
    const { input } = preparedFor(vector);
    const again = parseInput(printInput(input), vector.id).input;
    expect(again.findIndex((word, i) => word !== input[i])).toBe(-1);
  });
});

describe('the specification column', () => {
  it.each(VECTORS)('$id: $does', (vector) => {
    const prepared = asSpecified.get(vector) ?? expect.fail(vector.id);
    expect([vector.spec, ...(vector.or ?? [])]).toContain(fixed.shows(prepared));
    expect(judged.run(prepared.input)).toBeUndefined();
  });
});

describe('the QEMU column, seen under v1', () => {
  it.each(VECTORS)('$id: $does', (vector) => {
    expect(v1.shows(preparedFor(vector))).toBe(posted(vector));
  });

  it('names no row that is as specified', () => {
    expect(VECTORS.filter(({ spec, qemu }) => spec === qemu)).toEqual([]);
  });
});

describe.each(Object.entries(OTHERWISE))('%s', (name, rows) => {
  const design = new VectorRun(parseDesign(name));

  it('answers as under v1, but for the rows that are listed with the reason', () => {
    const found = VECTORS.flatMap((vector) => {
      const shows = design.shows(preparedFor(vector));
      return shows === posted(vector) ? [] : [[vector.id, shows] as const];
    });
    const listed = Object.entries(rows).map(([id, { shows }]) => [id, shows] as const);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(listed));
  });
});
