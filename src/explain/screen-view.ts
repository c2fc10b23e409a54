/** A transaction that the IOPMP was asked about, as an explanation shows it. */
import { hex, hexPair } from '../bits/word.ts';
import { CHECKER_DRAM } from '../input/layout.ts';
import type { EntryVerdict, RefusalAnswer, ScreenedTransaction } from '../oracle/decision.ts';
import type { Reference } from '../oracle/reference.ts';
import type { ScreenEntryView, ScreenView } from './decision-view.ts';
import { entryCfg, entryName, settingNames } from './iopmp-settings.ts';
import type { LastSet } from './last-set.ts';
import { lastSetOf, RANGE_MODES, rightsOf, since } from './range-view.ts';

/** By bit of ENTRY_CFG from 5 up, as in an input. @source iopmp.md 3.2, ENTRY_CFG */
const SUPPRESSED = ['ir', 'iw', 'ix', 'er', 'ew', 'ex'];
const SUPPRESS_SHIFT = 5;
/** By error type. @source iopmp.md 4.7 */
const ERRORS = [
  'none',
  'illegal read',
  'illegal write',
  'illegal fetch',
  'partial hit',
  'no entry',
  'unknown rrid',
  'stalled',
];
const RIGHTS = { read: 'read', write: 'write', fetch: 'execute', amo: 'amo' } as const;

/** The view of `transaction`; `answers` is filled as its pieces are refused. */
export function screenView(
  reference: Reference,
  lastSet: LastSet,
  transaction: ScreenedTransaction,
  answers: readonly RefusalAnswer[],
): ScreenView {
  const { guard } = reference.bus.gates;
  const { rrid, lo, hi, size, type, granted, enabled, domains, entries, refusal } = transaction;
  const asked = guard.isFirst ? 'first' : 'second';
  const settings = settingNames(guard.iopmp, rrid, domains, !granted).flatMap((name) => {
    const set = lastSet.of(name);
    return set === undefined ? [] : [{ name, set }];
  });
  const error = refusal && { type: refusal.etype, name: ERRORS[refusal.etype] };
  const deciding = granted ? entries.find(({ says }) => says === 'grants')?.entry : refusal?.entry;
  return {
    by: 'iopmp',
    address: hexPair(lo, hi),
    size,
    right: RIGHTS[type],
    rrid,
    ...(reference.hasChecker(CHECKER_DRAM) ? { asked } : {}),
    granted,
    enabled,
    domains,
    entries: entries.map((each) => entryView(reference, lastSet, each, enabled && each.entry === deciding)),
    ...(error && { error: refusal.entry < 0 ? error : { ...error, entry: refusal.entry } }),
    answers,
    settings,
  };
}

function entryView(
  reference: Reference,
  lastSet: LastSet,
  { entry, domain, first, last, says, isByTable }: EntryVerdict,
  decides: boolean,
): ScreenEntryView {
  const cfg = entryCfg(reference.bus.gates.guard.iopmp, entry);
  const mode = RANGE_MODES[(cfg >> 3) & 3];
  return {
    entry,
    domain,
    mode,
    flags: flagsOf(cfg),
    ...(first === undefined || last === undefined ? {} : { first: hex(first), last: hex(last) }),
    says,
    ...(isByTable ? { isByTable } : {}),
    ...(decides ? { decides } : {}),
    ...since(lastSetOf(lastSet, mode, entryName(entry), entryName(entry - 1))),
  };
}

function flagsOf(cfg: number): string {
  const rights = rightsOf(cfg);
  const suppressed = SUPPRESSED.filter((_, i) => ((cfg >> (SUPPRESS_SHIFT + i)) & 1) === 1);
  return suppressed.length === 0 ? rights : `${rights} suppress=${suppressed.join(',')}`;
}
