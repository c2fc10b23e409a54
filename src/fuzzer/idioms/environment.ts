import type { Rng } from '../../bits/rng.ts';
import { EXT_SMEPMP, EXTENSIONS, type Input } from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { emitInt, emitPair } from '../constants.ts';
import { CSR_IMMEDIATE, CSR_REGISTER, csrNumber, iType } from '../encoding.ts';
import type { Draft } from '../program.ts';
import { anyRegister, scratch } from '../registers.ts';
import { turn } from '../values.ts';

const [CSRRW, CSRRS, CSRRC] = CSR_REGISTER;
const CSRRSI = CSR_IMMEDIATE[1];
const CSRRWI = CSR_IMMEDIATE[0];
const MSECCFG = csrNumber('mseccfg');
const COUNTERS = ['cycle', 'time', 'instret', 'mcycle', 'minstret', 'hpmcounter3'].map(csrNumber);
const WRITABLE_COUNTERS = ['mcycle', 'minstret'].map(csrNumber);
const COUNTER_ENABLES = ['mcounteren', 'scounteren'].map(csrNumber);
const ENVIRONMENTS = ['menvcfg', 'menvcfg', 'senvcfg'].map(csrNumber);
const MENVCFG = ENVIRONMENTS[0];
/** CBZE, CBCFE, the values of CBIE. */
const BLOCK_RIGHTS = [0x80, 0x40, 0x10, 0x30, 0xf0, 0xd0];
/** ADUE, in the high half. */
const ADUE = 1 << 29;

/** Reads a counter, sets one, or says who may read them. */
export function counters(draft: Draft, _input: Input, rng: Rng, _aim: Aim): void {
  const choice = rng.below(8);
  if (choice < 4) {
    draft.push(iType(CSRRS, scratch(rng), 0, COUNTERS[rng.below(COUNTERS.length)]));
  } else if (choice < 6) {
    const csr = WRITABLE_COUNTERS[rng.below(WRITABLE_COUNTERS.length)];
    emitInt(draft, scratch(rng), turn(rng));
    draft.push(iType(CSRRW, rng.oneIn(2) ? 0 : scratch(rng), anyRegister(rng), csr));
    draft.push(iType(CSRRS, scratch(rng), 0, csr));
  } else {
    draft.push(iType(CSRRWI, 0, rng.below(8), COUNTER_ENABLES[rng.below(COUNTER_ENABLES.length)]));
  }
}

/** Gives or takes cache-block instructions of lower modes, or the setting of A and D by hardware. */
export function environment(draft: Draft, _input: Input, rng: Rng, _aim: Aim): void {
  const value = scratch(rng);
  const access = rng.oneIn(3) ? CSRRC : CSRRS;
  if (rng.oneIn(3)) {
    emitPair(draft, value, 0, ADUE);
    draft.push(iType(access, 0, value, MENVCFG));
    return;
  }
  emitInt(draft, value, BLOCK_RIGHTS[rng.below(BLOCK_RIGHTS.length)]);
  draft.push(iType(access, 0, value, ENVIRONMENTS[rng.below(ENVIRONMENTS.length)]));
}

/** Sets a bit of mseccfg; nothing, most of the time, where that CSR does not exist. */
export function lockDown(draft: Draft, input: Input, rng: Rng, _aim: Aim): void {
  if ((input[EXTENSIONS] & EXT_SMEPMP) === 0 && !rng.oneIn(16)) return;
  draft.push(iType(rng.oneIn(4) ? CSRRWI : CSRRSI, 0, 1 << rng.below(3), MSECCFG));
}
