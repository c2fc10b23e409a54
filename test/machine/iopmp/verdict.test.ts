import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ENTRY_STRIDE,
  FEATURE_CHK_X,
  FEATURE_NO_W,
  FEATURE_NO_X,
  FEATURE_NON_PRIO,
  FEATURE_SPS,
  type Input,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_ERR_CFG,
  IOPMP_FEATURES,
  IOPMP_MDCFG,
  IOPMP_ROWS,
  ROW_STRIDE,
} from '../../../src/input/layout.ts';
import { Comparisons } from '../../../src/machine/comparisons.ts';
import { ALLOW_AMO, ALLOW_R, ALLOW_W, ALLOW_X, Iopmp } from '../../../src/machine/devices/iopmp/iopmp.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import { FETCH, LOAD, STORE } from '../../../src/machine/status.ts';
import { quirksOf } from '../quirks-of.ts';
import { type Board, inputOf } from './board.ts';
import { type AccessName, decide } from './model.ts';

const ENTRIES = 12;
const MDS = 34;
const RRIDS = 20;
const PAGE = 4096;
const NEEDS = { R: ALLOW_R, W: ALLOW_W, X: ALLOW_X, A: ALLOW_AMO } as const;
const ACCESS = { R: LOAD, W: STORE, X: FETCH, A: STORE } as const;
const NAMES = ['R', 'W', 'X', 'A'] as const;

function deviceOf(input: Input): Iopmp {
  const device = new Iopmp({
    quirks: quirksOf(),
    probe: SILENT,
    comparisons: new Comparisons(),
    listener: { rulesChanged() {} },
    line: { raise() {} },
    fate: { die: (stop) => stop },
    msi: { sendMsi: () => false },
  });
  device.reset(input);
  return device;
}

/** Word addresses around two neighbouring pages, NAPOT patterns in them, a few ends of the space. */
function addrs(): fc.Arbitrary<readonly [number, number]> {
  const near = fc.nat(0x900).map((word) => [word, 0] as const);
  const napot = fc
    .tuple(fc.nat(0x900), fc.nat(12))
    .map(([word, ones]) => [word | ((1 << ones) - 1), 0] as const);
  const far = fc.tuple(fc.constantFrom(-1, 0, 0x400), fc.constantFrom(0, 1, -1, 0x1fff_ffff, 0x7fff_ffff));
  return fc.oneof(
    { weight: 4, arbitrary: near },
    { weight: 4, arbitrary: napot },
    { weight: 1, arbitrary: far },
  );
}

function boards(): fc.Arbitrary<Board> {
  return fc
    .record({
      spec: fc.constantFrom('0.7' as const, '0.8.2' as const),
      srcmd: fc.constantFrom(0, 0, 1, 2),
      mdcfg: fc.constantFrom(0, 0, 1, 2),
      k: fc.nat(3),
      prio: fc.constantFrom(0, 2, 5, 0xffff),
      granule: fc.constantFrom(4, 4, 8, 64),
    })
    .map((board) => ({
      ...board,
      ...{ mds: MDS, entries: ENTRIES, rrids: board.srcmd === 1 ? MDS : RRIDS },
      k: board.mdcfg === 0 ? 0 : board.k,
      granule: board.spec === '0.7' ? 4 : board.granule,
    }));
}

/** Enabled boards with tables full of small numbers. */
function inputs(): fc.Arbitrary<Input> {
  const flags = fc.subarray([FEATURE_SPS, FEATURE_NON_PRIO, FEATURE_NO_W, FEATURE_NO_X, FEATURE_CHK_X]);
  const entries = fc.array(fc.tuple(addrs(), fc.nat(0x7ff)), { minLength: ENTRIES, maxLength: ENTRIES });
  const tops = fc.array(fc.nat(ENTRIES + 3), { minLength: MDS, maxLength: MDS });
  const rows = fc.array(fc.integer(), { minLength: MDS * ROW_STRIDE, maxLength: MDS * ROW_STRIDE });
  return fc.tuple(boards(), flags, entries, tops, rows).map(([board, on, list, bounds, words]) => {
    const input = inputOf(board);
    input[IOPMP_FEATURES] = featuresOf(board, input, on);
    input[IOPMP_ENABLE] = 1;
    input[IOPMP_ERR_CFG] = 2;
    list.forEach(([[addr, addrh], cfg], i) => {
      const isNa4 = ((cfg >> 3) & 3) === 2;
      const legal = isNa4 && (board.granule ?? 4) > 4 ? cfg | 0x18 : cfg;
      input.set([addr, addrh, legal], IOPMP_ENTRIES + i * ENTRY_STRIDE);
    });
    if (board.mdcfg === 0) input.set(bounds.slice().sort(orderOrNot(bounds)), IOPMP_MDCFG);
    if (board.srcmd !== 1) input.set(words, IOPMP_ROWS);
    return input;
  });
}

