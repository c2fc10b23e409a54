import { EVENT_KINDS } from '../../input/layout.ts';
import {
  AMOS,
  CBO_MANAGE,
  CBO_ZERO,
  csrNumber,
  ECALL,
  FENCE_I,
  LR,
  MRET,
  SC,
  SFENCE_VMA,
  SRET,
} from '../encoding.ts';

/**
 * Kinds of things that happen in a run and whose order matters: what instructions do to memory, translation, protection
 * and code, then the events from outside in the order of EVENT_KINDS.
 */
const INSIDE = [
  'load',
  'store',
  'atomic',
  'cache-block',
  'device-load',
  'device-store',
  'translation-fence',
  'code-fence',
  'translation-csr',
  'protection-csr',
  'other-csr',
  'mode',
] as const;
export const HAPPENINGS: readonly string[] = [...INSIDE, ...EVENT_KINDS];

export const LOAD = 0;
export const STORE = 1;
export const ATOMIC = 2;
export const CACHE_BLOCK = 3;
export const DEVICE_LOAD = 4;
export const DEVICE_STORE = 5;
export const TRANSLATION_FENCE = 6;
export const CODE_FENCE = 7;
export const TRANSLATION_CSR = 8;
export const PROTECTION_CSR = 9;
export const OTHER_CSR = 10;
export const MODE_SWITCH = 11;
/** The first kind of event. */
export const FIRST_EVENT = INSIDE.length;
/** An instruction whose place does not matter by itself: it prepares another, or computes. */
export const NOTHING = -1;

const OPCODE_LOAD = 0x03;
const OPCODE_STORE = 0x23;
const OPCODE_ATOMIC = 0x2f;
const OPCODE_SYSTEM = 0x73;
/** What tells instructions of register form apart. */
const R_MASK = 0xfe00_707f | 0;
const CBO_MASK = 0xfff0_707f | 0;
const CACHE_BLOCKS = new Set([CBO_ZERO, ...CBO_MANAGE]);
const MODES = new Set([MRET, SRET, ECALL]);
const ATOMICS = new Set([...AMOS, ...LR, ...SC].map((word) => word & R_MASK));
const TRANSLATION_CSRS = new Set(['satp', 'mstatus', 'sstatus', 'menvcfg'].map(csrNumber));
const PROTECTION_CSRS = new Set(['mlwid', 'slwid', 'mwiddeleg', 'mseccfg'].map(csrNumber));
const PMPCFG0 = csrNumber('pmpcfg0');
const PMPADDR15 = csrNumber('pmpaddr15');

/** What kind of happening an instruction is; `onDevice`: its base register was loaded with the address of a device. */
export function happeningOf(word: number, onDevice: boolean): number {
  switch (word & 0x7f) {
    case OPCODE_LOAD:
      return onDevice ? DEVICE_LOAD : LOAD;
    case OPCODE_STORE:
      return onDevice ? DEVICE_STORE : STORE;
    case OPCODE_ATOMIC:
      return ATOMICS.has(word & R_MASK & ~0x0600_0000) ? ATOMIC : NOTHING;
    case OPCODE_SYSTEM:
      return systemHappening(word);
    default:
      if (word === FENCE_I) return CODE_FENCE;
      return CACHE_BLOCKS.has(word & CBO_MASK) ? CACHE_BLOCK : NOTHING;
  }
}

function systemHappening(word: number): number {
  if ((word & 0x7000) === 0) {
    if (MODES.has(word)) return MODE_SWITCH;
    return (word & R_MASK) === (SFENCE_VMA & R_MASK) ? TRANSLATION_FENCE : NOTHING;
  }
  const csr = word >>> 20;
  if (TRANSLATION_CSRS.has(csr)) return TRANSLATION_CSR;
  return PROTECTION_CSRS.has(csr) || (csr >= PMPCFG0 && csr <= PMPADDR15) ? PROTECTION_CSR : OTHER_CSR;
}
