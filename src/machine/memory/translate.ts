/**
 * From a physical page to what answers for it, through IOMMU regions: QEMU's address_space_translate_for_iotlb. Marks
 * notifiers, so that a rule change flushes the TLB.
 * @source tlb-iommu-path.md sections 2 and 6
 */
import { highOf, lowOf } from '../../bits/word.ts';
import { PAGE, REMAP_BASE } from '../../input/layout.ts';
import { TLB_IOPMP_V11, TLB_MAINLINE } from '../design.ts';
import { PERM_READ, PERM_WRITE, type WgChecker } from '../devices/wgchecker.ts';
import { PROT_R, PROT_W, PROT_X } from '../hart/pmp.ts';
import { STORE } from '../status.ts';
import { REGION_IOPMP, REGION_REMAP, REGIONS } from './board.ts';
import type { Bus } from './bus.ts';
import { behindIopmp } from './guarded.ts';
import { DOWNSTREAM } from './iopmp-gate.ts';
import {
  BLOCKED_RWX,
  DEVICE_IOPMP,
  DEVICE_REMAP,
  grantedSection,
  SECTION_IOMMU,
  SECTION_RAM,
  SECTIONS,
  type Section,
  sectionOfPage,
  UNASSIGNED,
} from './section.ts';

export class Translator {
  /** Result: section, offset of the page in it (halves), and the permissions that are left. */
  section = UNASSIGNED;
  offsetLo = 0;
  offsetHi = 0;
  prot = 0;
  /** The answer holds for the whole page. */
  wholePage = true;

  /** Bit i of word r: the hart's notifier for index i (a WID; 0 for the remapping region and the IOPMP) of region r is active. */
  readonly notifiers = new Int32Array(REGIONS);

  /** The running question: page address as it is translated, offset of the access in it, bytes, WID, direction. */
  private page = 0;
  private inPage = 0;
  private size = 0;
  private wid = 0;
  private isWrite = false;
  /** What one answer permits, as PERM_ bits. */
  private flags = 0;

  private readonly bus: Bus;
  /** Every question is one for no access type, which the devices take for a read. */
  private readonly isTypeless: boolean;
  /** Devices are asked at the address of the access, not of its page. */
  private readonly isExact: boolean;

  /** `tlb`: TLB_ number of the design. */
  constructor(bus: Bus, tlb: number) {
    this.bus = bus;
    this.isTypeless = tlb === TLB_MAINLINE || tlb === TLB_IOPMP_V11;
    this.isExact = tlb === TLB_IOPMP_V11;
  }

  reset(): void {
    for (let region = 0; region < REGIONS; region++) this.notifiers[region] = 0;
    this.section = UNASSIGNED;
    this.offsetLo = 0;
    this.offsetHi = 0;
    this.prot = 0;
    this.wholePage = true;
    this.page = 0;
    this.inPage = 0;
    this.size = 0;
    this.wid = 0;
    this.isWrite = false;
    this.flags = 0;
  }

  /** Early translation of the page at `pa`: stops at an IOMMU region. `paLo`, `paHi`: the same address in halves. */
  early(pa: number, paLo: number, paHi: number, wid: number): void {
    this.page = pa;
    this.section = sectionOfPage(this.bus, pa);
    this.wholePage = true;
    const section = SECTIONS[this.section];
    if (section.kind === SECTION_IOMMU) {
      this.mark(section, wid);
      // Mended: that a page has no verdict for all of it is known before it is asked for one.
      if (section.device === DEVICE_IOPMP) this.wholePage = this.bus.gate.isWhole(pa);
    }
    this.setOffset(paLo, paHi);
  }

  /** Late translation for `type`, for `size` bytes at `exact` in the page at `pa`; `prot` is what may be reduced. */
  late(
    pa: number,
    paLo: number,
    paHi: number,
    wid: number,
    prot: number,
    type: number,
    exact: number,
    size: number,
  ): void {
    this.begin(pa, wid, prot, type, exact, size);
    let section = SECTIONS[this.section];
    while (section.kind === SECTION_IOMMU) {
      this.mark(section, wid);
      this.follow(section);
      if (section.checker >= 0) this.bus.checker(section.checker).note(this.isWrite);
      else if (section.device === DEVICE_IOPMP) this.bus.gate.noteFill();
      section = SECTIONS[this.section];
    }
    this.setOffset(paLo, paHi);
  }

