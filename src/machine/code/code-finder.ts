/**
 * From a pc to a translation block: jump cache, FETCH probe, table, translation; and uncached code.
 * @source tlb-iommu-path.md section 5, Code
 */
import { decode, instructionLength } from '../../isa/decode.ts';
import { KIND } from '../../isa/kinds.ts';
import type { HartState } from '../hart/state.ts';
import { DIRTY_CODE, type Ram } from '../memory/ram.ts';
import { DOMAIN_BLOCK, type Probe } from '../probe.ts';
import { OK } from '../status.ts';
import type { Lookup } from '../tlb/lookup.ts';
import type { Mmu } from '../tlb/mmu.ts';
import type { SoftTlb } from '../tlb/soft-tlb.ts';
import {
  B_COUNT,
  B_LENGTH,
  B_PHYSICAL,
  B_RAM,
  B_RAM_SECOND,
  B_UNCACHED,
  type Blocks,
  KEY_ONE,
  OP_LENGTH,
  OP_WORD,
  OP_WORDS,
} from './blocks.ts';

/** Walk bits of the journal for the first and the second page of a fetch. */
const FIRST_PAGE = 2;
const SECOND_PAGE = 3;
const MAX_INSTRUCTIONS = 512;

/** 1 for the kinds of instruction that end a block. */
const ENDS_BLOCK = new Uint8Array(32);
for (const kind of [
  KIND.illegal,
  KIND.branch,
  KIND.jal,
  KIND.jalr,
  KIND.csr,
  KIND.fenceI,
  KIND.ecall,
  KIND.ebreak,
  KIND.mret,
  KIND.sret,
  KIND.wfi,
]) {
  ENDS_BLOCK[kind] = 1;
}

export interface CodeFinderParts {
  readonly state: HartState;
  readonly tlb: SoftTlb;
  readonly lookup: Lookup;
  readonly mmu: Mmu;
  readonly ram: Ram;
  readonly blocks: Blocks;
  readonly probe: Probe;
}

export class CodeFinder {
  /** Why {@link find} returned -1: FAULT or STOP. */
  status = OK;
  /** All blocks were dropped to make room: earlier block numbers are void. */
  dropped = false;

  private readonly state: HartState;
  private readonly tlb: SoftTlb;
  private readonly lookup: Lookup;
  private readonly mmu: Mmu;
  private readonly ram: Ram;
  private readonly blocks: Blocks;
  private readonly probe: Probe;
  /** What the first probe of the running search found. */
  private probed = -1;

  constructor(parts: CodeFinderParts) {
    this.state = parts.state;
    this.tlb = parts.tlb;
    this.lookup = parts.lookup;
    this.mmu = parts.mmu;
    this.ram = parts.ram;
    this.blocks = parts.blocks;
    this.probe = parts.probe;
  }

  /** Forgets the last search. */
  reset(): void {
    this.status = OK;
    this.dropped = false;
    this.probed = -1;
  }

  /** The block for the hart's pc, of one instruction if `one`; -1: see {@link status}. */
  find(one: boolean): number {
    const { pcLo, pcHi, mode, dataIndex } = this.state;
    const key = mode | (dataIndex << 2) | (one ? KEY_ONE : 0);
    this.status = OK;
    this.dropped = false;
    const cached = this.blocks.fromJumpCache(pcLo, pcHi, key);
    if (cached >= 0) {
      this.probe.feature(DOMAIN_BLOCK, 0x200 | key);
      return cached;
    }
    if (!this.probePage(pcLo, pcHi, FIRST_PAGE)) return -1;
    this.probed = this.lookup.codeRam;
    if (this.lookup.codeRam >= 0) {
      const kept = this.findKept(this.lookup.codeRam, key);
      if (this.status !== OK) return -1;
      if (kept >= 0) {
        this.probe.feature(DOMAIN_BLOCK, 0x300 | key);
        this.blocks.cacheJump(kept, pcLo, pcHi);
        return kept;
      }
    }
    const ram = this.lookup.codeRam;
    // The second probe of tlb-iommu-path.md hits the entry that the first left and changes nothing, unless the entry is
    // for one use or leads to a region.
    if (ram >= 0 && this.probed === ram) return this.translate(ram, key);
    if (!this.probePage(pcLo, pcHi, FIRST_PAGE)) return -1;
    return this.translate(this.lookup.codeRam, key);
  }

  private probePage(lo: number, hi: number, page: number): boolean {
    this.status = this.lookup.probeCode(lo, hi, this.state.mode, page);
    return this.status === OK;
  }

  /** A kept block at this RAM address; one that straddles must have the second page it was translated from. */
  private findKept(ram: number, key: number): number {
    const w = this.blocks.records;
    let b = this.blocks.find(ram, key, -1);
    while (b >= 0) {
      if (w[b + B_RAM_SECOND] < 0) return b;
      if (!this.probeNextPage()) return -1;
      if (this.lookup.codeRam === w[b + B_RAM_SECOND]) return b;
      b = this.blocks.find(ram, key, b);
    }
    return -1;
  }

  private probeNextPage(): boolean {
    const nextLo = ((this.state.pcLo | 0xfff) + 1) | 0;
    return this.probePage(nextLo, nextLo === 0 ? (this.state.pcHi + 1) | 0 : this.state.pcHi, SECOND_PAGE);
  }

