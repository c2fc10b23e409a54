/** The MDCFG table: which entries a memory domain has (iopmp.md 2.2). */
import { type Input, IOPMP_MDCFG, MAX_MDS } from '../../../input/layout.ts';
import type { Locks } from './locks.ts';
import type { Properties } from './properties.ts';
import type { Settings } from './settings.ts';

export class Domains {
  /** MDCFG(m).t as written; improper values stay. */
  readonly top = new Int32Array(MAX_MDS);

  private readonly properties: Properties;
  private readonly settings: Settings;
  private readonly locks: Locks;

  constructor(properties: Properties, settings: Settings, locks: Locks) {
    this.properties = properties;
    this.settings = settings;
    this.locks = locks;
  }

  reset(input: Input): void {
    const { isPresent, mdcfgFormat, mdNum } = this.properties;
    this.top.fill(0);
    if (!isPresent || mdcfgFormat !== 0) return;
    for (let md = 0; md < mdNum; md++) this.top[md] = input[IOPMP_MDCFG + md] & 0xffff;
  }

  /** Entry index where a domain ends by its own register, exclusive; -1 of domain -1 is no register: 0. */
  endOf(md: number): number {
    if (md < 0) return 0;
    return this.properties.mdcfgFormat === 0 ? this.top[md] : (md + 1) * (this.settings.mdEntryNum + 1);
  }

  /** MDCFG(md), 0 if there is none. */
  read(md: number): number {
    return this.hasRegister(md) ? this.top[md] : 0;
  }

  /** True if the register took the write. */
  write(md: number, value: number): boolean {
    if (!this.hasRegister(md) || this.locks.holdsMdcfg(md)) return false;
    this.top[md] = value & 0xffff;
    return true;
  }

  private hasRegister(md: number): boolean {
    return this.properties.mdcfgFormat === 0 && md < this.properties.mdNum;
  }
}
