import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigHigh, bigLow, toBig } from '../../../src/bits/word.ts';
import { Comparisons } from '../../../src/machine/comparisons.ts';
import type { Quirks } from '../../../src/machine/design.ts';
import { WgChecker } from '../../../src/machine/devices/wgchecker.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import { values } from '../../arbitraries/value.ts';
import { anyOf, quirksOf } from '../quirks-of.ts';
import { SlotModel } from './slot-model.ts';

const QUIRKS = [
  'cfg-write-not-validated',
  'na4-not-converted',
  'off-bound-not-aligned',
  'read-only-slots-written',
  'napot-top-empty',
  'tor-above-napot-top',
  'addr-clamped',
  'error-bits-of-first-byte',
] as const;

/** A checker that nobody hears. */
function checkerOf(quirks: Quirks): WgChecker {
  return new WgChecker({
    ...{ quirks, probe: SILENT, comparisons: new Comparisons() },
    ...{ listener: { rulesChanged() {} }, line: { raise() {} } },
  });
}
const SLOTS = 0x20;
const LIMIT = 1n << 53n;

/** One register write: to a slot's ADDR, PERM or CFG. */
interface Write {
  readonly slot: number;
  readonly field: 'addr' | 'perm' | 'cfg';
  readonly value: bigint;
}

interface Board {
  readonly quirks: Quirks;
  readonly count: number;
  readonly granule: number;
  readonly writes: readonly Write[];
}

/** ADDR registers: addresses, NAPOT patterns of every length, ends of the space. */
function addrs(): fc.Arbitrary<bigint> {
  const napots = fc.tuple(values(), fc.bigInt({ min: 0n, max: 62n }));
  return fc.oneof(
    values().map((value) => value >> 2n),
    napots.map(([value, ones]) => ((value >> 2n) | ((1n << ones) - 1n)) & ~(1n << ones)),
    napots.map(([, ones]) => ((1n << 62n) - 1n) ^ (1n << ones)),
    values(),
  );
}

function boards(quirks: fc.Arbitrary<Quirks>): fc.Arbitrary<Board> {
  const cfg = fc.tuple(fc.nat(3), fc.nat(15), fc.nat(9)).map(([a, react, lock]) => {
    return BigInt(a | (react << 8)) | (lock === 0 ? 0x8000_0000n : 0n);
  });
  const write = fc.oneof(
    fc.record({ slot: fc.nat(4), field: fc.constant('addr' as const), value: addrs() }),
    fc.record({ slot: fc.nat(4), field: fc.constant('cfg' as const), value: cfg }),
    fc.record({ slot: fc.nat(4), field: fc.constant('perm' as const), value: values() }),
  );
  return fc
    .record({
      quirks,
      count: fc.integer({ min: 1, max: 4 }),
      granule: fc.constantFrom(4, 4096),
      writes: fc.array(write, { minLength: 1, maxLength: 16 }),
    })
    .map((board) => ({
      ...board,
      writes: board.writes.map((w) => ({ ...w, slot: w.slot % (board.count + 1) })),
    }));
}

function build({ quirks, count, granule, writes }: Board): { device: WgChecker; model: SlotModel } {
  const device = checkerOf(quirks);
  device.reset(count, granule, 4, -1);
  const model = new SlotModel(quirks, count, granule, 4);
  for (const { slot, field, value } of writes) {
    const base = SLOTS + 0x20 * slot;
    if (field === 'addr') {
      device.write64(base, bigLow(value), bigHigh(value));
      model.writeAddr(slot, value);
    } else if (field === 'perm') {
      device.write64(base + 8, bigLow(value), bigHigh(value));
      model.writePerm(slot, value);
    } else {
      device.write32(base + 0x10, bigLow(value));
      model.writeCfg(slot, Number(value));
    }
  }
  return { device, model };
}

/** The part of a range that lies below 2^53; every empty one is alike. */
function clipped(start: bigint, end: bigint): bigint[] {
  const last = end < LIMIT ? end : LIMIT;
  return start < last ? [start, last] : [];
}

/** Addresses at and around every border of the model's rules. */
function borders(model: SlotModel): bigint[] {
  const near = model.slots.flatMap((_, i) => {
    const { start, end } = i === 0 ? { start: 0n, end: 0n } : model.rangeOf(i);
    return [start, end].flatMap((at) => [at - 8n, at - 1n, at, at + 1n, at + 0x800n]);
  });
  return [...near, 0x8010_0000n, LIMIT - 8192n].filter((at) => at >= 0n && at <= LIMIT - 8192n);
}

