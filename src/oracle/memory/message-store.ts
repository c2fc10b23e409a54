import type { HartState } from '../hart/hart-state.ts';
import { pieceSize } from './bus.ts';
import type { Ram } from './ram.ts';
import { REGION, type Regions } from './regions.ts';

const BYTES = 4;

/**
 * Where the messages of an interrupt go that is no wire: a store of four bytes by another bus master, which no guard is
 * asked about. Only memory takes them.
 *
 * @source iopmp.md 4.8, MSI
 */
export class MessageStore {
  private readonly bytes = new Uint8Array(BYTES);
  private readonly ram: Ram;
  private readonly regions: Regions;
  private readonly hart: HartState;

  constructor(parts: { ram: Ram; regions: Regions; hart: HartState }) {
    this.ram = parts.ram;
    this.regions = parts.regions;
    this.hart = parts.hart;
  }

  /** Stores `data` at hi:lo, all of it or nothing; true if it failed. No memory ends where addresses carry. */
  storeMessage(lo: number, hi: number, data: number): boolean {
    for (let i = 0; i < BYTES; i++) {
      if (!this.isMemory((lo + i) | 0, hi)) return true;
      this.bytes[i] = data >>> (8 * i);
    }
    for (let done = 0; done < BYTES; ) {
      const at = (lo + done) | 0;
      const size = pieceSize(at, BYTES - done);
      this.ram.storeForwarded(this.ram.offsetOf(at, hi), size, this.bytes, done);
      this.hart.writtenByOthers(at, hi, size);
      done += size;
    }
    return false;
  }

  private isMemory(lo: number, hi: number): boolean {
    const region = this.regions.of(lo, hi);
    return region === REGION.dram || region === REGION.tail || region === REGION.lowRam;
  }
}
