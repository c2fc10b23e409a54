import { hex } from '../../bits/word.ts';
import { HAS_PMP, PMP, PMP_ADDR, PMP_CFG, PMP_ENTRIES, PMP_STRIDE } from '../layout.ts';
import type { Line } from './line.ts';
import { getPair, integer, setPair, toU64 } from './number.ts';
import { printRange, readRange } from './range.ts';
import { printRights, readRights } from './rights.ts';
import type { Section } from './section.ts';

const A_SHIFT = 3;
const LOCK = 0x80;
/** Bits 6:5, which read 0 in the register. */
const UNNAMED = 0x60;

/**
 * `pmp`: the PMP entries written before the first instruction, as `1 tor 0x80100000 r-x lock`; entries not named are
 * off with address 0. Without the section PMP stays as after reset.
 */
export const PMP_BLOCK: Section = {
  name: 'pmp',
  repeats: false,
  print(input, out) {
    if (input[HAS_PMP] === 0) return;
    out.open('pmp', 'pmp', true);
    for (let i = 0; i < PMP_ENTRIES; i++) {
      const at = PMP + i * PMP_STRIDE;
      const cfg = input[at + PMP_CFG];
      const isSet = (cfg | input[at + PMP_ADDR] | input[at + PMP_ADDR + 1]) !== 0;
      if (!out.prints(`${i}`, isSet)) continue;
      out.item(`${i}`, `${i} ${printEntry(cfg, getPair(input, at + PMP_ADDR))}`, isSet);
    }
  },
  open(_line, input) {
    input[HAS_PMP] = 1;
    return 'pmp';
  },
  item(line, input) {
    const entry = integer(line, line.word('a PMP entry'), 0, PMP_ENTRIES - 1, 'a PMP entry');
    const at = PMP + entry * PMP_STRIDE;
    const { a, register } = readRange(line);
    input[at + PMP_CFG] = (a << A_SHIFT) | readRights(line) | readRest(line);
    setPair(input, at + PMP_ADDR, register);
    return `${entry}`;
  },
};

function printEntry(cfg: number, register: bigint): string {
  const lock = (cfg & LOCK) === 0 ? '' : ' lock';
  const unnamed = (cfg & UNNAMED) === 0 ? '' : ` +${hex(cfg & UNNAMED)}`;
  return `${printRange((cfg >> A_SHIFT) & 3, register)} ${printRights(cfg)}${lock}${unnamed}`;
}

/** The words behind the rights. */
function readRest(line: Line): number {
  let cfg = 0;
  for (let word = line.optionalWord(); word !== undefined; word = line.optionalWord()) {
    const bits = word === 'lock' ? LOCK : Number(toU64(word.startsWith('+') ? word.slice(1) : '') ?? -1);
    if (bits < 0 || bits > 0xff || (bits & ~(LOCK | UNNAMED)) !== 0) line.fail('lock, +0x20, +0x40 or +0x60');
    cfg |= bits;
  }
  return cfg;
}
