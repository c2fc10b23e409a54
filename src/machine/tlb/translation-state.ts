/**
 * The translation state of a TLB entry, packed into an int: what coverage counts and explanations name
 * (tlb-iommu-path.md section 7).
 */
import { SECTION_BLOCKED, SECTIONS } from '../memory/section.ts';
import {
  ADDEND,
  ADDR_IDX,
  IOMMU_LAST_AT,
  PAGE_MASK,
  SECTION,
  SLOW_FLAGS,
  TLB_DISCARD_WRITE,
  TLB_INVALID,
  TLB_IOMMU,
  TLB_MMIO,
  TLB_NOTDIRTY,
  TLB_WATCHPOINT,
} from './entry.ts';

/** Per access type. */
export const TYPE_STATES = ['absent', 'pending', 'ram', 'io', 'blocked', 'discard'] as const;
const ABSENT = 0;
const PENDING = 1;
const RAM = 2;
const IO = 3;
const BLOCKED = 4;
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

/** Bits: load 2:0, store 5:3, fetch 8:6, store not dirty 9, watch 10, invalid 11, addend set 12, iommuLastAt 14:13, victim 15. */
export function translationState(words: Int32Array, e: number, victim: boolean): number {
  const load = typeState(words, e, 0);
  const store = typeState(words, e, 1);
  const fetch = typeState(words, e, 2);
  const notDirty = store !== ABSENT && (words[e + ADDR_IDX + 2] & TLB_NOTDIRTY) !== 0 ? 1 : 0;
  const watch = ((words[e + SLOW_FLAGS] | words[e + SLOW_FLAGS + 1]) & TLB_WATCHPOINT) !== 0 ? 1 : 0;
  const valid = validComparator(words, e);
  const invalid = valid >= 0 && (words[e + valid] & TLB_INVALID) !== 0 ? 1 : 0;
  const addend = valid >= 0 && addendIsSet(words, e, valid) ? 1 : 0;
  return (
    load |
    (store << 3) |
    (fetch << 6) |
    (notDirty << 9) |
    (watch << 10) |
    (invalid << 11) |
    (addend << 12) |
    (words[e + IOMMU_LAST_AT] << 13) |
    (victim ? 1 << 15 : 0)
  );
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

/** Offset of a comparator that is not all ones; -1: the entry is empty. */
function validComparator(words: Int32Array, e: number): number {
  for (let i = 0; i < 6; i += 2) if ((words[e + i] & words[e + i + 1]) !== -1) return i;
  return -1;
}

/** True if addend + page is not 0, that is, a host address is known. */
function addendIsSet(words: Int32Array, e: number, comparator: number): boolean {
  const page = words[e + comparator] & PAGE_MASK;
  return ((page + words[e + ADDEND]) | 0) !== 0;
}

function typeState(words: Int32Array, e: number, type: number): number {
  const at = e + ADDR_IDX + 2 * type;
  if ((words[at] & words[at + 1]) === -1) return ABSENT;
  const slow = words[e + SLOW_FLAGS + type];
  if ((slow & TLB_MMIO) !== 0) {
    const last = words[e + IOMMU_LAST_AT];
    const own = last === type || last === 3 || (type === 2 && last === 0) || (type === 0 && last === 2);
    return own && SECTIONS[words[e + SECTION]].kind !== SECTION_BLOCKED ? IO : BLOCKED;
  }
  if ((slow & TLB_IOMMU) !== 0) return PENDING;
  return (slow & TLB_DISCARD_WRITE) !== 0 ? DISCARD : RAM;
}
