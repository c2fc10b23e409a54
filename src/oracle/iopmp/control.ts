import {
  FEATURE_ADDRH,
  FEATURE_CHK_X,
  FEATURE_ERR_REC,
  FEATURE_MFR,
  FEATURE_MSI,
  FEATURE_NO_W,
  FEATURE_NO_X,
  FEATURE_NON_PRIO,
  FEATURE_PEES,
  FEATURE_PEIS,
  FEATURE_PRIENT_PROG,
  FEATURE_SPS,
  FEATURE_STALL,
  FEATURE_TOR,
  FEATURE_TRANSL,
  FEATURE_TRANSL_PROG,
  type Input,
  IOPMP_ENABLE,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_PRIO_ENTRY,
  IOPMP_RRID_TRANSL,
} from '../../input/layout.ts';
import { PROGRAMMABLE_K, type Properties } from './properties.ts';

/** A bit of a register and the feature that it shows. */
type FeatureBit = readonly [bit: number, feature: number];

/** 0.7, HWCFG0; bit 30 is addrh_en. @source iopmp.md 6.1 */
const HWCFG0_07: readonly FeatureBit[] = [
  [4, FEATURE_TOR],
  [5, FEATURE_SPS],
  [8, FEATURE_TRANSL],
  [10, FEATURE_CHK_X],
  [11, FEATURE_NO_X],
  [12, FEATURE_NO_W],
  [13, FEATURE_STALL],
  [14, FEATURE_PEIS],
  [15, FEATURE_PEES],
  [16, FEATURE_MFR],
  [30, FEATURE_ADDRH],
];
/** 0.8.2. @source iopmp.md 2.5, 3.1 */
const HWCFG0_082: readonly FeatureBit[] = [
  [30, FEATURE_ADDRH],
  [31, FEATURE_TOR],
];
const HWCFG2_082: readonly FeatureBit[] = [
  [17, FEATURE_NON_PRIO],
  [26, FEATURE_MSI],
  [27, FEATURE_PEIS],
  [28, FEATURE_PEES],
  [29, FEATURE_SPS],
  [30, FEATURE_STALL],
  [31, FEATURE_MFR],
];
const HWCFG3_082: readonly FeatureBit[] = [
  [12, FEATURE_NO_X],
  [13, FEATURE_NO_W],
  [14, FEATURE_TRANSL],
];
/** HWCFG2 and HWCFG3 exist. */
const HWCFG2_EN = 1 << 1;
const HWCFG3_EN = 1 << 2;
const NO_ERR_REC = 1 << 23;
const XINR = 1 << 11;

/**
 * The registers HWCFG0 to HWCFG3: the properties, and what of them software can change. A write returns whether it
 * changed what is permitted.
 * @source iopmp.md 2.5, 3.1, 3.3, 6.1
 */
export class Control {
  enabled = false;
  prioEntry = 0;
  /** Field md_entry_num: entries of each domain, less one. */
  mdEntryNum = 0;
  private prioProg = false;
  private transl = 0;
  private translProg = false;
  private readonly properties: Properties;

  constructor(properties: Properties) {
    this.properties = properties;
  }

  /** Reset values, and enable as firmware has left it. */
  reset(input: Input): void {
    const { properties } = this;
    this.enabled = input[IOPMP_ENABLE] === 1;
    this.prioEntry = input[IOPMP_PRIO_ENTRY];
    this.mdEntryNum = input[IOPMP_MD_ENTRY_NUM];
    this.prioProg = properties.has(FEATURE_PRIENT_PROG);
    this.transl = input[IOPMP_RRID_TRANSL];
    this.translProg = properties.has(FEATURE_TRANSL) && properties.has(FEATURE_TRANSL_PROG);
  }

  /** P: entries below this index are priority entries. @source iopmp.md 4.10 */
  get priorityEntries(): number {
    const { entryNum } = this.properties;
    return this.properties.has(FEATURE_NON_PRIO) ? Math.min(this.prioEntry, entryNum) : entryNum;
  }

  readHwcfg0(): number {
    const { properties } = this;
    const common = properties.mdNum << 24;
    if (!properties.is082) {
      return (
        common |
        this.shown(HWCFG0_07) |
        properties.mdcfgFormat |
        (properties.srcmdFormat << 2) |
        (Number(this.prioProg) << 7) |
        (Number(this.translProg) << 9) |
        (this.mdEntryNum << 17) |
        (Number(this.enabled) << 31)
      );
    }
    const record = properties.has(FEATURE_ERR_REC) ? 0 : NO_ERR_REC;
    return common | this.shown(HWCFG0_082) | record | HWCFG2_EN | HWCFG3_EN | Number(this.enabled);
  }

  /** "the write that sets enable still writes" md_entry_num. */
  writeHwcfg0(value: number): boolean {
    if (this.properties.is082) return this.enable(value);
    if ((value & (1 << 7)) !== 0) this.prioProg = false;
    if ((value & (1 << 9)) !== 0) this.translProg = false;
    const resized = this.writeMdEntryNum(value >>> 17);
    return this.enable(value >>> 31) || resized;
  }

  readHwcfg1(): number {
    return this.properties.rridNum | (this.properties.entryNum << 16);
  }

  readHwcfg2(): number {
    if (!this.properties.is082) return this.prioEntry | (this.transl << 16);
    return this.prioEntry | (Number(this.prioProg) << 16) | this.shown(HWCFG2_082);
  }

  /** "prio_entry takes the written value even if the same write clears prio_ent_prog." */
  writeHwcfg2(value: number): boolean {
    const changed = this.prioProg && this.prioEntry !== (value & 0xffff);
    if (changed) this.prioEntry = value & 0xffff;
    if (this.properties.is082) {
      if ((value & (1 << 16)) !== 0) this.prioProg = false;
    } else if (this.translProg) this.transl = value >>> 16;
    return changed;
  }

  /** HWCFG3, of 0.8.2 only. */
  readHwcfg3(): number {
    const { properties } = this;
    return (
      properties.mdcfgFormat |
      (properties.srcmdFormat << 2) |
      (this.mdEntryNum << 4) |
      (properties.fetchIsRead ? XINR : 0) |
      this.shown(HWCFG3_082) |
      (Number(this.translProg) << 15) |
      (this.transl << 16)
    );
  }

  writeHwcfg3(value: number): boolean {
    if (this.translProg) this.transl = value >>> 16;
    if ((value & (1 << 15)) !== 0) this.translProg = false;
    return this.writeMdEntryNum(value >>> 4);
  }

  /** "write-1-set, sticky". */
  private enable(value: number): boolean {
    if (this.enabled || (value & 1) === 0) return false;
    this.enabled = true;
    return true;
  }

  /** "writable only if mdcfg_fmt = 2 and enable = 0"; the field is 7 bits. */
  private writeMdEntryNum(value: number): boolean {
    if (this.properties.mdcfgFormat !== PROGRAMMABLE_K || this.enabled) return false;
    if (this.mdEntryNum === (value & 0x7f)) return false;
    this.mdEntryNum = value & 0x7f;
    return true;
  }

  private shown(bits: readonly FeatureBit[]): number {
    let word = 0;
    for (const [bit, feature] of bits) if (this.properties.has(feature)) word |= 1 << bit;
    return word;
  }
}
