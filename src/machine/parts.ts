/** The parts of a machine, wired: who knows whom is read here. */
import { MAX_STEPS } from '../input/layout.ts';
import { Blocks } from './code/blocks.ts';
import { CodeFinder } from './code/code-finder.ts';
import { Comparisons } from './comparisons.ts';
import { type Quirks, TLB_V2 } from './design.ts';
import { Clint } from './devices/clint.ts';
import { Plic } from './devices/plic.ts';
import { AtomicOps } from './hart/atomic-ops.ts';
import { Core } from './hart/core.ts';
import { Counters } from './hart/counters.ts';
import { CsrFile } from './hart/csr-file.ts';
import { Environment } from './hart/environment.ts';
import { Pmp } from './hart/pmp.ts';
import { HartState } from './hart/state.ts';
import { Traps } from './hart/traps.ts';
import { Walker } from './hart/walker.ts';
import { WorldIds } from './hart/world-ids.ts';
import { Journal } from './journal.ts';
import { Bus } from './memory/bus.ts';
import { DirtyMemory } from './memory/dirty.ts';
import { Dma } from './memory/dma.ts';
import { Ram } from './memory/ram.ts';
import { Translator } from './memory/translate.ts';
import type { Probe } from './probe.ts';
import { BY_MAP, BY_RULES, RightsSights } from './rights-sights.ts';
import { AtomicGuard } from './tlb/atomic-guard.ts';
import { BlockAccess } from './tlb/block-access.ts';
import { Filler } from './tlb/fill.ts';
import { Lookup } from './tlb/lookup.ts';
import { Mmu } from './tlb/mmu.ts';
import { RegionAccess } from './tlb/region-access.ts';
import { SoftTlb } from './tlb/soft-tlb.ts';
import { EVENT_FLUSH, EVENT_NOTIFY } from './tlb/translation-state.ts';
import { Watchpoints } from './tlb/watchpoints.ts';

export class Parts {
  readonly state = new HartState();
  readonly journal = new Journal(MAX_STEPS);
  readonly ram = new Ram();
  /** What runs compare, while somebody listens. */
  readonly comparisons = new Comparisons();
  readonly watchpoints = new Watchpoints(this.comparisons);
  readonly blocks: Blocks;
  readonly dirty: DirtyMemory;
  readonly tlb: SoftTlb;
  readonly bus: Bus;
  readonly dma: Dma;
  readonly translator: Translator;
  readonly pmp: Pmp;
  readonly worlds: WorldIds;
  readonly rights: RightsSights;
  readonly walker: Walker;
  readonly filler: Filler;
  readonly lookup: Lookup;
  readonly regions: RegionAccess;
  readonly mmu: Mmu;
  readonly blockAccess: BlockAccess;
  readonly clint: Clint;
  readonly plic: Plic;
  readonly counters: Counters;
  readonly environment: Environment;
  readonly csrs: CsrFile;
  readonly traps: Traps;
  readonly atomicGuard: AtomicGuard;
  readonly atomics: AtomicOps;
  readonly core: Core;
  readonly finder: CodeFinder;
  /** Changes of rules and of the memory map since reset. */
  ruleChanges = 0;
  /** A change of the memory map waits for the hart to leave its block. */
  flushOutstanding = false;

