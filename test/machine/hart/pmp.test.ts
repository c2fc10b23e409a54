import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigHigh, bigLow } from '../../../src/bits/word.ts';
import { Comparisons } from '../../../src/machine/comparisons.ts';
import type { Quirks } from '../../../src/machine/design.ts';
import { Pmp } from '../../../src/machine/hart/pmp.ts';
import { anyOf, quirksOf } from '../quirks-of.ts';

const D = 0x8010_0000;
const MASK_64 = (1n << 64n) - 1n;
const RIGHT_OF = [1, 2, 4];

interface Entry {
  readonly cfg: number;
  readonly addr: bigint;
}

function pmpOf(quirks: Quirks, entries: readonly Entry[]): Pmp {
  const pmp = new Pmp(quirks, new Comparisons());
  pmp.reset(false);
  entries.forEach(({ addr }, i) => {
    pmp.writeAddr(i, bigLow(addr), bigHigh(addr));
  });
  for (let i = 0; i < 16; i += 4) {
    let word = 0;
    for (let k = 0; k < 4; k++) word |= (entries[i + k]?.cfg ?? 0) << (8 * k);
    pmp.writeCfg(i, word);
  }
  return pmp;
}

/** True if entry `i` holds the byte; worldguard.md 8.6. */
function holds(quirks: Quirks, entries: readonly Entry[], i: number, byte: bigint): boolean {
  const { cfg, addr } = entries[i];
  const start = (addr << 2n) & MASK_64;
  switch ((cfg >> 3) & 3) {
    case 1: {
      const bottom = i === 0 ? 0n : (entries[i - 1].addr << 2n) & MASK_64;
      if (bottom >= start) return quirks['pmp-empty-tor-matches-zero'] && byte === 0n;
      return bottom <= byte && byte < start;
    }
    case 2:
      return start <= byte && byte < start + 4n;
    case 3: {
      let size = 8n;
      for (let bits = addr & ((1n << 62n) - 1n); (bits & 1n) === 1n; bits >>= 1n) size *= 2n;
      return byte / size === start / size;
    }
    default:
      return false;
  }
}

/** What PMP says of an access, byte by byte: the rights that decide, 0 if none do. */
function rightsByBytes(quirks: Quirks, entries: readonly Entry[], pa: number, size: number, mode: number) {
  const all = Array.from({ length: size }, (_, k) => BigInt(pa + k));
  const bytes = quirks['pmp-ends-only'] ? [all[0], all[size - 1]] : all;
  for (let i = 0; i < entries.length; i++) {
    const held = bytes.filter((byte) => holds(quirks, entries, i, byte)).length;
    if (held === 0) continue;
    if (held < bytes.length) return 0;
    const legal = (entries[i].cfg & 3) === 2 ? entries[i].cfg & ~2 : entries[i].cfg;
    return mode === 3 && (legal & 0x80) === 0 ? 7 : legal & 7;
  }
  return mode === 3 ? 7 : 0;
}

/** Bytes per page that are looked at: two of every four, as borders are multiples of 4 but for byte 0 of an empty TOR. */
const PROBES = 2048;

/** How many of them entry `i` holds. */
function heldOfPage(quirks: Quirks, entries: readonly Entry[], i: number, page: number): number {
  let count = 0;
  for (let byte = page; byte < page + 4096; byte += (byte & 1) === 0 ? 1 : 3) {
    if (holds(quirks, entries, i, BigInt(byte))) count++;
  }
  return count;
}

const QUIRKS = anyOf('pmp-ends-only', 'pmp-empty-tor-matches-zero');

function entryLists(): fc.Arbitrary<Entry[]> {
  const near = fc
    .tuple(fc.constantFrom(0, D, D + 0x1000), fc.nat(0x210))
    .map(([a, b]) => BigInt(a + b) >> 2n);
  const napot = fc.tuple(near, fc.nat(61)).map(([a, ones]) => a | ((1n << BigInt(ones)) - 1n));
  const addr = fc.oneof(near, napot, fc.constantFrom(0n, MASK_64, (1n << 62n) - 1n, 1n << 62n, 1n << 51n));
  return fc.array(fc.record({ cfg: fc.nat(255), addr }), { minLength: 1, maxLength: 16 });
}

