/** Where the messages of the IOPMP go: straight to memory, past every checker, like a DMA store. */
import { DRAM_BASE } from '../../input/layout.ts';
import type { DirtyMemory } from './dirty.ts';
import type { Ram } from './ram.ts';
import type { BoardShape } from './section.ts';

const BYTES = 4;

export class MessagePort {
  private readonly board: BoardShape;
  private readonly ram: Ram;
  private readonly dirty: DirtyMemory;

  constructor(board: BoardShape, ram: Ram, dirty: DirtyMemory) {
    this.board = board;
    this.ram = ram;
    this.dirty = dirty;
  }

  /** Writes the 4 bytes of a message; true: it failed, because they do not all lie in DRAM or low RAM. */
  sendMsi(address: number, data: number): boolean {
    const { dramBytes, tailBytes, lowBytes } = this.board;
    const inDram = address >= DRAM_BASE && address + BYTES <= DRAM_BASE + dramBytes + tailBytes;
    if (!inDram && address + BYTES > lowBytes) return true;
    const host = this.ram.hostOfPhysical(address);
    const first = this.ram.ramOf(host);
    const inPage = Math.min(BYTES, 4096 - (first & 0xfff));
    this.dirty.writeTo(first, inPage);
    if (inPage < BYTES) this.dirty.writeTo(first + inPage, BYTES - inPage);
    this.ram.write(host, BYTES, data, 0);
    return false;
  }
}
