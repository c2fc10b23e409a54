import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../src/bits/rng.ts';
import { bigHigh, bigLow, toBig } from '../../src/bits/word.ts';
import { Aim } from '../../src/fuzzer/aim.ts';
import { baseOf, emitPair, emitReach, offsetOf } from '../../src/fuzzer/constants.ts';
import { Draft } from '../../src/fuzzer/program.ts';
import { REGS } from '../../src/input/layout.ts';
import { alu } from '../../src/isa/alu.ts';
import { D_IMM, D_KIND, D_RD, D_RS1, D_RS2, D_SUB, DECODED, decode } from '../../src/isa/decode.ts';
import { KIND } from '../../src/isa/kinds.ts';
import { inputs } from '../arbitraries/input.ts';
import { addresses, values } from '../arbitraries/value.ts';

/** Registers after the draft ran from those in `x`: two words each. */
function run(draft: Draft, x: Int32Array): Int32Array {
  const d = new Int32Array(DECODED);
  for (let i = 0; i < draft.count; i++) {
    decode(draft.words[i], d, 0);
    expect(d[D_KIND]).toBe(KIND.alu);
    alu(d[D_SUB], x, new BigInt64Array(x.buffer), d[D_RD], d[D_RS1], d[D_RS2], d[D_IMM]);
  }
  return x;
}

function registerOf(x: Int32Array, register: number): bigint {
  return toBig(x[2 * register], x[2 * register + 1]);
}

describe('a constant in code', () => {
  it('is what the code leaves in the register, in at most seven instructions', () => {
    fc.assert(
      fc.property(values(), fc.integer({ min: 5, max: 31 }), (value, rd) => {
        const draft = new Draft();
        emitPair(draft, rd, bigLow(value), bigHigh(value));
        expect(draft.count).toBeLessThanOrEqual(7);
        expect(registerOf(run(draft, new Int32Array(66)), rd)).toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  it('takes three instructions at most for an even DRAM address', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0x4000_0000, max: 0x7fff_0000 }), (half) => {
        const draft = new Draft();
        emitPair(draft, 10, (2 * half) | 0, 0);
        expect(draft.count).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe('a reach', () => {
  it('is the aimed address, from a register that starts near it or was loaded', () => {
    fc.assert(
      fc.property(inputs(), addresses(), fc.nat(1000), (input, address, seed) => {
        const draft = new Draft();
        const aim = new Aim();
        aim.set(bigLow(address), bigHigh(address));
        const reach = emitReach(draft, input, new Rng(rootSeed('reach'), seed), aim);
        const x = new Int32Array(66);
        x.set(input.subarray(REGS, REGS + 64));
        const base = registerOf(run(draft, x), baseOf(reach));
        expect(BigInt.asUintN(64, base + BigInt(offsetOf(reach)))).toBe(address);
      }),
    );
  });
});
