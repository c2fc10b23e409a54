/** The tables that say whose entries are whose: MDCFG and SRCMD. */

import { domainsOf, rowsOf, rowWords } from '../iopmp-rules.ts';
import {
  type Input,
  IOPMP_MD_NUM,
  IOPMP_MDCFG,
  IOPMP_ROWS,
  IOPMP_RRID_NUM,
  IOPMP_SRCMD_FMT,
  ROW_EN,
  ROW_R,
  ROW_STRIDE,
  ROW_W,
  ROW_X,
} from '../layout.ts';
import { printDomains, readDomains } from './domains.ts';
import { type Line, list } from './line.ts';
import { getPair, integer, setPair } from './number.ts';
import type { Writer } from './writer.ts';

const LOCK = 1n;
/** Register pairs of a row of format 0 by name, SRCMD_EN first. */
const PAIRS: readonly (readonly [name: string, word: number])[] = [
  ['domains', ROW_EN],
  ['read', ROW_R],
  ['write', ROW_W],
  ['execute', ROW_X],
];
/** Rights of one RRID by its two bits of PERM. */
const RIGHTS: readonly string[] = ['', 'r-', '-w', 'rw'];
const PERM_RRIDS = 32;
const FORMAT_PERM = 2;

/** MDCFG, as `domain 2 to=12`: entries up to this one, not included. */
export function printDomainEnds(input: Input, out: Writer): void {
  for (let domain = 0; domain < domainsOf(input); domain++) {
    const end = input[IOPMP_MDCFG + domain];
    out.item(`domain ${domain}`, `domain ${domain} to=${end}`, end !== 0);
  }
}

/** Reads a domain behind its first word; returns its key. */
export function readDomainEnd(line: Line, input: Input): string {
  if (domainsOf(input) === 0) line.fail('mdcfg=0 in platform', 'the end of a domain without an MDCFG table');
  const domain = integer(line, line.word('a domain'), 0, input[IOPMP_MD_NUM] - 1, 'a domain of this IOPMP');
  line.options({
    to: (text) => {
      input[IOPMP_MDCFG + domain] = integer(line, text, 0, 0xffff, 'an entry');
    },
  });
  return `domain ${domain}`;
}

/** SRCMD, as `rrid 0 domains=0,2 read=0 write=0 execute=0 lock` (format 0) or `domain-rights 1 0:rw 31:r-` (format 2). */
export function printRows(input: Input, out: Writer): void {
  const isPerm = input[IOPMP_SRCMD_FMT] === FORMAT_PERM;
  const name = isPerm ? 'domain-rights' : 'rrid';
  for (let row = 0; row < rowsOf(input); row++) {
    const at = IOPMP_ROWS + row * ROW_STRIDE;
    const words = isPerm ? permWords(input, at) : rowWordsOf(input, at);
    const key = `${name} ${row}`;
    out.item(key, [key, ...words].join(' '), words.length > 0);
  }
}

function permWords(input: Input, at: number): string[] {
  const perm = getPair(input, at);
  const words: string[] = [];
  for (let rrid = 0; rrid < PERM_RRIDS; rrid++) {
    const rights = Number((perm >> BigInt(2 * rrid)) & 3n);
    if (rights !== 0) words.push(`${rrid}:${RIGHTS[rights]}`);
  }
  return words;
}

function rowWordsOf(input: Input, at: number): string[] {
  const words: string[] = [];
  for (const [name, word] of PAIRS) {
    const pair = getPair(input, at + word);
    const shown = word === ROW_EN ? pair & ~LOCK : pair;
    if (shown !== 0n) words.push(`${name}=${printDomains(shown)}`);
  }
  if ((input[at + ROW_EN] & Number(LOCK)) !== 0) words.push('lock');
  return words;
}

/** Reads a row of format 0 behind its first word; returns its key. */
export function readRow(line: Line, input: Input): string {
  const fmt = input[IOPMP_SRCMD_FMT];
  if (fmt !== 0) line.fail('srcmd=0 in platform', `a row of an RRID with srcmd=${fmt}`);
  const rrid = integer(line, line.word('an RRID'), 0, input[IOPMP_RRID_NUM] - 1, 'an RRID of this IOPMP');
  const at = IOPMP_ROWS + rrid * ROW_STRIDE;
  const present = PAIRS.filter(([, word]) => word < rowWords(input));
  const readers = present.map(([name, word]) => [
    name,
    (text: string) => setPair(input, at + word, readDomains(line, text)),
  ]);
  const seen = line.options(Object.fromEntries(readers), ['lock']);
  if (seen.has('lock')) input[at + ROW_EN] |= Number(LOCK);
  return `rrid ${rrid}`;
}

/** Reads a row of format 2 behind its first word; returns its key. */
export function readRights(line: Line, input: Input): string {
  const fmt = input[IOPMP_SRCMD_FMT];
  if (fmt !== FORMAT_PERM) line.fail('srcmd=2 in platform', `the rights in a domain with srcmd=${fmt}`);
  const domain = integer(line, line.word('a domain'), 0, input[IOPMP_MD_NUM] - 1, 'a domain of this IOPMP');
  let perm = 0n;
  for (let word = line.optionalWord(); word !== undefined; word = line.optionalWord()) {
    const colon = word.indexOf(':');
    const rights = colon < 0 ? -1 : RIGHTS.indexOf(word.slice(colon + 1));
    if (rights <= 0) line.fail(list(RIGHTS.slice(1).map((each) => `RRID:${each}`)));
    line.narrow(0, colon);
    const rrid = integer(line, word.slice(0, colon), 0, PERM_RRIDS - 1, 'an RRID');
    if (((perm >> BigInt(2 * rrid)) & 3n) !== 0n) line.fail('each RRID once');
    perm |= BigInt(rights) << BigInt(2 * rrid);
  }
  setPair(input, IOPMP_ROWS + domain * ROW_STRIDE, perm);
  return `domain-rights ${domain}`;
}