const places = fc.tuple(
  fc.constantFrom(0, 4, D - 4, D, D + 0x100, D + 0xffc, D + 0x1000),
  fc.nat(0x20),
  fc.constantFrom(1, 2, 3, 4, 8, 64),
);

describe('PMP', () => {
  it('decides as a look at every byte does', () => {
    const uses = fc.tuple(places, fc.nat(2), fc.constantFrom(0, 1, 3));
    fc.assert(
      fc.property(QUIRKS, entryLists(), uses, (quirks, entries, [[base, offset, size], type, mode]) => {
        const pmp = pmpOf(quirks, entries);
        const rights = rightsByBytes(quirks, entries, base + offset, size, mode);
        expect(pmp.allows(base + offset, size, type, mode)).toBe((rights & RIGHT_OF[type]) !== 0);
        expect(pmp.prot).toBe(rights);
      }),
      { numRuns: 4000 },
    );
  });

  it('has one verdict for a page exactly if the first entry that touches it covers it', () => {
    fc.assert(
      fc.property(QUIRKS, entryLists(), fc.constantFrom(0, D, D + 0x1000), (quirks, entries, page) => {
        const held = entries.map((_, i) => heldOfPage(quirks, entries, i, page));
        const first = held.find((count) => count > 0);
        expect(pmpOf(quirks, entries).coversPage(page)).toBe(first === undefined || first === PROBES);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps no reserved bits, and no W without R', () => {
    const pmp = new Pmp(quirksOf(), new Comparisons());
    expect(pmp.writeCfg(4, 0xffff_ffff | 0)).toBe(true);
    expect(pmp.readCfg(4) >>> 0).toBe(0x9f9f_9f9f);
    pmp.writeCfg(8, 0x0602_0361);
    expect(pmp.readCfg(8)).toBe(0x0400_0301);
    expect(pmp.writeCfg(8, 0x0602_0361)).toBe(false);
    expect(pmp.writeCfg(8, 0x0602_0363)).toBe(true);
  });

  it('keeps what is locked, and the lower bound of a locked TOR', () => {
    const pmp = pmpOf(quirksOf(), [
      { cfg: 0, addr: 1n },
      { cfg: 0x89, addr: 2n },
      { cfg: 0x98, addr: 3n },
    ]);
    expect([0, 1, 2].map((entry) => pmp.writeAddr(entry, 9, 9))).toEqual([false, false, false]);
    expect(pmp.writeCfg(0, 0)).toBe(false);
    expect([...pmp.addrLo.subarray(0, 3)]).toEqual([1, 2, 3]);
    expect(pmp.readCfg(0)).toBe(0x98_8900);
    expect(pmp.writeAddr(3, 9, 9)).toBe(true);
    expect(pmp.writeAddr(3, 9, 9)).toBe(false);
    expect(pmp.writeAddr(3, 9, 8)).toBe(true);
    expect(pmp.writeAddr(15, 1, 0)).toBe(true);
  });

  it('lets the entry below a locked NAPOT be written', () => {
    const pmp = pmpOf(quirksOf(), [
      { cfg: 0, addr: 1n },
      { cfg: 0x98, addr: 2n },
    ]);
    expect(pmp.writeAddr(0, 9, 9)).toBe(true);
  });

  it('decides by what its registers hold now', () => {
    const pmp = pmpOf(quirksOf(), [{ cfg: 0x1f, addr: MASK_64 }]);
    expect(pmp.allows(D, 8, 0, 1)).toBe(true);
    pmp.writeCfg(0, 0x18);
    expect(pmp.allows(D, 8, 0, 1)).toBe(false);
    pmp.writeCfg(0, 0x1f);
    pmp.writeAddr(0, 0, 0);
    expect(pmp.allows(D, 8, 0, 1)).toBe(false);
    pmp.reset(false);
    expect([pmp.allows(D, 8, 0, 3), pmp.allows(D, 8, 0, 1)]).toEqual([true, false]);
  });
});
