import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE } from '../../../src/input/layout.ts';
import { type Checker, READ, WRITE } from '../../../src/oracle/world/checker.ts';
import {
  access,
  base,
  D,
  double,
  ERRADDR,
  ERRCAUSE,
  program,
  type Rule,
  slot,
  word,
} from './board-checker.ts';

/** Bytes of slot `i` by the text of worldguard.md 4.1, in unbounded integers. */
function rangeOf(checker: Checker, i: number, granule: number): readonly [bigint, bigint] {
  const mask = granule === PAGE ? ~0xfffn : ~0n;
  const { addr, cfg } = slot(checker, i);
  const napot = (value: bigint): readonly [bigint, bigint] => {
    let ones = 0n;
    while (((value >> ones) & 1n) === 1n && ones < 62n) ones++;
    const size = 1n << (ones + 3n);
    const lo = ((value << 2n) / size) * size;
    return [lo, lo + size];
  };
  const effective = granule === PAGE ? addr | 0x1ffn : addr;
  if ((cfg & 3) === 3) return napot(effective);
  if ((cfg & 3) === 2) return granule === PAGE ? napot(effective) : [addr << 2n, (addr << 2n) + 4n];
  if ((cfg & 3) === 0) return [0n, 0n];
  const below = slot(checker, i - 1);
  const lower = (below.cfg & 3) >= 2 ? rangeOf(checker, i - 1, granule)[1] : (below.addr << 2n) & mask;
  return [lower, i === checker.file.nslots ? 1n << 64n : (addr << 2n) & mask];
}

/** Decision by enumeration of bytes and slots. */
function bruteForce(
  checker: Checker,
  granule: number,
  pa: number,
  size: number,
  wid: number,
  direction: number,
) {
  const bytes = Array.from({ length: size }, (_, i) => BigInt(pa + i));
  let granted = false;
  let cfg = 0;
  let overlaps = false;
  for (let i = 1; i <= checker.file.nslots; i++) {
    const [lo, hi] = rangeOf(checker, i, granule);
    const inside = bytes.filter((byte) => lo <= byte && byte < hi).length;
    if (inside === 0) continue;
    overlaps = true;
    cfg |= slot(checker, i).cfg;
    if (inside === size && ((slot(checker, i).perm >> BigInt(2 * wid + direction)) & 1n) === 1n)
      granted = true;
  }
  const reaction = overlaps ? cfg : slot(checker, 0).cfg;
  const error = ((reaction >> (8 + direction)) & 1) === 1;
  const irq = ((reaction >> (10 + direction)) & 1) === 1;
  return {
    verdict: granted ? 'ok' : error ? 'fault' : 'silent',
    logs: !granted && (error || irq),
    error,
    irq,
  };
}

const nearD = fc
  .tuple(fc.integer({ min: -2, max: 3 }), fc.constantFrom(0, 4, 8, 0x100, 0x7fc, 0x800, 0xff8, 0xffc))
  .map(([page, offset]) => D + page * PAGE + offset);
const addrValues = fc.oneof(
  { weight: 6, arbitrary: nearD.map((bytes) => word(bytes)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(nearD, fc.integer({ min: 0, max: 14 }))
      .map(([bytes, ones]) => word(bytes) | ((1n << BigInt(ones)) - 1n)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0n, 0x1fff_ffff_ffff_ffffn, 0x3fff_ffff_ffff_ffffn, 0xffff_ffffn, 1n << 30n),
  },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }) },
);
const reactions = fc.constantFrom(0, 0, 0x100, 0x200, 0x400, 0x800, 0xf00);
const slotRules = fc.array(
  fc.record({
    slot: fc.integer({ min: 0, max: 6 }),
    addr: addrValues,
    perm: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    mode: fc.integer({ min: 0, max: 3 }),
    reaction: reactions,
  }),
  { maxLength: 7 },
);

describe('the decision', () => {
  it.each([PAGE, 4])('is that of an enumeration of bytes and slots, granule %i', (granule) => {
    fc.assert(
      fc.property(
        slotRules,
        fc.tuple(nearD, fc.integer({ min: 0, max: 7 })).map(([pa, off]) => pa + off),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom(READ, WRITE),
        (rules, pa, length, wid, direction) => {
          const size = Math.min(length, PAGE - (pa & 0xfff));
          const checker = base(granule, 6);
          program(checker, ...rules.map((r): Rule => [r.slot, r.addr, r.perm, r.mode | r.reaction]));
          const expected = bruteForce(checker, granule, pa, size, wid, direction);
          const before = logged(checker);
          expect(access(checker, wid, direction, pa, size)).toBe(expected.verdict);
          const flags = (expected.error ? 1n << 62n : 0n) | (expected.irq ? 1n << 63n : 0n);
          expect(logged(checker)).toEqual(
            expected.logs
              ? {
                  cause: flags | BigInt(wid) | (direction === READ ? 0x100n : 0x200n),
                  addr: BigInt(pa) >> 2n,
                }
              : before,
          );
        },
      ),
      { numRuns: 1500 },
    );
  });
});

function logged(checker: Checker): { cause: bigint; addr: bigint } {
  return { cause: double(checker, ERRCAUSE), addr: double(checker, ERRADDR) };
}
