/** ERR_CFG, the error record and the MSI address (iopmp.md 3.1, 4.8): registers only. */
import {
  FEATURE_ADDRH,
  FEATURE_MSI,
  FEATURE_STALL,
  type Input,
  IOPMP_ERR_CFG,
  IOPMP_MSIADDR,
} from '../../../input/layout.ts';
import type { FaultLog } from './fault-log.ts';
import type { Properties } from './properties.ts';

const CFG_LOCK = 1;
const CFG_IE = 1 << 1;
const CFG_RS = 1 << 2;
const CFG_MSI_SEL = 1 << 3;
const CFG_STALL_VIOLATION = 1 << 4;
const CFG_MSIDATA_SHIFT = 8;
const CFG_MSIDATA = 0x7ff << CFG_MSIDATA_SHIFT;
const INFO_VALID = 1;
const INFO_TTYPE_SHIFT = 1;
const INFO_MSI_WERR = 1 << 3;
const INFO_ETYPE_SHIFT = 4;
const INFO_SVC = 1 << 8;
const TWO_32 = 2 ** 32;

export class ErrorRecord {
  private cfg = 0;
  /** ERR_INFO but for svc, which is in the log. */
  private info = 0;
  private addr = 0;
  private addrh = 0;
  private reqid = 0;
  private msiaddr = 0;
  private msiaddrh = 0;

  private readonly properties: Properties;
  private readonly log: FaultLog;

  constructor(properties: Properties, log: FaultLog) {
    this.properties = properties;
    this.log = log;
  }

  /** Presets ERR_CFG and the MSI address, as far as their fields are there; no error is recorded. */
  reset(input: Input): void {
    const { isPresent } = this.properties;
    const hasMsi = this.properties.has(FEATURE_MSI);
    const fields = CFG_LOCK | CFG_IE | CFG_RS | (hasMsi ? CFG_MSI_SEL | CFG_MSIDATA : 0);
    this.cfg = isPresent ? input[IOPMP_ERR_CFG] & fields : 0;
    // Wired to 1: a stalled access cannot be held (4.9).
    if (this.properties.has(FEATURE_STALL)) this.cfg |= CFG_STALL_VIOLATION;
    this.msiaddr = hasMsi ? input[IOPMP_MSIADDR] : 0;
    this.msiaddrh = hasMsi && this.properties.has(FEATURE_ADDRH) ? input[IOPMP_MSIADDR + 1] : 0;
    this.info = 0;
    this.addr = 0;
    this.addrh = 0;
    this.reqid = 0;
  }

  /** A first violation is recorded. */
  get isValid(): boolean {
    return (this.info & INFO_VALID) !== 0;
  }

  /** Interrupts go out as MSI. */
  get sendsMsi(): boolean {
    return (this.cfg & CFG_MSI_SEL) !== 0;
  }

  get msiData(): number {
    return (this.cfg & CFG_MSIDATA) >>> CFG_MSIDATA_SHIFT;
  }

  /** Byte address of the MSI write. */
  get msiAddress(): number {
    const low = this.msiaddr >>> 0;
    return this.properties.has(FEATURE_ADDRH) ? (this.msiaddrh >>> 0) * TWO_32 + low : 4 * low;
  }

  /** A stalled access is refused; else it would have to be held. */
  get refusesStalled(): boolean {
    return (this.cfg & CFG_STALL_VIOLATION) !== 0;
  }

  /** Reactions that ERR_CFG has on for an access type, as suppression bits: interrupt 1 << type, bus error 8 << type. */
  reacting(access: number): number {
    const interrupt = (this.cfg & CFG_IE) !== 0 ? 1 << access : 0;
    return (this.cfg & CFG_RS) === 0 ? interrupt | (8 << access) : interrupt;
  }

  /** Records a first violation at `address`. */
  record(access: number, etype: number, address: number, rrid: number, entry: number): void {
    const word = Math.floor(address / 4);
    this.info |= INFO_VALID;
    this.info &= INFO_VALID | INFO_MSI_WERR;
    this.info |= ((access + 1) << INFO_TTYPE_SHIFT) | (etype << INFO_ETYPE_SHIFT);
    this.addr = word | 0;
    this.addrh = this.properties.has(FEATURE_ADDRH) ? (word / TWO_32) | 0 : 0;
    this.reqid = (rrid & 0xffff) | (entry << 16);
  }

  /** The MSI write failed. */
  noteMsiError(): void {
    this.info |= INFO_MSI_WERR;
  }

  readCfg(): number {
    return this.cfg;
  }

  readInfo(): number {
    return this.log.hasAny ? this.info | INFO_SVC : this.info;
  }

  readAddr(): number {
    return this.addr;
  }

  readAddrh(): number {
    return this.addrh;
  }

  readReqid(): number {
    return this.reqid;
  }

  readMsiaddr(): number {
    return this.msiaddr;
  }

  readMsiaddrh(): number {
    return this.msiaddrh;
  }

  writeCfg(value: number): void {
    if (this.isLocked) return;
    const spins = this.properties.has(FEATURE_STALL) && this.properties.quirks['stalled-access-spins'];
    const msi = this.canWriteMsi ? CFG_MSI_SEL | CFG_MSIDATA : 0;
    const fields = CFG_LOCK | CFG_IE | CFG_RS | msi | (spins ? CFG_STALL_VIOLATION : 0);
    this.cfg = (this.cfg & ~fields) | (value & fields);
  }

  /** Write 1 clears v and msi_werr; what is recorded stays readable. */
  writeInfo(value: number): void {
    this.info &= ~(value & (INFO_VALID | INFO_MSI_WERR));
  }

  writeMsiaddr(value: number): void {
    if (!this.isLocked && this.canWriteMsi) this.msiaddr = value;
  }

  writeMsiaddrh(value: number): void {
    if (!this.isLocked && this.canWriteMsi && this.properties.has(FEATURE_ADDRH)) this.msiaddrh = value;
  }

  private get isLocked(): boolean {
    return (this.cfg & CFG_LOCK) !== 0;
  }

  private get canWriteMsi(): boolean {
    return this.properties.has(FEATURE_MSI) || this.properties.quirks['features-not-gated'];
  }
}
