import type { DeskSettings, Examiner } from '../../src/campaign/crash-desk.ts';
import type { Input } from '../../src/input/layout.ts';
import type { Finding } from '../../src/judge/finding.ts';
import type { QuirkId } from '../../src/machine/quirks.ts';
import { causeOf, findingOf, inputOf, numberIn } from './fake-fuzzer.ts';

/** Makes a number the smallest of its group and cause. */
export const smallest: DeskSettings['minimize'] = (input) => {
  const number = numberIn(input) % (29 * 24);
  const cause = number - (number % (29 * 12));
  return { input: inputOf(cause + ((number - cause) % (29 * 6))), executions: 3, isMinimal: true, slips: [] };
};

/** Looks at the crashes of the fake fuzzer. */
export class FakeExaminer implements Examiner {
  private last = 0;
  private off: readonly QuirkId[] = [];

  switchOff(off: readonly QuirkId[]): void {
    this.off = off;
  }

  run(input: Input): Finding | undefined {
    this.last = numberIn(input);
    return findingOf(this.last, this.off);
  }

  digest(): string {
    return `1:${this.last.toString(16)}`;
  }

  causes(input: Input): readonly QuirkId[] {
    return [causeOf(numberIn(input))];
  }
}
