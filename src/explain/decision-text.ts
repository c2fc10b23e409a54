/** Decisions of the rules in words. */
import { BLOCK_BYTES } from '../trace/record.ts';
import type { DecisionView, SlotView } from './explanation.ts';

/**
 * Whether a decision is worth telling in a step: a refusal wherever the sides differ or the rules refuse; what was granted
 * only where the sides differ, and not if it is no more than the fetch.
 */
export function isDeciding(decision: DecisionView, same: boolean, isRefused: boolean): boolean {
  if (decision.by === 'remap') return true;
  if (!decision.granted) return !same || isRefused;
  // Whether a page of code may be read ahead is asked for the whole page.
  return !same && decision.right !== 'execute' && decision.size <= BLOCK_BYTES;
}

/** A decision in lines: what was asked and answered, then what was looked at. */
export function decisionText(decision: DecisionView): string[] {
  const { right, address, granted } = decision;
  if (decision.by === 'remap') {
    const where = decision.to === undefined ? 'has no target' : `goes to ${decision.to}`;
    return [`${right} ${address}: page ${decision.page} ${where}; ${sinceText(decision.set)}`];
  }
  const answer = granted ? 'granted' : 'refused';
  const asked = `${right}${decision.size} ${address}`;
  if (decision.by === 'checker') {
    const head = `${decision.checker}: ${asked} by wid ${decision.wid} is ${answer}`;
    return [head, ...slotLines(decision.slots)];
  }
  const { entry, mode } = decision;
  if (entry === undefined) return [`${asked} in ${mode}-mode is ${answer}: no entry matches`];
  const what = `entry ${entry.number}, ${entry.mode} ${entry.first}..${entry.last} ${entry.flags}`;
  return [`${asked} in ${mode}-mode is ${answer} by ${what}; ${sinceText(entry.set)}`];
}

const SAYS: Readonly<Record<SlotView['says'], string>> = {
  off: 'off',
  empty: 'empty',
  elsewhere: 'holds no byte of it',
  partly: 'holds only a part of it',
  refuses: 'holds it, does not grant it',
  grants: 'grants it',
};

/** Slots that hold some byte one by one; the others by why they were skipped. */
function slotLines(slots: readonly SlotView[]): string[] {
  const isNear = ({ says }: SlotView) => says === 'partly' || says === 'refuses' || says === 'grants';
  const near = slots.filter(isNear).map(({ slot, mode, first, last, says, set }) => {
    return `slot ${slot}, ${mode} ${first}..${last}: ${SAYS[says]}; ${sinceText(set)}`;
  });
  const skipped = (['elsewhere', 'empty', 'off'] as const).flatMap((says) => {
    const which = slots.filter((slot) => slot.says === says).map(({ slot }) => slot);
    if (which.length === 0) return [];
    return [`${which.length === 1 ? 'slot' : 'slots'} ${rangesText(which)}: ${SAYS[says]}`];
  });
  return [...near, ...(skipped.length === 0 ? [] : [`skipped ${skipped.join('; ')}`])];
}

function sinceText(step: number | undefined): string {
  return step === undefined ? 'as at the start' : `set in step ${step}`;
}

/** Ascending numbers, neighbours drawn together: `1, 3-5`. */
function rangesText(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
