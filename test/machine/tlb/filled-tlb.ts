import { parseDesign, type Quirks } from '../../../src/machine/design.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import { ADDEND, ADDR_IDX, SLOW_FLAGS, TLB_FORCE_SLOW } from '../../../src/machine/tlb/entry.ts';
import { SoftTlb } from '../../../src/machine/tlb/soft-tlb.ts';

/** Flags of the three types of an entry; undefined: not valid. */
export interface Comparators {
  readonly load?: number;
  readonly store?: number;
  readonly fetch?: number;
  /** Slow flags of STORE. */
  readonly slow?: number;
}

/** Page number to the low half of its virtual address. */
export const page = (number: number): number => (number << 12) | 0;

/** A SoftTlb that is filled by hand: page n has host page n + 0x100. */
export class FilledTlb {
  readonly tlb: SoftTlb;

  constructor(entries = 64, window = 100, quirks: Quirks = parseDesign('fixed').quirks) {
    this.tlb = new SoftTlb(SILENT, quirks);
    this.tlb.reset(entries, window);
  }

  /** Fills page `number`; returns its entry. */
  fill(number: number, { load = 0, store = 0, fetch = 0, slow = 0 }: Comparators = {}, mmuIndex = 0): number {
    const { tlb } = this;
    const pageLo = page(number);
    const e = tlb.slot(mmuIndex, pageLo);
    tlb.makeRoom(mmuIndex, e, pageLo, 0);
    [load, store, fetch].forEach((flags, type) => {
      const at = e + ADDR_IDX + 2 * type;
      tlb.words[at] = flags === -1 ? -1 : pageLo | flags | (type === 1 && slow !== 0 ? TLB_FORCE_SLOW : 0);
      tlb.words[at + 1] = flags === -1 ? -1 : 0;
      tlb.words[e + SLOW_FLAGS + type] = type === 1 ? slow : 0;
    });
    tlb.words[e + ADDEND] = page(number + 0x100) - pageLo;
    tlb.words[e + ADDEND + 1] = 0;
    return e;
  }

  /** The comparator of a type at an entry, low half, unsigned. */
  comparator(e: number, type: number): number {
    return this.tlb.words[e + ADDR_IDX + 2 * type] >>> 0;
  }

  /** Looks for a page among the victims. */
  victimHit(number: number, type = 0, mmuIndex = 0): boolean {
    return this.tlb.victimHit(mmuIndex, this.tlb.slot(mmuIndex, page(number)), page(number), 0, type);
  }

  /** Page numbers of the valid victims, by place; undefined: empty. */
  victims(mmuIndex = 0): (number | undefined)[] {
    return Array.from({ length: 8 }, (_, i) => {
      const at = this.tlb.victim(mmuIndex, i);
      const word = this.tlb.words[at] & this.tlb.words[at + 1];
      return word === -1 ? undefined : this.tlb.words[at] >>> 12;
    });
  }
}
