import { allowanceIndex } from '../allowances.ts';
import type { StepRecord } from '../hart/step-record.ts';

const ARRAY_COMMAND = 0xff;
/** What the first byte of every read returns in status mode. */
const STATUS = 0x80;

/** No answer has been chosen for {@link Flash.choice}. */
const UNCHOSEN = -1;
const MAP_CHANGE = allowanceIndex('map-change');

/**
 * The modes of the two flash banks. In array mode a bank reads as memory; in status mode every read returns the status.
 * Every write is a command, by its low byte. The contents are in the RAM array and never change.
 *
 * @source layout.ts, FLASH_PAGES; worldguard.md 6
 */
export class Flash {
  /** Modes changed since the last block start: an implementation may not have taken note for memory accesses yet. */
  isUnsettled = false;
  /** While unsettled: 1 = the access is served as memory, 0 = by the device, -1 = as the mode says. */
  private choice = UNCHOSEN;
  private readonly step: StepRecord;
  private readonly status = new Uint8Array(2);

  constructor(step: StepRecord) {
    this.step = step;
  }

  /** Both banks in array mode. */
  reset(): void {
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
    const isMemory = this.isArray(bank);
    if (this.choice === UNCHOSEN || (this.choice === 1) === isMemory) return isMemory;
    this.step.allow(MAP_CHANGE);
    return !isMemory;
  }

  /** While a change is not settled, the loads that follow are served as the machine's are: by memory or by the device. */
  follow(byMemory: boolean): void {
    if (this.isUnsettled) this.choice = byMemory ? 1 : 0;
  }

  /** A step begins; if it begins a new block too, changes of the memory map have arrived everywhere. */
  begin(isBlockStart: boolean): void {
    this.choice = UNCHOSEN;
    if (isBlockStart) this.isUnsettled = false;
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
    this.step.ruleChanges++;
    this.isUnsettled = true;
  }
}

/** The bank of a physical address that lies in one: they are 32 MiB apart. */
export function bankOf(lo: number): number {
  return (lo >>> 25) & 1;
}
