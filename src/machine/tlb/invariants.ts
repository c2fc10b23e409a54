/**
 * What must hold for a TLB entry at rest, each rule a named function. *Fresh* is the late translation as design and
 * device under test give it now, without side effects.
 * @source tlb-iommu-path.md section 7, flag-pollution
 */
import { toNumber } from '../../bits/word.ts';
import { PROT_R, PROT_W, PROT_X } from '../hart/pmp.ts';
import type { Bus } from '../memory/bus.ts';
import { SECTION_RAM, SECTIONS } from '../memory/section.ts';
import type { Translator } from '../memory/translate.ts';
import { COUNT, STORE } from '../status.ts';
import {
  ADDEND,
  ADDR_IDX,
  ATTRS,
  holdsPage,
  IOMMU_LAST_AT,
  IS_IOMMU,
  PAGE_MASK,
  PHYS_ADDR,
  PROT,
  SECTION,
  SLOW_FLAGS,
  TLB_DISCARD_WRITE,
  TLB_FORCE_SLOW,
  TLB_INVALID,
  TLB_IOMMU,
  TLB_MMIO,
  TLB_NOTDIRTY,
  USED,
  XLAT_OFFSET,
} from './entry.ts';
import type { SoftTlb } from './soft-tlb.ts';

const PROT_OF = [PROT_R, PROT_W, PROT_X] as const;

/** An entry under audit: where it lies and, per call, the access type that is judged (COUNT: the entry as a whole). */
export interface Audit {
  readonly tlb: SoftTlb;
  readonly translator: Translator;
  readonly bus: Bus;
  /** The entry. */
  e: number;
  /** An access type whose comparator is valid and without INVALID; COUNT for rules about the whole entry. */
  type: number;
  /** The page its valid comparators name. */
  pageLo: number;
  pageHi: number;
}

/** A rule about one access type of an entry. */
export interface TypeRule {
  readonly name: string;
  readonly holds: (audit: Audit) => boolean;
}

/** Rules for each type whose comparator is valid and without INVALID. */
// biome-ignore format: a table
export const TYPE_RULES: readonly TypeRule[] = [
  { name: 'type-is-permitted', holds: typeIsPermitted },
  { name: 'force-slow-means-slow-flags', holds: forceSlowMeansSlowFlags },
  { name: 'pending-until-translated', holds: pendingUntilTranslated },
  { name: 'target-is-fresh', holds: targetIsFresh },
  { name: 'clean-page-is-notdirty', holds: cleanPageIsNotDirty },
  { name: 'io-is-not-notdirty', holds: ioIsNotNotDirty },
  { name: 'addend-is-fresh', holds: addendIsFresh },
];

/** Rules for the entry as a whole. */
// biome-ignore format: a table
export const ENTRY_RULES: readonly TypeRule[] = [
  { name: 'one-page-of-its-slot', holds: onePageOfItsSlot },
  { name: 'page-is-cached-once', holds: pageIsCachedOnce },
  { name: 'section-is-of-last-translation', holds: sectionIsOfLastTranslation },
];

/** True if the comparator of `type` is not all ones. */
export function isValid(tlb: SoftTlb, e: number, type: number): boolean {
  const at = e + ADDR_IDX + 2 * type;
  return (tlb.words[at] & tlb.words[at + 1]) !== -1;
}

/** True if the comparator of `type` carries INVALID. */
export function isForOneUse(tlb: SoftTlb, e: number, type: number): boolean {
  return (tlb.words[e + ADDR_IDX + 2 * type] & TLB_INVALID) !== 0;
}

/** "not permitted by full.prot: must be -1" */
function typeIsPermitted({ tlb, e, type }: Audit): boolean {
  return (tlb.words[e + PROT] & PROT_OF[type]) !== 0;
}

/** "FORCE_SLOW = (slow flags != 0)" */
function forceSlowMeansSlowFlags({ tlb, e, type }: Audit): boolean {
  const forced = (tlb.words[e + ADDR_IDX + 2 * type] & TLB_FORCE_SLOW) !== 0;
  return forced === (tlb.words[e + SLOW_FLAGS + type] !== 0);
}

/** "Pending is fine until, since this fill, T was used and its translation permitted T" */
function pendingUntilTranslated(audit: Audit): boolean {
  const { tlb, e, type } = audit;
  if (!isPending(audit) || (tlb.words[e + USED] & (1 << type)) === 0) return true;
  askFresh(audit, type);
  return !audit.translator.wholePage || (audit.translator.prot & PROT_OF[type]) === 0;
}

