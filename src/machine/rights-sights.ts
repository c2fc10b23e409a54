/**
 * What an observer sees of rights as they come about and change: what PMP decided and by what kind of entry, what became
 * of a write to a register that rights hang on, and what a page may be used for once its translation was forgotten.
 * The wgChecker and the IOPMP tell of themselves.
 */
import { CSR } from '../isa/csr-names.ts';
import { PMPADDR0 } from './hart/csr-file.ts';
import { type Pmp, PROT_OF } from './hart/pmp.ts';
import { type HartState, MSTATUS_MPRV } from './hart/state.ts';
import { DOMAIN_RIGHTS, type Probe } from './probe.ts';
import { isEmpty, PHYS_ADDR, PROT } from './tlb/entry.ts';
import type { SoftTlb } from './tlb/soft-tlb.ts';

/** What a feature of DOMAIN_RIGHTS tells of, in the two top bits of its key. */
const NOTE_DECIDED = 0;
const NOTE_WRITTEN = 1 << 30;
const NOTE_FORGOTTEN = 2 << 30;
const NOTE_FOUND = 3 << 30;

/** What makes the TLB forget: fences, rules, the memory map, or the register of a kind. */
export const BY_FENCE = 1;
export const BY_RULES = 2;
export const BY_MAP = 3;
const BY_REGISTER = 4;

/** Registers that rights hang on, by kind. */
const REGISTERS: readonly (readonly number[])[] = [
  [CSR.sstatus, CSR.mstatus],
  [CSR.satp],
  [CSR.mlwid, CSR.slwid],
  [CSR.mwiddeleg],
  [CSR.mseccfg],
  [CSR.pmpcfg0, CSR.pmpcfg2],
  Array.from({ length: 16 }, (_, entry) => PMPADDR0 + entry),
];
const NO_KIND = 0xff;
/** Kind of register by CSR number. */
const KIND_OF = Uint8Array.from({ length: 0x1000 }, (_, number) => {
  const kind = REGISTERS.findIndex((numbers) => numbers.includes(number));
  return kind < 0 ? NO_KIND : kind;
});

export class RightsSights {
  /** What made the TLB forget last. */
  private forgotBy = 0;
  private readonly probe: Probe;
  private readonly state: HartState;
  private readonly pmp: Pmp;
  private readonly tlb: SoftTlb;

  constructor(probe: Probe, state: HartState, pmp: Pmp, tlb: SoftTlb) {
    this.probe = probe;
    this.state = state;
    this.pmp = pmp;
    this.tlb = tlb;
  }

  reset(): void {
    this.forgotBy = 0;
  }

  /** PMP answered a fill for `type` at a privilege. `whole`: the answer holds for the page. */
  decided(type: number, privilege: number, allowed: boolean, whole: boolean): void {
    const answer = (allowed ? 1 : 0) | (whole ? 2 : 0);
    this.probe.feature(
      DOMAIN_RIGHTS,
      NOTE_DECIDED |
        this.pmp.rule |
        (type << 10) |
        (privilege << 12) |
        (answer << 14) |
        (this.pmp.seccfg << 16),
    );
  }

  /** A CSR was written: whether that makes the TLB forget, and mstatus as it was before. */
  written(number: number, flushes: boolean, statusBefore: number): void {
    const kind = KIND_OF[number];
    if (kind === NO_KIND) return;
    // MPRV, SUM and MXR lie side by side.
    const turned = ((statusBefore ^ this.state.mstatus) / MSTATUS_MPRV) & 7;
    const filled = this.tlb.dirtyIndexes << 10;
    this.probe.feature(
      DOMAIN_RIGHTS,
      NOTE_WRITTEN | kind | (turned << 4) | (this.pmp.takeFate() << 14) | filled | (flushes ? 1 << 8 : 0),
    );
    if (flushes) this.forgets(BY_REGISTER + kind);
  }

  /** The TLB is about to forget; `by`: a BY_ number. */
  forgets(by: number): void {
    this.forgotBy = by;
    this.probe.feature(
      DOMAIN_RIGHTS,
      NOTE_FORGOTTEN | by | (this.tlb.dirtyIndexes << 4) | (this.state.mode << 8),
    );
  }

  /** A page is about to be entered at `e`: what has become of its rights if it was forgotten there. */
  entered(e: number, paLo: number, paHi: number, prot: number): void {
    const { words } = this.tlb;
    if (!isEmpty(words, e) || words[e + PHYS_ADDR] !== paLo || words[e + PHYS_ADDR + 1] !== paHi) return;
    const before = words[e + PROT];
    this.probe.feature(DOMAIN_RIGHTS, NOTE_FOUND | before | (prot << 3) | (this.forgotBy << 6));
  }

  /** A page that was forgotten at `e` is not entered again: `type` is refused with a cause. */
  refused(e: number, type: number): void {
    const { words } = this.tlb;
    if (!isEmpty(words, e) || (words[e + PROT] & PROT_OF[type]) === 0) return;
    this.probe.feature(
      DOMAIN_RIGHTS,
      NOTE_FOUND | (1 << 16) | type | (this.forgotBy << 6) | (this.state.cause << 10),
    );
  }
}
