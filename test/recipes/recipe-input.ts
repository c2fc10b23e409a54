/** From a recipe to an input, and to where in its run each action shows. */
import type { Input } from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';
import { type Action, actionsOf } from './actions.ts';
import type { Board, Recipe } from './recipe.ts';

/** An action and the step of its last instruction. */
export interface Placed extends Action {
  readonly step: number;
}

export interface Prepared {
  readonly input: Input;
  readonly actions: readonly Placed[];
}

/** What memory holds where a recipe accesses it. */
export const PATTERN = 0x2122_2324_3132_3334n;
/** What lies where it jumps to. */
const ECALL = 0x73n;

const START = 0x8000_0000;
const CONSTANT = /\{(\w+)\}/g;
/** Registers for numbers: all but a0, into which is loaded, and t6. */
const POOL = Array.from({ length: 30 }, (_, i) => i + 1).filter((r) => r !== 10);
/** Features that the posted device has unless told otherwise. @source iopmp.md 6.2 */
const FEATURES = ['tor', 'prient-prog', 'chk-x', 'peis', 'pees', 'mfr', 'addrh', 'err-rec', 'non-prio'];
/** In the order of the text form. */
// biome-ignore format: a list
const ORDER = [
  'tor', 'sps', 'prient-prog', 'chk-x', 'stall', 'peis', 'pees', 'mfr', 'non-prio', 'addrh', 'err-rec',
];
/** Domains of the board of 7.9. RRID 0 has, beside its own, the last one, whose first entry is the program's page. */
const DOMAINS = [0, 1, 2, 3];
const CODE_ENTRY = 12;

export function prepare({ id, does, board = {} }: Recipe): Prepared {
  const code: string[] = [];
  const events: string[] = [];
  let step = 0;
  const actions = actionsOf(does).map((action) => {
    step += lay(action, code);
    const at = step - (action.lines.length === 0 ? 0 : 1);
    if (action.event !== undefined) events.push(`at ${at} ${action.event}`);
    // What it jumps to traps.
    if (action.shows === 'fetch') step++;
    return { ...action, step: action.shows === 'fetch' ? at + 1 : at };
  });
  return { input: parseInput(textOf(board, code, events, actions), id).input, actions };
}

/** Appends an action's code; its number of steps. */
function lay({ lines, mayTrap }: Action, code: string[]): number {
  const before = mayTrap ? ['auipc t6, 0', 'addi t6, t6, 16', 'csrw mtvec, t6'] : [];
  code.push(...before, ...lines);
  return before.length + lines.length;
}

function textOf(
  board: Board,
  code: readonly string[],
  events: readonly string[],
  actions: readonly Placed[],
): string {
  const registers = new Map<string, number>();
  const lines = code.map((line) => line.replace(CONSTANT, (_, number: string) => nameOf(registers, number)));
  const stop = START + 4 * code.length;
  return [
    'iommufuzz 1',
    ...section('platform', platformLines(board)),
    ...section('iopmp', iopmpLines(board)),
    ...section('state', [
      `stop 0x${stop.toString(16)}`,
      `mtvec 0x${stop.toString(16)}`,
      ...[...registers].map(([number, r]) => `x${r} 0x${BigInt(number).toString(16)}`),
    ]),
    ...section('pmp', ['0 napot all rwx']),
    ...section('code 0x80000000', lines),
    ...section('data', dataLines(actions)),
    ...section('events', events),
  ].join('\n');
}

function platformLines({ domains = DOMAINS.length, srcmd = 0, features = '', dma = 1 }: Board): string[] {
  const has = ORDER.filter((name) => FEATURES.includes(name) || features.split(' ').includes(name));
  return [
    'device iopmp',
    'low-ram 4K',
    `rrid hart=0 dma=${dma}`,
    `iopmp spec=0.7 srcmd=${srcmd} mdcfg=0 domains=${domains} rrids=4 entries=16`,
    `iopmp-features ${has.join(' ')}`,
  ];
}

function iopmpLines({ srcmd = 0, features = '' }: Board): string[] {
  const last = DOMAINS.length - 1;
  const rows = DOMAINS.map((rrid) => {
    const domains = rrid === 0 ? `0,${last}` : `${rrid}`;
    const rights = features.includes('sps') ? ` read=${domains} write=${domains}` : '';
    return `rrid ${rrid} domains=${domains}${rights}`;
  });
  return [
    ...DOMAINS.map((domain) => `domain ${domain} to=${4 * (domain + 1)}`),
    ...(srcmd === 0 ? rows : []),
    `entry ${CODE_ENTRY} napot 0x80000000/4K rwx`,
  ];
}

function dataLines(actions: readonly Placed[]): string[] {
  const jumps = actions
    .filter(({ shows }) => shows === 'fetch')
    .map(({ address }) => [address, ECALL] as const);
  const moved = actions.filter(({ shows }) => shows === 'load' || shows === 'store' || shows === 'transfer');
  const words = moved
    .flatMap(({ address, size }) => [address, address + size - 1])
    .map((byte) => byte - (byte % 8));
  const all = new Map([...words.map((word) => [word, PATTERN] as const), ...jumps]);
  return [...all].map(([word, value]) => `0x${word.toString(16)} 0x${value.toString(16)}`);
}

function section(name: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [name, ...lines.map((line) => `  ${line}`)];
}

/** The register that holds a number from the start. */
function nameOf(registers: Map<string, number>, number: string): string {
  if (BigInt(number) === 0n) return 'zero';
  const known = registers.get(number) ?? POOL[registers.size];
  if (known === undefined) throw new RangeError('too many numbers in a recipe');
  registers.set(number, known);
  return `x${known}`;
}
