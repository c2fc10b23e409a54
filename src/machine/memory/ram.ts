/**
 * Guest RAM and what QEMU keeps about it. Three spaces of numbers (tlb-iommu-path.md section 1): guest-physical; RAM
 * addresses (all blocks laid end to end, DRAM first; they index the dirty bits); host addresses (offsets into one arena,
 * in which no RAM page has address 0).
 */
import { DRAM_BASE, FLASH_BASES, LOW_RAM_BASE, PAGE, ROM_BASE } from '../../input/layout.ts';

/** Dirty clients. A page is clean unless all three bits are set. */
export const DIRTY_VGA = 1;
export const DIRTY_CODE = 2;
export const DIRTY_MIGRATION = 4;
export const DIRTY_ALL = 7;

/** RAM blocks, in the order in which they are laid end to end. */
export const BLOCK_DRAM = 0;
export const BLOCK_LOW_RAM = 1;
export const BLOCK_ROM = 2;
/** The first flash bank; the second follows. */
export const BLOCK_FLASH = 3;
const BLOCKS = 5;

/** Room for DRAM with the page of its tail. */
const MAX_DRAM_BYTES = (16 << 20) + PAGE;
const MAX_ROM_BYTES = 15 * PAGE;
const MAX_FLASH_BYTES = 16 * PAGE;
/** Host addresses of the blocks; the space below and between them belongs to no block. */
const LOW_RAM_HOST = 0x4000;
const DRAM_HOST = 0x1_0000;
const ROM_HOST = DRAM_HOST + MAX_DRAM_BYTES + PAGE;
const FLASH_HOST = ROM_HOST + MAX_ROM_BYTES + PAGE;
const SECOND_FLASH_HOST = FLASH_HOST + MAX_FLASH_BYTES + PAGE;
const ARENA_BYTES = SECOND_FLASH_HOST + MAX_FLASH_BYTES + PAGE;
const HOSTS = [DRAM_HOST, LOW_RAM_HOST, ROM_HOST, FLASH_HOST, SECOND_FLASH_HOST] as const;
const PHYSICALS = [DRAM_BASE, LOW_RAM_BASE, ROM_BASE, FLASH_BASES[0], FLASH_BASES[1]] as const;
const MAX_PAGES = (MAX_DRAM_BYTES + PAGE + MAX_ROM_BYTES + 2 * MAX_FLASH_BYTES) / PAGE;

/** Bytes of each block: whole pages. */
export interface BlockSizes {
  /** DRAM, rounded up to a page. */
  readonly dram: number;
  readonly low: number;
  readonly rom: number;
  /** Each of the two banks. */
  readonly flash: number;
}

/** Lines of touched memory are 64 bytes. */
export const LINE_SHIFT = 6;

export class Ram {
  /** The arena, indexed by host address. */
  readonly bytes = new Uint8Array(ARENA_BYTES);
  readonly view = new DataView(this.bytes.buffer);
  readonly words = new Int32Array(this.bytes.buffer);
  readonly halves = new Uint16Array(this.bytes.buffer);
  /** Dirty bits per RAM page. */
  readonly dirty = new Uint8Array(MAX_PAGES).fill(DIRTY_ALL);
  /** 1 per RAM page that ever held a translation block. */
  readonly heldCode = new Uint8Array(MAX_PAGES);
  /** Lines written since reset, as host address >> LINE_SHIFT, in order of first touch. */
  readonly touchedLines = new Int32Array(ARENA_BYTES >> LINE_SHIFT);
  touchedCount = 0;
  private readonly lineTouched = new Uint8Array(ARENA_BYTES >> LINE_SHIFT);
  private readonly pageTouched = new Uint8Array(MAX_PAGES);
  private readonly touchedPages = new Int32Array(MAX_PAGES);
  private touchedPageCount = 0;

  /** Bytes of DRAM, rounded up to a page: where the RAM addresses of the other blocks begin. */
  dramBytes = 0;
  /** Bytes of all blocks. */
  private allBytes = 0;
  /** RAM address of each block's first byte, and its bytes. */
  readonly base = new Int32Array(BLOCKS);
  readonly length = new Int32Array(BLOCKS);
  /** Data of the last {@link read}. */
  dataLo = 0;
  dataHi = 0;
  /** Changes of dirty bits since reset. */
  dirtyChanges = 0;

  /** Zeroes what was touched and sets the sizes of the blocks. */
  reset(sizes: BlockSizes): void {
    for (let i = 0; i < this.touchedCount; i++) {
      const line = this.touchedLines[i];
      for (let k = line << 4; k < (line + 1) << 4; k++) this.words[k] = 0;
      this.lineTouched[line] = 0;
    }
    this.touchedCount = 0;
    for (let i = 0; i < this.touchedPageCount; i++) {
      const page = this.touchedPages[i];
      this.dirty[page] = DIRTY_ALL;
      this.heldCode[page] = 0;
      this.pageTouched[page] = 0;
    }
    this.touchedPageCount = 0;
    this.dirtyChanges = 0;
    this.dataLo = 0;
    this.dataHi = 0;
    const { length } = this;
    length[BLOCK_DRAM] = sizes.dram;
    length[BLOCK_LOW_RAM] = sizes.low;
    length[BLOCK_ROM] = sizes.rom;
    length[BLOCK_FLASH] = sizes.flash;
    length[BLOCK_FLASH + 1] = sizes.flash;
    this.dramBytes = sizes.dram;
    this.allBytes = 0;
    for (let block = 0; block < BLOCKS; block++) {
      this.base[block] = this.allBytes;
      this.allBytes += length[block];
    }
  }

  /** Number of RAM pages of all blocks. */
  get pages(): number {
    return this.allBytes >>> 12;
  }

