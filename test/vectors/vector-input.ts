/** From a vector to an input, and to where in its run each action shows. */
import { bigHigh, bigLow, hex } from '../../src/bits/word.ts';
import {
  CHECKER_DRAM,
  CHECKER_FLASH,
  CHECKER_UART,
  DRAM_SLOTS,
  type Input,
  MAX_SLOTS,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PERM,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
} from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';
import { type Action, actionsOf } from './actions.ts';
import { D, type InputSection, numberOf, V, type Vector } from './vector.ts';

/** An action and the address of the instruction that is looked at; -1: the memory after the actions before it. */
export interface Placed extends Action {
  readonly pc: bigint;
}

export interface Prepared {
  readonly input: Input;
  readonly actions: readonly Placed[];
}

/** What memory holds where a vector reads or writes it. */
export const PATTERN = 0x2122_2324_0000_0005n;

const DRAM_START = 0x8000_0000n;
const ROM_START = 0x1000n;
const CONSTANT = /\{(\d+)\}/g;
/** Registers for the numbers of a program: all but a0, which shows what is loaded, and t6. */
const POOL = Array.from({ length: 30 }, (_, i) => i + 1).filter((r) => r !== 10);
const CHECKERS: Readonly<Record<string, number>> = {
  '': CHECKER_DRAM,
  'UART.': CHECKER_UART,
  'FLASH.': CHECKER_FLASH,
};
const SLOT = /^(UART\.|FLASH\.)?(\d+)(?::\{(.+),(.+),(.+)\}|\.CFG=(\w+))$/;

/** The input of a vector for a device with that granule. */
export function prepare(vector: Vector, granule: 4 | 4096): Prepared {
  const start = vector.program === 'rom' ? ROM_START : DRAM_START;
  const registers = new Map<string, number>();
  const code: string[] = [];
  const actions = actionsOf(vector.does).map((action) => {
    const place = lay(action, code, start);
    return { ...action, pc: place };
  });
  const lines = code.map((line) => line.replace(CONSTANT, (_, number: string) => nameOf(registers, number)));
  const input = parseInput(textOf(vector, granule, start, lines, registers, actions), vector.id).input;
  for (const slot of vector.slots?.split(' ') ?? []) writeSlot(input, slot);
  return { input, actions };
}

/** Appends an action's code; whether or not its last instruction traps, the next action follows. */
function lay(action: Action, code: string[], start: bigint): bigint {
  if (action.lines.length === 0) return -1n;
  code.push(
    'auipc t6, 0',
    `addi t6, t6, ${4 * (3 + action.lines.length)}`,
    'csrw mtvec, t6',
    ...action.lines,
  );
  const last = start + 4n * BigInt(code.length - 1);
  code.push('csrw mstatus, zero');
  return action.isFetch ? action.address : last;
}

/** The register that holds a number from the start. */
function nameOf(registers: Map<string, number>, number: string): string {
  if (number === '0') return 'zero';
  const known = registers.get(number) ?? POOL[registers.size];
  if (known === undefined) throw new RangeError('too many numbers in a vector');
  registers.set(number, known);
  return `x${known}`;
}

function textOf(
  vector: Vector,
  granule: number,
  start: bigint,
  code: readonly string[],
  registers: ReadonlyMap<string, number>,
  actions: readonly Placed[],
): string {
  const { mwidlist = '0,1,2,3' } = vector;
  const more = (section: InputSection): readonly string[] => vector.with?.[section] ?? [];
  const state = more('state');
  const hasWid = vector.mwidlist !== undefined || state.some((line) => line.startsWith('mlwid'));
  const worlds = `worlds 4 trusted=3 mwid=3 mwidlist=${mwidlist} hw-bypass=on granule=${granule}`;
  const rom = vector.program === 'rom' ? ['rom 4K'] : [];
  const constants = [...registers].map(([number, r]) => `x${r} ${hex(BigInt(number))}`);
  return [
    'iommufuzz 1',
    ...section('platform', ['ram 2M', worlds, ...rom, ...more('platform')]),
    ...section('state', [
      `pc ${hex(start)}`,
      `stop ${hex(start + 4n * BigInt(code.length))}`,
      ...(hasWid ? [] : ['mlwid 0']),
      ...state,
      ...constants,
    ]),
    ...section('pmp', vector.with?.pmp ?? ['0 napot all rwx']),
    ...section('maps', more('maps')),
    ...section(`code ${hex(start)}`, code),
    ...more('code'),
    ...section('data', [...patterns(actions), ...more('data')]),
    ...section('events', more('events')),
  ].join('\n');
}

function section(name: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [name, ...lines.map((line) => `  ${line}`)];
}

/** Something to find wherever the DRAM page and its neighbours are accessed. */
function patterns(actions: readonly Action[]): readonly string[] {
  const places = actions
    .filter(
      ({ shows, isFetch }) => !isFetch && (shows === 'load' || shows === 'store' || shows === 'register'),
    )
    .flatMap(({ address, size }) => [address, address + BigInt(Math.max(size, 1) - 1)])
    .map(physicalOf)
    .filter((pa) => pa >= D && pa < D + 0x4000n)
    .map((pa) => pa & ~7n);
  return [...new Set(places)].map((pa) => `${hex(pa)} ${hex(PATTERN)}`);
}

/** Where the bytes of an address lie: the pages from V on are page D. */
export function physicalOf(address: bigint): bigint {
  return address >= V && address < V + 0x8000n ? D + (address & 0xfffn) : address;
}

function writeSlot(input: Input, text: string): void {
  const match = SLOT.exec(text);
  if (match === null) throw new RangeError(`'${text}' is no slot of a vector`);
  const [, checker = '', number, addr, perm, cfg, cfgAlone] = match;
  const index = CHECKERS[checker];
  const last = input[DRAM_SLOTS + index];
  const isLast = Number(number) === last;
  const at = SLOTS + (index * MAX_SLOTS + Number(number)) * SLOT_STRIDE;
  const reset = { addr: isLast ? 'TOP>>2' : '0', perm: isLast ? '0xC0' : '0' };
  input[at + SLOT_PRESENT] = 1;
  put(input, at + SLOT_ADDR, numberOf(addr ?? reset.addr));
  put(input, at + SLOT_PERM, numberOf(perm ?? reset.perm));
  input[at + SLOT_CFG] = bigLow(numberOf(cfg ?? cfgAlone ?? '0'));
}

function put(input: Input, at: number, value: bigint): void {
  input[at] = bigLow(value);
  input[at + 1] = bigHigh(value);
}
