import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/bits/errors.ts';
import type { Input } from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';
import { Executor } from '../../src/judge/executor.ts';
import { differingStep, Twins } from '../../src/judge/twins.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { Machine } from '../../src/machine/machine.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { generated } from '../properties/samples.ts';

const FIXED = parseDesign('fixed');
const OPTIONS = { oracle: true, auditor: true, paranoid: false };
const twins = new Twins(FIXED);

/** The stored input `<name>.txt` of the tests of allowances. */
function stored(name: string): Input {
  const file = new URL(`../oracle/allowances/inputs/${name}.txt`, import.meta.url);
  return parseInput(readFileSync(file, 'utf8'), name).input;
}

/** What the twins make of a run on a machine that was spoiled. */
function differenceWith(input: Input, spoil: (executor: Executor) => void): string | undefined {
  const executor = new Executor(FIXED, SILENT, OPTIONS);
  spoil(executor);
  executor.run(input);
  return twins.difference(input, executor.machine, executor.reference);
}

describe('the twins of a run', () => {
  it('show nothing else than a clean one', () => {
    expect(differenceWith(stored('stale-translation-outside'), () => undefined)).toBeUndefined();
  });

  it('tell a TLB that was not flushed', () => {
    const input = stored('stale-translation-outside');
    const found = differenceWith(input, ({ machine }) =>
      Reflect.set(machine.parts.core, 'flush', () => undefined),
    );
    expect(found).toMatch(/^a machine flushed before every step differs in step \d+$/);
  });

  it('may differ where an allowance was used', () => {
    const input = stored('stale-translation-inside');
    const executor = new Executor(FIXED, SILENT, OPTIONS);
    expect(executor.run(input)).toBeUndefined();
    const flushed = new Machine(FIXED, SILENT);
    flushed.load(input);
    flushed.flushBefore = -2;
    flushed.run();
    expect(differingStep(executor.machine, flushed)).toBe(2);
    expect(twins.difference(input, executor.machine, executor.reference)).toBeUndefined();
  });

  it('tell an end that no record shows', () => {
    const found = differenceWith(stored('sc-by-value-inside'), ({ machine }) => {
      const run = machine.run.bind(machine);
      machine.run = () => {
        run();
        machine.parts.state.x[40] ^= 1;
      };
    });
    expect(found).toBe(undefined);
    const without = differenceWith(stored('running-block-outside'), ({ machine }) => {
      const run = machine.run.bind(machine);
      machine.run = () => {
        run();
        machine.parts.state.x[40] ^= 1;
      };
    });
    expect(without).toBe('a machine flushed before every step ends in another state');
  });

  it('tell a checker that grants half an access otherwise than the reference', () => {
    const input = parseInput(
      'iommufuzz 1\nslots dram\n  1 napot 0x80040000/4K 0:rw\nstate\n  stop 0x80000004\n  a0 0x80040000\ncode 0x80000000\n  ld t1, 0(a0)\n',
      'test',
    ).input;
    expect(differenceWith(input, () => undefined)).toBeUndefined();
    const found = differenceWith(input, ({ machine }) => {
      const checker = machine.parts.bus.checker(0);
      const translate = checker.translate.bind(checker);
      checker.translate = (page, exact, size, wid, isWrite) =>
        size === 4 || translate(page, exact, size, wid, isWrite);
    });
    expect(found).toBe('4 bytes at 0x80040000 are not granted to WID 1 as required');
  });

  it('tell an IOPMP that grants half an access otherwise than the reference', () => {
    const input = parseInput(
      `iommufuzz 1
platform
  device iopmp
iopmp
  rrid 0 domains=0
  domain 0 to=32
  entry 0 napot 0x80040000/8 rwx
  entry 1 napot 0x80000000/4K rwx
  enable
state
  stop 0x80000004
  a0 0x80040000
code 0x80000000
  ld t1, 0(a0)
`,
      'test',
    ).input;
    expect(differenceWith(input, () => undefined)).toBeUndefined();
    const found = differenceWith(input, ({ machine }) => {
      const { iopmp } = machine.parts.bus;
      const allowed = iopmp.allowed.bind(iopmp);
      iopmp.allowed = (rrid, pa, size) => (size === 4 && rrid === 1 ? 4 : allowed(rrid, pa, size));
    });
    expect(found).toBe('RRID 1 may not fetch 4 bytes at 0x80040000 as required');
  });

  it('are run for one input in 64 or so, the same ones every time', { timeout: 30_000 }, () => {
    const executor = new Executor(FIXED, SILENT, OPTIONS);
    let count = 0;
    for (const input of generated('twins', 600)) {
      executor.run(input);
      const isSampled = twins.isSampled(executor.machine);
      executor.run(input);
      expect(twins.isSampled(executor.machine)).toBe(isSampled);
      if (isSampled) count++;
    }
    expect(count).toBeGreaterThan(2);
    expect(count).toBeLessThan(40);
  });
});

describe('an executor with twins', () => {
  it('takes a difference for a fault of its own', () => {
    const executor = new Executor(FIXED, SILENT, { ...OPTIONS, twins: true });
    const input = stored('running-block-outside');
    expect(executor.run(input)).toBeUndefined();
    Reflect.set(executor, 'twins', { isSampled: () => true, difference: () => 'a machine differs' });
    expect(() => executor.run(input)).toThrow(new InvariantError('twins of a run: a machine differs'));
  });
});
