/** What an explanation says, as plain data: `--json` prints it, `text.ts` makes columns of it. Numbers are `0x…` texts. */
import type { DecisionView } from './decision-view.ts';

/** One access of one side of a step. */
export interface AccessView {
  readonly type: 'load' | 'store' | 'probe';
  readonly size: number;
  readonly va: string;
  /** fault, ram, io, blocked (denied in silence), discarded (a store to read-only memory), probed (nothing moves). */
  readonly outcome: string;
  /** Where it went and what moved; absent for a fault. */
  readonly pa?: string;
  readonly data?: string;
  /** Bytes of a cache block's store that were refused without a bus error, in words; absent: none was. */
  readonly refused?: string;
  /** The machine walked the page table for it. */
  readonly walked: boolean;
}

/** How one side of a step ended. */
export interface Side {
  readonly pc: string;
  readonly mode: string;
  /** The instruction's bits; `0x0` if the fetch trapped. */
  readonly word: string;
  /** `watchpoint`: stopped by one, to run again; `stopped`: the machine died. */
  readonly ends: 'retired' | 'exception' | 'interrupt' | 'watchpoint' | 'stopped';
  readonly accesses: readonly AccessView[];
  /** Destination register after the step. */
  readonly register?: { readonly name: string; readonly value: string };
  readonly trap?: { readonly cause: number; readonly name: string; readonly tval: string };
  /** The access that a watchpoint stopped. */
  readonly watched?: { readonly type: 'load' | 'store'; readonly va: string };
}

/** A rule of the oracle. */
interface RuleView {
  readonly name: string;
  readonly says: string;
  readonly source: string;
}

/** A page-table entry that a walk read. */
interface PteView {
  readonly level: number;
  readonly address: string;
  readonly value: string;
  /** Step that stored to it last; absent: none did. */
  readonly set?: number;
}

/** One page walk of the reference. */
export interface WalkView {
  readonly type: string;
  readonly va: string;
  /** False: the machine walked nothing, and this is what a walk would have found. */
  readonly made: boolean;
  /** From the root down. */
  readonly ptes: readonly PteView[];
}

/** One TLB entry in one step: how it was used on the slow path, or what else happened to it. */
export interface EntryView {
  readonly page: string;
  /** `U`, `S`, `S+SUM` or `M`: whose accesses it serves. */
  readonly index: string;
  /** Access types that used it. */
  readonly used: readonly string[];
  /** Step that filled it; absent if it was not used. */
  readonly filled?: number;
  readonly events: readonly string[];
  /** Translation state in words before and after the step. */
  readonly before: string;
  readonly after: string;
}

/** One step of both sides. */
export interface StepView {
  readonly step: number;
  /** Events from outside the guest, just before the step. */
  readonly events: readonly string[];
  /** What was decided on transfers among them, on the side of the rules. */
  readonly eventDecisions: readonly DecisionView[];
  readonly pc: string;
  readonly mode: string;
  /** In assembly; empty if none was fetched. */
  readonly instruction: string;
  /** lookup, link, or running block; and `uncached`. */
  readonly fetch: readonly string[];
  readonly machine: Side;
  /** What the rules require; absent where the machine stopped. */
  readonly required?: Side;
  /** The rule that refused, if one did. */
  readonly rule?: RuleView;
  /** Range mode of the checker slot that granted last: tor, na4, napot. */
  readonly grantedBy?: string;
  /** Liberties of the machine that the rules allow, used in this step. */
  readonly allowances: readonly string[];
  readonly walks: readonly WalkView[];
  readonly entries: readonly EntryView[];
  /** What checkers, IOPMP, PMP and the remapping region decided, or were asked about, on the side of the rules. */
  readonly decisions: readonly DecisionView[];
  /** Where the sides differ or the rules refuse: which steps last touched what decided, in sentences. */
  readonly history: readonly string[];
  /** Both sides agree. */
  readonly same: boolean;
}

/** The crash that an explanation ends with. */
export interface FindingView {
  readonly kind: string;
  readonly group: string;
  readonly step: number;
  readonly detail: string;
  readonly beside: readonly string[];
  /** Quirks each of whose removal alone cures it; absent if they were not looked for. */
  readonly causes?: readonly { readonly id: string; readonly ref: string; readonly effect: string }[];
}

/** One execution, step by step until the two sides differ. */
export interface Explanation {
  readonly design: string;
  /** Steps that the machine made, and the input's budget. */
  readonly steps: number;
  readonly budget: number;
  /** The steps up to the first difference. */
  readonly told: readonly StepView[];
  /** Index of the first difference in {@link told}; absent if the sides agree in every step. */
  readonly differs?: number;
  readonly finding?: FindingView;
}
