import { boardFor } from '../../src/cli/guest-board.ts';
import { readElf } from '../../src/elf/elf.ts';
import { EXT_SMEPMP, EXT_SVADE, MAX_STEPS } from '../../src/input/layout.ts';
import { GuestRun } from '../../src/judge/guest-run.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { type Assembled, assembleProgram } from './assembly/assembled.ts';
import { elfBytes } from './assembly/elf-bytes.ts';
import type { Program } from './program.ts';

/** One machine for all programs, with the reference beside it or alone: each run begins with a reset. */
const COMPARED = new GuestRun(parseDesign('fixed'), true);
const ALONE = new GuestRun(parseDesign('fixed'), false);
const RAM = 1 << 20;
const BITS = { svade: EXT_SVADE, smepmp: EXT_SMEPMP };
/** Steps that no program needs. */
const STEP_LIMIT = 10 * MAX_STEPS;

/** What a program reports, each step compared: `passed`, `failed 3`, what the judge found, or that it did not end. */
export function outcomeOf(program: Program): string {
  return runToEnd(COMPARED, program, assembleProgram(program.source));
}

/** What a variant of a program reports on the machine alone. */
export function outcomeOfVariant(program: Program, variant: Assembled): string {
  return runToEnd(ALONE, program, variant);
}

function runToEnd(run: GuestRun, { hart = [], checkers = true }: Program, assembled: Assembled): string {
  const extensions = hart.reduce((bits, name) => bits | BITS[name], 0);
  const elf = readElf(elfBytes(assembled));
  const { input, memory, tohost } = boardFor(elf, { checkers, ram: RAM, extensions });
  run.load(input, memory, tohost);
  while (run.report === undefined && run.finding === undefined && run.steps < STEP_LIMIT)
    run.advance(MAX_STEPS);
  run.compareEnd();
  const { finding, report } = run;
  if (finding !== undefined) return `${finding.kind}: ${finding.detail}`;
  if (report === undefined) return 'no end';
  return report.result === 'failed' ? `failed ${report.code}` : report.result;
}
