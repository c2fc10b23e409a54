import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Plic } from '../../../src/oracle/world/plic.ts';

const PENDING = 0x1000;
const ENABLE = [0x2000, 0x2080];
const THRESHOLD = [0x20_0000, 0x20_1000];
const CLAIM = [0x20_0004, 0x20_1004];

interface Source {
  priority: number;
  pending: boolean;
  claimed: boolean;
  readonly enabled: [boolean, boolean];
}

/** A controller told source by source. */
class Model {
  readonly sources: Source[] = Array.from({ length: 32 }, () => ({
    priority: 0,
    pending: false,
    claimed: false,
    enabled: [false, false],
  }));
  readonly threshold = [0, 0];

  offered(context: number): number {
    const numbers = this.sources
      .map((_, number) => number)
      .slice(1)
      .filter((number) => {
        const source = this.sources[number];
        if (!source.pending || source.claimed || !source.enabled[context]) return false;
        return source.priority > this.threshold[context];
      });
    numbers.sort((a, b) => this.sources[b].priority - this.sources[a].priority || a - b);
    return numbers[0] ?? 0;
  }

  claim(context: number): number {
    const number = this.offered(context);
    if (number !== 0) Object.assign(this.sources[number], { pending: false, claimed: true });
    return number;
  }

  enable(context: number, word: number): void {
    this.sources.forEach((source, number) => {
      source.enabled[context] = number > 0 && ((word >>> number) & 1) === 1;
    });
  }

  lines(): number {
    return (this.offered(0) > 0 ? 0x800 : 0) | (this.offered(1) > 0 ? 0x200 : 0);
  }

  pendingWord(): number {
    return this.sources.reduce((word, source, number) => word | (source.pending ? 1 << number : 0), 0);
  }
}

const context = fc.nat(1);
const source = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 31 }));
const word = fc.oneof(fc.constant(-1), fc.constant(0x7e), fc.integer());
const operations = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('raise' as const), at: source }),
    fc.record({ does: fc.constant('claim' as const), at: context }),
    fc.record({ does: fc.constant('complete' as const), at: context, value: fc.oneof(source, word) }),
    fc.record({ does: fc.constant('priority' as const), at: source, value: fc.nat(15) }),
    fc.record({ does: fc.constant('enable' as const), at: context, value: word }),
    fc.record({ does: fc.constant('threshold' as const), at: context, value: fc.nat(9) }),
  ),
  { minLength: 12, maxLength: 60 },
);
type Operation = typeof operations extends fc.Arbitrary<(infer T)[]> ? T : never;

/** A start in which the first sources can interrupt M-mode. */
const SET_UP: readonly Operation[] = [
  { does: 'enable', at: 0, value: -1 },
  ...[1, 2, 3, 4, 5].map((at) => ({ does: 'priority' as const, at, value: 1 + (at % 3) })),
];

function apply(plic: Plic, model: Model, operation: Operation): void {
  const { at } = operation;
  switch (operation.does) {
    case 'raise':
      plic.raise(at);
      model.sources[at].pending = true;
      break;
    case 'claim':
      expect(plic.readWord(CLAIM[at])).toBe(model.claim(at));
      break;
    case 'complete':
      plic.writeWord(CLAIM[at], operation.value);
      if (operation.value >= 1 && operation.value <= 31) model.sources[operation.value].claimed = false;
      break;
    case 'priority':
      plic.writeWord(4 * at, operation.value);
      model.sources[at].priority = operation.value % 8;
      break;
    case 'enable':
      plic.writeWord(ENABLE[at], operation.value);
      model.enable(at, operation.value);
      break;
    case 'threshold':
      plic.writeWord(THRESHOLD[at], operation.value);
      model.threshold[at] = operation.value % 8;
      break;
  }
}

describe('the PLIC', () => {
  it('offers, claims and completes as a model does that looks at every source', () => {
    let claims = 0;
    fc.assert(
      fc.property(operations, (list) => {
        const plic = new Plic();
        const model = new Model();
        for (const operation of [...SET_UP, ...list]) {
          const claimable = operation.does === 'claim' ? model.offered(operation.at) : 0;
          claims += Math.sign(claimable);
          apply(plic, model, operation);
          expect(plic.lines).toBe(model.lines());
          expect(plic.readWord(PENDING)).toBe(model.pendingWord());
        }
      }),
      { numRuns: 500 },
    );
    expect(claims).toBeGreaterThan(50);
  });

  it('latches a claimed source again and offers it only when it is completed', () => {
    const plic = new Plic();
    plic.writeWord(4 * 15, 1);
    plic.writeWord(ENABLE[0], 1 << 15);
    plic.raise(15);
    expect([plic.readWord(CLAIM[0]), plic.lines, plic.claimed]).toEqual([15, 0, 1 << 15]);
    plic.raise(15);
    expect([plic.readWord(PENDING), plic.lines, plic.readWord(CLAIM[0])]).toEqual([1 << 15, 0, 0]);
    plic.writeWord(CLAIM[0], 15);
    expect([plic.lines, plic.readWord(CLAIM[0])]).toEqual([0x800, 15]);
  });

  it('reads 0 and ignores writes where it has no register', () => {
    const plic = new Plic();
    for (const offset of [0, 0x80, 0xffc, PENDING, 0x1004, 0x2004, 0x2100, 0x20_0008, 0x20_2000, 0x3f_fffc]) {
      plic.writeWord(offset, -1);
      expect(plic.readWord(offset), `${offset}`).toBe(0);
    }
    plic.writeWord(ENABLE[1], -1);
    expect(plic.readWord(ENABLE[1])).toBe(~1);
  });

  it('claims nothing when it is only looked at', () => {
    const plic = new Plic();
    plic.writeWord(4, 7);
    plic.writeWord(ENABLE[1], 2);
    plic.raise(1);
    expect([plic.peek(CLAIM[1]), plic.peek(PENDING), plic.lines]).toEqual([0, 2, 0x200]);
  });
});
