import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionText, isDeciding } from '../../src/explain/decision-text.ts';
import type { DecisionView } from '../../src/explain/decision-view.ts';
import { Explainer } from '../../src/explain/explainer.ts';
import type { StepView } from '../../src/explain/explanation.ts';
import { explanationText } from '../../src/explain/text.ts';
import { parseInput } from '../../src/input/text.ts';
import { parseDesign } from '../../src/machine/design.ts';

import { base, D, program, type Rule, word } from '../oracle/world/board-checker.ts';

const explain = (text: string, design: string) =>
  new Explainer(parseDesign(design)).explain(parseInput(text, 'test').input);
const explainFile = (path: string, design: string) => explain(readFileSync(path, 'utf8'), design);
const refusals = (step: StepView) => step.decisions.filter(({ granted }) => !granted);
const seed = (id: string) => `corpus/seed-${id}.txt`;

describe('decisions in an explanation', () => {
  it('tell every slot, why it was skipped, and which one granted', () => {
    const { told } = explain(
      `iommufuzz 1
slots dram
  1 napot 0x80040000/4K 1:rw
  2 napot 0x80050000/4K 0:rw
  3 napot 0x80040000/8K 0:r-
state
  stop 0x80000010
  mlwid 0
  a0 0x80040000
  a1 0x20800
  a2 0x6000000
  a3 0x1
pmp
  0 napot all rwx
code 0x80000000
  sw zero, 80(a2)
  csrw mstatus, a1
  ld t0, 8(a0)
  sd t0, 8(a0)
`,
      'fixed',
    );
    const load = told[2].decisions.find(({ by, address }) => by === 'checker' && address === '0x80040008');
    expect(load).toMatchObject({ checker: 'dram', size: 8, right: 'read', wid: 0, granted: true });
    expect(load?.by === 'checker' ? load.slots.slice(0, 4) : []).toEqual([
      { slot: 1, mode: 'off', says: 'off', set: 0 },
      { slot: 2, mode: 'napot', first: '0x80050000', last: '0x80050fff', says: 'elsewhere' },
      { slot: 3, mode: 'napot', first: '0x80040000', last: '0x80041fff', says: 'grants' },
      { slot: 4, mode: 'off', says: 'off' },
    ]);
    const [store] = refusals(told[3]);
    expect(decisionText(store)).toEqual([
      'dram: write8 0x80040008 by wid 0 is refused',
      'slot 3, napot 0x80040000..0x80041fff: holds it, does not grant it; as at the start',
      'slot 16, tor 0x0..0xffffffff: holds it, does not grant it; as at the start',
      'skipped slot 2: holds no byte of it; slots 1, 4-15: off',
    ]);
    expect(told[3].history).toEqual(['slot 1 of dram was set in step 0']);
    expect(told[2].history).toEqual([]);
  });

  it('tell which of two checkers in a row refused', () => {
    const { told } = explainFile(seed('71fac6268d291c1d'), 'fixed');
    const refusing = told.flatMap((step) =>
      refusals(step).map((view) => ('checker' in view ? view.checker : '')),
    );
    expect([...new Set(refusing)].sort()).toEqual(['dram', 'outer']);
    const stores = told.filter((step) => step.instruction === 'sd t0, 0(a3)' && refusals(step).length > 0);
    expect(refusals(stores[0])).toMatchObject([{ checker: 'outer', right: 'write' }]);
  });

  it('tell where the remapping region leads', () => {
    const [load, store] = explainFile('test/quirks/inputs/t05.txt', 'posted').told;
    const remaps = (step: StepView) => step.decisions.filter(({ by }) => by === 'remap');
    expect(remaps(load)[0]).toMatchObject({ page: 1, right: 'read', granted: true, to: '0x80040000' });
    expect(remaps(store)[0]).toMatchObject({ page: 1, right: 'write', granted: false });
  });

  it('tell of flash when its bank changed its mode', () => {
    const { told } = explainFile(seed('b01bd1754c10e962'), 'fixed');
    const changed = told.findIndex(({ instruction }) => instruction === 'sh t2, 4(a2)');
    const denied = told.find(({ instruction, rule }) => instruction === 'ld t1, 0(a2)' && rule !== undefined);
    expect(denied?.history).toContain(`the mode of flash bank 1 was set in step ${changed}`);
  });

  it('tell which PMP entry decided, its range, and when it was set', () => {
    const { told } = explain(
      `iommufuzz 1
state
  stop 0x8000000c
  a0 0x80040000
  a1 0x20800
  a2 0x20010401
pmp
  0 tor 0x80000000 rwx
  1 tor 0x80040000 rwx
  2 tor 0x80041000 rw-
  3 napot all rwx
code 0x80000000
  csrw pmpaddr1, a2
  csrw mstatus, a1
  ld t0, 0(a0)
`,
      'fixed',
    );
    expect(told[2].decisions).toContainEqual({
      by: 'pmp',
      address: '0x80040000',
      size: 8,
      right: 'read',
      mode: 'S',
      granted: true,
      entry: { number: 1, mode: 'tor', first: '0x80000000', last: '0x80041003', flags: 'rwx', set: 0 },
    });
  });
});

