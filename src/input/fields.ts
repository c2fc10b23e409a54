import { hex } from '../bits/word.ts';

/** A field of a CSR. Without `values` it is one bit, written by its name; with them, `NAME=VALUE`. */
export interface Field {
  readonly name: string;
  /** Number of its lowest bit. */
  readonly bit: number;
  /** Names of its values from 0 on; value 0 is not written, '' stands for a reserved one. */
  readonly values?: readonly string[];
}

/** Exceptions by cause number, which are also the bits of medeleg; '' for those that do not exist. */
// biome-ignore format: a table
const CAUSE_NAMES: readonly string[] = [
  'fetch-misaligned', 'fetch-fault', 'illegal', 'breakpoint', 'load-misaligned', 'load-fault', 'store-misaligned',
  'store-fault', 'ecall-u', 'ecall-s', '', 'ecall-m', 'fetch-page-fault', 'load-page-fault', '', 'store-page-fault',
];

const INTERRUPTS: readonly (readonly [name: string, bit: number])[] = [
  ['SSI', 1],
  ['MSI', 3],
  ['STI', 5],
  ['MTI', 7],
  ['SEI', 9],
  ['MEI', 11],
];

/** menvcfg and senvcfg below bit 61. CBIE says what cbo.inval does below: trap, flush or invalidate. */
const ENVIRONMENT: readonly Field[] = [
  { name: 'FIOM', bit: 0 },
  { name: 'CBIE', bit: 4, values: ['illegal', 'flush', '', 'inval'] },
  { name: 'CBCFE', bit: 6 },
  { name: 'CBZE', bit: 7 },
];

/** mcounteren and scounteren: cycle, time, instret, then the 29 event counters. */
const COUNTERS: readonly Field[] = Array.from({ length: 32 }, (_, bit) => ({
  name: ['CY', 'TM', 'IR'][bit] ?? `HPM${bit}`,
  bit,
}));

/**
 * CSRs that are read by their fields, from the low bits up.
 * @source Privileged ISA 20240411, 3.1.6 (mstatus), 3.1.8 (delegation), 3.1.9 (mip, mie), 3.1.11 (mcounteren),
 * 3.1.18 (menvcfg), 4.1.10 (senvcfg); Smepmp 1.0 (mseccfg); WorldGuard 0.4 (mwiddeleg)
 */
export const CSR_FIELDS: Readonly<Record<string, readonly Field[]>> = {
  mstatus: [
    { name: 'SIE', bit: 1 },
    { name: 'MIE', bit: 3 },
    { name: 'SPIE', bit: 5 },
    { name: 'MPIE', bit: 7 },
    { name: 'SPP', bit: 8, values: ['U', 'S'] },
    { name: 'MPP', bit: 11, values: ['U', 'S', '', 'M'] },
    { name: 'MPRV', bit: 17 },
    { name: 'SUM', bit: 18 },
    { name: 'MXR', bit: 19 },
    { name: 'TVM', bit: 20 },
    { name: 'TW', bit: 21 },
    { name: 'TSR', bit: 22 },
  ],
  medeleg: CAUSE_NAMES.map((name, bit) => ({ name, bit })).filter(({ name }) => name !== ''),
  mideleg: INTERRUPTS.map(([name, bit]) => ({ name, bit })),
  mie: INTERRUPTS.map(([name, bit]) => ({ name: `${name}E`, bit })),
  mip: INTERRUPTS.map(([name, bit]) => ({ name: `${name}P`, bit })),
  menvcfg: [...ENVIRONMENT, { name: 'ADUE', bit: 61 }],
  senvcfg: ENVIRONMENT,
  mcounteren: COUNTERS,
  scounteren: COUNTERS,
  mseccfg: [
    { name: 'MML', bit: 0 },
    { name: 'MMWP', bit: 1 },
    { name: 'RLB', bit: 2 },
  ],
  mwiddeleg: Array.from({ length: 32 }, (_, wid) => ({ name: `WID${wid}`, bit: wid })),
};

/**
 * `value` (64 bits, unsigned) by the names of `fields`, separated by blanks; bits that have no name follow as
 * `+0x…`; `0` if there is none at all.
 */
export function describeFields(fields: readonly Field[], value: bigint): string {
  const words: string[] = [];
  let left = value;
  for (const { name, bit, values } of fields) {
    const width = values === undefined ? 1 : 32 - Math.clz32(values.length - 1);
    const field = Number((value >> BigInt(bit)) & ((1n << BigInt(width)) - 1n));
    const text = values === undefined ? name : values[field];
    if (field === 0 || text === '') continue;
    words.push(values === undefined ? name : `${name}=${text}`);
    left -= BigInt(field) << BigInt(bit);
  }
  if (left !== 0n) words.push(`+${hex(left)}`);
  return words.length === 0 ? '0' : words.join(' ');
}

/** The bits that one word of {@link describeFields} stands for (`SUM`, `MPP=S`, `+0x…` apart); undefined if none. */
export function fieldBits(fields: readonly Field[], word: string): bigint | undefined {
  const [name, value] = word.split('=', 2);
  const field = fields.find((each) => each.name === name);
  if (field === undefined) return undefined;
  if (field.values === undefined) return word === name ? 1n << BigInt(field.bit) : undefined;
  const index = value === undefined || value === '' ? -1 : field.values.indexOf(value);
  return index < 0 ? undefined : BigInt(index) << BigInt(field.bit);
}
