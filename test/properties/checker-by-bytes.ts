/** A wgChecker of worldguard.md 3 and 4.1 in unbounded integers, its decisions by enumeration of bytes and slots. */
const TOP = 1n << 64n;
const OFF = 0n;
const TOR = 1n;
const NA4 = 2n;
const ERR_ADDR = 0x18;
const ERR_CAUSE = 0x10;
const FIRST_SLOT = 0x20;
const HALF = 0xffff_ffffn;

interface Slot {
  addr: bigint;
  perm: bigint;
  cfg: bigint;
}

/** What becomes of an access. */
export interface Verdict {
  readonly granted: boolean;
  /** Meant for a denied access: answered with a bus error. */
  readonly error: boolean;
}

export class CheckerByBytes {
  /** Times that the interrupt line was driven high. */
  raised = 0;
  private cause = 0n;
  private errAddr = 0n;
  private readonly slots: Slot[];
  private readonly granule: bigint;
  private readonly permMask: bigint;

  /** `count`: nslots. */
  constructor(count: number, worlds: number, granule: number) {
    this.granule = BigInt(granule);
    this.permMask = (1n << BigInt(2 * worlds)) - 1n;
    this.slots = Array.from({ length: count + 1 }, () => ({ addr: 0n, perm: 0n, cfg: 0n }));
    this.slots[count].addr = (1n << 62n) - 1n;
  }

  /** The 4 or 8 bytes at `offset`, a multiple of `size`. */
  read(offset: number, size: number): bigint {
    if (size === 4) return (this.register(offset & ~7) >> BigInt(8 * (offset & 4))) & HALF;
    return offset >= FIRST_SLOT && (offset & 0x1f) >= 0x10 ? 0n : this.register(offset);
  }

  /** Writes `size` bytes, 4 or 8, at `offset`, a multiple of it. */
  write(offset: number, size: number, value: bigint): void {
    const at = offset & ~7;
    if (size === 8) {
      if (offset < FIRST_SLOT || (offset & 0x1f) < 0x10) this.setRegister(at, value);
    } else if ((offset & 4) === 0) {
      this.setRegister(at, (this.register(at) & ~HALF) | value, offset === ERR_CAUSE);
    } else this.setRegister(at, (this.register(at) & HALF) | (value << 32n));
  }

  /** An access of `size` bytes by `wid`; a refused one is logged. */
  access(pa: bigint, size: number, wid: number, isWrite: boolean): Verdict {
    const bytes = Array.from({ length: size }, (_, i) => pa + BigInt(i));
    const right = 1n << BigInt(2 * wid + (isWrite ? 1 : 0));
    let granted = false;
    let reaction: bigint | undefined;
    for (let i = 1; i < this.slots.length; i++) {
      const inside = bytes.filter((byte) => this.isIn(i, byte)).length;
      if (inside === size && (this.slots[i].perm & right) !== 0n) granted = true;
      if (inside > 0) reaction = (reaction ?? 0n) | this.slots[i].cfg;
    }
    const cfg = (reaction ?? this.slots[0].cfg) >> (isWrite ? 1n : 0n);
    const error = ((cfg >> 8n) & 1n) === 1n;
    const irq = ((cfg >> 10n) & 1n) === 1n;
    if (!granted) this.log(pa, BigInt(wid) | (isWrite ? 0x200n : 0x100n), error, irq);
    return { granted, error };
  }

  private log(pa: bigint, cause: bigint, error: boolean, irq: boolean): void {
    if (!(error || irq) || this.cause >> 62n !== 0n) return;
    this.cause = cause | (error ? 1n << 62n : 0n) | (irq ? 1n << 63n : 0n);
    this.errAddr = pa >> 2n;
    this.drive();
  }

  /** Bounds at which a verdict may change. */
  borders(): bigint[] {
    return this.slots.flatMap((slot, i) => [slot.addr << 2n, i === 0 ? 0n : this.end(i)]);
  }

  private isIn(i: number, byte: bigint): boolean {
    return this.start(i) <= byte && byte < this.end(i);
  }

  private mode(i: number): bigint {
    return this.slots[i].cfg & 3n;
  }

  private bound(i: number): bigint {
    return i === this.slots.length - 1 ? TOP : this.aligned(this.slots[i].addr << 2n);
  }

  private aligned(bytes: bigint): bigint {
    return bytes - (bytes % this.granule);
  }

  /** Bytes of a NAPOT or NA4 slot: the smallest it can speak of, doubled for each one bit at the end of ADDR. */
  private size(i: number): bigint {
    if (this.mode(i) === NA4) return this.granule;
    let size = 8n;
    for (let addr = this.slots[i].addr; (addr & 1n) === 1n; addr >>= 1n) size *= 2n;
    return size < this.granule ? this.granule : size;
  }

  private start(i: number): bigint {
    if (this.mode(i) === OFF) return 0n;
    if (this.mode(i) !== TOR) return ((this.slots[i].addr << 2n) / this.size(i)) * this.size(i);
    return this.mode(i - 1) >= NA4 ? this.end(i - 1) : this.aligned(this.slots[i - 1].addr << 2n);
  }

  private end(i: number): bigint {
    if (this.mode(i) === OFF) return 0n;
    return this.mode(i) === TOR ? this.bound(i) : this.start(i) + this.size(i);
  }

  private register(at: number): bigint {
    if (at === 0x08) return BigInt(this.slots.length - 1);
    if (at === ERR_CAUSE) return this.cause;
    if (at === ERR_ADDR) return this.errAddr;
    const slot = at < FIRST_SLOT ? undefined : this.slots[(at - FIRST_SLOT) >> 5];
    return slot === undefined ? 0n : ([slot.addr, slot.perm, slot.cfg, 0n][(at & 0x1f) >> 3] ?? 0n);
  }

  private setRegister(at: number, value: bigint, isLowHalf = false): void {
    if (at === ERR_CAUSE) {
      this.cause = value & 0xc000_0000_0000_03ffn;
      if (!isLowHalf) this.drive();
    } else if (at === ERR_ADDR) this.errAddr = value;
    else if (at >= FIRST_SLOT) this.setSlot((at - FIRST_SLOT) >> 5, (at & 0x1f) >> 3, value);
  }

  private setSlot(i: number, field: number, value: bigint): void {
    const last = this.slots.length - 1;
    if (i > last || this.slots[i].cfg >> 31n === 1n) return;
    const slot = this.slots[i];
    if (field === 0 && i !== 0 && i !== last) slot.addr = value & ((1n << 62n) - 1n);
    if (field === 1 && i !== 0) slot.perm = value & this.permMask;
    if (field === 2) {
      const asked = i === 0 ? OFF : value & 3n;
      slot.cfg = (value & 0x8000_0f00n) | (i === last && asked > TOR ? this.mode(i) : asked);
    }
    if (field < 3 && field !== 1 && i !== 0 && i !== last) this.legalise(slot);
  }

  /** decisions.md: what a granule of 4096 cannot say is not kept. */
  private legalise(slot: Slot): void {
    if (this.granule === 4n || (slot.cfg & 3n) === OFF) return;
    if ((slot.cfg & 3n) === TOR) {
      slot.addr -= slot.addr % 0x400n;
      return;
    }
    slot.addr |= 0x1ffn;
    slot.cfg |= 3n;
  }

  private drive(): void {
    if (this.cause >> 63n === 1n) this.raised++;
  }
}
