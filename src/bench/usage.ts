import type { Input } from '../input/layout.ts';
import type { Design } from '../machine/design.ts';
import { Machine } from '../machine/machine.ts';
import { SILENT } from '../machine/probe.ts';

/** What executions do, in sum or on average. */
export interface Usage {
  /** Instructions retired. */
  readonly instructions: number;
  /** Exceptions and interrupts taken. */
  readonly traps: number;
  /** Accesses and fetches that looked up the TLB on its slow path. */
  readonly slowPathUses: number;
}

/** Counts what inputs do on one design. */
export class UsageCounter {
  private readonly machine: Machine;
  private slowPathUses = 0;

  constructor(design: Design) {
    this.machine = new Machine(design, SILENT);
    const { journal } = this.machine.parts;
    this.machine.observer = {
      afterStep: () => {
        this.slowPathUses += journal.useCount;
      },
    };
  }

  /** What one execution of a valid input does. */
  of(input: Input): Usage {
    const { machine } = this;
    this.slowPathUses = 0;
    machine.load(input);
    machine.run();
    const instructions = machine.parts.state.retired;
    return { instructions, traps: machine.steps - instructions, slowPathUses: this.slowPathUses };
  }

  /** Averages over inputs, of which there is at least one. */
  average(inputs: readonly Input[]): Usage {
    const all = inputs.map((input) => this.of(input));
    const mean = (read: (usage: Usage) => number) =>
      all.reduce((sum, usage) => sum + read(usage), 0) / all.length;
    return {
      instructions: mean((usage) => usage.instructions),
      traps: mean((usage) => usage.traps),
      slowPathUses: mean((usage) => usage.slowPathUses),
    };
  }
}
