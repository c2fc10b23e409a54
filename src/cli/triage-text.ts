import { fill } from '../explain/wrap.ts';
import { QUIRKS, type QuirkId } from '../machine/quirks.ts';
import type { QuirkSet } from '../triage/blame.ts';
import { type BlameView, isUnexplained, type TriagedGroup } from '../triage/triaged.ts';
import { layTable } from './table.ts';
import { counted } from './words.ts';

const LABEL = 12;

/** Crash groups as text: a line on all, a table, and what was blamed. No line break at the end. */
export function triageText(groups: readonly TriagedGroup[], place: string): string {
  const blamed = groups.flatMap((group) => (group.blame === undefined ? [] : blameLines(group, group.blame)));
  const table = groups.length === 0 ? [] : ['', tableOf(groups)];
  return [headLine(groups, place), ...table, ...blamed].join('\n');
}

function headLine(groups: readonly TriagedGroup[], place: string): string {
  const known = groups.filter((group) => group.known !== undefined).length;
  const strange = groups.filter((group) => group.known === undefined && isUnexplained(group)).length;
  const isBlamed = groups.some(({ blame }) => blame !== undefined);
  const what = isBlamed ? 'that no known quirk explains' : 'without a single cause';
  return `${counted(groups.length, 'crash group')}, ${strange} ${what}, ${known} known; in ${place}`;
}

function tableOf(groups: readonly TriagedGroup[]): string {
  const rows = groups.map((group) => [
    group.kind,
    group.signature,
    group.causes.map(refOf).join(',') || '-',
    String(group.instructions),
    String(group.events),
    group.address ?? '-',
    remarksOf(group),
  ]);
  return layTable([['kind', 'group', 'causes', 'instrs', 'events', 'first', ''], ...rows]);
}

function remarksOf({ known, note, members }: TriagedGroup): string {
  const parts = [known === undefined ? '' : `known: ${known}`, note ?? ''];
  for (const { name, because } of members) parts.push(`with ${name}${because ? ` (${because})` : ''}`);
  return parts.filter((part) => part !== '').join('; ');
}

function blameLines({ name, file }: TriagedGroup, blame: BlameView): string[] {
  const lines = ['', name, ...labelled('input', file)];
  if (!blame.reproduces)
    return [...lines, ...labelled('cause', 'not looked for: the input does not show it')];
  return [...lines, ...originLines(blame), ...setLines(blame)];
}

function originLines({ origin, needsTlb }: BlameView): string[] {
  if (origin === 'unknown') return labelled('cause', 'no known quirk: it shows with every quirk off');
  if (!needsTlb) return [];
  const alone = origin === 'tlb-design' ? 'shows with every quirk off' : 'needs quirks besides';
  return labelled('cause', `the design of this TLB: it ${alone}, and the v2 TLB does not show it`);
}

function setLines({ origin, necessary, masked, cure, sufficient }: BlameView): string[] {
  const lines = necessary.flatMap((id) => labelled('necessary', `${refOf(id)} ${id}: ${QUIRKS[id].effect}`));
  if (origin === 'quirks' && necessary.length === 0) lines.push(...labelled('necessary', 'no single quirk'));
  if (cure.length > 0) lines.push(...labelled('cured by', `removal of ${setText(cure)}`));
  if (origin === 'quirks') lines.push(...sufficient.flatMap((set) => labelled('sufficient', setText(set))));
  if (masked.length > 0) {
    lines.push(...labelled('masked', `without ${masked.map(nameOf).join(', or ')}: gone, but not cured`));
  }
  return lines;
}

function setText(set: QuirkSet): string {
  return set.map(nameOf).join(' and ');
}

function nameOf(id: QuirkId): string {
  return `${refOf(id)} ${id}`;
}

/** The short name of a quirk; what is no quirk of this version stays as it is. */
function refOf(id: string): string {
  return Object.hasOwn(QUIRKS, id) ? QUIRKS[id as QuirkId].ref : id;
}

function labelled(label: string, text: string): string[] {
  return fill(text, `  ${label.padEnd(LABEL)}`, ' '.repeat(2 + LABEL));
}
