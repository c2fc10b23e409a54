/**
 * What must hold for a TLB entry at rest, each rule a named function. *Fresh* is the late translation as design and
 * device under test give it now, without side effects.
 * @source tlb-iommu-path.md section 7, flag-pollution
 */
import { toNumber } from '../../bits/word.ts';
import { PROT_OF, PROT_W } from '../hart/pmp.ts';
import type { Bus } from '../memory/bus.ts';
import { SECTION_RAM, SECTION_ROMD, SECTIONS } from '../memory/section.ts';
import type { Translator } from '../memory/translate.ts';
import { COUNT, LOAD, STORE } from '../status.ts';
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
import type { Watchpoints } from './watchpoints.ts';

/** An entry under audit, with the fresh translations of its page for reads and for writes. */
export class Audit {
  readonly tlb: SoftTlb;
  readonly bus: Bus;
  readonly watchpoints: Watchpoints;
  /** The entry. */
  e = 0;
  /** The access type that is judged. */
  type = 0;
  /** The page that its valid comparators name. */
  pageLo = 0;
  pageHi = 0;

  /** Fresh translations, 0 for reads and fetches, 1 for writes: section, offset, permissions left, whole page. */
  readonly section = new Int32Array(2);
  readonly offset = new Int32Array(2);
  readonly prot = new Int32Array(2);
  readonly whole = new Int32Array(2);
  /** Which of the two have been asked for. */
  private readonly asked = new Uint8Array(2);

  private readonly translator: Translator;

  constructor(tlb: SoftTlb, translator: Translator, bus: Bus, watchpoints: Watchpoints) {
    this.tlb = tlb;
    this.watchpoints = watchpoints;
    this.translator = translator;
    this.bus = bus;
  }

  /** Takes up the entry at `e`, one of whose comparators is valid. */
  begin(e: number): void {
    this.e = e;
    const at = e + ADDR_IDX + 2 * firstValid(this.tlb, e);
    this.pageLo = this.tlb.words[at] & PAGE_MASK;
    this.pageHi = this.tlb.words[at + 1];
    this.asked[0] = 0;
    this.asked[1] = 0;
  }

  /** Asks for the fresh translation that an access type goes by; returns which of the two it is. */
  fresh(type: number): number {
    const way = type === STORE ? 1 : 0;
    if (this.asked[way] === 1) return way;
    this.asked[way] = 1;
    const { words } = this.tlb;
    const { e, translator } = this;
    const paLo = words[e + PHYS_ADDR];
    const paHi = words[e + PHYS_ADDR + 1];
    const page = toNumber(paLo, paHi);
    translator.fresh(page, paLo, paHi, words[e + ATTRS], words[e + PROT], type, page, 4096);
    this.section[way] = translator.section;
    this.offset[way] = translator.offsetLo;
    this.prot[way] = translator.prot;
    this.whole[way] = translator.wholePage ? 1 : 0;
    return way;
  }
}

/** Name of the first rule that the judged type of the entry breaks; '' if it keeps them all. */
export function brokenTypeRule(a: Audit): string {
  if (!typeIsPermitted(a)) return 'type-is-permitted';
  if (!forceSlowMeansSlowFlags(a)) return 'force-slow-means-slow-flags';
  if (isPending(a)) return pendingUntilTranslated(a) ? '' : 'pending-until-translated';
  if (!targetIsFresh(a)) return 'target-is-fresh';
  if (!watchedPageIsFlagged(a)) return 'watched-page-is-flagged';
  if (!cleanPageIsNotDirty(a)) return 'clean-page-is-notdirty';
  if (!ioIsNotNotDirty(a)) return 'io-is-not-notdirty';
  return addendIsFresh(a) ? '' : 'addend-is-fresh';
}

/** "-1 is always fine (slow flags then 0, FORCE_SLOW not judged)": name of the broken rule, '' if it is kept. */
export function brokenAbsentRule({ tlb, e, type }: Audit): string {
  return tlb.words[e + SLOW_FLAGS + type] === 0 ? '' : 'absent-type-has-no-slow-flags';
}

/** Name of the first rule that the entry as a whole breaks; '' if it keeps them all. */
export function brokenEntryRule(a: Audit): string {
  if (!onePageOfItsSlot(a)) return 'one-page-of-its-slot';
  if (!pageIsCachedOnce(a)) return 'page-is-cached-once';
  return sectionIsOfLastTranslation(a) ? '' : 'section-is-of-last-translation';
}

/** True if the comparator of `type` is not all ones. */
export function isValid(tlb: SoftTlb, e: number, type: number): boolean {
  const at = e + ADDR_IDX + 2 * type;
  return (tlb.words[at] & tlb.words[at + 1]) !== -1;
}

/** True if the comparator of `type` carries INVALID. */
export function isForOneUse(tlb: SoftTlb, e: number, type: number): boolean {
  return (tlb.words[e + ADDR_IDX + 2 * type] & TLB_INVALID) !== 0;
}