/** Two of three tables are proper: ascending. */
function orderOrNot(bounds: readonly number[]): (a: number, b: number) => number {
  return (bounds[0] ?? 0) % 3 === 0 ? () => 0 : (a, b) => a - b;
}

function featuresOf(board: Board, input: Input, on: readonly number[]): number {
  let features = (input[IOPMP_FEATURES] ?? 0) & ~FEATURE_CHK_X;
  for (const feature of on) features |= feature;
  if (board.srcmd !== 0) features &= ~FEATURE_SPS;
  if ((features & FEATURE_CHK_X) === 0) features &= ~FEATURE_NO_X;
  return board.spec === '0.7' ? features | FEATURE_NON_PRIO : features;
}

const accesses = fc.record({
  rrid: fc.nat(RRIDS),
  address: fc.nat(0x2400),
  size: fc.constantFrom(1, 2, 4, 8, 64),
});

describe('the decision', () => {
  it('is that of section 5, for every access type at once', () => {
    fc.assert(
      fc.property(inputs(), fc.array(accesses, { minLength: 20, maxLength: 20 }), (input, list) => {
        const device = deviceOf(input);
        for (const { rrid, address, size } of list) {
          const allowed = device.allowed(rrid, address, size);
          for (const name of NAMES) {
            const { etype } = decide(input, rrid, BigInt(address), BigInt(size), name);
            expect([name, (allowed & NEEDS[name]) !== 0]).toEqual([name, etype === 0]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('names error type and entry of a refusal', () => {
    fc.assert(
      fc.property(inputs(), accesses, fc.constantFrom<AccessName>(...NAMES), (input, where, name) => {
        const device = deviceOf(input);
        const { rrid, address, size } = where;
        const { etype, entries } = decide(input, rrid, BigInt(address), BigInt(size), name);
        fc.pre(etype !== 0);
        device.refuse(rrid, address, size, address, Math.min(8, size), ACCESS[name], name === 'A');
        const info = device.read32(0x64);
        if ((info & 1) === 0) return;
        expect((info >>> 4) & 15).toBe(etype);
        const named = device.read32(0x70) >>> 16;
        if (entries.length === 0) expect(named).toBe(0);
        else expect(entries).toContain(named);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same for all of a page that is called uniform', () => {
    fc.assert(
      fc.property(
        inputs(),
        fc.nat(RRIDS),
        fc.nat(2),
        fc.array(fc.nat(PAGE - 64), { minLength: 12 }),
        (input, rrid, page, offsets) => {
          const device = deviceOf(input);
          fc.pre(device.isUniform(rrid, page * PAGE));
          const whole = device.allowed(rrid, page * PAGE, PAGE);
          for (const offset of offsets) {
            for (const size of [1, 8, 64])
              expect(device.allowed(rrid, page * PAGE + offset, size)).toBe(whole);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('at one byte is that of a match, whose page verdict is that of the page', () => {
    fc.assert(
      fc.property(inputs(), accesses, (input, { rrid, address }) => {
        const device = deviceOf(input);
        const allowed = device.allowed(rrid, address, 1);
        expect(device.match(rrid, address)).toBe(allowed);
        expect(device.wholePage).toBe(device.isUniform(rrid, address - (address % PAGE)));
      }),
      { numRuns: 500 },
    );
  });

  it.each([0xffff, 0])(
    'is uniform in pages beside an entry, and not where it begins or ends (prio_entry %i)',
    (prio) => {
      const input = inputOf({ spec: '0.7', prio });
      input[IOPMP_ENABLE] = 1;
      input[IOPMP_MDCFG] = 2;
      input[IOPMP_ROWS] = 2;
      // Bytes 0x2000 to 0x3fff, then 0x6ff8 to 0x6fff.
      input.set([(0x2000 >> 2) | 0x3ff, 0, 0x1f, 0x6ff8 >> 2, 0, 0x1f], IOPMP_ENTRIES);
      const device = deviceOf(input);
      const pages = [0x1000, 0x2000, 0x3000, 0x4000, 0x5000, 0x6000, 0x7000];
      expect(pages.map((page) => device.isUniform(0, page))).toEqual([
        true,
        true,
        true,
        true,
        true,
        false,
        true,
      ]);
    },
  );

  it('changes nothing', () => {
    fc.assert(
      fc.property(inputs(), accesses, (input, { rrid, address, size }) => {
        const device = deviceOf(input);
        const before = Array.from({ length: 0x28 }, (_, i) => device.read32(4 * i));
        device.allowed(rrid, address, size);
        device.isUniform(rrid, address);
        device.match(rrid, address);
        expect(Array.from({ length: 0x28 }, (_, i) => device.read32(4 * i))).toEqual(before);
      }),
    );
  });
});
