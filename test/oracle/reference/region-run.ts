import { EVENT_COUNT, EVENT_STRIDE, EVENTS } from '../../../src/input/layout.ts';
import { A_INFO, A_PA, ACCESS_STRIDE, outcomeOf, R_ACCESS } from '../../../src/trace/record.ts';
import { IdealRun } from './ideal-run.ts';

/** An input as text, in parts; sections of `more` come where the text form wants them. */
export interface Program {
  readonly platform: string;
  readonly state?: string;
  readonly code?: readonly string[];
  readonly more?: string;
}

/** M-mode code at 0x80000000 that ends in a loop; 64 KiB of RAM. */
export function program({ platform, state = '', code = [], more = '' }: Program): IdealRun {
  const sections = more.split(/\n(?=\S)/).filter((section) => section !== '');
  const these = (name: RegExp): string => sections.filter((section) => name.test(section)).join('\n');
  return new IdealRun(`platform
  ram 64K
${indented(platform)}
${these(/^(slots|iopmp|remap)/)}
state
  mtvec 0x80000800
${indented(state)}
pmp
  0 napot all rwx
${these(/^maps/)}
code 0x80000000
${indented([...code, 'jal zero, .+0'].join('\n'))}
${these(/^(code|data|events)/)}`);
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line.trim()}`)
    .filter((line) => line.trim() !== '')
    .join('\n');
}

/** Outcome and physical address of access record `k` of the last step. */
export function access(run: IdealRun, k = 0): readonly [outcome: number, pa: bigint] {
  const at = R_ACCESS + k * ACCESS_STRIDE;
  return [outcomeOf(run.reference.record[at + A_INFO]), run.pair(run.reference.record, at + A_PA)];
}

/** The doubleword that memory holds at a physical address. */
export function memory(run: IdealRun, address: number): bigint {
  const { reference } = run;
  return new DataView(reference.memory.buffer).getBigUint64(reference.offsetAt(address), true);
}

/** All events of the input happen now. */
export function events(run: IdealRun): IdealRun {
  for (let i = 0; i < run.input[EVENT_COUNT]; i++) run.reference.event(run.input, EVENTS + i * EVENT_STRIDE);
  return run;
}

/** ERRCAUSE of checker `which`. */
export function errcause(run: IdealRun, which: number): bigint {
  const word = (offset: number): bigint => BigInt(run.reference.checkerRegister(which, offset) >>> 0);
  return word(0x10) | (word(0x14) << 32n);
}
