import type { Rng } from '../../bits/rng.ts';
import type { Input } from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { emitInt } from '../constants.ts';
import { CSR_IMMEDIATE, CSR_REGISTER, csrNumber, iType, WFI } from '../encoding.ts';
import type { Draft } from '../program.ts';
import { scratch } from '../registers.ts';

const [CSRRW, CSRRS, CSRRC] = CSR_REGISTER;
const CSRRSI = CSR_IMMEDIATE[1];
const MSTATUS = csrNumber('mstatus');
/** The CSR that lets interrupts through one by one. */
export const MIE = csrNumber('mie');
const PENDING_CSRS = ['mip', 'sip', 'mie', 'sie'].map(csrNumber);
/** SSI, MSI, STI, MTI, SEI, MEI. */
const KINDS = [1, 3, 5, 7, 9, 11];
const ALL_KINDS = 0xaaa;
/** MIE and SIE of mstatus. */
const STATUS_ENABLES = 10;

function anyKind(rng: Rng): number {
  return 1 << KINDS[rng.below(KINDS.length)];
}

/** Lets interrupts through: all or one kind in mie, and mostly mstatus.MIE and SIE. */
export function enableInterrupts(draft: Draft, rng: Rng): void {
  const value = scratch(rng);
  emitInt(draft, value, rng.oneIn(2) ? ALL_KINDS : anyKind(rng));
  draft.push(iType(rng.oneIn(3) ? CSRRW : CSRRS, 0, value, MIE));
  if (!rng.oneIn(4)) draft.push(iType(CSRRSI, 0, STATUS_ENABLES, MSTATUS));
}

/** Makes an interrupt pending or not by software, enables it, or both. */
export function interrupt(draft: Draft, _input: Input, rng: Rng, _aim: Aim): void {
  for (let left = 1 + rng.below(2); left > 0; left--) {
    const value = scratch(rng);
    emitInt(draft, value, anyKind(rng));
    draft.push(iType(rng.oneIn(8) ? CSRRC : CSRRS, 0, value, PENDING_CSRS[rng.below(PENDING_CSRS.length)]));
  }
  if (rng.oneIn(2)) draft.push(iType(CSRRSI, 0, STATUS_ENABLES, MSTATUS));
}

/** wfi, behind an enabling or not. */
export function wait(draft: Draft, _input: Input, rng: Rng, _aim: Aim): void {
  if (rng.oneIn(2)) enableInterrupts(draft, rng);
  draft.push(WFI);
}
