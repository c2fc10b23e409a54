/** A one-line mistake in src/machine, as its patch spells it. */
export interface Fault {
  readonly name: string;
  /** One sentence: what it breaks. */
  readonly breaks: string;
  /** The file it lies in, as a path from the package. */
  readonly file: string;
  /** Whole lines: what stands there, and what is put in its place. */
  readonly from: string;
  readonly to: string;
}

/** The folder of the package. */
export const PACKAGE: string;

/** All faults, by name; throws for a patch that is not one hunk of one file. */
export function faults(): Fault[];

/** Plants the fault in a copy of the package in `folder`; throws as {@link planted}. */
export function plant(fault: Fault, folder: string): void;

/** The source with the fault in it; throws if what it replaces is not there exactly once. */
export function planted(fault: Fault, source: string): string;
