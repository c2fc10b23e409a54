/** One step of the machine against the same step of the reference: the first difference, and what kind of crash it is. */
import { hex, hexPair } from '../bits/word.ts';
import { disassemble } from '../isa/assembler.ts';
import { csrName } from '../isa/csr-names.ts';
import { D_IMM, D_KIND, DECODED, decodeInto } from '../isa/decode.ts';
import { KIND } from '../isa/kinds.ts';
import type { Reference } from '../oracle/reference.ts';
import { RULES } from '../oracle/rules.ts';
import {
  A_INFO,
  A_PA,
  A_VA,
  ACCESS_STRIDE,
  ACCESSES,
  isBlockStore,
  OUTCOME_FAULT,
  OUTCOME_IO,
  outcomeOf,
  R_ACCESS,
  R_CAUSE,
  R_KIND,
  R_MODE,
  R_PC,
  R_RD,
  R_TVAL,
  R_VALUE,
  R_WORD,
  STEP_EXCEPTION,
  STEP_INTERRUPT,
  STEP_WATCHPOINT,
} from '../trace/record.ts';
import type { CrashKind, Finding } from './finding.ts';
import { familyOf, isOfWalk, statePair } from './grouping.ts';
import { registerName } from './register-names.ts';
import { outcomeWord, tell, typeWord, watchedType } from './tell.ts';

/** Causes of external interrupts: what the PLIC drives. */
const S_EXTERNAL = 9;
const M_EXTERNAL = 11;

/**
 * True if the record at `at` of the machine's trace and the reference's own record agree. How it was fetched is the
 * machine's own affair.
 */
export function agrees(seen: Int32Array, at: number, own: Int32Array): boolean {
  // Runs per step: one sum of differences costs half of a branch for each word (0.5 µs per execution).
  const difference =
    (seen[at + R_KIND] ^ own[R_KIND]) |
    (seen[at + R_PC] ^ own[R_PC]) |
    (seen[at + R_PC + 1] ^ own[R_PC + 1]) |
    (seen[at + R_WORD] ^ own[R_WORD]) |
    (seen[at + R_RD] ^ own[R_RD]) |
    (seen[at + R_VALUE] ^ own[R_VALUE]) |
    (seen[at + R_VALUE + 1] ^ own[R_VALUE + 1]) |
    (seen[at + R_CAUSE] ^ own[R_CAUSE]) |
    (seen[at + R_TVAL] ^ own[R_TVAL]) |
    (seen[at + R_TVAL + 1] ^ own[R_TVAL + 1]) |
    (seen[at + R_MODE] ^ own[R_MODE]);
  if (difference !== 0) return false;
  const second = R_ACCESS + ACCESS_STRIDE;
  return sameAccess(seen, at + R_ACCESS, own, R_ACCESS) && sameAccess(seen, at + second, own, second);
}

function sameAccess(seen: Int32Array, at: number, own: Int32Array, from: number): boolean {
  if (seen[at] !== own[from]) return false;
  // Without an access the rest of its record is 0 on both sides.
  if (seen[at] === 0) return true;
  for (let i = 1; i < ACCESS_STRIDE; i++) if (seen[at + i] !== own[from + i]) return false;
  return true;
}

/** Names of instruction kinds by id, kebab-case. */
const KIND_NAMES = Object.keys(KIND).map((name) =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
);

const CAUSES: Readonly<Record<number, string>> = {
  1: 'access-fault',
  5: 'access-fault',
  7: 'access-fault',
  12: 'page-fault',
  13: 'page-fault',
  15: 'page-fault',
  4: 'misaligned',
  6: 'misaligned',
  2: 'illegal',
  3: 'breakpoint',
  8: 'ecall',
  9: 'ecall',
  11: 'ecall',
};

/** What one side of a step came to: a trap's class, or the outcome of access `slot`. */
function sideOf(record: Int32Array, at: number, slot: number): string {
  const access = at + R_ACCESS + slot * ACCESS_STRIDE;
  const info = slot < ACCESSES ? record[access + A_INFO] : 0;
  const faulted = info === 0 || outcomeOf(info) === OUTCOME_FAULT;
  if (record[at + R_KIND] === STEP_EXCEPTION && faulted) return CAUSES[record[at + R_CAUSE]] ?? 'trap';
  return info === 0 ? 'retired' : (outcomeWord(info) ?? 'none');
}

/** The first access slot whose record differs; ACCESSES if none does. */
function differingAccess(seen: Int32Array, at: number, own: Int32Array): number {
  for (let slot = 0; slot < ACCESSES; slot++) {
    const access = R_ACCESS + slot * ACCESS_STRIDE;
    if (!sameAccess(seen, at + access, own, access)) return slot;
  }
  return ACCESSES;
}

