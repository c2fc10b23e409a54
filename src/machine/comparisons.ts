/**
 * What an execution compared with what: addresses with the bounds of rules, with the tags of TLB entries, with
 * watchpoints and reservations; worlds and requesters with the lists they are looked up in. Kept only while somebody
 * listens. Numbers are signed: an address with bit 63 set counts from the top downwards; what does not fit in 53 bits
 * is left out.
 * @source AFL++ CmpLog and syzkaller's hints, which record what a target compares; libFuzzer's table of recent compares
 */

/** The first byte of an access with a bound. */
export const COMPARED_FIRST = 0;
/** The byte behind an access with a bound. */
export const COMPARED_END = 1;
/** A WID with one that the same rule treats otherwise. */
export const COMPARED_WID = 2;
/** An RRID with one that has other domains, or with how many there are. */
export const COMPARED_RRID = 3;
const NOTHING = -1;

/** Places for pairs, a power of two. A pair has its place, and takes it from the one before. */
const PLACES = 512;
/** High halves below this, and not below its negative, leave 53 bits. */
const HIGH_LIMIT = 1 << 20;
const TWO_32 = 2 ** 32;

/** The recorder that the parts of one machine share. */
export class Comparisons {
  /** Nothing is kept while this is false. */
  listens = false;
  private readonly kinds = new Int32Array(PLACES).fill(NOTHING);
  private readonly had = new Float64Array(PLACES);
  private readonly wanted = new Float64Array(PLACES);

  /** Forgets what was kept. */
  clear(): void {
    this.kinds.fill(NOTHING);
    this.had.fill(0);
    this.wanted.fill(0);
  }

  /** Tells `hear` every pair that is kept, always in the same order: its kind, what there was, what it was held against. */
  forEach(hear: (kind: number, had: number, wanted: number) => void): void {
    for (let i = 0; i < PLACES; i++) {
      if (this.kinds[i] !== NOTHING) hear(this.kinds[i], this.had[i], this.wanted[i]);
    }
  }

  /** The bytes of an access from `from` up to `to` are held against those of a rule from `lo` up to `hi`, both exclusive. */
  ranges(from: number, to: number, lo: number, hi: number): void {
    this.note(COMPARED_FIRST, from, lo);
    this.note(COMPARED_FIRST, from, hi);
    this.note(COMPARED_END, to, lo);
    this.note(COMPARED_END, to, hi);
  }

  /** Two 64-bit addresses are held against each other. */
  addresses(lo: number, hi: number, otherLo: number, otherHi: number): void {
    if (isWide(hi) || isWide(otherHi)) return;
    this.note(COMPARED_FIRST, signed(lo, hi), signed(otherLo, otherHi));
  }

  /** `had` is held against `wanted`. Equal ones say nothing. */
  note(kind: number, had: number, wanted: number): void {
    if (had === wanted) return;
    const at = placeOf(kind, had, wanted);
    this.kinds[at] = kind;
    this.had[at] = had;
    this.wanted[at] = wanted;
  }
}

function isWide(hi: number): boolean {
  return hi >= HIGH_LIMIT || hi < -HIGH_LIMIT;
}

function signed(lo: number, hi: number): number {
  return hi * TWO_32 + (lo >>> 0);
}

function placeOf(kind: number, had: number, wanted: number): number {
  let hash = Math.imul(had | 0, 0x85ebca6b) ^ Math.imul(wanted | 0, 0x1b873593) ^ kind;
  hash ^= Math.floor(had / TWO_32) ^ Math.floor(wanted / TWO_32);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return (hash >>> 20) & (PLACES - 1);
}
