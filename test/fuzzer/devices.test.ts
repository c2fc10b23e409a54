import { describe, expect, it } from 'vitest';
import { rootSeed } from '../../src/bits/rng.ts';
import { FeatureMap } from '../../src/coverage/feature-map.ts';
import { Fuzzer, type Target } from '../../src/fuzzer/fuzzer.ts';
import { emptyInput } from '../../src/input/empty.ts';
import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  DEVICE_NONE,
  DEVICE_WGCHECKER,
  ENGINE,
  EVENT_COUNT,
  EVENT_DMA_COPY,
  EVENT_KIND,
  EVENT_STRIDE,
  EVENTS,
  INSTRUCTIONS,
  type Input,
  IOPMP,
  MAPPING_COUNT,
  SLOTS,
} from '../../src/input/layout.ts';
import { validate } from '../../src/input/validate.ts';
import type { Finding } from '../../src/judge/finding.ts';

const ROOT = rootSeed('device');

/** Keeps what it is given; every other input shows something new. */
class KeepingTarget implements Target {
  readonly features = new FeatureMap();
  readonly steps = 1;
  readonly kept: Input[] = [];

  run(input: Input): Finding | undefined {
    this.kept.push(input.slice());
    this.features.feature(0, input[INSTRUCTIONS] & 0xffff);
    this.features.feature(1, input[EVENT_COUNT] * 64 + input[MAPPING_COUNT]);
    return undefined;
  }
}

function inputsFor(device: number): Input[] {
  const target = new KeepingTarget();
  const fuzzer = new Fuzzer(target, ROOT, { device, harts: 1 });
  for (let i = 0; i < 12; i++)
    for (const candidate of fuzzer.runChunk(i * 64, 64).candidates) fuzzer.admit(candidate);
  return target.kept;
}

describe('the device of a campaign', () => {
  it.each([DEVICE_NONE, DEVICE_WGCHECKER])(
    '%i brings no input with an IOPMP, an engine or its transfers',
    (device) => {
      const blank = emptyInput().subarray(IOPMP);
      for (const input of inputsFor(device)) {
        expect([input[DEVICE], input[ENGINE]]).toEqual([device, 0]);
        expect(input.subarray(IOPMP)).toEqual(blank);
        for (let i = 0; i < input[EVENT_COUNT]; i++)
          expect(input[EVENTS + i * EVENT_STRIDE + EVENT_KIND]).toBeLessThan(EVENT_DMA_COPY);
      }
    },
  );

  it('is that of every input that it brings, mutated or not', () => {
    for (const device of [DEVICE_IOPMP, DEVICE_BOTH]) {
      const all = inputsFor(device);
      expect(new Set(all.map((input) => input[DEVICE]))).toEqual(new Set([device]));
      expect(all.map(validate).filter((fault) => fault !== undefined)).toEqual([]);
      const hasSlots = all.some((input) => input.subarray(SLOTS, MAPPING_COUNT).some((word) => word !== 0));
      expect(hasSlots).toBe(device === DEVICE_BOTH);
    }
  });
});
