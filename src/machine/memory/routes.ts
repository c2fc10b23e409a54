/** The way of a transaction to what serves it: checkers, the IOPMP, the remapping region and shared pages. */
import { type Input, PAGE, REMAP_BASE } from '../../input/layout.ts';
import { LOAD, STORE } from '../status.ts';
import { Board } from './board.ts';
import { behindIopmp, sectionOfPiece } from './guarded.ts';
import { NOT_REFUSED } from './iopmp-gate.ts';
import {
  BLOCKED_RWX,
  DEVICE_IOPMP,
  DEVICE_REMAP,
  grantedSection,
  SECTION_DISPATCH,
  SECTION_IOMMU,
  SECTIONS,
  type Section,
  sectionOfPage,
  UNASSIGNED,
} from './section.ts';

export class Routes extends Board {
  /** The part of an access on one page that the coming pieces belong to: physical address and bytes. */
  portion = 0;
  portionSize = 0;

  /** Where {@link route} ended, and whether a page that regions share was on the way. */
  routed = 0;
  shared = false;

  override reset(input: Input): void {
    super.reset(input);
    this.portion = 0;
    this.portionSize = 0;
    this.routed = 0;
    this.shared = false;
  }

  /**
   * Who serves a transaction that does not come through the TLB: asks checkers and IOPMP, and follows the remapping region
   * on its way. Returns a section that is no IOMMU and no shared page; `routed` is the address there, `shared` whether a
   * shared page was on the way.
   */
  route(pa: number, size: number, wid: number, isWrite: boolean): number {
    this.routed = pa;
    this.shared = false;
    if (this.hasIopmp) this.gate.begin(pa, size, isWrite ? STORE : LOAD);
    return this.follow(sectionOfPage(this, pageOf(pa)), size, wid, isWrite);
  }

  /** As {@link route}, for the piece at `pa` of a part that has come as far as the section `from`. */
  protected routeOn(from: number, pa: number, size: number, wid: number, isWrite: boolean): number {
    this.routed = pa;
    this.shared = false;
    return this.follow(from, size, wid, isWrite);
  }

  /** The way of the piece at `routed` from a section on. */
  private follow(from: number, size: number, wid: number, isWrite: boolean): number {
    let section = from;
    for (;;) {
      const s = SECTIONS[section];
      if (s.kind === SECTION_DISPATCH) {
        this.shared = true;
        section = sectionOfPiece(this, section, this.routed, size);
      } else if (s.kind !== SECTION_IOMMU) return section;
      else if (s.checker >= 0) section = this.askChecker(section, s, size, wid, isWrite);
      else section = s.device === DEVICE_REMAP ? this.redirect(isWrite) : this.askIopmp(size);
    }
  }

  /** A piece of a shared page is asked for by itself, else the part of the access that it belongs to. */
  private askChecker(id: number, s: Section, size: number, wid: number, isWrite: boolean): number {
    const { gate } = this;
    const isPart = this.hasIopmp && !this.shared;
    this.portion = isPart ? gate.part : this.routed;
    this.portionSize = isPart ? gate.partSize : size;
    const granted = this.allCheckers[s.checker].grants(this.portion, this.portionSize, wid, isWrite);
    return granted ? grantedSection(this, id) : s.denied;
  }

  private askIopmp(size: number): number {
    return this.gate.grants(this.routed) ? behindIopmp(this, this.routed, size) : BLOCKED_RWX;
  }

  /**
   * Who serves the read and write that an A/D update is: every checker and the IOPMP must grant both, the remapping region
   * must send both to one page. Returns as {@link route}; a refusal is logged as that of a write.
   */
  routeUpdate(pa: number, wid: number): number {
    let section = sectionOfPage(this, pageOf(pa));
    this.routed = pa;
    this.shared = false;
    while (SECTIONS[section].kind === SECTION_IOMMU) {
      const s = SECTIONS[section];
      if (s.device === DEVICE_REMAP) {
        const index = Math.floor((this.routed - REMAP_BASE) / PAGE);
        const isOne = this.remap.target(index, false) === this.remap.target(index, true);
        section = isOne ? this.redirect(true) : UNASSIGNED;
      } else if (s.device === DEVICE_IOPMP) section = this.askForUpdate();
      else section = this.grantsUpdate(s.checker, wid) ? grantedSection(this, section) : s.denied;
    }
    return section;
  }

  /** As posted, the same looked up by the checkers as a read by no one in particular; the IOPMP may still ask for both. */
  routeUpdateAsRead(pa: number): number {
    const { gate } = this;
    const { amo, amoRefused } = gate;
    gate.rrid = gate.walkRrid;
    gate.amo = !gate.shows('update-asks-read');
    gate.amoRefused = NOT_REFUSED;
    const section = this.route(pa, 8, this.trustedWid, false);
    if (section === BLOCKED_RWX && gate.amo) gate.refuse(this.routed, 8);
    gate.amo = amo;
    gate.amoRefused = amoRefused;
    gate.rrid = gate.hartRrid;
    return section;
  }

  private askForUpdate(): number {
    return this.gate.grantsUpdate(this.routed) ? behindIopmp(this, this.routed, 8) : BLOCKED_RWX;
  }

  private grantsUpdate(which: number, wid: number): boolean {
    const checker = this.allCheckers[which];
    const reads = checker.grants(this.routed, 8, wid, false);
    if (checker.grants(this.routed, 8, wid, true) && reads) return true;
    checker.log(this.routed, wid, true);
    return false;
  }

  /** Moves `routed` to where the remapping region sends it; the section there. */
  private redirect(isWrite: boolean): number {
    const offset = this.routed - REMAP_BASE;
    const target = this.remap.target(Math.floor(offset / PAGE), isWrite);
    if (target < 0) return UNASSIGNED;
    const moved = target + (offset % PAGE) - this.routed;
    this.routed += moved;
    this.gate.part += moved;
    return sectionOfPage(this, target);
  }
}

/** The page of a physical address. */
export function pageOf(pa: number): number {
  return Math.floor(pa / PAGE) * PAGE;
}
