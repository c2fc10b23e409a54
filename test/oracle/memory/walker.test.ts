import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigHigh, bigLow, toBig } from '../../../src/bits/word.ts';
import { emptyInput } from '../../../src/input/empty.ts';
import { DEVICE, DEVICE_NONE } from '../../../src/input/layout.ts';
import { HartState, MENVCFG, MSTATUS, SATP } from '../../../src/oracle/hart/hart-state.ts';
import { StepRecord } from '../../../src/oracle/hart/step-record.ts';
import { Bus } from '../../../src/oracle/memory/bus.ts';
import { Pmp } from '../../../src/oracle/memory/pmp.ts';
import { Ram } from '../../../src/oracle/memory/ram.ts';
import {
  ACCESS_FAULT,
  FETCH,
  LOAD,
  PAGE_FAULT,
  STORE,
  TRANSLATED,
  Walker,
} from '../../../src/oracle/memory/walker.ts';
import { Worlds } from '../../../src/oracle/world/worlds.ts';

const ROOT = 0x8001_0000n;
const SUM = 1n << 18n;
const MXR = 1n << 19n;

/** A hart without WorldGuard whose PMP lets S and U do everything. */
function board() {
  const input = emptyInput();
  input[DEVICE] = DEVICE_NONE;
  const step = new StepRecord();
  const hart = new HartState();
  const worlds = new Worlds();
  const ram = new Ram();
  const pmp = new Pmp(step);
  const bus = new Bus(ram, worlds, step);
  const walker = new Walker({ hart, worlds, pmp, bus, ram, step });
  const reset = (): void => {
    ram.restart(input);
    worlds.reset(input);
    hart.reset(0);
    pmp.reset();
    pmp.writeAddr(0, -1, -1);
    pmp.writeCfg(0, 0x1f);
    bus.reset(input);
    hart.csr[SATP] = Number(ROOT >> 12n);
    hart.csr[SATP + 1] = 8 << 28;
  };
  return { step, hart, worlds, ram, pmp, bus, walker, reset };
}

interface Request {
  readonly va: bigint;
  readonly type: number;
  readonly privilege: number;
  readonly status: bigint;
  readonly adue: boolean;
  /** 3 = Sv39, 4 = Sv48. */
  readonly levels: number;
}

interface Ending {
  readonly result: 'page-fault' | 'access-fault' | bigint;
  readonly written?: readonly [address: bigint, pte: bigint];
}

const PAGE_FAULTS: Ending = { result: 'page-fault' };

function flagsOf(pte: bigint): Record<'v' | 'r' | 'w' | 'x' | 'u' | 'a' | 'd', boolean> {
  const bit = (n: bigint): boolean => ((pte >> n) & 1n) === 1n;
  return { v: bit(0n), r: bit(1n), w: bit(2n), x: bit(3n), u: bit(4n), a: bit(6n), d: bit(7n) };
}

function mayAccess(pte: bigint, { type, privilege, status }: Request): boolean {
  const { r, w, x, u } = flagsOf(pte);
  const wrongOwner = u ? privilege === 1 && (type === FETCH || (status & SUM) === 0n) : privilege === 0;
  if (wrongOwner) return false;
  if (type === FETCH) return x;
  return type === STORE ? w : r || (x && (status & MXR) !== 0n);
}

function leafBySpec(at: bigint, pte: bigint, level: bigint, request: Request): Ending {
  const { a, d } = flagsOf(pte);
  const page = ((pte >> 10n) & ((1n << 44n) - 1n)) << 12n;
  const span = 1n << (12n + 9n * level);
  if (page % span !== 0n || !mayAccess(pte, request)) return PAGE_FAULTS;
  const result = page + (request.va % span);
  const stores = request.type === STORE;
  if (a && (d || !stores)) return { result };
  return request.adue ? { result, written: [at, pte | (stores ? 0xc0n : 0x40n)] } : PAGE_FAULTS;
}

/** Sv39 and Sv48 as Privileged ISA 4.3.2 tells it, on a map of PTEs by address. */
function walkBySpec(memory: Map<bigint, bigint>, request: Request): Ending {
  const isCanonical = BigInt.asUintN(64, BigInt.asIntN(12 + 9 * request.levels, request.va)) === request.va;
  if (!isCanonical) return PAGE_FAULTS;
  let table = ROOT;
  for (let level = BigInt(request.levels - 1); level >= 0n; level--) {
    const at = table + ((request.va >> (12n + 9n * level)) & 0x1ffn) * 8n;
    if (at < 0x8000_0000n || at >= 0x8010_0000n) return { result: 'access-fault' };
    const pte = memory.get(at) ?? 0n;
    const { v, r, w, x, u, a, d } = flagsOf(pte);
    const isLeaf = r || x;
    const isWrong = !v || (!r && w) || pte >> 54n !== 0n || (!isLeaf && (a || d || u));
    if (isWrong) return PAGE_FAULTS;
    if (isLeaf) return leafBySpec(at, pte, level, request);
    table = ((pte >> 10n) & ((1n << 44n) - 1n)) << 12n;
  }
  return PAGE_FAULTS;
}

