import { hasIopmp } from '../../input/iopmp-rules.ts';
import {
  DMA_RRID,
  DMA_WID,
  EVENT_COPY_SOURCE,
  EVENT_COPY_TARGET,
  EVENT_COUNT,
  EVENT_DMA_COPY,
  EVENT_INTERRUPT,
  EVENT_KIND,
  EVENT_STRIDE,
  EVENT_TRANSACTION_RRID,
  EVENT_TRANSACTION_START,
  EVENT_WATCH,
  EVENT_WATCH_VA,
  EVENTS,
  HART_RRID,
  type Input,
  MAX_DMA_BYTES,
  MAX_RRID,
  MWID,
  NWORLDS,
  REGS,
  TRUSTED_WID,
} from '../../input/layout.ts';
import { indices, setWord } from '../stage/walk.ts';
import { presentCsrs, WID_CSRS } from '../stage/worlds.ts';
import { ADDRESS, type Carrier, REQUESTER, WORLD } from './carrier.ts';
import { pairNumber, setPairNumber } from './number.ts';

/** Reach of a 12-bit offset below and above a base. */
const REACH_BELOW = 2048;
const REACH_ABOVE = 2047;

/** A 64-bit value in two words. */
function pairs(
  name: string,
  [below, above]: readonly [number, number],
  places: (input: Input) => readonly number[],
): Carrier {
  return {
    name,
    sort: ADDRESS,
    below,
    above,
    places,
    numbers: (input, at) => [pairNumber(input, at)],
    move: (input, at, delta) => setPairNumber(input, at, pairNumber(input, at) + delta),
  };
}

/** Registers that are not 0. */
function usedRegisters(input: Input): number[] {
  return indices(32, (r) => (input[REGS + 2 * r] | input[REGS + 2 * r + 1]) !== 0).map((r) => REGS + 2 * r);
}

/** CSRs that the input sets and that hold addresses. */
function addressCsrs(input: Input): number[] {
  return presentCsrs(input, ['mtvec', 'mepc', 'stvec', 'sepc', 'mscratch', 'sscratch']);
}

function eventAddresses(input: Input): number[] {
  return indices(input[EVENT_COUNT], () => true).flatMap((i) => {
    const at = EVENTS + i * EVENT_STRIDE;
    const kind = input[at + EVENT_KIND];
    if (kind < EVENT_WATCH || kind === EVENT_INTERRUPT) return [];
    // Copies and messages have two addresses, in the same places.
    if (kind >= EVENT_DMA_COPY) return [at + EVENT_COPY_SOURCE, at + EVENT_COPY_TARGET];
    return [at + EVENT_WATCH_VA];
  });
}

/** Words that hold a small number from 0 up to a limit, exclusive. */
function small(
  name: string,
  sort: number,
  limit: (input: Input) => number,
  places: (input: Input) => readonly number[],
): Carrier {
  return {
    name,
    sort,
    below: 0,
    above: 0,
    places,
    numbers: (input, at) => [input[at]],
    move(input, at, delta) {
      const value = input[at] + delta;
      return value >= 0 && value < limit(input) && setWord(input, at, value);
    },
  };
}

function requesters(input: Input): number[] {
  if (!hasIopmp(input)) return [];
  const messages = indices(
    input[EVENT_COUNT],
    (i) => input[EVENTS + i * EVENT_STRIDE + EVENT_KIND] >= EVENT_TRANSACTION_START,
  );
  return [HART_RRID, DMA_RRID, ...messages.map((i) => EVENTS + i * EVENT_STRIDE + EVENT_TRANSACTION_RRID)];
}

/** Addresses as they stand in registers, CSRs and events, and who is who. */
export const VALUE_CARRIERS: readonly Carrier[] = [
  pairs('registers', [REACH_BELOW, REACH_ABOVE], usedRegisters),
  pairs('csrs', [0, REACH_ABOVE], addressCsrs),
  pairs('event-addresses', [0, MAX_DMA_BYTES], eventAddresses),
  small(
    'wids',
    WORLD,
    (input) => input[NWORLDS],
    (input) => [MWID, DMA_WID, TRUSTED_WID, ...presentCsrs(input, WID_CSRS)],
  ),
  small('rrids', REQUESTER, () => MAX_RRID + 1, requesters),
];