/** The crash that the difference in this step is. */
export function judgeStep(seen: Int32Array, at: number, reference: Reference, step: number): Finding {
  const group = groupOf(seen, at, reference);
  const isGranted = group.states.endsWith('-for-allowed');
  // A probe asks no checker, so that no kind of slot granted it.
  const isBySlot = isGranted && group.role !== 'probe';
  const rule = group.rule ?? (isBySlot ? grantingRule(reference) : familyOf(RULES[reference.rule].name));
  // Refused either way, but otherwise: the reaction is the rule's, whatever the access.
  const role = isOfWalk(rule) ? 'walk' : group.states === 'other-denial' ? 'access' : group.role;
  return { ...group, role, rule, step, detail: describe(seen, at, reference), beside: [] };
}

/** What differs first: how the step ended otherwise than by itself, its fetch, its accesses, its trap, its values. */
function groupOf(seen: Int32Array, at: number, reference: Reference): Group {
  const own = reference.record;
  const stopped = judgeInterrupt(seen, at, own) ?? judgeWatchpoint(seen, at, own);
  if (stopped !== undefined) return stopped;
  if (isFetchDifference(seen, at, own)) return judgeFetch(seen, at, reference);
  return judgeAccesses(seen, at, own) ?? judgeTrap(seen, at, own) ?? judgeValue(seen, at, own);
}

/** The group of a difference; without a rule, the oracle's deciding rule is the group's. */
interface Group {
  readonly kind: CrashKind;
  readonly role: string;
  readonly states: string;
  readonly rule?: string;
}

/** The kind of slot that grants what the machine refused. */
function grantingRule(reference: Reference): string {
  return (
    ['granted', 'granted-by-tor', 'granted-by-na4', 'granted-by-napot'][reference.grantMode] ?? 'granted'
  );
}

/** One side takes an interrupt, or both take different ones. */
function judgeInterrupt(seen: Int32Array, at: number, own: Int32Array): Group | undefined {
  const taken = seen[at + R_KIND] === STEP_INTERRUPT;
  const due = own[R_KIND] === STEP_INTERRUPT;
  if (!taken && !due) return undefined;
  const cause = taken ? seen[at + R_CAUSE] : own[R_CAUSE];
  const kind = cause === M_EXTERNAL || cause === S_EXTERNAL ? 'device-mismatch' : 'state-mismatch';
  // What the other side does in its place is whatever comes next there.
  const states = taken && due ? 'other-cause' : 'other-point';
  return { kind, role: 'interrupt', states, rule: 'interrupt-point' };
}

/** One side is stopped by a watchpoint, or both by different accesses. */
function judgeWatchpoint(seen: Int32Array, at: number, own: Int32Array): Group | undefined {
  const stopped = seen[at + R_KIND] === STEP_WATCHPOINT;
  const due = own[R_KIND] === STEP_WATCHPOINT;
  if (!stopped && !due) return undefined;
  const role = stopped ? watchedType(seen, at) : watchedType(own, 0);
  return { kind: 'permission-mismatch', role, states: 'other-access', rule: 'watchpoint' };
}

/** True if the two sides fetched differently: another instruction, or a trap of the fetch on one side. */
function isFetchDifference(seen: Int32Array, at: number, own: Int32Array): boolean {
  return seen[at + R_WORD] !== own[R_WORD] || isFetchTrap(seen, at) || isFetchTrap(own, 0);
}

function judgeFetch(seen: Int32Array, at: number, { record, fetchRule }: Reference): Group {
  const machine = fetchSide(seen, at, seen[at + R_WORD] === 0);
  const required = fetchSide(record, 0, fetchRule !== 0);
  const kind = 'permission-mismatch';
  if (required === 'retired') {
    // The reference went on to execute: what it decided last is not about the fetch.
    const states = machine === 'retired' ? 'other-word' : statePair(machine, required);
    return { kind, role: 'fetch', states, rule: 'granted' };
  }
  // A word refused silently is an illegal instruction; what was decided last is that.
  const rule = familyOf(RULES[fetchRule].name);
  return { kind, role: 'fetch', states: statePair(machine, required), rule };
}

/** A fetch is denied by a fault, or silently: then the word is 0. */
function fetchSide(record: Int32Array, at: number, isBlocked: boolean): string {
  if (isFetchTrap(record, at)) return CAUSES[record[at + R_CAUSE]] ?? 'trap';
  return isBlocked ? 'blocked' : 'retired';
}

