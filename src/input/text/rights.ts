import type { Line } from './line.ts';

/** Rights of an entry, from bit 0 of its configuration up. */
const LETTERS = 'rwx';
const RIGHTS = /^[r-][w-][x-]$/;
const EXPECTED = 'rights like r-x';

/** Bits 2:0 of a configuration, as `r-x`. */
export function printRights(cfg: number): string {
  return [...LETTERS].map((letter, bit) => (((cfg >> bit) & 1) === 1 ? letter : '-')).join('');
}

/** Reads what {@link printRights} writes. */
export function readRights(line: Line): number {
  const rights = line.word(EXPECTED);
  if (!RIGHTS.test(rights)) line.fail(EXPECTED);
  let bits = 0;
  for (let bit = 0; bit < LETTERS.length; bit++) if (rights[bit] !== '-') bits |= 1 << bit;
  return bits;
}
