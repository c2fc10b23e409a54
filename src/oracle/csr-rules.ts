import {
  MCAUSE,
  MCOUNTEREN,
  MCYCLE,
  MEDELEG,
  MENVCFG,
  MEPC,
  MIDELEG,
  MIE,
  MINSTRET,
  MIP,
  MSCRATCH,
  MTVAL,
  MTVEC,
  SCAUSE,
  SCOUNTEREN,
  SENVCFG,
  SEPC,
  SSCRATCH,
  STVAL,
  STVEC,
} from './hart/hart-state.ts';

/** How a CSR answers. Dense: the CSR file switches on literals checked against this table. */
export const RULE_KINDS = {
  absent: 0,
  /** Reads 0, writes are ignored. */
  zero: 1,
  misa: 2,
  /** Storage under a write mask. */
  plain: 3,
  mstatus: 4,
  sstatus: 5,
  sie: 6,
  sip: 7,
  /** A trap vector: storage that refuses modes 2 and 3. */
  tvec: 8,
  satp: 9,
  pmpcfg: 10,
  pmpaddr: 11,
  mlwid: 12,
  mwiddeleg: 13,
  slwid: 14,
  /** menvcfg and senvcfg: storage under a write mask with CBIE, of which 2 is reserved. */
  envcfg: 15,
  /** Exists with Smepmp only. */
  mseccfg: 16,
  /** The software bits, and the lines of the interrupt controllers. */
  mip: 17,
  /** Storage that instructions advance as they retire, or the read-only view of it. */
  counter: 18,
  time: 19,
} as const;

/** The ids of {@link RULE_KINDS} as literal types. */
export type RuleKinds = typeof RULE_KINDS;

/** One CSR: where it is stored (kinds plain and tvec; entry number for PMP) and which bits software may write. */
export interface CsrRule {
  readonly name: string;
  readonly number: number;
  readonly kind: keyof RuleKinds;
  readonly at: number;
  readonly maskLo: number;
  readonly maskHi: number;
}

function csr(name: string, number: number, kind: keyof RuleKinds, at = 0, maskLo = -1, maskHi = -1): CsrRule {
  return { name, number, kind, at, maskLo, maskHi };
}

/**
 * Every CSR of the hart that holds state, the last three only with WorldGuard, mseccfg only with Smepmp.
 * @source Privileged ISA 2.2 and chapters 3, 4; worldguard.md 2.1
 */
// biome-ignore format: a table
export const CSRS: readonly CsrRule[] = [
  csr('mstatus', 0x300, 'mstatus'),
  csr('misa', 0x301, 'misa'),
  csr('medeleg', 0x302, 'plain', MEDELEG, 0xb3ff, 0),
  csr('mideleg', 0x303, 'plain', MIDELEG, 0x222, 0),
  csr('mie', 0x304, 'plain', MIE, 0xaaa, 0),
  csr('mtvec', 0x305, 'tvec', MTVEC),
  csr('menvcfg', 0x30a, 'envcfg', MENVCFG, 0xf1, 1 << 29),
  csr('mcounteren', 0x306, 'plain', MCOUNTEREN, -1, 0),
  csr('mcycle', 0xb00, 'counter', MCYCLE),
  csr('minstret', 0xb02, 'counter', MINSTRET),
  csr('mscratch', 0x340, 'plain', MSCRATCH),
  csr('mepc', 0x341, 'plain', MEPC, ~1),
  csr('mcause', 0x342, 'plain', MCAUSE),
  csr('mtval', 0x343, 'plain', MTVAL),
  csr('mip', 0x344, 'mip', MIP, 0x222, 0),
  csr('pmpcfg0', 0x3a0, 'pmpcfg', 0),
  csr('pmpcfg2', 0x3a2, 'pmpcfg', 8),
  ...Array.from({ length: 16 }, (_, i) => csr(`pmpaddr${i}`, 0x3b0 + i, 'pmpaddr', i)),
  csr('sstatus', 0x100, 'sstatus'),
  csr('sie', 0x104, 'sie'),
  csr('stvec', 0x105, 'tvec', STVEC),
  csr('scounteren', 0x106, 'plain', SCOUNTEREN, -1, 0),
  csr('senvcfg', 0x10a, 'envcfg', SENVCFG, 0xf1, 0),
  csr('sscratch', 0x140, 'plain', SSCRATCH),
  csr('sepc', 0x141, 'plain', SEPC, ~1),
  csr('scause', 0x142, 'plain', SCAUSE),
  csr('stval', 0x143, 'plain', STVAL),
  csr('sip', 0x144, 'sip'),
  csr('satp', 0x180, 'satp'),
  csr('mvendorid', 0xf11, 'zero'),
  csr('marchid', 0xf12, 'zero'),
  csr('mimpid', 0xf13, 'zero'),
  csr('mhartid', 0xf14, 'zero'),
  csr('mconfigptr', 0xf15, 'zero'),
  csr('mseccfg', 0x747, 'mseccfg'),
  csr('mlwid', 0x390, 'mlwid'),
  csr('mwiddeleg', 0x748, 'mwiddeleg'),
  csr('slwid', 0x190, 'slwid'),
];

/**
 * CSRs with no state of their own: the views of counters, and those that read 0.
 * @source Privileged ISA 3.1.10 to 3.1.12; Unprivileged ISA, Zicntr and Zihpm
 */
export const STATELESS_CSRS: readonly CsrRule[] = [
  csr('cycle', 0xc00, 'counter', MCYCLE),
  csr('time', 0xc01, 'time'),
  csr('instret', 0xc02, 'counter', MINSTRET),
  csr('mcountinhibit', 0x320, 'zero'),
  ...zeros('hpmcounter', 0xc03),
  ...zeros('mhpmcounter', 0xb03),
  ...zeros('mhpmevent', 0x323),
];

/** Numbers 3 to 31 of a family of CSRs. */
function zeros(name: string, first: number): readonly CsrRule[] {
  return Array.from({ length: 29 }, (_, i) => csr(`${name}${i + 3}`, first + i, 'zero'));
}

const NUMBERS = 4096;

/** All CSRs by number, as columns. */
export interface CsrColumns {
  readonly kind: Uint8Array;
  readonly at: Uint8Array;
  readonly maskLo: Int32Array;
  readonly maskHi: Int32Array;
}

/** Builds the columns. */
export function csrColumns(): CsrColumns {
  const columns = {
    kind: new Uint8Array(NUMBERS),
    at: new Uint8Array(NUMBERS),
    maskLo: new Int32Array(NUMBERS),
    maskHi: new Int32Array(NUMBERS),
  };
  for (const rule of [...CSRS, ...STATELESS_CSRS]) {
    columns.kind[rule.number] = RULE_KINDS[rule.kind];
    columns.at[rule.number] = rule.at;
    columns.maskLo[rule.number] = rule.maskLo;
    columns.maskHi[rule.number] = rule.maskHi;
  }
  return columns;
}
