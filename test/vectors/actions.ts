/** What a vector does, action by action, as M-mode code. */
import { WGC_DRAM_BASE, WGC_FLASH_BASE, WGC_UART_BASE } from '../../src/input/layout.ts';
import { numberOf } from './vector.ts';

/** How the outcome of an action is worded. */
export type Shows = 'load' | 'store' | 'register' | 'address' | 'pending' | 'nothing' | 'memory';

export interface Action {
  readonly text: string;
  /** Its instructions; `{0x1234}` stands for a register that holds the number. The last one is what is looked at. */
  readonly lines: readonly string[];
  readonly shows: Shows;
  /** Address of an access, or of the memory that is shown. */
  readonly address: bigint;
  /** Bytes of it. */
  readonly size: number;
  /** The last instruction is a jump to `address`, and it is the instruction there that is looked at. */
  readonly isFetch: boolean;
}

/** What a store stores: no byte of it is 0. */
export const STORED = 0x6162_6364_6566_6768n;

const MPP_S = 1n << 11n;
const MPRV = 1n << 17n;
const BITS: Readonly<Record<string, bigint>> = { '': 0n, '+SUM': 1n << 18n, '+MXR': 1n << 19n };
const LOADS: Readonly<Record<string, string>> = { 1: 'lbu', 2: 'lhu', 4: 'lwu', 8: 'ld' };
const STORES: Readonly<Record<string, string>> = { 1: 'sb', 2: 'sh', 4: 'sw', 8: 'sd' };
const PENDING = 0x0c00_1000n;

const CHECKERS: Readonly<Record<string, number>> = {
  '': WGC_DRAM_BASE,
  'UART.': WGC_UART_BASE,
  'FLASH.': WGC_FLASH_BASE,
};
/** Offset and size of a register. */
const REGISTERS: Readonly<Record<string, readonly [offset: number, size: number]>> = {
  ERRCAUSE: [0x10, 8],
  'ERRCAUSE.hi': [0x14, 4],
  ERRADDR: [0x18, 8],
  ADDR: [0x20, 8],
  'ADDR.lo': [0x20, 4],
  'ADDR.hi': [0x24, 4],
  PERM: [0x28, 8],
  CFG: [0x30, 4],
};

type Reader = (match: readonly string[]) => Omit<Action, 'text'>;

/**
 * - `W0 R D`, `W1 W4 D+4`: a load or store of 8 (1, 2, 4) bytes as S-mode, by MPRV, with mlwid written first; `S`, `U`
 *   and `M` leave mlwid alone; `S+SUM`, `S+MXR` set a bit of mstatus. Also `lr.w`, `sc.w`, `amoadd.w` (rs2 = 7).
 * - `W0 X D`: S-mode goes on at that address.
 * - `mlwid := 3`, `mlwid?`; `1.CFG := 3`, `1.CFG?`, `ERRADDR?`, `FLASH.ERRADDR?`; `4B 0x08?` by size and offset.
 * - `IRQ?`: what of the checkers' sources is pending. `[D]?`: the 8 bytes there. `sfence`.
 */
const ACTIONS: readonly (readonly [RegExp, Reader])[] = [
  [/^(W\d|[SUM])(\+\w+)? R([1248]?) (\S+)$/, readLoad],
  [/^(W\d|[SUM])(\+\w+)? W([1248]?) (\S+)$/, readStore],
  [/^(W\d|[SUM])(\+\w+)? (lr\.w|sc\.w|amoadd\.w) (\S+)$/, readAtomic],
  [/^(W\d) X (\S+)$/, readFetch],
  [/^(m\w+|slwid)\?$/, ([, csr]) => plain([`csrr a0, ${csr}`], csr === 'mepc' ? 'address' : 'register')],
  [/^(m\w+|slwid) := (\S+)$/, ([, csr, value]) => plain([`csrw ${csr}, {${numberOf(value)}}`], 'nothing')],
  [/^(UART\.|FLASH\.)?(?:(\d+)\.)?([A-Z]+(?:\.\w\w)?)\?$/, readRegister],
  [/^(UART\.|FLASH\.)?(?:(\d+)\.)?([A-Z]+(?:\.\w\w)?) := (\S+)$/, readRegisterWrite],
  [/^([1248])B (\w+)\?$/, ([, size, offset]) => registerLoad(WGC_DRAM_BASE + Number(offset), Number(size))],
  [/^\[(\S+)\]\?$/, ([, address]) => ({ ...plain([], 'memory'), address: numberOf(address), size: 8 })],
  [/^sfence$/, () => plain(['sfence.vma'], 'nothing')],
];