  /** True if [host, host + size) lies inside one block; `hi` is the upper half of the host address. */
  holds(host: number, hi: number, size: number): boolean {
    if (hi !== 0) return false;
    const inDram = (host - DRAM_HOST) >>> 0;
    return inDram <= this.dramBytes - size || this.holdsBesideDram(host, size);
  }

  private holdsBesideDram(host: number, size: number): boolean {
    for (let block = BLOCK_LOW_RAM; block < BLOCKS; block++) {
      if ((host - HOSTS[block]) >>> 0 <= this.length[block] - size) return true;
    }
    return false;
  }

  /** Host address of a RAM address that lies in a block. */
  hostOf(ramAddress: number): number {
    return ramAddress < this.dramBytes ? DRAM_HOST + ramAddress : this.hostBesideDram(ramAddress);
  }

  private hostBesideDram(ramAddress: number): number {
    let block = BLOCK_LOW_RAM;
    while (block < BLOCKS - 1 && ramAddress >= this.base[block + 1]) block++;
    return HOSTS[block] + ramAddress - this.base[block];
  }

  /** RAM address of a host address that lies in a block. */
  ramOf(host: number): number {
    const inDram = (host - DRAM_HOST) >>> 0;
    if (inDram < this.dramBytes) return inDram;
    const block = blockOfHost(host);
    return host - HOSTS[block] + this.base[block];
  }

  /** Guest-physical address (below 2^32, as a plain number) of a host address that lies in a block. */
  physicalOf(host: number): number {
    const inDram = (host - DRAM_HOST) >>> 0;
    if (inDram < this.dramBytes) return inDram + DRAM_BASE;
    const block = blockOfHost(host);
    return host - HOSTS[block] + PHYSICALS[block];
  }

  /** Host address of a guest-physical address that lies in a block. */
  hostOfPhysical(pa: number): number {
    if (pa >= DRAM_BASE) return pa - DRAM_BASE + DRAM_HOST;
    let block = BLOCK_LOW_RAM;
    while (block < BLOCKS - 1 && pa >= PHYSICALS[block + 1]) block++;
    return pa - PHYSICALS[block] + HOSTS[block];
  }

  /** True if the RAM address (halves) lies in a block. */
  isRamAddress(lo: number, hi: number): boolean {
    return hi === 0 && lo >>> 0 < this.allBytes;
  }

  /** Reads `size` bytes (1..8) at a host address in a block into dataLo/dataHi, zero-extended. */
  read(host: number, size: number): void {
    const { view } = this;
    this.dataHi = 0;
    switch (size) {
      case 1:
        this.dataLo = view.getUint8(host);
        return;
      case 2:
        this.dataLo = view.getUint16(host, true);
        return;
      case 4:
        this.dataLo = view.getInt32(host, true);
        return;
      case 8:
        this.dataLo = view.getInt32(host, true);
        this.dataHi = view.getInt32(host + 4, true);
        return;
    }
    this.dataLo = 0;
    for (let i = 0; i < size; i++) {
      if (i < 4) this.dataLo |= view.getUint8(host + i) << (8 * i);
      else this.dataHi |= view.getUint8(host + i) << (8 * (i - 4));
    }
  }

  /** Writes the low `size` bytes (1..8) of lo/hi at a host address in a block. */
  write(host: number, size: number, lo: number, hi: number): void {
    this.touch(host, size);
    const { view } = this;
    switch (size) {
      case 1:
        view.setUint8(host, lo);
        return;
      case 2:
        view.setUint16(host, lo, true);
        return;
      case 4:
        view.setInt32(host, lo, true);
        return;
      case 8:
        view.setInt32(host, lo, true);
        view.setInt32(host + 4, hi, true);
        return;
    }
    for (let i = 0; i < size; i++) view.setUint8(host + i, i < 4 ? lo >>> (8 * i) : hi >>> (8 * (i - 4)));
  }

  /** Lays bytes of the initial memory at a guest-physical address; all of them lie in one block. */
  lay(pa: number, bytes: Uint8Array): void {
    const host = this.hostOfPhysical(pa);
    const end = host + bytes.length;
    for (let at = host; at < end; at = ((at >> LINE_SHIFT) + 1) << LINE_SHIFT) this.touchLineOf(at);
    this.bytes.set(bytes, host);
  }

  /** Marks the lines of [host, host + size), size <= 64, as touched. */
  touch(host: number, size: number): void {
    this.touchLineOf(host);
    this.touchLineOf(host + size - 1);
  }

  /** Marks the line of a byte as touched. */
  touchLineOf(host: number): void {
    const line = host >> LINE_SHIFT;
    if (this.lineTouched[line] !== 0) return;
    this.lineTouched[line] = 1;
    this.touchedLines[this.touchedCount++] = line;
  }

  /** Changes the dirty bits of a RAM page. */
  setDirtyBits(page: number, bits: number): void {
    if (this.dirty[page] === bits) return;
    this.dirtyChanges++;
    this.touchPage(page);
    this.dirty[page] = bits;
  }

  /** Notes that the RAM page holds, or once held, a translation block. */
  markCode(page: number): void {
    this.touchPage(page);
    this.heldCode[page] = 1;
  }

  /** True unless all dirty bits of the RAM page are set. */
  isClean(page: number): boolean {
    return this.dirty[page] !== DIRTY_ALL;
  }

  private touchPage(page: number): void {
    if (this.pageTouched[page] !== 0) return;
    this.pageTouched[page] = 1;
    this.touchedPages[this.touchedPageCount++] = page;
  }
}

/** The block that a host address behind no DRAM lies in. */
function blockOfHost(host: number): number {
  let block = BLOCK_LOW_RAM;
  while (block < BLOCKS - 1 && host >= HOSTS[block + 1]) block++;
  return block;
}
