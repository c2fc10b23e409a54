import { QUIRKS } from '../machine/quirks.ts';
import type { GroupSizes, Medians, Size, SizeTable } from '../triage/sizes.ts';
import { counted } from './words.ts';

// biome-ignore format: a table
const HEAD = [
  'quirk', 'crash group', 'first: instrs', 'events', 'minimal: instrs', 'events', 'executions', 'slips',
];
/** Columns of text; the others are numbers. */
const TEXT_COLUMNS = 2;

/** The sizes of stored groups as Markdown: a line on all, one table row per quirk, medians. No line break at the end. */
export function sizesText(table: SizeTable, place: string): string {
  const { quirks, medianOfQuirks, medianOfGroups } = table;
  const rows = quirks.map((row) => [QUIRKS[row.quirk].ref, row.name, ...numbersOf(row)]);
  const medians = [
    ...medianRow('quirks', medianOfQuirks),
    // Over all groups, those too that no quirk alone cures.
    ...medianRow('crash groups', medianOfGroups),
  ];
  const lines = [headLine(table, place)];
  if (medians.length > 0) lines.push('', markdownTable([HEAD, ...rows, ...medians]));
  return lines.join('\n');
}

function headLine({ groups, quirks, slips, lost }: SizeTable, place: string): string {
  const unfinished = groups.filter(({ minimization }) => minimization?.isMinimal === false).length;
  const parts = [
    `${counted(groups.length, 'crash group')} of ${counted(quirks.length, 'quirk')} in ${place}`,
    unfinished === 0 ? '' : `${unfinished} not tried to the end`,
    `${counted(slips, 'slip')}, ${lost.length === 0 ? 'all kept' : `lost: ${lost.join(', ')}`}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function numbersOf({ first, minimal, minimization }: GroupSizes): string[] {
  const took = minimization === undefined ? ['-', '-'] : [minimization.executions, minimization.slips.length];
  return [...sizeCells(first), ...sizeCells(minimal), ...took.map(String)];
}

function medianRow(what: string, medians: Medians | undefined): string[][] {
  if (medians === undefined) return [];
  const { groups, first, minimal, executions } = medians;
  const cells = [...sizeCells(first), ...sizeCells(minimal), String(executions ?? '-'), ''];
  return [['median', `of ${groups} ${what}`, ...cells]];
}

function sizeCells({ instructions, events }: Size): string[] {
  return [String(instructions), String(events)];
}

/** A Markdown table that reads as plain text too: cells are padded, numbers to the right. */
function markdownTable([head, ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
  const lineOf = (row: readonly string[]) => {
    const cells = row.map((cell, i) =>
      i < TEXT_COLUMNS ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
    );
    return `| ${cells.join(' | ')} |`;
  };
  const rule = widths.map((width, i) => (i < TEXT_COLUMNS ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [lineOf(head), `| ${rule.join(' | ')} |`, ...rows.map(lineOf)].join('\n');
}
