/** MDSTALL, MDSTALLH and RRIDSCP: which RRIDs are stalled (iopmp.md 4.9). */
import { FEATURE_STALL, MAX_RRIDS } from '../../../input/layout.ts';
import { STOP_INDEX_OUT_OF_BOUNDS } from '../../status.ts';
import type { Fate } from './locks.ts';
import type { Properties } from './properties.ts';
import type { Sources } from './sources.ts';

const EXEMPT = 1;
const OP_SHIFT = 30;
const OP_STALL = 1;
const OP_RESUME = 2;
const STAT_STALLED = 1;
const STAT_FREE = 2;
const STAT_UNKNOWN = 3;
const RRID = 0xffff;

export class Stall {
  /** 1: RRID s is stalled. */
  private readonly stalled = new Uint8Array(MAX_RRIDS);
  private mdstall = 0;
  private mdstallh = 0;
  private rridscp = 0;
  /** RRIDSCP was written since reset; until then it reads 0. */
  private isQueried = false;
  /** The last write of MDSTALL selected or exempted something. */
  private isInForce = false;

  private readonly properties: Properties;
  private readonly sources: Sources;
  private readonly fate: Fate;

  constructor(properties: Properties, sources: Sources, fate: Fate) {
    this.properties = properties;
    this.sources = sources;
    this.fate = fate;
  }

  reset(): void {
    this.stalled.fill(0);
    this.mdstall = 0;
    this.mdstallh = 0;
    this.rridscp = 0;
    this.isQueried = false;
    this.isInForce = false;
  }

  /** True if the accesses of a known RRID are stalled. */
  holds(rrid: number): boolean {
    return this.stalled[rrid] !== 0;
  }

  readMdstall(): number {
    const { quirks, isPosted, mdMaskLow } = this.properties;
    if (quirks['mdstall-raw']) return this.mdstall;
    // is_stalled under spec 0.7; is_busy under 0.8.2, where a write is in force at once.
    return (this.mdstall & mdMaskLow) | (isPosted && this.isInForce ? 1 : 0);
  }

  readMdstallh(): number {
    return this.mdstallh;
  }

  readRridscp(): number {
    if (!this.properties.has(FEATURE_STALL)) return 0;
    if (this.properties.quirks['rridscp-latched'] || !this.isQueried) return this.rridscp;
    return (this.rridscp & RRID) | (this.statOf(this.rridscp & RRID) << OP_SHIFT);
  }

  /** Stores, and decides of every RRID with the domains it has now. True if it took the write. */
  writeMdstall(value: number): boolean {
    const { properties } = this;
    if (!properties.has(FEATURE_STALL)) return false;
    this.mdstall = value;
    this.isInForce = ((value & (properties.mdMaskLow | EXEMPT)) | this.mdstallh) !== 0;
    for (let rrid = 0; rrid < properties.rridNum; rrid++) this.stalled[rrid] = this.isSelected(rrid) ? 1 : 0;
    return true;
  }

  /** Only stored. */
  writeMdstallh(value: number): void {
    if (!this.properties.has(FEATURE_STALL)) return;
    const { quirks, mdMaskHigh } = this.properties;
    const isKept = quirks['mdstallh-always-there'] && mdMaskHigh === 0;
    this.mdstallh = isKept ? value : value & mdMaskHigh;
  }

  /** True if the stall of an RRID was set or cleared. */
  writeRridscp(value: number): boolean {
    const { quirks, rridNum } = this.properties;
    if (!this.properties.has(FEATURE_STALL)) return false;
    const rrid = value & RRID;
    if (quirks['rridscp-one-past'] && rrid === rridNum) this.fate.die(STOP_INDEX_OUT_OF_BOUNDS);
    const changes = rrid < rridNum && this.setStall(rrid, value >>> OP_SHIFT);
    this.isQueried = true;
    this.rridscp = quirks['rridscp-latched'] ? withTop(value, this.statOf(rrid)) : rrid;
    return changes;
  }

  private setStall(rrid: number, op: number): boolean {
    if (op !== OP_STALL && op !== OP_RESUME) return false;
    if (this.properties.quirks['rridscp-needs-mdstall'] && !this.isInForce) return false;
    this.stalled[rrid] = op === OP_STALL ? 1 : 0;
    return true;
  }

  /** Stall of an RRID by MDSTALL and MDSTALLH: its domains are selected, or they are not and exempt is set. */
  private isSelected(rrid: number): boolean {
    const { properties, sources, mdstall, mdstallh } = this;
    const { quirks, srcmdFormat, mdMaskLow, mdMaskHigh } = properties;
    const byTable = quirks['stall-format-1-by-table'] && srcmdFormat === 1;
    const low = byTable ? 0 : sources.domainsLow(rrid) & mdstall & mdMaskLow;
    const high = byTable ? 0 : sources.domainsHigh(rrid) & mdstallh & mdMaskHigh;
    const exempt = (mdstall & EXEMPT) !== 0;
    const ignoresExempt = quirks['stall-format-2-ignores-exempt'] && srcmdFormat === 2;
    return ((low | high) !== 0) !== (exempt && !ignoresExempt);
  }

  private statOf(rrid: number): number {
    if (rrid >= this.properties.rridNum) return STAT_UNKNOWN;
    return this.stalled[rrid] !== 0 ? STAT_STALLED : STAT_FREE;
  }
}

/** A word with its two top bits replaced. */
function withTop(word: number, top: number): number {
  return (word & ~(3 << OP_SHIFT)) | (top << OP_SHIFT);
}
