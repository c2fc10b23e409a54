/** Decisions of the rules in words. */
import { BLOCK_BYTES } from '../trace/record.ts';
import type { DecisionView, SlotView } from './decision-view.ts';
import { isNear, SAYS, sinceText, skippedText } from './range-text.ts';
import { screenText } from './screen-text.ts';

/**
 * Whether a decision is worth telling in a step: a refusal wherever the sides differ or the rules refuse; what was granted
 * only where the sides differ, and not if it is no more than the fetch.
 */
export function isDeciding(decision: DecisionView, same: boolean, isRefused: boolean): boolean {
  if (decision.by === 'remap') return true;
  // Whether a page of code may be read ahead is asked for the whole page; entries of the IOPMP may split it.
  const isOfPage = decision.size > BLOCK_BYTES;
  if (!decision.granted) return (!same || isRefused) && !(isOfPage && decision.by === 'iopmp');
  return !same && decision.right !== 'execute' && !isOfPage;
}

/** A decision as it is told. */
interface ToldDecision {
  readonly by: DecisionView['by'];
  readonly lines: readonly string[];
}

/** The decisions of a step that are worth telling. */
export function toldDecisions(
  decisions: readonly DecisionView[],
  same: boolean,
  isRefused: boolean,
): ToldDecision[] {
  return decisions.flatMap((decision) => {
    const { by } = decision;
    if (isDeciding(decision, same, isRefused)) return [{ by, lines: decisionText(decision) }];
    return (isRefused || !same) && isBesideRefusal(decision, decisions)
      ? [{ by, lines: decisionText(decision).slice(0, 1) }]
      : [];
  });
}

/** Of two devices in a row one lets through what the other refuses. */
function isBesideRefusal(decision: DecisionView, decisions: readonly DecisionView[]): boolean {
  const other = decision.by === 'iopmp' ? 'checker' : decision.by === 'checker' ? 'iopmp' : undefined;
  if (!decision.granted || other === undefined) return false;
  return decisions.some(
    ({ by, granted, address }) => by === other && !granted && address === decision.address,
  );
}

/** A decision in lines: what was asked and answered, then what was looked at. */
export function decisionText(decision: DecisionView): string[] {
  if (decision.by === 'iopmp') return screenText(decision);
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

/** Slots that hold some byte one by one; the others by why they were skipped. */
function slotLines(slots: readonly SlotView[]): string[] {
  const near = slots.filter(isNear).map(({ slot, mode, first, last, says, set }) => {
    return `slot ${slot}, ${mode} ${first}..${last}: ${SAYS[says]}; ${sinceText(set)}`;
  });
  return [...near, ...skippedText('slot', 'slots', slots, ({ slot }) => slot)];
}
