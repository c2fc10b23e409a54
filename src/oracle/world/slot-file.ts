import { PAGE } from '../../input/layout.ts';

const CFG_MASK = 0x8000_0f03 | 0;
const CFG_MASK_SLOT_0 = 0x8000_0f00 | 0;
const LOCK = 0x8000_0000 | 0;
const A_MASK = 3;
const OFF = 0;
const TOR = 1;
const NAPOT = 3;
/** ADDR implements bits 61:0. */
const ADDR_HI_MASK = 0x3fff_ffff;
/** What a slot's TOR bound, and its NAPOT size, cannot say at a granule of 4096 bytes. */
const TOR_UNALIGNED = 0x3ff;
const NAPOT_MINIMUM = 0x1ff;

/** The registers of a checker's slots, by slot. */
export interface SlotRegisters {
  readonly addrLo: Int32Array;
  readonly addrHi: Int32Array;
  readonly permLo: Int32Array;
  readonly permHi: Int32Array;
  readonly cfg: Int32Array;
}

/**
 * The slots of one wgChecker and the write rules of their registers: slot 0 (reaction where no rule overlaps), the
 * rules 1..nslots-1, and slot nslots, whose ADDR is fixed at the top.
 *
 * @source worldguard.md 3.2, 3.5 (spec); decisions.md, "wgChecker registers in fixed and oracle"
 */
export class SlotFile {
  nslots = 1;
  readonly addrLo = new Int32Array(32);
  readonly addrHi = new Int32Array(32);
  readonly permLo = new Int32Array(32);
  readonly permHi = new Int32Array(32);
  readonly cfg = new Int32Array(32);
  private permMaskLo = 0;
  private permMaskHi = 0;
  private granule: number = PAGE;

  /** Reset values for `nslots` variable slots (1..31), `nworlds` (2..32) worlds and a granule of 4096 or 4 bytes. */
  reset(nslots: number, nworlds: number, granule: number): void {
    // Only what the previous run may have written. A loop over the five: calls of fill cost more than these stores.
    for (let i = 0; i <= this.nslots; i++) {
      this.addrLo[i] = 0;
      this.addrHi[i] = 0;
      this.permLo[i] = 0;
      this.permHi[i] = 0;
      this.cfg[i] = 0;
    }
    this.nslots = nslots;
    this.granule = granule;
    this.permMaskLo = nworlds >= 16 ? -1 : (1 << (2 * nworlds)) - 1;
    this.permMaskHi = nworlds === 32 ? -1 : 0;
    this.addrLo[nslots] = -1;
    this.addrHi[nslots] = ADDR_HI_MASK;
  }

  /** True if the slots 0..nslots hold these values. */
  holds({ addrLo, addrHi, permLo, permHi, cfg }: SlotRegisters): boolean {
    for (let i = 0; i <= this.nslots; i++) {
      if (this.addrLo[i] !== addrLo[i] || this.addrHi[i] !== addrHi[i] || this.cfg[i] !== cfg[i])
        return false;
      if (this.permLo[i] !== permLo[i] || this.permHi[i] !== permHi[i]) return false;
    }
    return true;
  }

  /** The hw-bypass slot: everything from the previous slot's ADDR up, read and write for `wid`. */
  openTo(wid: number): void {
    const shift = (2 * wid) & 31;
    this.permLo[this.nslots] = wid < 16 ? 3 << shift : 0;
    this.permHi[this.nslots] = wid < 16 ? 0 : 3 << shift;
    this.cfg[this.nslots] = TOR;
  }

  /** "If CFG.L is set, all writes to that slot are dropped until reset." */
  isLocked(slot: number): boolean {
    return (this.cfg[slot] & LOCK) !== 0;
  }

  /** Writes ADDR; read-only in slot 0 and slot nslots. */
  writeAddr(slot: number, lo: number, hi: number): void {
    if (slot === 0 || slot === this.nslots || this.isLocked(slot)) return;
    this.addrLo[slot] = lo;
    this.addrHi[slot] = hi & ADDR_HI_MASK;
    this.align(slot);
  }

  /** Writes PERM; read-only 0 in slot 0. */
  writePerm(slot: number, lo: number, hi: number): void {
    if (slot === 0 || this.isLocked(slot)) return;
    this.permLo[slot] = lo & this.permMaskLo;
    this.permHi[slot] = hi & this.permMaskHi;
  }

  /** Writes CFG. A is fixed OFF in slot 0; slot nslots takes OFF and TOR only and keeps its A otherwise. */
  writeCfg(slot: number, value: number): void {
    if (this.isLocked(slot)) return;
    if (slot === 0) {
      this.cfg[0] = value & CFG_MASK_SLOT_0;
      return;
    }
    let cfg = value & CFG_MASK;
    if (slot === this.nslots) {
      const asked = value & A_MASK;
      if (asked !== OFF && asked !== TOR) cfg = (cfg & ~A_MASK) | (this.cfg[slot] & A_MASK);
      this.cfg[slot] = cfg;
      return;
    }
    this.cfg[slot] = cfg;
    this.align(slot);
  }

  /** At a granule of 4096 bytes, ADDR and A take values that this granule can express after every write of either. */
  private align(slot: number): void {
    if (this.granule !== PAGE) return;
    const mode = this.cfg[slot] & A_MASK;
    if (mode === OFF) return;
    if (mode === TOR) {
      this.addrLo[slot] &= ~TOR_UNALIGNED;
      return;
    }
    this.addrLo[slot] |= NAPOT_MINIMUM;
    this.cfg[slot] = (this.cfg[slot] & ~A_MASK) | NAPOT;
  }
}
