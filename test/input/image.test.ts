import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBig } from '../../src/bits/word.ts';
import { ImageBuilder } from '../../src/input/image.ts';
import {
  DATA,
  DATA_COUNT,
  DATA_PA,
  DATA_STRIDE,
  DATA_VALUE,
  DRAM_BASE,
  FLASH_BASES,
  FLASH_PAGES,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  LOW_RAM_PAGES,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_LEVEL,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPING_VA,
  MAPPINGS,
  RAM_PAGES,
  RAM_TAIL,
  ROM_BASE,
  ROM_PAGES,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
  TABLE_LEVELS,
  TABLES,
} from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';
import { inputs } from '../arbitraries/input.ts';
import { fullInput } from './full-input.ts';

/** Memory as a map from byte address to byte; what lies outside memory is not kept. */
class ByteMap {
  readonly bytes = new Map<bigint, number>();
  private readonly input: Input;

  constructor(input: Input) {
    this.input = input;
  }

  inRam(address: bigint): boolean {
    const input = this.input;
    const regions = [
      [0, input[LOW_RAM_PAGES] * 4096],
      [ROM_BASE, input[ROM_PAGES] * 4096],
      ...FLASH_BASES.map((base) => [base, input[FLASH_PAGES] * 4096]),
      [DRAM_BASE, input[RAM_PAGES] * 4096 + input[RAM_TAIL]],
    ];
    return regions.some(([base, size]) => address >= BigInt(base) && address < BigInt(base + size));
  }

  write(address: bigint, size: number, value: bigint): void {
    for (let i = 0; i < size; i++) {
      const at = address + BigInt(i);
      if (this.inRam(at)) this.bytes.set(at, Number((value >> BigInt(8 * i)) & 0xffn));
    }
  }

  read(address: bigint): bigint {
    let value = 0n;
    for (let i = 7n; i >= 0n; i--) value = (value << 8n) | BigInt(this.bytes.get(address + i) ?? 0);
    return value;
  }
}

function pair(input: Input, at: number): bigint {
  return toBig(input[at], input[at + 1]);
}

/** What the image should be: the page tables are built in memory itself, in bigint. */
function modelOf(input: Input): ByteMap {
  const memory = new ByteMap(input);
  modelTables(input, memory);
  for (let s = 0; s < input[SECTION_COUNT]; s++) {
    const at = SECTIONS + s * SECTION_STRIDE;
    const end =
      s + 1 < input[SECTION_COUNT] ? input[at + SECTION_STRIDE + SECTION_FIRST] : input[INSTRUCTION_COUNT];
    let pa = pair(input, at + SECTION_PA);
    for (const word of input.subarray(INSTRUCTIONS + input[at + SECTION_FIRST], INSTRUCTIONS + end)) {
      const size = (word & 3) === 3 ? 4 : 2;
      memory.write(pa, size, BigInt(word >>> 0));
      pa += BigInt(size);
    }
  }
  for (let i = 0; i < input[DATA_COUNT]; i++) {
    const at = DATA + i * DATA_STRIDE;
    memory.write(pair(input, at + DATA_PA), 8, pair(input, at + DATA_VALUE));
  }
  return memory;
}

function modelTables(input: Input, memory: ByteMap): void {
  const root = pair(input, TABLES);
  const pointers = new Set<bigint>();
  let tables = 1n;
  for (let i = 0; i < input[MAPPING_COUNT]; i++) {
    const at = MAPPINGS + i * MAPPING_STRIDE;
    const va = pair(input, at + MAPPING_VA);
    const place = (table: bigint, level: number): bigint =>
      table + ((va >> BigInt(12 + 9 * level)) & 511n) * 8n;
    let table = root;
    let level = input[TABLE_LEVELS] - 1;
    for (; level > input[at + MAPPING_LEVEL]; level--) {
      const pte = place(table, level);
      if (!pointers.has(pte)) {
        const page = root + tables * 4096n;
        if (!memory.inRam(page) || !memory.inRam(pte)) break;
        tables++;
        pointers.add(pte);
        memory.write(pte, 8, ((page >> 12n) << 10n) | 1n);
      }
      table = (memory.read(pte) >> 10n) << 12n;
    }
    if (level > input[at + MAPPING_LEVEL]) continue;
    pointers.delete(place(table, level));
    memory.write(
      place(table, level),
      8,
      (pair(input, at + MAPPING_PA) >> 2n) | BigInt(input[at + MAPPING_FLAGS]),
    );
  }
}

function bytesOf(builder: ImageBuilder): Map<bigint, number> {
  const bytes = new Map<bigint, number>();
  for (let i = 0; i < builder.count; i++) {
    const value = builder.size[i] === 8 ? toBig(builder.lo[i], builder.hi[i]) : BigInt(builder.lo[i] >>> 0);
    for (let k = 0; k < builder.size[i]; k++) {
      bytes.set(BigInt(builder.address[i]) + BigInt(k), Number((value >> BigInt(8 * k)) & 0xffn));
    }
  }
  return bytes;
}

