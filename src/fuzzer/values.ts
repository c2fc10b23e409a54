import type { Rng } from '../bits/rng.ts';
import {
  type Input,
  MAPPING_COUNT,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPINGS,
  MWID,
  MWIDLIST,
  NWORLDS,
  REMAP_ENABLED,
  TABLE_LEVELS,
  TABLES,
  TRUSTED_WID,
} from '../input/layout.ts';
import type { Aim } from './aim.ts';

/** Leaf flags that a kernel writes: readable, with or without W, X, U, A, D. */
const LEAF_FLAGS = [
  0xcf, 0xc7, 0xc3, 0xcb, 0x43, 0x47, 0x03, 0x07, 0x0f, 0xdf, 0xd7, 0xd3, 0xdb, 0x53, 0x57, 0x13, 0x17, 0x1f,
];
/** Numbers at which arithmetic of some width turns. */
const TURNS = [
  0, 1, -1, 2, 4, 7, 8, 0x7f, 0x80, 0xff, 0x7ff, -0x800, 0x1000, 0x7fff, 0xffff, 0x7fff_ffff, -0x8000_0000,
];

/** MODE of satp in its high half. */
const SATP_SV39 = -0x8000_0000;
const SATP_SV48 = -0x7000_0000;
const BYTES = [1, 2, 4, 8, 8, 8, 16, 24, 64, 256];

/** A WID in play: mostly a legal one, else the trusted one, M-mode's, or the first beyond the last. */
export function wid(input: Input, rng: Rng): number {
  const choice = rng.below(16);
  if (choice < 11) return rng.below(Math.min(input[NWORLDS], 4));
  if (choice < 13) return input[MWID];
  if (choice < 14) return input[TRUSTED_WID] < 0 ? input[NWORLDS] - 1 : input[TRUSTED_WID];
  return choice < 15 ? rng.below(input[NWORLDS]) : input[NWORLDS];
}

/** A WID, now and then with one more bit set above those that count. */
export function widOrWider(input: Input, rng: Rng): number {
  const value = wid(input, rng);
  return rng.oneIn(8) ? value | (1 << rng.below(31)) : value;
}

/** A set of WIDs: few of the first, all that are legal, or any. */
export function widSet(input: Input, rng: Rng): number {
  const choice = rng.below(8);
  if (choice < 4) return 1 << wid(input, rng);
  if (choice < 6) return (1 << wid(input, rng)) | (1 << wid(input, rng));
  return choice < 7 ? input[MWIDLIST] : rng.next();
}

/** Low ten bits of a leaf PTE: as a kernel writes them, now and then with a bit inverted. */
export function leafFlags(rng: Rng): number {
  const flags = LEAF_FLAGS[rng.below(LEAF_FLAGS.length)];
  return rng.oneIn(6) ? flags ^ (1 << rng.below(10)) : flags;
}

/** High half of a satp that switches the input's own tables on, address space 0. */
export function satpMode(input: Input): number {
  return input[TABLE_LEVELS] === 4 ? SATP_SV48 : SATP_SV39;
}

/** Bytes that a transfer or a watchpoint covers: an access or a few, at most `most`. */
export function byteCount(rng: Rng, most: number): number {
  return rng.oneIn(8) ? 1 + rng.below(most) : Math.min(most, BYTES[rng.below(BYTES.length)]);
}

/** An int32 at which something may turn, or any small one. */
export function turn(rng: Rng): number {
  return rng.oneIn(3) ? rng.below(64) : TURNS[rng.below(TURNS.length)];
}

/** Permission bits of a slot: few worlds, two bits each. @source worldguard.md 3.2, PERM */
export function permissions(input: Input, rng: Rng): number {
  const choice = rng.below(8);
  if (choice === 0) return 0;
  const one = (1 + rng.below(3)) << (2 * (wid(input, rng) & 15));
  if (choice < 4) return one;
  return choice < 7 ? one | ((1 + rng.below(3)) << (2 * (wid(input, rng) & 15))) : rng.next();
}

/** Reaction bits ER, EW, IR, IW of a slot's CFG, often none or all. @source worldguard.md 3.2, CFG */
export function reactions(rng: Rng): number {
  const choice = rng.below(4);
  if (choice === 0) return 0;
  return choice === 1 ? 0xf00 : choice === 2 ? 0x300 : rng.below(16) << 8;
}

/** Puts a 64-bit value that looks like a PTE into `out`: a leaf to a page in play, or a pointer to a table. */
export function pteLike(input: Input, rng: Rng, out: Aim): void {
  const mappings = input[MAPPING_COUNT];
  let flags = leafFlags(rng);
  if (mappings > 0 && !rng.oneIn(4)) {
    const at = MAPPINGS + rng.below(mappings) * MAPPING_STRIDE + MAPPING_PA;
    out.set(input[at], input[at + 1]);
  } else if (rng.oneIn(3)) {
    out.set(input[TABLES], input[TABLES + 1]);
    out.add(4096 * rng.below(4));
    flags = 1;
  } else {
    out.pickEdge(input, rng);
  }
  out.set(((out.lo >>> 2) & -1024) | (out.hi << 30) | flags, out.hi >>> 2);
}

/** Puts a register of the remapping region into `out`: mostly enabled, towards a page in play. */
export function remapTarget(input: Input, rng: Rng, out: Aim): void {
  out.pickEdge(input, rng);
  out.set((out.lo & -4096) | (rng.oneIn(16) ? 0 : REMAP_ENABLED), out.hi & 0xff_ffff);
}
