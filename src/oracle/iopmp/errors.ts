import {
  FEATURE_ADDRH,
  FEATURE_ERR_REC,
  FEATURE_MSI,
  FEATURE_STALL,
  type Input,
  IOPMP_ERR_CFG,
  IOPMP_MSIADDR,
} from '../../input/layout.ts';
import type { RefusalAnswer } from '../decision.ts';
import type { Plic } from '../world/plic.ts';
import type { Properties } from './properties.ts';
import { NO_ENTRY, type Refusal } from './refusal.ts';
import { ViolationLog } from './violation-log.ts';

const CFG_L = 1 << 0;
const CFG_IE = 1 << 1;
const CFG_RS = 1 << 2;
const CFG_MSI_SEL = 1 << 3;
const CFG_STALL_VIOLATION_EN = 1 << 4;
const CFG_MSIDATA_SHIFT = 8;
const CFG_MSIDATA_MASK = 0x7ff;

const INFO_V = 1 << 0;
const INFO_MSI_WERR = 1 << 3;
const INFO_SVC = 1 << 8;

/** Memory that takes the 4-byte write of a message-signalled interrupt; true: the write failed. */
export interface MessageStore {
  storeMessage(lo: number, hi: number, data: number): boolean;
}

/**
 * What a refused transaction does: answer, record, interrupt; and the registers ERR_CFG to ERR_MSIADDRH.
 * @source iopmp.md 3.1, 4.8, 5 FAULT
 */
export class Errors {
  readonly log: ViolationLog;
  private cfg = 0;
  /** ERR_INFO without svc. */
  private info = 0;
  private reqAddr = 0;
  private reqAddrh = 0;
  private reqId = 0;
  private msiAddr = 0;
  private msiAddrh = 0;
  private plic: Plic | undefined;
  private source = 0;
  private memory: MessageStore | undefined;
  private readonly properties: Properties;

  constructor(properties: Properties) {
    this.properties = properties;
    this.log = new ViolationLog(properties);
  }

  /** No error; ERR_CFG and ERR_MSIADDR(H) as firmware has left them. */
  reset(input: Input): void {
    this.cfg = this.legalCfg(input[IOPMP_ERR_CFG]);
    this.msiAddr = this.hasMsi ? input[IOPMP_MSIADDR] : 0;
    this.msiAddrh = this.hasMsiHigh ? input[IOPMP_MSIADDR + 1] : 0;
    this.info = 0;
    this.reqAddr = 0;
    this.reqAddrh = 0;
    this.reqId = 0;
    this.log.reset();
  }

  /** Connects the wired interrupt to `source` of `plic`. */
  connectPlic(plic: Plic, source: number): void {
    this.plic = plic;
    this.source = source;
  }

  /** Connects what takes message-signalled interrupts; without it their writes fail. */
  connectMemory(memory: MessageStore): void {
    this.memory = memory;
  }

  private get hasMsi(): boolean {
    return this.properties.has(FEATURE_MSI);
  }

  private get hasMsiHigh(): boolean {
    return this.hasMsi && this.properties.has(FEATURE_ADDRH);
  }

  // --- Reaction -------------------------------------------------------------------------------------------------

  /** I: an interrupt is wanted. */
  wantsInterrupt(refusal: Refusal): boolean {
    return (this.cfg & CFG_IE) !== 0 && !refusal.suppressesInterrupt;
  }

  /** B: the answer is a bus error, not fabricated success. */
  isBusError(refusal: Refusal): boolean {
    return (this.cfg & CFG_RS) === 0 && !refusal.suppressesError;
  }

  /** FAULT: records the refusal, interrupts, and returns whether the answer is a bus error. */
  react(refusal: Refusal): boolean {
    const interrupt = this.wantsInterrupt(refusal);
    const error = this.isBusError(refusal);
    if (!this.properties.has(FEATURE_ERR_REC) || !(interrupt || error)) return error;
    if ((this.info & INFO_V) !== 0) {
      this.log.add(refusal.rrid);
      return error;
    }
    this.record(refusal);
    if (interrupt) this.interrupt();
    return error;
  }

