import { describe, expect, it } from 'vitest';
import { code, MachineRun } from '../machine-run.ts';

function program(state: string, ...lines: readonly string[]): MachineRun {
  return new MachineRun(`platform
  device none
state
  mtvec 0x80000800
${state}
pmp
  0 napot all rwx
${code(...lines)}
code 0x80000800
  csrr a2, minstret
  csrr a3, time`);
}

describe('mcycle and minstret', () => {
  it.each(['mcycle', 'minstret', 'cycle', 'instret'])('%s counts what retired before the read', (name) => {
    const run = program('', 'nop', 'nop', `csrr t0, ${name}`, `csrr t1, ${name}`).after(4);
    expect([run.x(5), run.x(6)]).toEqual([2n, 3n]);
  });

  it('do not count what trapped', () => {
    expect(program('', 'nop', 'ecall').after(3).x(12)).toBe(1n);
  });

  it('go on from what was written, each for itself', () => {
    const run = program(
      '  t0 0xffffffffffffffff',
      'csrw minstret, t0',
      'csrr t1, minstret',
      'csrr t2, minstret',
      'csrr a0, mcycle',
      'csrw mcycle, t0',
      'csrr a1, instret',
      'csrr a4, cycle',
    ).after(7);
    expect([run.x(6), run.x(7), run.x(10)]).toEqual([0xffff_ffff_ffff_ffffn, 0n, 3n]);
    expect([run.x(11), run.x(14)]).toEqual([3n, 0n]);
  });

  it('carry into the upper half', () => {
    const run = program('  t0 0xffffffff', 'csrw mcycle, t0', 'csrr t1, mcycle', 'csrr t2, mcycle').after(3);
    expect([run.x(6), run.x(7)]).toEqual([0xffff_ffffn, 0x1_0000_0000n]);
  });
});

describe('time', () => {
  it('is a tenth of the retired instructions, whatever minstret is', () => {
    const lines = [
      'csrw minstret, a0',
      ...Array.from({ length: 8 }, () => 'nop'),
      'csrr t0, time',
      'csrr t1, time',
    ];
    const run = program('  a0 0x1000', ...lines).after(lines.length);
    expect([run.x(5), run.x(6)]).toEqual([0n, 1n]);
  });
});

describe('a counter below M', () => {
  it.each([
    ['S', '', 'cycle', '2 0xc00022f3'],
    ['S', '  mcounteren CY', 'cycle', 'retired'],
    ['S', '  mcounteren CY IR', 'time', '2 0xc01022f3'],
    ['U', '  mcounteren CY', 'cycle', '2 0xc00022f3'],
    ['U', '  scounteren CY', 'cycle', '2 0xc00022f3'],
    ['U', '  mcounteren CY\n  scounteren CY', 'cycle', 'retired'],
    ['U', '  mcounteren HPM31\n  scounteren HPM31', 'hpmcounter31', 'retired'],
    ['U', '  mcounteren HPM30\n  scounteren HPM31', 'hpmcounter31', '2 0xc1f022f3'],
    ['S', '  mcounteren CY', 'mcycle', '2 0xb00022f3'],
    ['M', '', 'cycle', 'retired'],
  ])('in %s with "%s": %s gives %s', (mode, state, name, outcome) => {
    expect(program(`  mode ${mode}\n${state}`, `csrr t0, ${name}`).after(1).outcome(0)).toBe(outcome);
  });

  it('cannot be written through its view', () => {
    expect(program('', 'csrw cycle, t0').after(1).outcome(0)).toBe('2 0xc0029073');
    expect(program('', 'csrw hpmcounter3, t0').after(1).outcome(0)).toBe('2 0xc0329073');
    expect(program('', 'csrw mhpmcounter3, t0').after(1).outcome(0)).toBe('retired');
  });
});
