import type { Rng } from '../../bits/rng.ts';
import type { Input } from '../../input/layout.ts';
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
import { counters, environment, lockDown } from './environment.ts';
import type { Idiom } from './idiom.ts';
import { interrupt, wait } from './interrupts.ts';
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
/** What changes the answer to the next access. */
const CHANGES: readonly Weighted[] = [
  [programSlot, 8],
  [changeWid, 4],
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

function spread(...lists: (readonly Weighted[])[]): readonly Idiom[] {
  return lists.flat().flatMap(([idiom, weight]) => Array.from({ length: weight }, () => idiom));
}

const ANY_ACCESS = spread(ACCESSES);
const ANY_CHANGE = spread(CHANGES);
const ANY = spread(ACCESSES, CHANGES, REST);

/** Any idiom, by weight. */
export function anyIdiom(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  ANY[rng.below(ANY.length)](draft, input, rng, aim);
}

/** An idiom that touches memory. */
export function anyAccess(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  ANY_ACCESS[rng.below(ANY_ACCESS.length)](draft, input, rng, aim);
}

/** An idiom that reprograms something: rules, worlds, tables, modes. */
export function anyChange(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  ANY_CHANGE[rng.below(ANY_CHANGE.length)](draft, input, rng, aim);
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
