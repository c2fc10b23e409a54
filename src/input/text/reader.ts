import { emptyInput } from '../empty.ts';
import type { Input } from '../layout.ts';
import type { Comment, Notes } from '../notes.ts';
import { Line, list } from './line.ts';
import { FILE_SECTIONS } from './sections.ts';

/** First word of the first line, and the version behind it. */
export const FORMAT = 'iommufuzz';
export const FORMAT_VERSION = '1';

/** What comments, expectations and metadata may take of a text, so that the canonical text keeps to its limit too. */
const MAX_NOTES = 0x2000;
/** What one comment counts beside its own characters: indentation, alignment, line break. */
const NOTE_COST = 40;
const KEY = /^[a-z][a-z0-9-]*$/;
const SECTION_NAMES = FILE_SECTIONS.map(({ name }) => name);
/** Second words of the sections whose name has two. */
const SLOTS_OF = list(SECTION_NAMES.filter((name) => name.startsWith('slots ')).map((name) => name.slice(6)));
const TOP_LEVEL = list([...SECTION_NAMES, 'expect', 'meta']);

/** Whether `key` may name an expectation or a piece of metadata. */
export function isKey(key: string): boolean {
  return KEY.test(key);
}

/** Reads the text form line by line; each line lands in the input or in the notes, or fails. */
export class Reader {
  readonly input: Input = emptyInput();
  private readonly file: string;
  private readonly comments = new Map<string, Comment>();
  private readonly expect = new Map<string, string>();
  private readonly meta = new Map<string, string>();
  private readonly seen = new Set<string>();
  private above: string[] = [];
  private sectionIndex = -1;
  private sectionAnchor = '';
  private inSection = false;
  private headOpen = true;
  private notesLeft = MAX_NOTES;

  constructor(file: string) {
    this.file = file;
  }

  /** What the lines read so far carry besides the input. */
  get notes(): Notes {
    return { comments: this.comments, expect: this.expect, meta: this.meta };
  }

  /** Reads line `number` (from 1). */
  read(number: number, text: string): void {
    const hash = isNoteLine(text) ? -1 : text.indexOf('#');
    const content = (hash < 0 ? text : text.slice(0, hash)).trimEnd();
    const comment = hash < 0 ? undefined : text.slice(hash + 1).trimEnd();
    const line = new Line(this.file, number, content);
    if (comment !== undefined) this.spend(line, comment.length);
    if (number === 1) this.anchor(line, this.readHead(line), comment);
    else if (content !== '') this.anchor(line, this.readContent(line, content), comment);
    else if (comment !== undefined) this.above.push(comment);
  }

  /** To be called after the last line. */
  finish(): void {
    this.closeHead();
    if (this.above.length > 0) this.comments.set('end', { before: this.above });
  }

  private spend(line: Line, length: number): void {
    this.notesLeft -= length + NOTE_COST;
    if (this.notesLeft < 0)
      line.fail(`at most ${MAX_NOTES}`, 'too many characters of comments, expect and meta lines');
  }

  private readHead(line: Line): string {
    const expected = `"${FORMAT} ${FORMAT_VERSION}" in the first line`;
    if (line.optionalWord() !== FORMAT) line.fail(expected);
    if (line.optionalWord() !== FORMAT_VERSION) line.fail(`version ${FORMAT_VERSION}`);
    line.end();
    return 'head';
  }

  private readContent(line: Line, content: string): string {
    this.closeHead();
    const anchor = /^\s/.test(content) ? this.readItem(line) : this.readTopLevel(line);
    line.end();
    return anchor;
  }

  /** Comments between the first line and the next that is none belong to the first. */
  private closeHead(): void {
    if (!this.headOpen) return;
    this.headOpen = false;
    const head = this.comments.get('head');
    if (this.above.length > 0) this.comments.set('head', { ...head, before: this.above });
    this.above = [];
  }

  private readItem(line: Line): string {
    const section = FILE_SECTIONS[this.sectionIndex];
    if (!this.inSection) line.fail(`${TOP_LEVEL} at the beginning of a line`, 'an indented line');
    return `${this.sectionAnchor}/${section.item(line, this.input)}`;
  }

  private readTopLevel(line: Line): string {
    const first = line.word(TOP_LEVEL);
    this.inSection = false;
    if (first === 'expect') return this.readNote(line, first, this.expect);
    if (first === 'meta') return this.readNote(line, first, this.meta);
    const name = first === 'slots' ? `${first} ${line.word(SLOTS_OF)}` : first;
    const index = SECTION_NAMES.indexOf(name);
    if (index < 0) line.fail(first === 'slots' ? SLOTS_OF : TOP_LEVEL);
    const again = index === this.sectionIndex && FILE_SECTIONS[index].repeats;
    if (index <= this.sectionIndex && !again) this.failOrder(line, name, index);
    this.sectionIndex = index;
    this.sectionAnchor = FILE_SECTIONS[index].open(line, this.input);
    this.inSection = true;
    return this.sectionAnchor;
  }

  private failOrder(line: Line, name: string, index: number): never {
    if (index === this.sectionIndex) line.fail('it once', `a second "${name}"`);
    line.fail(
      `the order ${SECTION_NAMES.join(', ')}`,
      `"${name}" after "${SECTION_NAMES[this.sectionIndex]}"`,
    );
  }

  private readNote(line: Line, kind: string, notes: Map<string, string>): string {
    const key = line.word('a key');
    if (!isKey(key)) line.fail('a key of a-z, 0-9 and -');
    if (notes.has(key)) line.fail(`${kind} ${key} once`);
    const value = line.rest();
    this.spend(line, value.length);
    notes.set(key, value);
    return `${kind} ${key}`;
  }

  private anchor(line: Line, anchor: string, after: string | undefined): void {
    if (this.seen.has(anchor)) line.repeated();
    this.seen.add(anchor);
    if (this.above.length === 0 && after === undefined) return;
    this.comments.set(anchor, after === undefined ? { before: this.above } : { before: this.above, after });
    this.above = [];
  }
}

/** `expect` and `meta` lines run to the end of the line: their values may hold a `#`. */
function isNoteLine(text: string): boolean {
  return text.startsWith('expect ') || text.startsWith('meta ');
}
