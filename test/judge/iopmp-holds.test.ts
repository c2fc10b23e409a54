import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../src/input/empty.ts';
import { DEVICE, DEVICE_IOPMP, DEVICE_NONE, ENTRY_OFFSET, type Input } from '../../src/input/layout.ts';
import { validate } from '../../src/input/validate.ts';
import { type Cell, cellsOf, otherValues } from '../../src/judge/cells.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { Machine } from '../../src/machine/machine.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { Reference } from '../../src/oracle/reference.ts';
import { iopmp } from '../arbitraries/iopmp.ts';

const theirs = new Machine(parseDesign('fixed'), SILENT).parts.bus.iopmp;
const own = new Reference().bus.gates.guard.iopmp;

const ERR_MFR = 0x74;
/** Of each run of registers the first offset, and how many there can be. */
const RUNS = [
  [0x00, 0x20],
  [0x800, 63],
  [0x1000, 8 * 64],
  [ENTRY_OFFSET, 4 * 128],
] as const;
const OFFSETS = RUNS.flatMap(([first, count]) => Array.from({ length: count }, (_, i) => first + 4 * i));

/** What is built, and what observes or answers: no registers. */
const NOT_REGISTERS = new Set(['properties', 'procedure', 'refusal', 'regions', 'fate', 'plic', 'memory']);

/** Whether every register of both shows the same, word by word. */
function showsSame(): boolean {
  const { sv, svi } = theirs;
  const windows = [0, 1, 2, 3].every((w) => own.violations[w] === ((sv[w >> 1] >>> (16 * (w & 1))) & 0xffff));
  if (!windows || own.peekWord(ERR_MFR) !== svi << 16) return false;
  return OFFSETS.every((at) => at === ERR_MFR || theirs.read32(at) === own.peekWord(at));
}

/** A board with an IOPMP as firmware has left it. */
const boards: fc.Arbitrary<Input> = iopmp()
  .map((write) => {
    const input = emptyInput();
    input[DEVICE] = DEVICE_NONE;
    write(input);
    return input;
  })
  .filter((input) => input[DEVICE] === DEVICE_IOPMP && validate(input) === undefined);

const writes = fc.array(fc.tuple(fc.constantFrom(...OFFSETS), fc.integer()), { maxLength: 20 });

/** Both as firmware has left them, and after the same writes. */
function begin(board: Input, both: readonly (readonly [number, number])[]): void {
  theirs.reset(board);
  own.reset(board);
  for (const [offset, value] of both) {
    theirs.write32(offset, value);
    own.writeWord(offset, value);
  }
}

describe('the registers of an IOPMP, compared at once,', () => {
  it('are the same after the same writes', () => {
    fc.assert(
      fc.property(boards, writes, (board, both) => {
        begin(board, both);
        expect([own.holds(theirs), showsSame()]).toEqual([true, true]);
      }),
      { numRuns: 150 },
    );
  });

  it('differ where a register shows something else, whoever was written to', () => {
    const write = fc.tuple(fc.boolean(), fc.constantFrom(...OFFSETS), fc.integer());
    fc.assert(
      fc.property(boards, writes, fc.array(write, { minLength: 1, maxLength: 40 }), (board, both, alone) => {
        begin(board, both);
        for (const [isOurs, offset, value] of alone) {
          if (isOurs) own.writeWord(offset, value);
          else theirs.write32(offset, value);
          if (own.holds(theirs)) expect(showsSame()).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('differ where anything of what they are made of is changed so that it shows', () => {
    fc.assert(
      fc.property(boards, writes, (board, both) => {
        begin(board, both);
        for (const root of [theirs.registers, own]) cellsOf(root, NOT_REGISTERS).forEach(expectNoticed);
      }),
      { numRuns: 20 },
    );
  });
});

function expectNoticed({ path, owner, key }: Cell): void {
  const values = owner as Record<string | number, number | boolean>;
  const before = values[key];
  for (const value of otherValues(before)) {
    values[key] = value;
    if (own.holds(theirs)) expect(showsSame(), path).toBe(true);
  }
  values[key] = before;
}
