import { InvalidArgumentError } from 'commander';
import { PAGE } from '../input/layout.ts';

/**
 * Readers of option values. Each returns the value or throws InvalidArgumentError, which leaves as one line that names
 * the option, and exit 2.
 */

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const LONGEST_MS = 365 * UNIT_MS.d;
const MOST_JOBS = 256;
const LEAST_RAM = 16 * PAGE;
const MOST_RAM = 4096 * PAGE;

/** A duration as milliseconds: `90` (seconds), `90s`, `10m`, `1.5h`, `2d`; above 0, a year at most. */
export function readDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected a duration like 90, 10m or 8h.');
  const unit = (match[2] === '' ? 's' : match[2]) as keyof typeof UNIT_MS;
  const ms = Number(match[1]) * UNIT_MS[unit];
  if (ms <= 0 || ms > LONGEST_MS) throw new InvalidArgumentError('Expected more than 0 and at most 365d.');
  return ms;
}

/** A positive integer below 2^53. */
export function readCount(text: string): number {
  return integerWithin(text, 1, Number.MAX_SAFE_INTEGER);
}

/** A number of steps of one guest: the machine counts instructions in 31 bits. */
export function readSteps(text: string): number {
  return integerWithin(text, 1, 0x7fff_ffff);
}

/** A number of jobs, 1 to 256. */
export function readJobs(text: string): number {
  return integerWithin(text, 1, MOST_JOBS);
}

/** A number of new crash groups: a positive integer, or `first` for 1. */
export function readUntil(text: string): number {
  return text === 'first' ? 1 : integerWithin(text, 1, Number.MAX_SAFE_INTEGER, "'first' or ");
}

/** A seed: 1 to 64 letters, digits, dots, dashes, underlines; it is part of an execution's address. */
export function readSeed(text: string): string {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(text)) {
    throw new InvalidArgumentError('Expected 1 to 64 letters, digits, dots, dashes or underlines.');
  }
  return text;
}

/** The number of an execution and the seed of its campaign. */
export interface ExecAddress {
  readonly seed: string;
  readonly exec: number;
}

/** An address `SEED:INDEX` of an execution, as records have it. */
export function readAddress(text: string): ExecAddress {
  const [seed, index, ...rest] = text.split(':');
  const exec = /^\d{1,15}$/.test(index) ? Number(index) : undefined;
  if (exec === undefined || rest.length > 0) {
    throw new InvalidArgumentError('Expected SEED:INDEX, as a record names an execution, like 1:487098.');
  }
  return { seed: readSeed(seed), exec };
}

/** Quirk switches; repeated options add up. */
export function readQuirks(text: string, before: string | undefined): string {
  return before === undefined ? text : `${before},${text}`;
}

/** Bytes of DRAM: `64K`, `2M` or a plain number; whole pages, 64 KiB to 16 MiB. */
export function readMemorySize(text: string): number {
  const match = /^(\d{1,8})([KM]?)$/i.exec(text);
  const unit = { '': 1, K: 1 << 10, M: 1 << 20 }[(match?.[2] ?? '').toUpperCase()] ?? 1;
  const bytes = match === null ? 0 : Number(match[1]) * unit;
  if (bytes % PAGE === 0 && bytes >= LEAST_RAM && bytes <= MOST_RAM) return bytes;
  throw new InvalidArgumentError('Expected whole pages of 4K, 64K to 16M.');
}

/** Names of extensions of the hart, separated by commas. */
export function readExtensions(text: string): readonly ('svade' | 'smepmp')[] {
  return text.split(',').map((name) => {
    if (name === 'svade' || name === 'smepmp') return name;
    throw new InvalidArgumentError('Expected svade, smepmp, or both with a comma.');
  });
}

function integerWithin(text: string, low: number, high: number, or = ''): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  const range =
    high === Number.MAX_SAFE_INTEGER ? `an integer from ${low}` : `an integer from ${low} to ${high}`;
  throw new InvalidArgumentError(`Expected ${or}${range}.`);
}
