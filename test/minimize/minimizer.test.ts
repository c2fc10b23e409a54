import { describe, expect, it } from 'vitest';
import { removeInstructions, sectionOf } from '../../src/fuzzer/program.ts';
import {
  DATA_COUNT,
  EVENT_COUNT,
  INSTRUCTION_COUNT,
  type Input,
  MAPPING_COUNT,
  STEPS,
} from '../../src/input/layout.ts';
import { parseInput, printInput } from '../../src/input/text.ts';
import { validate } from '../../src/input/validate.ts';
import { Executor } from '../../src/judge/executor.ts';
import { groupName } from '../../src/judge/finding.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { Minimizer, sizeOf } from '../../src/minimize/minimizer.ts';
import type { TrialSettings } from '../../src/minimize/trial.ts';
import { groupOf, inputOf, type QuirkRow } from '../quirks/quirk-row.ts';
import { QUIRK_TABLE } from '../quirks/quirk-table.ts';

/** A world may read a page behind a pointer table of noise; the third store of the program is let through by B14. */
const NOISY = `iommufuzz 1
platform
  worlds 4 granule=4
slots dram
  1 napot 0x80040000/2K 0:rw
  2 napot 0x80050000/4K 1:rw
  3 napot 0x80060000/8K 0:rw 2:r- react=ER
state
  stop 0x80000040
  mtvec 0x80000800
  mlwid 0
  t0 0x1234
  t1 0x20800
  a0 0x80040000
  a1 0x80060000
  s5 0x77
pmp
  0 napot all rwx
maps
  0x40000000 -> 0x80040000 rw-u-ad 4K
code 0x80000000
  addi s5, s5, 1
  csrw mstatus, t1
  sd t0, 0(a1)
  ld t2, 0(a1)
  addi s5, s5, 2
  ld t2, 2048(a0)
  sd t0, 0(a1)
  nop
code 0x80000800
  csrr t6, mepc
  addi t6, t6, 4
  csrw mepc, t6
  mret
data
  0x80040000 0x1
  0x80060000 0x2
events
  at 1 dirty-log-start
  at 3 dirty-log-sync
`;

/** World 0 loads from a page that a range up to the end of the address space grants. */
const ODD_LOAD = `iommufuzz 1
slots dram
  1 napot 0x0/16E 0:rw
state
  mtvec 0x80000800
  mlwid 0
  s0 0x20800
  a7 0x80040123
pmp
  0 napot all rwx
code 0x80000000
  csrw mstatus, s0
  MNEMONIC t2, 5(a7)
`;

function executorOf(quirks: string): Executor {
  return new Executor(parseDesign('fixed', quirks), SILENT, { oracle: true, auditor: true, paranoid: false });
}

function minimizerOf(executor: Executor, input: Input, settings: Partial<TrialSettings> = {}): Minimizer {
  const finding = executor.run(input) ?? expect.fail('no crash');
  return new Minimizer(input, finding, executor.causes(input, finding), {
    examiner: executor,
    budget: 20_000,
    stopped: () => false,
    better: () => undefined,
    ...settings,
  });
}

function finished(minimizer: Minimizer): Minimizer['result'] {
  while (minimizer.step());
  return minimizer.result;
}

const noisy = parseInput(
  NOISY.replace('ld t2, 2048(a0)', 'ld t2, 2040(a0)\n  ld t2, 2044(a0)'),
  'noisy',
).input;

describe('a minimized input', () => {
  it('shows the same crash of the same cause with less of everything', () => {
    const executor = executorOf('+B14');
    const before = executor.run(noisy) ?? expect.fail('no crash');
    const { input, finding, isMinimal, executions } = finished(minimizerOf(executor, noisy));
    expect(groupName(finding)).toBe(groupName(before));
    expect(groupOf(executor.run(input))).toBe(groupOf(before));
    expect(executor.causes(input, finding)).toEqual(['page-base-verdict']);
    expect(validate(input)).toBeUndefined();
    expect(isMinimal).toBe(true);
    expect(executions).toBeGreaterThan(10);
    expect(sizeOf(input)).toEqual({ instructions: 1, events: 0 });
    expect([input[MAPPING_COUNT], input[DATA_COUNT]]).toEqual([0, 0]);
    expect(input[STEPS]).toBe(finding.step + 1);
    expect(noisy[EVENT_COUNT]).toBe(2);
  });

  it('is the same every time, and of no further use to minimize', () => {
    const executor = executorOf('+B14');
    const first = finished(minimizerOf(executor, noisy)).input;
    expect(finished(minimizerOf(executor, noisy)).input).toEqual(first);
    expect(finished(minimizerOf(executor, first)).input).toEqual(first);
  });

  it('is as plain as it may be: whole doublewords at the start of a page', () => {
    const executor = executorOf('+B17');
    const before = ODD_LOAD.replace('MNEMONIC', 'lhu');
    const { input } = finished(minimizerOf(executor, parseInput(before, 'odd').input));
    const text = printInput(input);
    expect(text).toContain('\n  ld a0, 0(a1)\n');
    expect(text).toContain('\n  a1 0x80040000\n');
  });

  it.each(QUIRK_TABLE.map((row) => ({ ...row, name: row.story })))(
    'of $name does without no instruction and no event',
    (row: QuirkRow) => {
      const quirks = [...(row.companions ?? []), row.quirk].map((id) => `+${id}`).join(',');
      const executor = executorOf(quirks);
      const { input, finding, isMinimal } = finished(minimizerOf(executor, inputOf(row)));
      expect(isMinimal).toBe(true);
      expect(input[INSTRUCTION_COUNT]).toBeLessThanOrEqual(inputOf(row)[INSTRUCTION_COUNT]);
      for (let i = 0; i < input[INSTRUCTION_COUNT]; i++) {
        const copy = input.slice();
        removeInstructions(copy, sectionOf(copy, i), i, 1);
        expect(groupOf(executor.run(copy))).not.toBe(groupName(finding));
      }
    },
  );
});

describe('a minimization', () => {
  it('that is cut short anywhere has an input that shows the crash', () => {
    const executor = executorOf('+B14');
    const wanted = groupOf(executor.run(noisy));
    for (const budget of [1, 2, 5, 10, 20, 40, 80]) {
      const seen: Input[] = [];
      const better = (input: Input) => seen.push(input);
      const { input, isMinimal } = finished(minimizerOf(executor, noisy, { budget, better }));
      expect(isMinimal).toBe(false);
      for (const each of [...seen, input]) {
        expect(validate(each)).toBeUndefined();
        expect(groupOf(executor.run(each))).toBe(wanted);
      }
    }
  });

  it('ends when it is told to', () => {
    const executor = executorOf('+B14');
    let asked = 0;
    const { executions, isMinimal } = finished(minimizerOf(executor, noisy, { stopped: () => ++asked > 10 }));
    expect(executions).toBeLessThan(40);
    expect(isMinimal).toBe(false);
  });

  it('keeps other crashes that it meets', () => {
    const executor = new Executor(parseDesign('posted'), SILENT, {
      oracle: true,
      auditor: true,
      paranoid: false,
    });
    const row = QUIRK_TABLE.find(({ story }) => story === 'b04') ?? expect.fail('no story b04');
    const { slips, finding } = finished(minimizerOf(executor, inputOf(row)));
    expect(slips.length).toBeGreaterThan(0);
    for (const slip of slips) {
      expect(groupOf(executor.run(slip.input))).toBe(groupName(slip.finding));
      expect(groupName(slip.finding)).not.toBe(groupName(finding));
    }
  });
});
