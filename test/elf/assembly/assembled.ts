import { assemble } from '../../../src/isa/assembler.ts';
import { evaluate } from './expression.ts';
import { FULL_LOAD, loadFull, loadImmediate } from './load-immediate.ts';
import { MACROS, PRELUDE } from './macros.ts';

/** A program in memory. */
export interface Assembled {
  readonly entry: bigint;
  readonly sections: readonly { readonly address: bigint; readonly bytes: Uint8Array }[];
  readonly symbols: ReadonlyMap<string, bigint>;
  /** Per `expect` line the address of the instruction that makes the last bits of what is expected. */
  readonly checks: readonly bigint[];
}

/** Something that takes a known number of bytes; what they are may need the values of symbols. */
interface Item {
  readonly line: string;
  readonly address: bigint;
  readonly length: number;
  readonly bytes: (symbols: ReadonlyMap<string, bigint>) => readonly number[];
}

const DATA: Readonly<Record<string, number>> = { '.byte': 1, '.half': 2, '.word': 4, '.dword': 8 };
const JUMP = /^(?:c\.)?(?:b|j$|jal$)/;
const CHECK_LIMIT = 2000;
/** Where bit 0 of an I-type immediate is. */
const IMMEDIATE_BYTE = 2;
const IMMEDIATE_BIT = 0x10;

/** Assembles a program behind the prelude. Check n, from 1, reports n when it fails. */
export function assembleProgram(source: string): Assembled {
  const assembly = new Assembly();
  for (const line of `${PRELUDE}\n${source}`.split('\n')) assembly.add(line);
  return assembly.finish();
}

/** The same program with another value expected by check n, from 1: the lowest bit is changed. */
export function withWrongCheck(program: Assembled, n: number): Assembled {
  const at = program.checks[n - 1];
  const sections = program.sections.map((section) => {
    const offset = Number(at - section.address);
    if (offset < 0 || offset >= section.bytes.length) return section;
    const bytes = section.bytes.slice();
    bytes[offset + IMMEDIATE_BYTE] ^= IMMEDIATE_BIT;
    return { ...section, bytes };
  });
  return { ...program, sections };
}

class Assembly {
  private readonly items: Item[][] = [];
  private readonly symbols = new Map<string, bigint>();
  private here = 0n;
  private readonly checks: bigint[] = [];

