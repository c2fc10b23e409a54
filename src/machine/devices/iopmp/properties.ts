/** What the board's maker fixed: formats, counts, features, and the quirks that are in force (iopmp.md 2.1, 2.2, 2.5). */
import { hasIopmp } from '../../../input/iopmp-rules.ts';
import {
  FEATURE_NON_PRIO,
  INPUT_WORDS,
  type Input,
  IOPMP_ENTRY_NUM,
  IOPMP_ERR_DATA,
  IOPMP_FEATURES,
  IOPMP_GRANULE,
  IOPMP_MD_NUM,
  IOPMP_MDCFG_FMT,
  IOPMP_MSI_RRID,
  IOPMP_RRID_NUM,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  SPEC_07,
} from '../../../input/layout.ts';
import type { Quirks } from '../../design.ts';
import { QUIRK_IDS, type QuirkId } from '../../quirks.ts';

/** First memory domain whose bit lies in a high word. */
export const FIRST_HIGH_MD = 31;

const NO_QUIRKS: Quirks = Object.fromEntries(QUIRK_IDS.map((id) => [id, false])) as Record<QuirkId, boolean>;
/** An input that has no IOPMP. */
const ABSENT: Input = new Int32Array(INPUT_WORDS);

export class Properties {
  isPresent = false;
  /** Spec 0.7: the one of the posted model, whose quirks are in force. */
  isPosted = false;
  quirks = NO_QUIRKS;
  srcmdFormat = 0;
  mdcfgFormat = 0;
  mdNum = 0;
  rridNum = 0;
  entryNum = 0;
  /** Bits of implemented domains: MD m is bit m + 1 of the low word or bit m - 31 of the high word. */
  mdMaskLow = 0;
  mdMaskHigh = 0;
  errData = 0;
  msiRrid = 0;
  /** log2(granularity) - 2: address bits below it are not compared (iopmp.md 4.1). */
  granuleBits = 0;
  private features = 0;

  private readonly given: Quirks;

  /** `given`: the machine's quirks. */
  constructor(given: Quirks) {
    this.given = given;
    this.load(ABSENT);
  }

  /** Takes the properties of a board; those of a board without IOPMP are the same whatever its block says. */
  load(board: Input): void {
    this.isPresent = hasIopmp(board);
    const input = this.isPresent ? board : ABSENT;
    this.isPosted = this.isPresent && input[IOPMP_SPEC] === SPEC_07;
    this.quirks = this.isPosted ? this.given : NO_QUIRKS;
    this.srcmdFormat = input[IOPMP_SRCMD_FMT];
    this.mdcfgFormat = input[IOPMP_MDCFG_FMT];
    this.mdNum = input[IOPMP_MD_NUM];
    this.rridNum = input[IOPMP_RRID_NUM];
    this.entryNum = input[IOPMP_ENTRY_NUM];
    this.mdMaskLow = this.mdNum >= FIRST_HIGH_MD ? ~1 : ((1 << (this.mdNum + 1)) - 1) & ~1;
    this.mdMaskHigh = lowBits(this.mdNum - FIRST_HIGH_MD);
    this.errData = input[IOPMP_ERR_DATA];
    this.msiRrid = input[IOPMP_MSI_RRID];
    this.granuleBits = Math.max(0, 29 - Math.clz32(input[IOPMP_GRANULE]));
    this.features = input[IOPMP_FEATURES];
  }

  /** True if the FEATURE_ bit is set. */
  has(feature: number): boolean {
    return (this.features & feature) !== 0;
  }

  /** True if entries from prio_entry on have no priority: always under spec 0.7. */
  get hasNonPriority(): boolean {
    return this.isPosted || this.has(FEATURE_NON_PRIO);
  }
}

/** A word whose `count` low bits are set, 0..32; none for a negative count. */
export function lowBits(count: number): number {
  if (count >= 32) return -1;
  return count <= 0 ? 0 : (1 << count) - 1;
}
