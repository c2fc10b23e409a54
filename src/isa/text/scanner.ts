import { AssemblyError } from './assembly-error.ts';

const WORD = /[A-Za-z0-9_.+-]+/y;
const SPACE = /[ \t]*/y;
/** Characters of a strange word that a message quotes. */
const QUOTED = 32;

/** Reads a line word by word, spaces and tabs skipped; linear in the line's length. */
export class Scanner {
  private readonly line: string;
  /** Column, from 0, of the next word. */
  column = 0;

  constructor(line: string) {
    this.line = line;
    this.advance(0);
  }

  /** The next word (letters, digits and `_.+-`), or '' if something else or nothing comes. */
  word(): string {
    WORD.lastIndex = this.column;
    return WORD.exec(this.line)?.[0] ?? '';
  }

  /** Whether `punctuation` (one character) comes next. */
  sees(punctuation: string): boolean {
    return this.line[this.column] === punctuation;
  }

  /** Whether nothing more comes. */
  ended(): boolean {
    return this.column === this.line.length;
  }

  /** Goes past `length` characters and the spaces behind them. */
  advance(length: number): void {
    SPACE.lastIndex = this.column + length;
    this.column += length + (SPACE.exec(this.line)?.[0].length ?? 0);
  }

  /** The error that something else than `expected` comes. */
  error(expected: string): AssemblyError {
    const next = this.word() || String.fromCodePoint(this.line.codePointAt(this.column) ?? 0);
    const text = next.length > QUOTED ? `${next.slice(0, QUOTED)}…` : next;
    return new AssemblyError(this.column, expected, this.ended() ? 'end of line' : JSON.stringify(text));
  }
}
