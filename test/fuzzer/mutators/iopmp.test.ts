import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../../src/bits/rng.ts';
import { Aim } from '../../../src/fuzzer/aim.ts';
import { Executed } from '../../../src/fuzzer/executed.ts';
import { entryAt, MODE_SHIFT, modeOf, napotAddress, orderOf } from '../../../src/fuzzer/iopmp-entries.ts';
import { FAMILIES } from '../../../src/fuzzer/mutators/index.ts';
import { IOPMP_ENTRY_LIST } from '../../../src/fuzzer/mutators/iopmp-entries.ts';
import { IOPMP_PLATFORM } from '../../../src/fuzzer/mutators/iopmp-platform.ts';
import type { MutationContext, Mutator } from '../../../src/fuzzer/mutators/mutator.ts';
import { Follows } from '../../../src/fuzzer/order/follows.ts';
import { Draft } from '../../../src/fuzzer/program.ts';
import { A_NAPOT, A_OFF } from '../../../src/fuzzer/slot-bounds.ts';
import {
  DEVICE_BOTH,
  DEVICE_IOPMP,
  DEVICE_NONE,
  DEVICE_WGCHECKER,
  DMA_RRID,
  ENGINE,
  ENTRY_CFG,
  FEATURES,
  HART_RRID,
  type Input,
  IOPMP_ENABLE,
  IOPMP_ENTRY_NUM,
  IOPMP_ENTRYLCK,
  IOPMP_ERR_CFG,
  IOPMP_FEATURES,
  IOPMP_GRANULE,
  IOPMP_MD_NUM,
  IOPMP_MDCFG,
  IOPMP_MDCFG_FMT,
  IOPMP_MDCFGLCK,
  IOPMP_MDLCK,
  IOPMP_MDLCKH,
  IOPMP_MSIADDR,
  IOPMP_PRIO_ENTRY,
  IOPMP_ROWS,
  IOPMP_RRID_NUM,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  ROW_ENH,
  ROW_STRIDE,
  STACK,
} from '../../../src/input/layout.ts';
import { parseInput } from '../../../src/input/text.ts';

const ROOT = rootSeed('iopmp mutators');

function context(donor?: Input): MutationContext {
  return {
    draft: new Draft(),
    aim: new Aim(),
    executed: new Executed(),
    follows: new Follows(),
    listen: () => undefined,
    donor: () => donor,
  };
}

function board(device: 'iopmp' | 'both'): Input {
  const text = `iommufuzz 1\nplatform\n  device ${device}\ncode 0x80000000\n  ld a0, 0(a1)\n  sd a0, 0(a1)\n`;
  return parseInput(text, 'plain').input;
}

/** A board with one entry: 8 KiB at 0x8002_0000, rwx. */
function withRegion(): Input {
  const input = board('iopmp');
  input[entryAt(2)] = napotAddress(0x2000_8000, 13);
  input[entryAt(2) + ENTRY_CFG] = 7 | (A_NAPOT << MODE_SHIFT);
  return input;
}

function named(mutators: readonly Mutator[], name: string): Mutator {
  const mutator = mutators.find((each) => each.name === name);
  if (mutator === undefined) throw new Error(`no mutator ${name}`);
  return mutator;
}

/** What a mutator makes of the input with the first draws that make something of it. */
function mutated(mutator: Mutator, input: Input): Input {
  for (let i = 0; i < 100; i++) {
    const now = input.slice();
    if (mutator.mutate(now, new Rng(ROOT, i), context())) return now;
  }
  throw new Error(`${mutator.name} finds nothing to do`);
}

/** Byte ranges of the NAPOT entries, ascending. */
function regions(input: Input): (readonly [number, number])[] {
  return Array.from({ length: input[IOPMP_ENTRY_NUM] }, (_, i) => entryAt(i))
    .filter((at) => modeOf(input, at) === A_NAPOT)
    .map((at) => {
      const size = 2 ** orderOf(input, at);
      const base = Math.floor(((input[at] >>> 0) * 4) / size) * size;
      return [base, base + size] as const;
    })
    .sort(([a], [b]) => a - b);
}

describe('an entry', () => {
  it('is split into halves that cover what it covered', () => {
    const split = named(IOPMP_ENTRY_LIST, 'split-entry');
    expect(regions(mutated(split, withRegion()))).toEqual([
      [0x8002_0000, 0x8002_1000],
      [0x8002_1000, 0x8002_2000],
    ]);
  });

  it('is merged with its other half, which is switched off', () => {
    const input = withRegion();
    input[entryAt(7)] = napotAddress(0x2000_8800, 13);
    input[entryAt(7) + ENTRY_CFG] = A_NAPOT << MODE_SHIFT;
    const now = mutated(named(IOPMP_ENTRY_LIST, 'merge-entry'), input);
    expect(regions(now)).toEqual([[0x8002_0000, 0x8002_4000]]);
    expect([modeOf(now, entryAt(2)), modeOf(now, entryAt(7))].sort()).toEqual([A_OFF, A_NAPOT]);
  });

  it('keeps its words when it changes places', () => {
    const now = mutated(named(IOPMP_ENTRY_LIST, 'swap-entries'), withRegion());
    expect(regions(now)).toEqual(regions(withRegion()));
    expect(modeOf(now, entryAt(2))).toBe(A_OFF);
  });
});

