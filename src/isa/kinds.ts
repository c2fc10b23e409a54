/**
 * What a decoded instruction asks the hart to do. Dense ids: consumers switch on literals checked against this table
 * (`case 2 satisfies Kind['load']:`).
 */
export const KIND = {
  illegal: 0,
  alu: 1,
  load: 2,
  store: 3,
  branch: 4,
  jal: 5,
  jalr: 6,
  lr: 7,
  sc: 8,
  amo: 9,
  csr: 10,
  fence: 11,
  fenceI: 12,
  ecall: 13,
  ebreak: 14,
  mret: 15,
  sret: 16,
  sfenceVma: 17,
  wfi: 18,
  auipc: 19,
  /** Cache-block management; D_SUB 0 inval, 1 clean, 2 flush. */
  cboManage: 20,
  cboZero: 21,
} as const;

/** The ids of {@link KIND} as literal types. */
export type Kind = typeof KIND;

/**
 * Operations of kind `alu`, dense. Those before `addi` take rs2 as second operand, the others the immediate. `lui`
 * writes the immediate alone.
 */
export const ALU = {
  add: 0,
  sub: 1,
  sll: 2,
  slt: 3,
  sltu: 4,
  xor: 5,
  srl: 6,
  sra: 7,
  or: 8,
  and: 9,
  addw: 10,
  subw: 11,
  sllw: 12,
  srlw: 13,
  sraw: 14,
  mul: 15,
  mulh: 16,
  mulhsu: 17,
  mulhu: 18,
  div: 19,
  divu: 20,
  rem: 21,
  remu: 22,
  mulw: 23,
  divw: 24,
  divuw: 25,
  remw: 26,
  remuw: 27,
  addi: 28,
  slti: 29,
  sltiu: 30,
  xori: 31,
  ori: 32,
  andi: 33,
  slli: 34,
  srli: 35,
  srai: 36,
  addiw: 37,
  slliw: 38,
  srliw: 39,
  sraiw: 40,
  lui: 41,
} as const;

/** The ids of {@link ALU} as literal types. */
export type Alu = typeof ALU;

/** Operations of kind `amo`, dense; D_SUB of an AMO is `operation << 2 | log2(size)`. */
export const AMO = { swap: 0, add: 1, xor: 2, and: 3, or: 4, min: 5, max: 6, minu: 7, maxu: 8 } as const;

/** The ids of {@link AMO} as literal types. */
export type Amo = typeof AMO;
