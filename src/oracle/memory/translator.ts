import { BLOCK_BYTES } from '../../trace/record.ts';
import { allowanceIndex } from '../allowances.ts';
import { type HartState, MSTATUS } from '../hart/hart-state.ts';
import type { StepRecord } from '../hart/step-record.ts';
import type { Worlds } from '../world/worlds.ts';
import type { Bus } from './bus.ts';
import type { FormedTranslations } from './formed-translations.ts';
import type { Pmp } from './pmp.ts';
import { TRANSLATED, type Walker } from './walker.ts';

const STALE_TRANSLATION = allowanceIndex('stale-translation');

/**
 * What the machine recorded about a translation: the freedom of a TLB is resolved by it. Where it walked, nothing else
 * counts; where the address is known, `refused` and `passed` do not.
 */
export interface TranslationHint {
  /** It walked the page table now. */
  walked: boolean;
  /** The physical address it came to is known ... */
  known: boolean;
  /** ... and is this: behind the remapping region, or in it where the access goes no further. */
  wantLo: number;
  wantHi: number;
  /** The access ended in an access fault in this portion: by PMP, or by what answers behind the remapping region. */
  refused: boolean;
  /** The access failed, but not in this portion: PMP let it pass. */
  passed: boolean;
  /** Bytes of the portion; BLOCK_BYTES are asked for one by one. */
  size: number;
  /** READ or WRITE. */
  direction: number;
  /** One of the PMP_ rights. */
  right: number;
  /** One of {@link PURPOSE}. */
  purpose: number;
}

/**
 * Virtual to physical addresses. A translation that the machine made by a walk is made by a walk; one that it made
 * without (from its TLB) must be what a walk would find now, or one of the translations formed since the last fence
 * from a PTE that has changed meanwhile.
 *
 * @source Privileged ISA 4.2.1; tlb-iommu-path.md 7, "a PTE changed without sfence.vma is permitted"
 */
export class Translator {
  paLo = 0;
  paHi = 0;
  /** The hint for the next translation, set by the caller. */
  readonly hint: TranslationHint = {
    walked: true,
    known: false,
    wantLo: 0,
    wantHi: 0,
    refused: false,
    passed: false,
    size: 0,
    direction: 0,
    right: 0,
    purpose: 0,
  };
  private readonly hart: HartState;
  private readonly worlds: Worlds;
  private readonly pmp: Pmp;
  private readonly bus: Bus;
  private readonly walker: Walker;
  private readonly formed: FormedTranslations;
  private readonly step: StepRecord;

  constructor(parts: {
    hart: HartState;
    worlds: Worlds;
    pmp: Pmp;
    bus: Bus;
    walker: Walker;
    formed: FormedTranslations;
    step: StepRecord;
  }) {
    this.hart = parts.hart;
    this.worlds = parts.worlds;
    this.pmp = parts.pmp;
    this.bus = parts.bus;
    this.walker = parts.walker;
    this.formed = parts.formed;
    this.step = parts.step;
  }

  /** Translates va for `type` with `privilege`; the result is in paLo and paHi if it returns TRANSLATED. */
  translate(vaLo: number, vaHi: number, type: number, privilege: number): number {
    if (!this.hart.isTranslated(privilege)) {
      this.paLo = vaLo;
      this.paHi = vaHi;
      return TRANSLATED;
    }
    if (!this.hint.walked && this.isServed(vaLo, vaHi, type, privilege)) return TRANSLATED;
    const status = this.walker.walk(vaLo, vaHi, type, privilege);
    if (status !== TRANSLATED) return status;
    this.paLo = this.walker.paLo;
    this.paHi = this.walker.paHi;
    this.formed.add(this.walker, vaLo, vaHi);
    return TRANSLATED;
  }

  /**
   * Whether a translation without a walk is accounted for: by what a walk would find, else by an old translation. One
   * that explains what the machine recorded comes before one that merely serves.
   */
  private isServed(vaLo: number, vaHi: number, type: number, privilege: number): boolean {
    const rule = this.step.rule;
    const explained = this.choose(vaLo, vaHi, type, privilege);
    let served = explained;
    if (!explained && (this.hint.refused || this.hint.passed)) {
      this.hint.refused = false;
      this.hint.passed = false;
      served = this.choose(vaLo, vaHi, type, privilege);
    }
    this.step.rule = rule;
    return served;
  }

  private choose(vaLo: number, vaHi: number, type: number, privilege: number): boolean {
    const present = this.walker.ask(vaLo, vaHi, type, privilege);
    this.paLo = this.walker.paLo;
    this.paHi = this.walker.paHi;
    if (present === TRANSLATED && this.isWanted(privilege)) return true;
    const access = { type, privilege, status: this.hart.csr[MSTATUS] };
    const va = { lo: vaLo, hi: vaHi };
    for (let k = this.formed.next(-1, va, access); k >= 0; k = this.formed.next(k, va, access)) {
      this.paLo = this.formed.physicalLo(k) | (vaLo & 0xfff);
      this.paHi = this.formed.physicalHi(k);
      if (!this.isWanted(privilege)) continue;
      this.step.allow(STALE_TRANSLATION);
      return true;
    }
    return false;
  }

  /** Whether the physical address now in paLo, paHi fits the hint. */
  private isWanted(privilege: number): boolean {
    const { known, wantLo, wantHi, refused, passed, size, direction, right } = this.hint;
    if (known && this.paLo === wantLo && this.paHi === wantHi) return true;
    const { window } = this.bus;
    window.route(this.paLo, this.paHi, direction);
    if (known) return window.lo === wantLo && window.hi === wantHi;
    if (!refused && !passed) return true;
    const isAllowed = this.pmp.allows(this.paLo, this.paHi, size, right, privilege);
    if (passed) return isAllowed;
    if (!isAllowed) return true;
    this.bus.mark(this.worlds.widOf(privilege), this.hint.purpose);
    if (size !== BLOCK_BYTES) return this.bus.wouldFail(window.lo, window.hi, size, direction);
    for (let i = 0; i < BLOCK_BYTES; i++) {
      if (this.bus.wouldFail((window.lo + i) | 0, window.hi, 1, direction)) return true;
    }
    return false;
  }
}
