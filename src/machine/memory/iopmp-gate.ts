/**
 * The way of a transaction through the IOPMP: who asks, for what, and what a TLB fill or an access is told. A transaction
 * is the part of an access on one page; where it is refused, each of its pieces reacts.
 * @source iopmp.md 5, 6.4 to 6.6, 6.9
 */
import { keepBytes } from '../../bits/word.ts';
import { DMA_RRID, HART_RRID, type Input, IOPMP_RRID_NUM, PAGE } from '../../input/layout.ts';
import type { Quirks } from '../design.ts';
import { ALLOW_AMO, ALLOW_R, ALLOW_W, ALLOW_X, type Iopmp } from '../devices/iopmp/iopmp.ts';
import { PERM_READ, PERM_WRITE } from '../devices/wgchecker.ts';
import type { QuirkId } from '../quirks.ts';
import { FETCH, LOAD, STOP_NOTIFIER_INDEX, STOP_STALL_SPIN, STORE } from '../status.ts';
import type { Section } from './section.ts';

/** Answer of {@link IopmpGate.translate}: everything is granted. */
export const DOWNSTREAM = ALLOW_R | ALLOW_W | ALLOW_X;
const BOTH = PERM_READ | PERM_WRITE;
/** Of {@link IopmpGate.amoRefused}. */
export const NOT_REFUSED = -1;

/** Ends the machine with a STOP_ reason. */
export interface Fate {
  die(stop: number): number;
  /** 0 unless it has. */
  readonly stop: number;
}

export class IopmpGate {
  readonly device: Iopmp;
  /** There is an IOPMP; nothing else here is looked at if there is none. */
  present = false;
  /** RRIDs of the hart and of DMA; {@link rrid} is that of the running transaction. */
  hartRrid = 0;
  dmaRrid = 0;
  rrid = 0;
  /** Access type of the running transaction, its first byte and its bytes. */
  access = LOAD;
  part = 0;
  partSize = 0;
  /** An AMO is running that is one transaction. */
  amo = false;
  /** Where it was refused, {@link NOT_REFUSED}: nowhere. Its other half, if it goes there too, is dropped without a word. */
  amoRefused = NOT_REFUSED;
  /** Of the last answer to a TLB fill: the directions that it permits, and whether it holds for the whole page. */
  flags = BOTH;
  wholePage = true;
  /** Data of a refused read that is no bus error. */
  dataLo = 0;
  dataHi = 0;

  /** ALLOW_ bits that it was made from. */
  private rights = 0;
  private rrids = 0;
  private readonly quirks: Quirks;
  private readonly fate: Fate;

  constructor(device: Iopmp, quirks: Quirks, fate: Fate) {
    this.device = device;
    this.quirks = quirks;
    this.fate = fate;
  }

  reset(input: Input): void {
    this.present = this.device.present;
    this.hartRrid = input[HART_RRID];
    this.dmaRrid = input[DMA_RRID];
    this.rrids = input[IOPMP_RRID_NUM];
    this.rrid = this.hartRrid;
    this.access = LOAD;
    this.part = 0;
    this.partSize = 0;
    this.amo = false;
    this.amoRefused = NOT_REFUSED;
    this.flags = BOTH;
    this.wholePage = true;
    this.rights = 0;
    this.dataLo = 0;
    this.dataHi = 0;
  }

  /** True if the departure is in force: all of them are of the posted device. */
  shows(quirk: QuirkId): boolean {
    return this.present && this.device.isPosted && this.quirks[quirk];
  }

  /** The coming pieces belong to `size` bytes at `pa`, the part of an access on one page. */
  begin(pa: number, size: number, access: number): void {
    this.part = pa;
    this.partSize = size;
    this.access = access;
  }

  /** RRID of page walks. */
  get walkRrid(): number {
    return this.shows('walk-rrid-zero') ? 0 : this.hartRrid;
  }

  /** The machine has ended. */
  get isOver(): boolean {
    return this.fate.stop !== 0;
  }

  /** The hart registers its notifier, whose index is its RRID. */
  register(): void {
    if (this.hartRrid !== 0 && this.shows('one-notifier-index')) this.fate.die(STOP_NOTIFIER_INDEX);
  }

  /** True if a notification reaches the hart's notifier. */
  get reachesHart(): boolean {
    return this.hartRrid < this.rrids || !this.shows('notifies-known-rrids');
  }

