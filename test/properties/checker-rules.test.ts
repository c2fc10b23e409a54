import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigHigh, bigLow, toBig } from '../../src/bits/word.ts';
import { Comparisons } from '../../src/machine/comparisons.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { WgChecker } from '../../src/machine/devices/wgchecker.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { StepRecord } from '../../src/oracle/hart/step-record.ts';
import { Checker, READ, WRITE } from '../../src/oracle/world/checker.ts';
import type { Plic } from '../../src/oracle/world/plic.ts';
import { CheckerByBytes } from './checker-by-bytes.ts';

const D = 0x8010_0000;
const PAGE = 4096;
const TOP = 0x1_0000_0000n;
const { quirks } = parseDesign('fixed');

/** The machine's checker, the oracle's, and the enumeration, told the same. */
class Three {
  readonly model: CheckerByBytes;
  private readonly machine: WgChecker;
  private readonly oracle = new Checker(new StepRecord());
  private raisedByMachine = 0;
  private raisedByOracle = 0;

  constructor(count: number, worlds: number, granule: number) {
    this.model = new CheckerByBytes(count, worlds, granule);
    const line = { raise: () => this.raisedByMachine++ };
    this.machine = new WgChecker({
      ...{ quirks, probe: SILENT, comparisons: new Comparisons() },
      ...{ listener: { rulesChanged: () => undefined }, line },
    });
    this.machine.reset(count, granule, worlds, -1);
    this.oracle.reset(count, worlds, granule);
    this.oracle.connect({ raise: () => this.raisedByOracle++ } as unknown as Plic, 1);
  }

  write(offset: number, size: number, value: bigint): void {
    const at = offset & -size;
    const lo = bigLow(value);
    const hi = bigHigh(value);
    if (size === 4) {
      this.model.write(at, 4, BigInt(lo >>> 0));
      this.machine.write32(at, lo);
      this.oracle.writeWord(at, lo);
    } else {
      this.model.write(at, 8, value);
      this.machine.write64(at, lo, hi);
      this.oracle.writeDouble(at, lo, hi);
    }
  }

  /** Expects all three to answer an access alike. `pa`: below 2^32, the access on one page. */
  access(pa: number, size: number, wid: number, isWrite: boolean): void {
    const { granted, error } = this.model.access(BigInt(pa), size, wid, isWrite);
    const direction = isWrite ? WRITE : READ;
    const byOracle = this.oracle.grants(pa | 0, size, wid, direction);
    expect(byOracle, 'oracle').toBe(granted);
    expect(this.machine.grants(pa, size, wid, isWrite), 'machine').toBe(granted);
    expect(this.machine.translate(pa - (pa % PAGE), pa, size, wid, isWrite), 'fill').toBe(granted);
    if (granted) return;
    expect(this.oracle.wouldFail(pa | 0, size, direction)).toBe(error);
    expect(this.oracle.deny(pa | 0, size, wid, direction)).toBe(error);
    expect(this.machine.blocked(pa, pa, size, wid, isWrite)).toBe(error);
  }

  /** Expects all registers to read alike. */
  compare(bytes: number): void {
    for (let at = 0; at < bytes; at += 4) {
      const value = Number(this.model.read(at, 4)) | 0;
      expect([this.machine.read32(at), this.oracle.readWord(at)], `register ${at}`).toEqual([value, value]);
    }
    for (let at = 0; at < bytes; at += 8) {
      const value = this.model.read(at, 8);
      expect(toBig(this.machine.read64Low(at), this.machine.read64High(at)), `double ${at}`).toBe(value);
      if (!this.oracle.hasDouble(at)) expect(value).toBe(0n);
    }
    expect([this.raisedByMachine, this.raisedByOracle]).toEqual([this.model.raised, this.model.raised]);
  }
}

const near = fc
  .tuple(fc.integer({ min: -2, max: 3 }), fc.constantFrom(0, 4, 8, 0x100, 0x7fc, 0x800, 0xff8, 0xffc))
  .map(([page, offset]) => D + page * PAGE + offset);
const anything = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const addresses = fc.oneof(
  near.map((bytes) => BigInt(bytes) >> 2n),
  fc.tuple(near, fc.nat(14)).map(([bytes, ones]) => (BigInt(bytes) >> 2n) | ((1n << BigInt(ones)) - 1n)),
  fc.constantFrom(0n, (1n << 61n) - 1n, (1n << 62n) - 1n, (1n << 30n) - 1n, 0x3fff_fdffn),
  anything,
);
/** Locks are rare, so that the registers go on living. */
const configurations = fc.tuple(fc.nat(15), fc.nat(3), fc.nat(20)).map(([reaction, mode, lock]) => {
  return BigInt(((reaction << 8) | mode | (lock === 0 ? 0x8000_0000 : 0)) >>> 0);
});
const rights = fc.oneof(fc.constant((1n << 64n) - 1n), anything);
/** Some writes of registers, in order: those of a whole slot, or any one. */
const writes = fc.oneof(
  fc.tuple(fc.nat(6), addresses, rights, configurations).map(([slot, addr, perm, cfg]) => [
    { offset: 0x20 + 0x20 * slot, size: 8, value: addr },
    { offset: 0x28 + 0x20 * slot, size: 8, value: perm },
    { offset: 0x30 + 0x20 * slot, size: 4, value: cfg },
  ]),
  fc
    .record({ offset: fc.nat(0x11f), size: fc.constantFrom(4, 8), value: fc.oneof(addresses, anything) })
    .map((write) => [write]),
  fc.constantFrom([{ offset: 0x10, size: 8, value: 0n }], [{ offset: 0x14, size: 4, value: 0n }]),
);
const uses = fc.record({
  pa: fc.oneof(near, fc.nat(0xffff_ffff)),
  off: fc.integer({ min: -8, max: 8 }),
  size: fc.integer({ min: 1, max: 8 }),
  wid: fc.nat(31),
  isWrite: fc.boolean(),
});
const boards = fc.record({
  count: fc.integer({ min: 1, max: 6 }),
  worlds: fc.constantFrom(2, 4, 16, 32),
  granule: fc.constantFrom(PAGE, 4),
});

describe('the checkers of machine and oracle', () => {
  it('hold, log, decide and answer as an enumeration of bytes and slots does', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(boards, fc.array(fc.oneof(writes, writes, uses), { maxLength: 25 }), (board, script) => {
        const three = new Three(board.count, board.worlds, board.granule);
        for (const act of script) {
          if (!('pa' in act)) {
            for (const { offset, size, value } of act) three.write(offset, size, value);
            continue;
          }
          const pa = Math.max(0, act.pa + act.off) % 0xffff_f000;
          three.access(pa, Math.min(act.size, PAGE - (pa % PAGE)), act.wid % board.worlds, act.isWrite);
        }
        three.compare(0x120);
      }),
      { numRuns: 1500 },
    );
  });

  it('do so at every border of every rule', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(boards, fc.array(writes, { minLength: 4, maxLength: 20 }), uses, (board, script, use) => {
        const three = new Three(board.count, board.worlds, board.granule);
        for (const { offset, size, value } of script.flat()) three.write(offset, size, value);
        for (const border of three.model.borders()) {
          const at = border + BigInt(use.off);
          if (at < 0n || at >= TOP - BigInt(PAGE)) continue;
          const pa = Number(at);
          three.access(pa, Math.min(use.size, PAGE - (pa % PAGE)), use.wid % board.worlds, use.isWrite);
        }
        three.compare(0x120);
      }),
      { numRuns: 600 },
    );
  });
});
