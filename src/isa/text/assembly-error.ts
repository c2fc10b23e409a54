import { InputError } from '../../bits/errors.ts';

/** A line that is no instruction: "expected …, found …". */
export class AssemblyError extends InputError {
  override name = 'AssemblyError';
  /** Where in the line, from 0. */
  readonly column: number;
  /** What could have stood there. */
  readonly expected: string;
  /** What stands there, as quoted in the message. */
  readonly found: string;

  constructor(column: number, expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.column = column;
    this.expected = expected;
    this.found = found;
  }
}
