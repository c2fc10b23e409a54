import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigHigh, bigLow, toBig } from '../../../src/bits/word.ts';
import { StepRecord } from '../../../src/oracle/hart/step-record.ts';
import { PMP_EXECUTE, PMP_READ, PMP_WRITE, Pmp } from '../../../src/oracle/memory/pmp.ts';
import { RULES } from '../../../src/oracle/rules.ts';

const D = 0x8010_0000n;
const MASK_64 = (1n << 64n) - 1n;

interface Entry {
  readonly cfg: number;
  readonly addr: bigint;
}

function pmpOf(entries: readonly Entry[], step = new StepRecord()): Pmp {
  const pmp = new Pmp(step);
  pmp.reset();
  entries.forEach((entry, i) => {
    pmp.writeAddr(i, bigLow(entry.addr), bigHigh(entry.addr));
  });
  for (let i = 0; i < 16; i += 4) {
    let word = 0;
    for (let k = 0; k < 4; k++) word |= (entries[i + k]?.cfg ?? 0) << (8 * k);
    pmp.writeCfg(i, word);
  }
  return pmp;
}

function allows(pmp: Pmp, pa: bigint, size: number, right: number, privilege: number): boolean {
  return pmp.allows(bigLow(pa), bigHigh(pa), size, right, privilege);
}

/** Inclusive byte range of entry `i`, or undefined. */
function rangeOf(entries: readonly Entry[], i: number): readonly [bigint, bigint] | undefined {
  const { cfg, addr } = entries[i];
  const bytes = (value: bigint): bigint => (value << 2n) & MASK_64;
  switch ((cfg >> 3) & 3) {
    case 1: {
      const bottom = i === 0 ? 0n : bytes(entries[i - 1].addr);
      return bottom < bytes(addr) ? [bottom, bytes(addr) - 1n] : undefined;
    }
    case 2:
      return [bytes(addr), bytes(addr) + 3n];
    case 3: {
      let ones = 0n;
      while (ones < 62n && ((addr >> ones) & 1n) === 1n) ones++;
      const size = 1n << (ones + 3n);
      const base = (bytes(addr) / size) * size;
      return [base, (base + size - 1n) & MASK_64 || MASK_64];
    }
    default:
      return undefined;
  }
}

/** Verdict by looking at every byte of the access. */
function byBytes(
  entries: readonly Entry[],
  pa: bigint,
  size: number,
  right: number,
  privilege: number,
): string {
  const bytes = Array.from({ length: size }, (_, i) => pa + BigInt(i));
  for (let i = 0; i < entries.length; i++) {
    const range = rangeOf(entries, i);
    if (range === undefined) continue;
    const matched = bytes.filter((byte) => range[0] <= byte && byte <= range[1]).length;
    if (matched === 0) continue;
    if (matched < size) return 'pmp-partial';
    let cfg = entries[i].cfg;
    if ((cfg & 3) === 2) cfg &= ~2;
    const free = privilege === 3 && (cfg & 0x80) === 0;
    return free || (cfg & right) !== 0 ? 'ok' : 'pmp-permission';
  }
  return privilege === 3 ? 'ok' : 'pmp-no-entry';
}

const nearD = fc
  .tuple(fc.integer({ min: -1, max: 2 }), fc.constantFrom(0, 4, 8, 12, 0x100, 0x7fc, 0xff8, 0xffc))
  .map(([page, offset]) => D + BigInt(page * 4096 + offset));
const addr = fc.oneof(
  { weight: 6, arbitrary: nearD.map((bytes) => bytes >> 2n) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(nearD, fc.integer({ min: 0, max: 13 }))
      .map(([bytes, ones]) => (bytes >> 2n) | ((1n << BigInt(ones)) - 1n)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0n, MASK_64, MASK_64 >> 1n, MASK_64 >> 2n, MASK_64 >> 3n, 1n << 62n),
  },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: MASK_64 }) },
);
const entry = fc.record({ cfg: fc.nat(0xff).map((cfg) => cfg & 0x9f), addr });
const entries = fc.array(entry, { minLength: 1, maxLength: 16 });

describe('PMP', () => {
  it('gives the verdict that looking at every byte gives', () => {
    fc.assert(
      fc.property(
        entries,
        fc.oneof(
          fc.tuple(nearD, fc.integer({ min: 0, max: 7 })).map(([pa, off]) => pa + BigInt(off)),
          fc.constantFrom(0n, 0xffff_fff8n, 0x1_0000_0000n, (1n << 53n) - 8n),
        ),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom(PMP_READ, PMP_WRITE, PMP_EXECUTE),
        fc.constantFrom(0, 1, 3),
        (table, pa, length, right, privilege) => {
          const size = Math.min(length, 4096 - Number(pa & 0xfffn));
          const step = new StepRecord();
          const verdict = allows(pmpOf(table, step), pa, size, right, privilege);
          expect(verdict ? 'ok' : RULES[step.rule].name).toBe(byBytes(table, pa, size, right, privilege));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('lets M-mode through and nobody else after reset (P1)', () => {
    const pmp = pmpOf([]);
    expect(allows(pmp, D, 8, PMP_READ, 3)).toBe(true);
    expect(allows(pmp, D, 8, PMP_READ, 1)).toBe(false);
  });

  it('refuses an access whose middle an entry matches (P2, specification)', () => {
    const pmp = pmpOf([
      { cfg: 0x10, addr: (D + 0x104n) >> 2n },
      { cfg: 0x1f, addr: MASK_64 },
    ]);
    expect(allows(pmp, D + 0x100n, 8, PMP_READ, 1)).toBe(false);
    expect(allows(pmp, D + 0x100n, 4, PMP_READ, 1)).toBe(true);
    expect(allows(pmp, D + 0x108n, 8, PMP_READ, 1)).toBe(true);
    expect(allows(pmp, D + 0x102n, 8, PMP_READ, 1)).toBe(false);
    expect(allows(pmp, D + 0x102n, 8, PMP_READ, 3)).toBe(false);
  });

  it('keeps locked entries, and the pmpaddr below a locked TOR', () => {
    const pmp = pmpOf([
      { cfg: 0, addr: 5n },
      { cfg: 0x8f, addr: 9n },
      { cfg: 0x0f, addr: 12n },
    ]);
    const read = (i: number): bigint => toBig(pmp.readAddrLo(i), pmp.readAddrHi(i));
    for (const i of [0, 1, 2]) pmp.writeAddr(i, 77, 0);
    expect([read(0), read(1), read(2)]).toEqual([5n, 9n, 77n]);
    pmp.writeCfg(0, 0x1f1f_1f1f);
    expect(pmp.readCfg(0) >>> 0).toBe(0x1f1f_8f1f);
  });

  it('reads bits 6:5 of a cfg byte as 0 and clears W without R', () => {
    const pmp = pmpOf([]);
    pmp.writeCfg(4, 0x0272_7f62);
    expect(pmp.readCfg(4) >>> 0).toBe(0x0010_1f00);
    expect(pmp.readCfg(0)).toBe(0);
  });
});
