/** An explanation as text for people, at most 110 columns wide. */
import type { Explanation, FindingView, StepView } from './explanation.ts';
import { HEADS, StepTeller, WIDTH } from './step-text.ts';
import { fill } from './wrap.ts';

/** Shorter stretches of quiet steps are told whole. */
const SHORTEST_GAP = 8;
/** Quiet steps that are told at each end of a longer one. */
const KEPT = 2;
/** Steps of {@link lastSteps} that come before the one that matters. */
const LAST = 11;

/** Some steps to tell, or a stretch that is only counted. */
interface Stretch {
  readonly from: number;
  /** The step after the last. */
  readonly to: number;
  /** What is said instead of telling them. */
  readonly instead?: string;
}

/** The whole explanation; quiet stretches are only counted unless `all`. The last line has no line break. */
export function explanationText(explanation: Explanation, all: boolean): string {
  const { told } = explanation;
  const stretches = all ? [{ from: 0, to: told.length }] : stretchesOf(told);
  return [...beginning(explanation, stretches), '', ...ending(explanation)].join('\n');
}

/** The steps up to the one that matters, twelve at most, without the finding. */
export function lastSteps(explanation: Explanation): string {
  const { told, differs, finding } = explanation;
  const turn = Math.min(differs ?? finding?.step ?? told.length, told.length - 1);
  const from = Math.max(0, turn - LAST);
  const stretches = from === 0 ? [] : [{ from: 0, to: from, instead: `${from} steps before` }];
  return beginning(explanation, [...stretches, { from, to: turn + 1 }]).join('\n');
}

function beginning(explanation: Explanation, stretches: readonly Stretch[]): string[] {
  const { design, steps, budget, told } = explanation;
  const teller = new StepTeller();
  const lines = stretches.flatMap(({ from, to, instead }) => {
    if (instead !== undefined) return [`   ... ${instead}`];
    return told.slice(from, to).flatMap((step) => marked(step, explanation, teller.tell(step)));
  });
  return [`design ${design}; ${steps} of at most ${budget} steps`, '', HEADS, ...lines];
}

/** A step's lines, marked if it is the first difference or where the finding shows. */
function marked(step: StepView, { finding }: Explanation, lines: readonly string[]): readonly string[] {
  if (!step.same && step.required !== undefined) return ['', line('first difference'), ...lines];
  if (step.step === finding?.step) return [...lines, line(`here: ${finding.kind}`)];
  return lines;
}

/** The steps, long quiet stretches cut in the middle. */
function stretchesOf(told: readonly StepView[]): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (let i = 0; i < told.length; i++) {
    const gap = quietFrom(told, i);
    if (gap >= SHORTEST_GAP) {
      const begin = i + KEPT;
      const end = i + gap - KEPT;
      const instead = `${end - begin} quiet steps, ${begin} to ${end - 1}: both sides alike, no access, no trap`;
      stretches.push({ from, to: begin }, { from: begin, to: end, instead });
      from = end;
    }
    i += gap;
  }
  return [...stretches, { from, to: told.length }];
}

/** Length of the quiet stretch that begins with step i. */
function quietFrom(told: readonly StepView[], i: number): number {
  const end = told.findIndex((step, k) => k >= i && !isQuiet(step));
  return (end < 0 ? told.length : end) - i;
}

function isQuiet({ same, machine, events, entries, allowances, walks }: StepView): boolean {
  const nothingElse = events.length === 0 && allowances.length === 0 && walks.every(({ made }) => !made);
  const isRetired = machine.ends === 'retired' && machine.accesses.length === 0;
  return same && isRetired && nothingElse && entries.every(({ events }) => events.length === 0);
}

function line(text: string): string {
  return `---- ${text} `.padEnd(WIDTH, '-');
}

function ending({ steps, told, differs, finding }: Explanation): string[] {
  const more = steps - told.length;
  const lines =
    differs !== undefined && more > 0
      ? [`   ... ${more} more steps of the machine: nothing to compare with`, '']
      : [];
  if (finding === undefined) return [...lines, 'no finding: machine and rules agree to the end'];
  return [...lines, ...findingLines(finding, steps)];
}

function findingLines({ kind, group, step, detail, beside, causes }: FindingView, steps: number): string[] {
  const when = step < steps ? `step ${step}` : 'after the last step';
  const lines = [...fill(`${kind}, group ${group}, ${when}`, 'finding  ', '         ')];
  lines.push(...fill(detail, '         ', '         '));
  if (beside.length > 0) lines.push(...fill(beside.join(', '), 'beside   ', '         '));
  return [...lines, ...causeLines(causes)];
}

/** One line per cause; for a crash folder and for the end of an explanation alike. */
export function causeLines(causes: FindingView['causes']): string[] {
  if (causes?.length === 0) return ['causes   no single quirk cures it'];
  return (causes ?? []).flatMap(({ id, ref, effect }) => {
    return fill(`${id} (${ref}): ${effect}`, 'cause    ', '         ');
  });
}