function judgeAccesses(seen: Int32Array, at: number, own: Int32Array): Group | undefined {
  const slot = differingAccess(seen, at, own);
  if (slot === ACCESSES) return undefined;
  const access = R_ACCESS + slot * ACCESS_STRIDE;
  const info = own[access + A_INFO] === 0 ? seen[at + access + A_INFO] : own[access + A_INFO];
  const role = typeWord(info);
  const machine = sideOf(seen, at, slot);
  const required = sideOf(own, 0, slot);
  const kind = 'permission-mismatch';
  if (seen[at + access + A_INFO] === 0 || own[access + A_INFO] === 0) {
    return { kind, role, states: 'other-accesses', rule: `of-${kindName(own[R_WORD])}` };
  }
  if (machine !== required) return { kind, role, states: statePair(machine, required) };
  if (differs(seen, at, own, access + A_PA) || differs(seen, at, own, access + A_VA)) {
    return { kind, role, states: 'other-address' };
  }
  // Other bytes of a cache block were refused.
  if (isBlockStore(info)) return { kind, role, states: statePair(machine, required) };
  const isIo = outcomeOf(info) === OUTCOME_IO;
  const register = isIo ? registerName(seen[at + access + A_PA], seen[at + access + A_PA + 1]) : undefined;
  if (register === undefined) return { kind, role, states: 'other-data' };
  return { kind: 'device-mismatch', role: register, states: 'other-value', rule: 'register-file' };
}

function judgeTrap(seen: Int32Array, at: number, own: Int32Array): Group | undefined {
  const sameTrap = seen[at + R_KIND] === own[R_KIND] && seen[at + R_CAUSE] === own[R_CAUSE];
  if (sameTrap && !differs(seen, at, own, R_TVAL)) return undefined;
  const memory = isMemoryFault(seen, at) || isMemoryFault(own, 0);
  const kind = memory ? 'permission-mismatch' : 'state-mismatch';
  if (sameTrap) return { kind, role: 'trap', states: 'other-tval', rule: 'reported-address' };
  const states = statePair(sideOf(seen, at, ACCESSES), sideOf(own, 0, ACCESSES));
  return { kind, role: roleOf(own[R_WORD]), states };
}

function judgeValue(seen: Int32Array, at: number, own: Int32Array): Group {
  const role = differs(seen, at, own, R_PC) ? 'pc' : roleOf(own[R_WORD]);
  return { kind: 'state-mismatch', role, states: 'other-value', rule: 'register-file' };
}

function differs(seen: Int32Array, at: number, own: Int32Array, word: number): boolean {
  return seen[at + word] !== own[word] || seen[at + word + 1] !== own[word + 1];
}

function isFetchTrap(record: Int32Array, at: number): boolean {
  const cause = record[at + R_CAUSE];
  return record[at + R_KIND] === STEP_EXCEPTION && (cause === 1 || cause === 12);
}

function isMemoryFault(record: Int32Array, at: number): boolean {
  if (record[at + R_KIND] !== STEP_EXCEPTION) return false;
  const name = CAUSES[record[at + R_CAUSE]];
  return name === 'access-fault' || name === 'page-fault';
}

/** What an instruction does, for the role of a crash without an access: load, store, its kind, or its CSR. */
function roleOf(word: number): string {
  const decoded = new Int32Array(DECODED);
  decodeInto(word, decoded, 0);
  const kind = decoded[D_KIND];
  if (kind === KIND.csr) return csrName(decoded[D_IMM]);
  if (kind === KIND.lr) return 'load';
  if (kind === KIND.sc || kind === KIND.amo) return 'store';
  return kindName(word);
}

function kindName(word: number): string {
  const decoded = new Int32Array(DECODED);
  decodeInto(word, decoded, 0);
  return KIND_NAMES[decoded[D_KIND]] ?? 'illegal';
}

function describe(seen: Int32Array, at: number, reference: Reference): string {
  const own = reference.record;
  const pc = hexPair(seen[at + R_PC], seen[at + R_PC + 1]);
  const word = seen[at + R_WORD] !== 0 ? seen[at + R_WORD] : own[R_WORD];
  const text = disassemble(word) ?? `.word ${hex(word >>> 0)}`;
  const mode = ['U', 'S', '?', 'M'][seen[at + R_MODE]];
  const rule = RULES[isFetchDifference(seen, at, own) ? reference.fetchRule : reference.rule];
  const because = rule.name === 'none' ? '' : ` (${rule.says}; ${rule.source})`;
  return `${text} at ${pc} in ${mode}-mode: machine ${tell(seen, at)}; required ${tell(own, 0)}${because}`;
}
