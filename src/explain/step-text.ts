/** One step of an explanation as lines of text. */

import { decisionText, toldDecisions } from './decision-text.ts';
import type { DecisionView } from './decision-view.ts';
import type { EntryView, StepView, WalkView } from './explanation.ts';
import { differs, type Row, rowsOf } from './rows.ts';
import { fill, wrap } from './wrap.ts';

/** Widths of the columns of a step's rows, and of its first line. */
const WHAT = 27;
const SIDE = 36;
const INSTRUCTION = 32;
const FETCH = 22;
const INDENT = '        ';
/** Where the texts of the lines below the rows begin. */
const TEXT = 9;

/** Column heads of the rows. */
export const HEADS = `${INDENT}${'what'.padEnd(WHAT)}${'machine'.padEnd(SIDE + 2)}rules require`;
/** Width of a full line. */
export const WIDTH = INDENT.length + WHAT + 2 * SIDE + 2;

/** Tells steps in order; the state of a TLB entry is told when it changed or was not told before. */
export class StepTeller {
  private readonly known = new Map<string, string>();

  /** The lines of a step. */
  tell(step: StepView): string[] {
    return [
      ...step.events.map((event) => `  event  ${event}`),
      ...step.eventDecisions.flatMap(labelledDecision),
      ...this.ownLines(step),
      ...becauseLines(step),
      ...decisionLines(step),
      ...walksToTell(step).flatMap(walkLines),
      ...step.entries.filter(({ used }) => used.length > 0).flatMap((entry) => this.entryLines(entry)),
      ...otherEntries(step.entries),
      ...step.history.flatMap((sentence, i) => labelled(i === 0 ? 'history' : '', sentence)),
    ];
  }

  private ownLines(step: StepView): string[] {
    const rows = rowsOf(step);
    const { register, ends } = step.machine;
    // What a step with nothing else to tell leaves in its register goes on its first line.
    const isShort = step.same && ends === 'retired';
    const shown = isShort ? rows.filter(({ what }) => what !== 'ends' && what !== 'register') : rows;
    const result = isShort && register !== undefined ? `${register.name} = ${register.value}` : '';
    return [firstLine(step, result), ...shown.flatMap(rowLines)];
  }

  private entryLines({ page, index, used, filled, events, before, after }: EntryView): string[] {
    const name = `${index} ${page}`;
    const how = events.length > 0 ? events.join(', ') : `filled in step ${filled}`;
    const isTold = before === after && this.known.get(name) === after;
    this.known.set(name, after);
    const head = `${name} used for ${used.join(', ')}; ${how}`;
    if (isTold) return labelled('tlb', `${head}; state as above`);
    const lines = labelled('tlb', head);
    if (before === after) return [...lines, ...labelled('', `state   ${after}`)];
    return [...lines, ...labelled('', `before  ${before}`), ...labelled('', `after   ${after}`)];
  }
}

function firstLine({ step, mode, pc, instruction, fetch, machine }: StepView, result: string): string {
  const nothing = machine.ends === 'interrupt' ? '(interrupt)' : '(nothing fetched)';
  const what = instruction === '' ? nothing : instruction;
  const head = `${String(step).padStart(4)}  ${mode} ${pc.padEnd(10)}  ${what.padEnd(INSTRUCTION)}`;
  return `${head}  ${fetch.join(', ').padEnd(FETCH)}  ${result}`.trimEnd();
}

/** A row; what is too long for its column goes on below. */
function rowLines(row: Row): string[] {
  const required = row.required === undefined ? '' : differs(row) ? row.required : 'same';
  const machine = wrap(row.machine, SIDE);
  const rules = wrap(required, SIDE);
  const mark = differs(row) ? '    >>> ' : INDENT;
  const isLong = row.what.length >= WHAT;
  const lines = Array.from({ length: Math.max(machine.length, rules.length) }, (_, i) => {
    const what = i === 0 && !isLong ? row.what : '';
    const left = `${i === 0 && !isLong ? mark : INDENT}${what.padEnd(WHAT)}`;
    return `${left}${(machine[i] ?? '').padEnd(SIDE + 2)}${rules[i] ?? ''}`.trimEnd();
  });
  return isLong ? [`${mark}${row.what}`, ...lines] : lines;
}

function becauseLines({ rule, grantedBy, same, allowances }: StepView): string[] {
  const lines: string[] = [];
  if (rule !== undefined) lines.push(...labelled('rule', `${rule.name}: ${rule.says} (${rule.source})`));
  else if (grantedBy !== undefined && !same) {
    lines.push(...labelled('rule', `granted by a slot of mode ${grantedBy}`));
  }
  if (allowances.length > 0) lines.push(...labelled('allowed', allowances.join(', ')));
  return lines;
}

/** What decided: told where the sides differ, and where the rules refuse. */
function decisionLines({ decisions, same, rule }: StepView): string[] {
  return toldDecisions(decisions, same, rule !== undefined).flatMap(({ by, lines }) =>
    labelledLines(by, lines),
  );
}

function labelledDecision(decision: DecisionView): string[] {
  return labelledLines(decision.by, decisionText(decision));
}

function labelledLines(label: string, lines: readonly string[]): string[] {
  return lines.flatMap((text, i) => labelled(i === 0 ? label : '', text));
}

/** What a walk would have found matters where a cached translation is in question. */
function walksToTell({ walks, same, allowances }: StepView): readonly WalkView[] {
  return same && allowances.length === 0 ? walks.filter(({ made }) => made) : walks;
}

function walkLines({ type, va, made, ptes }: WalkView): string[] {
  const read = ptes.map(({ level, address, value }) => `${level}: ${address}=${value}`);
  const text = `${type} ${va} ${read.length === 0 ? 'no PTE is read' : read.join(', ')}`;
  return labelled(made ? 'walk' : 'nowalk', text);
}

/** Entries that were not used: what happened to them, counted. */
function otherEntries(entries: readonly EntryView[]): string[] {
  const counts = new Map<string, number>();
  for (const { used, events } of entries) {
    const what = events.join(', ');
    if (used.length === 0) counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].flatMap(([what, count]) => {
    return labelled('tlb', `${count} other ${count === 1 ? 'entry' : 'entries'}: ${what}`);
  });
}

function labelled(label: string, text: string): string[] {
  return fill(text, `${INDENT}${label.padEnd(TEXT)}`, `${INDENT}${' '.repeat(TEXT)}`);
}
