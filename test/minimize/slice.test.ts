import { describe, expect, it } from 'vitest';
import type { Input } from '../../src/input/layout.ts';
import { parseInput, printInput } from '../../src/input/text.ts';
import { Executor } from '../../src/judge/executor.ts';
import { groupName } from '../../src/judge/finding.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { slice } from '../../src/minimize/passes/slice.ts';
import { needsOf } from '../../src/minimize/slice/needs.ts';
import { Trial } from '../../src/minimize/trial.ts';

const posted = new Executor(parseDesign('posted'), SILENT, { oracle: true, auditor: true, paranoid: false });

/** World 0 loads, as of U-mode, from the half of a page that it has no right to: B14. */
const STATE = `iommufuzz 1
platform
  worlds 4 granule=4
slots dram
  1 napot 0x80040000/2K 0:rw
  2 napot 0x80060000/4K 0:rw
  3 napot 0x80070000/4K 1:rw
state
  mstatus MPP=S MPRV
  mtvec 0x80000800
  mscratch 0x7
  mlwid 0
  t1 0x10
  a0 0x80040000
  a1 0x80060000
  s5 0x77
pmp
  0 napot all rwx
code 0x80000000
`;

function inputOf(...program: readonly string[]): Input {
  return parseInput(`${STATE}${program.map((line) => `  ${line}\n`).join('')}`, 'test').input;
}

/** The words of the program that the last step depends on, and the registers. */
function needed(...program: readonly string[]) {
  const input = inputOf(...program);
  const finding = posted.run(input) ?? expect.fail('no crash');
  const needs = needsOf(input, posted.machine.trace, finding.step);
  const registers = Array.from({ length: 32 }, (_, r) => r).filter((r) => (needs.registers >>> r) & 1);
  return { lines: program.filter((_, i) => needs.kept[i] === 1), registers };
}

/** One slice of a crash: what is left, and what it took. */
function sliced(input: Input) {
  const finding = posted.run(input) ?? expect.fail('no crash');
  const causes = posted.causes(input, finding);
  const settings = { examiner: posted, budget: 100, stopped: () => false, better: () => undefined };
  const trial = new Trial(input, finding, causes, settings);
  const before = trial.executions;
  slice(trial);
  const found = posted.run(trial.best);
  expect(found && groupName(found)).toBe(groupName(finding));
  return { text: printInput(trial.best), executions: trial.executions - before };
}

const CRASH = 'ld t2, 2040(a2)';

describe('what a step depends on', () => {
  it('is what wrote the registers that it reads, and what they were made of', () => {
    const needs = needed('addi s5, s5, 1', 'add a2, a0, t1', 'addi a3, a2, 5', CRASH);
    expect(needs).toEqual({ lines: ['add a2, a0, t1', CRASH], registers: [6, 10] });
  });

  it('is no register that is written before it is read', () => {
    const { registers } = needed('addi s5, s5, 1', 'mv a2, a0', 'addi a2, a2, 16', CRASH);
    expect(registers).toEqual([10]);
  });

  it('is an earlier access of the same page, and none of another', () => {
    const { lines } = needed('mv a2, a0', 'ld t2, 0(a1)', 'ld t3, 0(a0)', 'addi a2, a2, 16', CRASH);
    expect(lines).toEqual(['mv a2, a0', 'ld t3, 0(a0)', 'addi a2, a2, 16', CRASH]);
  });

  it('is a write of a CSR, not a read; a fence of translations; and a jump', () => {
    const program = [
      'csrr t3, mscratch',
      'csrw mscratch, s5',
      'sfence.vma',
      'j .+8',
      'nop',
      'addi a2, a0, 16',
    ];
    const { lines } = needed(...program, CRASH);
    expect(lines).toEqual(['csrw mscratch, s5', 'sfence.vma', 'j .+8', 'addi a2, a0, 16', CRASH]);
  });
});

describe('a slice', () => {
  it('leaves of the program, the registers, the CSRs and the slots what the crash depends on', () => {
    const program = ['addi s5, s5, 1', 'sd t1, 0(a1)', 'add a2, a0, t1', 'nop', CRASH, 'sd t1, 8(a1)'];
    const { text, executions } = sliced(inputOf(...program));
    expect(text).toBe(`iommufuzz 1
platform
  worlds 4 trusted=3 mwid=3 mwidlist=0,1,2,3 hw-bypass=on granule=4
  steps 254
slots dram
  1 napot 0x80040000/2K 0:rw
state
  pc 0x80000008
  mstatus MPP=S MPRV
  mlwid 0
  t1 0x10
  a0 0x80040000
pmp
  0 napot all rwx
code 0x80000008
  add a2, a0, t1
  nop
  ld t2, 2040(a2)
`);
    // A run to look at, and two attempts with what they take to be held for the same crash.
    expect(executions).toBe(7);
  });

  it('keeps the lower bound of a range', () => {
    const text = STATE.replace(
      '1 napot 0x80040000/2K 0:rw',
      '1 off 0x80040000\n  2 tor 0x80040800 0:rw',
    ).replace('  2 napot 0x80060000/4K 0:rw\n', '');
    const { input } = parseInput(`${text}  addi a2, a0, 16\n  ${CRASH}\n`, 'test');
    expect(sliced(input).text).toMatch(/slots dram\n {2}1 off 0x80040000\n {2}2 tor 0x80040800 0:rw\nstate/);
  });

  it('is not taken where it shows something else', () => {
    const input = inputOf('add a2, a0, t1', CRASH);
    const finding = posted.run(input) ?? expect.fail('no crash');
    const examiner = {
      machine: posted.machine,
      run: (each: Input) => {
        posted.run(each);
        return each.every((word, i) => word === input[i]) ? finding : undefined;
      },
      isCausedBy: () => true,
      isShownBy: () => true,
    };
    const settings = { examiner, budget: 100, stopped: () => false, better: () => undefined };
    const trial = new Trial(input, finding, [], settings);
    slice(trial);
    expect([trial.best, trial.slips.size]).toEqual([input, 0]);
  });
});