describe('the history of a difference', () => {
  it('tells a stale translation: what was set after the entry was filled, and no flush between', () => {
    const { told, differs } = explainFile('test/quirks/inputs/b04.txt', 'posted');
    expect(told[differs ?? -1].history).toEqual([
      'mwiddeleg was set in step 2',
      'TLB entry U 0x80040000 was filled in step 1: no flush of it between steps 2 and 3',
    ]);
    expect(told.slice(0, differs).flatMap(({ history }) => history)).toEqual([]);
  });

  it('tells nothing of a flush where the entry is younger than what decides', () => {
    const { told, differs } = explain(
      `iommufuzz 1
platform
  worlds 4 granule=4
slots dram
  1 napot 0x80040000/128 0:rw
  2 napot 0x80040100/128 0:rw
state
  stop 0x80000010
  mlwid 0
  a0 0x80040000
  a1 0x20800
  a2 0x6000000
pmp
  0 napot all rwx
code 0x80000000
  sw zero, 112(a2)
  csrw mstatus, a1
  ld t0, 0(a0)
  ld t0, 256(a0)
`,
      'posted',
    );
    expect(told[differs ?? -1].history).toEqual([
      'slot 2 of dram was set in step 0',
      'TLB entry S 0x80040000 was filled in step 2',
    ]);
  });

  it('tells which step stored to a page-table entry', () => {
    const { told } = explain(
      `iommufuzz 1
state
  stop 0x80000010
  mtvec 0x80000010
  satp sv39 root=0x80010000
  a0 0x40000000
  a1 0x80012000
  a2 0x20800
pmp
  0 napot all rwx
maps
  0x40000000 -> 0x80040000 rw---ad 4K
code 0x80000000
  sd zero, 0(a1)
  csrw mstatus, a2
  ld t0, 0(a0)
`,
      'fixed',
    );
    expect(told[2].walks[0].ptes.at(-1)).toMatchObject({ address: '0x80012000', value: '0x0', set: 0 });
    expect(told[2].history).toEqual(['the PTE at 0x80012000 was set in step 0']);
  });

  it('tells which transfer stored to a page-table entry, and what was decided on transfers', () => {
    const { told } = explain(
      `iommufuzz 1
platform
  dma wid=1
slots dram
  1 napot 0x80012000/4K 1:rw
  2 napot 0x80040000/4K
state
  stop 0x8000000c
  mtvec 0x8000000c
  satp sv39 root=0x80010000
  a0 0x40000000
  a2 0x20800
pmp
  0 napot all rwx
maps
  0x40000000 -> 0x80040000 rw---ad 4K
code 0x80000000
  nop
  csrw mstatus, a2
  ld t0, 0(a0)
events
  at 1 dma-write 0x80012000 8 0x0
  at 1 dma-write 0x80040000 8 0x5
`,
      'fixed',
    );
    expect(told[1].eventDecisions).toMatchObject([
      { by: 'checker', address: '0x80012000', wid: 1, right: 'write', granted: true },
      { by: 'checker', address: '0x80040000', wid: 1, right: 'write', granted: false },
    ]);
    expect(told[1].decisions.every((decision) => !('wid' in decision) || decision.wid !== 1)).toBe(true);
    expect(told[2].walks[0].ptes.at(-1)).toMatchObject({ value: '0x0', set: 1 });
    expect(told[2].history).toEqual(['the PTE at 0x80012000 was set in step 1']);
  });

  it('stands in the text below what decided, within 110 columns', () => {
    const text = explanationText(explainFile('test/quirks/inputs/b04.txt', 'posted'), false);
    expect(text).toMatch(/checker {2}dram: read8 0x80040000 by wid 1 is refused\n/);
    expect(text).toContain('history  mwiddeleg was set in step 2\n');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });
});

describe('what slots say', () => {
  const rule = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.nat(0x400), fc.bigInt(0n, 0xffn), fc.nat(3))
    .map(([slot, page, perm, mode]): Rule => [slot, word(D) + BigInt(page) * 0x80n + 0x1ffn, perm, mode]);
  const access = fc.tuple(fc.nat(0x8000), fc.constantFrom(1, 4, 8), fc.nat(3), fc.nat(1));

  it('is a grant of one if and only if the checker grants', () => {
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 5 }),
        access,
        fc.constantFrom(4, 4096),
        (rules, asked, granule) => {
          const [offset, size, wid, direction] = asked;
          const checker = program(base(granule, 4), ...rules);
          const says = checker
            .consider((D + offset) | 0, size, wid, direction)
            .map((verdict) => verdict.says);
          expect(says.includes('grants')).toBe(checker.grants((D + offset) | 0, size, wid, direction));
          expect(says).toHaveLength(4);
        },
      ),
    );
  });
});

describe('a decision is told', () => {
  const pmp: DecisionView = { by: 'pmp', address: '0x0', size: 4, right: 'read', mode: 'S', granted: true };

  it.each([
    ['a refusal where both sides refuse', { ...pmp, granted: false }, true, true, true],
    ['no refusal that came to nothing', { ...pmp, granted: false }, true, false, false],
    ['a grant where the sides differ', pmp, false, false, true],
    ['no grant where they agree', pmp, true, false, false],
    ['no grant of a fetch', { ...pmp, right: 'execute' as const }, false, false, false],
    ['no grant of a whole page', { ...pmp, size: 4096 }, false, false, false],
  ])('%s', (_, decision, same, isRefused, told) => {
    expect(isDeciding(decision, same, isRefused)).toBe(told);
  });
});
