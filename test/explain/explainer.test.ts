import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Explainer } from '../../src/explain/explainer.ts';
import { explanationText, lastSteps } from '../../src/explain/text.ts';
import { parseInput } from '../../src/input/text.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';

/** Loads 8 bytes in U-mode of which PMP denies four in the middle. */
const PMP_HOLE = `iommufuzz 1
state
  mtvec 0x80000800
  mstatus 0x20000
  a0 0x80040100
pmp
  0 na4 0x80040104 ---
  3 napot all rwx
code 0x80000000
  li t0, 7
  ld t1, 2(a0)
`;

/** A page of S-mode that is read through the page table, after a sync of the dirty log. */
const PAGED = `iommufuzz 1
slots dram
  1 napot 0x80000000/1M 0:rw
state
  stop 0x80000018
  mtvec 0x80000800
  satp sv39 root=0x80010000
  mlwid 0
  a0 0x40000000
  a5 0x5
  a6 0x20800
pmp
  0 napot all rwx
maps
  0x40000000 -> 0x80040000 rw---ad 4K
code 0x80000000
  csrw mstatus, a6
  ld t0, 0(a0)
  sd a5, 8(a0)
  ld t1, 8(a0)
  sd a5, 16(a0)
  nop
events
  at 4 dirty-log-sync
`;

const explain = (text: string, design: string) =>
  new Explainer(parseDesign(design)).explain(parseInput(text, 'test').input);

describe('an explanation', () => {
  it('ends at the first difference, names the rule, the finding and the quirk', () => {
    const explanation = explain(PMP_HOLE, 'posted');
    const [, second] = explanation.told;
    expect(explanation.differs).toBe(1);
    expect(second).toMatchObject({
      instruction: 'ld t1, 2(a0)',
      same: false,
      machine: { ends: 'retired', accesses: [{ type: 'load', size: 8, va: '0x80040102', outcome: 'ram' }] },
      required: { ends: 'exception', trap: { cause: 5, tval: '0x80040102' } },
      rule: { name: 'pmp-partial' },
    });
    expect(explanation.finding).toMatchObject({ step: 1, causes: [{ id: 'pmp-ends-only' }] });
    expect(explain(PMP_HOLE, 'fixed').differs).toBeUndefined();
  });

  it('tells what a watchpoint stopped, cache blocks, and events with their arguments', () => {
    const watched = `iommufuzz 1
state
  a0 0x80040000
code 0x80000000
  sd a0, 8(a0)
  cbo.clean (a0)
  cbo.zero (a0)
events
  at 0 watch 0x80040008 8 w
  at 1 dma-write 0x80041000 16 0x5
`;
    const explanation = explain(watched, 'fixed');
    const [first, second, third, fourth] = explanation.told;
    expect(explanation.finding).toBeUndefined();
    expect(first).toMatchObject({
      events: ['watch 0x80040008 8 w'],
      machine: { ends: 'watchpoint', watched: { type: 'store', va: '0x80040008' } },
      same: true,
    });
    expect(second).toMatchObject({ events: ['dma-write 0x80041000 16 0x5'], machine: { ends: 'retired' } });
    expect(third.machine.accesses).toMatchObject([{ type: 'probe', size: 64, outcome: 'probed' }]);
    expect(fourth.machine).toMatchObject({ ends: 'watchpoint', watched: { va: '0x80040000' } });
    expect(explanationText(explanation, true)).toMatch(/ends +stops at a watched store of\s+same/);
  });

  it('tells page walks, entry states and events at their steps', () => {
    const { told, finding } = explain(PAGED, 'fixed');
    expect(finding).toBeUndefined();
    expect(told[0].walks).toEqual([]);
    expect(told[1].walks).toHaveLength(1);
    expect(told[1].walks[0]).toEqual({
      type: 'load',
      va: '0x40000000',
      made: true,
      ptes: [
        { level: 2, address: '0x80010008', value: '0x20004401' },
        { level: 1, address: '0x80011000', value: '0x20004801' },
        { level: 0, address: '0x80012000', value: '0x200100c7' },
      ],
    });
    // The TLB serves the second load; this is what a walk would have found.
    expect(told[3].walks).toMatchObject([{ type: 'load', made: false }]);
    const entryAt = (step: number) => told[step].entries.find(({ page }) => page === '0x40000000');
    expect(entryAt(1)).toMatchObject({ index: 'S', used: ['load'], before: 'empty', filled: 1 });
    expect(entryAt(1)?.events[0]).toBe('fill');
    expect(entryAt(2)).toBeUndefined();
    expect(told.flatMap(({ step, events }) => events.map((event) => `${step} ${event}`))).toEqual([
      '4 dirty-log-sync',
    ]);
    expect(entryAt(4)).toMatchObject({ used: ['store'], filled: 1, before: entryAt(1)?.after });
    expect(entryAt(4)?.events).toEqual(['reset-dirty', 'translate-store', 'set-dirty']);
  });

  it('tells which page a use was of, though another took its place in the same step', () => {
    // The checker's registers and the code share a place in the TLB, and the load runs again as a block of its own.
    const code = '  nop\n  ld t0, 0(a0)\n  nop\n';
    const head = 'iommufuzz 1\nstate\n  stop 0x8000000c\n  a0 0x6000000\npmp\n  0 napot all rwx\n';
    const { told } = explain(`${head}code 0x80000000\n${code}`, 'fixed');
    const used = told[1].entries.filter((entry) => entry.used.length > 0);
    expect(used.map((entry) => [entry.page, ...entry.used]).toSorted()).toEqual([
      ['0x6000000', 'load'],
      ['0x80000000', 'fetch'],
    ]);
  });

  it('ends with what the executor finds, for every seed on the posted design', { timeout: 60_000 }, () => {
    const explainer = new Explainer(parseDesign('posted'));
    const executor = new Executor(parseDesign('posted'), SILENT, {
      oracle: true,
      auditor: true,
      paranoid: false,
    });
    for (const name of readdirSync('corpus')) {
      const { input } = parseInput(readFileSync(`corpus/${name}`, 'utf8'), name);
      const found = executor.run(input);
      const { finding, steps } = explainer.explain(input);
      expect(`${name} ${finding?.kind} ${finding?.step} ${steps}`).toBe(
        `${name} ${found?.kind} ${found?.step} ${executor.steps}`,
      );
    }
  });
});

