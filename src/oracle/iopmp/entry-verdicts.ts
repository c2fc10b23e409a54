import type { EntryVerdict } from '../decision.ts';
import type { Domains } from './domains.ts';
import { NO_DOMAIN } from './domains.ts';
import { A_MASK, type EntryFile, OFF } from './entry-file.ts';
import type { Regions } from './regions.ts';
import type { Sources } from './sources.ts';

/** What is asked: an RRID below rrid_num, the half-open range of bytes, and all rights needed. */
export interface EntryQuestion {
  readonly rrid: number;
  readonly start: number;
  readonly end: number;
  readonly needed: number;
}

/** The parts that hold the answer. */
interface EntryParts {
  readonly entries: EntryFile;
  readonly regions: Regions;
  readonly domains: Domains;
  readonly sources: Sources;
}

/** What each of the first `count` entries in a domain of the RRID has to say of a transaction, ascending. */
export function entryVerdicts(parts: EntryParts, question: EntryQuestion, count: number): EntryVerdict[] {
  const verdicts: EntryVerdict[] = [];
  for (let entry = 0; entry < count; entry++) {
    const domain = parts.domains.owner[entry];
    if (domain === NO_DOMAIN || !parts.sources.hasDomain(question.rrid, domain)) continue;
    verdicts.push({ entry, domain, ...verdictOf(parts, question, entry) });
  }
  return verdicts;
}

type Saying = Omit<EntryVerdict, 'entry' | 'domain'>;

function verdictOf(
  { entries, regions, sources }: EntryParts,
  question: EntryQuestion,
  entry: number,
): Saying {
  if ((entries.cfg[entry] & A_MASK) === OFF) return { says: 'off' };
  const k = regions.entry.subarray(0, regions.count).indexOf(entry);
  if (k < 0) return { says: 'empty' };
  const range = { first: regions.first[k], last: regions.end[k] - 1 };
  if (range.first >= question.end || range.last < question.start) return { ...range, says: 'elsewhere' };
  if (range.first > question.start || range.last < question.end - 1) return { ...range, says: 'partly' };
  const rights = sources.rights(question.rrid, regions.domain[k], entries.cfg[entry]);
  const grants = (rights & question.needed) === question.needed;
  const isByTable = grants !== ((entries.cfg[entry] & question.needed) === question.needed);
  return { ...range, says: grants ? 'grants' : 'refuses', ...(isByTable ? { isByTable } : {}) };
}
