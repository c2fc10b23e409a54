import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countEffort, GENERATED, noEffort, OPERATORS } from '../../src/fuzzer/operators.ts';
import { EVEN_ODDS } from '../../src/fuzzer/plan.ts';
import { Yields } from '../../src/fuzzer/yields.ts';

/** Executions of a set of operators that took so many steps each, and the features that they brought. */
interface Stretch {
  readonly operators: number;
  readonly execs: number;
  readonly steps: number;
  readonly fresh: number;
}

const stretch: fc.Arbitrary<Stretch> = fc.record({
  operators: fc.oneof(fc.constantFrom(1, 2, 4, 3, GENERATED), fc.nat((1 << 16) - 1)),
  execs: fc.nat(40),
  steps: fc.nat(4096),
  fresh: fc.nat(30),
});
const stretches = fc.array(stretch, { maxLength: 12 });

function enter(yields: Yields, { operators, execs, steps, fresh }: Stretch): void {
  const effort = noEffort();
  for (let i = 0; i < execs; i++) countEffort(effort, operators, steps);
  yields.spend(effort);
  yields.credit(operators, fresh);
}

function yieldsOf(list: readonly Stretch[]): Yields {
  const yields = new Yields({});
  for (const each of list) enter(yields, each);
  return yields;
}

describe('yields', () => {
  it('read back as they were written, and then go the same way', () => {
    fc.assert(
      fc.property(stretches, stretch, (list, next) => {
        const yields = yieldsOf(list);
        yields.fade();
        const again = new Yields(JSON.parse(JSON.stringify(yields.toJson())));
        for (const each of [yields, again]) enter(each, next);
        expect(again.toJson()).toEqual(yields.toJson());
        expect(again.odds()).toEqual(yields.odds());
      }),
      { numRuns: 40 },
    );
  });

  it('do not depend on the order in which chunks are entered', () => {
    fc.assert(
      fc.property(stretches, (list) => {
        expect(yieldsOf([...list].reverse()).toJson()).toEqual(yieldsOf(list).toJson());
      }),
      { numRuns: 40 },
    );
  });

  it('give odds within limits, never less to an operator that brought more, never more to one that cost more', () => {
    fc.assert(
      fc.property(
        stretches,
        fc.nat(OPERATORS.length - 1),
        fc.integer({ min: 1, max: 50 }),
        (list, which, more) => {
          const { bit } = OPERATORS[which];
          const before = yieldsOf(list).odds();
          const richer = yieldsOf([...list, { operators: bit, execs: 0, steps: 0, fresh: more }]).odds();
          const dearer = yieldsOf([...list, { operators: bit, execs: more, steps: 999, fresh: 0 }]).odds();
          for (const odds of [...before, ...richer, ...dearer]) {
            expect(odds).toBeGreaterThanOrEqual(EVEN_ODDS / 4);
            expect(odds).toBeLessThanOrEqual(EVEN_ODDS * 4);
            expect(Number.isInteger(odds)).toBe(true);
          }
          if (list.some(({ fresh }) => fresh > 0))
            expect(richer[which]).toBeGreaterThanOrEqual(before[which]);
          expect(dearer[which]).toBeLessThanOrEqual(before[which]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are even where nothing was found, and tell a good operator from a bad one', () => {
    const idle = yieldsOf([{ operators: 3, execs: 40, steps: 100, fresh: 0 }]);
    expect(new Set(idle.odds())).toEqual(new Set([EVEN_ODDS]));
    const busy = [1, 2].map((operators) => ({
      operators,
      execs: 40,
      steps: 4000,
      fresh: operators === 1 ? 90 : 10,
    }));
    const [good, bad, other] = yieldsOf([...busy, ...busy, ...busy]).odds();
    expect(good).toBeGreaterThan(EVEN_ODDS);
    expect(bad).toBeLessThan(EVEN_ODDS);
    expect(other).toBe(EVEN_ODDS);
  });

  it('fade', () => {
    const yields = yieldsOf([{ operators: 1, execs: 5, steps: 10, fresh: 4 }]);
    yields.fade();
    expect(yields.toJson()).toEqual({ 'program/execs': 2, 'program/steps': 25, 'program/fresh': 2 });
    for (let i = 0; i < 6; i++) yields.fade();
    expect(yields.toJson()).toEqual({});
  });

  it('of operators that are gone are forgotten', () => {
    expect(new Yields({ 'alchemy/fresh': 9, 'idioms/fresh': 2 }).toJson()).toEqual({ 'idioms/fresh': 2 });
  });
});