  add(line: string): void {
    const text = line.replace(/#.*$/, '').trim();
    const label = /^(\w+):\s*/.exec(text);
    if (label !== null) this.define(label[1], this.here);
    const rest = text.slice(label?.[0].length ?? 0);
    if (rest !== '') this.statement(rest);
  }

  finish(): Assembled {
    const sections = this.items
      .filter((items) => items.length > 0)
      .map((items) => ({
        address: items[0].address,
        bytes: Uint8Array.from(items.flatMap((item) => this.bytesOf(item))),
      }));
    const entry = this.symbols.get('_start') ?? 0n;
    return { entry, sections, symbols: this.symbols, checks: this.checks };
  }

  private bytesOf({ line, length, bytes }: Item): readonly number[] {
    try {
      const found = bytes(this.symbols);
      if (found.length !== length) throw new Error(`${found.length} bytes instead of ${length}`);
      return found;
    } catch (error) {
      throw new Error(`${line}: ${error instanceof Error ? error.message : error}`);
    }
  }

  private define(name: string, value: bigint): void {
    if (this.symbols.has(name)) throw new Error(`${name} is defined twice`);
    this.symbols.set(name, value);
  }

  private statement(text: string): void {
    const [word] = text.split(/\s/, 1);
    const operands = splitOperands(text.slice(word.length));
    const macro = Object.hasOwn(MACROS, word) ? MACROS[word] : undefined;
    if (macro !== undefined) for (const line of macro(...operands)) this.statement(line);
    else if (word.startsWith('.')) this.directive(word, operands, text);
    else if (word === 'expect') this.expect(operands, text);
    else if (word === 'la') this.address(operands, text);
    else if (word === 'li') this.constant(operands, text);
    else this.instruction(text);
  }

  private directive(word: string, operands: readonly string[], text: string): void {
    if (word === '.equ') this.define(operands[0], this.known(operands[1]));
    else if (word === '.org') this.begin(this.known(operands[0]));
    else if (word === '.align') this.align(text, this.known(operands[0]));
    else if (word === '.zero') this.zeros(text, this.known(operands[0]));
    else this.data(word, operands, text);
  }

  private begin(address: bigint): void {
    this.here = address;
    this.items.push([]);
  }

  private data(word: string, operands: readonly string[], text: string): void {
    const size = DATA[word];
    if (size === undefined) throw new Error(`no such directive: ${text}`);
    this.put(text, size * operands.length, (symbols) =>
      operands.flatMap((operand) => littleEndian(resolve(operand, symbols), size)),
    );
  }

  private align(text: string, to: bigint): void {
    this.zeros(text, (to - (this.here % to)) % to);
  }

  private zeros(text: string, count: bigint): void {
    this.put(text, Number(count), () => Array.from({ length: Number(count) }, () => 0));
  }

  /** `expect register, value`: the next check. */
  private expect([register, value]: readonly string[], text: string): void {
    const number = this.checks.push(this.here + BigInt(4 * FULL_LOAD - 4));
    if (number > CHECK_LIMIT) throw new Error('too many checks');
    this.put(text, 4 * FULL_LOAD, (symbols) => encodeAll(loadFull('t6', resolve(value, symbols))));
    this.instruction(`beq ${register}, t6, .+12`);
    this.instruction(`addi gp, zero, ${number}`);
    this.instruction('j fail');
  }

  private address([register, target]: readonly string[], text: string): void {
    const from = this.here;
    this.put(text, 8, (symbols) => {
      const offset = resolve(target, symbols) - from;
      const low = BigInt.asIntN(12, offset);
      const upper = BigInt.asUintN(20, (offset - low) >> 12n);
      return encodeAll([`auipc ${register}, ${upper}`, `addi ${register}, ${register}, ${low}`]);
    });
  }

  private constant([register, value]: readonly string[], text: string): void {
    const known = evaluate(value, this.symbols);
    if (known !== undefined) {
      const lines = loadImmediate(register, known);
      this.put(text, 4 * lines.length, () => encodeAll(lines));
      return;
    }
    this.put(text, 4 * FULL_LOAD, (symbols) => encodeAll(loadFull(register, resolve(value, symbols))));
  }

  private instruction(text: string): void {
    const from = this.here;
    const [mnemonic] = text.split(/\s/, 1);
    const length = mnemonic.startsWith('c.') ? 2 : 4;
    this.put(text, length, (symbols) => {
      const word = assemble(JUMP.test(mnemonic) ? withOffset(text, from, symbols) : text);
      return littleEndian(BigInt(word), length);
    });
  }

  private put(line: string, length: number, bytes: Item['bytes']): void {
    this.items.at(-1)?.push({ line, address: this.here, length, bytes });
    this.here += BigInt(length);
  }

  private known(text: string): bigint {
    return resolve(text, this.symbols);
  }
}

/** A jump or branch whose last operand is a label: its distance instead. */
function withOffset(text: string, from: bigint, symbols: ReadonlyMap<string, bigint>): string {
  const [, head, target] = /^(.*[\s,])(\w+(?:[+-]\w+)?)$/.exec(text) ?? [];
  if (target === undefined || !symbols.has(target.split(/[+-]/, 1)[0])) return text;
  const offset = resolve(target, symbols) - from;
  return `${head}.${offset < 0n ? '' : '+'}${offset}`;
}

/** Parts between commas. */
function splitOperands(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

function resolve(text: string, symbols: ReadonlyMap<string, bigint>): bigint {
  const value = evaluate(text, symbols);
  if (value === undefined) throw new Error(`a symbol of '${text}' is not defined`);
  return value;
}

function encodeAll(lines: readonly string[]): number[] {
  return lines.flatMap((line) => littleEndian(BigInt(assemble(line)), 4));
}

function littleEndian(value: bigint, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}
