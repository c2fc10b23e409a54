/** What checkers, IOPMP, PMP and the remapping region decided in one step, as an explanation shows it. */
import { hex, hexPair } from '../bits/word.ts';
import { REMAP_BASE } from '../input/layout.ts';
import type {
  CheckedAccess,
  DecisionListener,
  ProtectedAccess,
  RefusalAnswer,
  RoutedAccess,
  ScreenedTransaction,
  SlotVerdict,
} from '../oracle/decision.ts';
import type { Reference } from '../oracle/reference.ts';
import type { DecisionView, PmpEntryView, RangeMode, SlotView } from './decision-view.ts';
import { CHECKER_NAMES, type LastSet, pmpEntry } from './last-set.ts';
import { modeName } from './names.ts';
import { lastSetOf, RANGE_MODES, rightsOf, since } from './range-view.ts';
import { screenView } from './screen-view.ts';

const RIGHTS: Readonly<Record<number, 'read' | 'write' | 'execute'>> = {
  1: 'read',
  2: 'write',
  4: 'execute',
};
const SLOT_CFG = 0x30;
const SLOT_BYTES = 0x20;
const PAGE_BITS = 12;
const ADDRESS_BITS = 64;

/** Collects the decisions of the step under way; the same one twice counts once. */
export class DecisionBook implements DecisionListener {
  private readonly reference: Reference;
  private readonly lastSet: LastSet;
  private readonly pair = new Int32Array(2);
  private views = new Map<string, DecisionView>();
  /** Answers to each transaction that the IOPMP refused, and to the one it was asked about last. */
  private readonly answers = new Map<string, RefusalAnswer[]>();
  private lastAnswers: RefusalAnswer[] = [];

  constructor(reference: Reference, lastSet: LastSet) {
    this.reference = reference;
    this.lastSet = lastSet;
  }

  /** The decisions since the last call, in their order. */
  take(): readonly DecisionView[] {
    const taken = [...this.views.values()];
    this.views = new Map();
    this.answers.clear();
    return taken;
  }

  checked({ checker, address, size, wid, direction, granted, slots }: CheckedAccess): void {
    const name = CHECKER_NAMES[checker];
    this.add({
      by: 'checker',
      checker: name,
      address: hex(address),
      size,
      right: direction === 0 ? 'read' : 'write',
      wid,
      granted,
      slots: slots.map((slot) => this.slotView(checker, slot)),
    });
  }

  guarded({ lo, hi, size, right, privilege, allowed, entry }: ProtectedAccess): void {
    this.add({
      by: 'pmp',
      address: hexPair(lo, hi),
      size,
      right: RIGHTS[right],
      mode: modeName(privilege),
      granted: allowed,
      ...(entry < 0 ? {} : { entry: this.entryView(entry) }),
    });
  }

  routed({ lo, hi, direction, toLo, toHi }: RoutedAccess): void {
    const page = (lo - REMAP_BASE) >>> PAGE_BITS;
    const granted = lo !== toLo || hi !== toHi;
    this.add({
      by: 'remap',
      address: hexPair(lo, hi),
      right: direction === 0 ? 'read' : 'write',
      page,
      granted,
      ...(granted ? { to: hexPair(toLo, toHi) } : {}),
      ...since(this.lastSet.of(`remap page ${page}`)),
    });
  }

  screened(transaction: ScreenedTransaction): void {
    const key = JSON.stringify(transaction);
    this.lastAnswers = this.answers.get(key) ?? [];
    if (this.answers.has(key)) return;
    this.answers.set(key, this.lastAnswers);
    this.views.set(key, screenView(this.reference, this.lastSet, transaction, this.lastAnswers));
  }

  answered(answer: RefusalAnswer): void {
    this.lastAnswers.push(answer);
  }

  private add(view: DecisionView): void {
    this.views.set(JSON.stringify(view), view);
  }

  private slotView(checker: number, { slot, first, last, says }: SlotVerdict): SlotView {
    const cfg = this.reference.checkerRegister(checker, SLOT_CFG + slot * SLOT_BYTES);
    const range = first === undefined || last === undefined ? {} : { first: hex(first), last: hex(last) };
    const mode = RANGE_MODES[cfg & 3];
    return {
      slot,
      mode,
      ...range,
      says,
      ...since(this.lastSet.of(`slot ${slot} of ${CHECKER_NAMES[checker]}`)),
    };
  }

  private entryView(number: number): PmpEntryView {
    const { cfg, addr } = pmpEntry(this.reference, number, this.pair);
    const mode = RANGE_MODES[(cfg >> 3) & 3];
    const below = mode === 'tor' && number > 0 ? pmpEntry(this.reference, number - 1, this.pair).addr : 0n;
    const [first, last] = rangeOf(mode, addr, below);
    const set = lastSetOf(this.lastSet, mode, `pmp ${number}`, `pmp ${number - 1}`);
    const flags = `${rightsOf(cfg)}${cfg & 0x80 ? ' locked' : ''}`;
    return { number, mode, first, last, flags, ...since(set) };
  }
}

/**
 * First and last byte of a PMP entry.
 * @source Privileged ISA 3.7.1
 */
function rangeOf(mode: RangeMode, addr: bigint, below: bigint): [string, string] {
  const bytes = (value: bigint) => hex(BigInt.asUintN(ADDRESS_BITS, value));
  if (mode === 'tor') return [bytes(below << 2n), bytes((addr << 2n) - 1n)];
  const words = BigInt.asUintN(62, addr);
  const span = mode === 'napot' ? words ^ (words + 1n) : 0n;
  return [bytes((words & ~span) << 2n), bytes(((words | span) << 2n) | 3n)];
}
