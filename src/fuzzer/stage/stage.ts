import type { Input } from '../../input/layout.ts';
import { ENTRY_WALKS } from './entries.ts';
import { ORDER_WALKS } from './order.ts';
import { PAGE_WALKS } from './pages.ts';
import { SLOT_WALKS } from './slots.ts';
import { spread } from './spread.ts';
import type { Walk } from './walk.ts';
import { WORLD_WALKS } from './worlds.ts';

/** All fields that a stage goes over. */
export const WALKS: readonly Walk[] = [
  ...SLOT_WALKS,
  ...WORLD_WALKS,
  ...PAGE_WALKS,
  ...ORDER_WALKS,
  ...ENTRY_WALKS,
];

/** Most changes that the stage of one input tries. */
export const MOST_CHANGES = 96;

/** One change of one input. */
export interface Change {
  readonly walk: Walk;
  readonly place: number;
  readonly way: number;
}

/**
 * The changes that the stage of an input makes, one at a time and always the same: every way at every place, or, if these
 * are too many, as many of them as may be, spread over all.
 */
export function changesOf(input: Input): readonly Change[] {
  const all = WALKS.flatMap((walk) =>
    walk
      .places(input)
      .flatMap((place) => Array.from({ length: walk.ways }, (_, way): Change => ({ walk, place, way }))),
  );
  return spread(all, MOST_CHANGES);
}

/** Makes the change; false, with nothing changed, if it leads nowhere. */
export function applyChange(input: Input, { walk, place, way }: Change): boolean {
  return walk.change(input, place, way);
}
