import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../../src/input/empty.ts';
import {
  CHECKER_DRAM,
  CHECKER_FLASH,
  CHECKER_OUTER,
  DMA_WID,
  DRAM_SLOTS,
  EVENT_DMA_BYTES,
  EVENT_DMA_DATA,
  EVENT_DMA_PA,
  EVENT_DMA_WRITE,
  EVENT_KIND,
  EVENTS,
  FLASH_PAGES,
  FLASH_SLOTS,
  GRANULE,
  HW_BYPASS,
  type Input,
  LOW_RAM_PAGES,
  MAX_DMA_BYTES,
  MAX_SLOTS,
  OUTER_SLOTS,
  RAM_PAGES,
  RAM_TAIL,
  REMAP,
  REMAP_PAGES,
  ROM_PAGES,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PERM,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
} from '../../../src/input/layout.ts';
import { Reference } from '../../../src/oracle/reference.ts';

const NSLOTS = 4;
const END = 0x8001_0000;
const TAIL = 24;
const WINDOW = 0x4000_0000;

/** A slot as plain bytes: [first, bytes, perm, reaction]; `bytes` a power of two from 4 on. */
type Slot = readonly [first: number, bytes: number, perm: number, reaction: number];
interface Board {
  readonly wid: number;
  readonly slots: Readonly<Record<number, readonly Slot[]>>;
  /** Target of WRITE of the two pages of the window, or undefined. */
  readonly targets: readonly (number | undefined)[];
}

function inputOf(board: Board): Input {
  const input = emptyInput();
  const words: readonly (readonly [number, number])[] = [
    [GRANULE, 4],
    [HW_BYPASS, 0],
    [RAM_PAGES, 16],
    [RAM_TAIL, TAIL],
    [LOW_RAM_PAGES, 1],
    [ROM_PAGES, 1],
    [FLASH_PAGES, 1],
    [DRAM_SLOTS, NSLOTS],
    [FLASH_SLOTS, NSLOTS],
    [OUTER_SLOTS, NSLOTS],
    [REMAP_PAGES, 2],
    [DMA_WID, board.wid],
  ];
  for (const [word, value] of words) input[word] = value;
  for (const [which, slots] of Object.entries(board.slots)) {
    slots.forEach(([first, bytes, perm, reaction], i) => {
      const at = SLOTS + (Number(which) * MAX_SLOTS + i + 1) * SLOT_STRIDE;
      input[at + SLOT_PRESENT] = 1;
      input[at + SLOT_CFG] = (bytes === 4 ? 2 : 3) | (reaction << 8);
      input[at + SLOT_ADDR] = (first >>> 2) | (bytes === 4 ? 0 : (bytes >> 3) - 1);
      input[at + SLOT_PERM] = perm;
    });
  }
  board.targets.forEach((target, page) => {
    input[REMAP + 4 * page + 2] = target === undefined ? 0 : target | 1 | 0;
  });
  return input;
}

/** The piece that holds byte `at` of the transfer [pa, end): the largest aligned power of two inside it. */
function pieceOf(at: number, pa: number, end: number): readonly [first: number, bytes: number] {
  for (const bytes of [8, 4, 2]) {
    const first = at - (at % bytes);
    if (first >= pa && first + bytes <= end) return [first, bytes];
  }
  return [at, 1];
}

/** Where a write to `address` goes. */
function targetOf(board: Board, address: number): number | undefined {
  if (address < WINDOW || address >= WINDOW + 2 * 4096) return address;
  const page = board.targets[(address - WINDOW) >>> 12];
  return page === undefined ? undefined : page + (address % 4096);
}

/** The checkers in front of an address, the outermost first; undefined where no memory is. */
function inFrontOf(address: number): readonly number[] | undefined {
  if (address >= 0x8000_0000 && address < END + TAIL) return [CHECKER_OUTER, CHECKER_DRAM];
  if (address >= 0x2000_0000 && address < 0x2000_1000) return [CHECKER_FLASH];
  return address < 0x1000 ? [] : undefined;
}

/** Model of error registers by checker: undefined, or [cause low, cause high, address]. */
type Logs = Record<number, readonly [number, number, number] | undefined>;

/** Whether checker `which` lets a written piece through; logs. */
function passes(board: Board, which: number, [first, bytes]: readonly [number, number], logs: Logs): boolean {
  const slots = board.slots[which] ?? [];
  const isInside = ([base, size]: Slot): boolean => base <= first && first + bytes <= base + size;
  const touches = ([base, size]: Slot): boolean => base < first + bytes && first < base + size;
  if (slots.some((slot) => isInside(slot) && ((slot[2] >> (2 * board.wid + 1)) & 1) === 1)) return true;
  const reaction = slots.filter(touches).reduce((all, slot) => all | slot[3], 0);
  const high = (((reaction >> 1) & 1) << 30) | (((reaction >> 3) & 1) << 31);
  if (high !== 0 && logs[which] === undefined) logs[which] = [0x200 | board.wid, high, first >>> 2];
  return false;
}

