import type { Rng } from '../../bits/rng.ts';
import {
  type Input,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_STRIDE,
  MAPPING_VA,
  MAPPINGS,
  PAGE,
  TABLES,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { baseOf, emitInt, emitPair, emitReach, offsetOf } from '../constants.ts';
import {
  ADDI,
  AUIPC,
  CSR_IMMEDIATE,
  CSR_REGISTER,
  csrNumber,
  ECALL,
  iType,
  MRET,
  rType,
  SD,
  SFENCE_VMA,
  sType,
  uType,
} from '../encoding.ts';
import { anyCsrAccess } from '../instructions.ts';
import type { Draft } from '../program.ts';
import { anyRegister, S11, scratch } from '../registers.ts';
import { pteLike, satpMode, widOrWider, widSet } from '../values.ts';

const [CSRRW, CSRRS, CSRRC] = CSR_REGISTER;
const CSRRWI = CSR_IMMEDIATE[0];
const MSTATUS = csrNumber('mstatus');
const SATP = csrNumber('satp');
const MEPC = csrNumber('mepc');
const WID_CSRS = ['mlwid', 'mlwid', 'slwid'].map(csrNumber);
const MWIDDELEG = csrNumber('mwiddeleg');

/** MODE of satp in its high half. */
const MODE_BITS = -0x1000_0000;
/** Bit number of U in the flags of a mapping. */
const USER = 4;
const MPRV = 1 << 17;
const MPP = 3 << 11;
const MPP_S = 1 << 11;
/** SUM, MXR, both: bits of mstatus that change what a mapping allows. */
const RIGHTS = [1 << 18, 1 << 19, 3 << 18];

/** Sets or clears bits of mstatus. */
function emitStatus(draft: Draft, rng: Rng, access: number, bits: number): void {
  const value = scratch(rng);
  emitInt(draft, value, bits);
  draft.push(iType(access, 0, value, MSTATUS));
}

/** Data accesses of M-mode as M-mode again. */
export function clearMprv(draft: Draft, rng: Rng): void {
  emitStatus(draft, rng, CSRRC, MPRV);
}

/** From here on M-mode's data accesses are those of S or U, or M's own again. */
export function mprv(draft: Draft, _input: Input, rng: Rng, _aim: Aim): void {
  if (rng.oneIn(4)) {
    clearMprv(draft, rng);
    return;
  }
  emitStatus(draft, rng, CSRRC, MPP);
  emitStatus(draft, rng, CSRRS, rng.oneIn(3) ? MPRV : MPRV | MPP_S);
}

/** Changes SUM or MXR. */
export function rights(draft: Draft, _input: Input, rng: Rng, _aim: Aim): void {
  emitStatus(draft, rng, rng.oneIn(2) ? CSRRS : CSRRC, RIGHTS[rng.below(RIGHTS.length)]);
}

/** 1 if a page of the aim is mapped for U, 0 if it is mapped for S, else -1. */
function mappedFor(input: Input, aim: Aim): number {
  for (let i = 0; i < input[MAPPING_COUNT]; i++) {
    const at = MAPPINGS + i * MAPPING_STRIDE;
    if (((input[at + MAPPING_VA] ^ aim.lo) & -PAGE) === 0) return (input[at + MAPPING_FLAGS] >>> USER) & 1;
  }
  return -1;
}

/**
 * Enters S or U at some code section, mostly not the one where the program starts, and mostly in the mode that its
 * page is mapped for; a handler may come back through s11 to the instruction behind.
 */
export function enterLower(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  for (let tries = 0; tries < 4; tries++) {
    aim.pickCode(input, rng);
    if (mappedFor(input, aim) >= 0) break;
  }
  if (input[MAPPING_COUNT] > 0 && rng.oneIn(6)) aim.pickMapping(input, rng);
  aim.lo &= -2;
  const user = mappedFor(input, aim);
  emitStatus(draft, rng, CSRRC, MPP);
  if (user < 0 || rng.oneIn(8) ? rng.oneIn(2) : user === 0) emitStatus(draft, rng, CSRRS, MPP_S);
  const reach = emitReach(draft, input, rng, aim);
  const target = scratch(rng);
  draft.push(iType(ADDI, target, baseOf(reach), offsetOf(reach)));
  draft.push(iType(CSRRW, 0, target, MEPC));
  draft.push(uType(AUIPC, S11, 0));
  draft.push(iType(ADDI, S11, S11, 12));
  draft.push(MRET);
}

/** Changes a WID of the lower modes, or the set that is delegated. */
export function changeWid(draft: Draft, input: Input, rng: Rng, _aim: Aim): void {
  const delegate = rng.oneIn(4);
  const csr = delegate ? MWIDDELEG : WID_CSRS[rng.below(WID_CSRS.length)];
  const value = delegate ? widSet(input, rng) : widOrWider(input, rng);
  if (value >>> 0 < 32) {
    draft.push(iType(CSRRWI, rng.oneIn(4) ? scratch(rng) : 0, value, csr));
    return;
  }
  const register = scratch(rng);
  emitInt(draft, register, value);
  draft.push(iType(CSRRW, 0, register, csr));
}

/** Writes satp: the input's own tables, none, another ASID, or what a register says. */
export function changeTables(draft: Draft, input: Input, rng: Rng, _aim: Aim): void {
  const choice = rng.below(8);
  const value = scratch(rng);
  if (choice === 0) {
    draft.push(iType(CSRRW, 0, anyRegister(rng), SATP));
  } else if (choice < 3) {
    draft.push(iType(CSRRW, scratch(rng), 0, SATP));
  } else {
    const asid = rng.oneIn(3) ? rng.below(4) : 0;
    const page = (input[TABLES] >>> 12) + (rng.oneIn(8) ? rng.below(4) : 0);
    emitPair(draft, value, page, (rng.oneIn(16) ? rng.next() & MODE_BITS : satpMode(input)) | (asid << 12));
    draft.push(iType(CSRRW, 0, value, SATP));
  }
  if (rng.oneIn(3)) draft.push(SFENCE_VMA);
}

/** Stores over a PTE, with or without a fence behind it. */
export function storePte(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  const value = scratch(rng);
  if (rng.oneIn(4)) {
    draft.push(iType(ADDI, value, anyRegister(rng), 0));
  } else {
    pteLike(input, rng, aim);
    emitPair(draft, value, aim.lo, aim.hi);
  }
  aim.pickTableEntry(input, rng);
  const reach = emitReach(draft, input, rng, aim);
  draft.push(sType(SD, baseOf(reach), value, offsetOf(reach)));
  if (rng.oneIn(2)) draft.push(SFENCE_VMA);
}

/** sfence.vma of everything, of an address, of an address space, or of both. */
export function fence(draft: Draft, _input: Input, rng: Rng, _aim: Aim): void {
  draft.push(
    rng.oneIn(2)
      ? SFENCE_VMA
      : rType(SFENCE_VMA, 0, rng.oneIn(2) ? anyRegister(rng) : 0, rng.oneIn(2) ? anyRegister(rng) : 0),
  );
}

/** Any CSR instruction. */
export function anyCsrUse(draft: Draft, input: Input, rng: Rng, _aim: Aim): void {
  draft.push(anyCsrAccess(input, rng));
}

/** ecall. */
export function call(draft: Draft, _input: Input, _rng: Rng, _aim: Aim): void {
  draft.push(ECALL);
}
