/** Runs one input and tells what both sides did, step by step. */
import { hex, hexPair } from '../bits/word.ts';
import { EVENT_COUNT, EVENT_STEP, EVENT_STRIDE, EVENTS, type Input, STEPS } from '../input/layout.ts';
import { printEvent } from '../input/text.ts';
import { disassemble } from '../isa/assembler.ts';
import { agrees } from '../judge/compare.ts';
import { Executor } from '../judge/executor.ts';
import { type Finding, signature } from '../judge/finding.ts';
import { type Design, designLine } from '../machine/design.ts';
import { EntryLog } from '../machine/entry-log.ts';
import { QUIRKS, type QuirkId } from '../machine/quirks.ts';
import { ALLOWANCES } from '../oracle/allowances.ts';
import { RULES } from '../oracle/rules.ts';
import {
  FETCH_LINK,
  FETCH_LOOKUP,
  FETCH_UNCACHED,
  FETCH_WALKED,
  FETCH_WALKED_SECOND,
  R_FETCH,
  R_WORD,
  RECORD,
} from '../trace/record.ts';
import { DecisionBook } from './decision-book.ts';
import { EntryBook } from './entry-book.ts';
import type { Explanation, FindingView, StepView, WalkView } from './explanation.ts';
import { historyOf } from './history.ts';
import { LastSet } from './last-set.ts';
import { grantName, typeName } from './names.ts';
import { readSide } from './side.ts';

const ILLEGAL = 2;

/** Explains executions on one design; holds a machine and a reference of its own. */
export class Explainer {
  private readonly design: Design;
  private readonly log = new EntryLog();
  private readonly executor: Executor;
  private readonly allowances = new Int32Array(ALLOWANCES.length);

  constructor(design: Design) {
    this.design = design;
    this.executor = new Executor(design, this.log, { oracle: true, auditor: true, paranoid: false });
  }

  /** Runs a valid input, judges it, looks for the causes of its crash if it has one, and tells the run. */
  explain(input: Input): Explanation {
    const finding = this.executor.run(input);
    if (finding === undefined) return this.tell(input, undefined);
    return this.tell(input, findingView(finding, this.executor.causes(input, finding)));
  }

  /** Tells the run of an input whose crash is known. */
  explainCrash(input: Input, finding: Finding, causes?: readonly QuirkId[]): Explanation {
    return this.tell(input, findingView(finding, causes));
  }

  private tell(input: Input, finding: FindingView | undefined): Explanation {
    const { machine } = this.executor;
    const { observer } = machine;
    machine.load(input);
    machine.observer = this.log;
    this.log.restart(machine);
    machine.run();
    this.log.end();
    if (observer !== undefined) machine.observer = observer;
    const told = this.lockstep(input);
    const differs = told.findIndex((step) => !step.same);
    return {
      design: designLine(this.design),
      steps: machine.steps,
      budget: input[STEPS],
      told,
      ...(differs < 0 ? {} : { differs }),
      ...(finding === undefined ? {} : { finding }),
    };
  }

  private lockstep(input: Input): StepView[] {
    const { machine, reference } = this.executor;
    const walks: WalkView[] = [];
    const entries = new EntryBook(this.log);
    const told: StepView[] = [];
    reference.load(input);
    this.allowances.fill(0);
    const lastSet = new LastSet(reference);
    const book = new DecisionBook(reference, lastSet);
    reference.decisionListener = book;
    reference.walkListener = {
      walked: (lo, hi, type, made) => walks.push(this.walkView(lastSet, hexPair(lo, hi), type, made)),
    };
    for (let step = 0; step < machine.steps; step++) {
      const events = this.fireEvents(input, step, lastSet);
      const eventDecisions = book.take();
      walks.length = 0;
      reference.step(machine.trace, step * RECORD);
      const decisions = book.take();
      const view = { ...this.common(step, events), ...this.required(step), decisions, walks: [...walks] };
      told.push({
        ...view,
        eventDecisions,
        entries: entries.of(step),
        history: historyOf(view, lastSet, entries),
      });
      lastSet.after(step);
      if (!view.same) break;
    }
    reference.walkListener = undefined;
    reference.decisionListener = undefined;
    const isWhole = told.at(-1)?.same ?? true;
    if (isWhole && machine.stop !== 0) told.push(this.stopped(machine.steps, entries));
    return told;
  }

