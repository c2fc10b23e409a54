/** The registers of an IOPMP that can be looked at: where they are, and what they are called. */
import { ENTRY_OFFSET, MAX_ENTRIES, MAX_MDS, MAX_RRIDS } from '../input/layout.ts';

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
/** Most registers that an IOPMP has. */
const MOST_REGISTERS =
  (FIXED_END + 4 * MAX_MDS + ROW_BYTES * Math.max(MAX_MDS, MAX_RRIDS) + ENTRY_USED * MAX_ENTRIES) / 4;

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
 * Where the registers are that an IOPMP has, but for {@link ERR_MFR}: a list that is made again only for an IOPMP of other
 * counts. Runs per execution.
 */
export class IopmpOffsets {
  /** Valid up to {@link count}. */
  readonly list = new Int32Array(MOST_REGISTERS);
  count = 0;
  private counts = 0;
  private domains = -1;

  /** Makes the list that of `device`. */
  update(device: Readable): void {
    const counts = device.read32(HWCFG1);
    const domains = (device.read32(HWCFG0) >>> 24) & 0x3f;
    if (counts === this.counts && domains === this.domains) return;
    this.counts = counts;
    this.domains = domains;
    this.count = 0;
    this.add(0, FIXED_END);
    this.add(MDCFG, MDCFG + 4 * domains);
    this.add(SRCMD, SRCMD + ROW_BYTES * Math.max(domains, counts & 0xffff));
    const end = ENTRY_OFFSET + ENTRY_BYTES * (counts >>> 16);
    for (let entry = ENTRY_OFFSET; entry < end; entry += ENTRY_BYTES) this.add(entry, entry + ENTRY_USED);
  }

  private add(from: number, to: number): void {
    for (let offset = from; offset < to; offset += 4)
      if (offset !== ERR_MFR) this.list[this.count++] = offset;
  }
}

/** Name of a register of the DMA engine by offset. */
export function engineRegisterName(offset: number): string {
  return `engine-${['source', 'target', 'size', 'start', 'status', 'control'][offset >> 2] ?? 'reserved'}`;
}

/** Bytes of the engine's registers. */
export const ENGINE_BYTES = 0x18;
