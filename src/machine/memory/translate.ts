/**
 * From a physical page to what answers for it, through IOMMU regions: QEMU's address_space_translate_for_iotlb with an
 * access type. Marks notifiers, so that a rule change flushes the TLB.
 * @source tlb-iommu-path.md section 2
 */
import { highOf, lowOf } from '../../bits/word.ts';
import { PERM_READ, PERM_WRITE } from '../devices/wgchecker.ts';
import { PROT_R, PROT_W, PROT_X } from '../hart/pmp.ts';
import { STORE } from '../status.ts';
import type { Bus } from './bus.ts';
import {
  DRAM,
  DRAM_BLOCKED,
  SECTION_IOMMU,
  SECTION_RAM,
  SECTIONS,
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

  /** Bit w of word c: the hart's notifier for (checker c, WID w) is active. */
  readonly notifiers = new Int32Array(2);

  private readonly bus: Bus;

  constructor(bus: Bus) {
    this.bus = bus;
  }

  reset(): void {
    this.notifiers[0] = 0;
    this.notifiers[1] = 0;
    this.section = UNASSIGNED;
    this.offsetLo = 0;
    this.offsetHi = 0;
    this.prot = 0;
    this.wholePage = true;
  }

  /** Early translation of the page at `pa`: stops at an IOMMU region. `paLo`, `paHi`: the same address in halves. */
  early(pa: number, paLo: number, paHi: number, wid: number): void {
    this.section = sectionOfPage(this.bus, pa);
    this.setOffset(pa, paLo, paHi);
    const section = SECTIONS[this.section];
    if (section.kind === SECTION_IOMMU) this.notifiers[section.checker] |= 1 << wid;
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
    this.early(pa, paLo, paHi, wid);
    this.ask(pa, wid, prot, type, exact, size);
    const section = SECTIONS[sectionOfPage(this.bus, pa)];
    if (section.kind === SECTION_IOMMU) this.bus.checker(section.checker).note(type === STORE);
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
    this.section = sectionOfPage(this.bus, pa);
    this.setOffset(pa, paLo, paHi);
    this.ask(pa, wid, prot, type, exact, size);
  }

  /** True if a notifier was active; all are inactive afterwards. */
  takeNotifiers(): boolean {
    const active = (this.notifiers[0] | this.notifiers[1]) !== 0;
    this.notifiers[0] = 0;
    this.notifiers[1] = 0;
    return active;
  }

  private ask(pa: number, wid: number, prot: number, type: number, exact: number, size: number): void {
    this.prot = prot;
    this.wholePage = true;
    const section = SECTIONS[this.section];
    if (section.kind !== SECTION_IOMMU) return;
    const checker = this.bus.checker(section.checker);
    const granted = checker.translate(pa, exact, size, wid, type === STORE);
    this.wholePage = checker.wholePage;
    // Blocked is right for the directions that are not granted.
    const flags = granted ? checker.perm : ~checker.perm & (PERM_READ | PERM_WRITE);
    if ((flags & PERM_READ) === 0) this.prot &= ~(PROT_R | PROT_X);
    if ((flags & PERM_WRITE) === 0) this.prot &= ~PROT_W;
    if (this.prot === 0) this.section = UNASSIGNED;
    else this.section = granted ? DRAM : DRAM_BLOCKED;
  }

  private setOffset(pa: number, paLo: number, paHi: number): void {
    const section = SECTIONS[this.section];
    if (this.section === UNASSIGNED) {
      this.offsetLo = paLo;
      this.offsetHi = paHi;
      return;
    }
    // RAM blocks lie end to end: low RAM behind DRAM.
    const block = section.kind === SECTION_RAM && section.block === 1 ? this.bus.dramBytes : 0;
    const offset = pa - section.base + block;
    this.offsetLo = lowOf(offset);
    this.offsetHi = highOf(offset);
  }
}