/** Address -> byte that a transfer leaves there. */
function written(board: Board, pa: number, bytes: number, data: bigint, logs: Logs): Map<number, number> {
  const left = new Map<number, number>();
  for (let at = pa; at < pa + bytes; at++) {
    const [first, size] = pieceOf(at, pa, pa + bytes);
    const target = targetOf(board, first);
    if (target === undefined) continue;
    const checkers = inFrontOf(target);
    if (checkers === undefined) continue;
    const open = checkers.every((which) => passes(board, which, [target, size], logs));
    const isRam = !(target >= 0x2000_0000 && target < 0x3000_0000);
    const byte = Number((data >> BigInt(8 * ((at - pa) % 8))) & 0xffn);
    if (open && isRam) left.set(target + at - first, byte);
  }
  return left;
}

const SPOTS = [0x8000_0000, END, 0x2000_0000, 0x1000, 0x2000_1000, WINDOW, WINDOW + 4096, WINDOW + 8192];
const near = fc.tuple(fc.constantFrom(...SPOTS), fc.integer({ min: -96, max: 96 }));
const place = near.map(([spot, by]) => spot + by);

function slotsNear(spots: readonly number[]): fc.Arbitrary<readonly Slot[]> {
  const slot = fc
    .tuple(
      fc.constantFrom(...spots),
      fc.integer({ min: -24, max: 24 }),
      fc.constantFrom(4, 8, 16, 64, 0x2000_0000),
      fc.nat(0xff),
      fc.nat(15),
    )
    .map(([spot, by, bytes, perm, reaction]): Slot => {
      const at = spot + 4 * by;
      return [at - (at % bytes), bytes, perm, reaction];
    });
  return fc.array(slot, { minLength: 1, maxLength: NSLOTS - 1 });
}

const boards: fc.Arbitrary<Board> = fc.record({
  wid: fc.nat(3),
  slots: fc.record({
    [CHECKER_DRAM]: slotsNear([0x8000_0000, END]),
    [CHECKER_OUTER]: slotsNear([0x8000_0000, END]),
    [CHECKER_FLASH]: slotsNear([0x2000_0000, 0x2000_1000]),
  }),
  targets: fc.array(fc.constantFrom(undefined, 0x8000_0000, END - 4096, END, 0x1000, 0x2000_0000), {
    minLength: 2,
    maxLength: 2,
  }),
});

const reference = new Reference();

/** Bytes around the places that transfers of these tests can reach. */
function reachable(): readonly number[] {
  const all: number[] = [];
  for (const spot of [0x8000_0000, END - 4096, END, 0x2000_0000, 0x2000_1000, 0, 0x1000, 0x2000]) {
    for (let by = -200; by < 400; by++) if (reference.offsetAt(spot + by) >= 0) all.push(spot + by);
  }
  return all;
}

describe('a transfer by another bus master', () => {
  it('leaves exactly the bytes whose piece every checker lets through, and logs the first that is refused', () => {
    fc.assert(
      fc.property(
        boards,
        place,
        fc.integer({ min: 1, max: MAX_DMA_BYTES }),
        fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
        (board, pa, bytes, data) => {
          const input = inputOf(board);
          input[EVENTS + EVENT_KIND] = EVENT_DMA_WRITE;
          input[EVENTS + EVENT_DMA_PA] = pa | 0;
          input[EVENTS + EVENT_DMA_BYTES] = bytes;
          input[EVENTS + EVENT_DMA_DATA] = Number(BigInt.asIntN(32, data));
          input[EVENTS + EVENT_DMA_DATA + 1] = Number(BigInt.asIntN(32, data >> 32n));
          reference.load(input);
          reference.event(input, EVENTS);
          const logs: Logs = {};
          const left = written(board, pa, bytes, data, logs);
          for (const address of reachable()) {
            const byte = reference.memory[reference.offsetAt(address)];
            if (byte !== (left.get(address) ?? 0)) expect([address.toString(16), byte]).toEqual([]);
          }
          for (const which of [CHECKER_DRAM, CHECKER_FLASH, CHECKER_OUTER]) {
            const found = [0x10, 0x14, 0x18].map((offset) => reference.checkerRegister(which, offset) | 0);
            expect(found, `checker ${which}`).toEqual(
              [...(logs[which] ?? [0, 0, 0])].map((word) => word | 0),
            );
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
