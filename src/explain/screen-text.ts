/** Answers of the IOPMP in words. */
import type { RefusalAnswer } from '../oracle/decision.ts';
import type { ScreenEntryView, ScreenView } from './decision-view.ts';
import { isNear, rangesText, SAYS, sinceText, skippedText } from './range-text.ts';

/** A transaction in lines: what was asked and answered and why, by whose rules, what they say, what its pieces came to. */
export function screenText(screen: ScreenView): string[] {
  const { right, size, address, rrid, granted, asked, enabled, entries, answers } = screen;
  const place = asked === undefined ? '' : `, asked ${asked}`;
  const answer = granted ? 'granted' : 'refused';
  const head = `${right}${size} ${address} by rrid ${rrid}${place}: ${answer}, ${reasonOf(screen)}`;
  if (!enabled) return [head];
  const near = entries.filter(isNear).map(nearText);
  return [
    head,
    rulesText(screen),
    ...near,
    ...skippedText('entry', 'entries', entries, entryOf),
    ...answersText(answers),
  ];
}

function reasonOf({ granted, enabled, error, entries, answers }: ScreenView): string {
  if (!enabled) return 'as it is not enabled';
  const deciding = entries.find(({ decides }) => decides);
  if (granted) return `entry ${deciding?.entry} decides`;
  const named = error?.entry === undefined ? '' : ` at entry ${error.entry}`;
  return `error type ${error?.type}, ${error?.name}${named}${answers.length === 0 ? ', only asked' : ''}`;
}

/** Whose rules these are, and since when. */
function rulesText({ rrid, domains, settings }: ScreenView): string {
  const those = domains.length === 1 ? 'domain' : 'domains';
  const has = domains.length === 0 ? 'no domain' : `${those} ${rangesText(domains)}`;
  const set = settings.map(({ name, set: step }) => `${name} ${sinceText(step)}`);
  return `rrid ${rrid} has ${has}; ${set.length === 0 ? 'settings as at the start' : set.join(', ')}`;
}

function nearText({
  entry,
  domain,
  mode,
  first,
  last,
  flags,
  says,
  isByTable,
  decides,
  set,
}: ScreenEntryView): string {
  const who = `entry ${entry} of domain ${domain}, ${mode} ${first}..${last} ${flags}${decides ? ' decides' : ''}`;
  const table = isByTable ? ' by the SRCMD table' : '';
  return `${who}: ${SAYS[says]}${table}; ${sinceText(set)}`;
}

function entryOf({ entry }: ScreenEntryView): number {
  return entry;
}

/** What the pieces came to, the same ones counted. */
function answersText(answers: readonly RefusalAnswer[]): string[] {
  const counts = new Map<string, number>();
  for (const answer of answers.map(answerText)) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const texts = [...counts].map(([text, count]) => (count === 1 ? text : `${count} pieces: ${text}`));
  return texts.length === 0 ? [] : [`answers ${texts.join('; then ')}`];
}

const RECORDS: Readonly<Record<RefusalAnswer['record'], string>> = {
  first: 'recorded',
  subsequent: 'logged as a subsequent violation',
  none: 'not recorded',
};
const INTERRUPTS: Readonly<Record<RefusalAnswer['interrupt'], string>> = {
  wire: 'interrupt',
  message: 'MSI',
  none: 'no interrupt',
};

function answerText({ busError, record, interrupt }: RefusalAnswer): string {
  return `${busError ? 'bus error' : 'made-up success'}, ${RECORDS[record]}, ${INTERRUPTS[interrupt]}`;
}