  private common(step: number, events: readonly string[]) {
    const { trace } = this.executor.machine;
    const at = step * RECORD;
    const machine = readSide(trace, at);
    const word = trace[at + R_WORD];
    const { pc, mode } = machine;
    // A word of 0 can be fetched: it is an illegal instruction.
    const isFetched = word !== 0 || machine.trap?.cause === ILLEGAL;
    const instruction = !isFetched ? '' : (disassemble(word) ?? `.word ${hex(word >>> 0)}`);
    const fetch = machine.ends === 'interrupt' ? [] : fetchWords(trace[at + R_FETCH]);
    return { step, events, pc, mode, instruction, fetch, machine };
  }

  private required(step: number) {
    const { machine, reference } = this.executor;
    const same = agrees(machine.trace, step * RECORD, reference.record);
    const grantedBy = grantName(reference.grantMode);
    const used = ALLOWANCES.filter((_, i) => reference.allowances[i] !== this.allowances[i]);
    this.allowances.set(reference.allowances);
    return {
      required: readSide(reference.record, 0),
      ...(reference.rule === 0 ? {} : { rule: RULES[reference.rule] }),
      ...(grantedBy === undefined ? {} : { grantedBy }),
      allowances: used.map((allowance) => allowance.name),
      same,
    };
  }

  /** The step in which the machine died: it has no end, and nothing to compare with. */
  private stopped(step: number, entries: EntryBook): StepView {
    const none = { allowances: [], walks: [], eventDecisions: [], decisions: [], history: [] };
    return { ...this.common(step, []), ...none, entries: entries.of(step), same: false };
  }

  private fireEvents(input: Input, step: number, lastSet: LastSet): string[] {
    const names: string[] = [];
    for (let i = 0; i < input[EVENT_COUNT]; i++) {
      const at = EVENTS + i * EVENT_STRIDE;
      if (input[at + EVENT_STEP] !== step) continue;
      lastSet.during(step, input, at, () => this.executor.reference.event(input, at));
      names.push(printEvent(input, at));
    }
    return names;
  }

  private walkView(lastSet: LastSet, va: string, type: number, made: boolean): WalkView {
    const { walk } = this.executor.reference;
    const ptes = Array.from({ length: walk.count }, (_, k) => {
      const set = lastSet.storedAt(walk.addressLo[k] >>> 0);
      return {
        level: walk.levels - 1 - k,
        address: hexPair(walk.addressLo[k], walk.addressHi[k]),
        value: hexPair(walk.pteLo[k], walk.pteHi[k]),
        ...(set === undefined ? {} : { set }),
      };
    });
    return { type: typeName(type), va, made, ptes };
  }
}

function findingView(finding: Finding, causes: readonly QuirkId[] | undefined): FindingView {
  const { kind, step, detail, beside } = finding;
  const views = causes?.map((id) => ({ id, ref: QUIRKS[id].ref, effect: QUIRKS[id].effect }));
  const group = signature(finding);
  return { kind, group, step, detail, beside, ...(views === undefined ? {} : { causes: views }) };
}

function fetchWords(fetch: number): string[] {
  const words: string[] = [];
  if ((fetch & FETCH_LOOKUP) !== 0) words.push('lookup');
  else words.push((fetch & FETCH_LINK) !== 0 ? 'link' : 'running block');
  if ((fetch & FETCH_UNCACHED) !== 0) words.push('uncached');
  if ((fetch & (FETCH_WALKED | FETCH_WALKED_SECOND)) !== 0) words.push('walked');
  return words;
}
