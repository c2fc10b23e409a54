/**
 * Filling a TLB entry (tlbSetPageFull) and translating it lazily (tlbTranslateIommu), as the v2 series does it; or
 * translating it when it is filled, as the designs before.
 * @source tlb-iommu-path.md sections 3, 4 and 6
 */
import { ADDRESS_LIMIT_HI, toNumber } from '../../bits/word.ts';
import { type Quirks, TLB_IOPMP_V11, TLB_V2 } from '../design.ts';
import { type Pmp, PROT_OF, PROT_R, PROT_W, PROT_X } from '../hart/pmp.ts';
import { type HartState, privilegeOf } from '../hart/state.ts';
import { accessFaultOf, type Walker } from '../hart/walker.ts';
import type { WorldIds } from '../hart/world-ids.ts';
import type { Bus } from '../memory/bus.ts';
import { SECTION_IOMMU, SECTION_RAM, SECTION_ROMD, SECTIONS } from '../memory/section.ts';
import type { Translator } from '../memory/translate.ts';
import type { RightsSights } from '../rights-sights.ts';
import {
  COUNT,
  FAULT,
  FETCH,
  LOAD,
  OK,
  STOP,
  STOP_DUAL_ADDEND,
  STOP_WID_OUT_OF_RANGE,
  STORE,
} from '../status.ts';
import {
  ADDEND,
  ADDR_IDX,
  ATTRS,
  IOMMU_LAST_AT,
  IS_IOMMU,
  LG_PAGE_SIZE,
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
import { EVENT_FILL, EVENT_TRANSLATE } from './translation-state.ts';
import type { Watchpoints } from './watchpoints.ts';

/** The parts of a machine that filling needs. */
export interface FillParts {
  readonly state: HartState;
  readonly tlb: SoftTlb;
  readonly walker: Walker;
  readonly pmp: Pmp;
  readonly bus: Bus;
  readonly translator: Translator;
  readonly worlds: WorldIds;
  readonly watchpoints: Watchpoints;
  readonly rights: RightsSights;
  readonly quirks: Quirks;
  /** TLB_ number of the design. */
  readonly design: number;
}

export class Filler {
  private readonly state: HartState;
  private readonly tlb: SoftTlb;
  private readonly walker: Walker;
  private readonly pmp: Pmp;
  private readonly bus: Bus;
  private readonly translator: Translator;
  private readonly worlds: WorldIds;
  private readonly watchpoints: Watchpoints;
  private readonly rights: RightsSights;
  private readonly quirks: Quirks;
  /** A fill leaves IOMMU regions to be translated at the first use of a type. */
  private readonly isLazy: boolean;
  /** Offsets of regions without host memory are those of the access, not of its page. */
  private readonly isExact: boolean;

  /** What the running fill enters: R/W/X, WID, and 12 or 0. */
  private prot = 0;
  private wid = 0;
  private lgPageSize = 12;
  /** Flags that the last translation gives readers and writers: entry and slow flags in one word. */
  private readFlags = 0;
  private writeFlags = 0;
  /** Host address of the translated page; 0: no host memory. */
  private host = 0;

  constructor(parts: FillParts) {
    this.state = parts.state;
    this.tlb = parts.tlb;
    this.walker = parts.walker;
    this.pmp = parts.pmp;
    this.bus = parts.bus;
    this.translator = parts.translator;
    this.worlds = parts.worlds;
    this.watchpoints = parts.watchpoints;
    this.rights = parts.rights;
    this.quirks = parts.quirks;
    this.isLazy = parts.design === TLB_V2;
    this.isExact = parts.design === TLB_IOPMP_V11;
  }

  /** Forgets the last translation. */
  reset(): void {
    this.prot = 0;
    this.wid = 0;
    this.lgPageSize = 12;
    this.readFlags = 0;
    this.writeFlags = 0;
    this.host = 0;
  }

  /**
   * Walks, asks PMP for `pmpSize` bytes, and enters the page of the virtual address at `e`. OK, FAULT, LEAVE or STOP.
   */
  fill(e: number, mmuIndex: number, lo: number, hi: number, type: number, pmpSize: number): number {
    const status = this.walker.walk(lo, hi, type, mmuIndex);
    if (status !== OK) {
      if (status === FAULT) this.rights.refused(e, type);
      return status;
    }
    const page = toNumber(this.walker.paLo, this.walker.paHi);
    // What lies at 2^53 or above is unassigned before it is an address: nothing for PMP to protect.
    const isAddress = this.walker.paHi >>> 0 < ADDRESS_LIMIT_HI;
    const whole = !isAddress || this.pmp.coversPage(page);
    if (isAddress && !this.permits(page + (lo & 0xfff), pmpSize, type, privilegeOf(mmuIndex), whole)) {
      this.state.fault(accessFaultOf(type), lo, hi);
      this.rights.refused(e, type);
      return FAULT;
    }
    this.prot = isAddress ? this.walker.prot & this.pmp.prot : this.walker.prot;
    this.wid = this.worlds.of(privilegeOf(mmuIndex));
    if (this.wid >>> 0 >= this.bus.worlds) return this.state.die(STOP_WID_OUT_OF_RANGE);
    this.lgPageSize = whole ? 12 : 0;
    if (this.isLazy) {
      this.translator.early(page, this.walker.paLo, this.walker.paHi, this.wid);
      if (!this.translator.wholePage) this.lgPageSize = 0;
      this.setPageFull(e, mmuIndex, lo & PAGE_MASK, hi, this.prot);
    } else this.fillTranslated(e, mmuIndex, lo, hi, type, page, pmpSize);
    // Asking a region, or registering with it, may have ended the machine.
    return this.state.stop === 0 ? OK : STOP;
  }

  /** Asks PMP, and tells the observer what it says. */
  private permits(pa: number, size: number, type: number, privilege: number, whole: boolean): boolean {
    const allowed = this.pmp.allows(pa, size, type, privilege);
    this.rights.decided(type, privilege, allowed, whole);
    return allowed;
  }

  /** The designs before v2: IOMMU regions are translated now, and what the answer does not permit is not entered. */
  private fillTranslated(
    e: number,
    mmuIndex: number,
    lo: number,
    hi: number,
    type: number,
    page: number,
    size: number,
  ): void {
    const { translator, walker, prot, wid } = this;
    const inPage = lo & 0xfff;
    const part = Math.min(size, 4096 - inPage);
    translator.late(page, walker.paLo, walker.paHi, wid, prot, type, page + inPage, part);
    if (!translator.wholePage) this.lgPageSize = 0;
    this.setPageFull(e, mmuIndex, lo & PAGE_MASK, hi, translator.prot);
    if (!this.isExact || this.host !== 0 || !this.quirks['offset-counted-twice']) return;
    this.tlb.words[e + XLAT_OFFSET] += inPage;
    if (this.tlb.words[e + XLAT_OFFSET] >>> 0 < inPage) this.tlb.words[e + XLAT_OFFSET + 1]++;
  }

  /** tlbSetPageFull: enters what walk, PMP and translation found; `prot`: what is left of the permissions. */
  private setPageFull(e: number, mmuIndex: number, pageLo: number, pageHi: number, prot: number): void {
    const { words } = this.tlb;
    const isIommu = SECTIONS[this.translator.section].kind === SECTION_IOMMU;
    this.chooseFlags(this.lgPageSize, prot);
    this.rights.entered(e, this.walker.paLo, this.walker.paHi, this.prot);
    this.tlb.makeRoom(mmuIndex, e, pageLo, pageHi);
    words[e + PHYS_ADDR] = this.walker.paLo;
    words[e + PHYS_ADDR + 1] = this.walker.paHi;
    words[e + ATTRS] = this.wid;
    words[e + PROT] = this.prot;
    words[e + LG_PAGE_SIZE] = this.lgPageSize;
    words[e + IS_IOMMU] = isIommu ? 1 : 0;
    words[e + IOMMU_LAST_AT] = COUNT;
    words[e + USED] = 0;
    this.setTarget(e, pageLo, pageHi);
    this.setAddend(e, pageLo, pageHi);
    this.setType(e, LOAD, pageLo, pageHi, (prot & PROT_R) !== 0, this.readFlags);
    this.setType(e, STORE, pageLo, pageHi, (prot & PROT_W) !== 0, this.writeFlags);
    this.setType(e, FETCH, pageLo, pageHi, (prot & PROT_X) !== 0, this.readFlags);
    this.tlb.observe(e, EVENT_FILL);
  }

  /**
   * Translates the IOMMU entry at `e` for `type` unless its last translation was for that type. The access is `size`
   * bytes at the virtual address. OK or STOP.
   */
  translateIommu(e: number, lo: number, hi: number, type: number, size: number): number {
    const words = this.tlb.words;
    if (words[e + IS_IOMMU] === 0 || words[e + IOMMU_LAST_AT] === type) return OK;
    const paLo = words[e + PHYS_ADDR];
    const paHi = words[e + PHYS_ADDR + 1];
    const page = toNumber(paLo, paHi);
    const prot = words[e + PROT];
    const t = this.translator;
    t.late(page, paLo, paHi, words[e + ATTRS], prot, type, page + (lo & 0xfff), size);
    if (this.state.stop !== 0) return STOP;
    // Only a verdict for part of the page (never as posted) makes the entry one for a single use.
    if (!t.wholePage) words[e + LG_PAGE_SIZE] = 0;
    this.chooseFlags(words[e + LG_PAGE_SIZE], t.prot);
    words[e + IOMMU_LAST_AT] = type;
    const pageLo = lo & PAGE_MASK;
    this.setTarget(e, pageLo, hi);
    if (this.host !== 0 && !this.adoptHost(e, pageLo, hi)) {
      if (this.quirks['dual-addend-assert']) return this.state.die(STOP_DUAL_ADDEND);
      // Cured: the addend stays that of the first host memory, these types stay pending (see Lookup).
      this.readFlags = (this.readFlags & TLB_INVALID) | TLB_IOMMU;
      this.writeFlags = this.readFlags;
    }
    for (let other = LOAD; other < COUNT; other++) {
      if ((t.prot & PROT_OF[other]) === 0) continue;
      this.setType(e, other, pageLo, hi, true, other === STORE ? this.writeFlags : this.readFlags);
    }
    this.tlb.observe(e, EVENT_TRANSLATE + type);
    return OK;
  }

  /** Flags and host address of the section just translated (tlb-iommu-path.md 3.3 to 3.5). */
  private chooseFlags(lgPageSize: number, prot: number): void {
    const t = this.translator;
    const { kind, readOnly, block } = SECTIONS[t.section];
    this.readFlags = lgPageSize < 12 ? TLB_INVALID : 0;
    this.writeFlags = this.readFlags;
    this.host = 0;
    if (kind === SECTION_RAM) {
      this.host = this.bus.ram.hostOf(t.offsetLo);
      if ((prot & PROT_W) === 0) return;
      if (readOnly) this.writeFlags |= TLB_DISCARD_WRITE;
      else if (this.bus.ram.isClean(t.offsetLo >>> 12)) this.writeFlags |= TLB_NOTDIRTY;
      return;
    }
    if (kind === SECTION_ROMD) {
      this.host = this.bus.ram.hostOf(this.bus.ram.base[block] + t.offsetLo);
      this.writeFlags |= TLB_MMIO;
      return;
    }
    const slow = kind === SECTION_IOMMU ? TLB_IOMMU : TLB_MMIO;
    this.readFlags |= slow;
    this.writeFlags |= slow;
  }

  private setTarget(e: number, pageLo: number, pageHi: number): void {
    const words = this.tlb.words;
    const t = this.translator;
    words[e + SECTION] = t.section;
    words[e + XLAT_OFFSET] = t.offsetLo - pageLo;
    const borrow = t.offsetLo >>> 0 < pageLo >>> 0 ? 1 : 0;
    words[e + XLAT_OFFSET + 1] = t.offsetHi - pageHi - borrow;
  }

  private setAddend(e: number, pageLo: number, pageHi: number): void {
    const words = this.tlb.words;
    words[e + ADDEND] = this.host - pageLo;
    const borrow = this.host >>> 0 < pageLo >>> 0 ? 1 : 0;
    words[e + ADDEND + 1] = -pageHi - borrow;
  }

  /** Sets the addend if none is set; false: another one is (the dual-addend assertion). */
  private adoptHost(e: number, pageLo: number, pageHi: number): boolean {
    const words = this.tlb.words;
    const lo = (pageLo + words[e + ADDEND]) | 0;
    const carry = lo >>> 0 < pageLo >>> 0 ? 1 : 0;
    const hi = (pageHi + words[e + ADDEND + 1] + carry) | 0;
    if (lo !== 0 || hi !== 0) return lo === this.host && hi === 0;
    this.setAddend(e, pageLo, pageHi);
    return true;
  }

  private setType(
    e: number,
    type: number,
    pageLo: number,
    pageHi: number,
    permitted: boolean,
    flags: number,
  ): void {
    const words = this.tlb.words;
    const at = e + ADDR_IDX + 2 * type;
    if (!permitted) {
      words[at] = -1;
      words[at + 1] = -1;
      words[e + SLOW_FLAGS + type] = 0;
      return;
    }
    const slow = (flags & (TLB_INVALID - 1)) | this.watchpoints.flagOf(pageLo, pageHi, type);
    words[at] = pageLo | (flags & (TLB_INVALID | TLB_NOTDIRTY)) | (slow !== 0 ? TLB_FORCE_SLOW : 0);
    words[at + 1] = pageHi;
    words[e + SLOW_FLAGS + type] = slow;
  }
}
