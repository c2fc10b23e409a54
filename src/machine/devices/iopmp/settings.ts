/** The programmable fields of the HWCFG registers (iopmp.md 2.5): enable, priority boundary, domain size, outgoing tag. */
import {
  FEATURE_PRIENT_PROG,
  FEATURE_TRANSL,
  FEATURE_TRANSL_PROG,
  type Input,
  IOPMP_ENABLE,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_PRIO_ENTRY,
  IOPMP_RRID_TRANSL,
} from '../../../input/layout.ts';
import type { Properties } from './properties.ts';

export class Settings {
  enabled = false;
  prioEntry = 0;
  canSetPrioEntry = false;
  /** Tag of what leaves the IOPMP; nothing behind it looks. */
  transl = 0;
  canSetTransl = false;
  /** Entries of a domain less one, in MDCFG formats 1 and 2. */
  mdEntryNum = 0;

  private readonly properties: Properties;

  constructor(properties: Properties) {
    this.properties = properties;
  }

  reset(input: Input): void {
    const { properties } = this;
    const { isPresent } = properties;
    this.enabled = isPresent && input[IOPMP_ENABLE] === 1;
    this.prioEntry = isPresent ? input[IOPMP_PRIO_ENTRY] & 0xffff : 0;
    this.transl = isPresent ? input[IOPMP_RRID_TRANSL] & 0xffff : 0;
    this.mdEntryNum = isPresent ? input[IOPMP_MD_ENTRY_NUM] & 0x7f : 0;
    this.canSetPrioEntry = properties.has(FEATURE_PRIENT_PROG);
    this.canSetTransl = properties.has(FEATURE_TRANSL) && properties.has(FEATURE_TRANSL_PROG);
  }

  /** Entries below this index are priority entries (iopmp.md 4.10). */
  get priorityCount(): number {
    const { hasNonPriority, entryNum } = this.properties;
    return hasNonPriority ? Math.min(this.prioEntry, entryNum) : entryNum;
  }

  /** Writes enable, which only reset clears. */
  enable(bit: number): void {
    if (bit !== 0) this.enabled = true;
  }

  writePrioEntry(value: number): void {
    if (this.canSetPrioEntry) this.prioEntry = value & 0xffff;
  }

  writeTransl(value: number): void {
    if (this.canSetTransl) this.transl = value & 0xffff;
  }

  /** Only in MDCFG format 2 and before the IOPMP is enabled. */
  writeMdEntryNum(value: number): void {
    if (this.properties.mdcfgFormat === 2 && !this.enabled) this.mdEntryNum = value & 0x7f;
  }

  /** Write 1 clears: gives up writing prio_entry. */
  fixPrioEntry(bit: number): void {
    if (bit !== 0) this.canSetPrioEntry = false;
  }

  /** Write 1 clears: gives up writing rrid_transl. */
  fixTransl(bit: number): void {
    if (bit !== 0) this.canSetTransl = false;
  }
}
