import { DOMAINS } from '../machine/probe.ts';
import { CLASS_BITS, domainOfSlot, FEATURE_SLOTS, type FeatureMap, hitClass } from './feature-map.ts';

const CLASS_MASK = (1 << CLASS_BITS) - 1;

/**
 * Which features were ever seen: per slot, a bit for each hit-count class. A view can be opened on it and closed
 * again: what was added in between is then forgotten, at the cost of what was added.
 */
export class NoveltyMap {
  private readonly seen = new Uint8Array(FEATURE_SLOTS);
  private readonly slots = new Int32Array(DOMAINS.length);
  private journal: number[] | undefined;

  /** True if the execution in `map` showed a feature that is not in here. */
  hasNews(map: FeatureMap): boolean {
    const { counts, touched, touchedCount } = map;
    for (let i = 0; i < touchedCount; i++) {
      const slot = touched[i];
      if ((this.seen[slot] & (1 << hitClass(counts[slot]))) === 0) return true;
    }
    return false;
  }

  /** Adds feature ids; returns how many of them are new. */
  add(ids: Int32Array): number {
    let fresh = 0;
    for (let i = 0; i < ids.length; i++) {
      const slot = ids[i] >>> CLASS_BITS;
      const bit = 1 << (ids[i] & CLASS_MASK);
      const before = this.seen[slot];
      if ((before & bit) !== 0) continue;
      fresh++;
      this.journal?.push(slot, before);
      if (before === 0) this.slots[domainOfSlot(slot)]++;
      this.seen[slot] = before | bit;
    }
    return fresh;
  }

  /** Distinct slots seen in a domain, whatever their counts. */
  slotsSeen(domain: number): number {
    return this.slots[domain];
  }

  /** Opens a view: additions from here on are forgotten by {@link closeView}. Views do not nest. */
  openView(): void {
    this.journal = [];
  }

  /** Forgets what was added since {@link openView}. */
  closeView(): void {
    const journal = this.journal ?? [];
    this.journal = undefined;
    for (let i = journal.length - 2; i >= 0; i -= 2) {
      const slot = journal[i];
      this.seen[slot] = journal[i + 1];
      if (journal[i + 1] === 0) this.slots[domainOfSlot(slot)]--;
    }
  }
}
