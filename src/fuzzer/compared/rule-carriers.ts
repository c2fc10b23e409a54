import { hasIopmp } from '../../input/iopmp-rules.ts';
import {
  CHECKERS,
  ENTRY_ADDR,
  ENTRY_CFG,
  HAS_PMP,
  type Input,
  IOPMP_ENTRY_NUM,
  MAX_SLOTS,
  PMP,
  PMP_ADDR,
  PMP_CFG,
  PMP_ENTRIES,
  PMP_STRIDE,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PRESENT,
} from '../../input/layout.ts';
import { entryAt, modeOf } from '../iopmp-entries.ts';
import { A_NAPOT, slotAt } from '../slot-bounds.ts';
import { indices } from '../stage/walk.ts';
import { ADDRESS, type Carrier } from './carrier.ts';
import { pairNumber, setPairNumber } from './number.ts';

/** An address register counts in 4 bytes. */
const UNIT = 4;
/** Bytes of the smallest NAPOT range. */
const SMALLEST = 8;
/** Mode of a PMP entry. */
const PMP_MODE_SHIFT = 3;

/** Where a rule has its address register, and its mode: 3 is NAPOT for every device. */
interface RuleList {
  readonly name: string;
  readonly addr: number;
  places(input: Input): readonly number[];
  modeOf(input: Input, at: number): number;
}

/** Bytes of the NAPOT range that an address register spells; NaN if they are too many. */
function napotSize(addr: number): number {
  let size = SMALLEST;
  for (let left = addr; left % 2 === 1; left = (left - 1) / 2) size *= 2;
  return size;
}

function bounds(addr: number, mode: number): readonly number[] {
  if (Number.isNaN(addr) || addr < 0) return [];
  if (mode !== A_NAPOT) return [UNIT * addr];
  const size = napotSize(addr);
  const start = Math.floor((UNIT * addr) / size) * size;
  return [start, start + size];
}

/** The address register of a NAPOT range of the same size that holds a byte. */
function napotAt(addr: number, byte: number): number {
  const size = napotSize(addr);
  return (Math.floor(byte / size) * size) / UNIT + (size / SMALLEST - 1);
}

function rules(list: RuleList): Carrier {
  return {
    name: list.name,
    sort: ADDRESS,
    below: 0,
    above: 0,
    places: (input) => list.places(input),
    numbers: (input, at) => bounds(pairNumber(input, at + list.addr), list.modeOf(input, at)),
    move(input, at, delta) {
      const addr = pairNumber(input, at + list.addr);
      const mode = list.modeOf(input, at);
      const next =
        mode === A_NAPOT ? napotAt(addr, bounds(addr, mode)[0] + delta) : addr + Math.floor(delta / UNIT);
      return next >= 0 && setPairNumber(input, at + list.addr, next);
    },
  };
}

/** The bounds of the rules that firmware writes: slots, PMP entries, entries of the IOPMP. */
export const RULE_CARRIERS: readonly Carrier[] = [
  rules({
    name: 'slots',
    addr: SLOT_ADDR,
    places: (input) =>
      indices(CHECKERS * MAX_SLOTS, (i) => input[slotAt(0, i) + SLOT_PRESENT] === 1).map((i) => slotAt(0, i)),
    modeOf: (input, at) => input[at + SLOT_CFG] & 3,
  }),
  rules({
    name: 'pmp',
    addr: PMP_ADDR,
    places: (input) =>
      input[HAS_PMP] === 0
        ? []
        : indices(PMP_ENTRIES, (i) => input[PMP + i * PMP_STRIDE + PMP_ADDR] !== 0).map(
            (i) => PMP + i * PMP_STRIDE,
          ),
    modeOf: (input, at) => (input[at + PMP_CFG] >>> PMP_MODE_SHIFT) & 3,
  }),
  rules({
    name: 'entries',
    addr: ENTRY_ADDR,
    places: (input) =>
      hasIopmp(input)
        ? indices(
            input[IOPMP_ENTRY_NUM],
            (i) => (input[entryAt(i) + ENTRY_ADDR] | input[entryAt(i) + ENTRY_CFG]) !== 0,
          ).map(entryAt)
        : [],
    modeOf,
  }),
];
