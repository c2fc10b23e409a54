import type { Input } from '../input/layout.ts';
import { printInput } from '../input/text.ts';
import type { Executor } from '../judge/executor.ts';
import { signature } from '../judge/finding.ts';
import { notesFor, type Origin } from '../store/expectation.ts';

/** The text of an input, with what it shows as its expectation. */
export function observedText(executor: Executor, input: Input, origin: Origin): string {
  const finding = executor.run(input);
  if (finding === undefined) return printInput(input, notesFor(origin));
  const { kind, step } = finding;
  const expectation = { kind, group: signature(finding), step, digest: executor.digest() };
  return printInput(input, notesFor(origin, expectation));
}
