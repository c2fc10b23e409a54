/**
 * The decision procedure once more, by enumeration: of entries, of the bytes of the transaction, in unbounded integers,
 * from the written values. Slow and plain on purpose.
 * @source iopmp.md 2.1, 2.2, 4.1 to 4.5, 5
 */
import {
  FEATURE_ADDRH,
  FEATURE_CHK_X,
  FEATURE_ERR_REC,
  FEATURE_NO_W,
  FEATURE_NO_X,
  FEATURE_NON_PRIO,
  FEATURE_PEES,
  FEATURE_PEIS,
  FEATURE_SPS,
  FEATURE_TOR,
} from '../../../src/input/layout.ts';
import type { Configuration } from './configuration.ts';

/** A transaction; kinds are 0 read, 1 write, 2 fetch. */
export interface Transaction {
  readonly rrid: number;
  readonly start: bigint;
  readonly size: number;
  readonly kind: number;
  readonly amo: boolean;
}

/** Legal, or not and why: error and transaction type, the entries that may be named, interrupt and bus error. */
export type Outcome =
  | { readonly legal: true }
  | {
      readonly legal: false;
      readonly etype: number;
      readonly ttype: number;
      readonly eids: readonly number[];
      readonly interrupt: boolean;
      readonly busError: boolean;
    };

/** Bit `m` of a domain set spread over two words with bit 0 of the first left out. */
function inSet(lo: number, hi: number, m: number): boolean {
  const set = (BigInt.asUintN(32, BigInt(lo)) >> 1n) | (BigInt.asUintN(32, BigInt(hi)) << 31n);
  return ((set >> BigInt(m)) & 1n) === 1n;
}

/** Mode of entry `i`: a value that cannot be selected has left OFF. */
function modeOf(config: Configuration, i: number): number {
  const mode = (config.entries[i].cfg >> 3) & 3;
  if (mode === 1 && (config.features & FEATURE_TOR) === 0) return 0;
  return mode === 2 && config.granule > 4 ? 0 : mode;
}

function wordAddress(config: Configuration, i: number): bigint {
  const { addr, addrh } = config.entries[i];
  return BigInt(addr) | ((config.features & FEATURE_ADDRH) === 0 ? 0n : BigInt(addrh) << 32n);
}

/** Half-open range of bytes of entry `i`. */
export function regionOf(config: Configuration, i: number): readonly [bigint, bigint] {
  const granule = BigInt(config.granule);
  const address = wordAddress(config, i);
  const down = (bytes: bigint) => (bytes / granule) * granule;
  switch (modeOf(config, i)) {
    case 1:
      return [i === 0 ? 0n : down(4n * wordAddress(config, i - 1)), down(4n * address)];
    case 2:
      return [4n * address, 4n * address + 4n];
    case 3: {
      // At least a granule: all bits but the highest of those below it count as ones.
      const effective = granule >= 16n ? address | (granule / 8n - 1n) : address;
      let size = 8n;
      for (let ones = effective; ones % 2n === 1n; ones /= 2n) size *= 2n;
      return [((4n * effective) / size) * size, ((4n * effective) / size) * size + size];
    }
    default:
      return [0n, 0n];
  }
}

/** Domain of entry `i`, or undefined. */
function domainOf(config: Configuration, i: number): number | undefined {
  for (let m = 0; m < config.mds; m++) {
    const upTo = (n: number) => Math.max(0, ...config.bounds.slice(0, n));
    const [from, to] =
      config.mdcfg === 0 ? [upTo(m), upTo(m + 1)] : [m * (config.k + 1), (m + 1) * (config.k + 1)];
    if (from <= i && i < to) return m;
  }
  return undefined;
}

function has(config: Configuration, rrid: number, m: number): boolean {
  if (config.srcmd === 1) return rrid === m;
  const row = config.rows[rrid] ?? [];
  return config.srcmd === 2 || inSet(row[0] ?? 0, row[1] ?? 0, m);
}

