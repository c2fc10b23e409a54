import type { Comment, Notes } from '../notes.ts';

/** Column of trailing comments of shorter lines. */
const COMMENT_COLUMN = 34;

/** Collects the lines of the text form and puts each comment where its anchor is. */
export class Writer {
  private readonly lines: string[] = [];
  private readonly comments: ReadonlyMap<string, Comment>;
  private section = '';
  private pendingHeader: string | undefined;

  constructor(notes: Notes) {
    this.comments = notes.comments;
  }

  /** The first line; its whole-line comments follow it. */
  head(text: string): void {
    const comment = this.comments.get('head');
    this.lines.push(trailed(text, comment));
    for (const above of comment?.before ?? []) this.lines.push(`#${above}`);
  }

  /** A line of its own at column 0. */
  line(anchor: string, text: string): void {
    this.put(anchor, '', text);
  }

  /** Begins a section; its header is held back until it has an item or a comment, unless it is `needed`. */
  open(anchor: string, header: string, needed: boolean): void {
    this.section = anchor;
    this.pendingHeader = header;
    if (needed || this.comments.has(anchor)) this.flushHeader();
  }

  /** Whether {@link item} prints that item: where it does not, there is no need to make its text. */
  prints(key: string, needed: boolean): boolean {
    return needed || (this.comments.size > 0 && this.comments.has(`${this.section}/${key}`));
  }

  /** An item of the open section; one that is not `needed` (a default) is printed only to carry its comment. */
  item(key: string, text: string, needed = true): void {
    if (!this.prints(key, needed)) return;
    this.flushHeader();
    this.put(`${this.section}/${key}`, '  ', text);
  }

  /** The whole text, ended by a line break. */
  finish(): string {
    for (const below of this.comments.get('end')?.before ?? []) this.lines.push(`#${below}`);
    return `${this.lines.join('\n')}\n`;
  }

  private flushHeader(): void {
    if (this.pendingHeader === undefined) return;
    this.put(this.section, '', this.pendingHeader);
    this.pendingHeader = undefined;
  }

  private put(anchor: string, indent: string, text: string): void {
    const comment = this.comments.get(anchor);
    for (const above of comment?.before ?? []) this.lines.push(`${indent}#${above}`);
    this.lines.push(trailed(indent + text, comment));
  }
}

function trailed(text: string, comment: Comment | undefined): string {
  if (comment?.after === undefined) return text;
  return `${text.padEnd(COMMENT_COLUMN - 2)}  #${comment.after}`;
}
