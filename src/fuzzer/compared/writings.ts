import {
  GRANULE,
  type Input,
  MAPPING_COUNT,
  MAPPING_LEVEL,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPING_VA,
  MAPPINGS,
  PAGE,
} from '../../input/layout.ts';
import {
  COMPARED_END,
  COMPARED_FIRST,
  COMPARED_RRID,
  COMPARED_WID,
  type Comparisons,
} from '../../machine/comparisons.ts';
import { spread } from '../stage/spread.ts';
import { ADDRESS, type Carrier, REQUESTER, WORLD } from './carrier.ts';
import { CODE_CARRIERS } from './code-carriers.ts';
import { pairNumber } from './number.ts';
import { RULE_CARRIERS } from './rule-carriers.ts';
import { VALUE_CARRIERS } from './value-carriers.ts';

/** All fields from which a compared number may come. */
export const CARRIERS: readonly Carrier[] = [...VALUE_CARRIERS, ...RULE_CARRIERS, ...CODE_CARRIERS];

/** Most writings by one carrier that make two numbers meet, and that make them miss each other by little. */
export const MOST_MEETINGS = 6;
export const MOST_MISSES = 3;

const SORTS: ReadonlyMap<number, number> = new Map([
  [COMPARED_FIRST, ADDRESS],
  [COMPARED_END, ADDRESS],
  [COMPARED_WID, WORLD],
  [COMPARED_RRID, REQUESTER],
]);

/** One number of an input, and how far it is moved. */
export interface Writing {
  readonly carrier: Carrier;
  readonly place: number;
  readonly delta: number;
}

/** Where the input carries a number. */
interface Carried {
  readonly place: number;
  readonly number: number;
}

/**
 * The writings into fields of one kind that a run of the input suggests, always the same: whatever the run compared,
 * wherever the input carries one side of it there, the number is moved so that it meets the other side, or lies beside it.
 * @source AFL++ and RedQueen, input-to-state; syzkaller's hints, which limits their number
 */
export function writingsBy(carrier: Carrier, input: Input, comparisons: Comparisons): readonly Writing[] {
  const meetings = new Map<string, Writing>();
  const misses = new Map<string, Writing>();
  const besides = carrier.sort === ADDRESS ? [-1, input[GRANULE], -input[GRANULE]] : [];
  const carried = carriedBy(carrier, input);
  if (carried.length === 0) return [];
  forEachPair(input, comparisons, carrier.sort, (had, wanted) => {
    const delta = wanted - had;
    for (const { place, number } of carried) {
      if (had < number - carrier.below || had > number + carrier.above) continue;
      meetings.set(`${place} ${delta}`, { carrier, place, delta });
      for (const beside of besides)
        misses.set(`${place} ${delta + beside}`, { carrier, place, delta: delta + beside });
    }
  });
  return [...spread([...meetings.values()], MOST_MEETINGS), ...spread([...misses.values()], MOST_MISSES)];
}

/** The numbers that an input carries in fields of one kind. */
function carriedBy(carrier: Carrier, input: Input): readonly Carried[] {
  return carrier
    .places(input)
    .flatMap((place) => carrier.numbers(input, place).map((number) => ({ place, number })));
}

/** Writes a number; false, with nothing changed, if its field cannot hold it. */
export function applyWriting(input: Input, { carrier, place, delta }: Writing): boolean {
  return carrier.move(input, place, delta);
}

/** Both directions of every comparison of a sort; of addresses also as the mappings show them. */
function forEachPair(
  input: Input,
  comparisons: Comparisons,
  sort: number,
  tell: (had: number, wanted: number) => void,
): void {
  comparisons.forEach((kind, had, wanted) => {
    if ((SORTS.get(kind) ?? ADDRESS) !== sort) return;
    tell(had, wanted);
    tell(wanted, had);
    if (sort !== ADDRESS) return;
    const from = virtualOf(input, had);
    if (Number.isNaN(from)) return;
    tell(from, from + wanted - had);
    const to = virtualOf(input, wanted);
    if (!Number.isNaN(to)) tell(from, to);
  });
}

/** Where the first mapping of a physical address shows it; NaN if there is none. */
function virtualOf(input: Input, address: number): number {
  for (let i = 0; i < input[MAPPING_COUNT]; i++) {
    const at = MAPPINGS + i * MAPPING_STRIDE;
    const offset = address - pairNumber(input, at + MAPPING_PA);
    if (offset >= 0 && offset < PAGE * 512 ** input[at + MAPPING_LEVEL])
      return pairNumber(input, at + MAPPING_VA) + offset;
  }
  return Number.NaN;
}
