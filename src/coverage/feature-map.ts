import { DOMAINS, type Probe } from '../machine/probe.ts';

/** Bits of a slot number below its domain: every domain has 2^16 slots of its own. */
export const SLOT_BITS = 16;
/** Slots of all domains together. */
export const FEATURE_SLOTS = DOMAINS.length << SLOT_BITS;
/** Bits of a feature id below its slot: the hit-count class. */
export const CLASS_BITS = 2;

const SATURATED = 255;

/** Class 0..2 of a hit count 1..255: once, a few times, 8 times and more. Index 0 is unused. */
const HIT_CLASS = Uint8Array.from({ length: SATURATED + 1 }, (_, count) => {
  const firstOfClass = [1, 2, 8];
  return Math.max(0, firstOfClass.filter((first) => first <= count).length - 1);
});

/**
 * Class 0..2 of a hit count 1..255. With the eight classes of AFL two of three entries stand for another turn of a loop,
 * and the search finds no more (measured with the benchmark of bugs).
 *
 * @source AFL, "Technical whitepaper", section 2
 */
export function hitClass(count: number): number {
  return HIT_CLASS[count];
}

/** Slot of (domain, key): the domain above 16 hashed bits of the key. Two keys of one domain may share a slot. */
export function slotOf(domain: number, key: number): number {
  return (domain << SLOT_BITS) | (Math.imul(key ^ (key >>> 15), 0x9e3779b1) >>> 16);
}

/** Domain of a slot. */
export function domainOfSlot(slot: number): number {
  return slot >>> SLOT_BITS;
}

/**
 * What one execution showed: a saturating hit count per slot, and the list of slots with a count. A feature id is
 * `slot * 4 + class of its count`, so one slot gives at most one feature per execution. {@link reset} costs what the
 * execution touched.
 */
export class FeatureMap implements Probe {
  /** Hits per slot, 0..255. */
  readonly counts = new Uint8Array(FEATURE_SLOTS);
  /** The slots with a count, in the order of their first hit; valid up to {@link touchedCount}. */
  readonly touched = new Int32Array(FEATURE_SLOTS);
  touchedCount = 0;

  /** Counts one sight of (domain, key); `key` is any int32, `domain` an index into DOMAINS. */
  feature(domain: number, key: number): void {
    const slot = slotOf(domain, key);
    const count = this.counts[slot];
    if (count === 0) this.touched[this.touchedCount++] = slot;
    if (count !== SATURATED) this.counts[slot] = count + 1;
  }

  /** Forgets the execution. */
  reset(): void {
    const { counts, touched, touchedCount } = this;
    for (let i = 0; i < touchedCount; i++) counts[touched[i]] = 0;
    this.touchedCount = 0;
  }

  /** The feature ids of the execution, ascending; a fresh array. */
  ids(): Int32Array {
    const ids = new Int32Array(this.touchedCount);
    for (let i = 0; i < ids.length; i++) {
      const slot = this.touched[i];
      ids[i] = (slot << CLASS_BITS) | HIT_CLASS[this.counts[slot]];
    }
    return ids.sort();
  }
}
