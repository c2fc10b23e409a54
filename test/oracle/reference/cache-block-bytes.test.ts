/** cbo.zero against its 64 bytes, each decided by itself in plain numbers: checker, IOPMP and PMP at random. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  ENTRY_STRIDE,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_ERR_CFG,
  PMP,
  PMP_STRIDE,
  SLOT_STRIDE,
  SLOTS,
  STACK,
  STACK_IOPMP_FIRST,
  STACK_WGCHECKER_FIRST,
} from '../../../src/input/layout.ts';
import {
  A_DATA,
  BLOCK_BYTES,
  OUTCOME_BLOCKED,
  OUTCOME_FAULT,
  OUTCOME_IO,
  OUTCOME_RAM,
  R_ACCESS,
} from '../../../src/trace/record.ts';
import { guarded, IE, RS } from './iopmp-run.ts';
import { access } from './region-run.ts';

/** Its registers are words: offsets below are in words of 4 bytes. */
const BLOCK = 0x8000_4040;
const WORD_AT = BLOCK / 4;
const WORDS = BLOCK_BYTES / 4;
/** WID of M-mode. */
const WID = 3;
const WRITE_RIGHT = 1 << (2 * WID + 1);
const OFF = 0;
const TOR = 1;
const NA4 = 2;
const EW = 0x200;
/** Of an entry of the IOPMP: refused writes are no bus errors. */
const SEWE = 0x200;
const PMP_W = 2;
const LOCKED = 0x80;
/** Slots behind that of the code, and entries. */
const FIRST_SLOT = 2;
const FIRST_ENTRY = 1;
const ENTRY_NAPOT = 0x18;

interface Slot {
  readonly mode: number;
  /** ADDR. */
  readonly addr: number;
  readonly writable: boolean;
  readonly reaction: number;
}

interface Guard {
  readonly mode: number;
  readonly addr: number;
  readonly writable: boolean;
  readonly locked: boolean;
}

/** Entry of the IOPMP, NAPOT. */
interface Entry {
  readonly first: number;
  readonly bytes: number;
  readonly writable: boolean;
  readonly suppressed: boolean;
}

interface Board {
  readonly order: number;
  readonly slots: readonly Slot[];
  readonly otherwise: number;
  readonly isScreened: boolean;
  readonly entries: readonly Entry[];
  readonly errors: number;
  readonly pmp: readonly Guard[];
}

type Range = readonly [first: number, end: number];
type Answer = 'open' | 'silent' | 'fault';

/** Bytes that ADDR stands for under NAPOT: its low ones and the zero above them are no address. */
function napot(addr: number): Range {
  let size = 8;
  for (let ones = addr; ones % 2 === 1; ones = (ones - 1) / 2) size *= 2;
  const first = Math.floor((4 * addr) / size) * size;
  return [first, first + size];
}

/** worldguard.md 4.1, step 1, with a granule of 4. */
function slotRange(slots: readonly Slot[], i: number): Range {
  const { mode, addr } = slots[i];
  if (mode === OFF) return [0, 0];
  if (mode === NA4) return [4 * addr, 4 * addr + 4];
  if (mode !== TOR) return napot(addr);
  const below = slots[i - 1];
  if (below === undefined) return [0x8000_1000, 4 * addr];
  return [below.mode >= NA4 ? slotRange(slots, i - 1)[1] : 4 * below.addr, 4 * addr];
}

/** Privileged ISA 3.7.1: unlike a slot, an entry under TOR begins where the register below it says, whatever its mode. */
function pmpRange(pmp: readonly Guard[], i: number): Range {
  const { mode, addr } = pmp[i];
  if (mode === OFF) return [0, 0];
  if (mode === NA4) return [4 * addr, 4 * addr + 4];
  return mode === TOR ? [4 * pmp[i - 1].addr, 4 * addr] : napot(addr);
}

const touches = ([first, end]: Range, at: number, size: number): boolean =>
  first < end && first < at + size && at < end;
const contains = ([first, end]: Range, at: number, size: number): boolean => first <= at && at + size <= end;

function checker({ slots, otherwise }: Board, at: number, size: number): Answer {
  const touched = slots.filter((_, i) => touches(slotRange(slots, i), at, size));
  if (slots.some((slot, i) => slot.writable && contains(slotRange(slots, i), at, size))) return 'open';
  const reactions = touched.length === 0 ? [otherwise] : touched.map(({ reaction }) => reaction);
  return reactions.includes(EW) ? 'fault' : 'silent';
}

function iopmp({ entries, errors, isScreened }: Board, at: number, size: number): Answer {
  if (!isScreened) return 'open';
  const range = ({ first, bytes }: Entry): Range => [first, first + bytes];
  const match = entries.find((entry) => touches(range(entry), at, size));
  if (match?.writable && contains(range(match), at, size)) return 'open';
  return errors === RS || match?.suppressed ? 'silent' : 'fault';
}

/** What becomes of the store of [at, at + size): the first of the two that refuses answers. */
function answer(board: Board, at: number, size: number): Answer {
  const guards = board.order === STACK_WGCHECKER_FIRST ? [checker, iopmp] : [iopmp, checker];
  return guards.map((guard) => guard(board, at, size)).find((says) => says !== 'open') ?? 'open';
}

function passesPmp({ pmp }: Board): boolean {
  const i = pmp.findIndex((_, k) => touches(pmpRange(pmp, k), BLOCK, BLOCK_BYTES));
  if (i < 0) return true;
  return contains(pmpRange(pmp, i), BLOCK, BLOCK_BYTES) && (!pmp[i].locked || pmp[i].writable);
}

