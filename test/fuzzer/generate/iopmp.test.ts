import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../../src/bits/rng.ts';
import { Generator } from '../../../src/fuzzer/generate/generator.ts';
import { modeOf } from '../../../src/fuzzer/iopmp-entries.ts';
import { emptyInput } from '../../../src/input/empty.ts';
import { hasFeature } from '../../../src/input/iopmp-relations.ts';
import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  DEVICE_NONE,
  DEVICE_WGCHECKER,
  DMA_RRID,
  ENGINE,
  EVENT_COUNT,
  EVENT_DMA_COPY,
  EVENT_KIND,
  EVENT_STRIDE,
  EVENT_TRANSACTION_START,
  EVENTS,
  FEATURE_MSI,
  FEATURE_SPS,
  FEATURE_STALL,
  HART_RRID,
  INPUT_WORDS,
  type Input,
  IOPMP,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_ENTRY_NUM,
  IOPMP_ENTRYLCK,
  IOPMP_ERR_CFG,
  IOPMP_MD_NUM,
  IOPMP_MDCFG_FMT,
  IOPMP_MDLCK,
  IOPMP_PRIO_ENTRY,
  IOPMP_RRID_NUM,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  MAPPING_COUNT,
  SLOTS,
  SPEC_07,
  SPEC_082,
  STACK,
  STEPS,
} from '../../../src/input/layout.ts';
import { parseInput, printInput } from '../../../src/input/text.ts';
import { validate } from '../../../src/input/validate.ts';
import { parseDesign } from '../../../src/machine/design.ts';
import { Machine } from '../../../src/machine/machine.ts';
import { SILENT } from '../../../src/machine/probe.ts';

const ROOT = rootSeed('iopmp generator');

function sample(device: number, count: number): Input[] {
  const generator = new Generator({ device, harts: 1 });
  return Array.from({ length: count }, (_, i) => {
    const out = new Int32Array(INPUT_WORDS).fill(i);
    generator.generate(new Rng(ROOT, i), out);
    return out;
  });
}

const IOPMP_ALONE = sample(DEVICE_IOPMP, 600);
const BOTH = sample(DEVICE_BOTH, 200);

function hasEvent(input: Input, wanted: number): boolean {
  const kinds = Array.from(
    { length: input[EVENT_COUNT] },
    (_, i) => input[EVENTS + i * EVENT_STRIDE + EVENT_KIND],
  );
  return kinds.includes(wanted);
}

/** Words of entries that firmware writes. */
function entries(input: Input): number[] {
  return Array.from({ length: input[IOPMP_ENTRY_NUM] }, (_, i) => IOPMP_ENTRIES + 3 * i).filter(
    (at) => (input[at] | input[at + 2]) !== 0,
  );
}

