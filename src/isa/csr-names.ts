import { hex } from '../bits/word.ts';

/**
 * Numbers of the CSRs that have a name here: those the hart or a device implements, and the counters, triggers and
 * floating-point ones that a reader expects to see named even where reading them traps.
 *
 * @source Privileged ISA 20240411, tables 3 to 6; Worlds (Smwg, Sswg) for mlwid, slwid, mwiddeleg
 */
export const CSR = {
  fflags: 0x001,
  frm: 0x002,
  fcsr: 0x003,
  sstatus: 0x100,
  sie: 0x104,
  stvec: 0x105,
  scounteren: 0x106,
  senvcfg: 0x10a,
  sscratch: 0x140,
  sepc: 0x141,
  scause: 0x142,
  stval: 0x143,
  sip: 0x144,
  stimecmp: 0x14d,
  satp: 0x180,
  slwid: 0x190,
  mstatus: 0x300,
  misa: 0x301,
  medeleg: 0x302,
  mideleg: 0x303,
  mie: 0x304,
  mtvec: 0x305,
  mcounteren: 0x306,
  menvcfg: 0x30a,
  mcountinhibit: 0x320,
  ...numbered('mhpmevent', 3, 31, 0x323),
  mscratch: 0x340,
  mepc: 0x341,
  mcause: 0x342,
  mtval: 0x343,
  mip: 0x344,
  mtinst: 0x34a,
  mtval2: 0x34b,
  mlwid: 0x390,
  pmpcfg0: 0x3a0,
  pmpcfg2: 0x3a2,
  ...numbered('pmpaddr', 0, 15, 0x3b0),
  mseccfg: 0x747,
  mwiddeleg: 0x748,
  tselect: 0x7a0,
  tdata1: 0x7a1,
  tdata2: 0x7a2,
  tdata3: 0x7a3,
  dcsr: 0x7b0,
  dpc: 0x7b1,
  dscratch0: 0x7b2,
  dscratch1: 0x7b3,
  mcycle: 0xb00,
  minstret: 0xb02,
  ...numbered('mhpmcounter', 3, 31, 0xb03),
  cycle: 0xc00,
  time: 0xc01,
  instret: 0xc02,
  ...numbered('hpmcounter', 3, 31, 0xc03),
  mvendorid: 0xf11,
  marchid: 0xf12,
  mimpid: 0xf13,
  mhartid: 0xf14,
  mconfigptr: 0xf15,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(CSR).map(([name, number]) => [number, name]),
);

/** Number of a CSR by its name; `undefined` for an unknown name. */
export function csrNumber(name: string): number | undefined {
  return Object.hasOwn(CSR, name) ? CSR[name as keyof typeof CSR] : undefined;
}

/** Name of CSR `number` (0..0xfff), or the number as `0x…` if it has none. */
export function csrName(number: number): string {
  return NAMES.get(number) ?? hex(number);
}

/** `name<first>` … `name<last>` with ascending numbers. */
function numbered<Name extends string>(name: Name, first: number, last: number, number: number) {
  const entries: [string, number][] = [];
  for (let i = first; i <= last; i++) entries.push([`${name}${i}`, number + i - first]);
  return Object.fromEntries(entries) as Readonly<Record<`${Name}${number}`, number>>;
}
