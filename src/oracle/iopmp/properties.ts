import {
  FEATURE_CHK_X,
  type Input,
  IOPMP_ENTRY_NUM,
  IOPMP_FEATURES,
  IOPMP_GRANULE,
  IOPMP_MD_NUM,
  IOPMP_MDCFG_FMT,
  IOPMP_RRID_NUM,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  SPEC_082,
} from '../../input/layout.ts';

/** Formats of the SRCMD table. */
export const BY_RRID = 0;
export const EXCLUSIVE = 1;
export const BY_DOMAIN = 2;
/** Formats of the MDCFG table: bounds in registers, or k entries each, with k fixed or programmable. */
export const TABLE = 0;
export const PROGRAMMABLE_K = 2;

/**
 * What an IOPMP is built with: which specification, which formats, how many of each thing, which features.
 * @source iopmp.md 2.1, 2.2, 2.5
 */
export class Properties {
  /** Specification 0.8.2; otherwise 0.7. */
  is082 = false;
  srcmdFormat = BY_RRID;
  mdcfgFormat = TABLE;
  mdNum = 1;
  rridNum = 1;
  entryNum = 1;
  /** G: the granularity is 4 << G bytes. */
  granuleShift = 0;
  /** Fetches are checked as reads: xinr, or chk_x = 0. */
  fetchIsRead = false;
  /** Bits of the implemented domains in a pair of words such as SRCMD_EN and SRCMD_ENH; bit 0 of the first is no domain. */
  mdMaskLo = 0;
  mdMaskHi = 0;
  private features = 0;

  /** Takes over the device's block of a valid input. */
  load(input: Input): void {
    this.is082 = input[IOPMP_SPEC] === SPEC_082;
    this.srcmdFormat = input[IOPMP_SRCMD_FMT];
    this.mdcfgFormat = input[IOPMP_MDCFG_FMT];
    this.mdNum = input[IOPMP_MD_NUM];
    this.rridNum = input[IOPMP_RRID_NUM];
    this.entryNum = input[IOPMP_ENTRY_NUM];
    this.granuleShift = 29 - Math.clz32(input[IOPMP_GRANULE]);
    this.features = input[IOPMP_FEATURES];
    this.fetchIsRead = !this.has(FEATURE_CHK_X);
    this.mdMaskLo = lowBits(Math.min(this.mdNum, 31)) << 1;
    this.mdMaskHi = lowBits(Math.max(this.mdNum - 31, 0));
  }

  /** Whether it has the feature of a FEATURE_ bit. */
  has(feature: number): boolean {
    return (this.features & feature) !== 0;
  }
}

/** A word whose lowest `count` bits, 0..32, are set. */
function lowBits(count: number): number {
  return count === 32 ? -1 : (1 << count) - 1;
}
