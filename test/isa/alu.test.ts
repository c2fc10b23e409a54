import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alu } from '../../src/isa/alu.ts';
import { SINK } from '../../src/isa/decode.ts';
import { ALU } from '../../src/isa/kinds.ts';
import { value64 } from './values.ts';

/** The manual's definition of each operation on bigints; the caller cuts the result to 64 bits. */
type Model = (a: bigint, b: bigint) => bigint;
const s = (v: bigint): bigint => BigInt.asIntN(64, v);
const u = (v: bigint): bigint => BigInt.asUintN(64, v);
const sw = (v: bigint): bigint => BigInt.asIntN(32, v);
const uw = (v: bigint): bigint => BigInt.asUintN(32, v);
const or = (zero: bigint, b: bigint, quotient: () => bigint): bigint => (b === 0n ? zero : quotient());

const ADD: Model = (a, b) => a + b;
const SLL: Model = (a, b) => a << (b & 63n);
const SLT: Model = (a, b) => (s(a) < s(b) ? 1n : 0n);
const SLTU: Model = (a, b) => (u(a) < u(b) ? 1n : 0n);
const XOR: Model = (a, b) => a ^ b;
const OR: Model = (a, b) => a | b;
const AND: Model = (a, b) => a & b;
const SRL: Model = (a, b) => u(a) >> (b & 63n);
const SRA: Model = (a, b) => s(a) >> (b & 63n);
const ADDW: Model = (a, b) => sw(a + b);
const SLLW: Model = (a, b) => sw(a << (b & 31n));
const SRLW: Model = (a, b) => sw(uw(a) >> (b & 31n));
const SRAW: Model = (a, b) => sw(a) >> (b & 31n);

const MODEL: Record<keyof typeof ALU, Model> = {
  add: ADD,
  sub: (a, b) => a - b,
  sll: SLL,
  slt: SLT,
  sltu: SLTU,
  xor: XOR,
  srl: SRL,
  sra: SRA,
  or: OR,
  and: AND,
  addw: ADDW,
  subw: (a, b) => sw(a - b),
  sllw: SLLW,
  srlw: SRLW,
  sraw: SRAW,
  mul: (a, b) => a * b,
  mulh: (a, b) => (s(a) * s(b)) >> 64n,
  mulhsu: (a, b) => (s(a) * u(b)) >> 64n,
  mulhu: (a, b) => (u(a) * u(b)) >> 64n,
  div: (a, b) => or(-1n, b, () => s(a) / s(b)),
  divu: (a, b) => or(-1n, b, () => u(a) / u(b)),
  rem: (a, b) => or(a, b, () => s(a) % s(b)),
  remu: (a, b) => or(a, b, () => u(a) % u(b)),
  mulw: (a, b) => sw(a * b),
  divw: (a, b) => or(-1n, sw(b), () => sw(sw(a) / sw(b))),
  divuw: (a, b) => or(-1n, uw(b), () => sw(uw(a) / uw(b))),
  remw: (a, b) => or(sw(a), sw(b), () => sw(a) % sw(b)),
  remuw: (a, b) => or(sw(a), uw(b), () => sw(uw(a) % uw(b))),
  addi: ADD,
  slti: SLT,
  sltiu: SLTU,
  xori: XOR,
  ori: OR,
  andi: AND,
  slli: SLL,
  srli: SRL,
  srai: SRA,
  addiw: ADDW,
  slliw: SLLW,
  srliw: SRLW,
  sraiw: SRAW,
  lui: (_, imm) => imm,
};

const names = Object.keys(ALU) as (keyof typeof ALU)[];
const takesImmediate = (name: keyof typeof ALU): boolean => ALU[name] >= ALU.addi;

/** Executes on a register file of which only `rs1` and `rs2` are set, in that order; returns all registers. */
function run(
  name: keyof typeof ALU,
  regs: { rd: number; rs1: number; rs2: number },
  a: bigint,
  b: bigint,
): BigInt64Array {
  const x64 = new BigInt64Array(33);
  x64[regs.rs2] = b;
  x64[regs.rs1] = a;
  alu(ALU[name], new Int32Array(x64.buffer), x64, regs.rd, regs.rs1, regs.rs2, Number(BigInt.asIntN(32, b)));
  return x64;
}

const registers = fc.constantFrom(
  { rd: 3, rs1: 1, rs2: 2 },
  { rd: 1, rs1: 1, rs2: 2 },
  { rd: 2, rs1: 1, rs2: 2 },
  { rd: 3, rs1: 1, rs2: 1 },
  { rd: 1, rs1: 1, rs2: 1 },
  { rd: SINK, rs1: 1, rs2: 2 },
);

describe('alu', () => {
  it.each(names)('%s does what the manual says, whatever registers coincide', (name) => {
    fc.assert(
      fc.property(registers, value64, value64, (regs, a, second) => {
        const b = takesImmediate(name) ? sw(second) : regs.rs1 === regs.rs2 ? a : second;
        const expected = s(MODEL[name](a, b));
        expect(run(name, regs, a, b)[regs.rd]).toBe(expected);
      }),
      { numRuns: 400 },
    );
  });

  it.each(names)('%s writes no other register', (name) => {
    const x64 = run(name, { rd: 3, rs1: 1, rs2: 2 }, -7n, 5n);
    x64[3] = 0n;
    expect([...x64]).toEqual([0n, -7n, 5n, ...new Array(30).fill(0n)]);
  });
});
