const ARRAY_COMMAND = 0xff;
/** What the first byte of every read returns in status mode. */
const STATUS = 0x80;

/** No answer has been chosen for {@link Flash.choice}. */
const UNCHOSEN = -1;

/**
 * The modes of the two flash banks. In array mode a bank reads as memory; in status mode every read returns the status.
 * Every write is a command, by its low byte. The contents are in the RAM array and never change.
 *
 * @source layout.ts, FLASH_PAGES; worldguard.md 6
 */
export class Flash {
  /** Changes of a mode since reset. */
  changes = 0;
  /** Modes changed since the last block start: an implementation may not have taken note for memory accesses yet. */
  isUnsettled = false;
  /** While unsettled: 1 = the access is served as memory, 0 = as the device, -1 = as the mode says. */
  choice = UNCHOSEN;
  private readonly status = new Uint8Array(2);

  /** Both banks in array mode. */
  reset(): void {
    this.changes = 0;
    this.isUnsettled = false;
    this.choice = UNCHOSEN;
    this.status[0] = 0;
    this.status[1] = 0;
  }

  /** Whether bank 0 or 1 is in array mode. */
  isArray(bank: number): boolean {
    return this.status[bank] === 0;
  }

  /** Whether a read of `bank` is one of memory. */
  readsMemory(bank: number): boolean {
    return this.choice === UNCHOSEN ? this.isArray(bank) : this.choice === 1;
  }

  /** Byte `index` of a read piece in status mode. */
  statusByte(index: number): number {
    return index === 0 ? STATUS : 0;
  }

  /** One written piece, by its low byte. */
  command(bank: number, byte: number): void {
    const status = byte === ARRAY_COMMAND ? 0 : 1;
    if (this.status[bank] === status) return;
    this.status[bank] = status;
    this.changes++;
    this.isUnsettled = true;
  }

  /** A new block begins: a change of the memory map has arrived everywhere. */
  settle(): void {
    this.isUnsettled = false;
  }
}

/** The bank of a physical address that lies in one: they are 32 MiB apart. */
export function bankOf(lo: number): number {
  return (lo >>> 25) & 1;
}
