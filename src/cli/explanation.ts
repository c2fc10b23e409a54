import { Explainer } from '../explain/explainer.ts';
import { causeLines, lastSteps } from '../explain/text.ts';
import type { Input } from '../input/layout.ts';
import { type Finding, signature } from '../judge/finding.ts';
import { type Design, designLine } from '../machine/design.ts';
import type { QuirkId } from '../machine/quirks.ts';

/** The text of a crash's `explanation.txt`. */
type Explain = (design: Design, input: Input, finding: Finding, causes: readonly QuirkId[]) => string;

/**
 * Explains crashes: what was seen, where, by which rule it is wrong, and the last steps of both sides. The machine for it is
 * built when a design comes first, and kept until another one comes.
 */
export function explanations(): Explain {
  let last: { readonly line: string; readonly explainer: Explainer } | undefined;
  return (design, input, finding, causes) => {
    const line = designLine(design);
    if (last?.line !== line) last = { line, explainer: new Explainer(design) };
    const explanation = last.explainer.explainCrash(input, finding, causes);
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
