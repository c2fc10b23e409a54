/** Which steps last touched what decided in a step, and what the TLB made of it. */
import { FLASH_BASES } from '../input/layout.ts';
import { isDeciding } from './decision-text.ts';
import type { DecisionView } from './decision-view.ts';
import type { EntryBook } from './entry-book.ts';
import type { StepView } from './explanation.ts';
import { entryName } from './iopmp-settings.ts';
import type { LastSet } from './last-set.ts';

/** Something that decides, and the step that changed it last. */
interface Touched {
  readonly what: string;
  readonly step: number;
}

const WID_CSRS = ['mlwid', 'mwiddeleg', 'slwid'];
/** More than a bank can have, less than lies between two. */
const MAX_FLASH_BYTES = 0x10_0000;
const PAGE_MASK = ~0xfffn;

/** The parts of a step that its history is made of. */
type Told = Pick<StepView, 'step' | 'same' | 'rule' | 'decisions' | 'walks' | 'machine' | 'required'>;

/** In sentences, the oldest first; nothing where the sides agree and nothing is refused. */
export function historyOf(told: Told, lastSet: LastSet, entries: EntryBook): readonly string[] {
  const { same, rule } = told;
  if (same && rule === undefined) return [];
  const touched = touchedBy(told, lastSet).sort((a, b) => a.step - b.step);
  const sentences = [...new Set(touched.map(({ what, step }) => `${what} was set in step ${step}`))];
  return same ? sentences : [...sentences, ...standingSentences(told, touched.at(-1)?.step, entries)];
}

/** Since when entries stand that the step could use; `latest`: when what decides was set last. */
function standingSentences(told: Told, latest: number | undefined, entries: EntryBook): string[] {
  const { step } = told;
  return pagesOf(told).flatMap((page) => {
    const old = entries.standing(page, step).filter(({ filled }) => filled < step);
    return old.map(({ index, filled, changed }) => {
      const since = changed === filled ? '' : `, is as it is since step ${changed}`;
      const isOlder = latest !== undefined && changed < latest;
      const noFlush = isOlder ? `: no flush of it between steps ${latest} and ${step}` : '';
      return `TLB entry ${index} ${page} was filled in step ${filled}${since}${noFlush}`;
    });
  });
}

function touchedBy(told: Told, lastSet: LastSet): Touched[] {
  const { decisions, walks, same, rule } = told;
  const touched: Touched[] = [];
  const add = (what: string, step: number | undefined) => {
    if (step !== undefined) touched.push({ what, step });
  };
  const deciding = decisions.filter((decision) => isDeciding(decision, same, rule !== undefined));
  for (const decision of deciding) addDecision(decision, add);
  if (deciding.some(({ by }) => by === 'checker')) for (const name of WID_CSRS) add(name, lastSet.of(name));
  for (const bank of flashBanksOf(deciding, told))
    add(`the mode of flash bank ${bank}`, lastSet.of(`flash bank ${bank}`));
  for (const { address, set } of walks.flatMap(({ ptes }) => ptes)) add(`the PTE at ${address}`, set);
  if (walks.length > 0) add('satp', lastSet.of('satp'));
  return touched;
}

function addDecision(decision: DecisionView, add: (what: string, step: number | undefined) => void): void {
  if (decision.by === 'remap') add(`remap page ${decision.page}`, decision.set);
  else if (decision.by === 'pmp') add(`PMP entry ${decision.entry?.number}`, decision.entry?.set);
  else if (decision.by === 'iopmp') {
    for (const { entry, set } of decision.entries) add(entryName(entry), set);
    for (const { name, set } of decision.settings) add(name, set);
  } else {
    // A slot that is skipped may have held the access before it was set.
    for (const { slot, set } of decision.slots) add(`slot ${slot} of ${decision.checker}`, set);
  }
}

/** Flash banks that the step was about. */
function flashBanksOf(deciding: readonly DecisionView[], { machine, required }: Told): readonly number[] {
  const accesses = [...machine.accesses, ...(required?.accesses ?? [])];
  const places = [...deciding.map(({ address }) => address), ...accesses.map(({ pa }) => pa ?? '0x0')];
  return [...FLASH_BASES.keys()].filter((bank) => places.some((place) => isInBank(Number(place), bank)));
}

function isInBank(address: number, bank: number): boolean {
  return address >= FLASH_BASES[bank] && address < FLASH_BASES[bank] + MAX_FLASH_BYTES;
}

/** Pages of virtual memory that the step was about: those of its accesses, or of its pc if it made none. */
function pagesOf({ machine, required }: Told): readonly string[] {
  const accesses = [...machine.accesses, ...(required?.accesses ?? [])];
  const addresses = accesses.length === 0 ? [machine.pc] : accesses.map(({ va }) => va);
  return [...new Set(addresses.map((va) => `0x${(BigInt(va) & PAGE_MASK).toString(16)}`))];
}
