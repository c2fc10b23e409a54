/** MDLCK, MDLCKH, MDCFGLCK and ENTRYLCK (iopmp.md 3.1, 4.6). Locks only grow; reset alone clears them. */
import {
  type Input,
  IOPMP_ENTRYLCK,
  IOPMP_MDCFGLCK,
  IOPMP_MDLCK,
  IOPMP_MDLCKH,
} from '../../../input/layout.ts';
import { STOP_EMPTY_BIT_FIELD } from '../../status.ts';
import { FIRST_HIGH_MD, lowBits, type Properties } from './properties.ts';

/** Lock bit of each of these registers. */
const SELF = 1;
const MDCFG_FIELD = 0x3f;
const ENTRY_FIELD = 0xffff;

/** Where a defect of the model that would kill its process is reported: a STOP_ number. */
export interface Fate {
  die(stop: number): number;
}

export class Locks {
  mdlck = 0;
  mdlckh = 0;
  mdcfglck = 0;
  entrylck = 0;

  private readonly properties: Properties;
  private readonly fate: Fate;

  constructor(properties: Properties, fate: Fate) {
    this.properties = properties;
    this.fate = fate;
  }

  /** Presets the registers as images of the input; bits that they do not have are dropped. */
  reset(input: Input): void {
    const { isPresent, mdMaskLow, mdMaskHigh, mdcfgFormat } = this.properties;
    this.mdlck = isPresent ? input[IOPMP_MDLCK] & (mdMaskLow | SELF) : 0;
    this.mdlckh = isPresent ? input[IOPMP_MDLCKH] & mdMaskHigh : 0;
    this.mdcfglck = isPresent && mdcfgFormat === 0 ? input[IOPMP_MDCFGLCK] & ((MDCFG_FIELD << 1) | SELF) : 0;
    this.entrylck = isPresent ? input[IOPMP_ENTRYLCK] & ((ENTRY_FIELD << 1) | SELF) : 0;
  }

  /** True if the column of a domain is locked in the SRCMD table. */
  holdsDomain(md: number): boolean {
    const bit = md < FIRST_HIGH_MD ? this.mdlck >>> (md + 1) : this.mdlckh >>> (md - FIRST_HIGH_MD);
    return (bit & 1) !== 0;
  }

  holdsMdcfg(md: number): boolean {
    if (this.properties.quirks['mdcfg-lock-ignored']) return false;
    return md < this.mdcfglck >>> 1;
  }

  holdsEntry(index: number): boolean {
    return index < this.entrylck >>> 1;
  }

  writeMdlck(value: number): void {
    if ((this.mdlck & SELF) === 0) this.mdlck |= value & (this.properties.mdMaskLow | SELF);
  }

  writeMdlckh(value: number): void {
    const { mdNum, mdMaskHigh, quirks } = this.properties;
    if ((this.mdlck & SELF) !== 0) return;
    if (quirks['mdlckh-empty-field'] && mdNum === FIRST_HIGH_MD) this.fate.die(STOP_EMPTY_BIT_FIELD);
    if (mdNum < FIRST_HIGH_MD || (mdNum === FIRST_HIGH_MD && !quirks['mdlckh-off-by-one'])) return;
    if (quirks['mdlckh-cuts-mdlck']) this.mdlck &= lowBits(mdNum - FIRST_HIGH_MD);
    this.mdlckh |= quirks['mdlckh-off-by-one'] ? value : value & mdMaskHigh;
  }

  writeMdcfglck(value: number): void {
    if (this.properties.mdcfgFormat !== 0) return;
    const width = this.properties.quirks['mdcfglck-seven-bits'] ? 0x7f : MDCFG_FIELD;
    this.mdcfglck = grown(this.mdcfglck, value, width);
  }

  writeEntrylck(value: number): void {
    this.entrylck = grown(this.entrylck, value, ENTRY_FIELD);
  }
}

/** A prefix lock after a write: its field f only increases, and nothing changes once its own lock bit is set. */
function grown(register: number, value: number, width: number): number {
  if ((register & SELF) !== 0) return register;
  const field = Math.max(register >>> 1, (value >>> 1) & width);
  return (field << 1) | (value & SELF);
}
