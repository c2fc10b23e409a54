import { describe, expect, it } from 'vitest';
import { quirksOf } from '../quirks-of.ts';
import { Bench } from './bench.ts';
import type { Board } from './board.ts';
import { BOTH_SPECS, NEW_SPEC, OLD_SPEC, type Vector } from './vector-table.ts';

/** What a vector's lines end with on a board without any quirk. */
function seen(board: Board, { setup, steps }: Vector): string[] {
  const bench = new Bench(board, quirksOf());
  bench.run(setup);
  bench.run(['enable']);
  return bench.run(steps);
}

describe('the vectors of iopmp.md 7, no quirk', () => {
  it.each(BOTH_SPECS)('$row holds under spec 0.8.2', (vector) => {
    expect(seen(vector.board, vector)).toEqual(vector.steps);
  });

  it.each(BOTH_SPECS)('$row holds under spec 0.7', (vector) => {
    expect(seen({ ...vector.board, spec: '0.7' }, vector)).toEqual(vector.steps);
  });

  it.each(NEW_SPEC)('$row holds under spec 0.8.2', (vector) => {
    expect(seen(vector.board, vector)).toEqual(vector.steps);
  });

  it.each(OLD_SPEC)('$row holds under spec 0.7', (vector) => {
    expect(seen({ ...vector.board, spec: '0.7' }, vector)).toEqual(vector.steps);
  });
});
