/** A structured arbitrary of inputs, as a property test would have it. */
import type { Arbitrary } from 'fast-check';
import * as op from '../fuzzer/encoding.ts';
import { emptyInput } from '../input/empty.ts';
import {
  CSR_PRESENT,
  CSRS,
  DRAM_BASE,
  HAS_PMP,
  HAS_STOP,
  INITIAL_CSRS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPING_VA,
  MAPPINGS,
  PAGE,
  PC,
  PMP,
  PMP_ADDR,
  PMP_CFG,
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
  TABLES,
  WGC_DRAM_BASE,
} from '../input/layout.ts';

/** The module, imported only where it is installed. */
export type FastCheck = typeof import('fast-check')['default'];

const HANDLER = DRAM_BASE + 0x800;
const TABLES_AT = DRAM_BASE + 0x1_0000;
const FIRST_PAGE = DRAM_BASE + 0x4_0000;
const FIRST_VIRTUAL = 0x4000_0000;
const PAGES = 8;
const NAPOT_ALL = 0x1f;
const NAPOT_PAGE = 0x1ff;
const A_NAPOT = 3;
const VALID_ACCESSED_DIRTY = 0xc1;
/** s0 to s1 and s2 to s5: pages, virtual and physical; s6: the checker's registers; s7, s8: values for mstatus. */
const POINTERS = [8, 9, 18, 19, 20, 21];
const CHECKER_POINTER = 22;
const STATUS_POINTERS = [23, 24, 0];
/** MPRV with MPP = S and with MPP = U. */
const STATUSES = [0x2_0800, 0x2_0000];
const MSTATUS = op.csrNumber('mstatus');
const MEPC = op.csrNumber('mepc');
const SATP_SV39 = 0x8000_0000 | 0;

/** Valid inputs with slots, mappings and a program of 20 to 32 instructions that goes on after its traps. */
export function structuredInputs(fc: FastCheck): Arbitrary<Input> {
  const page = fc.nat(PAGES - 1);
  const slot = fc.record({ page, perm: fc.nat(15), react: fc.nat(15) });
  const mapping = fc.record({ page, target: page, flags: fc.nat(31) });
  const parts = {
    slots: fc.array(slot, { minLength: 2, maxLength: 6 }),
    mappings: fc.array(mapping, { minLength: 2, maxLength: 8 }),
    pointers: fc.array(fc.record({ virtual: fc.boolean(), page }), { minLength: 6, maxLength: 6 }),
    lwid: fc.nat(1),
    program: fc.array(instructions(fc), { minLength: 20, maxLength: 32 }),
  };
  return fc.record(parts).map(({ slots, mappings, pointers, lwid, program }) => {
    const input = emptyInput();
    slots.forEach((each, i) => {
      writeSlot(input, i + 1, FIRST_PAGE + each.page * PAGE, each.perm, each.react);
    });
    // Page tables are everybody's; the trusted world of M-mode has the slot of the reset for itself.
    for (let i = 0; i < 4; i++) writeSlot(input, 10 + i, TABLES_AT + i * PAGE, 15, 0);
    mappings.forEach((each, i) => {
      writeMapping(input, i, each.page, each.target, (each.flags << 1) | VALID_ACCESSED_DIRTY);
    });
    input[MAPPING_COUNT] = mappings.length;
    pointers.forEach(({ virtual, page: at }, i) => {
      input[REGS + 2 * POINTERS[i]] = (virtual ? FIRST_VIRTUAL : FIRST_PAGE) + at * PAGE;
    });
    writeHart(input, lwid);
    writeProgram(input, program);
    return input;
  });
}

