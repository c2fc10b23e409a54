import fc from 'fast-check';
import { emptyInput } from '../../src/input/empty.ts';
import {
  CHECKERS,
  CSR_PRESENT,
  CSRS,
  DATA,
  DATA_COUNT,
  DATA_PA,
  DATA_STRIDE,
  DATA_VALUE,
  DRAM_SLOTS,
  HAS_PMP,
  HAS_STOP,
  INITIAL_CSRS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_LEVEL,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPING_VA,
  MAPPINGS,
  MAX_SLOTS,
  MODE,
  PC,
  PMP,
  PMP_ADDR,
  PMP_CFG,
  PMP_ENTRIES,
  PMP_STRIDE,
  REGS,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PERM,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
  STOP,
  TABLE_LEVELS,
  TABLES,
} from '../../src/input/layout.ts';
import { board, platform } from './board.ts';
import { events } from './events.ts';
import { iopmp } from './iopmp.ts';
import { addresses, instructionWords, values } from './value.ts';
import { often, put, type Write } from './write.ts';

/** Valid inputs, crowded: few pages, few worlds, every count small. Words that nobody reads are 0. */
export function inputs(): fc.Arbitrary<Input> {
  const parts = fc.tuple(
    platform(),
    board(),
    iopmp(),
    hart(),
    pmp(),
    slots(),
    mappings(),
    program(),
    data(),
    events(),
  );
  return parts.map((writers) => {
    const input = emptyInput();
    for (const write of writers) write(input);
    return input;
  });
}

function hart(): fc.Arbitrary<Write> {
  return fc
    .record({
      mode: fc.constantFrom(3, 3, 1, 0),
      pc: often(0x8000_0000n, values()),
      stop: fc.option(values(), { nil: undefined }),
      csrs: fc.array(fc.option(csrValues(), { nil: undefined }), {
        minLength: INITIAL_CSRS.length,
        maxLength: INITIAL_CSRS.length,
      }),
      registers: fc.array(fc.tuple(fc.integer({ min: 1, max: 31 }), values()), { maxLength: 6 }),
    })
    .map((h) => (input) => {
      input[MODE] = h.mode;
      put(input, PC, h.pc & ~1n);
      if (h.stop !== undefined) {
        input[HAS_STOP] = 1;
        put(input, STOP, h.stop);
      }
      for (let i = 0; i < INITIAL_CSRS.length; i++) {
        const value = h.csrs[i];
        if (value === undefined) continue;
        input[CSR_PRESENT] |= 1 << i;
        put(input, CSRS + 2 * i, value);
      }
      for (const [register, value] of h.registers) put(input, REGS + 2 * register, value);
    });
}

function csrValues(): fc.Arbitrary<bigint> {
  const satp = fc.tuple(fc.constantFrom(0n, 8n, 9n), fc.bigInt({ min: 0n, max: 3n }), addresses());
  return fc.oneof(
    values(),
    satp.map(([mode, asid, root]) => (mode << 60n) | (asid << 44n) | (root >> 12n)),
    fc.bigInt({ min: 0n, max: 0x7f_ffffn }),
  );
}

function pmp(): fc.Arbitrary<Write> {
  const entry = fc.tuple(fc.nat(PMP_ENTRIES - 1), fc.nat(255), ruleAddresses());
  return fc.option(fc.array(entry, { maxLength: 4 }), { nil: undefined }).map((entries) => (input) => {
    if (entries === undefined) return;
    input[HAS_PMP] = 1;
    for (const [index, cfg, address] of entries) {
      input[PMP + index * PMP_STRIDE + PMP_CFG] = cfg;
      put(input, PMP + index * PMP_STRIDE + PMP_ADDR, address);
    }
  });
}

/** Values of an address register of a rule: plain bounds, NAPOT patterns, anything. */
function ruleAddresses(): fc.Arbitrary<bigint> {
  const napot = fc.tuple(addresses(), fc.integer({ min: 0, max: 61 }));
  return fc.oneof(
    addresses().map((address) => address >> 2n),
    napot.map(([address, ones]) => ((address >> 2n) & ~(1n << BigInt(ones))) | ((1n << BigInt(ones)) - 1n)),
    values(),
  );
}

function slots(): fc.Arbitrary<Write> {
  const cfg = fc.oneof(
    fc
      .tuple(fc.nat(3), fc.nat(15), fc.boolean())
      .map(([a, react, lock]) => a | (react << 8) | (lock ? 1 << 31 : 0)),
    fc.integer(),
  );
  const perm = fc.oneof(fc.bigInt({ min: 0n, max: 0xffn }), values());
  const slot = fc.tuple(fc.nat(CHECKERS - 1), fc.nat(MAX_SLOTS - 1), cfg, ruleAddresses(), perm);
  return fc.array(slot, { maxLength: 6 }).map((all) => (input) => {
    for (const [checker, index, config, address, permission] of all) {
      const last = input[DRAM_SLOTS + checker];
      if (last === 0) continue;
      const at = SLOTS + (checker * MAX_SLOTS + (index % (last + 1))) * SLOT_STRIDE;
      input[at + SLOT_PRESENT] = 1;
      input[at + SLOT_CFG] = config;
      put(input, at + SLOT_ADDR, address);
      put(input, at + SLOT_PERM, permission);
    }
  });
}

function mappings(): fc.Arbitrary<Write> {
  const pages = values().map((value) => value & ~0xfffn);
  const flags = fc.oneof(
    { weight: 3, arbitrary: fc.nat(127).map((f) => f * 2 + 1) },
    { weight: 1, arbitrary: fc.nat(0x3ff) },
  );
  const mapping = fc.tuple(pages, pages, flags, fc.constantFrom(0, 0, 0, 1, 2, 3));
  const tables = often(0x8001_0000n, pages);
  const levels = fc.constantFrom(3, 3, 4);
  return fc.tuple(tables, levels, fc.array(mapping, { maxLength: 8 })).map(([root, deep, all]) => (input) => {
    put(input, TABLES, root);
    input[TABLE_LEVELS] = deep;
    input[MAPPING_COUNT] = all.length;
    all.forEach(([va, pa, bits, level], i) => {
      const at = MAPPINGS + i * MAPPING_STRIDE;
      put(input, at + MAPPING_VA, va);
      put(input, at + MAPPING_PA, pa);
      input[at + MAPPING_FLAGS] = bits;
      input[at + MAPPING_LEVEL] = Math.min(level, deep - 1);
    });
  });
}

function program(): fc.Arbitrary<Write> {
  const section = fc.tuple(values(), fc.array(instructionWords(), { maxLength: 8 }));
  return fc.array(section, { maxLength: 4 }).map((all) => (input) => {
    let count = 0;
    all.forEach(([pa, words], i) => {
      put(input, SECTIONS + i * SECTION_STRIDE + SECTION_PA, pa & ~1n);
      input[SECTIONS + i * SECTION_STRIDE + SECTION_FIRST] = count;
      for (const word of words) input[INSTRUCTIONS + count++] = word;
    });
    input[SECTION_COUNT] = all.length;
    input[INSTRUCTION_COUNT] = count;
  });
}

function data(): fc.Arbitrary<Write> {
  return fc.array(fc.tuple(values(), values()), { maxLength: 6 }).map((all) => (input) => {
    input[DATA_COUNT] = all.length;
    all.forEach(([pa, value], i) => {
      put(input, DATA + i * DATA_STRIDE + DATA_PA, pa & ~7n);
      put(input, DATA + i * DATA_STRIDE + DATA_VALUE, value);
    });
  });
}
