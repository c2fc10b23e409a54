import { bigHigh, bigLow, hex, toBig } from '../../bits/word.ts';
import type { Input } from '../layout.ts';
import type { Line } from './line.ts';

const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];
const NUMBER = /^(0x[0-9a-f]{1,16}|\d{1,20})$/i;
const SIZE = /^(\d{1,20})([KMGTPE]?)$/;

/** The number that `text` spells, in decimal or 0x-hexadecimal; undefined unless it is below 2^64. */
export function toU64(text: string): bigint | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = BigInt(text);
  return value >> 64n === 0n ? value : undefined;
}

/** Like {@link toU64}, but fails at the line's focus. */
export function u64(line: Line, text: string, what: string): bigint {
  return toU64(text) ?? line.fail(`${what} (decimal or 0x…, below 2^64)`);
}

/** A 64-bit number that is a multiple of `unit`. */
export function multipleOf(line: Line, text: string, unit: bigint, what: string): bigint {
  const value = u64(line, text, what);
  return value % unit === 0n ? value : line.fail(`${what} that is a multiple of ${unit}`);
}

/** An integer from `low` to `high`. */
export function integer(line: Line, text: string, low: number, high: number, what: string): number {
  const value = toU64(text);
  if (value === undefined || value < BigInt(low) || value > BigInt(high))
    line.fail(`${what} (${low} to ${high})`);
  return Number(value);
}

/** A 32-bit number, as int32. */
export function u32(line: Line, text: string, what: string): number {
  const value = toU64(text);
  if (value === undefined || value >> 32n !== 0n) line.fail(`${what} (decimal or 0x…, below 2^32)`);
  return bigLow(value);
}

/** Bits of a 32-bit register that have no name, as `+0x…`; empty if there are none. */
export function printUnnamed(bits: number): string {
  return bits === 0 ? '' : `+${hex(bits >>> 0)}`;
}

/** The bytes that `text` (`4K`, `16M`, `8`) spells; undefined unless it is a number with or without a unit. */
export function toSize(text: string): bigint | undefined {
  const match = SIZE.exec(text);
  return match === null ? undefined : BigInt(match[1]) << BigInt(10 * UNITS.indexOf(match[2]));
}

/** `bytes` in the largest unit that divides it. */
export function printSize(bytes: bigint): string {
  let unit = 0;
  let count = bytes;
  while (count !== 0n && count % 1024n === 0n && unit + 1 < UNITS.length) {
    count >>= 10n;
    unit++;
  }
  return `${count}${UNITS[unit]}`;
}

/** The two words at `at`, as one unsigned number. */
export function getPair(input: Input, at: number): bigint {
  return toBig(input[at], input[at + 1]);
}

/** Stores a 64-bit number into the two words at `at`. */
export function setPair(input: Input, at: number, value: bigint): void {
  input[at] = bigLow(value);
  input[at + 1] = bigHigh(value);
}

/** Decimal below ten, hexadecimal otherwise. */
export function plain(value: bigint): string {
  return value < 10n ? value.toString() : hex(value);
}