/** Whether entry `i` in domain `m` lets `rrid` do `right`: 0 read, 1 write, 2 fetch. */
function lets(config: Configuration, rrid: number, m: number, i: number, right: number): boolean {
  const own = ((config.entries[i].cfg >> right) & 1) === 1;
  if (config.srcmd === 2) {
    const row = config.rows[m] ?? [];
    const perms = BigInt.asUintN(32, BigInt(row[0] ?? 0)) | (BigInt.asUintN(32, BigInt(row[1] ?? 0)) << 32n);
    return own || ((perms >> BigInt(2 * rrid + (right === 1 ? 1 : 0))) & 1n) === 1n;
  }
  if ((config.features & FEATURE_SPS) === 0) return own;
  const row = config.rows[rrid] ?? [];
  const column = right === 2 && !config.is082 ? 0 : right;
  return own && inSet(row[2 + 2 * column] ?? 0, row[3 + 2 * column] ?? 0, m);
}

function refused(
  config: Configuration,
  etype: number,
  ttype: number,
  eids: number[],
  muting: number[],
): Outcome {
  const all = (bit: number) =>
    muting.length > 0 && muting.every((i) => ((config.entries[i].cfg >> bit) & 1) === 1);
  const noInterrupt = (config.features & FEATURE_PEIS) !== 0 && all(4 + ttype);
  const noError = (config.features & FEATURE_PEES) !== 0 && all(7 + ttype);
  const interrupt = (config.errCfg & 2) !== 0 && !noInterrupt && (config.features & FEATURE_ERR_REC) !== 0;
  return { legal: false, etype, ttype, eids, interrupt, busError: (config.errCfg & 4) === 0 && !noError };
}

/** Steps 3 to 6, whatever the entries say; undefined: they are asked. */
function refusedAtOnce(config: Configuration, { rrid, kind }: Transaction): Outcome | undefined {
  const withheld = (feature: number) => (config.features & feature) !== 0;
  if (rrid >= config.rrids) return refused(config, 6, kind + 1, [], []);
  if (kind === 1 && withheld(FEATURE_NO_W)) return refused(config, 5, 2, [], []);
  if (kind === 2 && withheld(FEATURE_NO_X) && withheld(FEATURE_CHK_X)) return refused(config, 5, 3, [], []);
  return undefined;
}

/** An entry that holds bytes of a transaction. */
interface Hit {
  readonly entry: number;
  readonly hasPriority: boolean;
  readonly isWhole: boolean;
  readonly isGranted: boolean;
}

/** The entries of the RRID that hold bytes of a transaction which needs all of `rights`. */
function hitsOf(config: Configuration, { rrid, start, size }: Transaction, rights: number[]): Hit[] {
  const priority = (config.features & FEATURE_NON_PRIO) === 0 ? config.entries.length : config.prio;
  const bytes = Array.from({ length: size }, (_, b) => start + BigInt(b));
  return config.entries.flatMap((_, entry) => {
    const m = domainOf(config, entry);
    const [lo, hi] = regionOf(config, entry);
    const inside = bytes.filter((byte) => lo <= byte && byte < hi).length;
    if (inside === 0 || m === undefined || !has(config, rrid, m)) return [];
    const isGranted = rights.every((right) => lets(config, rrid, m, entry, right));
    return [{ entry, hasPriority: entry < priority, isWhole: inside === size, isGranted }];
  });
}

/** What becomes of a transaction. No RRID is stalled. */
export function decide(config: Configuration, transaction: Transaction): Outcome {
  if (!config.enabled) return { legal: true };
  const atOnce = refusedAtOnce(config, transaction);
  if (atOnce !== undefined) return atOnce;
  const right = transaction.kind === 2 && (config.features & FEATURE_CHK_X) === 0 ? 0 : transaction.kind;
  const ttype = right + 1;
  const hits = hitsOf(config, transaction, transaction.amo ? [0, 1] : [right]);
  const first = hits.find((hit) => hit.hasPriority);
  if (first !== undefined) {
    if (!first.isWhole) return refused(config, 4, ttype, [first.entry], []);
    return first.isGranted ? { legal: true } : refused(config, ttype, ttype, [first.entry], [first.entry]);
  }
  const counted = hits.filter((hit) => hit.isWhole);
  if (counted.some((hit) => hit.isGranted)) return { legal: true };
  if (counted.length === 0) return refused(config, 5, ttype, [], []);
  const all = counted.map((hit) => hit.entry);
  return refused(config, ttype, ttype, all, all);
}
