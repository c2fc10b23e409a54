/** What guards say of 8 bytes in one page and of their halves, on the machine and as required. */
import { hex } from '../bits/word.ts';
import { PAGE } from '../input/layout.ts';
import type { Machine } from '../machine/machine.ts';
import type { Reference } from '../oracle/reference.ts';

/** Offset and size of the whole and of its halves. */
const PARTS = [
  [0, 8],
  [0, 4],
  [4, 4],
] as const;
const READ = 0;
const WRITE = 1;
/** What an IOPMP can be asked for: bit of the machine's answer, access type of the reference, and whether it is atomic. */
const QUESTIONS = [
  { bit: 1, access: 0, amo: false, name: 'read' },
  { bit: 2, access: 1, amo: false, name: 'write' },
  { bit: 4, access: 2, amo: false, name: 'fetch' },
  { bit: 8, access: 1, amo: true, name: 'read and write' },
] as const;

/** The first WID and direction for which checker `which` does not say of 8 bytes at `pa`, or half of them, what it must. */
export function checkerVerdict(
  machine: Machine,
  own: Reference,
  which: number,
  pa: number,
): string | undefined {
  const theirs = machine.parts.bus.checker(which);
  const checker = own.bus.gates.checkers[which];
  const page = pa - (pa % PAGE);
  for (let wid = 0; wid < machine.parts.bus.worlds; wid++) {
    for (const direction of [READ, WRITE]) {
      for (const [offset, size] of PARTS) {
        const granted = theirs.translate(page, pa + offset, size, wid, direction === WRITE);
        if (granted !== checker.grants((pa + offset) | 0, size, wid, direction))
          return `${size} bytes at ${hex(pa + offset)} are not granted to WID ${wid} as required`;
      }
    }
  }
  return undefined;
}

/** The same of the IOPMP, for what `rrid` may do there. */
export function iopmpVerdict(machine: Machine, own: Reference, rrid: number, pa: number): string | undefined {
  const theirs = machine.parts.bus.iopmp;
  const { iopmp } = own.bus.gates.guard;
  for (const [offset, size] of PARTS) {
    const allowed = theirs.allowed(rrid, pa + offset, size);
    for (const { bit, access, amo, name } of QUESTIONS) {
      if (((allowed & bit) !== 0) === iopmp.permits(rrid, (pa + offset) | 0, 0, size, access, amo)) continue;
      return `RRID ${rrid} may not ${name} ${size} bytes at ${hex(pa + offset)} as required`;
    }
  }
  return undefined;
}
