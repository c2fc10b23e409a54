/**
 * What the judge does not see, found by trying: every value that a run of the machine leaves behind is changed, and so is
 * every word of its step records; what can be changed without a finding is a blind spot.
 */
import { EVENT_COUNT, EVENT_STEP, EVENT_STRIDE, EVENTS, type Input, STEPS } from '../input/layout.ts';
import type { Design } from '../machine/design.ts';
import { Machine } from '../machine/machine.ts';
import { SILENT } from '../machine/probe.ts';
import { Reference } from '../oracle/reference.ts';
import { RECORD } from '../trace/record.ts';
import { ALLOWANCE_NAMES } from './allowance-names.ts';
import { blindReason } from './blind-reasons.ts';
import { type Cell, cellsOf, otherValues } from './cells.ts';
import { agrees } from './compare.ts';
import { FinalState } from './final-state.ts';
import { recordWord } from './record-words.ts';

/** A kind of value, and how often a change of it was tried and noticed. */
export interface Spot {
  /** `record.<word>`, `machine.<field>`, or `allowance.<name>.<word>` for a word that the allowance of its step let pass. */
  readonly name: string;
  tried: number;
  /** Noticed in the records or at the end of the run that had already made them. */
  noticed: number;
  /** Noticed after the run had gone on with it; counts where it was not noticed at the end. */
  noticedLater: number;
}

type Value = number | boolean;

/** Not state of the machine: wiring, observers, and what the machine only writes for its observers. */
const NOT_STATE = new Set(['probe', 'quirks', 'given', 'listener', 'observer', 'flush', 'trace', 'line']);
/** Chains that, broken, do not end, and the map of RAM, with which a walk along them goes anywhere. */
const NOT_GONE_ON_WITH = /^(blocks[.](records|heads|ops)|journal[.]|ram[.]base)/;

export class BlindSpots {
  /** By name; every name that was tried. */
  readonly spots = new Map<string, Spot>();
  private readonly design: Design;
  private readonly reference = new Reference();
  private machine: Machine;
  private finalState: FinalState;
  /** Of the steps compared last: the allowance that each needed, by name; undefined: none. */
  private readonly allowed: (string | undefined)[] = [];

  constructor(design: Design) {
    this.design = design;
    this.machine = new Machine(design, SILENT);
    this.finalState = new FinalState(this.machine, this.reference);
  }

  /** Tries everything on one valid input; false, and nothing tried, if its run is not clean as it is. */
  try(input: Input): boolean {
    this.renew();
    if (!this.runsClean(input)) return false;
    this.tryRecords(input);
    const half = input.slice();
    half[STEPS] = Math.max(1, this.machine.steps >> 1);
    let cells = cellsOf(this.machine.parts, NOT_STATE);
    for (let i = 0; i < cells.length; i++) {
      this.tryCell(input, half, cells[i]);
      if (this.runsClean(input)) continue;
      // The change has outlived the reset. The same walk finds the same cells in the same order.
      this.renew();
      this.runsClean(input);
      cells = cellsOf(this.machine.parts, NOT_STATE);
    }
    return true;
  }

  private renew(): void {
    this.machine = new Machine(this.design, SILENT);
    this.finalState = new FinalState(this.machine, this.reference);
  }

  private runsClean(input: Input): boolean {
    try {
      this.machine.load(input);
      this.machine.run();
      return this.machine.stop === 0 && !this.isNoticed(input);
    } catch {
      return false;
    }
  }

  private tryRecords(input: Input): void {
    const { trace, steps } = this.machine;
    const total = steps * RECORD;
    for (let at = 0; at < total; at++) {
      for (const [bit, name] of recordWord(trace, at)) {
        const before = trace[at];
        trace[at] ^= 1 << bit;
        const noticed = this.isNoticed(input);
        this.count(
          noticed ? `record.${name}` : this.unnoticedName(name, Math.floor(at / RECORD)),
          noticed,
          false,
        );
        trace[at] = before;
      }
    }
  }

  /** Of a word of a record: with the allowance that let it pass, if that is the only reason. */
  private unnoticedName(word: string, step: number): string {
    const by = this.allowed[step];
    const name = `record.${word}`;
    return by === undefined || blindReason(name) !== undefined ? name : `allowance.${by}.${word}`;
  }

  /** The run is over, and the cell is as it left it. */
  private tryCell(input: Input, half: Input, { path, owner, key }: Cell): void {
    const values = owner as Record<string | number, Value>;
    const noticed = otherValues(values[key]).some((value) => this.isNoticedAtEnd(input, values, key, value));
    const goesOn = !noticed && input[EVENT_COUNT] === 0 && !NOT_GONE_ON_WITH.test(path);
    this.count(`machine.${path}`, noticed, goesOn && this.isNoticedLater(input, half, values, key));
  }

  private isNoticedAtEnd(
    input: Input,
    owner: Record<string | number, Value>,
    key: string | number,
    value: Value,
  ): boolean {
    const before = owner[key];
    owner[key] = value;
    const noticed = this.isNoticed(input);
    owner[key] = before;
    return noticed;
  }

  /** Changes the cell after half of the run. */
  private isNoticedLater(
    input: Input,
    half: Input,
    owner: Record<string | number, Value>,
    key: string | number,
  ): boolean {
    const { machine } = this;
    return [0, 1, 2].some((i) => {
      machine.load(half);
      machine.run();
      const before = owner[key];
      const value = otherValues(before)[i];
      if (value === undefined || this.differs(half, true)) return false;
      owner[key] = value;
      const noticed = this.goesWrong(input[STEPS] - half[STEPS]);
      owner[key] = before;
      return noticed;
    });
  }

  private goesWrong(steps: number): boolean {
    try {
      this.machine.goOn(steps);
    } catch {
      return true;
    }
    return this.machine.stop !== 0 || this.compare(undefined) || this.isOtherEnd();
  }

  /** Whether the judge finds something in the run as it stands now. */
  private isNoticed(input: Input): boolean {
    return this.differs(input, false) || this.isOtherEnd();
  }

  private differs(input: Input, isHalf: boolean): boolean {
    this.reference.load(input, this.machine.image);
    return this.compare(isHalf ? undefined : input);
  }

  private compare(events: Input | undefined): boolean {
    const { machine, reference } = this;
    let next = 0;
    for (let step = 0; step < machine.steps; step++) {
      const count = events === undefined ? 0 : events[EVENT_COUNT];
      for (; next < count; next++) {
        const at = EVENTS + next * EVENT_STRIDE;
        if (events === undefined || events[at + EVENT_STEP] > step) break;
        reference.event(events, at);
      }
      reference.step(machine.trace, step * RECORD);
      this.allowed[step] = ALLOWANCE_NAMES[reference.underWay.allowed];
      if (!agrees(machine.trace, step * RECORD, reference.record)) return true;
    }
    return false;
  }

  private isOtherEnd(): boolean {
    try {
      return this.finalState.compare(this.machine.steps) !== undefined;
    } catch {
      return true;
    }
  }

  private count(name: string, noticed: boolean, later: boolean): void {
    const spot = this.spots.get(name) ?? { name, tried: 0, noticed: 0, noticedLater: 0 };
    this.spots.set(name, spot);
    spot.tried++;
    if (noticed) spot.noticed++;
    if (later) spot.noticedLater++;
  }
}