function instructions(fc: FastCheck): Arbitrary<number> {
  const pointer = fc.constantFrom(...POINTERS);
  const value = fc.integer({ min: 5, max: 7 });
  const offset = fc.oneof(fc.nat(15), fc.integer({ min: 0, max: 2040 }));
  const load = fc.tuple(fc.constantFrom(...op.LOADS), value, pointer, offset);
  const store = fc.tuple(fc.constantFrom(...op.STORES), pointer, value, offset);
  const alu = fc.tuple(fc.constantFrom(...op.ALU_REGISTER), value, value, value);
  const immediate = fc.tuple(fc.constantFrom(...op.ALU_IMMEDIATE), value, value, fc.nat(2047));
  const amo = fc.tuple(fc.constantFrom(...op.AMOS), value, pointer, value);
  const branch = fc.tuple(fc.constantFrom(...op.BRANCHES), value, value);
  const register = fc.tuple(fc.constantFrom(op.SW, op.SD), value, fc.integer({ min: 5, max: 40 }));
  const status = fc.constantFrom(...STATUS_POINTERS);
  return fc.oneof(
    { weight: 6, arbitrary: load.map(([word, rd, rs, imm]) => op.iType(word, rd, rs, imm)) },
    { weight: 5, arbitrary: store.map(([word, rs, rt, imm]) => op.sType(word, rs, rt, imm)) },
    { weight: 3, arbitrary: alu.map(([word, rd, rs, rt]) => op.rType(word, rd, rs, rt)) },
    { weight: 3, arbitrary: immediate.map(([word, rd, rs, imm]) => op.iType(word, rd, rs, imm)) },
    { weight: 1, arbitrary: amo.map(([word, rd, rs, rt]) => op.rType(word, rd, rs, rt)) },
    { weight: 1, arbitrary: branch.map(([word, rs, rt]) => op.bType(word, rs, rt, 8)) },
    { weight: 1, arbitrary: register.map(([word, rt, at]) => op.sType(word, CHECKER_POINTER, rt, 8 * at)) },
    { weight: 2, arbitrary: status.map((rs) => op.iType(op.CSR_REGISTER[0], 0, rs, MSTATUS)) },
    { weight: 1, arbitrary: fc.constantFrom(op.SFENCE_VMA, op.ECALL, op.FENCE_I) },
  );
}

function writeSlot(input: Input, slot: number, address: number, perm: number, react: number): void {
  const at = SLOTS + slot * SLOT_STRIDE;
  input[at + SLOT_PRESENT] = 1;
  input[at + SLOT_CFG] = A_NAPOT | (react << 8);
  input[at + SLOT_ADDR] = (address / 4) | NAPOT_PAGE;
  input[at + SLOT_PERM] = perm;
}

function writeMapping(input: Input, index: number, page: number, target: number, flags: number): void {
  const at = MAPPINGS + index * MAPPING_STRIDE;
  input[at + MAPPING_VA] = FIRST_VIRTUAL + page * PAGE;
  input[at + MAPPING_PA] = FIRST_PAGE + target * PAGE;
  input[at + MAPPING_FLAGS] = flags;
}

function writeHart(input: Input, lwid: number): void {
  const csrs: Readonly<Record<string, readonly [number, number]>> = {
    mtvec: [HANDLER, 0],
    satp: [TABLES_AT / PAGE, SATP_SV39],
    mlwid: [lwid, 0],
  };
  INITIAL_CSRS.forEach((name, i) => {
    const value = csrs[name];
    if (value === undefined) return;
    input[CSR_PRESENT] |= 1 << i;
    input.set(value, CSRS + 2 * i);
  });
  input[PC] = DRAM_BASE;
  input[TABLES] = TABLES_AT;
  input[HAS_PMP] = 1;
  input[PMP + PMP_CFG] = NAPOT_ALL;
  input.fill(-1, PMP + PMP_ADDR, PMP + PMP_ADDR + 2);
  input[REGS + 2 * CHECKER_POINTER] = WGC_DRAM_BASE;
  STATUSES.forEach((status, i) => {
    input[REGS + 2 * STATUS_POINTERS[i]] = status;
  });
}

/** The program, and a handler that goes on behind what trapped. */
function writeProgram(input: Input, program: readonly number[]): void {
  const [CSRRW, CSRRS] = op.CSR_REGISTER;
  const T6 = 31;
  const handler = [
    op.iType(CSRRS, T6, 0, MEPC),
    op.iType(op.ADDI, T6, T6, 4),
    op.iType(CSRRW, 0, T6, MEPC),
    op.MRET,
  ];
  const sections = [
    { at: DRAM_BASE, first: 0 },
    { at: HANDLER, first: program.length },
  ];
  sections.forEach(({ at, first }, i) => {
    input[SECTIONS + i * SECTION_STRIDE + SECTION_PA] = at;
    input[SECTIONS + i * SECTION_STRIDE + SECTION_FIRST] = first;
  });
  input[SECTION_COUNT] = sections.length;
  input.set([...program, ...handler], INSTRUCTIONS);
  input[INSTRUCTION_COUNT] = program.length + handler.length;
  input[HAS_STOP] = 1;
  input[STOP] = DRAM_BASE + 4 * program.length;
}
