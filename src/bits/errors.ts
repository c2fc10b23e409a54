/** The user's mistake: a bad file, option or value. Caught once, at the edge; one line, exit 2, no stack. */
export class InputError extends Error {
  override name = 'InputError';
}

/** Our own mistake: a broken invariant. Exit 3. */
export class InvariantError extends Error {
  override name = 'InvariantError';
}

/** Throws {@link InvariantError} with `sentence` unless `holds`. Never on the per-instruction path. */
export function invariant(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new InvariantError(sentence);
}