/** The actions of a vector's `does`; throws RangeError for what is none. */
export function actionsOf(does: string): readonly Action[] {
  return does.split('; ').map(actionOf);
}

function actionOf(text: string): Action {
  if (text === 'IRQ?') return { ...plain([`lwu a0, 0({${PENDING}})`], 'pending'), text };
  for (const [pattern, reader] of ACTIONS) {
    const match = pattern.exec(text);
    if (match !== null) return { ...reader(match.map((group) => group ?? '')), text };
  }
  throw new RangeError(`'${text}' is no action of a vector`);
}

function plain(lines: readonly string[], shows: Shows): Omit<Action, 'text'> {
  return { lines, shows, address: -1n, size: 0, isFetch: false };
}

function readLoad([, as, bits, size, address]: readonly string[]): Omit<Action, 'text'> {
  return access(as, bits, `${LOADS[size || 8]} a0, 0({${numberOf(address)}})`, 'load', address, size);
}

function readStore([, as, bits, size, address]: readonly string[]): Omit<Action, 'text'> {
  const line = `${STORES[size || 8]} {${STORED}}, 0({${numberOf(address)}})`;
  return access(as, bits, line, 'store', address, size);
}

function readAtomic([, as, bits, name, address]: readonly string[]): Omit<Action, 'text'> {
  const operand = name === 'lr.w' ? '' : '{7}, ';
  const line = `${name} a0, ${operand}({${numberOf(address)}})`;
  return access(as, bits, line, 'register', address, '4');
}

function access(as: string, bits: string, line: string, shows: Shows, address: string, size: string) {
  const lines = [...worldLines(as), ...modeLines(as, bits), line];
  return { lines, shows, address: numberOf(address), size: Number(size || 8), isFetch: false };
}

function worldLines(as: string): readonly string[] {
  return as.startsWith('W') ? [`csrwi mlwid, ${as.slice(1)}`] : [];
}

function modeLines(as: string, bits: string): readonly string[] {
  if (as === 'M') return [];
  return [`csrw mstatus, {${MPRV | (as === 'U' ? 0n : MPP_S) | BITS[bits]}}`];
}

function readFetch([, as, address]: readonly string[]): Omit<Action, 'text'> {
  const target = numberOf(address);
  const lines = [...worldLines(as), `csrw mepc, {${target}}`, `csrw mstatus, {${MPP_S}}`, 'mret'];
  return { lines, shows: 'nothing', address: target, size: 0, isFetch: true };
}

function readRegister([, checker, slot, name]: readonly string[]): Omit<Action, 'text'> {
  const [address, size] = registerAt(checker, slot, name);
  const shown = registerLoad(address, size);
  return name === 'ERRADDR' ? { ...shown, shows: 'address' } : shown;
}

function registerLoad(address: number, size: number): Omit<Action, 'text'> {
  const line = `${LOADS[size]} a0, 0({${address}})`;
  return { ...plain([line], 'register'), address: BigInt(address), size };
}

function readRegisterWrite([, checker, slot, name, value]: readonly string[]): Omit<Action, 'text'> {
  const [address, size] = registerAt(checker, slot, name);
  return plain([`${STORES[size]} {${numberOf(value)}}, 0({${address}})`], 'nothing');
}

function registerAt(checker: string, slot: string, name: string): readonly [address: number, size: number] {
  const base = CHECKERS[checker];
  const register = REGISTERS[name];
  if (base === undefined || register === undefined)
    throw new RangeError(`'${checker}${name}' is no register`);
  return [base + register[0] + 0x20 * Number(slot || 0), register[1]];
}
