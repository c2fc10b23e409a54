/** The CSRs that traps use: vector, scratch, epc, cause and tval of M and S, 64 bits each. */
import type { CSR } from '../../isa/csr-names.ts';
import { type HartState, MODE_M } from './state.ts';

/** Places in {@link TrapCsrs.words}; those of S follow those of M. */
const TVEC = 0;
const SCRATCH = 2;
const EPC = 4;
const CAUSE = 6;
const TVAL = 8;
const OF_S = 10;

export class TrapCsrs {
  /** mtvec, mscratch, mepc, mcause, mtval, then the same of S; two words each. */
  readonly words = new Int32Array(2 * OF_S);

  reset(): void {
    for (let i = 0; i < this.words.length; i++) this.words[i] = 0;
  }

  /** Trap vector (base and mode) of M or S, low half; the upper half is {@link vectorHi}. */
  vectorLo(mode: number): number {
    return this.words[TVEC + placeOf(mode)];
  }

  vectorHi(mode: number): number {
    return this.words[TVEC + placeOf(mode) + 1];
  }

  /** Return address of mret (M) or sret (S). */
  epcLo(mode: number): number {
    return this.words[EPC + placeOf(mode)];
  }

  epcHi(mode: number): number {
    return this.words[EPC + placeOf(mode) + 1];
  }

  /** Fills epc, cause (`interrupt`: with its top bit) and tval of the mode that takes a trap. */
  trapTaken(mode: number, state: HartState, cause: number, interrupt: boolean): void {
    const w = this.words;
    const at = placeOf(mode);
    w[at + EPC] = state.pcLo & ~1;
    w[at + EPC + 1] = state.pcHi;
    w[at + CAUSE] = cause;
    w[at + CAUSE + 1] = interrupt ? 0x8000_0000 : 0;
    w[at + TVAL] = interrupt ? 0 : state.tvalLo;
    w[at + TVAL + 1] = interrupt ? 0 : state.tvalHi;
  }

  /** Writes the register at a {@link trapCsrIndex}; -1 writes nothing. */
  write(at: number, lo: number, hi: number): void {
    if (at < 0) return;
    const which = at % OF_S;
    // Vector modes 2 and 3 are reserved: such a write keeps the old value.
    if (which === TVEC && (lo & 2) !== 0) return;
    this.words[at] = which === EPC ? lo & ~1 : lo;
    this.words[at + 1] = hi;
  }
}

/** Place of a trap CSR by its number; -1: it is none. */
export function trapCsrIndex(number: number): number {
  switch (number) {
    case 0x305 satisfies (typeof CSR)['mtvec']:
      return TVEC;
    case 0x340 satisfies (typeof CSR)['mscratch']:
      return SCRATCH;
    case 0x341 satisfies (typeof CSR)['mepc']:
      return EPC;
    case 0x342 satisfies (typeof CSR)['mcause']:
      return CAUSE;
    case 0x343 satisfies (typeof CSR)['mtval']:
      return TVAL;
    case 0x105 satisfies (typeof CSR)['stvec']:
      return OF_S + TVEC;
    case 0x140 satisfies (typeof CSR)['sscratch']:
      return OF_S + SCRATCH;
    case 0x141 satisfies (typeof CSR)['sepc']:
      return OF_S + EPC;
    case 0x142 satisfies (typeof CSR)['scause']:
      return OF_S + CAUSE;
    case 0x143 satisfies (typeof CSR)['stval']:
      return OF_S + TVAL;
    default:
      return -1;
  }
}

function placeOf(mode: number): number {
  return mode === MODE_M ? 0 : OF_S;
}
