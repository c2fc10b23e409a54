import { hex, toBig } from '../../src/bits/word.ts';
import { type Input, STEPS } from '../../src/input/layout.ts';
import type { Design } from '../../src/machine/design.ts';
import { Machine } from '../../src/machine/machine.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { STOPS } from '../../src/machine/status.ts';
import { R_CAUSE, R_KIND, R_VALUE, RECORD, STEP_EXCEPTION } from '../../src/trace/record.ts';
import { STORED } from './actions.ts';
import type { Placed, Prepared } from './recipe-input.ts';

const CAUSE_ECALL = 11;
const CAUSE_ILLEGAL = 2;
/** Interrupt source of the IOPMP. */
const SOURCE = 12n;

/** A design that recipes run on. */
export class RecipeRun {
  private readonly machine: Machine;
  private input: Input = new Int32Array(0);

  constructor(design: Design) {
    this.machine = new Machine(design, SILENT);
  }

  /** What the actions show, separated by ` / `: see `actions.ts`; `trap 1` where a register access traps; why the machine died. */
  shows({ input, actions }: Prepared): string {
    this.input = input;
    this.runTo(input[STEPS]);
    const words: string[] = [];
    for (const action of actions) {
      if (action.step >= this.machine.steps && action.shows !== 'last')
        return [...words, STOPS[this.machine.stop].name].join(' / ');
      const word = this.wordOf(action);
      if (word !== '') words.push(word);
    }
    return words.join(' / ');
  }

  private wordOf(action: Placed): string {
    const { step, address, size } = action;
    const at = step * RECORD;
    const { trace } = this.machine;
    const cause = trace[at + R_KIND] === STEP_EXCEPTION ? trace[at + R_CAUSE] : 0;
    const value = toBig(trace[at + R_VALUE], trace[at + R_VALUE + 1]);
    switch (action.shows) {
      case 'nothing':
        return '';
      case 'last':
        return hex(BigInt(this.machine.parts.bus.iopmp.read32(address) >>> 0));
      case 'register':
        return cause === 0 ? hex(value) : `trap ${cause}`;
      case 'pending':
        return (value >> SOURCE) % 2n === 1n ? 'irq' : '-';
      case 'load':
        return outcomeOf(cause, value === this.bytes(step, address, size));
      case 'store':
        return outcomeOf(cause, this.isStored(action));
      case 'transfer':
        return this.isStored(action) ? 'P' : 'D';
      case 'fetch':
        return outcomeOf(cause === CAUSE_ILLEGAL || cause === CAUSE_ECALL ? 0 : cause, cause === CAUSE_ECALL);
    }
  }

  private isStored({ step, address, size }: Placed): boolean {
    return this.bytes(step, address, size) === BigInt.asUintN(8 * size, STORED);
  }

  /** The bytes at a physical address after step `step`. */
  private bytes(step: number, address: number, size: number): bigint {
    this.runTo(step + 1);
    const { ram, bus } = this.machine.parts;
    const host = bus.hostOf(address);
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
}

/** B, P or F of an access that ended with a trap of that cause (0: none), having moved what it should or not. */
function outcomeOf(cause: number, moved: boolean): string {
  if (cause !== 0) return 'B';
  return moved ? 'P' : 'F';
}
