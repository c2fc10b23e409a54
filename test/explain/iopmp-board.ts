import { expect } from 'vitest';
import type { ScreenView } from '../../src/explain/decision-view.ts';
import { Explainer } from '../../src/explain/explainer.ts';
import type { StepView } from '../../src/explain/explanation.ts';
import { parseInput } from '../../src/input/text.ts';
import { parseDesign } from '../../src/machine/design.ts';

/** What a board is made of that differs from the usual one. */
export interface Parts {
  readonly platform?: readonly string[];
  /** Lines of the IOPMP behind the entry for the code, which is in domain 0. */
  readonly iopmp?: readonly string[];
  /** Sections between platform and IOPMP. */
  readonly slots?: readonly string[];
  readonly state?: readonly string[];
  readonly code: readonly string[];
  readonly rest?: readonly string[];
}

export const explain = (text: string, design = 'fixed') =>
  new Explainer(parseDesign(design)).explain(parseInput(text, 'test').input);

/** M-mode code that goes on behind whatever traps. */
export function board({ platform = [], iopmp = [], slots = [], state = [], code, rest = [] }: Parts): string {
  const section = (name: string, lines: readonly string[]) =>
    [name, ...lines.map((line) => `  ${line}`)].join('\n');
  const device = platform.some((line) => line.startsWith('device '))
    ? platform
    : ['device iopmp', ...platform];
  const first = 'entry 0 napot 0x80000000/4K r-x';
  return [
    'iommufuzz 1',
    section('platform', [...device, `steps ${8 * code.length}`]),
    ...slots,
    section('iopmp', [first, ...iopmp]),
    section('state', [
      `stop 0x80000${(4 * code.length).toString(16).padStart(3, '0')}`,
      'mtvec 0x80000800',
      ...state,
    ]),
    section('pmp', ['0 napot all rwx']),
    section('code 0x80000000', code),
    section('code 0x80000800', ['csrr t6, mepc', 'addi t6, t6, 4', 'csrw mepc, t6', 'mret']),
    ...rest,
    '',
  ].join('\n');
}

/** Steps of the program, without those behind its traps. */
export function stepsOf(text: string, design?: string): readonly StepView[] {
  return explain(text, design).told.filter(({ pc }) => Number(pc) < 0x8000_0800);
}

export const screens = ({ decisions }: StepView) =>
  decisions.filter((view): view is ScreenView => view.by === 'iopmp');
export const onData = (step: StepView) => screens(step).filter(({ right }) => right !== 'execute');
export const refused = (step: StepView) =>
  onData(step).find(({ granted }) => !granted) ?? expect.fail('none is refused');

export const DOMAINS = ['domain 0 to=4', 'domain 1 to=8'];
export const PAGE = 'a0 0x80040000';
export const ENTRIES = 'a1 0x10204000';
export const REGISTERS = 'a2 0x10200000';