  /** As {@link late} but without side effects: no notifier is marked. For observers. */
  fresh(
    pa: number,
    paLo: number,
    paHi: number,
    wid: number,
    prot: number,
    type: number,
    exact: number,
    size: number,
  ): void {
    this.begin(pa, wid, prot, type, exact, size);
    let section = SECTIONS[this.section];
    while (section.kind === SECTION_IOMMU) {
      const { page } = this;
      this.follow(section);
      // A verdict at an exact address is that of the page only if no rule splits it.
      if (this.isExact && !this.isUniform(section, page)) this.wholePage = false;
      section = SECTIONS[this.section];
    }
    this.setOffset(paLo, paHi);
  }

  private isUniform(section: Section, page: number): boolean {
    if (section.device === DEVICE_IOPMP) return this.bus.iopmp.isUniform(this.bus.gate.hartRrid, page);
    return section.checker < 0 || this.bus.checker(section.checker).isUniform(page);
  }

  /** True if a notifier of the region was active and hears of the change; none of it is active afterwards. */
  takeNotifiers(region: number): boolean {
    if (region === REGION_IOPMP && !this.bus.gate.reachesHart) return false;
    const active = this.notifiers[region] !== 0;
    this.notifiers[region] = 0;
    return active;
  }

  private begin(pa: number, wid: number, prot: number, type: number, exact: number, size: number): void {
    this.page = pa;
    this.inPage = exact - pa;
    this.size = size;
    this.wid = wid;
    this.isWrite = type === STORE && !this.isTypeless;
    this.prot = prot;
    this.wholePage = true;
    this.section = sectionOfPage(this.bus, pa);
  }

  private mark(section: Section, wid: number): void {
    if (section.device === DEVICE_REMAP) this.notifiers[REGION_REMAP] |= 1;
    else if (section.device === DEVICE_IOPMP) {
      this.notifiers[REGION_IOPMP] = 1;
      this.bus.gate.register();
    } else this.notifiers[section.checker] |= 1 << wid;
  }

  /** Goes on to where the IOMMU region sends the page; takes from prot what the answer does not permit. */
  private follow(section: Section): void {
    const next =
      section.checker >= 0
        ? this.askChecker(section, this.bus.checker(section.checker))
        : section.device === DEVICE_REMAP
          ? this.askWindow()
          : this.askIopmp();
    if ((this.flags & PERM_READ) === 0) this.prot &= ~(PROT_R | PROT_X);
    if ((this.flags & PERM_WRITE) === 0) this.prot &= ~PROT_W;
    this.section = this.prot === 0 ? UNASSIGNED : next;
  }

  private askChecker(section: Section, checker: WgChecker): number {
    const exact = this.page + this.inPage;
    const asked = this.isExact ? exact : this.page;
    const granted = checker.translate(asked, exact, this.size, this.wid, this.isWrite);
    this.wholePage &&= checker.wholePage;
    // Blocked is right for the directions that are not granted.
    this.flags = granted ? checker.perm : ~checker.perm;
    return granted ? grantedSection(this.bus, this.section) : section.denied;
  }

  /** The IOPMP sends to what is behind it, or to one of its spaces. */
  private askIopmp(): number {
    const { gate } = this.bus;
    const { page, inPage, size, isWrite } = this;
    const rights = gate.translate(page, inPage, size, isWrite, this.isExact, this.isTypeless);
    this.wholePage &&= gate.wholePage;
    this.flags = gate.flags;
    return rights === DOWNSTREAM ? behindIopmp(this.bus, page, PAGE) : BLOCKED_RWX + rights;
  }

  /** The remapping region permits the direction asked, and the other one too if it leads to the same page. */
  private askWindow(): number {
    const { remap } = this.bus;
    const index = (this.page - REMAP_BASE) / PAGE;
    const target = remap.target(index, this.isWrite);
    this.flags = 0;
    if (target < 0) return UNASSIGNED;
    this.flags = this.isWrite ? PERM_WRITE : PERM_READ;
    if (remap.target(index, !this.isWrite) === target) this.flags = PERM_READ | PERM_WRITE;
    this.page = target;
    return sectionOfPage(this.bus, target);
  }

  private setOffset(paLo: number, paHi: number): void {
    const section = SECTIONS[this.section];
    if (this.section === UNASSIGNED) {
      this.offsetLo = paLo;
      this.offsetHi = paHi;
      return;
    }
    // RAM blocks lie end to end.
    const block = section.kind === SECTION_RAM ? this.bus.ram.base[section.block] : 0;
    const offset = this.page - section.base + block;
    this.offsetLo = lowOf(offset);
    this.offsetHi = highOf(offset);
  }
}
