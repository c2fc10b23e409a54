/** How a part of an instruction ended. Nothing is thrown on the way (a throw costs microseconds). */
export const OK = 0;
/** A guest trap is pending in the hart's `cause` and `tval`. */
export const FAULT = 1;
/** The block is left before a region is called; the instruction runs again as a one-instruction block. */
export const LEAVE = 2;
/** The machine died: see the hart's `stop`. */
export const STOP = 3;
/** A watchpoint stopped the instruction before data moved: the hart's `cause` is the access type, `tval` the address. */
export const WATCHED = 7;

/** Access types, in the order that the TLB's comparators have (tlb-iommu-path.md section 1). */
export const LOAD = 0;
export const STORE = 1;
export const FETCH = 2;
export const COUNT = 3;

/** Ways a machine dies; index into this list is the hart's `stop`. Each names the crash kind it is reported as. */
export const STOPS = [
  { name: 'none', kind: 'none', says: '' },
  {
    name: 'dual-addend',
    kind: 'dual-addend',
    says: 'a lazy translation found a host address other than the one the entry holds',
  },
  { name: 'wid-out-of-range', kind: 'assert', says: 'a WID of nworlds or more reached the bus' },
  { name: 'code-outside-ram', kind: 'assert', says: 'a code pointer lies in no RAM block' },
  { name: 'data-outside-ram', kind: 'host-fault', says: 'data would move at a host address that is no RAM' },
  {
    name: 'dirty-outside-ram',
    kind: 'host-fault',
    says: 'dirty bits were asked for a RAM address in no block',
  },
  { name: 'endless-retry', kind: 'hang', says: 'one instruction was tried again and again without retiring' },
  {
    name: 'entry-freed',
    kind: 'host-fault',
    says: 'a store went on with a TLB entry whose table its first piece had resized',
  },
  {
    name: 'index-out-of-bounds',
    kind: 'host-fault',
    says: 'the IOPMP used an index beyond the end of one of its arrays',
  },
  { name: 'endless-scan', kind: 'hang', says: 'a read of ERR_MFR never came back to the window it began at' },
  {
    name: 'empty-bit-field',
    kind: 'assert',
    says: 'a field of no bits was cut out of a register of the IOPMP',
  },
  { name: 'stall-spin', kind: 'hang', says: 'an access of a stalled RRID was tried again and again' },
  {
    name: 'notifier-index',
    kind: 'assert',
    says: 'a hart registered a notifier for an index that the region does not have',
  },
] as const;

export const STOP_DUAL_ADDEND = 1;
export const STOP_WID_OUT_OF_RANGE = 2;
export const STOP_CODE_OUTSIDE_RAM = 3;
export const STOP_DATA_OUTSIDE_RAM = 4;
export const STOP_DIRTY_OUTSIDE_RAM = 5;
export const STOP_ENDLESS_RETRY = 6;
export const STOP_ENTRY_FREED = 7;
export const STOP_INDEX_OUT_OF_BOUNDS = 8;
export const STOP_ENDLESS_SCAN = 9;
export const STOP_EMPTY_BIT_FIELD = 10;
export const STOP_STALL_SPIN = 11;
export const STOP_NOTIFIER_INDEX = 12;
