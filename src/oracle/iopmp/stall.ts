import { FEATURE_STALL, MAX_RRIDS } from '../../input/layout.ts';
import type { Properties } from './properties.ts';
import type { Sources } from './sources.ts';

const EXEMPT = 1;
/** Field op of RRIDSCP. */
const OP_STALL = 1;
const OP_RESUME = 2;
/** Field stat of RRIDSCP, in place. */
const STALLED = 1 << 30;
const NOT_STALLED = 2 << 30;
const NO_SUCH_RRID = 3 << 30;

/**
 * Which RRIDs are stalled: the registers MDSTALL, MDSTALLH and RRIDSCP. Without the feature all read 0.
 * @source iopmp.md 3.1, 4.9
 */
export class Stall {
  /** By RRID: 1 = its transactions are stalled. */
  private readonly stalled = new Int8Array(MAX_RRIDS);
  /** Fields md (in place) and mdh. */
  private md = 0;
  private mdh = 0;
  private selected = 0;
  /** RRIDSCP has been written: "stat … reset 0" */
  private written = false;
  /** 0.7: the last write of MDSTALL selected or exempted something. */
  private inForce = false;
  private readonly properties: Properties;
  private readonly sources: Sources;

  constructor(properties: Properties, sources: Sources) {
    this.properties = properties;
    this.sources = sources;
  }

  /** Nothing is stalled. */
  reset(): void {
    for (let s = 0; s < this.properties.rridNum; s++) this.stalled[s] = 0;
    this.md = 0;
    this.mdh = 0;
    this.selected = 0;
    this.written = false;
    this.inForce = false;
  }

  private get exists(): boolean {
    return this.properties.has(FEATURE_STALL);
  }

  /** Whether `rrid`, below rrid_num, is stalled. */
  holds(rrid: number): boolean {
    return this.stalled[rrid] !== 0;
  }

  /** Bit 0 is is_stalled of 0.7, and is_busy of 0.8.2, which never is. */
  readMdstall(): number {
    return this.md | Number(this.inForce && !this.properties.is082);
  }

  /** "evaluated with the association at that moment"; true if an RRID was stalled or resumed. */
  writeMdstall(value: number): boolean {
    if (!this.exists) return false;
    const exempt = value & EXEMPT;
    this.md = value & this.properties.mdMaskLo;
    this.inForce = (this.md | this.mdh | exempt) !== 0;
    let changed = false;
    for (let s = 0; s < this.properties.rridNum; s++) {
      changed = this.set(s, exempt ^ Number(this.selects(s))) || changed;
    }
    return changed;
  }

  get mdstallh(): number {
    return this.mdh;
  }

  /** "write MDSTALLH: only stored" */
  writeMdstallh(value: number): void {
    if (this.exists) this.mdh = value & this.properties.mdMaskHi;
  }

  /** The selected RRID and what it is now; 0 without the feature, and after reset. */
  readRridscp(): number {
    if (!this.exists || !this.written) return 0;
    if (this.selected >= this.properties.rridNum) return this.selected | NO_SUCH_RRID;
    return this.selected | (this.holds(this.selected) ? STALLED : NOT_STALLED);
  }

  writeRridscp(value: number): boolean {
    if (!this.exists) return false;
    this.written = true;
    this.selected = value & 0xffff;
    const op = value >>> 30;
    if (this.selected >= this.properties.rridNum || (op !== OP_STALL && op !== OP_RESUME)) return false;
    return this.set(this.selected, op === OP_STALL ? 1 : 0);
  }

  /** Whether `rrid` has one of the selected domains. */
  private selects(rrid: number): boolean {
    for (let m = 0; m < this.properties.mdNum; m++) {
      const bit = m <= 30 ? this.md >>> (m + 1) : this.mdh >>> (m - 31);
      if ((bit & 1) !== 0 && this.sources.hasDomain(rrid, m)) return true;
    }
    return false;
  }

  private set(rrid: number, stalled: number): boolean {
    const changed = this.stalled[rrid] !== stalled;
    this.stalled[rrid] = stalled;
    return changed;
  }
}