describe('the slots of a wgChecker', () => {
  it('hold what the model holds after any writes', () => {
    fc.assert(
      fc.property(boards(anyOf(...QUIRKS)), (board) => {
        const { device, model } = build(board);
        const read = model.slots.map((_, i) => ({
          addr: toBig(device.read32(SLOTS + 0x20 * i), device.read32(SLOTS + 0x20 * i + 4)),
          perm: toBig(device.read32(SLOTS + 0x20 * i + 8), device.read32(SLOTS + 0x20 * i + 12)),
          cfg: device.read32(SLOTS + 0x20 * i + 16),
        }));
        expect(read).toEqual(model.slots.map((slot) => ({ ...slot, cfg: slot.cfg | 0 })));
      }),
      { numRuns: 600 },
    );
  });

  it('spell the ranges that the model spells', () => {
    fc.assert(
      fc.property(boards(anyOf(...QUIRKS)), (board) => {
        const { device, model } = build(board);
        device.slots.refresh();
        for (let i = 1; i < model.slots.length; i++) {
          const { lo, hi } = device.slots;
          expect(clipped(BigInt(lo[i]), BigInt(hi[i]))).toEqual(
            clipped(model.rangeOf(i).start, model.rangeOf(i).end),
          );
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('decide every access as the model does', () => {
    const questions = fc.tuple(fc.nat(3), fc.boolean(), fc.constantFrom(1, 2, 4, 8, 4096));
    fc.assert(
      fc.property(boards(anyOf(...QUIRKS)), questions, (board, [wid, isWrite, size]) => {
        const { device, model } = build(board);
        for (const pa of borders(model)) {
          const { rights, busError, interrupt } = model.decide(pa, BigInt(size), wid, isWrite);
          const granted = device.grants(Number(pa), size, wid, isWrite);
          expect([granted, device.perm]).toEqual([(rights & (isWrite ? 2n : 1n)) !== 0n, Number(rights)]);
          expect([device.busError, device.interrupt]).toEqual([busError, interrupt]);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('give a whole page one verdict exactly if all its bytes have it', () => {
    const sizes = fc.constantFrom(1, 2, 4, 8);
    const uses = fc.tuple(fc.nat(3), fc.boolean(), fc.nat(0xff8), sizes);
    fc.assert(
      fc.property(boards(anyOf(...QUIRKS)), uses, (board, [wid, isWrite, offset, size]) => {
        const { device, model } = build(board);
        for (const at of borders(model)) {
          const page = at & ~0xfffn;
          const granted = device.translate(Number(page), Number(page) + offset, size, wid, isWrite);
          const exact = model.decide(page + BigInt(offset), BigInt(size), wid, isWrite);
          expect([granted, device.perm]).toEqual([
            (exact.rights & (isWrite ? 2n : 1n)) !== 0n,
            Number(exact.rights),
          ]);
          const split = model.slots.some((_, i) => {
            if (i === 0) return false;
            const { start, end } = model.rangeOf(i);
            return start < end && [start, end].some((b) => b > page && b < page + 4096n);
          });
          expect(device.wholePage).toBe(!split);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('as posted, decide a page by its first byte', () => {
    const uses = fc.tuple(fc.nat(3), fc.boolean(), fc.nat(0xfff));
    fc.assert(
      fc.property(
        boards(fc.constant(quirksOf('page-base-verdict'))),
        uses,
        (board, [wid, isWrite, offset]) => {
          const { device, model } = build(board);
          for (const at of borders(model)) {
            const page = at & ~0xfffn;
            device.translate(Number(page), Number(page) + offset, 1, wid, isWrite);
            expect(device.wholePage).toBe(true);
            expect(device.perm).toBe(Number(model.decide(page, 1n, wid, isWrite).rights));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('start with a slot for the trusted world if the board says so', () => {
    const device = checkerOf(quirksOf());
    device.reset(16, 4096, 4, 3);
    expect(device.grants(0x8010_0000, 8, 3, true)).toBe(true);
    expect(device.grants(0x8010_0000, 8, 2, true)).toBe(false);
    expect([device.read32(0x220), device.read32(0x224)]).toEqual([-1, 0x3fff_ffff]);
    expect([device.read32(0x228), device.read32(0x230)]).toEqual([0xc0, 1]);
    device.reset(16, 4096, 32, 20);
    expect(device.grants(0, 8, 20, false)).toBe(true);
    device.reset(16, 4096, 4, -1);
    expect(device.grants(0, 8, 3, false)).toBe(false);
  });
});
