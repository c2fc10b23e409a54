import {
  CSR_PRESENT,
  CSRS,
  EVENT_COUNT,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  INITIAL_CSRS,
  type Input,
  MODE,
  PC,
  REGS,
  STEPS,
} from '../../input/layout.ts';
import { CSR } from '../../isa/csr-names.ts';
import type { Trial } from '../trial.ts';
import { clearBits, clearWords, setWord } from '../words.ts';

const CSR_NUMBERS = INITIAL_CSRS.map((name) => CSR[name]);
const MODE_M = 3;

/** Registers to 0, else their upper half. */
export function clearRegisters(trial: Trial): void {
  for (let r = 31; r > 0; r--) {
    const at = REGS + 2 * r;
    if (!trial.attempt((copy) => clearWords(copy, at, 2)))
      trial.attempt((copy) => clearWords(copy, at + 1, 1));
  }
}

/** CSRs as after reset, else with fewer bits set; then M-mode. */
export function resetCsrs(trial: Trial): void {
  for (let i = INITIAL_CSRS.length - 1; i >= 0; i--) {
    if (((trial.best[CSR_PRESENT] >>> i) & 1) === 0) continue;
    if (trial.attempt((copy) => dropCsr(copy, i))) continue;
    clearBits(trial, CSRS + 2 * i);
    clearBits(trial, CSRS + 2 * i + 1);
  }
  trial.attempt((copy) => setWord(copy, MODE, MODE_M));
}

/**
 * Starts later: takes the hart's state of a step shortly before the failing one as the initial state. What was in memory,
 * in devices and in the TLB then is lost; if the crash does not need it, everything that led there goes.
 */
export function startLater(trial: Trial): void {
  const { step } = trial.finding;
  for (let back = 0; back <= step && step > 0; back = back === 0 ? 1 : 2 * back) {
    if (startAt(trial, step - back)) return;
  }
}

function startAt(trial: Trial, step: number): boolean {
  if (step === 0 || trial.isOver) return false;
  trial.replay((copy) => setWord(copy, STEPS, step));
  const { machine } = trial;
  if (machine.steps !== step || machine.stop !== 0) return false;
  const { state, csrs } = machine.parts;
  const { mode, pcLo, pcHi } = state;
  const registers = state.x.slice(0, 64);
  const values = CSR_NUMBERS.map((number) => (csrs.read(number) ? ([csrs.lo, csrs.hi] as const) : undefined));
  return trial.attempt((copy) => {
    copy[MODE] = mode;
    copy[PC] = pcLo;
    copy[PC + 1] = pcHi;
    copy.set(registers, REGS);
    copy.fill(0, REGS, REGS + 2);
    for (const [i, value] of values.entries()) {
      if (value === undefined) continue;
      copy[CSR_PRESENT] |= 1 << i;
      copy[CSRS + 2 * i] = value[0];
      copy[CSRS + 2 * i + 1] = value[1];
    }
    return moveStart(copy, step);
  });
}

/** Makes a step the first one: of time, not of what the hart is like then. False if no step is left. */
export function moveStart(copy: Input, step: number): boolean {
  for (let i = 0; i < copy[EVENT_COUNT]; i++) {
    const at = EVENTS + i * EVENT_STRIDE + EVENT_STEP;
    copy[at] = Math.max(0, copy[at] - step);
  }
  copy[STEPS] -= step;
  return copy[STEPS] > 0;
}

function dropCsr(copy: Input, index: number): boolean {
  copy[CSR_PRESENT] &= ~(1 << index);
  clearWords(copy, CSRS + 2 * index, 2);
  return true;
}
