import type { Rng } from '../../bits/rng.ts';
import { hasIopmp } from '../../input/iopmp-rules.ts';
import { DEVICE, DEVICE_BOTH, ENGINE, type Input } from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { anyInstruction } from '../instructions.ts';
import type { Draft } from '../program.ts';
import {
  access,
  bothWays,
  cacheBlock,
  evict,
  loop,
  patchCode,
  reservation,
  straddle,
  sweep,
} from './access.ts';
import {
  claimInterrupt,
  flashCommand,
  remapPage,
  routeInterrupt,
  setTime,
  softwareInterrupt,
  timer,
} from './devices.ts';
import { runEngine } from './dma-engine.ts';
import { counters, environment, lockDown } from './environment.ts';
import type { Idiom } from './idiom.ts';
import { interrupt, wait } from './interrupts.ts';
import { configureErrors, enableIopmp, lockIopmp, programPriority, readViolation } from './iopmp-control.ts';
import { stall } from './iopmp-stall.ts';
import { programDomain, programEntry, programRow } from './iopmp-tables.ts';
import {
  anyCsrUse,
  call,
  changeTables,
  changeWid,
  enterLower,
  fence,
  mprv,
  rights,
  storePte,
} from './modes.ts';
import { programPmp, programSlot, readError } from './rules.ts';

type Weighted = readonly [idiom: Idiom, weight: number];

/** What a program does to memory. */
const ACCESSES: readonly Weighted[] = [
  [access, 8],
  [bothWays, 4],
  [straddle, 2],
  [reservation, 1],
  [evict, 1],
  [loop, 1],
  [patchCode, 1],
  [cacheBlock, 1],
  [sweep, 1],
];
/** What changes the rules of the checkers, and whom they are for. */
const CHECKER_CHANGES: readonly Weighted[] = [
  [programSlot, 8],
  [changeWid, 4],
];
/** What changes the rules of the IOPMP. */
const IOPMP_CHANGES: readonly Weighted[] = [
  [programEntry, 8],
  [programRow, 4],
  [programDomain, 2],
  [programPriority, 1],
  [enableIopmp, 1],
  [lockIopmp, 1],
  [configureErrors, 2],
  [stall, 2],
];
/** What else changes the answer to the next access. */
const CHANGES: readonly Weighted[] = [
  [storePte, 3],
  [mprv, 3],
  [rights, 2],
  [changeTables, 2],
  [programPmp, 1],
  [fence, 1],
  [flashCommand, 2],
  [remapPage, 2],
  [lockDown, 1],
  [environment, 1],
];
const REST: readonly Weighted[] = [
  [enterLower, 4],
  [readError, 1],
  [interrupt, 1],
  [anyCsrUse, 2],
  [call, 1],
  [timer, 1],
  [softwareInterrupt, 1],
  [routeInterrupt, 1],
  [claimInterrupt, 1],
  [setTime, 1],
  [wait, 1],
  [counters, 1],
];

/** The same where there is no checker whose error could be read, but an IOPMP. */
const IOPMP_REST: readonly Weighted[] = [
  ...REST.filter(([idiom]) => idiom !== readError),
  [readViolation, 3],
];
const BOTH_REST: readonly Weighted[] = [...REST, [readViolation, 3]];
/** What comes with an engine. */
const ENGINE_ACCESSES: readonly Weighted[] = [[runEngine, 3]];

function spread(...lists: (readonly Weighted[])[]): readonly Idiom[] {
  return lists.flat().flatMap(([idiom, weight]) => Array.from({ length: weight }, () => idiom));
}

/** Idioms for boards of one sort, each as often as it should be chosen. */
interface Repertoire {
  readonly accesses: readonly Idiom[];
  readonly changes: readonly Idiom[];
  readonly any: readonly Idiom[];
}

function repertoire(
  changes: readonly (readonly Weighted[])[],
  rest: readonly Weighted[],
  engine: readonly Weighted[],
): Repertoire {
  return {
    accesses: spread(ACCESSES, engine),
    changes: spread(...changes, CHANGES),
    any: spread(ACCESSES, engine, ...changes, CHANGES, rest),
  };
}

/** By the devices that a board may have, without an engine and with one. */
const PLAIN = [[], ENGINE_ACCESSES].map((engine) => repertoire([CHECKER_CHANGES], REST, engine));
const WITH_IOPMP = [[], ENGINE_ACCESSES].map((engine) => repertoire([IOPMP_CHANGES], IOPMP_REST, engine));
const WITH_BOTH = [[], ENGINE_ACCESSES].map((engine) =>
  repertoire([CHECKER_CHANGES, IOPMP_CHANGES], BOTH_REST, engine),
);

function repertoireOf(input: Input): Repertoire {
  const all = !hasIopmp(input) ? PLAIN : input[DEVICE] === DEVICE_BOTH ? WITH_BOTH : WITH_IOPMP;
  return all[input[ENGINE]];
}

/** Any idiom that the board has a use for, by weight. */
export function anyIdiom(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  const { any } = repertoireOf(input);
  any[rng.below(any.length)](draft, input, rng, aim);
}

/** An idiom that touches memory. */
export function anyAccess(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  const { accesses } = repertoireOf(input);
  accesses[rng.below(accesses.length)](draft, input, rng, aim);
}

/** An idiom that reprograms something: rules, worlds, tables, modes. */
export function anyChange(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  const { changes } = repertoireOf(input);
  changes[rng.below(changes.length)](draft, input, rng, aim);
}

/** One piece of what a program does, as often as programs do it: mostly accesses with a change between them. */
export function work(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  const choice = rng.below(8);
  if (choice < 4) sandwich(draft, input, rng, aim);
  else if (choice < 6) anyAccess(draft, input, rng, aim);
  else if (choice < 7) anyIdiom(draft, input, rng, aim);
  else enterLower(draft, input, rng, aim);
}

/** An access, a change, and the same access again, word for word. */
export function sandwich(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  const from = draft.count;
  anyAccess(draft, input, rng, aim);
  const to = draft.count;
  anyChange(draft, input, rng, aim);
  if (rng.oneIn(4)) draft.push(anyInstruction(input, rng));
  for (let i = from; i < to; i++) draft.push(draft.words[i]);
}
