import { bigHigh, bigLow, hex, toBig } from '../../src/bits/word.ts';
import { type Input, STEPS } from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';
import { CSR } from '../../src/isa/csr-names.ts';
import { type DESIGNS, parseDesign } from '../../src/machine/design.ts';
import { Machine } from '../../src/machine/machine.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { STOPS } from '../../src/machine/status.ts';
import { holdsPage } from '../../src/machine/tlb/entry.ts';
import { describeState, translationState } from '../../src/machine/tlb/translation-state.ts';
import {
  R_CAUSE,
  R_FETCH,
  R_KIND,
  R_PC,
  R_TVAL,
  R_WORD,
  RECORD,
  STEP_EXCEPTION,
} from '../../src/trace/record.ts';

/** A name of {@link DESIGNS}. */
export type DesignName = keyof typeof DESIGNS;

/** One machine per design for all runs: every run begins with a reset. */
const machines = new Map<DesignName, Machine>();

function machineOf(design: DesignName): Machine {
  let machine = machines.get(design);
  if (machine === undefined) {
    machine = new Machine(parseDesign(design), SILENT);
    machines.set(design, machine);
  }
  return machine;
}

/** A program on the machine, looked at after any number of steps. */
export class MachineRun {
  readonly machine: Machine;
  private readonly input: Input;

  /** `text`: an input without its first line; `quirks`: switches on top of `fixed`; the TLB is that of `design`. */
  constructor(text: string, quirks = '', design: DesignName = 'fixed') {
    this.machine = machineOf(design);
    this.input = parseInput(`iommufuzz 1\n${text}`, 'test').input;
    Object.assign(this.machine.quirks, parseDesign('fixed', quirks).quirks);
  }

  /** Runs the first `steps` steps from a reset. */
  after(steps: number): this {
    const input = this.input.slice();
    input[STEPS] = steps;
    this.machine.load(input);
    this.machine.run();
    return this;
  }

  /** Register x`r`. */
  x(r: number): bigint {
    const { x } = this.machine.parts.state;
    return toBig(x[2 * r], x[2 * r + 1]);
  }

  csr(name: keyof typeof CSR): bigint {
    const { csrs } = this.machine.parts;
    csrs.read(CSR[name]);
    return toBig(csrs.lo, csrs.hi);
  }

  /** The doubleword at a physical address in RAM. */
  memory(pa: number): bigint {
    return this.machine.parts.ram.view.getBigUint64(this.machine.parts.bus.hostOf(pa), true);
  }

  /** Dirty bits of the RAM page at a physical address. */
  dirty(pa: number): number {
    const { bus, ram } = this.machine.parts;
    return ram.dirty[ram.ramOf(bus.hostOf(pa)) >>> 12];
  }

  /** What step `step` was: `retired`, `cause tval` of its trap, or why the machine stopped in it. */
  outcome(step: number): string {
    if (step >= this.machine.steps) return STOPS[this.machine.stop].name;
    const at = step * RECORD;
    const t = this.machine.trace;
    if (t[at + R_KIND] !== STEP_EXCEPTION) return 'retired';
    return `${t[at + R_CAUSE]} ${hex(toBig(t[at + R_TVAL], t[at + R_TVAL + 1]))}`;
  }

  /** The pc of step `step`, the word it executed, and the FETCH_ bits. */
  fetch(step: number): { pc: string; word: number; how: number } {
    const at = step * RECORD;
    const t = this.machine.trace;
    return { pc: hex(toBig(t[at + R_PC], t[at + R_PC + 1])), word: t[at + R_WORD], how: t[at + R_FETCH] };
  }

  /** The state of the entry that an mmu index holds for the page of `va`, victims included; `none`. */
  entry(va: bigint, mmuIndex = 3): string {
    const { tlb } = this.machine.parts;
    const lo = bigLow(va) & ~0xfff;
    const hi = bigHigh(va);
    const places = [tlb.slot(mmuIndex, lo), ...Array.from({ length: 8 }, (_, i) => tlb.victim(mmuIndex, i))];
    const e = places.find(
      (place) => holdsPage(tlb.words, place, lo, hi) || holdsInvalid(tlb.words, place, lo, hi),
    );
    return e === undefined ? 'none' : describeState(translationState(tlb.words, e, tlb.isVictim(e)));
  }
}

/** True if a comparator of the entry names the page and carries INVALID. */
function holdsInvalid(words: Int32Array, e: number, lo: number, hi: number): boolean {
  return [0, 2, 4].some(
    (k) => (words[e + k] & ~0xfff) === lo && words[e + k + 1] === hi && words[e + k] !== -1,
  );
}

/** `code 0x80000000` with these lines. */
export function code(...lines: readonly string[]): string {
  return `code 0x80000000\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
