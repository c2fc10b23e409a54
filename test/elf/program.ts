/** A program that checks what it sees and reports in tohost. */
export interface Program {
  /** What it is about. */
  readonly name: string;
  /** Extensions that its hart has beyond the usual ones. */
  readonly hart?: readonly ('svade' | 'smepmp')[];
  /** Whether checkers guard its board; they do unless it says so. */
  readonly checkers?: boolean;
  readonly source: string;
}
