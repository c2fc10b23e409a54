import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_MEI, LINE_SEI, Plic } from '../../../src/machine/devices/plic.ts';
import { HartState } from '../../../src/machine/hart/state.ts';
import { code, MachineRun } from '../machine-run.ts';

const THRESHOLD = 0x20_0000;
const CLAIM = 0x20_0004;
const LINES = [LINE_MEI, LINE_SEI];

interface Source {
  priority: number;
  pending: boolean;
  claimed: boolean;
  enabled: boolean[];
}

/** The controller, source by source. */
class Model {
  readonly sources: Source[] = Array.from({ length: 32 }, () => ({
    priority: 0,
    pending: false,
    claimed: false,
    enabled: [false, false],
  }));
  readonly threshold = [0, 0];

  best(context: number): number {
    const offered = this.sources
      .map((source, number) => ({ ...source, number }))
      .filter(({ pending, claimed, enabled }) => pending && !claimed && enabled[context])
      .filter(({ priority }) => priority > 0 && priority > this.threshold[context])
      .sort((a, b) => b.priority - a.priority || a.number - b.number);
    return offered[0]?.number ?? 0;
  }

  claim(context: number): number {
    const number = this.best(context);
    if (number > 0) {
      this.sources[number].pending = false;
      this.sources[number].claimed = true;
    }
    return number;
  }
}

const source = fc.integer({ min: 1, max: 31 });
const context = fc.nat(1);
const actions = fc.oneof(
  fc.tuple(fc.constant('pulse'), source, fc.constant(0)),
  fc.tuple(fc.constant('priority'), source, fc.nat(15)),
  fc.tuple(fc.constant('enable'), context, fc.integer()),
  fc.tuple(fc.constant('enable'), context, fc.constant(-1)),
  fc.tuple(fc.constant('threshold'), context, fc.nat(15)),
  fc.tuple(fc.constant('claim'), context, fc.constant(0)),
  fc.tuple(fc.constant('complete'), context, fc.integer({ min: -1, max: 33 })),
);

function act(plic: Plic, model: Model, [what, at, value]: [string, number, number]): void {
  switch (what) {
    case 'pulse':
      plic.pulse(at);
      model.sources[at].pending = true;
      return;
    case 'priority':
      plic.write32(4 * at, value);
      model.sources[at].priority = value % 8;
      return;
    case 'enable':
      plic.write32(0x2000 + 0x80 * at, value);
      model.sources.forEach((each, s) => {
        each.enabled[at] = s > 0 && ((value >>> s) & 1) === 1;
      });
      return;
    case 'threshold':
      plic.write32(THRESHOLD + 0x1000 * at, value);
      model.threshold[at] = value % 8;
      return;
    case 'claim':
      expect(plic.read32(CLAIM + 0x1000 * at)).toBe(model.claim(at));
      return;
    default:
      plic.write32(CLAIM + 0x1000 * at, value);
      if (value > 0 && value < 32) model.sources[value].claimed = false;
  }
}

describe('the controller', () => {
  it('offers, claims and completes as a list of sources does', () => {
    fc.assert(
      fc.property(fc.array(actions, { maxLength: 60 }), (list) => {
        const state = new HartState();
        const plic = new Plic(state);
        const model = new Model();
        plic.reset();
        for (const action of list) {
          act(plic, model, action);
          expect(LINES.map((line) => (state.lines & line) !== 0)).toEqual(
            [0, 1].map((c) => model.best(c) > 0),
          );
          const pending = model.sources.reduce((bits, each, s) => bits | (each.pending ? 1 << s : 0), 0);
          expect(plic.read32(0x1000)).toBe(pending);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads what its registers keep, and 0 elsewhere', () => {
    const plic = new Plic(new HartState());
    plic.reset();
    const offsets = [0, 4, 0x7c, 0x80, 0x1000, 0x1004, 0x2000, 0x2004, 0x2080, 0x2100, 0x1f80];
    offsets.push(THRESHOLD, THRESHOLD + 8, THRESHOLD + 0x1000, THRESHOLD + 0x2000, 0x3f_fffc);
    for (const offset of offsets) plic.write32(offset, -1);
    expect(offsets.map((offset) => plic.read32(offset))).toEqual([
      0, 7, 7, 0, 0, 0, -2, 0, -2, 0, 0, 7, 0, 7, 0, 0,
    ]);
  });
});

/** M-mode reads and writes data as world 0 in S-mode. */
function board(state: string, events: string, ...lines: readonly string[]): MachineRun {
  return new MachineRun(`slots dram
  1 napot 0x80040000/4K react=IR,IW
  2 napot 0x80041000/4K react=ER
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  mlwid 0
  a0 0xc000000
  a1 0xc200000
  a2 0xc002000
  a3 0x80040000
  a4 0x6000000
  t0 7
  t1 0x28000
${state}
pmp
  0 napot all rwx
${code('sw t0, 60(a0)', 'sw t0, 68(a0)', 'sw t1, 0(a2)', ...lines)}
code 0x80000800
  lw s0, 4(a1)
  csrr s1, mip
  lw s2, 4(a1)
${events}`);
}

const INTERRUPT = 1n << 63n;

describe('a piece', () => {
  it.each([
    ['ld t3, 0(a0)', '5 0xc000000'],
    ['lhu t3, 2(a0)', '5 0xc000002'],
    ['lw t3, 2(a0)', '5 0xc000002'],
    ['sb t3, 1(a0)', '7 0xc000001'],
    ['sd t3, 0(a0)', '7 0xc000000'],
    ['lw t3, 0(a0)', 'retired'],
    ['sw t3, 0(a0)', 'retired'],
  ])('of %s: %s', (line, outcome) => {
    expect(board('', '', line).after(4).outcome(3)).toBe(outcome);
  });
});

describe('an interrupt from outside', () => {
  it('is taken at the next start of a block, claimed, and gone', () => {
    const events = 'events\n  at 5 interrupt 17';
    const run = board('  mie MEIE', events, 'csrsi mstatus, 8', 'nop', 'nop', 'j .+4').after(11);
    expect([run.csr('mcause'), run.csr('mepc')]).toEqual([INTERRUPT | 11n, 0x8000_001cn]);
    expect([run.x(8), run.x(9), run.x(18)]).toEqual([17n, 0n, 0n]);
  });
});

describe('a silently denied access', () => {
  it('interrupts by the source of its checker', () => {
    const run = board('  mie MEIE', '', 'csrsi mstatus, 8', 'ld t3, 0(a3)', 'nop').after(9);
    expect([run.csr('mcause'), run.csr('mepc')]).toEqual([INTERRUPT | 11n, 0x8000_0014n]);
    expect([run.x(8), run.x(9)]).toEqual([15n, 0n]);
  });

  it('does not where it answers with a bus error alone', () => {
    const run = board('', '', 'li a5, 1', 'slli a5, a5, 12', 'add a5, a5, a3', 'ld t3, 0(a5)').after(7);
    expect([run.outcome(6), run.machine.parts.plic.pending]).toEqual(['5 0x80041000', 0]);
  });
});
