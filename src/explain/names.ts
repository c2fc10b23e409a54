/** Words for numbers of the record. */

/** Exceptions by cause. @source Privileged ISA 20240411, table 14 (mcause) */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  0: 'fetch misaligned',
  1: 'fetch access fault',
  2: 'illegal instruction',
  3: 'breakpoint',
  4: 'load misaligned',
  5: 'load access fault',
  6: 'store misaligned',
  7: 'store access fault',
  8: 'ecall from U-mode',
  9: 'ecall from S-mode',
  11: 'ecall from M-mode',
  12: 'fetch page fault',
  13: 'load page fault',
  15: 'store page fault',
};

const INTERRUPTS: Readonly<Record<number, string>> = {
  1: 'S software interrupt',
  3: 'M software interrupt',
  5: 'S timer interrupt',
  7: 'M timer interrupt',
  9: 'S external interrupt',
  11: 'M external interrupt',
};

const OUTCOMES = ['fault', 'ram', 'io', 'blocked', 'discarded', 'probed'];
const MODES = ['U', 'S', '?', 'M'];
const TYPES = ['load', 'store', 'fetch'];
const GRANTS = [undefined, 'tor', 'na4', 'napot'];

/** Name of an exception. */
export function exceptionName(cause: number): string {
  return EXCEPTIONS[cause] ?? `exception ${cause}`;
}

/** Name of an interrupt. */
export function interruptName(cause: number): string {
  return INTERRUPTS[cause] ?? `interrupt ${cause}`;
}

/** Name of an OUTCOME_ number. */
export function outcomeName(outcome: number): string {
  return OUTCOMES[outcome] ?? `outcome ${outcome}`;
}

/** Name of a privilege. */
export function modeName(mode: number): string {
  return MODES[mode] ?? '?';
}

/** Name of an access type of the walker: 0 load, 1 store, 2 fetch. */
export function typeName(type: number): string {
  return TYPES[type] ?? '?';
}

/** Name of the range mode of a slot that granted; `undefined` if no slot was needed. */
export function grantName(mode: number): string | undefined {
  return GRANTS[mode];
}
