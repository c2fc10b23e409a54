import { type Input, IOPMP_ENTRYLCK, IOPMP_MDCFGLCK, IOPMP_MDLCK, IOPMP_MDLCKH } from '../../input/layout.ts';
import { type Properties, TABLE } from './properties.ts';

/** Bit l of every lock register. */
const L = 1;
const MDCFG_F_MASK = 0x3f;
const ENTRY_F_MASK = 0xffff;

/**
 * The registers MDLCK, MDLCKH, MDCFGLCK and ENTRYLCK. What is locked stays so until reset; data and l of one write both
 * count.
 * @source iopmp.md 3.1, 3.3, 4.6
 */
export class Locks {
  /** MDLCK and MDLCKH: the bits of locked domains, l in bit 0 of the first. */
  mdlck = 0;
  mdlckh = 0;
  /** Domains and entries below these numbers are locked. */
  private mdcfgF = 0;
  private entryF = 0;
  private mdcfgL = 0;
  private entryL = 0;
  private readonly properties: Properties;

  constructor(properties: Properties) {
    this.properties = properties;
  }

  /** Presets the register images of the input; what does not exist is dropped. */
  reset(input: Input): void {
    this.mdlck = 0;
    this.mdlckh = 0;
    this.mdcfgF = 0;
    this.entryF = 0;
    this.mdcfgL = 0;
    this.entryL = 0;
    this.writeMdlckh(input[IOPMP_MDLCKH]);
    this.writeMdlck(input[IOPMP_MDLCK]);
    this.writeMdcfglck(input[IOPMP_MDCFGLCK]);
    this.writeEntrylck(input[IOPMP_ENTRYLCK]);
  }

  /** Whether the SRCMD column or PERM row of domain `m` is locked. */
  holdsDomain(m: number): boolean {
    return (m <= 30 ? (this.mdlck >>> (m + 1)) & 1 : (this.mdlckh >>> (m - 31)) & 1) !== 0;
  }

  /** Whether MDCFG(m) is locked. */
  holdsBound(m: number): boolean {
    return m < this.mdcfgF;
  }

  holdsEntry(i: number): boolean {
    return i < this.entryF;
  }

  writeMdlck(value: number): void {
    if ((this.mdlck & L) === 0) this.mdlck |= value & (this.properties.mdMaskLo | L);
  }

  writeMdlckh(value: number): void {
    if ((this.mdlck & L) === 0) this.mdlckh |= value & this.properties.mdMaskHi;
  }

  readMdcfglck(): number {
    return this.mdcfgL | (this.mdcfgF << 1);
  }

  /** f can only grow. Absent when there is no MDCFG table. */
  writeMdcfglck(value: number): void {
    if (this.properties.mdcfgFormat !== TABLE || this.mdcfgL !== 0) return;
    this.mdcfgF = Math.max(this.mdcfgF, (value >>> 1) & MDCFG_F_MASK);
    this.mdcfgL = value & L;
  }

  readEntrylck(): number {
    return this.entryL | (this.entryF << 1);
  }

  writeEntrylck(value: number): void {
    if (this.entryL !== 0) return;
    this.entryF = Math.max(this.entryF, (value >>> 1) & ENTRY_F_MASK);
    this.entryL = value & L;
  }
}