  /** `design`: TLB_ number. */
  constructor(quirks: Quirks, probe: Probe, design = TLB_V2) {
    const { state, journal, ram, comparisons, watchpoints } = this;
    const blocks = new Blocks(probe, quirks);
    const dirty = new DirtyMemory(ram, blocks);
    const tlb = new SoftTlb(probe, quirks);
    const clint = new Clint(state);
    const plic = new Plic(state);
    const bus = new Bus({
      ...{ quirks, probe, comparisons, ram, dirty, clint, plic },
      ...{ fate: state, listener: this },
    });
    const translator = new Translator(bus, design);
    const pmp = new Pmp(quirks, comparisons);
    const worlds = new WorldIds(quirks);
    const rights = new RightsSights(probe, state, pmp, tlb);
    const walker = new Walker({ state, pmp, bus, dirty, worlds, quirks });
    const filler = new Filler({
      ...{ state, tlb, walker, pmp, bus, translator, worlds, watchpoints, rights },
      ...{ quirks, design },
    });
    const lookup = new Lookup({
      ...{ state, tlb, filler, ram, dirty, journal },
      ...{ watchpoints, comparisons, quirks },
    });
    const regions = new RegionAccess(state, tlb, bus, quirks);
    const mmuParts = { state, tlb, lookup, regions, ram, journal, probe };
    const mmu = new Mmu(mmuParts);
    const environment = new Environment(state);
    const counters = new Counters(state, clint);
    const csrs = new CsrFile({ state, pmp, worlds, environment, counters, clint, quirks });
    const traps = new Traps(state, csrs);
    this.blocks = blocks;
    this.dirty = dirty;
    this.tlb = tlb;
    this.bus = bus;
    this.dma = new Dma(bus, probe, quirks);
    bus.dmaEngine.connect(this.dma);
    this.translator = translator;
    this.pmp = pmp;
    this.rights = rights;
    this.worlds = worlds;
    this.walker = walker;
    this.filler = filler;
    this.lookup = lookup;
    this.regions = regions;
    this.mmu = mmu;
    this.blockAccess = new BlockAccess(mmuParts);
    this.clint = clint;
    this.plic = plic;
    this.counters = counters;
    this.environment = environment;
    this.csrs = csrs;
    this.traps = traps;
    this.atomicGuard = new AtomicGuard({ state, tlb, lookup, bus, mmu, journal });
    this.atomics = new AtomicOps({
      ...{ state, mmu, guard: this.atomicGuard },
      ...{ journal, comparisons, quirks },
    });
    this.core = new Core({
      state,
      mmu,
      csrs,
      traps,
      atomics: this.atomics,
      blockAccess: this.blockAccess,
      environment,
      clint,
      rights,
      flush: () => this.flush(EVENT_FLUSH),
    });
    this.finder = new CodeFinder({ state, tlb, lookup, mmu, ram, blocks, probe });
  }

  /** The rules of a region changed: its active notifiers flush the hart's TLB (tlb-iommu-path.md section 2, Notifier). */
  rulesChanged(region: number): void {
    this.ruleChanges++;
    if (!this.translator.takeNotifiers(region)) return;
    this.rights.forgets(BY_RULES);
    this.flush(EVENT_NOTIFY);
  }

  /** The memory map changed: the TLB is flushed when the hart leaves its block. */
  mapChanged(): void {
    this.ruleChanges++;
    this.flushOutstanding = true;
  }

  /** The hart has left its block: the flush for a change of the memory map is made up for. */
  settleMap(): void {
    if (!this.flushOutstanding) return;
    this.rights.forgets(BY_MAP);
    this.flush(EVENT_FLUSH);
    this.flushOutstanding = false;
  }

  /** Flushes every filled mmu index and the jump cache; `event`: EVENT_FLUSH or EVENT_NOTIFY, for observers. */
  flush(event: number): void {
    this.tlb.flush(this.state.retired, event);
    this.blocks.clearJumpCache();
  }

  /** Inserts a watchpoint, if there is room for one more, and drops the page it lies in, or all if it lies in two. */
  watch(lo: number, hi: number, bytes: number, types: number): void {
    if (!this.watchpoints.insert(lo, hi, bytes, types)) return;
    if ((lo & 0xfff) + bytes > 4096) this.flush(EVENT_FLUSH);
    else this.flushPage(lo, hi);
  }

  /** Removes a watchpoint and drops the page of its first byte; that a flag stays in the next one harms nothing. */
  unwatch(lo: number, hi: number, bytes: number, types: number): void {
    if (this.watchpoints.remove(lo, hi, bytes, types)) this.flushPage(lo, hi);
  }

  private flushPage(lo: number, hi: number): void {
    this.tlb.flushPage(lo, hi);
    this.blocks.clearJumpCacheOf(lo);
  }
}
