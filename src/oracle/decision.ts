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

/** Told of each decision when it is made, and of those that are only asked for. */
export interface DecisionListener {
  checked(access: CheckedAccess): void;
  guarded(access: ProtectedAccess): void;
  routed(access: RoutedAccess): void;
}
