import { hex } from '../../src/bits/word.ts';
import type { Design } from '../../src/machine/design.ts';
import {
  R_CAUSE,
  R_KIND,
  R_PC,
  R_TVAL,
  R_VALUE,
  STEP_EXCEPTION,
  STEP_RETIRED,
} from '../../src/trace/record.ts';
import { Playback } from '../machine/playback.ts';
import { STORED } from './actions.ts';
import { addressText, D } from './vector.ts';
import { type Placed, type Prepared, physicalOf } from './vector-input.ts';

const ILLEGAL = 2;

/** A design that vectors run on. */
export class VectorRun {
  private readonly played: Playback;

  constructor(design: Design) {
    this.played = new Playback(design);
  }

  /**
   * What the actions show, separated by ` / `: `ok` or `silent` for an access to memory (a load of 0 where memory holds
   * something else, a store that changes nothing), `part` for a store of some of its bytes; the value of other loads; a
   * trap as `5`, with its tval behind `@` if that is not the address of the access; why the machine died.
   */
  shows({ input, actions }: Prepared): string {
    this.played.run(input);
    const words: string[] = [];
    let step = -1;
    for (const action of actions) {
      if (action.pc >= 0n) step = this.stepAt(action.pc, step + 1);
      if (step >= this.played.machine.steps) return [...words, this.played.stop].join(' / ');
      const word = this.wordOf(action, step);
      if (word !== '') words.push(word);
    }
    return words.join(' / ');
  }

  /** The first step from `from` on at that pc; the number of steps if there is none. */
  private stepAt(pc: bigint, from: number): number {
    let step = from;
    while (step < this.played.machine.steps && this.played.pair(step, R_PC) !== pc) step++;
    return step;
  }

  private wordOf(action: Placed, step: number): string {
    if (action.shows === 'memory') return hex(this.after(step, action.address, 8));
    const kind = this.played.word(step, R_KIND);
    if (kind === STEP_EXCEPTION) return this.trapOf(action, step);
    if (kind !== STEP_RETIRED) return `step kind ${kind}`;
    const value = this.played.pair(step, R_VALUE);
    switch (action.shows) {
      case 'load':
        return this.loadOf(action, step, value);
      case 'store':
        return this.storeOf(action, step);
      case 'register':
        return hex(value);
      case 'address':
        return addressText(isRegisterAddress(action) ? value << 2n : value);
      case 'pending':
        return value === 0n ? '-' : `irq ${31 - Math.clz32(Number(value))}`;
      case 'nothing':
        return '';
    }
  }

  private trapOf(action: Placed, step: number): string {
    const cause = this.played.word(step, R_CAUSE);
    const tval = this.played.pair(step, R_TVAL);
    if (cause !== ILLEGAL && tval === action.address) return `${cause}`;
    return cause > 7 && tval === 0n ? `${cause}` : `${cause}@${addressText(tval)}`;
  }

  private loadOf({ address, size }: Placed, step: number, value: bigint): string {
    const pa = physicalOf(address);
    if (!isMemory(pa)) return hex(value);
    const held = this.after(step, pa, size);
    if (value === held) return 'ok';
    return value === 0n ? 'silent' : hex(value);
  }

  private storeOf({ address, size }: Placed, step: number): string {
    const pa = physicalOf(address);
    if (!isMemory(pa)) return '';
    const after = this.after(step, pa, size);
    if (after === BigInt.asUintN(8 * size, STORED)) return 'ok';
    return after === this.after(step - 1, pa, size) ? 'silent' : 'part';
  }

  private after(step: number, pa: bigint, size: number): bigint {
    return this.played.bytesAfter(step, Number(pa), size);
  }
}

/** ERRADDR holds a byte address without its low two bits. */
function isRegisterAddress(action: Placed): boolean {
  return action.text.endsWith('ERRADDR?');
}

function isMemory(pa: bigint): boolean {
  return pa >= D && pa < D + 0x8000n;
}
