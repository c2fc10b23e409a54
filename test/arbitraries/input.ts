import fc from 'fast-check';
import { bigHigh, bigLow } from '../../src/bits/word.ts';
import { emptyInput } from '../../src/input/empty.ts';
import {
  CSR_PRESENT,
  CSRS,
  DATA,
  DATA_COUNT,
  DATA_PA,
  DATA_STRIDE,
  DATA_VALUE,
  DEVICE,
  DRAM_SLOTS,
  EVENT_COUNT,
  EVENT_KIND,
  EVENT_KINDS,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  GRANULE,
  HAS_PMP,
  HAS_STOP,
  HW_BYPASS,
  INITIAL_CSRS,
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
  MAX_SLOTS,
  MAX_STEPS,
  MODE,
  MWID,
  MWIDLIST,
  NWORLDS,
  PC,
  PMP,
  PMP_ADDR,
  PMP_CFG,
  PMP_ENTRIES,
  PMP_STRIDE,
  RAM_PAGES,
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
  STEPS,
  STOP,
  TABLES,
  TLB_ENTRIES,
  TLB_WINDOW,
  TRUSTED_WID,
  UART_SLOTS,
} from '../../src/input/layout.ts';
import { addresses, instructionWords, values } from './value.ts';

/** Valid inputs, crowded: few pages, few worlds, every count small. Words that nobody reads are 0. */
export function inputs(): fc.Arbitrary<Input> {
  const parts = fc.tuple(platform(), hart(), pmp(), slots(), mappings(), program(), data(), events());
  return parts.map((writers) => {
    const input = emptyInput();
    for (const write of writers) write(input);
    return input;
  });
}

type Write = (input: Input) => void;

function put(input: Input, at: number, value: bigint): void {
  input[at] = bigLow(value);
  input[at + 1] = bigHigh(value);
}

function often<T>(usual: T, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary });
}

function platform(): fc.Arbitrary<Write> {
  return fc
    .record({
      device: fc.constantFrom(1, 1, 1, 0),
      ram: often(256, fc.integer({ min: 16, max: 4096 })),
      low: fc.integer({ min: 0, max: 1 }),
      tlb: often(256, fc.constantFrom(64, 128, 512, 1024)),
      window: often(100_000, fc.integer({ min: 1, max: 0x7fff_ffff })),
      log2Worlds: often(2, fc.integer({ min: 1, max: 5 })),
      worldBits: fc.tuple(fc.nat(31), fc.nat(31), fc.integer(), fc.boolean()),
      bypass: fc.integer({ min: 0, max: 1 }),
      granule: fc.constantFrom(4096, 4096, 4),
      steps: often(256, fc.integer({ min: 1, max: MAX_STEPS })),
      checkers: fc.tuple(
        often(16, fc.integer({ min: 1, max: 31 })),
        often(1, fc.integer({ min: 1, max: 31 })),
      ),
    })
    .map((p) => (input) => {
      const worlds = 1 << p.log2Worlds;
      const [trusted, mwid, list, none] = p.worldBits;
      const all = 2 ** worlds - 1;
      input[DEVICE] = p.device;
      input[RAM_PAGES] = p.ram;
      input[LOW_RAM_PAGES] = p.low;
      input[TLB_ENTRIES] = p.tlb;
      input[TLB_WINDOW] = p.window;
      input[NWORLDS] = worlds;
      input[TRUSTED_WID] = none ? -1 : trusted % worlds;
      input[MWID] = mwid % worlds;
      input[MWIDLIST] = (list & all) === 0 ? all : list & all;
      input[HW_BYPASS] = p.bypass;
      input[GRANULE] = p.granule;
      input[STEPS] = p.steps;
      [input[DRAM_SLOTS], input[UART_SLOTS]] = p.checkers;
    });
}

function hart(): fc.Arbitrary<Write> {
  return fc
    .record({
      mode: fc.constantFrom(3, 3, 1, 0),
      pc: often(0x8000_0000n, values()),
      stop: fc.option(values(), { nil: undefined }),
      csrs: fc.array(fc.option(csrValues(), { nil: undefined }), { minLength: 16, maxLength: 16 }),
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
  const slot = fc.tuple(fc.nat(1), fc.nat(MAX_SLOTS - 1), cfg, ruleAddresses(), perm);
  return fc.array(slot, { maxLength: 6 }).map((all) => (input) => {
    for (const [checker, index, config, address, permission] of all) {
      const at = SLOTS + (checker * MAX_SLOTS + (index % (input[DRAM_SLOTS + checker] + 1))) * SLOT_STRIDE;
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
  const mapping = fc.tuple(pages, pages, flags, fc.constantFrom(0, 0, 0, 1, 2));
  const tables = often(0x8001_0000n, pages);
  return fc.tuple(tables, fc.array(mapping, { maxLength: 8 })).map(([root, all]) => (input) => {
    put(input, TABLES, root);
    input[MAPPING_COUNT] = all.length;
    all.forEach(([va, pa, bits, level], i) => {
      const at = MAPPINGS + i * MAPPING_STRIDE;
      put(input, at + MAPPING_VA, va);
      put(input, at + MAPPING_PA, pa);
      input[at + MAPPING_FLAGS] = bits;
      input[at + MAPPING_LEVEL] = level;
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

function events(): fc.Arbitrary<Write> {
  const event = fc.tuple(fc.oneof(fc.nat(60), fc.nat(MAX_STEPS)), fc.nat(EVENT_KINDS.length - 1));
  return fc.array(event, { maxLength: 6 }).map((all) => (input) => {
    input[EVENT_COUNT] = all.length;
    all
      .toSorted(([a], [b]) => a - b)
      .forEach(([step, kind], i) => {
        input[EVENTS + i * EVENT_STRIDE + EVENT_STEP] = step;
        input[EVENTS + i * EVENT_STRIDE + EVENT_KIND] = kind;
      });
  });
}
