/**
 * The decision of iopmp.md 5 for one transaction, straight from the register words of an input, in unbounded integers:
 * nothing is decoded ahead, nothing kept.
 */
import {
  ENTRY_ADDR,
  ENTRY_CFG,
  ENTRY_STRIDE,
  FEATURE_CHK_X,
  FEATURE_NO_W,
  FEATURE_NO_X,
  FEATURE_NON_PRIO,
  FEATURE_SPS,
  type Input,
  IOPMP_ENTRIES,
  IOPMP_ENTRY_NUM,
  IOPMP_FEATURES,
  IOPMP_GRANULE,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_MD_NUM,
  IOPMP_MDCFG,
  IOPMP_MDCFG_FMT,
  IOPMP_PRIO_ENTRY,
  IOPMP_ROWS,
  IOPMP_RRID_NUM,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  ROW_EN,
  ROW_R,
  ROW_STRIDE,
  ROW_W,
  ROW_X,
  SPEC_07,
} from '../../../src/input/layout.ts';

export type AccessName = 'R' | 'W' | 'X' | 'A';

/** P, or error type and the entries that may be named. */
export interface Answer {
  readonly etype: number;
  readonly entries: readonly number[];
}

const PERMIT: Answer = { etype: 0, entries: [] };
const NO_HIT: Answer = { etype: 5, entries: [] };
const TYPES = { R: 1, W: 2, A: 2, X: 3 } as const;

/** Answers for an enabled IOPMP without stalls. */
export function decide(input: Input, rrid: number, from: bigint, size: bigint, name: AccessName): Answer {
  if (rrid >= (input[IOPMP_RRID_NUM] ?? 0)) return { etype: 6, entries: [] };
  if (isDenied(input, name)) return NO_HIT;
  const access = name === 'X' && !has(input, FEATURE_CHK_X) ? 'R' : name;
  const answers = entriesOf(input, rrid).map(([md, index]): Answer | undefined => {
    const [lo, hi] = regionOf(input, index);
    if (lo >= hi || lo >= from + size || hi <= from) return undefined;
    const isFull = lo <= from && hi >= from + size;
    if (isFull && permits(input, rrid, md, index, access)) return PERMIT;
    return { etype: isFull ? TYPES[access] : 4, entries: [index] };
  });
  return combine(answers, boundaryOf(input));
}

/** The first answer of a priority entry or the first permission; else all refusals of entries that hold every byte. */
function combine(answers: readonly (Answer | undefined)[], boundary: number): Answer {
  const counted = answers.filter((answer) => answer !== undefined);
  const decisive = counted.find(({ etype, entries: [index = 0] }) => etype === 0 || index < boundary);
  if (decisive !== undefined) return decisive;
  const full = counted.filter(({ etype }) => etype !== 4);
  const [first] = full;
  return first === undefined ? NO_HIT : { ...first, entries: full.flatMap(({ entries }) => entries) };
}

function has(input: Input, feature: number): boolean {
  return ((input[IOPMP_FEATURES] ?? 0) & feature) !== 0;
}

/** no_w and no_x. */
function isDenied(input: Input, name: AccessName): boolean {
  return name === 'X' ? has(input, FEATURE_NO_X) : name !== 'R' && has(input, FEATURE_NO_W);
}

/** First entry without priority. */
function boundaryOf(input: Input): number {
  const hasBoundary = has(input, FEATURE_NON_PRIO) || input[IOPMP_SPEC] === SPEC_07;
  return hasBoundary ? (input[IOPMP_PRIO_ENTRY] ?? 0) : 0x1_0000;
}

/** MD and index of the entries of an RRID, ascending. */
function entriesOf(input: Input, rrid: number): [number, number][] {
  const own = domainsOf(input).filter(([md]) => isAssociated(input, rrid, md));
  return own.flatMap(([md, first, end]) =>
    Array.from({ length: Math.max(0, end - first) }, (_, i): [number, number] => [md, first + i]),
  );
}

/** MD, first entry, entry after the last. */
function domainsOf(input: Input): [number, number, number][] {
  const domains: [number, number, number][] = [];
  const count = input[IOPMP_ENTRY_NUM] ?? 0;
  const k = (input[IOPMP_MD_ENTRY_NUM] ?? 0) + 1;
  let end = 0;
  for (let md = 0; md < (input[IOPMP_MD_NUM] ?? 0); md++) {
    const first = end;
    const top = input[IOPMP_MDCFG_FMT] === 0 ? (input[IOPMP_MDCFG + md] ?? 0) : (md + 1) * k;
    end = Math.max(end, top);
    domains.push([md, first, Math.min(count, end)]);
  }
  return domains;
}

/** Bit of a domain in a pair of words. */
function bitOf(input: Input, word: number, md: number): boolean {
  const pair = (BigInt((input[word + 1] ?? 0) >>> 0) << 32n) | BigInt((input[word] ?? 0) >>> 0);
  return ((pair >> BigInt(md + 1)) & 1n) === 1n;
}

function isAssociated(input: Input, rrid: number, md: number): boolean {
  const format = input[IOPMP_SRCMD_FMT];
  if (format === 1) return md === rrid;
  return format === 2 || bitOf(input, IOPMP_ROWS + rrid * ROW_STRIDE + ROW_EN, md);
}

function permits(input: Input, rrid: number, md: number, index: number, access: AccessName): boolean {
  const cfg = input[IOPMP_ENTRIES + index * ENTRY_STRIDE + ENTRY_CFG] ?? 0;
  const may = (right: 'R' | 'W' | 'X'): boolean => {
    const own = (cfg & { R: 1, W: 2, X: 4 }[right]) !== 0;
    if (input[IOPMP_SRCMD_FMT] === 2) {
      const word = input[IOPMP_ROWS + md * ROW_STRIDE + (rrid >> 4)] ?? 0;
      return own || ((word >>> (2 * (rrid % 16) + (right === 'W' ? 1 : 0))) & 1) === 1;
    }
    if (!has(input, FEATURE_SPS)) return own;
    const ofFetch = input[IOPMP_SPEC] === SPEC_07 ? ROW_R : ROW_X;
    const word = { R: ROW_R, W: ROW_W, X: ofFetch }[right];
    return own && bitOf(input, IOPMP_ROWS + rrid * ROW_STRIDE + word, md);
  };
  return access === 'A' ? may('R') && may('W') : may(access);
}

function addressOf(input: Input, index: number): bigint {
  const at = IOPMP_ENTRIES + index * ENTRY_STRIDE + ENTRY_ADDR;
  return (BigInt((input[at + 1] ?? 0) >>> 0) << 32n) | BigInt((input[at] ?? 0) >>> 0);
}

/** First byte and the byte after the last. */
function regionOf(input: Input, index: number): [bigint, bigint] {
  const mode = ((input[IOPMP_ENTRIES + index * ENTRY_STRIDE + ENTRY_CFG] ?? 0) >>> 3) & 3;
  const words = BigInt((input[IOPMP_GRANULE] ?? 4) / 4);
  const address = addressOf(input, index);
  if (mode === 0) return [0n, 0n];
  if (mode === 2) return [4n * address, 4n * address + 4n];
  if (mode === 1) {
    const below = index === 0 ? 0n : addressOf(input, index - 1);
    return [4n * (below - (below % words)), 4n * (address - (address % words))];
  }
  let ones = 0n;
  const filled = words >= 2n ? address | (words / 2n - 1n) : address;
  while (((filled >> ones) & 1n) === 1n) ones += 1n;
  const start = 4n * (filled - (filled % (1n << ones)));
  return [start, start + (8n << ones)];
}
