import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../../src/bits/rng.ts';
import type { Carrier } from '../../../src/fuzzer/compared/carrier.ts';
import {
  applyWriting,
  CARRIERS,
  MOST_MEETINGS,
  MOST_MISSES,
  type Writing,
  writingsBy,
} from '../../../src/fuzzer/compared/writings.ts';
import { Generator } from '../../../src/fuzzer/generate/generator.ts';
import {
  DEVICE_BOTH,
  DEVICE_IOPMP,
  DEVICE_WGCHECKER,
  INPUT_WORDS,
  type Input,
} from '../../../src/input/layout.ts';
import { parseInput, printInput } from '../../../src/input/text.ts';
import { validate } from '../../../src/input/validate.ts';
import { Executor } from '../../../src/judge/executor.ts';
import {
  COMPARED_FIRST,
  COMPARED_RRID,
  COMPARED_WID,
  Comparisons,
} from '../../../src/machine/comparisons.ts';
import { parseDesign } from '../../../src/machine/design.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import { code } from '../../machine/machine-run.ts';

const ROOT = rootSeed('writings');
const executor = new Executor(parseDesign('fixed'), SILENT, {
  oracle: false,
  auditor: false,
  paranoid: false,
});

/** Generated inputs for every device. */
const generated: fc.Arbitrary<Input> = fc
  .tuple(fc.constantFrom(DEVICE_WGCHECKER, DEVICE_IOPMP, DEVICE_BOTH), fc.nat(100_000))
  .map(([device, exec]) => {
    const input: Input = new Int32Array(INPUT_WORDS);
    new Generator({ device, harts: 1 }).generate(new Rng(ROOT, exec), input);
    return input;
  });

function writingsOf(input: Input, comparisons: Comparisons): readonly Writing[] {
  return CARRIERS.flatMap((carrier) => writingsBy(carrier, input, comparisons));
}

/** What a run of an input suggests. */
function suggestedBy(input: Input): readonly Writing[] {
  let writings: readonly Writing[] = [];
  executor.listen(input, (comparisons) => {
    writings = writingsOf(input, comparisons);
  });
  return writings;
}

/** What one comparison suggests, as the text that the input has then. */
function textsAfter(text: string, kind: number, had: number, wanted: number): string[] {
  const { input } = parseInput(`iommufuzz 1\n${text}`, 'test');
  const comparisons = new Comparisons();
  comparisons.note(kind, had, wanted);
  return writingsOf(input, comparisons).map((writing) => {
    const changed = input.slice();
    applyWriting(changed, writing);
    return printInput(changed);
  });
}

/** Bytes in which fields count. */
const UNITS: Readonly<Record<string, number>> = { pmp: 4, slots: 4, entries: 4, 'constants-of-halves': 2 };

/** Moves a number and looks for it where it should be. */
function checkMove(input: Input, carrier: Carrier, place: number, distance: number): void {
  const delta = distance * (UNITS[carrier.name] ?? 1);
  const before = carrier.numbers(input, place);
  const changed = input.slice();
  if (before.some(Number.isNaN) || !carrier.move(changed, place, delta)) return;
  const [first, end] = carrier.numbers(changed, place);
  const wanted = before[0] + delta;
  // A range that is aligned to its size comes to hold the byte; the upper part of a constant alone comes near.
  if (end !== undefined) expect(first <= wanted && wanted < end).toBe(true);
  else if (carrier.name.startsWith('constants')) expect(Math.abs(first - wanted)).toBeLessThan(0x2000);
  else expect(first).toBe(wanted);
}

