import { describe, expect, it } from 'vitest';
import { toBig } from '../../../src/bits/word.ts';
import { Comparisons } from '../../../src/machine/comparisons.ts';
import { WgChecker } from '../../../src/machine/devices/wgchecker.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import type { QuirkId } from '../../../src/machine/quirks.ts';
import { quirksOf } from '../quirks-of.ts';

const POSTED: readonly QuirkId[] = [
  'cfg-write-not-validated',
  'na4-not-converted',
  'off-bound-not-aligned',
  'page-base-verdict',
  'blocked-rechecks',
  'read-only-slots-written',
  'napot-top-empty',
  'tor-above-napot-top',
  'reserved-reads-nslots',
  'addr-clamped',
  'error-bits-of-first-byte',
];
const ADDR = 0x00;
const PERM = 0x08;
const CFG = 0x10;
const D = 0x8010_0000;

/** Offset of a field of a slot. */
function at(slot: number, field: number): number {
  return 0x20 + 0x20 * slot + field;
}

class Board {
  flushes = 0;
  raised = 0;
  readonly device: WgChecker;

  constructor(quirks: readonly QuirkId[], granule = 4096) {
    const listener = {
      rulesChanged: () => {
        this.flushes++;
      },
    };
    const line = {
      raise: () => {
        this.raised++;
      },
    };
    this.device = new WgChecker({
      ...{ quirks: quirksOf(...quirks), probe: SILENT, comparisons: new Comparisons() },
      ...{ listener, line },
    });
    this.device.reset(16, granule, 4, 3);
  }

  write(offset: number, value: number): this {
    this.device.write32(offset, value | 0);
    return this;
  }

  /** An 8-byte write. */
  wide(offset: number, value: bigint): this {
    this.device.write64(offset, Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)));
    return this;
  }

  /** "n:{ADDR,PERM,CFG}": CFG = 0, ADDR, PERM, CFG. */
  rule(slot: number, addr: bigint, perm: bigint, cfg: number): this {
    this.write(at(slot, CFG), 0).wide(at(slot, ADDR), addr).wide(at(slot, PERM), perm);
    return this.write(at(slot, CFG), cfg);
  }

  read(offset: number): number {
    return this.device.read32(offset) >>> 0;
  }

  /** An 8-byte read. */
  long(offset: number): bigint {
    return toBig(this.device.read64Low(offset), this.device.read64High(offset));
  }

  /** What becomes of an access of the world: ok, silent or fault. */
  access(wid: number, pa: number, isWrite: boolean, size = 8): string {
    if (this.device.grants(pa, size, wid, isWrite)) return 'ok';
    return this.device.blocked(pa, pa, size, wid, isWrite) ? 'fault' : 'silent';
  }
}