  /**
   * What a TLB fill is told for `size` bytes at `inPage` of `page`: the rights of the space that the page leads to, R 1,
   * W 2, X 4, or {@link DOWNSTREAM}. `isExact`: the design asks for the address; `isTypeless`: for no access type.
   */
  translate(
    page: number,
    inPage: number,
    size: number,
    isWrite: boolean,
    isExact: boolean,
    isTypeless: boolean,
  ): number {
    const rights = this.rightsOf(page, inPage, size, isExact);
    if (isTypeless) {
      this.flags = BOTH;
      return rights;
    }
    const wantsX = !isWrite && !this.shows('fetch-asks-read');
    const wanted = isWrite ? ALLOW_W : wantsX ? ALLOW_R | ALLOW_X : ALLOW_R;
    const granted = (rights & wanted) === wanted;
    this.flags = isWrite ? PERM_WRITE : PERM_READ;
    if (this.shows('answer-beyond-direction')) this.flags = granted ? rights & BOTH : BOTH;
    if (granted) return DOWNSTREAM;
    return this.shows('fetch-asks-read') ? 0 : rights;
  }

  private rightsOf(page: number, inPage: number, size: number, isExact: boolean): number {
    const { device, hartRrid } = this;
    const byPage = !isExact && this.shows('asked-at-page-base');
    const asked = byPage ? page : page + inPage;
    let rights = 0;
    if (this.shows('length-unknown')) {
      rights = device.match(hartRrid, asked);
      this.wholePage = byPage || device.wholePage;
    } else {
      // More bytes than a load has: the probe of a block.
      const isBlindProbe = size > 8 && this.shows('block-probed-by-byte');
      rights = device.allowed(hartRrid, asked, byPage || isBlindProbe ? 1 : size);
      this.wholePage = byPage || device.isUniform(hartRrid, page);
    }
    this.rights = rights;
    return rights & DOWNSTREAM;
  }

  /** True if an answer to a fill by access type will hold for the whole page. */
  isWhole(page: number): boolean {
    return this.shows('asked-at-page-base') || this.device.isUniform(this.hartRrid, page);
  }

  /** The last answer was given to a fill, not to an observer; as posted a fill of a stalled RRID waits for it for ever. */
  noteFill(): void {
    if (this.device.holds(this.hartRrid)) this.fate.die(STOP_STALL_SPIN);
    this.device.note(this.rights);
  }

  /** True if the transaction, of which the piece at `pa` is routed, is granted. */
  grants(pa: number): boolean {
    const { access } = this;
    const isRead = access === LOAD || (access === FETCH && this.shows('fetch-asks-read'));
    const wanted = this.amo ? ALLOW_AMO : isRead ? ALLOW_R : access === STORE ? ALLOW_W : ALLOW_X;
    return (this.ask(this.rrid, pa) & wanted) !== 0;
  }

  /** True if the read and write of the 8 bytes at `pa` that an A/D update is are granted; a refusal is that of a write. */
  grantsUpdate(pa: number): boolean {
    this.rrid = this.walkRrid;
    this.part = pa;
    this.partSize = 8;
    const asksRead = this.shows('update-asks-read');
    const granted = (this.ask(this.rrid, pa) & (asksRead ? ALLOW_R : ALLOW_AMO)) !== 0;
    if (!granted && !asksRead) this.device.refuse(this.rrid, pa, 8, pa, 8, STORE, true);
    this.rrid = this.hartRrid;
    return granted;
  }

  /** True if the AMO of the hart on `size` bytes at `pa` is granted. */
  grantsAmo(pa: number, size: number): boolean {
    return (this.device.allowed(this.hartRrid, pa, size) & ALLOW_AMO) !== 0;
  }

  /** True if the page holds rules that end inside it. */
  splits(rrid: number, pa: number): boolean {
    if (!this.shows('length-unknown')) return !this.device.isUniform(rrid, pa - (pa % PAGE));
    this.device.match(rrid, pa);
    return !this.device.wholePage;
  }

  /** True if a space forwards the running access. */
  forwards(space: Section): boolean {
    return (space.allows & (1 << this.access)) !== 0;
  }

  /** A piece of the refused transaction reacts. True: bus error; otherwise the data of a read are in dataLo/dataHi. */
  refuse(pa: number, size: number): boolean {
    const { errData } = this.device;
    this.dataLo = keepBytes(size, errData, 0);
    this.dataHi = size === 8 ? errData : 0;
    if (this.amo) {
      if (this.amoRefused === this.part) return false;
      this.amoRefused = this.part;
    }
    const access = this.amo ? STORE : this.access;
    return this.device.refuse(this.rrid, this.part, this.partSize, pa, size, access, this.amo);
  }

  /** The hart's AMO on `size` bytes at `pa` is refused. As {@link refuse}. */
  refuseAmo(pa: number, size: number): boolean {
    this.amo = true;
    this.amoRefused = NOT_REFUSED;
    const failed = this.refuse(pa, size);
    this.amo = false;
    return failed;
  }

  private ask(rrid: number, pa: number): number {
    if (this.shows('length-unknown')) return this.device.match(rrid, pa);
    return this.device.allowed(rrid, this.part, this.partSize);
  }
}
