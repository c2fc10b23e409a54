/**
 * The translation state of a TLB entry, packed into an int: what coverage counts and explanations name
 * (tlb-iommu-path.md section 7).
 */
import {
  ADDEND,
  IOMMU_LAST_AT,
  IS_IOMMU,
  PAGE_MASK,
  SLOW_FLAGS,
  TLB_DISCARD_WRITE,
  TLB_INVALID,
  TLB_IOMMU,
  TLB_MMIO,
  TLB_NOTDIRTY,
  TLB_WATCHPOINT,
} from './entry.ts';

/** Per access type; `blocked` is `io` behind an IOMMU. */
export const TYPE_STATES = ['absent', 'pending', 'ram', 'io', 'blocked', 'discard'] as const;
const PENDING = 1;
const RAM = 2;
const IO = 3;
const DISCARD = 5;

/** Events that move an entry from one state to the next. */
export const EVENTS = [
  'fill',
  'translate-load',
  'translate-store',
  'translate-fetch',
  'swap',
  'evict',
  'reset-dirty',
  'set-dirty',
  'flush',
  'notify',
  'purge',
  'flush-page',
] as const;
export const EVENT_FILL = 0;
export const EVENT_TRANSLATE = 1;
export const EVENT_SWAP = 4;
export const EVENT_EVICT = 5;
export const EVENT_RESET_DIRTY = 6;
export const EVENT_SET_DIRTY = 7;
export const EVENT_FLUSH = 8;
export const EVENT_NOTIFY = 9;
export const EVENT_PURGE = 10;
export const EVENT_FLUSH_PAGE = 11;

/** Type state by slow flags, for a comparator that is valid and an entry that is not behind an IOMMU. */
const BY_SLOW_FLAGS = Uint8Array.from({ length: TLB_INVALID }, (_, slow) => {
  if ((slow & TLB_MMIO) !== 0) return IO;
  if ((slow & TLB_IOMMU) !== 0) return PENDING;
  return (slow & TLB_DISCARD_WRITE) !== 0 ? DISCARD : RAM;
});

/** Bits: load 2:0, store 5:3, fetch 8:6, store not dirty 9, watch 10, invalid 11, addend set 12, iommuLastAt 14:13, victim 15. */
export function translationState(words: Int32Array, e: number, victim: boolean): number {
  const load = (words[e] & words[e + 1]) !== -1;
  const store = (words[e + 2] & words[e + 3]) !== -1;
  const fetch = (words[e + 4] & words[e + 5]) !== -1;
  // What an IOMMU sends elsewhere than to RAM it blocks.
  const io = words[e + IS_IOMMU];
  let state = (words[e + IOMMU_LAST_AT] << 13) | (victim ? 1 << 15 : 0);
  let valid = 0;
  if (load) {
    state |= typeState(words[e + SLOW_FLAGS], io);
    valid = words[e];
  }
  if (fetch) {
    state |= typeState(words[e + SLOW_FLAGS + 2], io) << 6;
    valid = words[e + 4];
  }
  if (store) {
    state |= typeState(words[e + SLOW_FLAGS + 1], io) << 3;
    valid = words[e + 2];
    state |= (valid & TLB_NOTDIRTY) << 2;
  }
  if (!load && !store && !fetch) return state;
  state |= ((words[e + SLOW_FLAGS] | words[e + SLOW_FLAGS + 1]) & TLB_WATCHPOINT) << 9;
  state |= (valid & TLB_INVALID) << 5;
  const addendIsSet = (((valid & PAGE_MASK) + words[e + ADDEND]) | 0) !== 0;
  return addendIsSet ? state | (1 << 12) : state;
}

/** A translation state in words, e.g. `load=ram store=pending+notdirty fetch=ram addend last=load`. */
export function describeState(state: number): string {
  const parts = [
    `load=${TYPE_STATES[state & 7]}`,
    `store=${TYPE_STATES[(state >> 3) & 7]}${(state & 0x200) !== 0 ? '+notdirty' : ''}`,
    `fetch=${TYPE_STATES[(state >> 6) & 7]}`,
  ];
  if ((state & 0x400) !== 0) parts.push('watch');
  if ((state & 0x800) !== 0) parts.push('invalid');
  if ((state & 0x1000) !== 0) parts.push('addend');
  parts.push(`last=${['load', 'store', 'fetch', 'none'][(state >> 13) & 3]}`);
  if ((state & 0x8000) !== 0) parts.push('victim');
  return parts.join(' ');
}

function typeState(slow: number, isIommu: number): number {
  const state = BY_SLOW_FLAGS[slow & (TLB_INVALID - 1)];
  return state === IO ? IO + isIommu : state;
}
