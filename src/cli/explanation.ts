import { Explainer } from '../explain/explainer.ts';
import { causeLines, lastSteps } from '../explain/text.ts';
import type { Input } from '../input/layout.ts';
import { type Finding, signature } from '../judge/finding.ts';
import type { Design } from '../machine/design.ts';
import type { QuirkId } from '../machine/quirks.ts';

/** The text of a crash's `explanation.txt`. */
type Explain = (input: Input, finding: Finding, causes: readonly QuirkId[]) => string;

/**
 * Explains crashes on one design: what was seen, where, by which rule it is wrong, and the last steps of both sides. The
 * machine for it is built when the first crash is explained.
 */
export function explanationsOn(design: Design): Explain {
  let explainer: Explainer | undefined;
  return (input, finding, causes) => {
    explainer ??= new Explainer(design);
    const explanation = explainer.explainCrash(input, finding, causes);
    const lines = [
      `${finding.kind}, group ${signature(finding)}`,
      '',
      `step ${finding.step}: ${finding.detail}`,
      `role:   ${finding.role}`,
      `states: ${finding.states}`,
      `rule:   ${finding.rule}`,
    ];
    if (finding.beside.length > 0) lines.push(`beside: ${finding.beside.join(', ')}`);
    lines.push(...causeLines(explanation.finding?.causes), '', lastSteps(explanation));
    return lines.join('\n');
  };
}
