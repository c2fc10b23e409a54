import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigHigh, bigLow, toBig } from '../../../src/bits/word.ts';
import { StepRecord } from '../../../src/oracle/hart/step-record.ts';
import { Clint } from '../../../src/oracle/world/clint.ts';

const COMPARE = 0x4000;
const TIME = 0xbff8;
const ONES = (1n << 64n) - 1n;
const MTIP = 0x80;

function board() {
  const step = new StepRecord();
  const clint = new Clint(step);
  clint.reset();
  const read = (at: number): bigint => toBig(clint.readWord(at), clint.readWord(at + 4));
  const write = (at: number, value: bigint): void => {
    clint.writeWord(at, bigLow(value));
    clint.writeWord(at + 4, bigHigh(value));
  };
  return { step, clint, read, write };
}

const value = fc.oneof(
  fc.bigInt({ min: 0n, max: ONES }),
  fc.bigInt({ min: 0n, max: 300n }),
  fc.bigInt({ min: ONES - 300n, max: ONES }),
  fc.bigInt({ min: 0xffff_ff00n, max: 0x1_0000_0100n }),
);
const operation = fc.oneof(
  fc.record({ does: fc.constant('run' as const), value: fc.bigInt({ min: 0n, max: 400n }) }),
  fc.record({ does: fc.constant('compare' as const), value }),
  fc.record({ does: fc.constant('time' as const), value }),
  fc.record({ does: fc.constant('low' as const), value }),
  fc.record({ does: fc.constant('high' as const), value }),
  fc.record({ does: fc.constant('wait' as const), value }),
);

type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** Time in unbounded integers; `apply` does the same to the device. */
class Model {
  readonly board = board();
  compare = ONES;
  private base = 0n;

  private ticks(): bigint {
    return BigInt(Math.floor(this.board.step.retired / 10));
  }

  time(): bigint {
    return BigInt.asUintN(64, this.base + this.ticks());
  }

  private set(to: bigint): void {
    this.base = to - this.ticks();
  }

  apply({ does, value }: Operation): void {
    const { step, clint, write } = this.board;
    switch (does) {
      case 'run':
        step.retired += Number(value);
        break;
      case 'compare':
        write(COMPARE, value);
        this.compare = value;
        break;
      case 'time':
        write(TIME, value);
        this.set(value);
        break;
      case 'low':
        clint.writeWord(TIME, bigLow(value));
        this.set(((this.time() >> 32n) << 32n) | (value & 0xffff_ffffn));
        break;
      case 'high':
        clint.writeWord(TIME + 4, bigHigh(value));
        this.set((this.time() & 0xffff_ffffn) | ((value >> 32n) << 32n));
        break;
      case 'wait':
        clint.skipAhead();
        if (this.compare !== ONES && this.compare > this.time()) this.set(this.compare);
    }
  }
}

describe('the CLINT', () => {
  it('keeps time as 64-bit arithmetic does', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 20 }), (operations) => {
        const model = new Model();
        const { clint, read } = model.board;
        for (const operation of operations) {
          model.apply(operation);
          expect([read(TIME), read(COMPARE)]).toEqual([model.time(), model.compare]);
          expect(clint.lines).toBe(model.time() >= model.compare ? MTIP : 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has one bit of msip, and nothing at other offsets', () => {
    const { clint } = board();
    clint.writeWord(0, -2);
    expect([clint.readWord(0), clint.lines]).toEqual([0, 0]);
    clint.writeWord(0, -1);
    expect([clint.readWord(0), clint.lines]).toEqual([1, 8]);
    for (const offset of [4, 8, 0x4008, 0xbff4, 0xc000, 0xfffc]) {
      clint.writeWord(offset, -1);
      expect(clint.readWord(offset)).toBe(0);
    }
  });
});
