/** What ranges of rules say of an access, in words. */
import type { SlotView } from './decision-view.ts';

/** What a slot or an entry says. */
export const SAYS: Readonly<Record<SlotView['says'], string>> = {
  off: 'off',
  empty: 'empty',
  elsewhere: 'holds no byte of it',
  partly: 'holds only a part of it',
  refuses: 'holds it, does not grant it',
  grants: 'grants it',
};

/** Whether it holds some byte. */
export function isNear({ says }: Pick<SlotView, 'says'>): boolean {
  return says === 'partly' || says === 'refuses' || says === 'grants';
}

/** Those that hold no byte, by why they were skipped, in one line; none if there are none. */
export function skippedText<T extends Pick<SlotView, 'says'>>(
  one: string,
  more: string,
  all: readonly T[],
  numberOf: (each: T) => number,
): string[] {
  const skipped = (['elsewhere', 'empty', 'off'] as const).flatMap((says) => {
    const which = all.filter((each) => each.says === says).map(numberOf);
    if (which.length === 0) return [];
    return [`${which.length === 1 ? one : more} ${rangesText(which)}: ${SAYS[says]}`];
  });
  return skipped.length === 0 ? [] : [`skipped ${skipped.join('; ')}`];
}

/** When something got its value. */
export function sinceText(step: number | undefined): string {
  return step === undefined ? 'as at the start' : `set in step ${step}`;
}

/** Ascending numbers, neighbours drawn together: `1, 3-5`. */
export function rangesText(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
