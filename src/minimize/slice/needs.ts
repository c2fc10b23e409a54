import { canonicalWord, offsetInSection, sectionEnd } from '../../fuzzer/program.ts';
import {
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
} from '../../input/layout.ts';
import { D_IMM, D_KIND, D_RS1, D_RS2, D_SUB, DECODED, decode, instructionLength } from '../../isa/decode.ts';
import { KIND } from '../../isa/kinds.ts';
import {
  A_INFO,
  A_PA,
  A_VA,
  ACCESS_STRIDE,
  ACCESSES,
  OUTCOME_IO,
  outcomeOf,
  R_ACCESS,
  R_KIND,
  R_MODE,
  R_PC,
  R_RD,
  R_WORD,
  RECORD,
  STEP_RETIRED,
} from '../../trace/record.ts';

/** What the failing step of a run depends on. */
export interface Needs {
  /** The first needed step, and the two halves of its pc. */
  readonly first: number;
  readonly pc: readonly [number, number];
  /** By instruction: 1 if one of its executions is needed. */
  readonly kept: Uint8Array;
  /** Bit r: the value of register r before the first step is needed. */
  readonly registers: number;
  /** Numbers of the CSRs that needed instructions name. */
  readonly csrs: ReadonlySet<number>;
  /** Pages, by number, that needed steps fetch from or access: virtual, and physical where an access reached one. */
  readonly virtual: ReadonlySet<number>;
  readonly physical: ReadonlySet<number>;
  /** A needed step runs below M-mode. */
  readonly isUnprivileged: boolean;
  /** A needed step before the failing one traps or is interrupted. */
  readonly isTrapped: boolean;
}

const MODE_M = 3;
/** funct3 bit 2: the operand is an immediate; bit 1: bits are set or cleared, none if the operand is 0. */
const CSR_IMMEDIATE = 4;
const CSR_BITS = 2;
/** Kinds of instruction that may change how later ones are translated, checked or run at all. */
const CHANGES: ReadonlySet<number> = new Set([
  KIND.illegal,
  KIND.fenceI,
  KIND.ecall,
  KIND.ebreak,
  KIND.mret,
  KIND.sret,
  KIND.sfenceVma,
  KIND.wfi,
  KIND.cboManage,
  KIND.cboZero,
]);

/**
 * Follows a run back from step `last`: from registers to the instructions that wrote them, from a page to earlier accesses
 * of it (which may have stored what is read, or filled the TLB entry that is used), and to whatever changes translation,
 * rights or the way of control. Errs to both sides: who uses it tries what comes out.
 */
export function needsOf(input: Input, trace: Int32Array, last: number): Needs {
  const walk = new Walk(input, trace);
  walk.take(last);
  for (let step = last - 1; step >= 0; step--) if (walk.isNeeded(step)) walk.take(step);
  return walk;
}

class Walk implements Needs {
  readonly kept: Uint8Array;
  readonly csrs = new Set<number>();
  readonly virtual = new Set<number>();
  readonly physical = new Set<number>();
  first = 0;
  pc: readonly [number, number] = [0, 0];
  registers = 0;
  isUnprivileged = false;
  isTrapped = false;
  private readonly trace: Int32Array;
  private readonly places: ReadonlyMap<string, readonly number[]>;
  private readonly decoded = new Int32Array(DECODED);
  private isFailing = true;

  constructor(input: Input, trace: Int32Array) {
    this.trace = trace;
    this.kept = new Uint8Array(input[INSTRUCTION_COUNT]);
    this.places = placesOf(input);
  }

  /** Whether a step before the needed ones is needed too. */
  isNeeded(step: number): boolean {
    const { trace, decoded } = this;
    const at = step * RECORD;
    if (trace[at + R_KIND] !== STEP_RETIRED) return true;
    decode(trace[at + R_WORD], decoded, 0);
    const rd = trace[at + R_RD];
    if (rd !== 0 && ((this.registers >>> rd) & 1) === 1) return true;
    return CHANGES.has(decoded[D_KIND]) || this.writesCsr() || this.jumps(at) || this.touches(at);
  }

  /** Makes a step needed, and with it what it reads. */
  take(step: number): void {
    const { trace, decoded } = this;
    const at = step * RECORD;
    decode(trace[at + R_WORD], decoded, 0);
    this.registers &= ~(1 << trace[at + R_RD]);
    const isImmediate = decoded[D_KIND] === KIND.csr && (decoded[D_SUB] & CSR_IMMEDIATE) !== 0;
    if (!isImmediate) this.registers |= 1 << decoded[D_RS1];
    this.registers = (this.registers | (1 << decoded[D_RS2])) & ~1;
    if (decoded[D_KIND] === KIND.csr) this.csrs.add(decoded[D_IMM]);
    if (trace[at + R_MODE] !== MODE_M) this.isUnprivileged = true;
    if (!this.isFailing && trace[at + R_KIND] !== STEP_RETIRED) this.isTrapped = true;
    this.isFailing = false;
    this.first = step;
    this.pc = [trace[at + R_PC], trace[at + R_PC + 1]];
    this.virtual.add(pageOf(trace, at + R_PC));
    for (const access of this.accesses(at)) {
      this.virtual.add(pageOf(trace, access + A_VA));
      if (outcomeOf(trace[access + A_INFO]) !== 0) this.physical.add(pageOf(trace, access + A_PA));
    }
    for (const index of this.places.get(placeOf(trace[at + R_PC], trace[at + R_WORD])) ?? [])
      this.kept[index] = 1;
  }

  private writesCsr(): boolean {
    const { decoded } = this;
    return decoded[D_KIND] === KIND.csr && ((decoded[D_SUB] & CSR_BITS) === 0 || decoded[D_RS1] !== 0);
  }

  /** The next step is not at the next instruction. */
  private jumps(at: number): boolean {
    const { trace } = this;
    const next = (trace[at + R_PC] + instructionLength(trace[at + R_WORD])) | 0;
    return trace[at + RECORD + R_PC] !== next;
  }

  /** Reaches a device, or a page that needed steps use. */
  private touches(at: number): boolean {
    const { trace } = this;
    return this.accesses(at).some((access) => {
      if (outcomeOf(trace[access + A_INFO]) === OUTCOME_IO) return true;
      return (
        this.virtual.has(pageOf(trace, access + A_VA)) || this.physical.has(pageOf(trace, access + A_PA))
      );
    });
  }

  private accesses(at: number): readonly number[] {
    const all = Array.from({ length: ACCESSES }, (_, k) => at + R_ACCESS + k * ACCESS_STRIDE);
    return all.filter((access) => this.trace[access + A_INFO] !== 0);
  }
}

/** Instructions by their offset in a page and their word: where a virtual pc may have come from. */
function placesOf(input: Input): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (let section = 0; section < input[SECTION_COUNT]; section++) {
    const at = SECTIONS + section * SECTION_STRIDE;
    for (let i = input[at + SECTION_FIRST]; i < sectionEnd(input, section); i++) {
      const place = placeOf(
        input[at + SECTION_PA] + offsetInSection(input, section, i),
        input[INSTRUCTIONS + i],
      );
      places.set(place, [...(places.get(place) ?? []), i]);
    }
  }
  return places;
}

function placeOf(address: number, word: number): string {
  return `${address & 0xfff}:${canonicalWord(word)}`;
}

/** Number of the page of the address at words `at`. */
export function pageOf(words: Int32Array, at: number): number {
  return (words[at + 1] >>> 0) * 0x10_0000 + (words[at] >>> 12);
}
