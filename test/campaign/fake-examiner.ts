import type { DeskSettings, Examiner } from '../../src/campaign/crash-desk.ts';
import type { Input } from '../../src/input/layout.ts';
import type { Finding } from '../../src/judge/finding.ts';
import type { QuirkId } from '../../src/machine/quirks.ts';
import { findingOf, inputOf, numberIn } from './fake-fuzzer.ts';

/** Makes a number the smallest of its group. */
export const smallest: DeskSettings['minimize'] = (input) => ({
  input: inputOf(numberIn(input) % (29 * 6)),
  executions: 3,
  isMinimal: true,
  slips: [],
});

/** Looks at the crashes of the fake fuzzer. */
export class FakeExaminer implements Examiner {
  private last = 0;

  run(input: Input): Finding | undefined {
    this.last = numberIn(input);
    return findingOf(this.last);
  }

  digest(): string {
    return `1:${this.last.toString(16)}`;
  }

  causes(): readonly QuirkId[] {
    return ['page-base-verdict'];
  }
}
