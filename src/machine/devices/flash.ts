/**
 * Two flash banks: read like RAM in array mode; a store is a command; in status mode a read shows that the bank is ready.
 * @source layout.ts, FLASH_PAGES; worldguard.md 6
 */
export const FLASH_BANKS = 2;

/** Low byte of the command that puts a bank into array mode; any other puts it into status mode. */
const READ_ARRAY = 0xff;
/** First byte of every piece read in status mode; the others are 0. */
export const FLASH_READY = 0x80;

/** Told when a bank begins or ceases to be read like RAM. */
export interface MapListener {
  mapChanged(): void;
}

export class Flash {
  private readonly status = new Uint8Array(FLASH_BANKS);
  private readonly listener: MapListener;

  constructor(listener: MapListener) {
    this.listener = listener;
  }

  /** Both banks in array mode. */
  reset(): void {
    for (let bank = 0; bank < FLASH_BANKS; bank++) this.status[bank] = 0;
  }

  /** True if the bank answers with its status. */
  showsStatus(bank: number): boolean {
    return this.status[bank] !== 0;
  }

  /** A piece stored anywhere in the bank; only its low byte counts. */
  command(bank: number, value: number): void {
    const status = (value & 0xff) === READ_ARRAY ? 0 : 1;
    if (this.status[bank] === status) return;
    this.status[bank] = status;
    this.listener.mapChanged();
  }
}
