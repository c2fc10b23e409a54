import { sectionEnd } from '../../fuzzer/program.ts';
import {
  CSR_PRESENT,
  CSRS,
  INITIAL_CSRS,
  type Input,
  PC,
  REGS,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_STRIDE,
  SECTIONS,
} from '../../input/layout.ts';
import { CSR } from '../../isa/csr-names.ts';
import { backwards } from '../chunks.ts';
import { type Needs, needsOf } from '../slice/needs.ts';
import { keepSlots } from '../slice/slots.ts';
import type { Trial } from '../trial.ts';
import { clearWords } from '../words.ts';
import { moveStart } from './hart.ts';
import { quietRun, removeRun, trimSection } from './program.ts';

type CsrName = (typeof INITIAL_CSRS)[number];

/** CSRs by which the next step already is checked; those that matter where addresses are translated, and to traps. */
const OF_EVERY_STEP: readonly CsrName[] = ['mstatus', 'mseccfg', 'mlwid', 'mwiddeleg', 'slwid'];
const OF_TRANSLATION: readonly CsrName[] = ['satp', 'menvcfg', 'senvcfg', 'mcounteren', 'scounteren'];
const OF_TRAPS: readonly CsrName[] = ['mtvec', 'medeleg', 'mideleg', 'mie', 'mip', 'stvec', 'mepc', 'sepc'];
/** Low half of mstatus, and its bit that has loads and stores of M-mode translated. */
const MSTATUS = CSRS + 2 * INITIAL_CSRS.indexOf('mstatus');
const MPRV = 1 << 17;

/**
 * Follows the failing step back to what it depends on and drops the rest at once: of the hart, instructions, registers and
 * CSRs; of the board, slots. What is tried does not hold where the crash depends on something that is not followed; then
 * later passes find out part by part.
 */
export function slice(trial: Trial): void {
  if (trial.isOver) return;
  trial.replay(() => true);
  const { trace, steps, stop } = trial.machine;
  // The step in which a machine dies has begun but is not counted.
  const last = Math.min(trial.finding.step, stop === 0 ? steps - 1 : steps);
  if (last < 0) return;
  const needs = needsOf(trial.best, trace, last);
  trial.attempt((copy) => keepOfHart(copy, needs));
  trial.attempt((copy) => keepSlots(copy, needs));
}

function keepOfHart(copy: Input, needs: Needs): boolean {
  const before = copy.slice();
  const isTranslated = needs.isUnprivileged || (copy[MSTATUS] & MPRV) !== 0;
  for (let r = 1; r < 32; r++) {
    if (((needs.registers >>> r) & 1) === 0) clearWords(copy, REGS + 2 * r, 2);
  }
  for (const [i, name] of INITIAL_CSRS.entries()) {
    if (isKept(name, needs, isTranslated)) continue;
    copy[CSR_PRESENT] &= ~(1 << i);
    clearWords(copy, CSRS + 2 * i, 2);
  }
  moveStart(copy, needs.first);
  copy.set(needs.pc, PC);
  backwards(copy[SECTION_COUNT], (section) => keepInSection(copy, section, needs.kept));
  return copy.some((word, i) => word !== before[i]);
}

function isKept(name: CsrName, needs: Needs, isTranslated: boolean): boolean {
  if (OF_EVERY_STEP.includes(name) || needs.csrs.has(CSR[name])) return true;
  return (isTranslated && OF_TRANSLATION.includes(name)) || (needs.isTrapped && OF_TRAPS.includes(name));
}

/** What is before the first and behind the last needed instruction goes; nops hold the others in place. */
function keepInSection(copy: Input, section: number, kept: Uint8Array): void {
  const first = copy[SECTIONS + section * SECTION_STRIDE + SECTION_FIRST];
  const end = sectionEnd(copy, section);
  const needed = kept.subarray(first, end);
  const start = needed.includes(1) ? first + needed.indexOf(1) : end;
  const stop = needed.includes(1) ? first + needed.lastIndexOf(1) + 1 : end;
  removeRun(copy, stop, end - stop);
  for (let i = start; i < stop; i++) if (kept[i] === 0) quietRun(copy, i, 1);
  trimSection(copy, section, start - first);
}