  /** What {@link Errors.react} is going to do. */
  foresee(refusal: Refusal): RefusalAnswer {
    const busError = this.isBusError(refusal);
    const wanted = this.wantsInterrupt(refusal);
    const silent = { busError, record: 'none', interrupt: 'none' } as const;
    if (!this.properties.has(FEATURE_ERR_REC) || !(wanted || busError)) return silent;
    if ((this.info & INFO_V) !== 0) {
      return this.log.takes(refusal.rrid) ? { ...silent, record: 'subsequent' } : silent;
    }
    const way = (this.cfg & CFG_MSI_SEL) === 0 ? 'wire' : 'message';
    return { busError, record: 'first', interrupt: wanted ? way : 'none' };
  }

  private record({ rrid, lo, hi, ttype, etype, entry }: Refusal): void {
    this.info = (this.info & INFO_MSI_WERR) | INFO_V | (ttype << 1) | (etype << 4);
    this.reqAddr = (lo >>> 2) | (hi << 30);
    this.reqAddrh = this.properties.has(FEATURE_ADDRH) ? hi >>> 2 : 0;
    this.reqId = rrid | (entry === NO_ENTRY ? 0 : entry << 16);
  }

  private interrupt(): void {
    if ((this.cfg & CFG_MSI_SEL) === 0) this.plic?.raise(this.source);
    else if (this.sendMessage()) this.info |= INFO_MSI_WERR;
  }

  /** Without ADDRH, ERR_MSIADDR holds bits 33:2 of the address; with it, bits 31:0. */
  private sendMessage(): boolean {
    const data = (this.cfg >>> CFG_MSIDATA_SHIFT) & CFG_MSIDATA_MASK;
    if (this.memory === undefined) return true;
    if (this.hasMsiHigh) return this.memory.storeMessage(this.msiAddr, this.msiAddrh, data);
    return this.memory.storeMessage(this.msiAddr << 2, this.msiAddr >>> 30, data);
  }

  // --- Registers ------------------------------------------------------------------------------------------------

  get errCfg(): number {
    return this.cfg;
  }

  writeErrCfg(value: number): void {
    if ((this.cfg & CFG_L) === 0) this.cfg = this.legalCfg(value);
  }

  /** What ERR_CFG holds of `value`; stall_violation_en is as the feature is. */
  private legalCfg(value: number): number {
    const msi = this.hasMsi ? CFG_MSI_SEL | (CFG_MSIDATA_MASK << CFG_MSIDATA_SHIFT) : 0;
    const stall = this.properties.has(FEATURE_STALL) ? CFG_STALL_VIOLATION_EN : 0;
    return (value & (CFG_L | CFG_IE | CFG_RS | msi)) | stall;
  }

  readErrInfo(): number {
    return this.info | (this.log.isEmpty ? 0 : INFO_SVC);
  }

  /** v and msi_werr are cleared by a 1; all else of the record stays. */
  writeErrInfo(value: number): void {
    this.info &= ~(value & (INFO_V | INFO_MSI_WERR));
  }

  get errReqaddr(): number {
    return this.reqAddr;
  }

  get errReqaddrh(): number {
    return this.reqAddrh;
  }

  get errReqid(): number {
    return this.reqId;
  }

  get errMsiaddr(): number {
    return this.msiAddr;
  }

  writeErrMsiaddr(value: number): void {
    if (this.hasMsi && (this.cfg & CFG_L) === 0) this.msiAddr = value;
  }

  get errMsiaddrh(): number {
    return this.msiAddrh;
  }

  writeErrMsiaddrh(value: number): void {
    if (this.hasMsiHigh && (this.cfg & CFG_L) === 0) this.msiAddrh = value;
  }
}