describe('the initial memory', () => {
  it('is tables, then code, then data, as a byte-by-byte model has it', () => {
    const builder = new ImageBuilder();
    fc.assert(
      fc.property(inputs(), (input) => {
        builder.build(input);
        expect(bytesOf(builder)).toEqual(modelOf(input).bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('comes in naturally aligned pieces', () => {
    const builder = new ImageBuilder();
    fc.assert(
      fc.property(inputs(), (input) => {
        builder.build(input);
        for (let i = 0; i < builder.count; i++) {
          expect([2, 4, 8]).toContain(builder.size[i]);
          expect(builder.address[i] % builder.size[i]).toBe(0);
        }
      }),
    );
  });

  it('does not depend on what the builder built before', () => {
    const used = new ImageBuilder();
    fc.assert(
      fc.property(inputs(), inputs(), (before, input) => {
        const fresh = new ImageBuilder();
        fresh.build(input);
        used.build(before);
        used.build(input);
        expect(bytesOf(used)).toEqual(bytesOf(fresh));
      }),
    );
  });

  it('of the fullest input fits', () => {
    const builder = new ImageBuilder();
    const input = fullInput();
    input.set([0x8000_0000 | 0, 0], TABLES);
    for (let i = 0; i < 64; i++) input.set([i << 21, i << 7, 0, 0, 0xff, 0], MAPPINGS + i * MAPPING_STRIDE);
    for (let i = 0; i < 8; i++) input.set([(0x8000_8002 + i * 4096) | 0, 0], SECTIONS + i * SECTION_STRIDE);
    for (let i = 0; i < 64; i++) input.set([(0x8000_9000 + i * 8) | 0, 0], DATA + i * DATA_STRIDE);
    builder.build(input);
    expect(builder.count).toBe(64 * 4 + 256 * 2 + 64);
    expect(bytesOf(builder)).toEqual(modelOf(input).bytes);
  });

  it('keeps the half of an instruction that is inside RAM', () => {
    const text = 'iommufuzz 1\ncode 0x7ffffffe\n  .word 0x11112223\ncode 0x800ffffe\n  .word 0x33334443\n';
    const builder = new ImageBuilder();
    builder.build(parseInput(text, 'test.txt').input);
    expect([...bytesOf(builder)]).toEqual([
      [0x8000_0000n, 0x11],
      [0x8000_0001n, 0x11],
      [0x800f_fffen, 0x43],
      [0x800f_ffffn, 0x44],
    ]);
  });

  it('lets a later mapping replace a leaf on its way, and a pointer by its leaf', () => {
    expect(
      pteOf('0x40000000 -> 0x80000000 rwx--ad 1G\n  0x40000000 -> 0x80003000 r------ 4K', 0x8001_0008n),
    ).toBe((0x8001_1000n >> 2n) | 1n);
    expect(
      pteOf('0x40000000 -> 0x80003000 r------ 4K\n  0x40000000 -> 0x80000000 rwx--ad 1G', 0x8001_0008n),
    ).toBe((0x8000_0000n >> 2n) | 0xcfn);
  });

  it('has one more level of tables for Sv48, and leaves of 512 GiB in its root', () => {
    const tables = 'tables 0x80010000 sv48\n  ';
    expect(pteOf(`${tables}0xff8000000000 -> 0x8000000000 rwx--ad 512G`, 0x8001_0ff8n)).toBe(
      (0x80_0000_0000n >> 2n) | 0xcfn,
    );
    const page = `${tables}0x8040201000 -> 0x80000000 r------ 4K`;
    const path = [0x8001_0008n, 0x8001_1008n, 0x8001_2008n, 0x8001_3008n].map((at) => pteOf(page, at));
    expect(path).toEqual([0x2000_4401n, 0x2000_4801n, 0x2000_4c01n, 0x2000_0003n]);
  });

  it('lays tables, code and data into ROM, flash and the tail of DRAM', () => {
    const text = [
      'iommufuzz 1\nplatform\n  ram-tail 8\n  rom 8K\n  flash 4K',
      'maps\n  tables 0x2000\n  0x0 -> 0x0 r------ 1G\n  0x0 -> 0x0 r------ 4K',
      'code 0x20000ffe\n  .word 0x11112223\ncode 0x80100006\n  .word 0x33334443',
      'data\n  0x22000ff8 7\n  0x22001000 7\n  0x80100008 7',
    ].join('\n');
    const builder = new ImageBuilder();
    builder.build(parseInput(`${text}\n`, 'test.txt').input);
    expect([...bytesOf(builder)].filter(([, value]) => value !== 0)).toEqual([
      [0x2000n, 0x03],
      [0x2000_0ffen, 0x23],
      [0x2000_0fffn, 0x22],
      [0x8010_0006n, 0x43],
      [0x8010_0007n, 0x44],
      [0x2200_0ff8n, 7],
    ]);
  });

  it('puts the bits of a target above 2^56 into the reserved bits of the PTE', () => {
    expect(pteOf('0x0 -> 0xff00000000000000 rwx--ad 1G invalid', 0x8001_0000n)).toBe((0xffn << 54n) | 0xcen);
  });
});

/** The 64-bit value at `address` with these mappings and tables at their default place. */
function pteOf(mappings: string, address: bigint): bigint {
  const builder = new ImageBuilder();
  builder.build(parseInput(`iommufuzz 1\nmaps\n  ${mappings}`, 'test.txt').input);
  const bytes = bytesOf(builder);
  let value = 0n;
  for (let i = 7n; i >= 0n; i--) value = (value << 8n) | BigInt(bytes.get(address + i) ?? 0);
  return value;
}
