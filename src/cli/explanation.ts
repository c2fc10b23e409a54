import type { Input } from '../input/layout.ts';
import type { Finding } from '../judge/finding.ts';
import { signature } from '../judge/finding.ts';

/** The text of a crash's `explanation.txt`: what was seen, where, and by which rule it is wrong. */
export function explanationOf(_input: Input, finding: Finding): string {
  const lines = [
    `${finding.kind}, group ${signature(finding)}`,
    '',
    `step ${finding.step}: ${finding.detail}`,
    `role:   ${finding.role}`,
    `states: ${finding.states}`,
    `rule:   ${finding.rule}`,
  ];
  if (finding.beside.length > 0) lines.push(`beside: ${finding.beside.join(', ')}`);
  return lines.join('\n');
}