const ppn = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0x80010n, 0x80011n, 0x80012n, 0x80040n, 0x80000n, 0x40000n) },
  { weight: 2, arbitrary: fc.constantFrom(0n, 0x800_0000n, 0xff8_0000_0000n, 0x80_0000n) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: (1n << 44n) - 1n }) },
);
const pte = fc
  .tuple(
    ppn,
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(1, 0xcf, 0x0f, 0x4f, 0xdf, 0x1f, 0xcf, 0xdf) },
      { weight: 5, arbitrary: fc.nat(0xff).map((bits) => bits | 1) },
      { weight: 1, arbitrary: fc.nat(0x3ff) },
    ),
    fc.oneof(
      { weight: 9, arbitrary: fc.constant(0n) },
      { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 0x3ffn }) },
    ),
  )
  .map(([number, flags, high]) => (high << 54n) | (number << 10n) | BigInt(flags));
const index = fc.constantFrom(0n, 0n, 0n, 0n, 0n, 1n, 0x1ffn);
/** A PTE of table `table`: often a pointer to the next one. */
const placed = fc.constantFrom(0n, 0n, 1n, 1n, 2n, 2n, 3n).chain((table) => {
  const next = ((0x80011n + table) << 10n) | 1n;
  const pointer = fc.constantFrom(next, next, next, next, (0x40000n << 10n) | 1n, next | (1n << 30n));
  const value =
    table === 3n
      ? pte
      : fc.oneof({ weight: 3, arbitrary: pointer }, { weight: table === 2n ? 4 : 2, arbitrary: pte });
  return fc.tuple(fc.constant(table), index, value);
});
/** Often with a pointer to the next table at index 0 of each, which the others may replace. */
const chain = [0n, 1n, 2n].map((table) => [table, 0n, ((0x80011n + table) << 10n) | 1n] as const);
const tables = fc
  .tuple(fc.constantFrom(0, 0, 2, 3), fc.array(placed, { minLength: 4, maxLength: 12 }))
  .map(([length, others]) => [...chain.slice(0, length), ...others]);
const virtual = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(fc.constantFrom(39, 48), index, index, index, index, fc.nat(0xfff))
      .map(([width, three, two, one, zero, offset]) =>
        BigInt.asUintN(
          64,
          BigInt.asIntN(width, (three << 39n) | (two << 30n) | (one << 21n) | (zero << 12n) | BigInt(offset)),
        ),
      ),
  },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }) },
);

const requests: fc.Arbitrary<Request> = fc.record({
  va: virtual,
  type: fc.constantFrom(LOAD, STORE, FETCH),
  privilege: fc.constantFrom(0, 1),
  status: fc.constantFrom(0n, SUM, MXR, SUM | MXR),
  adue: fc.boolean(),
  levels: fc.constantFrom(3, 4),
});

describe('the page walk', () => {
  const { hart, ram, walker, reset } = board();

  const lay = (memory: Map<bigint, bigint>): void => {
    for (const [address, value] of memory)
      ram.lay(ram.offsetOf(bigLow(address), 0), 8, bigLow(value), bigHigh(value));
  };
  const pteAt = (address: bigint): bigint => {
    const offset = ram.offsetOf(bigLow(address), 0);
    return toBig(ram.word(offset), ram.word(offset + 4));
  };
  const walk = ({ va, type, privilege }: Request): Ending['result'] => {
    const ended = walker.walk(bigLow(va), bigHigh(va), type, privilege);
    if (ended === TRANSLATED) return toBig(walker.paLo, walker.paHi);
    return ended === PAGE_FAULT ? 'page-fault' : 'access-fault';
  };

  it('is that of the privileged specification, step by step', () => {
    const endings = new Map<string, number>();
    const count = (kind: string): void => {
      endings.set(kind, (endings.get(kind) ?? 0) + 1);
    };
    fc.assert(
      fc.property(tables, requests, (entries, request) => {
        reset();
        const memory = new Map(
          entries.map(([table, at, value]) => [ROOT + table * 0x1000n + at * 8n, value]),
        );
        lay(memory);
        hart.csr[SATP + 1] = request.levels === 4 ? 9 << 28 : 8 << 28;
        hart.csr[MSTATUS] = Number(request.status);
        hart.csr[MENVCFG + 1] = request.adue ? 1 << 29 : 0;
        const expected = walkBySpec(memory, request);
        expect(walk(request)).toBe(expected.result);
        if (expected.written !== undefined) memory.set(...expected.written);
        for (const [address, value] of memory) expect(pteAt(address)).toBe(value);
        count(typeof expected.result === 'bigint' ? `translated ${walker.level}` : expected.result);
      }),
      { numRuns: 5000 },
    );
    for (const kind of ['translated 0', 'translated 1', 'translated 2', 'page-fault', 'access-fault'])
      expect(endings.get(kind), kind).toBeGreaterThan(4);
    expect(endings.get('translated 3'), 'translated 3').toBeGreaterThan(0);
  });

  it('changes nothing when only asked', () => {
    reset();
    const address = Number(ROOT & 0xffff_ffffn) | 0;
    const offset = ram.offsetOf(address, 0);
    ram.lay(offset, 8, (0x80000 << 10) | 0x1f | 0, 0);
    const before = ram.word(offset);
    expect(walker.ask(0, 0, LOAD, 0)).not.toBe(TRANSLATED);
    expect(ram.word(offset)).toBe(before);
    expect(walker.walk(0, 0, LOAD, 0)).toBe(TRANSLATED);
    expect(ram.word(offset)).toBe(before | 0x40);
  });

  it('refuses a PTE read that PMP forbids with an access fault', () => {
    const other = board();
    other.reset();
    other.pmp.writeCfg(0, 0);
    expect(other.walker.walk(0, 0, LOAD, 0)).toBe(ACCESS_FAULT);
  });
});