describe.each([
  { name: 'mended', quirks: [] },
  { name: 'as posted', quirks: POSTED },
])('the registers of a wgChecker, $name', ({ quirks }) => {
  const posted = quirks.length > 0;
  const board = () => new Board(quirks);

  it('say what the device is (26, B23)', () => {
    expect([0, 4, 8].map((offset) => board().read(offset))).toEqual([0, 0, 16]);
    expect(board().read(0x0c)).toBe(posted ? 16 : 0);
    expect(board().long(0x08)).toBe(16n);
    expect(board().long(0x00)).toBe(0n);
    expect(board().write(0x08, 5).wide(0x08, 5n).read(0x08)).toBe(16);
  });

  it('hold what CFG may hold (31, 34)', () => {
    expect(board().write(at(3, CFG), 0x7fff_ffff).read(at(3, CFG))).toBe(0xf03);
    const first = board().write(at(0, CFG), 0x8000_0f03);
    expect(first.read(at(0, CFG))).toBe(0x8000_0f00);
    expect(first.write(at(0, CFG), 0).wide(at(0, ADDR), 1n).read(at(0, CFG))).toBe(0x8000_0f00);
    expect(first.long(at(0, ADDR))).toBe(0n);
  });

  it('drive the line: found high when a violation sets IP, and when the upper half is written with it', () => {
    const denied = board().write(at(16, CFG), 0).write(at(0, CFG), 0x400);
    expect([denied.access(0, D, false), denied.raised]).toEqual(['silent', 1]);
    expect([denied.access(0, D, false), denied.raised]).toEqual(['silent', 1]);
    expect([denied.write(0x10, -1).raised, denied.write(0x14, 0).raised]).toEqual([1, 1]);
    expect([denied.access(0, D, false), denied.raised]).toEqual(['silent', 2]);
    expect([denied.write(0x14, -1).raised, denied.write(0x14, -1).raised]).toEqual([3, 4]);
    expect([denied.wide(0x10, 0n).raised, denied.wide(0x10, 1n << 63n).raised]).toEqual([4, 5]);
    expect([denied.wide(0x18, -1n).raised, denied.write(0x18, -1).raised]).toEqual([5, 5]);
  });

  it('leave the line low for a bus error alone', () => {
    const denied = board().write(at(16, CFG), 0).write(at(0, CFG), 0x100);
    expect([denied.access(0, D, false), denied.raised]).toEqual(['fault', 0]);
  });

  it('keep the last slot OFF or TOR', () => {
    const last = board().write(at(16, CFG), 0xf03);
    expect(last.read(at(16, CFG))).toBe(0xf01);
    expect(last.write(at(16, CFG), 0x102).read(at(16, CFG))).toBe(0x101);
    expect(last.write(at(16, CFG), 0x100).read(at(16, CFG))).toBe(0x100);
    expect(last.write(at(16, CFG), 0x103).read(at(16, CFG))).toBe(0x100);
  });

  it('hold two bits of PERM for each world (32)', () => {
    expect(board().wide(at(1, PERM), -1n).long(at(1, PERM))).toBe(0xffn);
    expect(board().write(at(1, PERM), -1).read(at(1, PERM))).toBe(0xff);
    expect(
      board()
        .write(at(1, PERM) + 4, -1)
        .read(at(1, PERM) + 4),
    ).toBe(0);
  });

  it('keep all of a locked slot (35)', () => {
    const locked = board().rule(5, 0x2004_0000n, 3n, 0x8000_0000);
    locked.wide(at(5, ADDR), 1n).wide(at(5, PERM), 0xffn).write(at(5, CFG), 1);
    locked.write(at(5, ADDR), 1).write(at(5, PERM), 1);
    const fields = [locked.long(at(5, ADDR)), locked.long(at(5, PERM)), locked.read(at(5, CFG))];
    expect(fields).toEqual([0x2004_0000n, 3n, 0x8000_0000]);
  });

  it('leave the read-only fields of the first and last slot alone, or not (37, 38, B16)', () => {
    const touched = board().wide(at(0, ADDR), 0x123n).wide(at(0, PERM), 0xffn).wide(at(16, ADDR), 0x400n);
    expect([touched.long(at(0, ADDR)), touched.long(at(0, PERM)), touched.long(at(16, ADDR))]).toEqual(
      posted ? [0x123n, 0xffn, 0x400n] : [0n, 0n, 0x3fff_ffff_ffff_ffffn],
    );
  });

  it('let PERM of the last slot be written', () => {
    expect(board().wide(at(16, PERM), 0xffn).long(at(16, PERM))).toBe(0xffn);
  });

  it.each([
    [40, 1, 0x2004_03ffn, 0x2004_0000n, 1, 1],
    [41, 3, 0x2004_0000n, 0x2004_01ffn, 3, 3],
    [42, 2, 0x2004_0003n, 0x2004_01ffn, 3, 2],
    [0, 0, 0x2004_0003n, 0x2004_0003n, 0, 0],
  ])('align ADDR by the present A (%i): A = %i', (_, cfg, written, addr, mended, asPosted) => {
    const aligned = board().write(at(1, CFG), cfg).wide(at(1, ADDR), written);
    expect([aligned.long(at(1, ADDR)), aligned.read(at(1, CFG))]).toEqual([addr, posted ? asPosted : mended]);
  });

  it('align ADDR when A changes, or not (B11)', () => {
    const later = board().wide(at(1, ADDR), 0x2004_0201n).write(at(1, CFG), 1);
    expect(later.long(at(1, ADDR))).toBe(posted ? 0x2004_0201n : 0x2004_0000n);
  });

  it('take halves of ADDR, and of what is out of range all but two bits or nothing (43, B24)', () => {
    const halves = board()
      .write(at(1, ADDR), 0x1234_5678)
      .write(at(1, ADDR) + 4, 1);
    expect(halves.long(at(1, ADDR))).toBe(0x1_1234_5678n);
    halves.write(at(1, ADDR) + 4, 0x4000_0000);
    expect(halves.long(at(1, ADDR))).toBe(posted ? 0n : 0x1234_5678n);
    halves.wide(at(1, ADDR), 0x3fff_ffff_ffff_fffen);
    expect(halves.long(at(1, ADDR))).toBe(0x3fff_ffff_ffff_fffen);
    halves.wide(at(1, ADDR), 0x3fff_ffff_ffff_ffffn);
    expect(halves.long(at(1, ADDR))).toBe(posted ? 0n : 0x3fff_ffff_ffff_ffffn);
  });

  it('mask ERRCAUSE and keep ERRADDR (44)', () => {
    const errors = board().wide(0x10, -1n).wide(0x18, -1n);
    expect([errors.long(0x10), errors.long(0x18)]).toEqual([0xc000_0000_0000_03ffn, 0xffff_ffff_ffff_ffffn]);
    expect(errors.write(0x10, 0).write(0x18, 0).write(0x1c, 1).long(0x18)).toBe(0x1_0000_0000n);
    expect(errors.write(0x14, 0).long(0x10)).toBe(0n);
  });

  it('answer 8-byte accesses to CFG and what is reserved with nothing', () => {
    const wide = board().wide(at(1, CFG), 0xf03n);
    expect([wide.long(at(1, CFG)), wide.read(at(1, CFG))]).toEqual([0n, 0]);
    expect(wide.write(at(1, CFG), 0xf00).long(at(1, CFG))).toBe(0n);
    expect(wide.write(at(1, 0x14), -1).read(at(1, 0x14))).toBe(0);
    expect(wide.write(at(1, 0x18), -1).long(at(1, 0x18))).toBe(0n);
    expect(wide.write(at(17, ADDR), -1).read(at(17, ADDR))).toBe(0);
  });

  it('flush at every write of a slot that no lock stops, and at no other', () => {
    const counted = board();
    const flushesOf = (act: () => void): number => {
      const before = counted.flushes;
      act();
      return counted.flushes - before;
    };
    expect(flushesOf(() => counted.write(at(0, ADDR), 1).write(at(1, 0x14), 1).wide(at(1, CFG), 1n))).toBe(3);
    expect(flushesOf(() => counted.wide(0x10, -1n).wide(0x18, -1n).write(0x10, 0).write(8, 0))).toBe(0);
    expect(flushesOf(() => counted.write(at(17, ADDR), 1).wide(at(17, ADDR), 1n))).toBe(0);
    expect(flushesOf(() => counted.write(at(2, CFG), 0x8000_0000))).toBe(1);
    expect(flushesOf(() => counted.write(at(2, CFG), 1).wide(at(2, ADDR), 1n))).toBe(0);
  });
});

