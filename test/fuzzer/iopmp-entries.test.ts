import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../src/bits/rng.ts';
import { toBig } from '../../src/bits/word.ts';
import { Aim } from '../../src/fuzzer/aim.ts';
import {
  anyEntry,
  endEntryOf,
  entryAt,
  entryOf,
  firstEntryOf,
  MODE_SHIFT,
  modeOf,
  napotAddress,
  orderOf,
  setMode,
} from '../../src/fuzzer/iopmp-entries.ts';
import { A_NA4, A_NAPOT, A_TOR, slotAt } from '../../src/fuzzer/slot-bounds.ts';
import { emptyInput } from '../../src/input/empty.ts';
import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  ENTRY_ADDR,
  ENTRY_CFG,
  type Input,
  IOPMP_ENTRY_NUM,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_MDCFG,
  IOPMP_MDCFG_FMT,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PRESENT,
} from '../../src/input/layout.ts';

const rng = new Rng(rootSeed('iopmp entries'), 0);

function withEntry(address: number, mode: number, device: number = DEVICE_IOPMP): Input {
  const input = emptyInput();
  input[DEVICE] = device;
  input[entryAt(5) + ENTRY_ADDR] = address;
  input[entryAt(5) + ENTRY_CFG] = 7 | (mode << MODE_SHIFT);
  return input;
}

function bounds(input: Input): Set<bigint> {
  const aim = new Aim();
  return new Set(
    Array.from({ length: 100 }, () => {
      expect(aim.pickRuleBound(input, rng)).toBe(true);
      return toBig(aim.lo, aim.hi);
    }),
  );
}

describe('the address of a NAPOT entry', () => {
  it('says its order, and keeps the word above the region', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 3, max: 33 }), (word, order) => {
        const address = napotAddress(word, order);
        const input = withEntry(address, A_NAPOT);
        expect(orderOf(input, entryAt(5))).toBe(order);
        expect(BigInt(address >>> 0) >> BigInt(order - 2)).toBe(BigInt(word >>> 0) >> BigInt(order - 2));
      }),
    );
  });

  it('of ones alone counts as the largest', () => {
    expect(orderOf(withEntry(-1, A_NAPOT), entryAt(5))).toBe(34);
  });
});

describe('an entry', () => {
  it('is found by chance if firmware has given it a value, and there is none without an IOPMP', () => {
    expect(entryOf(anyEntry(withEntry(0x1000, A_TOR), rng))).toBe(5);
    expect(anyEntry(withEntry(0x1000, A_TOR, 1), rng)).toBe(-1);
    const input = emptyInput();
    input[DEVICE] = DEVICE_IOPMP;
    expect(anyEntry(input, rng)).toBe(-1);
  });

  it('changes its mode and nothing else', () => {
    const input = withEntry(0x1000, A_TOR);
    input[entryAt(5) + ENTRY_CFG] |= 0x7e0;
    setMode(input, entryAt(5), A_NA4);
    expect([modeOf(input, entryAt(5)), input[entryAt(5) + ENTRY_CFG]]).toEqual([A_NA4, 0x7f7]);
  });

  it('has the bounds of its region as edges: both of NAPOT, the upper one of TOR', () => {
    expect(bounds(withEntry(napotAddress(0x2000_8000, 13), A_NAPOT))).toEqual(
      new Set([0x8002_0000n, 0x8002_2000n]),
    );
    expect(bounds(withEntry(0x2000_8200, A_TOR))).toEqual(new Set([0x8002_0800n]));
  });

  it('shares the edges with slots where both devices are', () => {
    const input = withEntry(0x2000_8200, A_TOR, DEVICE_BOTH);
    Object.assign(input, {
      [slotAt(0, 2) + SLOT_PRESENT]: 1,
      [slotAt(0, 2) + SLOT_ADDR]: 0x2000_8800,
      [slotAt(0, 2) + SLOT_CFG]: A_TOR,
    });
    expect(bounds(input)).toEqual(new Set([0x8002_0800n, 0x8002_2000n]));
  });
});

describe('the entries of a domain', () => {
  it('lie between the bounds of MDCFG, and end with the last there is', () => {
    const input = withEntry(1, A_TOR);
    input.set([4, 9, 200], IOPMP_MDCFG);
    const spans = [0, 1, 2].map((m) => [firstEntryOf(input, m), endEntryOf(input, m)]);
    expect(spans).toEqual([
      [0, 4],
      [4, 9],
      [9, 32],
    ]);
  });

  it('are as many for each where k says how many', () => {
    const input = withEntry(1, A_TOR);
    Object.assign(input, { [IOPMP_MDCFG_FMT]: 1, [IOPMP_MD_ENTRY_NUM]: 2, [IOPMP_ENTRY_NUM]: 7 });
    const spans = [0, 1, 2].map((m) => [firstEntryOf(input, m), endEntryOf(input, m)]);
    expect(spans).toEqual([
      [0, 3],
      [3, 6],
      [6, 7],
    ]);
  });
});
