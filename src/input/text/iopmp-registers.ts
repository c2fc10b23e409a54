/** The registers beside the tables: ERR_CFG, ERR_MSIADDR(H) and the locks. */

import { hex } from '../../bits/word.ts';
import {
  type Input,
  IOPMP_ENTRYLCK,
  IOPMP_ERR_CFG,
  IOPMP_MDCFGLCK,
  IOPMP_MDLCK,
  IOPMP_MSIADDR,
} from '../layout.ts';
import { printDomains, readDomains } from './domains.ts';
import { type Line, list } from './line.ts';
import { getPair, integer, printUnnamed, setPair, u32, u64 } from './number.ts';
import type { Writer } from './writer.ts';

/** One-bit fields of ERR_CFG by name, as they are printed. @source iopmp.md 3.1 */
const ERROR_BITS: Readonly<Record<string, number>> = {
  ie: 1 << 1,
  rs: 1 << 2,
  msi: 1 << 3,
  'stall-faults': 1 << 4,
  lock: 1 << 0,
};
const DATA_SHIFT = 8;
const MAX_DATA = 0x7ff;
const ERROR_NAMED = 0x1f | (MAX_DATA << DATA_SHIFT);

/** Registers of locks by name; bit 0 of each locks the register itself. */
const LOCKS: Readonly<Record<string, number>> = {
  domains: IOPMP_MDLCK,
  mdcfg: IOPMP_MDCFGLCK,
  entries: IOPMP_ENTRYLCK,
};
const SEAL = 1;
/** Greatest value of the field f, which begins at bit 1. */
const MAX_PREFIX: Readonly<Record<string, number>> = { mdcfg: 0x3f, entries: 0xffff };

/** `errors ie rs msi stall-faults lock data=0x155` */
export function printErrors(input: Input, out: Writer): void {
  const value = input[IOPMP_ERR_CFG];
  const words = Object.keys(ERROR_BITS).filter((name) => (value & ERROR_BITS[name]) !== 0);
  const data = (value >> DATA_SHIFT) & MAX_DATA;
  if (data !== 0) words.push(`data=${hex(data)}`);
  if ((value & ~ERROR_NAMED) !== 0) words.push(printUnnamed(value & ~ERROR_NAMED));
  out.item('errors', ['errors', ...words].join(' '), value !== 0);
}

/** Reads what stands behind `errors`. */
export function readErrors(line: Line, input: Input): string {
  const readers = {
    data: (text: string) => {
      input[IOPMP_ERR_CFG] |= integer(line, text, 0, MAX_DATA, 'the data of the MSI') << DATA_SHIFT;
    },
    '+': (text: string) => {
      input[IOPMP_ERR_CFG] |= u32(line, text, 'bits');
    },
  };
  const seen = line.options(readers, Object.keys(ERROR_BITS));
  for (const name of Object.keys(ERROR_BITS)) if (seen.has(name)) input[IOPMP_ERR_CFG] |= ERROR_BITS[name];
  return 'errors';
}

/** `msi 0x24000000`: ERR_MSIADDRH and ERR_MSIADDR as one number. */
export function printMsi(input: Input, out: Writer): void {
  const address = getPair(input, IOPMP_MSIADDR);
  out.item('msi', `msi ${hex(address)}`, address !== 0n);
}

/** Reads what stands behind `msi`. */
export function readMsi(line: Line, input: Input): string {
  const what = 'the address registers of the MSI';
  setPair(input, IOPMP_MSIADDR, u64(line, line.word(what), what));
  return 'msi';
}

/** `locks domains=0,3 mdcfg=2 entries=4 sealed=domains,mdcfg,entries`; `entries=4+0x80000000` with unnamed bits. */
export function printLocks(input: Input, out: Writer): void {
  const words: string[] = [];
  const domains = getPair(input, IOPMP_MDLCK) & ~BigInt(SEAL);
  if (domains !== 0n) words.push(`domains=${printDomains(domains)}`);
  for (const [name, most] of Object.entries(MAX_PREFIX)) {
    const value = input[LOCKS[name]] & ~SEAL;
    const unnamed = value & ~(most << 1);
    if (value !== 0)
      words.push(`${name}=${(value >>> 1) & most}${unnamed === 0 ? '' : printUnnamed(unnamed)}`);
  }
  const sealed = Object.keys(LOCKS).filter((name) => (input[LOCKS[name]] & SEAL) !== 0);
  if (sealed.length > 0) words.push(`sealed=${sealed.join(',')}`);
  out.item('locks', ['locks', ...words].join(' '), words.length > 0);
}

/** Reads what stands behind `locks`. */
export function readLocks(line: Line, input: Input): string {
  const sealed: string[] = [];
  line.options({
    domains: (text) => setPair(input, IOPMP_MDLCK, readDomains(line, text)),
    mdcfg: (text) => {
      input[IOPMP_MDCFGLCK] = readPrefix(line, text, MAX_PREFIX['mdcfg']);
    },
    entries: (text) => {
      input[IOPMP_ENTRYLCK] = readPrefix(line, text, MAX_PREFIX['entries']);
    },
    sealed: (text) => {
      for (const name of line.parts(text)) {
        if (!Object.hasOwn(LOCKS, name)) line.fail(list(Object.keys(LOCKS)));
        sealed.push(name);
      }
    },
  });
  for (const name of sealed) input[LOCKS[name]] |= SEAL;
  return 'locks';
}

/** `F` or `F+0x…`, where F is the number of what is locked, from the first on. */
function readPrefix(line: Line, text: string, most: number): number {
  const plus = text.indexOf('+');
  const prefix = plus < 0 ? text : text.slice(0, plus);
  const unnamed = plus < 0 ? 0 : u32(line, text.slice(plus + 1), 'a number, then bits');
  return (integer(line, prefix, 0, most, 'how many are locked') << 1) | unnamed;
}
