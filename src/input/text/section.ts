import type { Input } from '../layout.ts';
import type { Line } from './line.ts';
import type { Writer } from './writer.ts';

/** One section of the text form: a header line, and indented items below it. */
export interface Section {
  /** First words of its header. */
  readonly name: string;
  /** Whether it may come more than once, in a row. */
  readonly repeats: boolean;
  /** Prints the section (each of them, if it repeats), leaving out what is default. */
  print(input: Input, out: Writer): void;
  /** Reads the header behind the name; returns the anchor of this section. */
  open(line: Line, input: Input): string;
  /** Reads one item; returns its key, which is unique within the section. */
  item(line: Line, input: Input): string;
}