describe('a violation', () => {
  it('is logged with its reaction, once, until software clears it (46-50)', () => {
    const b = new Board([]).write(at(16, CFG), 0xf01);
    expect(b.access(0, D + 0x1000, true)).toBe('fault');
    expect([b.long(0x10), b.long(0x18) << 2n]).toEqual([0xc000_0000_0000_0200n, BigInt(D + 0x1000)]);
    expect(b.access(0, D + 0x2000, false)).toBe('fault');
    expect(b.long(0x10)).toBe(0xc000_0000_0000_0200n);
    expect(b.write(0x14, 0).long(0x10)).toBe(0x200n);
    b.write(at(16, CFG), 0x401);
    expect(b.access(2, D + 0x1008, false)).toBe('silent');
    expect([b.long(0x10), b.long(0x18) << 2n]).toEqual([0x8000_0000_0000_0102n, BigInt(D + 0x1008)]);
    expect(b.access(0, D, true)).toBe('silent');
    // Another that would raise it finds it raised: nothing changes.
    expect(b.access(0, D, false)).toBe('silent');
    expect(b.long(0x10)).toBe(0x8000_0000_0000_0102n);
  });

  it('raises no interrupt while a bus error is still recorded (51)', () => {
    const b = new Board([]).write(at(16, CFG), 0x101);
    expect(b.access(0, D, false)).toBe('fault');
    b.write(at(16, CFG), 0x401);
    expect(b.access(0, D, false)).toBe('silent');
    expect(b.long(0x10)).toBe(0x4000_0000_0000_0100n);
  });

  it('without a reaction leaves nothing', () => {
    const b = new Board([]);
    expect(b.access(0, D, true)).toBe('silent');
    expect(b.long(0x10)).toBe(0n);
  });

  it('keeps the upper half of a high address', () => {
    const b = new Board([]).write(at(16, CFG), 0x101);
    expect(b.access(1, 0x4_0000_1000, false)).toBe('fault');
    expect(b.long(0x18)).toBe(0x1_0000_0400n);
  });

  it('is forgiven by the posted handler where the exact byte is granted (100, B15)', () => {
    const rule = (quirks: readonly QuirkId[]) =>
      new Board(quirks, 4).rule(1, 0x2004_0040n, 3n, 0xf03).write(at(16, CFG), 0);
    const posted = rule(['page-base-verdict', 'blocked-rechecks']);
    expect(posted.device.blocked(D + 0x100, D + 0x100, 8, 0, false)).toBe(false);
    expect(posted.long(0x10)).toBe(0n);
    expect(posted.device.blocked(D + 0x108, D + 0x108, 8, 0, false)).toBe(false);
    const strict = rule(['page-base-verdict']);
    expect(strict.device.blocked(D + 0x100, D + 0x100, 8, 0, false)).toBe(true);
    expect(strict.long(0x10)).toBe(0xc000_0000_0000_0100n);
  });
});