describe('a writing', () => {
  it('makes a valid and canonical input of a valid one, another one unless it says that it leads nowhere', () => {
    fc.assert(
      fc.property(generated, (input) => {
        for (const [i, writing] of suggestedBy(input).entries()) {
          const changed = input.slice();
          const happened = applyWriting(changed, writing);
          const differs = changed.some((word, at) => word !== input[at]);
          expect([validate(changed), differs]).toEqual([undefined, happened]);
          if (i % 16 === 0) expect(parseInput(printInput(changed), 'written').input).toEqual(changed);
        }
      }),
      { numRuns: 4 },
    );
  });

  it('is suggested every time, as often as its carrier may', () => {
    fc.assert(
      fc.property(generated, (input) => {
        const writings = suggestedBy(input);
        expect(suggestedBy(input.slice())).toEqual(writings);
        for (const carrier of CARRIERS) {
          const own = writings.filter((each) => each.carrier === carrier);
          expect(own.length).toBeLessThanOrEqual(MOST_MEETINGS + MOST_MISSES);
        }
      }),
      { numRuns: 4 },
    );
  });

  it('is found again where it was written: the number that a place stands for has moved by as much', () => {
    fc.assert(
      fc.property(generated, fc.integer({ min: -0x2000, max: 0x2000 }), (input, distance) => {
        for (const carrier of CARRIERS) {
          for (const place of carrier.places(input)) checkMove(input, carrier, place, distance);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('comes from every kind of carrier', () => {
    const seen = new Set<string>();
    for (const device of [DEVICE_BOTH, DEVICE_WGCHECKER]) {
      const generator = new Generator({ device, harts: 1 });
      const input: Input = new Int32Array(INPUT_WORDS);
      for (let exec = 0; exec < 200 && seen.size < CARRIERS.length; exec++) {
        generator.generate(new Rng(ROOT, exec), input);
        for (const writing of suggestedBy(input))
          if (applyWriting(input.slice(), writing)) seen.add(writing.carrier.name);
      }
    }
    expect([...seen].sort()).toEqual(CARRIERS.map(({ name }) => name).sort());
  });
});

describe('a comparison', () => {
  const [ADDRESS, BOUND] = [0x8004_0010, 0x8005_0000];

  it('moves the base register of an access to the bound, one byte before it, and a granule to either side', () => {
    const texts = textsAfter(
      `state\n  a0 0x80040000\n${code('ld t1, 16(a0)')}`,
      COMPARED_FIRST,
      ADDRESS,
      BOUND,
    );
    for (const base of ['0x8004fff0', '0x8004ffef', '0x80050ff0', '0x8004eff0'])
      expect(texts.some((text) => text.includes(`a0 ${base}\n`))).toBe(true);
  });

  it('moves the bound to the access', () => {
    const slots = 'slots dram\n  1 tor 0x80050000 0:rw\n';
    const texts = textsAfter(`${slots}${code('nop')}`, COMPARED_FIRST, ADDRESS, BOUND);
    expect(texts.some((text) => text.includes('0x80040010'))).toBe(true);
  });

  it.each([
    ['in the same page', 0x8004_0800, 'a0 0x400007f0\n'],
    ['that no mapping shows', BOUND, 'a0 0x4000fff0\n'],
  ])(
    'moves a virtual address by what its mapping makes of a physical one, to a bound %s',
    (_, bound, text) => {
      const maps = 'maps\n  0x40000000 -> 0x80040000 rw---ad 4K\n';
      const program = `state\n  a0 0x40000000\n${maps}${code('ld t1, 16(a0)')}`;
      const texts = textsAfter(program, COMPARED_FIRST, ADDRESS, bound);
      expect(texts.some((each) => each.includes(text))).toBe(true);
    },
  );

  it('moves a virtual address to what another mapping makes of the bound', () => {
    const maps = 'maps\n  0x40000000 -> 0x80040000 rw---ad 4K\n  0x60000000 -> 0x80050000 rw---ad 4K\n';
    const program = `state\n  a0 0x40000000\n${maps}${code('ld t1, 16(a0)')}`;
    const texts = textsAfter(program, COMPARED_FIRST, ADDRESS, BOUND);
    expect(texts.some((each) => each.includes('a0 0x5ffffff0\n'))).toBe(true);
  });

  it('rewrites both instructions of a constant', () => {
    const program = code('lui a0, 0x10200', 'lw t1, 16(a0)');
    const texts = textsAfter(program, COMPARED_FIRST, 0x1020_0010, 0x1020_1ffc);
    expect(texts.some((text) => text.includes('lui a0, 0x10202') && text.includes('lw t1, -4(a0)'))).toBe(
      true,
    );
  });

  it('makes somebody another world or requester, never one that does not exist', () => {
    const worlds = textsAfter(`platform\n  dma wid=1\n${code('nop')}`, COMPARED_WID, 1, 2);
    expect(worlds.some((text) => text.includes('dma wid=2'))).toBe(true);
    for (const text of textsAfter(`platform\n  dma wid=1\n${code('nop')}`, COMPARED_WID, 1, 64))
      expect(text).toContain('dma wid=1');
    const iopmp = `platform\n  device iopmp\n${code('nop')}`;
    expect(textsAfter(iopmp, COMPARED_RRID, 0, 5).some((text) => /rrid.*5/.test(text))).toBe(true);
  });
});
