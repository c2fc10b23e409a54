import { code, type DesignName, MachineRun } from '../machine-run.ts';

/** A board with an IOPMP: what differs from a plain one. */
export interface Guarded {
  /** Entries from the second on: mode, range and rights, as `napot 0x80040000/4K r--`. The first is the code's page. */
  readonly entries?: readonly string[];
  /** Lines of sections; `iopmp`: those beside entries, domain 0 and the row of RRID 0. */
  readonly platform?: readonly string[];
  readonly iopmp?: readonly string[];
  readonly state?: readonly string[];
  /** False if the device is not enabled. */
  readonly enabled?: boolean;
  /** Whole sections: those before `iopmp`, between it and `state`, between `pmp` and `code`, and what follows the data. */
  readonly slots?: string;
  readonly remap?: string;
  readonly maps?: string;
  readonly rest?: string;
  readonly quirks?: string;
  readonly design?: DesignName;
}

const DEVICE = 'device iopmp';
const REGISTERS = ['mtvec 0x80000800', 'a0 0x10200000', 'a1 0x80040000', 'a2 0x80041000', 't0 0x5'];

/** A page of DRAM at a1 with 0x8877665544332211 in each of its first doublewords; t0 is 5. */
export const PAGE = 0x8004_0000;
export const VALUE = 0x8877_6655_4433_2211n;
const ERR_INFO = 0x64;
const ERR_REQADDR = 0x68;
const ERR_REQID = 0x70;

function lines(words: readonly string[]): string {
  return words.map((word) => `  ${word}\n`).join('');
}

/** A program on a board with an IOPMP; RRID 0 has domain 0, which is all entries. */
export function guarded(board: Guarded, ...program: readonly string[]): MachineRun {
  const { entries = [], platform = [], iopmp = [], state = [], quirks = '', design } = board;
  const { slots = '', remap = '', maps = '', rest = '' } = board;
  const registers = REGISTERS.filter((line) => !state.some((other) => other.startsWith(line.slice(0, 3))));
  const named = entries.map((entry, i) => `entry ${i + 1} ${entry}`);
  const device = platform.some((line) => line.startsWith('device')) ? [] : [DEVICE];
  return new MachineRun(
    `platform
${lines([...device, ...platform])}
${slots}
iopmp
${lines([...(board.enabled === false ? [] : ['enable']), 'domain 0 to=16', 'rrid 0 domains=0', 'entry 0 napot 0x80000000/4K rwx', ...named, ...iopmp])}
${remap}
state
${lines([...registers, ...state])}
pmp
  0 napot all rwx
${maps}
${code(...program)}
data
  0x80040000 ${VALUE}
  0x80040008 ${VALUE}
  0x80041000 0xb
${rest}`,
    quirks,
    design,
  );
}

/** The error record of the run: `etype ttype address rrid eid`, or `none`; svc too if it is set. */
export function recordOf(run: MachineRun): string {
  const { iopmp } = run.machine.parts.bus;
  const info = iopmp.read32(ERR_INFO);
  if ((info & 1) === 0) return 'none';
  const type = ['', 'read', 'write', 'fetch'][(info >> 1) & 3];
  const address = ((iopmp.read32(ERR_REQADDR) >>> 0) * 4).toString(16);
  const id = iopmp.read32(ERR_REQID);
  const more = (info & 0x100) === 0 ? '' : ' +more';
  return `${type} ${(info >> 4) & 15} at ${address} by ${id & 0xffff} entry ${id >>> 16}${more}`;
}
