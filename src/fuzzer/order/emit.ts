import type { Rng } from '../../bits/rng.ts';
import { hasIopmp } from '../../input/iopmp-rules.ts';
import { DEVICE, DEVICE_IOPMP, type Input } from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { access, bothWays, cacheBlock, patchCode, reservation } from '../idioms/access.ts';
import type { Idiom } from '../idioms/idiom.ts';
import { anyChange } from '../idioms/index.ts';
import { readViolation } from '../idioms/iopmp-control.ts';
import { programDomain, programEntry, programRow } from '../idioms/iopmp-tables.ts';
import {
  anyCsrUse,
  call,
  changeTables,
  changeWid,
  enterLower,
  fence,
  mprv,
  rights,
} from '../idioms/modes.ts';
import { programPmp, programSlot, readError } from '../idioms/rules.ts';
import type { Draft } from '../program.ts';
import {
  ATOMIC,
  CACHE_BLOCK,
  CODE_FENCE,
  DEVICE_LOAD,
  DEVICE_STORE,
  LOAD,
  MODE_SWITCH,
  OTHER_CSR,
  PROTECTION_CSR,
  STORE,
  TRANSLATION_CSR,
  TRANSLATION_FENCE,
} from './happening.ts';

/** One of some idioms by chance. */
function oneOf(...idioms: readonly Idiom[]): Idiom {
  return (draft, input, rng, aim) => idioms[rng.below(idioms.length)](draft, input, rng, aim);
}

/** What the guest does to rules, on a board with an IOPMP and on one without. */
function onBoard(guarded: Idiom, other: Idiom): Idiom {
  return (draft, input, rng, aim) => {
    const isGuarded = hasIopmp(input) && (input[DEVICE] === DEVICE_IOPMP || rng.oneIn(2));
    (isGuarded ? guarded : other)(draft, input, rng, aim);
  };
}

/** How code does each kind of happening: what it needs before it included. */
const IDIOMS: ReadonlyMap<number, Idiom> = new Map([
  [LOAD, access],
  [STORE, oneOf(access, bothWays)],
  [ATOMIC, reservation],
  [CACHE_BLOCK, cacheBlock],
  [DEVICE_LOAD, onBoard(readViolation, readError)],
  [DEVICE_STORE, oneOf(anyChange, onBoard(oneOf(programEntry, programRow, programDomain), programSlot))],
  [TRANSLATION_FENCE, fence],
  [CODE_FENCE, patchCode],
  [TRANSLATION_CSR, oneOf(mprv, rights, changeTables)],
  [PROTECTION_CSR, oneOf(programPmp, changeWid)],
  [OTHER_CSR, anyCsrUse],
  [MODE_SWITCH, oneOf(enterLower, enterLower, call)],
]);

/** Appends to the draft what makes a happening of a kind, not one from outside; the aim is used up. */
export function emitHappening(kind: number, draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  IDIOMS.get(kind)?.(draft, input, rng, aim);
}
