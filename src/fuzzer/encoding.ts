import { assemble } from '../isa/assembler.ts';

/** Bits of a word that say which instruction of a format it is. @source Unprivileged ISA 20240411, section 2.2 */
const R = 0xfe00_707f;
const I = 0x0000_707f;
const U = 0x0000_007f;

function match(text: string, mask: number): number {
  return assemble(text) & mask;
}

function loads(names: string): readonly number[] {
  return names.split(' ').map((name) => match(`${name} zero, 0(zero)`, I));
}

function registers(names: string): readonly number[] {
  return names.split(' ').map((name) => match(`${name} zero, zero, zero`, R));
}

function immediates(names: string): readonly number[] {
  return names.split(' ').map((name) => match(`${name} zero, zero, 0`, I));
}

function shifts(names: string): readonly number[] {
  return names.split(' ').map((name) => match(`${name} zero, zero, 0`, R));
}

function branches(names: string): readonly number[] {
  return names.split(' ').map((name) => match(`${name} ra, ra, .+8`, I));
}

function atomics(names: string): readonly number[] {
  return names
    .split(' ')
    .flatMap((name) => [`${name}.w`, `${name}.d`].map((it) => match(`${it} zero, zero, (zero)`, R)));
}

function csrAccesses(names: string): readonly number[] {
  return names.split(' ').map((name) => match(`${name} ra, mstatus, ${name.endsWith('i') ? '1' : 'ra'}`, I));
}

/** Words without operands, by kind: or-ing operand fields into one makes an instruction. */
export const LOADS = loads('lb lh lw ld lbu lhu lwu');
export const STORES = loads('sb sh sw sd');
export const ALU_REGISTER = registers(
  'add sub sll slt sltu xor srl sra or and addw subw sllw srlw sraw mul mulh mulhu mulw div divu rem remu divw remw',
);
export const ALU_IMMEDIATE = immediates('addi slti sltiu xori ori andi addiw');
export const SHIFTS = shifts('slli srli srai slliw srliw sraiw');
export const BRANCHES = branches('beq bne blt bge bltu bgeu');
export const AMOS = atomics('amoswap amoadd amoxor amoand amoor amomin amomax amominu amomaxu');
export const LR = ['lr.w', 'lr.d'].map((name) => match(`${name} zero, (zero)`, R));
export const SC = atomics('sc');
/** CSR instructions with a register source, then those with an immediate: write, set, clear each. */
export const CSR_REGISTER = csrAccesses('csrrw csrrs csrrc');
export const CSR_IMMEDIATE = csrAccesses('csrrwi csrrsi csrrci');

export const LUI = match('lui ra, 0x1', U);
export const AUIPC = match('auipc ra, 0x1', U);
export const JAL = match('jal ra, .+8', U);
export const JALR = match('jalr ra, 0(ra)', I);
export const ADDI = match('addi ra, ra, 1', I);
export const ADDIW = match('addiw ra, ra, 1', I);
export const ADD = match('add ra, ra, ra', R);
export const SLLI = match('slli ra, ra, 1', R);
export const SD = match('sd ra, 0(ra)', I);
export const SW = match('sw ra, 0(ra)', I);
export const BNE = match('bne ra, ra, .+8', I);
export const BGE = match('bge ra, ra, .+8', I);
export const BLT = match('blt ra, ra, .+8', I);
export const FENCE_I = assemble('fence.i');
export const SFENCE_VMA = assemble('sfence.vma zero, zero');
export const ECALL = assemble('ecall');
export const EBREAK = assemble('ebreak');
export const MRET = assemble('mret');
export const SRET = assemble('sret');
export const WFI = assemble('wfi');
export const FENCE = assemble('fence rw, rw');
/** With their address in rs1. */
export const CBO_ZERO = assemble('cbo.zero (zero)');
export const CBO_MANAGE = ['cbo.inval', 'cbo.clean', 'cbo.flush'].map((name) => assemble(`${name} (zero)`));

/** Number of a CSR by its name. */
export function csrNumber(name: string): number {
  return assemble(`csrrw ra, ${name}, ra`) >>> 20;
}

/** Register-register form; also AMOs, LR, SC. */
export function rType(word: number, rd: number, rs1: number, rs2: number): number {
  return word | (rd << 7) | (rs1 << 15) | (rs2 << 20);
}

/** Immediate form, loads, jalr, CSR accesses: the low 12 bits of `imm` count. */
export function iType(word: number, rd: number, rs1: number, imm: number): number {
  return word | (rd << 7) | (rs1 << 15) | (imm << 20);
}

/** Stores: `rs2` to `imm(rs1)`. */
export function sType(word: number, rs1: number, rs2: number, imm: number): number {
  return word | ((imm & 0x1f) << 7) | (rs1 << 15) | (rs2 << 20) | ((imm >> 5) << 25);
}

/** Branches, to `offset` bytes from their own address; even. */
export function bType(word: number, rs1: number, rs2: number, offset: number): number {
  return (
    word |
    ((offset & 0x800) >> 4) |
    ((offset & 0x1e) << 7) |
    (rs1 << 15) |
    (rs2 << 20) |
    ((offset & 0x7e0) << 20) |
    ((offset & 0x1000) << 19)
  );
}

/** lui and auipc: the upper 20 bits of `value` count. */
export function uType(word: number, rd: number, value: number): number {
  return word | (rd << 7) | (value & -0x1000);
}

/** jal, to `offset` bytes from its own address; even. */
export function jType(word: number, rd: number, offset: number): number {
  return (
    word |
    (rd << 7) |
    (offset & 0xf_f000) |
    ((offset & 0x800) << 9) |
    ((offset & 0x7fe) << 20) |
    ((offset & 0x10_0000) << 11)
  );
}