/** Trap, outcome, mask of the bytes refused silently, and the bytes as they are then: 1 where nothing was stored. */
function expected(board: Board) {
  const bytes = new Array<number>(BLOCK_BYTES).fill(1);
  const fault = (i: number) => ({ trap: `7 0x${(BLOCK + i).toString(16)}`, outcome: OUTCOME_FAULT });
  if (!passesPmp(board)) return { ...fault(0), mask: 0n, bytes };
  let mask = 0n;
  for (let i = 0; i < BLOCK_BYTES; i++) {
    const says = answer(board, BLOCK + i, 1);
    if (says === 'fault') return { ...fault(i), mask, bytes };
    if (says === 'open') bytes[i] = 0;
    else mask |= 1n << BigInt(i);
  }
  const isWhole = answer(board, BLOCK, BLOCK_BYTES) === 'open';
  const outcome = isWhole ? OUTCOME_RAM : mask === 0n ? OUTCOME_IO : OUTCOME_BLOCKED;
  return { trap: undefined, outcome, mask, bytes };
}

function words(board: Board): (readonly [word: number, value: number])[] {
  const slot = (i: number, addr: number, perm: number, cfg: number) =>
    [1, cfg, addr, 0, perm, 0].map((value, field) => [SLOTS + i * SLOT_STRIDE + field, value] as const);
  return [
    [STACK, board.order],
    [IOPMP_ENABLE, board.isScreened ? 1 : 0],
    [IOPMP_ERR_CFG, board.errors],
    ...slot(0, 0, 0, board.otherwise),
    ...board.slots.flatMap(({ addr, writable, mode, reaction }, i) =>
      slot(FIRST_SLOT + i, addr, writable ? WRITE_RIGHT : 0, mode | reaction),
    ),
    ...board.pmp.flatMap(({ mode, addr, writable, locked }, i) => {
      const cfg = (mode << 3) | (writable ? 1 | PMP_W : 1) | (locked ? LOCKED : 0);
      return [cfg, addr, 0].map((value, field) => [PMP + i * PMP_STRIDE + field, value] as const);
    }),
    ...board.entries.flatMap(({ first, bytes, writable, suppressed }, i) => {
      const at = IOPMP_ENTRIES + (FIRST_ENTRY + i) * ENTRY_STRIDE;
      const cfg = ENTRY_NAPOT | (writable ? 3 : 1) | (suppressed ? SEWE : 0);
      return [[at, (first / 4) | (bytes / 8 - 1)] as const, [at + 2, cfg] as const];
    }),
  ];
}

/** A board where only the code is open to M-mode, and one instruction of it. */
const run = guarded({
  stack: STACK_WGCHECKER_FIRST,
  platform: 'worlds 4 trusted=3 mwid=3 hw-bypass=off granule=4',
  state: `a1 0x${(BLOCK + 9).toString(16)}`,
  code: ['cbo.zero (a1)'],
  more: 'slots dram\n  1 napot 0x80000000/4K 3:rw',
});
const plain = run.input.slice();

function made(board: Board) {
  run.input.set(plain);
  for (const [word, value] of words(board)) run.input[word] = value;
  run.reference.load(run.input);
  const { memory, record } = run.reference;
  const at = run.reference.offsetAt(BLOCK);
  memory.fill(1, at, at + BLOCK_BYTES);
  const trap = run.trap();
  const mask = run.pair(record, R_ACCESS + A_DATA);
  return { trap, outcome: access(run)[0], mask, bytes: [...memory.slice(at, at + BLOCK_BYTES)] };
}

const mode = fc.integer({ min: OFF, max: 3 });
const wordAddress = fc
  .tuple(fc.integer({ min: -2, max: WORDS + 2 }), fc.constantFrom(0, 0, 1, 3, 7, 15, 31))
  .map(([offset, ones]) => (WORD_AT + offset) | ones);
const slots = fc.array(
  fc.record({
    mode,
    addr: wordAddress,
    writable: fc.boolean(),
    reaction: fc.constantFrom(0, 0, 0, 0, EW),
  }),
  { maxLength: 6 },
);
const entry = fc
  .record({
    bytes: fc.constantFrom(8, 16, 32, 64, 128),
    within: fc.nat(BLOCK_BYTES - 1),
    writable: fc.boolean(),
    suppressed: fc.boolean(),
  })
  .map(({ bytes, within, writable, suppressed }): Entry => {
    return { first: Math.floor((BLOCK + within) / bytes) * bytes, bytes, writable, suppressed };
  });
/** Entry 0 is off: only the bound of the next. Most boards let the block through PMP. */
const pmp = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Guard[]>([]) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.record({ mode, addr: wordAddress, writable: fc.boolean(), locked: fc.boolean() }), {
        minLength: 1,
        maxLength: 4,
      })
      .map(([first, ...others]) => [{ ...first, mode: OFF }, ...others]),
  },
);
const boards = fc.record({
  order: fc.constantFrom(STACK_WGCHECKER_FIRST, STACK_IOPMP_FIRST),
  slots,
  otherwise: fc.constantFrom(0, 0, EW),
  isScreened: fc.boolean(),
  entries: fc.array(entry, { maxLength: 6 }),
  errors: fc.constantFrom(IE, RS, RS),
  pmp,
});

it('cbo.zero is 64 stores, and its record has a bit for each that was refused without a bus error', () => {
  fc.assert(
    fc.property(boards, (board) => {
      expect(made(board)).toEqual(expected(board));
    }),
    { numRuns: 400 },
  );
});
