/** The design that a command runs an input on: what `--design` and `--quirk` say, or what is recorded for the input. */
import { InputError } from '../bits/errors.ts';
import { type Design, parseDesign, parseDesignLine } from '../machine/design.ts';
import { designOf } from '../store/expectation.ts';
import type { StoredInput } from '../store/input-file.ts';

/** Corpus entries record no design: they must run clean where nothing is wrong. */
export const CORPUS_DESIGN = 'fixed';

/** Values of `--design` and `--quirk`. */
interface DesignOptions {
  readonly design?: string;
  readonly quirk?: string;
}

/** The design of the options; undefined without `--design`. InputError if there is only `--quirk`, or no such design. */
export function chosenDesign({ design, quirk }: DesignOptions): Design | undefined {
  if (design !== undefined) return parseDesign(design, quirk);
  if (quirk !== undefined) throw new InputError('--quirk goes on top of --design, which is not given');
  return undefined;
}

/** The design of the options, or else the one that the input is recorded for, or else {@link CORPUS_DESIGN}. */
export function designFor({ file, notes }: StoredInput, options: DesignOptions): Design {
  return chosenDesign(options) ?? designIn(designOf(notes) ?? CORPUS_DESIGN, file);
}

/** The design that `file` records; throws InputError that names the file. */
export function designIn(line: string, file: string): Design {
  try {
    return parseDesignLine(line);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: 'meta design': ${error.message}`);
    throw error;
  }
}