/** What the sample must show often enough, and not always. */
const VARIED: readonly (readonly [
  name: string,
  has: (input: Input) => boolean,
  least: number,
  most: number,
])[] = [
  ['0.7', (input) => input[IOPMP_SPEC] === SPEC_07, 0.5, 0.8],
  ['0.8.2', (input) => input[IOPMP_SPEC] === SPEC_082, 0.2, 0.5],
  ...[0, 1, 2].flatMap(
    (format) =>
      [
        [`SRCMD format ${format}`, (input: Input) => input[IOPMP_SRCMD_FMT] === format, 0.15, 0.6],
        [`MDCFG format ${format}`, (input: Input) => input[IOPMP_MDCFG_FMT] === format, 0.15, 0.6],
      ] as const,
  ),
  ['SPS', (input) => hasFeature(input, FEATURE_SPS), 0.1, 0.4],
  ['stalls', (input) => hasFeature(input, FEATURE_STALL), 0.2, 0.5],
  ['messages', (input) => hasFeature(input, FEATURE_MSI), 0.2, 0.5],
  ['more domains than a word has bits', (input) => input[IOPMP_MD_NUM] > 31, 0.1, 0.3],
  ['entries without priority', (input) => input[IOPMP_PRIO_ENTRY] < input[IOPMP_ENTRY_NUM], 0.2, 0.5],
  ['an engine', (input) => input[ENGINE] === 1, 0.4, 0.6],
  ['hart and DMA as one', (input) => input[HART_RRID] === input[DMA_RRID], 0.3, 0.7],
  ['an unknown hart', (input) => input[HART_RRID] >= input[IOPMP_RRID_NUM], 0.002, 0.05],
  ['checking off at first', (input) => input[IOPMP_ENABLE] === 0, 0.05, 0.2],
  ['a reaction', (input) => input[IOPMP_ERR_CFG] !== 0, 0.4, 0.9],
  ['locked entries', (input) => input[IOPMP_ENTRYLCK] !== 0, 0.05, 0.2],
  ['locked domains', (input) => input[IOPMP_MDLCK] !== 0, 0.05, 0.2],
  ['a copy', (input) => hasEvent(input, EVENT_DMA_COPY), 0.3, 0.8],
  ['a message', (input) => hasEvent(input, EVENT_TRANSACTION_START), 0.1, 0.3],
  ...[1, 2, 3].map(
    (mode) =>
      [
        `mode ${mode}`,
        (input: Input) => entries(input).some((at) => modeOf(input, at) === mode),
        0.4,
        1,
      ] as const,
  ),
];

describe('a generated input with an IOPMP', () => {
  it('is valid and says all it holds in its text', () => {
    for (const input of [...IOPMP_ALONE, ...BOTH]) expect(validate(input)).toBeUndefined();
    for (const input of [...IOPMP_ALONE.slice(0, 40), ...BOTH.slice(0, 20)])
      expect(parseInput(printInput(input), 'generated').input).toEqual(input);
  });

  it('follows from its draws alone', () => {
    const again = sample(DEVICE_IOPMP, 20);
    for (const [i, input] of again.entries()) expect(input).toEqual(IOPMP_ALONE[i]);
  });

  it('has slots beside it only where there are checkers', () => {
    for (const input of IOPMP_ALONE)
      expect(input.subarray(SLOTS, MAPPING_COUNT).every((word) => word === 0)).toBe(true);
    expect(BOTH.some((input) => input.subarray(SLOTS, MAPPING_COUNT).some((word) => word !== 0))).toBe(true);
    expect(new Set(BOTH.map((input) => input[STACK]))).toEqual(new Set([0, 1]));
  });

  it.each(VARIED)('has %s now and then', (_, has, least, most) => {
    const share = IOPMP_ALONE.filter(has).length / IOPMP_ALONE.length;
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });

  it('is crowded: several entries, of the few that there are', () => {
    const mean = IOPMP_ALONE.reduce((sum, input) => sum + entries(input).length, 0) / IOPMP_ALONE.length;
    expect(mean).toBeGreaterThan(6);
    expect(mean).toBeLessThan(20);
  });

  it('runs to its end nearly as often as one with checkers', () => {
    const machine = new Machine(parseDesign('fixed', undefined), SILENT);
    const finished = (inputs: readonly Input[]): number =>
      inputs.filter((input) => {
        machine.load(input);
        machine.run();
        return machine.steps < input[STEPS];
      }).length / inputs.length;
    const checked = finished(sample(DEVICE_WGCHECKER, 600));
    expect(checked).toBeGreaterThan(0.75);
    expect(finished(IOPMP_ALONE)).toBeGreaterThan(checked - 0.12);
  });
});

describe('a generated input without an IOPMP', () => {
  it.each([DEVICE_NONE, DEVICE_WGCHECKER])('of device %i has nothing of one, and no engine', (device) => {
    const blank = emptyInput();
    for (const input of sample(device, 200)) {
      expect(input[DEVICE]).toBe(device);
      expect([input[ENGINE], input[HART_RRID], input[STACK]]).toEqual([0, 0, 0]);
      expect(input.subarray(IOPMP)).toEqual(blank.subarray(IOPMP));
    }
  });
});
