/**
 * How the hart comes to the block at its pc: by the link of the direct exit that it took last, or by a lookup, which then
 * links the two.
 * @source tlb-iommu-path.md section 5, Code
 */
import { FETCH_LINK, FETCH_LOOKUP, FETCH_UNCACHED } from '../../trace/record.ts';
import type { HartState } from '../hart/state.ts';
import type { Journal } from '../journal.ts';
import { DOMAIN_BLOCK, type Probe } from '../probe.ts';
import { B_LINK, B_PHYSICAL, B_UNCACHED, type Blocks } from './blocks.ts';
import type { CodeFinder } from './code-finder.ts';

const NO_BLOCK = -1;

export interface BlockEntryParts {
  readonly state: HartState;
  readonly journal: Journal;
  readonly blocks: Blocks;
  readonly finder: CodeFinder;
}

export class BlockEntry {
  private readonly state: HartState;
  private readonly journal: Journal;
  private readonly blocks: Blocks;
  private readonly finder: CodeFinder;
  private readonly probe: Probe;
  /** The block whose direct exit `exit` was taken last, and the virtual page that the last block began on. */
  private from = NO_BLOCK;
  private exit = 0;
  private pageLo = 0;
  private pageHi = 0;

  constructor(parts: BlockEntryParts, probe: Probe) {
    this.state = parts.state;
    this.journal = parts.journal;
    this.blocks = parts.blocks;
    this.finder = parts.finder;
    this.probe = probe;
  }

  /** Forgets the last block. */
  reset(): void {
    this.from = NO_BLOCK;
    this.exit = 0;
    this.pageLo = 0;
    this.pageHi = 0;
  }

  /** The block for the pc, by the last exit's link or by a lookup; -1: the finder's status says why there is none. */
  enter(): number {
    const { blocks, state, from, exit } = this;
    if (from >= 0) {
      const linked = blocks.records[from + B_LINK + exit];
      if (linked >= 0) {
        this.noteFetch(linked, FETCH_LINK);
        this.probe.feature(DOMAIN_BLOCK, 0x600 | blocks.records[linked + B_UNCACHED]);
        return linked;
      }
    }
    const samePage = ((state.pcLo ^ this.pageLo) & ~0xfff) === 0 && state.pcHi === this.pageHi;
    const block = this.lookUp(false);
    if (block >= 0 && from >= 0 && samePage && !this.finder.dropped) blocks.link(from, exit, block);
    return block;
  }

  /** The block for the pc by a lookup, of one instruction if `one`; -1: as {@link enter}. */
  lookUp(one: boolean): number {
    const block = this.finder.find(one);
    this.noteFetch(block, FETCH_LOOKUP);
    return block;
  }

  /** A block begins at the pc. */
  began(): void {
    this.pageLo = this.state.pcLo & ~0xfff;
    this.pageHi = this.state.pcHi;
  }

  /** The block ended by its direct exit `exit`. */
  leftBy(block: number, exit: number): void {
    this.from = block;
    this.exit = exit;
  }

  /** What ran last ended in another way: there is nothing to link from. */
  unlink(): void {
    this.from = NO_BLOCK;
  }

  private noteFetch(block: number, how: number): void {
    const { records } = this.blocks;
    if (block < 0) this.journal.fetched(how, 0);
    else if (records[block + B_UNCACHED] === 1)
      this.journal.fetched(how | FETCH_UNCACHED, records[block + B_PHYSICAL]);
    else this.journal.fetched(how, records[block + B_PHYSICAL]);
  }
}
