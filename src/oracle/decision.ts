/** Decisions on accesses, for whoever wants to tell them. */

/** What a checker's slot has to say of an access. */
export interface SlotVerdict {
  readonly slot: number;
  /** First and last byte of its range; absent if it has none. */
  readonly first?: number;
  readonly last?: number;
  /**
   * off; empty (a range that holds nothing); elsewhere (holds no byte of the access); partly (holds some of it); refuses
   * (holds it, without the right); grants.
   */
  readonly says: 'off' | 'empty' | 'elsewhere' | 'partly' | 'refuses' | 'grants';
}

/** What an entry of the IOPMP has to say of a transaction. */
export interface EntryVerdict {
  readonly entry: number;
  /** Its memory domain. */
  readonly domain: number;
  /** First and last byte of its region; absent if it has none. */
  readonly first?: number;
  readonly last?: number;
  /** As in {@link SlotVerdict}. The first priority entry that is neither off, empty nor elsewhere decides. */
  readonly says: SlotVerdict['says'];
  /** By its own bits alone it would say otherwise: the SRCMD table takes the right away, or gives it. */
  readonly isByTable?: true;
}

/** An access that a checker was asked about. */
export interface CheckedAccess {
  /** Number of the checker, CHECKER_DRAM … CHECKER_OUTER. */
  readonly checker: number;
  readonly address: number;
  readonly size: number;
  readonly wid: number;
  /** 0 read, 1 write. */
  readonly direction: number;
  readonly granted: boolean;
  /** Slots from 1 up. */
  readonly slots: readonly SlotVerdict[];
}

/** An access that PMP was asked about: physical address in halves. */
export interface ProtectedAccess {
  readonly lo: number;
  readonly hi: number;
  readonly size: number;
  /** One of the PMP_ rights: 1 read, 2 write, 4 execute. */
  readonly right: number;
  readonly privilege: number;
  readonly allowed: boolean;
  /** The entry that matches first; -1: none does. */
  readonly entry: number;
}

/** An access to the remapping region: addresses in halves. */
export interface RoutedAccess {
  readonly lo: number;
  readonly hi: number;
  /** 0 read, 1 write. */
  readonly direction: number;
  /** Where it goes; the address itself if it has no target. */
  readonly toLo: number;
  readonly toHi: number;
}

/** A transaction that the IOPMP was asked about. */
export interface ScreenedTransaction {
  readonly rrid: number;
  /** Physical address of its first byte, in halves. */
  readonly lo: number;
  readonly hi: number;
  readonly size: number;
  /** `amo` needs read and write at once. */
  readonly type: 'read' | 'write' | 'fetch' | 'amo';
  readonly granted: boolean;
  /** It checks at all. */
  readonly enabled: boolean;
  /** Memory domains of the RRID, and what their entries have to say, both ascending. */
  readonly domains: readonly number[];
  readonly entries: readonly EntryVerdict[];
  /** Of a refusal: the error type, and the entry that is named; -1: none is. */
  readonly refusal?: { readonly etype: number; readonly entry: number };
}

/** What the IOPMP does about one piece of a transaction that it refuses. */
export interface RefusalAnswer {
  /** Else made-up data are read, and what is written is dropped. */
  readonly busError: boolean;
  /** In the error record; only in the multi-fault record; nowhere. */
  readonly record: 'first' | 'subsequent' | 'none';
  readonly interrupt: 'wire' | 'message' | 'none';
}

/** Told of each decision when it is made, and of those that are only asked for. */
export interface DecisionListener {
  checked(access: CheckedAccess): void;
  guarded(access: ProtectedAccess): void;
  routed(access: RoutedAccess): void;
  screened(transaction: ScreenedTransaction): void;
  /** Of what was refused last by the IOPMP: once for each piece. */
  answered(answer: RefusalAnswer): void;
}
