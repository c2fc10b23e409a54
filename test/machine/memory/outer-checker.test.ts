import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKER_DRAM, CHECKER_OUTER } from '../../../src/input/layout.ts';
import { accessOf } from '../access-of.ts';
import { code, MachineRun } from '../machine-run.ts';

const PAGE = 0x8004_0000;

/** What one slot says of the page to world 0: rights, and bus errors on denial. */
interface Rule {
  readonly read: boolean;
  readonly write: boolean;
  readonly errors: boolean;
}

const rules: fc.Arbitrary<Rule> = fc.record({
  read: fc.boolean(),
  write: fc.boolean(),
  errors: fc.boolean(),
});

function slot({ read, write, errors }: Rule): string {
  const react = errors ? ' react=ER,EW' : '';
  return `  1 napot 0x80040000/4K 0:${read ? 'r' : '-'}${write ? 'w' : '-'}${react}`.replace(' 0:--', '');
}

/** World 0 under two checkers. */
function stacked(outer: Rule, inner: Rule, ...lines: readonly string[]): MachineRun {
  return new MachineRun(`platform
  checker outer slots=4
slots dram
${slot(inner)}
slots outer
${slot(outer)}
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  mlwid 0
  t0 0x5
  a1 0x80040000
pmp
  0 napot all rwx
${code(...lines)}`);
}

/** What a checker that denies does to the access. */
function denial(rule: Rule, isWrite: boolean): string {
  if (rule.errors) return isWrite ? '7 0x80040008' : '5 0x80040008';
  return isWrite ? 'store blocked 0x80040008 0x5' : 'load blocked 0x80040008 0x0';
}

/** Each checker by itself: the outer one first. */
function expected(
  outer: Rule,
  inner: Rule,
  isWrite: boolean,
): { outcome: string; logs: [outer: number, inner: number] } {
  const kind = isWrite ? 0x200 : 0x100;
  const denies = (rule: Rule) => !(isWrite ? rule.write : rule.read);
  const log = (rule: Rule) => (rule.errors ? kind : 0);
  if (denies(outer)) return { outcome: denial(outer, isWrite), logs: [log(outer), 0] };
  if (denies(inner)) return { outcome: denial(inner, isWrite), logs: [0, log(inner)] };
  return { outcome: isWrite ? 'store ram 0x80040008 0x5' : 'load ram 0x80040008 0x0', logs: [0, 0] };
}

/** What step `step` came to, with the error registers of both checkers. */
function seen(run: MachineRun, step: number): { outcome: string; logs: [outer: number, inner: number] } {
  const access = accessOf(run, step);
  const { bus } = run.machine.parts;
  const logs: [number, number] = [
    bus.checker(CHECKER_OUTER).read32(0x10),
    bus.checker(CHECKER_DRAM).read32(0x10),
  ];
  return { outcome: access.endsWith('fault') ? run.outcome(step) : access, logs };
}

describe('a checker in front of the DRAM checker', () => {
  it('decides first; the inner one is asked about what it grants', () => {
    fc.assert(
      fc.property(rules, rules, fc.boolean(), (outer, inner, isWrite) => {
        const run = stacked(outer, inner, isWrite ? 'sd t0, 8(a1)' : 'ld t1, 8(a1)').after(1);
        expect(seen(run, 0)).toEqual(expected(outer, inner, isWrite));
      }),
    );
  });

  it('reduces what one translation tells of other types, as the inner one does', () => {
    fc.assert(
      fc.property(rules, rules, fc.boolean(), (outer, inner, writesFirst) => {
        const quiet = (rule: Rule) => ({ ...rule, errors: false });
        const lines = ['ld t1, 8(a1)', 'sd t0, 8(a1)'];
        if (writesFirst) lines.reverse();
        const run = stacked(quiet(outer), quiet(inner), ...lines, ...lines).after(4);
        for (let step = 0; step < 4; step++) {
          const isWrite = (step % 2 === 1) !== writesFirst;
          const { outcome } = expected(quiet(outer), quiet(inner), isWrite);
          // Type and outcome; the data are those of earlier stores.
          expect(accessOf(run, step).split(' ', 2)).toEqual(outcome.split(' ', 2));
        }
      }),
    );
  });

  it('has notifiers of its own: a change of either one’s rules drops the entry', () => {
    for (const registers of ['0x6000000', '0x6003000']) {
      const run = new MachineRun(`platform
  checker outer slots=4
state
  a0 ${registers}
  a1 ${PAGE}
${code('ld t1, 0(a1)', 'sw zero, 0x48(a0)', 'nop')}`);
      expect(run.after(1).entry(BigInt(PAGE))).not.toBe('none');
      expect(run.after(2).entry(BigInt(PAGE))).toBe('none');
    }
  });

  it('is passed by page walks and their updates', () => {
    const walk = (outer: string, inner: string) =>
      new MachineRun(`platform
  checker outer slots=4
slots dram
  1 napot 0x80040000/4K 0:rw
  2 napot 0x80010000/4K ${inner}
slots outer
  1 napot 0x80040000/4K 0:rw
  2 napot 0x80010000/4K ${outer}
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  mlwid 0
  satp sv39 root=0x80010000
  a1 0x80040000
pmp
  0 napot all rwx
maps
  0x80000000 -> 0x80000000 rw----- 1G
${code('ld t1, 0(a1)')}`).after(1);
    expect(walk('0:rw', '0:rw').outcome(0)).toBe('retired');
    for (const [outer, inner] of [
      ['0:r- react=EW', '0:rw'],
      ['0:rw', '0:r- react=EW'],
    ] as const) {
      const run = walk(outer, inner);
      const { bus } = run.machine.parts;
      const denying = outer === '0:rw' ? CHECKER_DRAM : CHECKER_OUTER;
      expect(run.outcome(0)).toBe('5 0x80040000');
      expect([bus.checker(denying).read32(0x10), bus.checker(denying).read32(0x18)]).toEqual([
        0x200,
        0x8001_0010 / 4,
      ]);
    }
  });
});
