import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../src/bits/rng.ts';
import { toBig } from '../../src/bits/word.ts';
import { Aim } from '../../src/fuzzer/aim.ts';
import { A_NAPOT, A_TOR, slotAt } from '../../src/fuzzer/slot-bounds.ts';
import { emptyInput } from '../../src/input/empty.ts';
import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  ENGINE,
  EVENT_COUNT,
  EVENT_DMA_COPY,
  EVENT_DMA_READ,
  EVENT_INTERRUPT,
  EVENT_TRANSACTION_END,
  EVENT_WATCH,
  EVENTS,
  FLASH_PAGES,
  type Input,
  MAPPING_COUNT,
  MAPPING_PA,
  MAPPING_VA,
  MAPPINGS,
  RAM_TAIL,
  REMAP_PAGES,
  ROM_PAGES,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PRESENT,
  TABLE_LEVELS,
} from '../../src/input/layout.ts';

const rng = new Rng(rootSeed('aim'), 0);

function withSlot(addr: number, cfg: number): Input {
  const input = emptyInput();
  const at = slotAt(0, 3);
  input[at + SLOT_PRESENT] = 1;
  input[at + SLOT_ADDR] = addr;
  input[at + SLOT_CFG] = cfg;
  return input;
}

/** All addresses that a way of picking gives. */
function all(pick: (aim: Aim) => void, tries = 200): Set<bigint> {
  const aim = new Aim();
  return new Set(
    Array.from({ length: tries }, () => {
      pick(aim);
      return toBig(aim.lo, aim.hi);
    }),
  );
}

describe('an aim', () => {
  it('finds both bounds of a NAPOT rule', () => {
    const input = withSlot(0x2004_03ff, A_NAPOT);
    expect(all((aim) => aim.pickSlotBound(input, rng))).toEqual(new Set([0x8010_0000n, 0x8010_2000n]));
  });

  it('finds the bound of a TOR rule', () => {
    const input = withSlot(0x2004_0400, A_TOR);
    expect(all((aim) => aim.pickSlotBound(input, rng))).toEqual(new Set([0x8010_1000n]));
  });

  it('finds the pages of a mapping, and its PTE at every level', () => {
    const input = emptyInput();
    input[MAPPING_COUNT] = 1;
    input[MAPPINGS + MAPPING_VA] = 0x4060_3000;
    input[MAPPINGS + MAPPING_PA] = 0x8002_0000 | 0;
    expect(all((aim) => aim.pickMapping(input, rng))).toEqual(new Set([0x4060_3000n, 0x8002_0000n]));
    const entries = all((aim) => aim.pickTableEntry(input, rng), 2000);
    for (const address of [0x8001_0008n, 0x8001_1018n, 0x8001_2018n]) expect(entries).toContain(address);
  });

  it('finds the PTE of a Sv48 mapping at every level', () => {
    const input = emptyInput();
    input[TABLE_LEVELS] = 4;
    input[MAPPING_COUNT] = 1;
    input.set([0x4060_3000, 0x81], MAPPINGS + MAPPING_VA);
    const entries = all((aim) => aim.pickTableEntry(input, rng), 4000);
    for (const address of [0x8001_0008n, 0x8001_1028n, 0x8001_2018n, 0x8001_3018n])
      expect(entries).toContain(address);
  });

  it('finds the address of a watchpoint and of a transfer, and none in an interrupt', () => {
    const input = emptyInput();
    input[EVENT_COUNT] = 1;
    for (const [kind, found] of [
      [EVENT_WATCH, true],
      [EVENT_DMA_READ, true],
      [EVENT_INTERRUPT, false],
    ] as const) {
      input.set([0, kind, 0x8002_0008 | 0, 0], EVENTS);
      const aim = new Aim();
      expect(aim.pickEvent(input, rng)).toBe(found);
      expect(toBig(aim.lo, aim.hi)).toBe(found ? 0x8002_0008n : 0n);
    }
  });

  it('finds both addresses of a copy and of a message', () => {
    const input = emptyInput();
    input[EVENT_COUNT] = 1;
    for (const kind of [EVENT_DMA_COPY, EVENT_TRANSACTION_END]) {
      input.set([0, kind, 64, 0x8002_0008 | 0, 0, 0x8003_0010 | 0, 0], EVENTS);
      expect(all((aim) => aim.pickEvent(input, rng))).toEqual(new Set([0x8002_0008n, 0x8003_0010n]));
    }
  });

  it('finds memories beside DRAM only on a board that has them', () => {
    const places = (input: Input): Set<bigint> => all((aim) => aim.pickPlace(input, rng), 3000);
    const board = emptyInput();
    const plain = places(board);
    Object.assign(board, { [FLASH_PAGES]: 1, [ROM_PAGES]: 1, [REMAP_PAGES]: 1, [RAM_TAIL]: 256 });
    const full = places(board);
    for (const address of [0x2000_0000n, 0x2200_0000n, 0x1000n, 0x4000_0000n, 0x0600_4008n, 0x8010_0100n]) {
      expect(full).toContain(address);
      expect(plain).not.toContain(address);
    }
    for (const address of [0x0200_4000n, 0x0c00_1000n, 0x0600_0020n, 0x0600_2020n])
      expect(plain).toContain(address);
  });

  it('finds registers of an IOPMP and of an engine only on a board that has them', () => {
    const places = (input: Input): bigint[] => [...all((aim) => aim.pickPlace(input, rng), 3000)];
    const within = (found: readonly bigint[], base: bigint): boolean =>
      found.some((address) => address >= base && address < base + 0x6000n);
    const board = emptyInput();
    const plain = places(board);
    expect([within(plain, 0x1020_0000n), within(plain, 0x1040_0000n)]).toEqual([false, false]);
    Object.assign(board, { [DEVICE]: DEVICE_IOPMP, [ENGINE]: 1 });
    const guarded = places(board);
    expect([within(guarded, 0x1020_0000n), within(guarded, 0x1040_0000n)]).toEqual([true, true]);
    expect(within(guarded, 0x0600_0000n)).toBe(false);
    board[DEVICE] = DEVICE_BOTH;
    expect(within(places(board), 0x0600_0000n)).toBe(true);
  });

  it('says when the input has nothing of the sort', () => {
    const aim = new Aim();
    const input = emptyInput();
    expect([
      aim.pickSlotBound(input, rng),
      aim.pickMapping(input, rng),
      aim.pickRegister(input, rng),
      aim.pickPmpBound(input, rng),
      aim.pickData(input, rng),
      aim.pickCode(input, rng),
      aim.pickEvent(input, rng),
    ]).toEqual([false, false, false, false, false, false, false]);
  });

  it('straddles: starts in one page and ends in the next', () => {
    for (const size of [2, 4, 8]) {
      for (const address of all((aim) => {
        aim.set(0x8002_0123 | 0, 0);
        aim.straddle(rng, size);
      })) {
        expect(address >> 12n).toBe(0x8_0020n);
        expect((address + BigInt(size) - 1n) >> 12n).toBe(0x8_0021n);
      }
    }
  });

  it('moves across the 32-bit boundary in both directions', () => {
    const aim = new Aim();
    aim.set(-8, 0);
    aim.add(16);
    expect(toBig(aim.lo, aim.hi)).toBe(0x1_0000_0008n);
    aim.add(-16);
    expect(toBig(aim.lo, aim.hi)).toBe(0xffff_fff8n);
  });
});
