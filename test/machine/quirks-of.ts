import fc from 'fast-check';
import type { Quirks } from '../../src/machine/design.ts';
import { QUIRK_IDS, type QuirkId } from '../../src/machine/quirks.ts';

/** Switches with the named quirks on and all others off. */
export function quirksOf(...on: readonly QuirkId[]): Quirks {
  return Object.fromEntries(QUIRK_IDS.map((id) => [id, on.includes(id)])) as Record<QuirkId, boolean>;
}

/** Any combination of the named quirks, all others off. */
export function anyOf(...ids: readonly QuirkId[]): fc.Arbitrary<Quirks> {
  return fc.subarray([...ids]).map((on) => quirksOf(...on));
}