describe('its text', () => {
  it('marks what differs, and keeps within 110 columns', () => {
    const text = explanationText(explain(PMP_HOLE, 'posted'), false);
    expect(text).toContain('---- first difference');
    expect(text).toMatch(/>>> load8 0x80040102 +-> 0x80040102 ram 0x0 +faults/);
    expect(text).toMatch(/>>> ends +retires +load access fault \(5\)/);
    expect(text).toContain('cause    pmp-ends-only (base-a)');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  it('leaves out the middle of quiet stretches with their count, and nothing with all', () => {
    const nops = '  addi t0, t0, 1\n'.repeat(30);
    const explanation = explain(`iommufuzz 1\nplatform\n  steps 30\ncode 0x80000000\n${nops}`, 'fixed');
    const short = explanationText(explanation, false);
    expect(short).toMatch(/\.\.\. \d+ quiet steps, \d+ to \d+: both sides alike, no access, no trap/);
    const told = (text: string) => text.match(/^ +\d+ {2}M /gm)?.length ?? 0;
    expect(told(explanationText(explanation, true))).toBe(30);
    const numbers = [...short.matchAll(/^ +(\d+) {2}M /gm)].map((match) => Number(match[1]));
    expect(numbers.slice(-2)).toEqual([28, 29]);
    const left = Number(/\.\.\. (\d+) quiet/.exec(short)?.[1]);
    expect(told(short) + left).toBe(30);
  });

  it('of a crash folder tells the twelve steps that lead to the difference', () => {
    const nops = '  addi t0, t0, 1\n'.repeat(30);
    const text = lastSteps(explain(PMP_HOLE.replace('  li t0, 7\n', nops), 'posted'));
    expect(text).toContain('... 19 steps before');
    expect(text.match(/^ +\d+ {2}M /gm)).toHaveLength(12);
    expect(text.trimEnd().endsWith('rule')).toBe(false);
    expect(text).toContain('---- first difference');
  });
});
