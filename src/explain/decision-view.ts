/** What checkers, IOPMP, PMP and the remapping region decided, as plain data. Addresses are `0x…` texts. */
import type { RefusalAnswer } from '../oracle/decision.ts';

/** Mode of a slot or an entry. */
export type RangeMode = 'off' | 'tor' | 'na4' | 'napot';

/** A checker's slot and what it has to say of an access. */
export interface SlotView {
  readonly slot: number;
  readonly mode: RangeMode;
  /** First and last byte; absent if it has no range. */
  readonly first?: string;
  readonly last?: string;
  /** off; empty; elsewhere (holds no byte); partly (holds some bytes); refuses (lacks the right); grants. */
  readonly says: 'off' | 'empty' | 'elsewhere' | 'partly' | 'refuses' | 'grants';
  /** Step that changed it last; absent: it is as it was at the start. */
  readonly set?: number;
}

/** The PMP entry that decides: the first that matches a byte. */
export interface PmpEntryView {
  readonly number: number;
  readonly mode: RangeMode;
  readonly first: string;
  readonly last: string;
  /** `rwx` and `locked`. */
  readonly flags: string;
  /** Step that changed it last; absent: it is as it was at the start. */
  readonly set?: number;
}

/** An entry of the IOPMP and what it has to say of a transaction. */
export interface ScreenEntryView {
  readonly entry: number;
  /** Its memory domain. */
  readonly domain: number;
  readonly mode: RangeMode;
  /** `rwx`, and the reactions it suppresses, as in an input. */
  readonly flags: string;
  /** First and last byte; absent if it has no region. */
  readonly first?: string;
  readonly last?: string;
  /** As of a {@link SlotView}. */
  readonly says: SlotView['says'];
  /** Its own bits say otherwise: the SRCMD table takes the right away, or gives it. */
  readonly isByTable?: true;
  /** It has the last word. */
  readonly decides?: true;
  /** Step that changed it, or the bound it begins at, last; absent: it is as it was at the start. */
  readonly set?: number;
}

/** What the IOPMP was asked about a transaction, and what it answered. */
export interface ScreenView {
  readonly by: 'iopmp';
  readonly address: string;
  readonly size: number;
  /** `amo` needs read and write. */
  readonly right: 'read' | 'write' | 'execute' | 'amo';
  readonly rrid: number;
  /** Of two devices in a row: which it is; absent: it is alone. */
  readonly asked?: 'first' | 'second';
  readonly granted: boolean;
  /** False: it lets everything through. */
  readonly enabled: boolean;
  /** Memory domains of the RRID. */
  readonly domains: readonly number[];
  /** The entries of these domains, ascending. */
  readonly entries: readonly ScreenEntryView[];
  /** Why it was refused: the error type, and the entry that the record names. */
  readonly error?: { readonly type: number; readonly name: string; readonly entry?: number };
  /** What its refused pieces came to, in their order; none: it was only asked. */
  readonly answers: readonly RefusalAnswer[];
  /** What beside the entries decides and is not as it was at the start: its name, and the step that changed it last. */
  readonly settings: readonly { readonly name: string; readonly set: number }[];
}

/** What the rules decided on an access, its physical address as it was asked about. */
export type DecisionView =
  | ScreenView
  | {
      readonly by: 'checker';
      /** dram, uart, flash, outer. */
      readonly checker: string;
      readonly address: string;
      readonly size: number;
      readonly right: 'read' | 'write';
      readonly wid: number;
      readonly granted: boolean;
      /** Every slot from 1 up. */
      readonly slots: readonly SlotView[];
    }
  | {
      readonly by: 'pmp';
      readonly address: string;
      readonly size: number;
      readonly right: 'read' | 'write' | 'execute';
      readonly mode: string;
      readonly granted: boolean;
      /** Absent: no entry matches. */
      readonly entry?: PmpEntryView;
    }
  | {
      readonly by: 'remap';
      readonly address: string;
      readonly right: 'read' | 'write';
      readonly page: number;
      /** False: that direction has no target. */
      readonly granted: boolean;
      readonly to?: string;
      /** Step that changed the page's registers last; absent: they are as they were at the start. */
      readonly set?: number;
    };
