import type { Rng } from '../bits/rng.ts';
import type { Input } from '../input/layout.ts';
import {
  ALU_IMMEDIATE,
  ALU_REGISTER,
  AMOS,
  AUIPC,
  BRANCHES,
  bType,
  CBO_MANAGE,
  CBO_ZERO,
  CSR_IMMEDIATE,
  CSR_REGISTER,
  csrNumber,
  EBREAK,
  ECALL,
  FENCE,
  FENCE_I,
  iType,
  JAL,
  JALR,
  jType,
  LOADS,
  LR,
  LUI,
  MRET,
  rType,
  SC,
  SFENCE_VMA,
  SHIFTS,
  SRET,
  STORES,
  sType,
  uType,
  WFI,
} from './encoding.ts';
import { addressRegister, anyRegister, scratch } from './registers.ts';
import { turn, widOrWider } from './values.ts';

/** CSRs of the hart by number, those that steer translation and protection more than once. */
const CSRS_IN_PLAY = [
  ...'mstatus mstatus mstatus satp satp mlwid mlwid mlwid mwiddeleg mwiddeleg mwiddeleg slwid slwid slwid'.split(
    ' ',
  ),
  ...'sstatus medeleg mideleg mie mip sie sip mtvec stvec menvcfg senvcfg mscratch sscratch mepc sepc'.split(
    ' ',
  ),
  ...'mcause scause mtval stval misa mhartid pmpcfg0 pmpcfg2 pmpaddr0 pmpaddr1 pmpaddr2'.split(' '),
  ...'mseccfg mseccfg mcounteren scounteren mcycle minstret cycle time instret hpmcounter3'.split(' '),
].map(csrNumber);
/** Offsets from a base register: words of a page's start and end, register blocks. */
const OFFSETS = [0, 0, 0, 0, 8, 4, 16, 1, 2, 6, -4, -8, 0x20, 0x40, 0x7f8, 0x7fc, -0x800, 0x100];
const FENCES = [FENCE_I, SFENCE_VMA, FENCE];
const SYSTEM = [ECALL, ECALL, EBREAK, MRET, SRET, WFI];

/** A CSR number: mostly one that exists and matters. */
export function anyCsr(rng: Rng): number {
  return rng.oneIn(32) ? rng.below(4096) : CSRS_IN_PLAY[rng.below(CSRS_IN_PLAY.length)];
}

/** A 12-bit signed offset, mostly a telling one. */
export function anyOffset(rng: Rng): number {
  return rng.oneIn(8) ? rng.below(4096) - 2048 : OFFSETS[rng.below(OFFSETS.length)];
}

/** A load of any size and sign. */
export function anyLoad(rng: Rng, base: number, offset: number): number {
  return iType(LOADS[rng.below(LOADS.length)], scratch(rng), base, offset);
}

/** A store of any size. */
export function anyStore(rng: Rng, base: number, offset: number): number {
  return sType(STORES[rng.below(STORES.length)], base, anyRegister(rng), offset);
}

/** An AMO, LR or SC at the address in `base`. */
export function anyAtomic(rng: Rng, base: number): number {
  const choice = rng.below(4);
  if (choice === 0) return rType(LR[rng.below(LR.length)], scratch(rng), base, 0);
  const words = choice === 1 ? SC : AMOS;
  return rType(words[rng.below(words.length)], scratch(rng), base, anyRegister(rng));
}

/** A cache-block instruction at the address in `base`, the one that writes as often as the others together. */
export function anyBlockOperation(rng: Rng, base: number): number {
  return rType(rng.oneIn(2) ? CBO_ZERO : CBO_MANAGE[rng.below(CBO_MANAGE.length)], 0, base, 0);
}

/** A CSR instruction: reads, writes of a register, small immediates that may be WIDs or bits. */
export function anyCsrAccess(input: Input, rng: Rng): number {
  const csr = anyCsr(rng);
  const rd = rng.oneIn(2) ? 0 : scratch(rng);
  if (rng.oneIn(3)) {
    const immediate = (rng.oneIn(2) ? widOrWider(input, rng) : rng.next()) & 31;
    return iType(CSR_IMMEDIATE[rng.below(3)], rd, immediate, csr);
  }
  return iType(CSR_REGISTER[rng.below(3)], rd, rng.oneIn(3) ? 0 : anyRegister(rng), csr);
}

/** Bits of a forward distance, a few instructions; now and then backwards. */
function distance(rng: Rng): number {
  return rng.oneIn(8) ? -4 * (1 + rng.below(4)) : 4 * (1 + rng.below(6));
}

function anyJump(rng: Rng): number {
  const choice = rng.below(8);
  if (choice === 0) return jType(JAL, rng.oneIn(2) ? 0 : 1, distance(rng));
  if (choice === 1) return iType(JALR, rng.oneIn(2) ? 0 : 1, addressRegister(rng), anyOffset(rng) & -2);
  return bType(BRANCHES[rng.below(BRANCHES.length)], anyRegister(rng), anyRegister(rng), distance(rng));
}

function anyComputation(rng: Rng): number {
  const choice = rng.below(8);
  const rd = anyRegister(rng);
  if (choice < 3)
    return rType(ALU_REGISTER[rng.below(ALU_REGISTER.length)], rd, anyRegister(rng), anyRegister(rng));
  if (choice < 5) return iType(SHIFTS[rng.below(SHIFTS.length)], rd, anyRegister(rng), rng.below(32));
  if (choice < 7)
    return iType(ALU_IMMEDIATE[rng.below(ALU_IMMEDIATE.length)], rd, anyRegister(rng), turn(rng) & 0xfff);
  return uType(rng.oneIn(2) ? LUI : AUIPC, rd, rng.next());
}

/** Any 16-bit word with a compressed opcode. */
function anyCompressed(rng: Rng): number {
  return ((rng.below(1 << 14) << 2) | rng.below(3)) & 0xffff;
}

/** Any instruction, the kinds in the proportion in which they matter here. */
export function anyInstruction(input: Input, rng: Rng): number {
  const choice = rng.below(64);
  if (choice < 14) return anyLoad(rng, addressRegister(rng), anyOffset(rng));
  if (choice < 26) return anyStore(rng, addressRegister(rng), anyOffset(rng));
  if (choice < 31) return anyAtomic(rng, addressRegister(rng));
  if (choice < 32) return anyBlockOperation(rng, addressRegister(rng));
  if (choice < 44) return anyCsrAccess(input, rng);
  if (choice < 52) return anyComputation(rng);
  if (choice < 56) return anyJump(rng);
  if (choice < 59) return FENCES[rng.below(FENCES.length)];
  return choice < 62 ? SYSTEM[rng.below(SYSTEM.length)] : anyCompressed(rng);
}
