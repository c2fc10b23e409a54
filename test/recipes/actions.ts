/** What a recipe does, action by action, as M-mode code of RRID 0 and as events. */
import { IOPMP_BASE } from '../../src/input/layout.ts';

/** How the outcome of an action is worded. */
export type Shows = 'load' | 'store' | 'fetch' | 'transfer' | 'register' | 'pending' | 'last' | 'nothing';

export interface Action {
  readonly shows: Shows;
  /** Instructions; `{0x1234}` stands for a register that holds the number. The last one is what is looked at. */
  readonly lines: readonly string[];
  /** The last instruction may trap; what follows it goes on. */
  readonly mayTrap: boolean;
  /** Happens before the last instruction: an event without its step. */
  readonly event?: string;
  /** Of an access: first byte and bytes. Of a register: its offset. */
  readonly address: number;
  readonly size: number;
}

/** What a store or a transfer writes: no byte of it is 0, and none that of memory. */
export const STORED = 0x6162_6364_6566_6768n;

const LOADS: Readonly<Record<string, string>> = { 1: 'lbu', 4: 'lwu', 8: 'ld' };
const STORES: Readonly<Record<string, string>> = { 1: 'sb', 4: 'sw', 8: 'sd' };
const PENDING = 0x0c00_1000;
const ENABLE = 'sw {0x80000000}, 0({0x10200008})';

type Reader = (match: readonly string[]) => Partial<Action>;

/**
 * Numbers are hexadecimal, as in 7.9.
 * - `[48]=5`, `[48]?`: writes and reads the register at that offset; `last 64`: what it holds in the end; `enable`.
 * - `R 80040000/8`, `W`: the hart loads, stores. `X 80040000`: it jumps there. P permitted, B bus error, F made-up success.
 * - `W1 80040000/4`: the other bus master, RRID 1, writes. P it did, D it did not.
 * - `start 0 80040000 8004003f`, `end ...`: a message about a transaction of RRID 0.
 * - `irq?`: whether the interrupt of the IOPMP is pending.
 */
const ACTIONS: readonly (readonly [RegExp, Reader])[] = [
  [/^enable$/, () => ({ lines: [ENABLE] })],
  [/^\[(\w+)\]=(\w+)$/, ([, offset, value]) => ({ lines: [`sw {0x${value}}, 0({${registerAt(offset)}})`] })],
  [/^\[(\w+)\]\?$/, ([, offset]) => ({ shows: 'register', lines: [`lwu a0, 0({${registerAt(offset)}})`] })],
  [/^last (\w+)$/, ([, offset]) => ({ shows: 'last', lines: [], address: Number(`0x${offset}`) })],
  [/^irq\?$/, () => ({ shows: 'pending', lines: [`lwu a0, 0({${PENDING}})`] })],
  [/^R (\w+)\/([148])$/, ([, at, size]) => access('load', `${LOADS[size]} a0, 0({0x${at}})`, at, size)],
  [
    /^W (\w+)\/([148])$/,
    ([, at, size]) => access('store', `${STORES[size]} {${STORED}}, 0({0x${at}})`, at, size),
  ],
  [/^X (\w+)$/, ([, at]) => access('fetch', `jr {0x${at}}`, at, '4')],
  [/^W\d (\w+)\/(\d)$/, readTransfer],
  [/^(start|end) (.+)$/, readMessage],
];

/** The actions of a recipe; throws RangeError for what is none. */
export function actionsOf(does: string): readonly Action[] {
  return does.split('; ').map((text) => {
    for (const [pattern, reader] of ACTIONS) {
      const match = pattern.exec(text);
      if (match !== null)
        return { shows: 'nothing', lines: ['nop'], mayTrap: false, address: 0, size: 0, ...reader(match) };
    }
    throw new RangeError(`'${text}' is no action of a recipe`);
  });
}

function registerAt(offset: string): number {
  return IOPMP_BASE + Number(`0x${offset}`);
}

function access(shows: Shows, line: string, at: string, size: string): Partial<Action> {
  return { shows, lines: [line], mayTrap: true, address: Number(`0x${at}`), size: Number(size) };
}

function readTransfer([, at, size]: readonly string[]): Partial<Action> {
  const data = BigInt.asUintN(8 * Number(size), STORED);
  const event = `dma-write 0x${at} ${size} 0x${data.toString(16)}`;
  return { shows: 'transfer', event, address: Number(`0x${at}`), size: Number(size) };
}

function readMessage([, kind, rest]: readonly string[]): Partial<Action> {
  const [rrid, first, last] = rest.split(' ');
  return { event: `transaction-${kind} ${rrid} 0x${first} 0x${last}` };
}
