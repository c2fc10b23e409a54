import {
  EVENT_COUNT,
  EVENT_KIND,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
} from '../../input/layout.ts';
import { FIRST_EVENT, happeningOf, NOTHING } from './happening.ts';

const LUI = 0x37;
/** A device's address is loaded within so many instructions before its use. */
const LOOK_BACK = 8;
/** Where the register blocks and the flash of the board lie. */
const FIRST_DEVICE = 0x0200_0000;
const BEHIND_DEVICES = 0x4000_0000;

/** What kind of happening instruction `index` is, NOTHING for one that prepares another. */
export function instructionHappening(input: Input, index: number): number {
  return happeningOf(input[INSTRUCTIONS + index], isOnDevice(input, index));
}

/** Whether the base register of an instruction was loaded with the address of a device just before. */
function isOnDevice(input: Input, index: number): boolean {
  const base = (input[INSTRUCTIONS + index] >>> 15) & 31;
  for (let i = index - 1; i >= 0 && i >= index - LOOK_BACK; i--) {
    const word = input[INSTRUCTIONS + i];
    if (((word >>> 7) & 31) !== base || (word & 0x7f) !== LUI) continue;
    const address = word & -0x1000;
    return address >= FIRST_DEVICE && address < BEHIND_DEVICES;
  }
  return false;
}

/** What kind of happening event `index` is. */
export function eventHappening(input: Input, index: number): number {
  return FIRST_EVENT + input[EVENTS + index * EVENT_STRIDE + EVENT_KIND];
}

/** The step before which event `index` happens. */
export function stepOfEvent(input: Input, index: number): number {
  return input[EVENTS + index * EVENT_STRIDE + EVENT_STEP];
}

/**
 * Tells `hear` the happenings of an input as they follow each other if the program runs straight through, one step each
 * instruction: an event comes before the instruction of its step.
 */
export function forEachHappening(input: Input, hear: (kind: number) => void): void {
  const events = input[EVENT_COUNT];
  let event = 0;
  for (let i = 0; i < input[INSTRUCTION_COUNT]; i++) {
    for (; event < events && stepOfEvent(input, event) <= i; event++) hear(eventHappening(input, event));
    const kind = instructionHappening(input, i);
    if (kind !== NOTHING) hear(kind);
  }
  for (; event < events; event++) hear(eventHappening(input, event));
}