function firstValid(tlb: SoftTlb, e: number): number {
  return isValid(tlb, e, LOAD) ? LOAD : isValid(tlb, e, STORE) ? STORE : 2;
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
function pendingUntilTranslated(a: Audit): boolean {
  if ((a.tlb.words[a.e + USED] & (1 << a.type)) === 0) return true;
  const way = a.fresh(a.type);
  return a.whole[way] === 0 || (a.prot[way] & PROT_OF[a.type]) === 0 || !addendLeadsTo(a, way);
}

/** "Otherwise MMIO and DISCARD must be as fresh" */
function targetIsFresh(a: Audit): boolean {
  const way = a.fresh(a.type);
  if (a.whole[way] === 0) return true;
  const slow = a.tlb.words[a.e + SLOW_FLAGS + a.type];
  const isDirect = a.type === STORE ? isRam(a, way) : hasHost(a, way);
  const isDropped = a.type === STORE && isReadOnly(a, way);
  return ((slow & TLB_MMIO) === 0) === isDirect && ((slow & TLB_DISCARD_WRITE) !== 0) === isDropped;
}

/** "WATCHPOINT (LOAD, STORE) must be there if a watchpoint touches the page (there without one is fine)" */
function watchedPageIsFlagged(a: Audit): boolean {
  const flag = a.watchpoints.flagOf(a.pageLo, a.pageHi, a.type);
  return (a.tlb.words[a.e + SLOW_FLAGS + a.type] & flag) === flag;
}

/** "NOTDIRTY must be present on a non-pending STORE comparator of clean writable RAM" */
function cleanPageIsNotDirty(a: Audit): boolean {
  if (a.type !== STORE || !isRam(a, a.fresh(STORE)) || (a.prot[1] & PROT_W) === 0) return true;
  if (isReadOnly(a, a.fresh(STORE))) return true;
  return !a.bus.ram.isClean(a.offset[1] >>> 12) || hasNotDirty(a);
}

/** "and absent on I/O" */
function ioIsNotNotDirty(a: Audit): boolean {
  return !hasNotDirty(a) || (a.tlb.words[a.e + SLOW_FLAGS + a.type] & TLB_MMIO) === 0;
}

/** "The addend is judged if some non-pending T is RAM or ROMD": it must lead to the host page of the fresh translation. */
function addendIsFresh(a: Audit): boolean {
  const way = a.fresh(a.type);
  return (a.type === STORE ? !isRam(a, way) : !hasHost(a, way)) || addendLeadsTo(a, way);
}

/** True if the addend leads to the host page of the fresh translation. */
function addendLeadsTo(a: Audit, way: number): boolean {
  const { kind, block } = SECTIONS[a.section[way]];
  const { ram } = a.bus;
  const address = kind === SECTION_ROMD ? ram.base[block] + a.offset[way] : a.offset[way];
  return ((a.pageLo + a.tlb.words[a.e + ADDEND]) | 0) === ram.hostOf(address);
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
  return !holdsPage(tlb.words, e, pageLo, pageHi) || tlb.copies(tlb.mmuIndexOf(e), pageLo, pageHi) <= 1;
}

/** "section and xlatOffset against iommuLastAt only" */
function sectionIsOfLastTranslation(a: Audit): boolean {
  const { words } = a.tlb;
  const last = words[a.e + IOMMU_LAST_AT];
  if (words[a.e + IS_IOMMU] === 1 && last === COUNT) return true;
  // An entry that was translated when it was filled holds what is right for each type that it permits.
  const way = a.fresh(words[a.e + IS_IOMMU] === 1 ? last : firstValid(a.tlb, a.e));
  // A verdict for part of a page belongs to the access it was given for.
  if (a.whole[way] === 0) return true;
  const offset = (words[a.e + XLAT_OFFSET] + a.pageLo) & PAGE_MASK;
  return a.section[way] === words[a.e + SECTION] && offset === (a.offset[way] & PAGE_MASK);
}

function isPending({ tlb, e, type }: Audit): boolean {
  return (tlb.words[e + SLOW_FLAGS + type] & TLB_IOMMU) !== 0;
}

function isRam(a: Audit, way: number): boolean {
  return SECTIONS[a.section[way]].kind === SECTION_RAM;
}

function hasHost(a: Audit, way: number): boolean {
  const { kind } = SECTIONS[a.section[way]];
  return kind === SECTION_RAM || kind === SECTION_ROMD;
}

function isReadOnly(a: Audit, way: number): boolean {
  return SECTIONS[a.section[way]].readOnly;
}

function hasNotDirty({ tlb, e, type }: Audit): boolean {
  return (tlb.words[e + ADDR_IDX + 2 * type] & TLB_NOTDIRTY) !== 0;
}