  private translate(ram: number, key: number): number {
    if (!this.blocks.hasRoom) {
      this.blocks.reset();
      this.dropped = true;
    }
    if (ram < 0) return this.translateUncached(key);
    const first = this.ram.view.getUint16(this.ram.hostOf(ram), true);
    if ((ram & 0xfff) === 0xffe && instructionLength(first) === 4)
      return this.translateStraddling(ram, key, first);
    return this.translatePage(ram, key);
  }

  /** The usual block: instructions up to the end of the page or one that ends it. */
  private translatePage(ram: number, key: number): number {
    const { blocks } = this;
    const { view } = this.ram;
    const { ops } = blocks;
    const b = blocks.begin(key);
    const start = this.ram.hostOf(ram);
    const end = start + 4096 - (ram & 0xfff);
    const most = (key & KEY_ONE) !== 0 ? 1 : MAX_INSTRUCTIONS;
    let host = start;
    let count = 0;
    // The most trodden loop of the machine: locals instead of fields and calls.
    for (let at = blocks.opCount * OP_WORDS; count < most && host < end; at += OP_WORDS) {
      const half = view.getUint16(host, true);
      const bytes = instructionLength(half);
      if (host + bytes > end) break;
      const word = bytes === 2 ? half : view.getInt32(host, true);
      host += bytes;
      count++;
      ops[at + OP_WORD] = word;
      ops[at + OP_LENGTH] = bytes;
      if (ENDS_BLOCK[decode(word, ops, at)] !== 0) break;
    }
    blocks.opCount += count;
    blocks.records[b + B_COUNT] = count;
    return this.keep(b, ram, -1, host - start);
  }

  /** A 4-byte instruction in the last two bytes of a page: a block of its own with two pages. */
  private translateStraddling(ram: number, key: number, half: number): number {
    if (!this.probeNextPage()) return -1;
    const second = this.lookup.codeRam;
    if (second >= 0) {
      const b = this.blocks.begin(key);
      const rest = this.ram.view.getUint16(this.ram.hostOf(second), true);
      this.addOperation(b, half | (rest << 16));
      return this.keep(b, ram, second, 4);
    }
    if (!this.loadCode(2, 2, 1)) return -1;
    return this.finishUncached(
      key,
      half | (this.mmu.dataLo << 16),
      this.ram.physicalOf(this.ram.hostOf(ram)),
    );
  }

  private translateUncached(key: number): number {
    const aligned = (this.state.pcLo & 3) === 0;
    if (!this.loadCode(0, aligned ? 4 : 2, 0)) return -1;
    const physical = this.mmu.codePhysical;
    let word = this.mmu.dataLo;
    if (instructionLength(word) === 2) word &= 0xffff;
    else if (!aligned) {
      if (!this.loadCode(2, 2, (this.state.pcLo & 0xfff) === 0xffe ? 1 : 0)) return -1;
      word |= this.mmu.dataLo << 16;
    }
    return this.finishUncached(key, word, physical);
  }

  /** A code load of `size` bytes, `offset` bytes behind the pc. */
  private loadCode(offset: number, size: number, page: number): boolean {
    const lo = (this.state.pcLo + offset) | 0;
    const hi = lo >>> 0 < offset ? (this.state.pcHi + 1) | 0 : this.state.pcHi;
    this.state.lastOfBlock = true;
    this.status = this.mmu.loadCode(lo, hi, size, page);
    return this.status === OK;
  }

  /** `physical`: where the first byte of the instruction was read. */
  private finishUncached(key: number, word: number, physical: number): number {
    const b = this.blocks.begin(key);
    this.blocks.records[b + B_PHYSICAL] = physical;
    this.addOperation(b, word);
    this.blocks.records[b + B_LENGTH] = instructionLength(word);
    this.probe.feature(DOMAIN_BLOCK, 0x400 | key);
    return b;
  }

  /** Makes the instruction the only one of the block. */
  private addOperation(b: number, word: number): void {
    const at = this.blocks.opCount++ * OP_WORDS;
    const ops = this.blocks.ops;
    decode(word, ops, at);
    ops[at + OP_WORD] = word;
    ops[at + OP_LENGTH] = instructionLength(word);
    this.blocks.records[b + B_COUNT] = 1;
  }

  private keep(b: number, ram: number, second: number, length: number): number {
    const w = this.blocks.records;
    w[b + B_RAM] = ram;
    w[b + B_PHYSICAL] = this.ram.physicalOf(this.ram.hostOf(ram));
    w[b + B_RAM_SECOND] = second;
    w[b + B_LENGTH] = length;
    if (second >= 0) this.protect(second >>> 12);
    this.protect(ram >>> 12);
    this.blocks.keep(b);
    this.blocks.cacheJump(b, this.state.pcLo, this.state.pcHi);
    this.probe.feature(DOMAIN_BLOCK, 0x500 | (second >= 0 ? 0x80 : 0) | w[b + B_UNCACHED]);
    return b;
  }

  /** When a page gets its first block, its CODE bit is cleared and stores to it are made to ask first. */
  private protect(page: number): void {
    this.ram.markCode(page);
    if ((this.ram.dirty[page] & DIRTY_CODE) === 0 || this.blocks.pageHasBlocks(page)) return;
    this.ram.setDirtyBits(page, this.ram.dirty[page] & ~DIRTY_CODE);
    this.tlb.resetDirty(this.ram.hostOf(page << 12), 4096);
  }
}
