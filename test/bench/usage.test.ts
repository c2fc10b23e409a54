import { describe, expect, it } from 'vitest';
import { UsageCounter } from '../../src/bench/usage.ts';
import { parseInput } from '../../src/input/text.ts';
import { parseDesign } from '../../src/machine/design.ts';

const inputOf = (code: string, stop: number) =>
  parseInput(
    `iommufuzz 1
state
  stop 0x${stop.toString(16)}
  mtvec 0x${stop.toString(16)}
pmp
  0 napot all rwx
code 0x80000000
${code}`,
    'test',
  ).input;

describe('UsageCounter', () => {
  it('counts instructions that retire, traps, and slow-path uses', () => {
    const counter = new UsageCounter(parseDesign('fixed'));
    const quiet = counter.of(inputOf('  nop\n  nop\n  nop\n', 0x8000000c));
    expect([quiet.instructions, quiet.traps]).toEqual([3, 0]);
    expect(quiet.slowPathUses).toBeGreaterThan(0);
    const trapping = counter.of(inputOf('  nop\n  ecall\n', 0x80000020));
    expect([trapping.instructions, trapping.traps]).toEqual([1, 1]);
    const loading = counter.of(inputOf('  nop\n  ld t0, 0(zero)\n  nop\n', 0x80000020));
    expect(loading.traps).toBe(1);
    expect(loading.slowPathUses).toBeGreaterThan(trapping.slowPathUses);
  });

  it('counts every execution by itself', () => {
    const counter = new UsageCounter(parseDesign('fixed'));
    const input = inputOf('  nop\n  ld t0, 0(zero)\n  nop\n', 0x80000020);
    const first = counter.of(input);
    expect(counter.of(input)).toEqual(first);
  });

  it('averages', () => {
    const counter = new UsageCounter(parseDesign('fixed'));
    const three = inputOf('  nop\n  nop\n  nop\n', 0x8000000c);
    const one = inputOf('  nop\n', 0x80000004);
    expect(counter.average([three, one])).toMatchObject({ instructions: 2, traps: 0 });
  });
});
