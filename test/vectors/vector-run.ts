import { hex, toBig } from '../../src/bits/word.ts';
import { type Input, STEPS } from '../../src/input/layout.ts';
import type { Design } from '../../src/machine/design.ts';
import { Machine } from '../../src/machine/machine.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { STOPS } from '../../src/machine/status.ts';
import {
  R_CAUSE,
  R_KIND,
  R_PC,
  R_TVAL,
  R_VALUE,
  RECORD,
  STEP_EXCEPTION,
  STEP_RETIRED,
} from '../../src/trace/record.ts';
import { STORED } from './actions.ts';
import { addressText, D } from './vector.ts';
import { type Placed, type Prepared, physicalOf } from './vector-input.ts';

const ILLEGAL = 2;

/** A design that vectors run on. */
export class VectorRun {
  private readonly machine: Machine;
  private input: Input = new Int32Array(0);

  constructor(design: Design) {
    this.machine = new Machine(design, SILENT);
  }

  /**
   * What the actions show, separated by ` / `: `ok` or `silent` for an access to memory (a load of 0 where memory holds
   * something else, a store that changes nothing), `part` for a store of some of its bytes; the value of other loads; a
   * trap as `5`, with its tval behind `@` if that is not the address of the access; why the machine died.
   */
  shows({ input, actions }: Prepared): string {
    this.input = input;
    this.runTo(input[STEPS]);
    const words: string[] = [];
    let step = -1;
    for (const action of actions) {
      if (action.pc >= 0n) step = this.stepAt(action.pc, step + 1);
      if (step >= this.machine.steps) return [...words, STOPS[this.machine.stop].name].join(' / ');
      const word = this.wordOf(action, step);
      if (word !== '') words.push(word);
    }
    return words.join(' / ');
  }

  /** The first step from `from` on at that pc; the number of steps if there is none. */
  private stepAt(pc: bigint, from: number): number {
    let step = from;
    while (step < this.machine.steps && this.pair(step, R_PC) !== pc) step++;
    return step;
  }

  private wordOf(action: Placed, step: number): string {
    if (action.shows === 'memory') return hex(this.after(step, action.address, 8));
    const kind = this.machine.trace[step * RECORD + R_KIND];
    if (kind === STEP_EXCEPTION) return this.trapOf(action, step);
    if (kind !== STEP_RETIRED) return `step kind ${kind}`;
    const value = this.pair(step, R_VALUE);
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
    const cause = this.machine.trace[step * RECORD + R_CAUSE];
    const tval = this.pair(step, R_TVAL);
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

  /** The bytes at a physical address after step `step`. */
  private after(step: number, pa: bigint, size: number): bigint {
    this.runTo(step + 1);
    const { ram, bus } = this.machine.parts;
    const host = bus.hostOf(Number(pa));
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(ram.bytes[host + i]);
    this.runTo(this.input[STEPS]);
    return value;
  }

  private runTo(steps: number): void {
    const input = this.input.slice();
    input[STEPS] = steps;
    this.machine.load(input);
    this.machine.run();
  }

  private pair(step: number, word: number): bigint {
    const at = step * RECORD + word;
    return toBig(this.machine.trace[at], this.machine.trace[at + 1]);
  }
}

/** ERRADDR holds a byte address without its low two bits. */
function isRegisterAddress(action: Placed): boolean {
  return action.text.endsWith('ERRADDR?');
}

function isMemory(pa: bigint): boolean {
  return pa >= D && pa < D + 0x8000n;
}
