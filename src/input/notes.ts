/** The comments of one line of the text form; texts are what follows the `#`, without line breaks. */
export interface Comment {
  /** Whole-line comments above the line (below it for the first line of a file). */
  readonly before: readonly string[];
  /** Comment at the end of the line. */
  readonly after?: string;
}

/**
 * What the text form carries besides the input and what its identity does not cover. Keys of `expect` and `meta` are
 * lower-case words (`a-z`, `0-9`, `-`), values are single lines.
 */
export interface Notes {
  /**
   * Comments by the anchor of their line: `head` (the first line), `expect KEY`, `meta KEY`, the section's header
   * (`platform`, `slots dram`, `code 0` ...), an item `SECTION/KEY`, `end`. A comment whose line is not printed is not
   * printed either.
   */
  readonly comments: ReadonlyMap<string, Comment>;
  /** What was observed when the input ran, in a crash file. */
  readonly expect: ReadonlyMap<string, string>;
  /** Where the input comes from. */
  readonly meta: ReadonlyMap<string, string>;
}

/** No comment, no expectation, no metadata. */
export const NO_NOTES: Notes = { comments: new Map(), expect: new Map(), meta: new Map() };
