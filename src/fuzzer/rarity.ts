import { CLASS_BITS, domainOfSlot } from '../coverage/feature-map.ts';
import type { HitTally } from '../coverage/hit-tally.ts';
import { DOMAINS } from '../machine/probe.ts';

/** A feature that at most so many executions hit is rare ... */
const FEW = 256;
/** ... and so are so many of the rarest of each domain, however often they were hit. */
const RAREST = 128;

/**
 * What each feature of `ids` is worth, by its place in them: the less, the more executions hit its slot, and nothing
 * if it is abundant. All features of a domain together are worth 1, so that an abundant kind drowns no other.
 *
 * @source Böhme and others, "Boosting fuzzer efficiency" (FSE 2020): rare features carry the information, and are those
 * below a limit or the rarest ones if these are too few
 */
export function worths(ids: readonly number[], hits: HitTally): Float64Array {
  const limits = rareLimits(ids, hits);
  const worth = new Float64Array(ids.length);
  const total = new Float64Array(DOMAINS.length);
  for (let i = 0; i < ids.length; i++) {
    const slot = ids[i] >>> CLASS_BITS;
    const domain = domainOfSlot(slot);
    const count = hits.of(slot);
    if (count > limits[domain]) continue;
    worth[i] = 1 / Math.sqrt(1 + count);
    total[domain] += worth[i];
  }
  for (let i = 0; i < ids.length; i++) {
    if (worth[i] > 0) worth[i] /= total[domainOfSlot(ids[i] >>> CLASS_BITS)];
  }
  return worth;
}

/** By domain: up to how many hits a feature is rare. */
function rareLimits(ids: readonly number[], hits: HitTally): Float64Array {
  const limits = new Float64Array(DOMAINS.length).fill(FEW);
  const few = new Int32Array(DOMAINS.length);
  for (const id of ids) {
    const slot = id >>> CLASS_BITS;
    if (hits.of(slot) <= FEW) few[domainOfSlot(slot)]++;
  }
  for (let domain = 0; domain < DOMAINS.length; domain++) {
    if (few[domain] >= RAREST) continue;
    const counts = ids.map((id) => id >>> CLASS_BITS).filter((slot) => domainOfSlot(slot) === domain);
    const ascending = Float64Array.from(counts, (slot) => hits.of(slot)).sort();
    limits[domain] = ascending[Math.min(RAREST, ascending.length) - 1] ?? FEW;
  }
  return limits;
}
