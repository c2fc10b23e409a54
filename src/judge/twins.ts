/**
 * Metamorphic checks of the mended design: runs of the same input whose TLB is another must show the guest the same,
 * beyond allowances; and an access split in two must be granted as the specification grants its halves.
 */
import {
  CHECKER_DRAM,
  CHECKER_OUTER,
  DMA_RRID,
  DRAM_BASE,
  HART_RRID,
  type Input,
  PAGE,
  RAM_PAGES,
  TLB_ENTRIES,
  TLB_WINDOW,
} from '../input/layout.ts';
import type { Design } from '../machine/design.ts';
import { FLUSH_ALWAYS, Machine } from '../machine/machine.ts';
import { SILENT } from '../machine/probe.ts';
import type { Reference } from '../oracle/reference.ts';
import {
  A_INFO,
  A_PA,
  ACCESS_SIZE_MASK,
  ACCESS_SIZE_SHIFT,
  ACCESS_STRIDE,
  ACCESSES,
  R_ACCESS,
  RECORD,
} from '../trace/record.ts';
import { digestOf } from './digest.ts';
import { Lockstep } from './lockstep.ts';
import { sameStep } from './same-step.ts';
import { checkerVerdict, iopmpVerdict } from './split-verdicts.ts';

/** One run in this many is sampled. */
const EVERY = 64;
const WHOLE = 8;

/** A machine that differs from the sampled one in nothing that the guest may see. */
interface Twin {
  readonly name: string;
  /** Loads `input` with what is different. */
  load(machine: Machine, input: Input): void;
}

/** A clean run, the reference that ran beside it, and the digest of the state in which it ended. */
interface Sampled {
  readonly machine: Machine;
  readonly own: Reference;
  readonly digest: string;
}

const TWINS: readonly Twin[] = [
  {
    name: 'flushed before every step',
    load(machine, input) {
      machine.load(input);
      machine.flushBefore = FLUSH_ALWAYS;
    },
  },
  {
    name: 'with another size of its TLB',
    load(machine, input) {
      const other = input.slice();
      other[TLB_ENTRIES] = input[TLB_ENTRIES] === 64 ? 1024 : 64;
      other[TLB_WINDOW] = 1;
      machine.load(other);
    },
  },
  {
    name: 'with one victim entry',
    load(machine, input) {
      machine.load(input);
      machine.parts.tlb.victims = 1;
    },
  },
];

export class Twins {
  private readonly machine: Machine;
  private readonly lockstep: Lockstep;

  constructor(design: Design) {
    this.machine = new Machine(design, SILENT);
    this.lockstep = new Lockstep(this.machine);
  }

  /** Whether the run that `machine` has made is one of the sample: a function of how it ended. */
  isSampled(machine: Machine): boolean {
    const { x, pcLo } = machine.parts.state;
    let hash = machine.steps ^ pcLo;
    for (let i = 2; i < 64; i++) hash = Math.imul(hash ^ x[i], 0x0100_0193);
    return (hash >>> 8) % EVERY === 0;
  }

  /** What the clean run of `input` shows that a twin's does not; undefined: nothing. `own` ran beside `machine`. */
  difference(input: Input, machine: Machine, own: Reference): string | undefined {
    const digest = digestOf(machine);
    for (const twin of TWINS) {
      const found = this.differenceOf(twin, input, { machine, own, digest });
      if (found !== undefined) return `a machine ${twin.name} ${found}`;
    }
    return splitDifference(input, machine, own);
  }

  private differenceOf(twin: Twin, input: Input, { machine, own, digest }: Sampled): string | undefined {
    const { victims } = this.machine.parts.tlb;
    twin.load(this.machine, input);
    this.machine.run();
    this.machine.parts.tlb.victims = victims;
    const step = differingStep(machine, this.machine);
    if (step < 0 && digest === digestOf(this.machine)) return undefined;
    const finding = this.lockstep.compare(input);
    if (finding !== undefined) return `does not agree with the reference: ${finding.kind}, ${finding.detail}`;
    // Where the architecture leaves a choice the two may have made different ones.
    if (own.allowances.some(isUsed) || this.lockstep.reference.allowances.some(isUsed)) return undefined;
    return step < 0 ? 'ends in another state' : `differs in step ${step}`;
  }
}

function isUsed(count: number): boolean {
  return count !== 0;
}

/** The first step whose record differs in what the guest sees; -1 if none does. */
export function differingStep(one: Machine, other: Machine): number {
  const steps = Math.min(one.steps, other.steps);
  for (let step = 0; step < steps; step++) {
    if (!sameStep(one.trace, other.trace, step * RECORD)) return step;
  }
  return one.steps === other.steps ? -1 : steps;
}

/** An 8-byte access to DRAM of the run, or half of one, that the guards would grant otherwise than the reference's. */
function splitDifference(input: Input, machine: Machine, own: Reference): string | undefined {
  const words = machine.steps * RECORD;
  const end = DRAM_BASE + input[RAM_PAGES] * PAGE;
  const checkers = [CHECKER_DRAM, CHECKER_OUTER].filter((which) => own.hasChecker(which));
  const rrids = own.bus.gates.guard.iopmp.present ? [input[HART_RRID], input[DMA_RRID]] : [];
  if (checkers.length + rrids.length === 0) return undefined;
  for (let step = 0; step < words; step += RECORD) {
    for (let slot = 0; slot < ACCESSES; slot++) {
      const pa = wholeAccess(machine.trace, step + R_ACCESS + slot * ACCESS_STRIDE);
      if (pa < DRAM_BASE || pa >= end) continue;
      const found =
        checkers.map((which) => checkerVerdict(machine, own, which, pa)).find(isText) ??
        rrids.map((rrid) => iopmpVerdict(machine, own, rrid, pa)).find(isText);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function isText(text: string | undefined): boolean {
  return text !== undefined;
}

/** Physical address of the access whose record begins at `at`, if it is one of 8 bytes below 2^32; else -1. */
function wholeAccess(trace: Int32Array, at: number): number {
  const size = (trace[at + A_INFO] >> ACCESS_SIZE_SHIFT) & ACCESS_SIZE_MASK;
  return size === WHOLE && trace[at + A_PA + 1] === 0 ? trace[at + A_PA] >>> 0 : -1;
}