describe('a property', () => {
  it('takes the tables along that its change makes too large', () => {
    const counts = named(IOPMP_PLATFORM, 'change-iopmp-counts');
    const full = board('iopmp');
    full.fill(1, IOPMP_MDCFG, IOPMP_MDCFG + 8);
    let shrunk = 0;
    for (let i = 0; i < 100; i++) {
      const now = full.slice();
      if (!counts.mutate(now, new Rng(ROOT, i), context()) || now[IOPMP_MD_NUM] >= 8) continue;
      shrunk++;
      expect(now.subarray(IOPMP_MDCFG + now[IOPMP_MD_NUM], IOPMP_MDCFG + 8).every((t) => t === 0)).toBe(true);
    }
    expect(shrunk).toBeGreaterThan(3);
  });
});

describe('the families', () => {
  it('for an IOPMP belong to campaigns with one, those for slots to campaigns with checkers', () => {
    const names = (device: number): string[] =>
      FAMILIES.filter((family) => family.fits(device)).map((family) => family.name);
    const plain = names(DEVICE_WGCHECKER);
    expect(plain.filter((name) => name.startsWith('iopmp'))).toEqual([]);
    expect(names(DEVICE_NONE)).toEqual(plain);
    expect(names(DEVICE_BOTH)).toEqual(FAMILIES.map((family) => family.name));
    const alone = names(DEVICE_IOPMP);
    expect(plain.filter((name) => !alone.includes(name))).toEqual(['slot-fields', 'slots']);
  });
});

/** Parts of an IOPMP that mutators alone must be able to bring into a plain one. */
const REACHED: readonly (readonly [part: string, has: (input: Input) => boolean])[] = [
  ...[0, 1].map((spec) => [`specification ${spec}`, (input: Input) => input[IOPMP_SPEC] === spec] as const),
  ...[1, 2].flatMap((format) => [
    [`SRCMD format ${format}`, (input: Input): boolean => input[IOPMP_SRCMD_FMT] === format] as const,
    [`MDCFG format ${format}`, (input: Input): boolean => input[IOPMP_MDCFG_FMT] === format] as const,
  ]),
  ...Array.from({ length: 16 }, (_, bit) => bit).flatMap((bit) => [
    [`feature ${bit}`, (input: Input): boolean => ((input[IOPMP_FEATURES] >>> bit) & 1) === 1] as const,
    [`no feature ${bit}`, (input: Input): boolean => ((input[IOPMP_FEATURES] >>> bit) & 1) === 0] as const,
  ]),
  ['high domains', (input) => input[IOPMP_MD_NUM] > 31],
  ['many RRIDs', (input) => input[IOPMP_RRID_NUM] > 16],
  ['a coarse granule', (input) => input[IOPMP_GRANULE] > 4],
  ['few priority entries', (input) => input[IOPMP_PRIO_ENTRY] < 8],
  ['another hart', (input) => input[HART_RRID] !== 0],
  ['an unknown hart', (input) => input[HART_RRID] >= input[IOPMP_RRID_NUM]],
  ['DMA as the hart', (input) => input[DMA_RRID] === input[HART_RRID]],
  ['the other order', (input) => input[STACK] === 1],
  ['an engine', (input) => input[ENGINE] === 1],
  ['enable', (input) => input[IOPMP_ENABLE] === 1],
  ['a reaction', (input) => (input[IOPMP_ERR_CFG] & 7) === 6],
  ['a message address', (input) => input[IOPMP_MSIADDR] !== 0],
  ...[IOPMP_MDLCK, IOPMP_MDLCKH, IOPMP_MDCFGLCK, IOPMP_ENTRYLCK].map(
    (word, i) => [`lock ${i}`, (input: Input): boolean => input[word] !== 0] as const,
  ),
  ['a moved domain', (input) => input[IOPMP_MDCFG + 1] !== 0],
  ['a row', (input) => input[IOPMP_ROWS] !== 0],
  ['a high row', (input) => input[IOPMP_ROWS + ROW_STRIDE + ROW_ENH] !== 0],
  ...[1, 2, 3].map(
    (mode) => [`mode ${mode}`, (input: Input): boolean => modeOf(input, entryAt(0)) === mode] as const,
  ),
  ['suppression', (input) => (input[entryAt(1) + ENTRY_CFG] & 0x7e0) !== 0],
];

describe('mutators together', () => {
  it('bring everything that an IOPMP may have into a plain one', () => {
    const mutators = FAMILIES.flatMap((family) => family.mutators);
    const missing = new Set(REACHED.map(([part]) => part));
    const input = board('both');
    for (let i = 0; i < 200_000 && missing.size > 0; i++) {
      if (i % 400 === 0) input.set(board('both'));
      const rng = new Rng(ROOT, i);
      mutators[rng.below(mutators.length)].mutate(input, rng, context());
      for (const [part, has] of REACHED) if (has(input)) missing.delete(part);
    }
    expect([...missing]).toEqual([]);
    expect(input[IOPMP_FEATURES] & ~FEATURES).toBe(0);
  });
});
