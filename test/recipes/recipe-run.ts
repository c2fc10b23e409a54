import { hex } from '../../src/bits/word.ts';
import type { Design } from '../../src/machine/design.ts';
import { R_CAUSE, R_KIND, R_VALUE, STEP_EXCEPTION } from '../../src/trace/record.ts';
import { Playback } from '../machine/playback.ts';
import { STORED } from './actions.ts';
import type { Placed, Prepared } from './recipe-input.ts';

const CAUSE_ECALL = 11;
const CAUSE_ILLEGAL = 2;
/** Interrupt source of the IOPMP. */
const SOURCE = 12n;

/** A design that recipes run on. */
export class RecipeRun {
  private readonly played: Playback;

  constructor(design: Design) {
    this.played = new Playback(design);
  }

  /** What the actions show, separated by ` / `: see `actions.ts`; `trap 1` where a register access traps; why the machine died. */
  shows({ input, actions }: Prepared): string {
    this.played.run(input);
    const words: string[] = [];
    for (const action of actions) {
      if (action.step >= this.played.machine.steps && action.shows !== 'last')
        return [...words, this.played.stop].join(' / ');
      const word = this.wordOf(action);
      if (word !== '') words.push(word);
    }
    return words.join(' / ');
  }

  private wordOf(action: Placed): string {
    const { step, address, size } = action;
    const { played } = this;
    const cause = played.word(step, R_KIND) === STEP_EXCEPTION ? played.word(step, R_CAUSE) : 0;
    const value = played.pair(step, R_VALUE);
    switch (action.shows) {
      case 'nothing':
        return '';
      case 'last':
        return hex(BigInt(played.machine.parts.bus.iopmp.read32(address) >>> 0));
      case 'register':
        return cause === 0 ? hex(value) : `trap ${cause}`;
      case 'pending':
        return (value >> SOURCE) % 2n === 1n ? 'irq' : '-';
      case 'load':
        return outcomeOf(cause, value === played.bytesAfter(step, address, size));
      case 'store':
        return outcomeOf(cause, this.isStored(action));
      case 'transfer':
        return this.isStored(action) ? 'P' : 'D';
      case 'fetch':
        return outcomeOf(cause === CAUSE_ILLEGAL || cause === CAUSE_ECALL ? 0 : cause, cause === CAUSE_ECALL);
    }
  }

  private isStored({ step, address, size }: Placed): boolean {
    return this.played.bytesAfter(step, address, size) === BigInt.asUintN(8 * size, STORED);
  }
}

/** B, P or F of an access that ended with a trap of that cause (0: none), having moved what it should or not. */
function outcomeOf(cause: number, moved: boolean): string {
  if (cause !== 0) return 'B';
  return moved ? 'P' : 'F';
}
