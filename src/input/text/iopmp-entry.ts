import {
  ENTRY_ADDR,
  ENTRY_CFG,
  ENTRY_STRIDE,
  type Input,
  IOPMP_ENTRIES,
  IOPMP_ENTRY_NUM,
} from '../layout.ts';
import { type Line, list } from './line.ts';
import { getPair, integer, printUnnamed, setPair, u32 } from './number.ts';
import { printRange, readRange } from './range.ts';
import { printRights, readRights } from './rights.ts';
import type { Writer } from './writer.ts';

const A_SHIFT = 3;
/**
 * Reactions that are suppressed, from CFG bit 5 up: interrupt of an illegal read, write, fetch, then bus error.
 * @source iopmp.md 3.2, ENTRY_CFG
 */
const SUPPRESSED: readonly string[] = ['ir', 'iw', 'ix', 'er', 'ew', 'ex'];
const SUPPRESS_SHIFT = 5;
const NAMED = (1 << (SUPPRESS_SHIFT + SUPPRESSED.length)) - 1;

/** Entries, as `entry 3 napot 0x80000000/4K r-x suppress=ir,er +0x800`; those not named are off with address 0. */
export function printEntries(input: Input, out: Writer): void {
  for (let i = 0; i < input[IOPMP_ENTRY_NUM]; i++) {
    const at = IOPMP_ENTRIES + i * ENTRY_STRIDE;
    const cfg = input[at + ENTRY_CFG];
    const register = getPair(input, at + ENTRY_ADDR);
    const key = `entry ${i}`;
    out.item(key, `${key} ${printEntry(cfg, register)}`, cfg !== 0 || register !== 0n);
  }
}

/** Reads an entry behind its first word; returns its key. */
export function readEntry(line: Line, input: Input): string {
  const index = integer(line, line.word('an entry'), 0, input[IOPMP_ENTRY_NUM] - 1, 'an entry of this IOPMP');
  const at = IOPMP_ENTRIES + index * ENTRY_STRIDE;
  const { a, register } = readRange(line);
  let cfg = (a << A_SHIFT) | readRights(line);
  line.options({
    suppress: (text) => {
      for (const part of line.parts(text)) {
        if (!SUPPRESSED.includes(part)) line.fail(list(SUPPRESSED));
        cfg |= 1 << (SUPPRESS_SHIFT + SUPPRESSED.indexOf(part));
      }
    },
    '+': (text) => {
      cfg |= u32(line, text, 'bits');
    },
  });
  setPair(input, at + ENTRY_ADDR, register);
  input[at + ENTRY_CFG] = cfg;
  return `entry ${index}`;
}

function printEntry(cfg: number, register: bigint): string {
  const words = [printRange((cfg >> A_SHIFT) & 3, register), printRights(cfg)];
  const suppressed = SUPPRESSED.filter((_, i) => ((cfg >> (SUPPRESS_SHIFT + i)) & 1) === 1);
  if (suppressed.length > 0) words.push(`suppress=${suppressed.join(',')}`);
  if ((cfg & ~NAMED) !== 0) words.push(printUnnamed(cfg & ~NAMED));
  return words.join(' ');
}
