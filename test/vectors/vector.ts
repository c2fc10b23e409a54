/**
 * A corner case of worldguard.md section 9. Configuration and accesses are spelled as there: `1:{0x2004_01FF,3,3}` is
 * slot 1 with ADDR, PERM and CFG, `16.CFG=0xF01` changes CFG alone; `D` is the DRAM page 0x8010_0000, `V` a virtual page.
 */
export interface Vector {
  /** Its number, with what tells variants of one number apart. */
  readonly id: string;
  /** Slots that are not as after reset, separated by spaces; `UART.` and `FLASH.` before those of the other checkers. */
  readonly slots?: string;
  /** What is done, separated by `; `: see `actions.ts`. */
  readonly does: string;
  /** What `fixed` shows, one word per action that shows something, separated by ` / `. */
  readonly spec: string;
  /** What the specification permits besides. */
  readonly or?: readonly string[];
  /** What the posted device shows under the TLB it was observed with (v1), if that is something else. */
  readonly qemu?: string;
  /** Granule of the specification column; 4096 unless said. The posted device has 4096 alone. */
  readonly granule?: 4;
  /** Legal values of mlwid; 0 to 3 unless said. */
  readonly mwidlist?: string;
  /** Where the M-mode program lies: DRAM unless ROM, which no checker guards, is said. */
  readonly program?: 'rom';
  /** Lines of further sections of the input. */
  readonly with?: Readonly<Partial<Record<InputSection, readonly string[]>>>;
}

/** The sections of an input to which a vector may add lines; `pmp` and `code` stand alone, `mlwid` is 0 unless `state` says it. */
export type InputSection = 'platform' | 'state' | 'pmp' | 'maps' | 'code' | 'data' | 'events';

/** The page of the vectors, and the virtual page that `maps` leads to it. */
export const D = 0x8010_0000n;
export const V = 0x4000_0000n;

const NAMES: Readonly<Record<string, bigint>> = { D, V, UART: 0x1000_0000n, TOP: 0xffff_ffff_ffff_fffcn };
const TERM = /^\(?(\w+)(?:\+(\w+))?\)?(>>2)?$/;

/** The number that `0x2004_01FF`, `D+0x100`, `(D+0x100)>>2` or `-1` spells; throws RangeError for anything else. */
export function numberOf(text: string): bigint {
  if (text === '-1') return (1n << 64n) - 1n;
  const term = TERM.exec(text);
  if (term === null) throw new RangeError(`'${text}' is no number of a vector`);
  const sum = termOf(term[1]) + termOf(term[2] ?? '0');
  return term[3] === undefined ? sum : sum >> 2n;
}

function termOf(text: string): bigint {
  return NAMES[text] ?? BigInt(text.replaceAll('_', ''));
}

/** An address as vectors spell it. */
export function addressText(address: bigint): string {
  const near = [D, V].find((page) => address >= page && address < page + 0x8000n);
  if (near === undefined) return `0x${address.toString(16)}`;
  const name = near === D ? 'D' : 'V';
  return address === near ? name : `${name}+0x${(address - near).toString(16)}`;
}
