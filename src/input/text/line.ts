import { InputError } from '../../bits/errors.ts';

/** Longest piece of the file that a message quotes. */
const QUOTED = 40;
const BLANK = /\s/;
/** Key of the bits that have no name. */
const PLUS = '+';

/** Reads one `KEY=VALUE`; the line is focused on VALUE. */
export type OptionReader = (value: string) => void;

/**
 * One line of a file, without its comment, being read word by word from the left. It knows what was read last (its
 * focus), so that {@link Line.fail} can say where, what was found and what was expected.
 */
export class Line {
  private readonly file: string;
  private readonly number: number;
  private readonly text: string;
  private position = 0;
  private focusText = '';
  private focusAt = 0;

  /** `number` counts from 1. */
  constructor(file: string, number: number, text: string) {
    this.file = file;
    this.number = number;
    this.text = text;
    this.skipBlanks();
  }

  /** The next word; fails at the end of the line. */
  word(expected: string): string {
    const word = this.optionalWord();
    return word ?? this.fail(expected);
  }

  /** The next word, or undefined (and the focus on the end) if there is none. */
  optionalWord(): string | undefined {
    let end = this.position;
    while (end < this.text.length && !BLANK.test(this.text[end])) end++;
    this.focusAt = this.position;
    this.focusText = this.text.slice(this.position, end);
    this.position = end;
    this.skipBlanks();
    return this.focusText === '' ? undefined : this.focusText;
  }

  /** All that is left, without blanks at its end; the focus is on its beginning. */
  rest(): string {
    const rest = this.text.slice(this.position).trimEnd();
    this.focusAt = this.position;
    this.focusText = rest;
    this.position = this.text.length;
    return rest;
  }

  /** Fails unless the whole line has been read. */
  end(): void {
    if (this.optionalWord() !== undefined) this.fail('the end of the line');
  }

  /** Fails because the line says again what an earlier one has said. */
  repeated(): never {
    this.position = 0;
    this.skipBlanks();
    this.fail('it once', `a second ${quote(this.rest())}`);
  }

  /**
   * Reads the rest of the line as words, in any order, each key at most once: `KEY=VALUE` by the reader of KEY, `+VALUE`
   * by the reader of `+`, and the words of `flags`, which have no value. Returns the keys that were there.
   */
  options(
    readers: Readonly<Record<string, OptionReader>>,
    flags: readonly string[] = [],
  ): ReadonlySet<string> {
    const names = [...flags, ...Object.keys(readers)].map((key) => spelling(key, flags));
    const seen = new Set<string>();
    for (let word = this.optionalWord(); word !== undefined; word = this.optionalWord()) {
      const isFlag = flags.includes(word);
      const end = word.startsWith(PLUS) ? 0 : word.indexOf('=');
      const key = isFlag ? word : end === 0 ? word[0] : word.slice(0, Math.max(end, 0));
      if (!isFlag && !Object.hasOwn(readers, key)) this.fail(list(names));
      if (seen.has(key)) this.fail(`${spelling(key, flags)} once`);
      seen.add(key);
      if (isFlag) continue;
      this.narrow(end + 1, word.length);
      readers[key](word.slice(end + 1));
    }
    return seen;
  }

  /** The parts of `text` (the focused text) between commas; the focus moves along. */
  *parts(text: string): Generator<string> {
    const start = this.focusAt;
    let from = 0;
    for (const part of text.split(',')) {
      this.focusAt = start + from;
      this.focusText = part;
      yield part;
      from += part.length + 1;
    }
  }

  /** Moves the focus to the word that is `key` or begins with `key=`; without one, to the whole line. */
  focusOn(key: string): void {
    this.position = 0;
    this.skipBlanks();
    const start = this.position;
    for (let word = this.optionalWord(); word !== undefined; word = this.optionalWord())
      if (word === key || word.startsWith(`${key}=`)) return;
    this.position = start;
    this.rest();
  }

  /** Narrows the focus to its characters from..to-1. */
  narrow(from: number, to: number): void {
    this.focusText = this.focusText.slice(from, to);
    this.focusAt += from;
  }

  /** Throws the {@link InputError} `file:line:column: found …, expected …`; `found` is the focus unless given. */
  fail(expected: string, found: string = this.focused()): never {
    this.complain(`found ${found}, expected ${expected}`);
  }

  /** Throws the {@link InputError} `file:line:column: sentence`, `offset` characters behind the focus. */
  complain(sentence: string, offset = 0): never {
    throw new InputError(`${this.file}:${this.number}:${this.focusAt + offset + 1}: ${sentence}`);
  }

  private focused(): string {
    return this.focusText === '' ? 'nothing' : quote(this.focusText);
  }

  private skipBlanks(): void {
    while (this.position < this.text.length && BLANK.test(this.text[this.position])) this.position++;
  }
}

/** How a message names the words that {@link Line.options} reads by `key`. */
function spelling(key: string, flags: readonly string[]): string {
  if (flags.includes(key)) return key;
  return key === PLUS ? '+0x…' : `${key}=…`;
}

/** `text` in quotes, cut short and without control characters, for a message of one line. */
export function quote(text: string): string {
  const cut = text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
  return `"${cut.replace(/[^\x20-\x7e…]/g, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`)}"`;
}

/** `a, b or c`. */
export function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}
