import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../../src/input/empty.ts';
import {
  CHECKER_DRAM,
  CHECKER_OUTER,
  DRAM_SLOTS,
  GRANULE,
  type Input,
  NWORLDS,
  OUTER_SLOTS,
} from '../../../src/input/layout.ts';
import { StepRecord } from '../../../src/oracle/hart/step-record.ts';
import { Bus } from '../../../src/oracle/memory/bus.ts';
import { PURPOSE } from '../../../src/oracle/memory/purpose.ts';
import { Ram } from '../../../src/oracle/memory/ram.ts';
import { Checker, READ, WRITE } from '../../../src/oracle/world/checker.ts';
import { Worlds } from '../../../src/oracle/world/worlds.ts';
import { OUTCOME_BLOCKED, OUTCOME_FAULT, OUTCOME_RAM } from '../../../src/trace/record.ts';
import { program, type Rule, word } from '../world/board-checker.ts';

const NSLOTS = 3;
const D = 0x8000_4000;

const step = new StepRecord();
const worlds = new Worlds();
const ram = new Ram();
const bus = new Bus(ram, worlds, step);

function board(granule: number): Input {
  const input = emptyInput();
  input[GRANULE] = granule;
  input[DRAM_SLOTS] = NSLOTS;
  input[OUTER_SLOTS] = NSLOTS;
  return input;
}

/** Programs the board's checker `which`, and one of its own alike, which is returned. */
function pair(which: number, input: Input, rules: readonly Rule[]): Checker {
  const twin = new Checker(new StepRecord());
  twin.reset(NSLOTS, input[NWORLDS], input[GRANULE]);
  twin.file.openTo(3);
  program(twin, ...rules);
  program(bus.gates.checkers[which], ...rules);
  return twin;
}

function errors(checker: Checker): readonly number[] {
  return [0x10, 0x14, 0x18, 0x1c].map((offset) => checker.readWord(offset));
}

/** What becomes of one access by two checkers asked one after the other, each by itself. */
function both(outer: Checker, inner: Checker, access: readonly [number, number, number, number]): number {
  for (const checker of [outer, inner]) {
    if (checker.grants(...access)) continue;
    return checker.deny(...access) ? OUTCOME_FAULT : OUTCOME_BLOCKED;
  }
  return OUTCOME_RAM;
}

const cfg = fc.tuple(fc.constantFrom(1, 2, 3), fc.nat(15)).map(([mode, reaction]) => mode | (reaction << 8));
const rules = fc
  .array(fc.tuple(fc.nat(24), fc.bigInt({ min: 0n, max: 0xffn }), cfg), { minLength: 2, maxLength: 2 })
  .chain((slots) => fc.tuple(fc.constant(slots), fc.nat(15)))
  .map(([slots, reaction]): readonly Rule[] => [
    ...slots.map(([at, perm, value], i): Rule => [i + 1, word(D + 4 * at), perm, value]),
    [NSLOTS, 0n, 0xc3n, 1 | (reaction << 8)],
  ]);

describe('two checkers in a row', () => {
  it('let through what both let through; the first that refuses answers and logs, the second is not asked then', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(4, 4096),
        rules,
        rules,
        fc.array(
          fc.tuple(fc.nat(120), fc.integer({ min: 1, max: 8 }), fc.nat(3), fc.constantFrom(READ, WRITE)),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        (granule, outerRules, innerRules, accesses) => {
          const input = board(granule);
          ram.restart(input);
          worlds.reset(input);
          bus.reset(input);
          const outer = pair(CHECKER_OUTER, input, outerRules);
          const inner = pair(CHECKER_DRAM, input, innerRules);
          for (const [at, size, wid, direction] of accesses) {
            const lo = (D + at) | 0;
            bus.mark(wid, PURPOSE.data);
            const outcome = direction === READ ? bus.read(lo, 0, size, 0) : bus.write(lo, 0, size, 0);
            expect(outcome).toBe(both(outer, inner, [lo, size, wid, direction]));
          }
          expect(errors(bus.gates.checkers[CHECKER_OUTER])).toEqual(errors(outer));
          expect(errors(bus.gates.checkers[CHECKER_DRAM])).toEqual(errors(inner));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are one where the platform has no outer one', () => {
    const input = board(4096);
    input[OUTER_SLOTS] = 0;
    ram.restart(input);
    worlds.reset(input);
    bus.reset(input);
    bus.mark(3, PURPOSE.data);
    expect(bus.gates.hasChecker(CHECKER_OUTER)).toBe(false);
    expect(bus.read(D | 0, 0, 8, 0)).toBe(OUTCOME_RAM);
    expect(bus.read(0x0600_3008, 0, 4, 0)).toBe(OUTCOME_FAULT);
  });
});
