import { hex } from '../../bits/word.ts';
import {
  DRAM_SLOTS,
  type Input,
  MAX_SLOTS,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PERM,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
} from '../layout.ts';
import type { Line } from './line.ts';
import { list } from './line.ts';
import { getPair, integer, setPair, toU64 } from './number.ts';
import { printRange, readRange } from './range.ts';
import type { Section } from './section.ts';

const CFG_A = 3;
/** Reactions to a denied access, from CFG bit 8 up: bus error on read, on write, interrupt on read, on write. */
const REACTIONS: readonly string[] = ['ER', 'EW', 'IR', 'IW'];
const REACTION_SHIFT = 8;
const CFG_LOCK = 1 << 31;
const CFG_NAMED = CFG_A | (0xf << REACTION_SHIFT) | CFG_LOCK;
/** Rights of one WID by its two bits of PERM. */
const RIGHTS: readonly string[] = ['', 'r-', '-w', 'rw'];
const WIDS = 32;
const AFTER_RANGE = 'WID:rw, WID:r-, WID:-w, react=ER,EW,IR,IW, lock or +0x…';

/**
 * `slots NAME`: the slots of one checker that trusted firmware has programmed, as
 * `1 napot 0x80100000/4K 0:rw 1:r- react=ER,EW lock`; unnamed bits of CFG follow as `+0x…`.
 */
export function slotsOf(name: string, checker: number): Section {
  const at = (slot: number): number => SLOTS + (checker * MAX_SLOTS + slot) * SLOT_STRIDE;
  const header = `slots ${name}`;
  return {
    name: header,
    repeats: false,
    print(input, out) {
      out.open(header, header, false);
      for (let slot = 0; slot < MAX_SLOTS; slot++) {
        if (input[at(slot) + SLOT_PRESENT] === 1)
          out.item(`${slot}`, `${slot} ${printSlot(input, at(slot))}`);
      }
    },
    open() {
      return header;
    },
    item(line, input) {
      const last = input[DRAM_SLOTS + checker];
      const word = line.word('a slot');
      if (last === 0) line.fail(`checker ${name} in platform`, 'a slot of a checker that is not there');
      const slot = integer(line, word, 0, last, 'a slot of this checker');
      readSlot(line, input, at(slot));
      return `${slot}`;
    },
  };
}

function printSlot(input: Input, at: number): string {
  const cfg = input[at + SLOT_CFG];
  const words = [printRange(cfg & CFG_A, getPair(input, at + SLOT_ADDR))];
  for (let wid = 0; wid < WIDS; wid++) {
    // Runs for every input that is kept: no bigint for each WID.
    const rights = (input[at + SLOT_PERM + (wid >> 4)] >>> (2 * (wid & 15))) & 3;
    if (rights !== 0) words.push(`${wid}:${RIGHTS[rights]}`);
  }
  const reactions = REACTIONS.filter((_, i) => ((cfg >>> (REACTION_SHIFT + i)) & 1) === 1);
  if (reactions.length > 0) words.push(`react=${reactions.join(',')}`);
  if ((cfg & CFG_LOCK) !== 0) words.push('lock');
  if ((cfg & ~CFG_NAMED) !== 0) words.push(`+${hex(cfg & ~CFG_NAMED)}`);
  return words.join(' ');
}

function readSlot(line: Line, input: Input, at: number): void {
  const { a, register } = readRange(line);
  let cfg = a;
  let perm = 0n;
  for (let word = line.optionalWord(); word !== undefined; word = line.optionalWord()) {
    if (word === 'lock') cfg |= CFG_LOCK;
    else if (word.startsWith('react=')) cfg |= readReactions(line, word);
    else if (word.startsWith('+')) cfg |= readUnnamed(line, word);
    else perm |= readRights(line, word);
  }
  input[at + SLOT_PRESENT] = 1;
  input[at + SLOT_CFG] = cfg;
  setPair(input, at + SLOT_ADDR, register);
  setPair(input, at + SLOT_PERM, perm);
}

function readReactions(line: Line, word: string): number {
  let bits = 0;
  line.narrow('react='.length, word.length);
  for (const part of line.parts(word.slice('react='.length))) {
    const index = REACTIONS.indexOf(part);
    if (index < 0) line.fail(list(REACTIONS));
    bits |= 1 << (REACTION_SHIFT + index);
  }
  return bits;
}

function readUnnamed(line: Line, word: string): number {
  const bits = toU64(word.slice(1));
  if (bits === undefined || bits >= 1n << 32n) line.fail('+0x… below 2^32');
  return Number(bits) | 0;
}

function readRights(line: Line, word: string): bigint {
  const colon = word.indexOf(':');
  const rights = colon < 0 ? -1 : RIGHTS.indexOf(word.slice(colon + 1));
  if (rights <= 0) line.fail(AFTER_RANGE);
  line.narrow(0, colon);
  const wid = integer(line, word.slice(0, colon), 0, WIDS - 1, 'a WID');
  return BigInt(rights) << BigInt(2 * wid);
}
