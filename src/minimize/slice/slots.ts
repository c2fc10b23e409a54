import { A_NAPOT, A_OFF, A_TOR, napotOrder, slotAt } from '../../fuzzer/slot-bounds.ts';
import {
  CHECKERS,
  type Input,
  MAX_SLOTS,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PRESENT,
  SLOT_STRIDE,
  TABLES,
} from '../../input/layout.ts';
import { clearWords } from '../words.ts';
import { type Needs, pageOf } from './needs.ts';

/** A field of CFG. */
const MODE = 3;
/** Bytes that one step of ADDR stands for, and those of a page. */
const UNIT = 4;
const PAGE = 4096;
/** Pages from the root page table on that walks are supposed to read. */
const TABLE_PAGES = 16;

/**
 * Resets the slots that are about no page of the needed steps and none of the page tables; false if there are none. Which of
 * the virtual pages is a physical one is not asked.
 */
export function keepSlots(copy: Input, { physical, virtual }: Needs): boolean {
  const root = pageOf(copy, TABLES);
  const tables = Array.from({ length: TABLE_PAGES }, (_, i) => root + i);
  const pages = [...physical, ...virtual, ...tables];
  const gone: number[] = [];
  for (let checker = 0; checker < CHECKERS; checker++) {
    for (let slot = 0; slot < MAX_SLOTS; slot++) {
      if (!isAbout(copy, checker, slot, pages)) gone.push(slotAt(checker, slot));
    }
  }
  return gone.filter((at) => clearWords(copy, at, SLOT_STRIDE)).length > 0;
}

/** Covers a part of one of these pages, or is the lower bound of a slot that does. */
function isAbout(input: Input, checker: number, slot: number, pages: readonly number[]): boolean {
  if (coversAny(input, checker, slot, pages)) return true;
  const isBound = slot + 1 < MAX_SLOTS && modeOf(input, slotAt(checker, slot + 1)) === A_TOR;
  return isBound && coversAny(input, checker, slot + 1, pages);
}

function coversAny(input: Input, checker: number, slot: number, pages: readonly number[]): boolean {
  const [start, end] = rangeOf(input, checker, slot);
  return pages.some((page) => page * PAGE < end && (page + 1) * PAGE > start);
}

/** First byte of a slot's range as it is written, and the one behind it; both 0 if it has none. */
function rangeOf(input: Input, checker: number, slot: number): readonly [number, number] {
  const at = slotAt(checker, slot);
  const mode = modeOf(input, at);
  if (input[at + SLOT_PRESENT] === 0 || mode === A_OFF) return [0, 0];
  const address = addressOf(input, at);
  if (mode === A_TOR) return [slot === 0 ? 0 : addressOf(input, slotAt(checker, slot - 1)), address];
  const bytes = mode === A_NAPOT ? 2 ** napotOrder(input, at) : UNIT;
  const start = address - (address % bytes);
  return [start, start + bytes];
}

function modeOf(input: Input, at: number): number {
  return input[at + SLOT_CFG] & MODE;
}

function addressOf(input: Input, at: number): number {
  return UNIT * ((input[at + SLOT_ADDR + 1] >>> 0) * 2 ** 32 + (input[at + SLOT_ADDR] >>> 0));
}
