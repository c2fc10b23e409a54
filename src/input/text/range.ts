import { hex } from '../../bits/word.ts';
import type { Line } from './line.ts';
import { list, quote } from './line.ts';
import { multipleOf, printSize, toSize, u64 } from './number.ts';

/** How a checker slot or PMP entry spells its range, by the value of its A field. */
const KINDS: readonly string[] = ['off', 'tor', 'na4', 'napot'];
const NAPOT = 3;
/** Register bits that are address bits; the two above them are lost in the byte address. */
const ADDRESS_BITS = 62n;
const ALL = (1n << ADDRESS_BITS) - 1n;
/** log2 of the largest NAPOT range that has a size in 64-bit arithmetic, 2^64. */
const MAX_LOG2 = 64n;

/**
 * A field (0..3) and address register (byte address >> 2) as `tor 0x80100000`, `napot 0x80100000/4K`, `napot all`
 * (all 62 address bits one) or, if bits 63:62 are set, `tor addr=0x…` with the register itself.
 */
export function printRange(a: number, register: bigint): string {
  return `${KINDS[a]} ${address(a, register)}`;
}

function address(a: number, register: bigint): string {
  if (register > ALL) return `addr=${hex(register)}`;
  if (a !== NAPOT) return hex(register << 2n);
  if (register === ALL) return 'all';
  let log2 = 3n;
  for (let bits = register; (bits & 1n) === 1n; bits >>= 1n) log2++;
  const base = ((register << 2n) >> log2) << log2;
  return `${hex(base)}/${printSize(1n << log2)}`;
}

/** Reads what {@link printRange} writes. */
export function readRange(line: Line): { a: number; register: bigint } {
  const a = KINDS.indexOf(line.word(list(KINDS)));
  if (a < 0) line.fail(list(KINDS));
  const text = line.word(a === NAPOT ? 'BASE/SIZE or all' : 'a byte address');
  if (text.startsWith('addr=')) {
    line.narrow(5, text.length);
    return { a, register: u64(line, text.slice(5), 'the address register') };
  }
  if (a !== NAPOT) return { a, register: multipleOf(line, text, 4n, 'a byte address') >> 2n };
  return { a, register: text === 'all' ? ALL : readNapot(line, text) };
}

function readNapot(line: Line, text: string): bigint {
  const slash = text.indexOf('/');
  if (slash < 0) line.fail('BASE/SIZE or all');
  const size = toSize(text.slice(slash + 1));
  if (size === undefined || size < 8n || size > 1n << MAX_LOG2 || (size & (size - 1n)) !== 0n) {
    line.narrow(slash + 1, text.length);
    line.fail('a size that is a power of two, 8 to 16E');
  }
  line.narrow(0, slash);
  const base = u64(line, text.slice(0, slash), 'a byte address');
  if (base % size !== 0n) line.fail(`a multiple of the size ${quote(text.slice(slash + 1))}`);
  return (base >> 2n) | (size / 8n - 1n);
}
