/** The registers of an IOPMP that can be looked at: where they are, and what they are called. */
import { ENTRY_OFFSET } from '../input/layout.ts';

/** Reading this one changes it: what it would show is looked at otherwise. */
export const ERR_MFR = 0x74;
const FIXED_END = 0x80;
const HWCFG0 = 0x08;
const HWCFG1 = 0x0c;
const MDCFG = 0x800;
const SRCMD = 0x1000;
const ROW_BYTES = 32;
const ENTRY_BYTES = 16;
/** Bytes of an entry that are registers. */
const ENTRY_USED = 12;

/** Names of the fixed registers from here on; those before are one. */
const NAMED = 0x30;
const NAMES = [
  ...['mdstall', 'mdstall', 'rridscp', 'reserved', 'mdlck', 'mdlck', 'mdcfglck', 'entrylck'],
  ...['reserved', 'reserved', 'reserved', 'reserved', 'err-cfg', 'err-info', 'err-reqaddr', 'err-reqaddr'],
  ...['err-reqid', 'err-mfr', 'msiaddr', 'msiaddr'],
] as const;

/** Name of a register of an IOPMP by offset (iopmp.md 3.1, 3.2). */
export function iopmpRegisterName(offset: number): string {
  if (offset < NAMED) return 'iopmp-hwcfg';
  if (offset < MDCFG) return `iopmp-${NAMES[(offset - NAMED) >> 2] ?? 'reserved'}`;
  if (offset < SRCMD) return 'iopmp-mdcfg';
  if (offset < ENTRY_OFFSET) return 'iopmp-srcmd';
  return `iopmp-${['entry-addr', 'entry-addr', 'entry-cfg', 'reserved'][(offset >> 2) & 3]}`;
}

/** Something with registers. */
export interface Readable {
  read32(offset: number): number;
}

/**
 * Calls `look` with the offset of each register that this IOPMP has, but for {@link ERR_MFR}; ends early, and returns
 * true, where that does.
 */
export function someIopmpRegister(device: Readable, look: (offset: number) => boolean): boolean {
  const counts = device.read32(HWCFG1);
  const domains = (device.read32(HWCFG0) >>> 24) & 0x3f;
  const rrids = counts & 0xffff;
  const entries = counts >>> 16;
  const rows = Math.max(domains, rrids);
  return (
    someWord(0, FIXED_END, look) ||
    someWord(MDCFG, MDCFG + 4 * domains, look) ||
    someWord(SRCMD, SRCMD + ROW_BYTES * rows, look) ||
    someWord(ENTRY_OFFSET, ENTRY_OFFSET + ENTRY_BYTES * entries, (offset) => {
      return (offset & (ENTRY_BYTES - 1)) < ENTRY_USED && look(offset);
    })
  );
}

function someWord(from: number, to: number, look: (offset: number) => boolean): boolean {
  for (let offset = from; offset < to; offset += 4) if (offset !== ERR_MFR && look(offset)) return true;
  return false;
}

/** Name of a register of the DMA engine by offset. */
export function engineRegisterName(offset: number): string {
  return `engine-${['source', 'target', 'size', 'start', 'status', 'control'][offset >> 2] ?? 'reserved'}`;
}

/** Bytes of the engine's registers. */
export const ENGINE_BYTES = 0x18;