/** "Otherwise MMIO and DISCARD must be as fresh" */
function targetIsFresh(audit: Audit): boolean {
  if (isPending(audit)) return true;
  const slow = audit.tlb.words[audit.e + SLOW_FLAGS + audit.type];
  askFresh(audit, audit.type);
  if (!audit.translator.wholePage) return true;
  const ram = SECTIONS[audit.translator.section].kind === SECTION_RAM;
  return ((slow & TLB_MMIO) !== 0) === !ram && (slow & TLB_DISCARD_WRITE) === 0;
}

/** "NOTDIRTY must be present on a non-pending STORE comparator of clean writable RAM" */
function cleanPageIsNotDirty(audit: Audit): boolean {
  if (audit.type !== STORE || isPending(audit)) return true;
  askFresh(audit, STORE);
  const t = audit.translator;
  if (SECTIONS[t.section].kind !== SECTION_RAM || (t.prot & PROT_W) === 0) return true;
  return !audit.bus.ram.isClean(t.offsetLo >>> 12) || hasNotDirty(audit);
}

/** "and absent on I/O" */
function ioIsNotNotDirty(audit: Audit): boolean {
  if (isPending(audit) || !hasNotDirty(audit)) return true;
  return (audit.tlb.words[audit.e + SLOW_FLAGS + audit.type] & TLB_MMIO) === 0;
}

/** "The addend is judged if some non-pending T is RAM": it must lead to the host page of the fresh translation. */
function addendIsFresh(audit: Audit): boolean {
  if (isPending(audit)) return true;
  askFresh(audit, audit.type);
  const t = audit.translator;
  if (SECTIONS[t.section].kind !== SECTION_RAM) return true;
  const words = audit.tlb.words;
  return ((audit.pageLo + words[audit.e + ADDEND]) | 0) === audit.bus.ram.hostOf(t.offsetLo);
}

/** "The valid comparators of an entry name one page, that of its slot" */
function onePageOfItsSlot({ tlb, e, pageLo, pageHi }: Audit): boolean {
  for (let type = 0; type < COUNT; type++) {
    const at = e + ADDR_IDX + 2 * type;
    if (!isValid(tlb, e, type)) continue;
    if ((tlb.words[at] & PAGE_MASK) !== pageLo || tlb.words[at + 1] !== pageHi) return false;
  }
  return tlb.isVictim(e) || tlb.slot(tlb.mmuIndexOf(e), pageLo) === e;
}

/** "no second live entry for it exists in table and victims" */
function pageIsCachedOnce({ tlb, e, pageLo, pageHi }: Audit): boolean {
  if (!holdsPage(tlb.words, e, pageLo, pageHi)) return true;
  const index = tlb.mmuIndexOf(e);
  const main = tlb.slot(index, pageLo);
  let copies = holdsPage(tlb.words, main, pageLo, pageHi) ? 1 : 0;
  for (let i = 0; i < 8; i++) if (holdsPage(tlb.words, tlb.victim(index, i), pageLo, pageHi)) copies++;
  return copies <= 1;
}

/** "section and xlatOffset against iommuLastAt only" */
function sectionIsOfLastTranslation(audit: Audit): boolean {
  const { tlb, e, pageLo } = audit;
  const words = tlb.words;
  const last = words[e + IOMMU_LAST_AT];
  if (words[e + IS_IOMMU] === 1 && last === COUNT) return true;
  askFresh(audit, last === COUNT ? 0 : last);
  const t = audit.translator;
  // A verdict for part of a page belongs to the access it was given for.
  if (!t.wholePage) return true;
  return t.section === words[e + SECTION] && ((words[e + XLAT_OFFSET] + pageLo) | 0) === t.offsetLo;
}

function isPending({ tlb, e, type }: Audit): boolean {
  return (tlb.words[e + SLOW_FLAGS + type] & TLB_IOMMU) !== 0;
}

function hasNotDirty({ tlb, e, type }: Audit): boolean {
  return (tlb.words[e + ADDR_IDX + 2 * type] & TLB_NOTDIRTY) !== 0;
}

/** The fresh translation of the entry's page for `type`, in the translator's result fields. */
function askFresh({ tlb, translator, e }: Audit, type: number): void {
  const words = tlb.words;
  const paLo = words[e + PHYS_ADDR];
  const paHi = words[e + PHYS_ADDR + 1];
  const page = toNumber(paLo, paHi);
  translator.fresh(page, paLo, paHi, words[e + ATTRS], words[e + PROT], type, page, 4096);
}
