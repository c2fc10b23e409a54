import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../../src/bits/rng.ts';
import { Corpus } from '../../../src/fuzzer/corpus.ts';
import { Generator } from '../../../src/fuzzer/generate/generator.ts';
import { leadOf } from '../../../src/fuzzer/order/anchor.ts';
import { Follows } from '../../../src/fuzzer/order/follows.ts';
import { HAPPENINGS, happeningOf, NOTHING } from '../../../src/fuzzer/order/happening.ts';
import { forEachHappening } from '../../../src/fuzzer/order/sequence.ts';
import { Draft, exchangeRuns } from '../../../src/fuzzer/program.ts';
import { emptyInput } from '../../../src/input/empty.ts';
import {
  DEVICE_BOTH,
  INPUT_WORDS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
} from '../../../src/input/layout.ts';
import { parseInput } from '../../../src/input/text.ts';
import { assemble } from '../../../src/isa/assembler.ts';
import { code } from '../../machine/machine-run.ts';

const ROOT = rootSeed('order');

const generated: fc.Arbitrary<Input> = fc.nat(100_000).map((exec) => {
  const input: Input = new Int32Array(INPUT_WORDS);
  new Generator({ device: DEVICE_BOTH, harts: 1 }).generate(new Rng(ROOT, exec), input);
  return input;
});

function inputOf(text: string): Input {
  return parseInput(`iommufuzz 1\n${text}`, 'test').input;
}

function happeningsOf(input: Input): string[] {
  const names: string[] = [];
  forEachHappening(input, (kind) => names.push(HAPPENINGS[kind]));
  return names;
}

describe('a happening', () => {
  it.each([
    ['lbu a0, 3(a1)', 'load'],
    ['sd a0, 0(a1)', 'store'],
    ['amoadd.d.aqrl a0, a1, (a2)', 'atomic'],
    ['lr.w a0, (a1)', 'atomic'],
    ['sc.d a0, a1, (a2)', 'atomic'],
    ['cbo.zero (a0)', 'cache-block'],
    ['cbo.flush (a5)', 'cache-block'],
    ['sfence.vma a0, a1', 'translation-fence'],
    ['fence.i', 'code-fence'],
    ['csrw satp, a0', 'translation-csr'],
    ['csrs mstatus, a0', 'translation-csr'],
    ['csrw pmpcfg0, a0', 'protection-csr'],
    ['csrw pmpaddr15, a0', 'protection-csr'],
    ['csrw mlwid, a0', 'protection-csr'],
    ['csrr a0, mcause', 'other-csr'],
    ['mret', 'mode'],
    ['ecall', 'mode'],
  ])('of %s is %s', (text, kind) => {
    expect(HAPPENINGS[happeningOf(assemble(text), false)]).toBe(kind);
  });

  it.each(['addi a0, a0, 1', 'beq a0, a1, .+8', 'wfi', 'ebreak', 'fence rw, rw', 'lui a0, 0x1'])(
    'is none of %s',
    (text) => {
      expect(happeningOf(assemble(text), false)).toBe(NOTHING);
    },
  );

  it('has before it what prepares it, up to the happening before, the beginning of its section, and eight instructions', () => {
    const near = inputOf(code('sd t0, 0(a1)', 'lui a0, 0x6000', 'addi a0, a0, 8', 'ld t0, 0(a0)'));
    expect([leadOf(near, 3), leadOf(near, 0)]).toEqual([1, 0]);
    const sections = inputOf(
      `${code('nop', 'nop')}\n${code('nop', 'ld t0, 0(a0)').replace('80000000', '80001000')}`,
    );
    expect(leadOf(sections, 3)).toBe(2);
    const far = inputOf(code(...Array.from({ length: 12 }, () => 'nop'), 'ld t0, 0(a0)'));
    expect(leadOf(far, 12)).toBe(4);
  });

  it('is one on a device if the base was just loaded with its address, and comes at the step of an event', () => {
    const program = code('lui a0, 0x6000', 'lw t0, 8(a0)', 'sw t0, 8(a1)', 'lui a1, 0x80000', 'sw t0, 8(a1)');
    const events = '\nevents\n  at 2 dirty-log-start\n  at 2 watch 0x80040000 8 rw\n  at 90 dirty-log-stop\n';
    expect(happeningsOf(inputOf(program + events))).toEqual([
      'device-load',
      'dirty-log-start',
      'watch',
      'store',
      'store',
      'dirty-log-stop',
    ]);
  });
});

describe('what follows what', () => {
  it('counts each pair once an input, and is the same wherever the same inputs are admitted', () => {
    fc.assert(
      fc.property(fc.array(generated, { minLength: 1, maxLength: 6 }), (inputs) => {
        const corpus = new Corpus();
        const again = new Corpus();
        const pairs = new Map<string, number>();
        inputs.forEach((input, i) => {
          const entry = { input, features: Int32Array.of(i), executed: Int32Array.of() };
          corpus.add({ ...entry, steps: 1 });
          // Energies and picks between admissions play no part.
          again.add({ ...entry, steps: 99 });
          again.rebalance();
          again.pick(new Rng(ROOT, i));
          const names = happeningsOf(input);
          const own = new Set(names.slice(1).map((name, k) => `${names[k]} ${name}`));
          for (const pair of own) pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
        });
        const wanted = HAPPENINGS.map((before) =>
          HAPPENINGS.map((behind) => pairs.get(`${before} ${behind}`) ?? 0),
        );
        for (const { follows } of [corpus, again])
          expect(HAPPENINGS.map((_, a) => HAPPENINGS.map((__, b) => follows.count(a, b)))).toEqual(wanted);
      }),
      { numRuns: 5 },
    );
  });

  it('is drawn as often, or as seldom, as was learned, but nothing is ever out of the question', () => {
    const follows = new Follows();
    const text = code('ld t0, 0(a0)', 'fence.i');
    for (let i = 0; i < 500; i++) follows.learn(inputOf(text));
    const [load, codeFence] = ['load', 'code-fence'].map((name) => HAPPENINGS.indexOf(name));
    const rng = new Rng(ROOT, 1);
    const often = Array.from({ length: 4000 }, () => follows.draw(load, rng));
    const seldom = Array.from({ length: 4000 }, () => follows.drawRare(load, rng));
    for (const drawn of [often, seldom]) expect(new Set(drawn).size).toBe(HAPPENINGS.length);
    expect(often.filter((kind) => kind === codeFence).length).toBeGreaterThan(3000);
    expect(seldom.filter((kind) => kind === codeFence).length).toBeLessThan(40);
  });
});

describe('two runs of instructions', () => {
  it('change places: nothing is lost, and what lies around stays', () => {
    const bounds = fc
      .uniqueArray(fc.nat(20), { minLength: 3, maxLength: 3 })
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0x13, 0x1101, 0x73, 0x100f), { minLength: 20, maxLength: 20 }),
        bounds,
        (words, [first, second, end]) => {
          const input = emptyInput();
          input.set(words, INSTRUCTIONS);
          input[INSTRUCTION_COUNT] = words.length;
          const differs = exchangeRuns(input, [first, second, end], new Draft());
          const wanted = [
            ...words.slice(0, first),
            ...words.slice(second, end),
            ...words.slice(first, second),
            ...words.slice(end),
          ];
          const now = [...input.subarray(INSTRUCTIONS, INSTRUCTIONS + words.length)];
          expect(now).toEqual(wanted);
          expect(differs).toBe(String(wanted) !== String(words));
        },
      ),
    );
  });
});
