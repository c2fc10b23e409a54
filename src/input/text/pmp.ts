import { hex } from '../../bits/word.ts';
import { HAS_PMP, PMP, PMP_ADDR, PMP_CFG, PMP_ENTRIES, PMP_STRIDE } from '../layout.ts';
import type { Line } from './line.ts';
import { getPair, integer, setPair, toU64 } from './number.ts';
import { printRange, readRange } from './range.ts';
import type { Section } from './section.ts';

const A_SHIFT = 3;
const LOCK = 0x80;
/** Bits 6:5, which read 0 in the register. */
const UNNAMED = 0x60;
const RIGHTS = /^[r-][w-][x-]$/;
const AFTER_RANGE = 'rights like r-x';

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
      const register = getPair(input, at + PMP_ADDR);
      out.item(`${i}`, `${i} ${printEntry(cfg, register)}`, cfg !== 0 || register !== 0n);
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
    input[at + PMP_CFG] = (a << A_SHIFT) | readRights(line);
    setPair(input, at + PMP_ADDR, register);
    return `${entry}`;
  },
};

function printEntry(cfg: number, register: bigint): string {
  const rights = ['r', 'w', 'x'].map((letter, bit) => (((cfg >> bit) & 1) === 1 ? letter : '-')).join('');
  const lock = (cfg & LOCK) === 0 ? '' : ' lock';
  const unnamed = (cfg & UNNAMED) === 0 ? '' : ` +${hex(cfg & UNNAMED)}`;
  return `${printRange((cfg >> A_SHIFT) & 3, register)} ${rights}${lock}${unnamed}`;
}

function readRights(line: Line): number {
  const rights = line.word(AFTER_RANGE);
  if (!RIGHTS.test(rights)) line.fail(AFTER_RANGE);
  let cfg = 0;
  for (let bit = 0; bit < 3; bit++) if (rights[bit] !== '-') cfg |= 1 << bit;
  for (let word = line.optionalWord(); word !== undefined; word = line.optionalWord()) {
    const bits = word === 'lock' ? LOCK : Number(toU64(word.startsWith('+') ? word.slice(1) : '') ?? -1);
    if (bits < 0 || bits > 0xff || (bits & ~(LOCK | UNNAMED)) !== 0) line.fail('lock, +0x20, +0x40 or +0x60');
    cfg |= bits;
  }
  return cfg;
}
