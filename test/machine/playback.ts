import { toBig } from '../../src/bits/word.ts';
import { type Input, STEPS } from '../../src/input/layout.ts';
import type { Design } from '../../src/machine/design.ts';
import { Machine } from '../../src/machine/machine.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { STOPS } from '../../src/machine/status.ts';
import { RECORD } from '../../src/trace/record.ts';

/** An input that has run to its end, and what memory held on the way there. */
export class Playback {
  readonly machine: Machine;
  private input: Input = new Int32Array(0);

  constructor(design: Design) {
    this.machine = new Machine(design, SILENT);
  }

  run(input: Input): void {
    this.input = input;
    this.runTo(input[STEPS]);
  }

  /** Why the run ended. */
  get stop(): string {
    return STOPS[this.machine.stop].name;
  }

  /** A word of the record of a step. */
  word(step: number, word: number): number {
    return this.machine.trace[step * RECORD + word];
  }

  /** Two words of it as one number. */
  pair(step: number, word: number): bigint {
    return toBig(this.word(step, word), this.word(step, word + 1));
  }

  /** `size` bytes at a physical address in RAM as they were after step `step`. */
  bytesAfter(step: number, pa: number, size: number): bigint {
    this.runTo(step + 1);
    const { ram, bus } = this.machine.parts;
    const host = bus.hostOf(pa);
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
