import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toldDecisions } from '../../src/explain/decision-text.ts';
import type { StepView } from '../../src/explain/explanation.ts';
import { explanationText } from '../../src/explain/text.ts';
import { board, explain, PAGE, screens, stepsOf } from './iopmp-board.ts';

describe('of two devices in a row', () => {
  const stack = (first: string, slot: string, entry: string) =>
    stepsOf(
      board({
        platform: ['device both', `stack ${first}-first`],
        iopmp: ['domain 0 to=4', 'rrid 0 domains=0', `entry 1 napot 0x80040000/4K ${entry}`, 'enable'],
        state: ['mlwid 0', PAGE, 'a4 0x20800'],
        code: ['csrw mstatus, a4', 'ld t0, 0(a0)'],
        slots: ['slots dram', `  1 napot 0x80040000/4K ${slot}`],
      }),
    )[1];
  const heads = (step: StepView) =>
    toldDecisions(step.decisions, step.same, step.rule !== undefined)
      .filter(({ by }) => by !== 'pmp')
      .map(({ lines }) => lines[0]);

  it('the one that refused is told behind the one that let it through', () => {
    expect(heads(stack('wgchecker', '0:rw', '---'))).toEqual([
      'dram: read8 0x80040000 by wid 0 is granted',
      'read8 0x80040000 by rrid 0, asked second: refused, error type 1, illegal read at entry 1',
    ]);
    expect(heads(stack('iopmp', '1:rw', 'r--'))).toEqual([
      'read8 0x80040000 by rrid 0, asked first: granted, entry 1 decides',
      'dram: read8 0x80040000 by wid 0 is refused',
    ]);
  });

  it('the second is not asked for what the first refuses', () => {
    expect(heads(stack('wgchecker', '1:rw', '---'))).toEqual(['dram: read8 0x80040000 by wid 0 is refused']);
    expect(heads(stack('iopmp', '1:rw', '---'))).toEqual([
      'read8 0x80040000 by rrid 0, asked first: refused, error type 1, illegal read at entry 1',
    ]);
  });

  it('what was let through elsewhere in the step is not told', () => {
    const [, step] = stepsOf(
      board({
        platform: ['device both'],
        iopmp: ['domain 0 to=4', 'rrid 0 domains=0', 'entry 1 napot 0x80040000/4K rw-', 'enable'],
        slots: ['slots dram', '  1 napot 0x80040000/8K 0:rw'],
        state: ['mlwid 0', 'a0 0x80040ffc', 'a4 0x20800'],
        code: ['csrw mstatus, a4', 'ld t0, 0(a0)'],
      }),
    );
    expect(heads(step)).toEqual([
      'dram: read4 0x80041000 by wid 0 is granted',
      'read4 0x80041000 by rrid 0, asked second: refused, error type 5, no entry',
    ]);
  });

  it('none is told where both let it through', () => {
    expect(heads(stack('iopmp', '0:rw', 'r--'))).toEqual([]);
  });
});

it('a page of code that entries split is not told as refused', () => {
  const iopmp = ['domain 0 to=4', 'rrid 0 domains=0', 'entry 1 napot 0x80040000/16 r-x', 'enable'];
  const code = ['jr a0'];
  const rest = ['code 0x80040000', '  ld t0, 0(zero)'];
  const step = explain(board({ iopmp, state: [PAGE], code, rest }), 'posted').told[1];
  expect(screens(step).some(({ size, granted }) => size === 4096 && !granted)).toBe(true);
  const told = toldDecisions(step.decisions, step.same, step.rule !== undefined).map(({ lines }) => lines[0]);
  expect(told).toEqual(['read8 0x0 by rrid 0: refused, error type 5, no entry']);
});

describe('the posted design behind a page that may only be read', () => {
  const tellFile = (name: string, design: string) => {
    const url = new URL(`inputs/${name}.txt`, import.meta.url);
    return explanationText(explain(readFileSync(url, 'utf8'), design), false);
  };

  it('executes it, as the answer to a fetch is that to a load', () => {
    const text = tellFile('read-only-executed', 'posted');
    expect(text).toMatch(/>>> ends +retires +fetch access fault \(1\)\n/);
    expect(text).toContain(
      'iopmp    execute4 0x80040000 by rrid 0: refused, error type 3, illegal fetch at entry 1\n',
    );
    expect(text).toMatch(
      /entry 1 of domain 0, napot 0x80040000..0x80040fff r-- decides: holds it, does not grant\n? +it;/,
    );
    expect(text).toMatch(
      /M 0x80040000 used for fetch; fill.*\n.*\n +after {3}load=ram store=pending\+notdirty fetch=ram/,
    );
    expect(text).toContain('cause    fetch-asks-read (V02)');
    expect(tellFile('read-only-executed', 'fixed')).toMatch(
      /after {3}load=blocked store=pending fetch=blocked last=fetch in=blocked-wx\n/,
    );
  });

  it('blocks every use of it with the store, until the load asks again', () => {
    const text = tellFile('read-only-stored', 'posted');
    expect(text).toContain('answers made-up success, not recorded, no interrupt\n');
    expect(text).toMatch(/after {3}load=blocked store=blocked fetch=blocked last=store in=blocked-rwx\n/);
    expect(text).toMatch(
      /before {2}load=blocked store=blocked fetch=blocked last=store in=blocked-rwx\n +after {3}load=ram /,
    );
    expect(text).toContain('cause    answer-beyond-direction (V01)');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
    expect(tellFile('read-only-stored', 'fixed')).toMatch(
      /after {3}load=pending store=blocked fetch=pending last=store in=blocked-wx\n/,
    );
  });
});
