import { describe, expect, it } from 'vitest';
import { STEPS } from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { Machine } from '../../src/machine/machine.ts';
import { DOMAIN_RIGHTS } from '../../src/machine/probe.ts';
import { code } from './machine-run.ts';

const DECIDED = 0;
const WRITTEN = 1;
const FORGOTTEN = 2;
const FOUND = 3;
/** Of FOUND: the page is not entered again. */
const REFUSED = 1 << 16;

const keys = new Map<number, number>();
const machine = new Machine(parseDesign('fixed'), {
  feature(domain, key) {
    if (domain === DOMAIN_RIGHTS) keys.set(key, (keys.get(key) ?? 0) + 1);
  },
});

/** The keys of one sort that the first steps of a program show, ascending. */
function sights(sort: number, text: string, steps: number): number[] {
  const { input } = parseInput(`iommufuzz 1\n${text}`, 'test');
  input[STEPS] = steps;
  keys.clear();
  machine.load(input);
  machine.run();
  return [...keys.keys()].filter((key) => key >>> 30 === sort).sort((a, b) => a - b);
}

/** Each of them shows something, and no two the same. */
function areToldApart(shown: readonly (readonly number[])[]): void {
  for (const one of shown) expect(one.length).toBeGreaterThan(0);
  expect(new Set(shown.map(String)).size).toBe(shown.length);
}

const LOCKED = 'pmp\n  0 napot addr=0x20010000 rwx lock';
/** Entry 0 opens a page until its configuration is written. */
const LOCKED_OUT = 'pmp\n  0 napot addr=0x200101ff rwx';
const LOAD_AS_USER = ['lui t0, 0x80040', 'slli t0, t0, 32', 'srli t0, t0, 32', 'ld t1, (t0)'];
const AS_USER = 'state\n  mstatus MPP=U MPRV';

describe('what an observer sees of PMP', () => {
  const asked = (pmp: string, access = 'ld t1, (t0)') =>
    sights(DECIDED, `${AS_USER}\n${pmp}\n${code(...LOAD_AS_USER.slice(0, 3), access)}`, 4);

  it('is the rights of the entry, its mode and its lock', () => {
    const entries = ['napot addr=0x200101ff', 'na4 addr=0x20010000', 'tor addr=0x20020000'];
    const rights = ['rwx', 'rw-', 'r--', '---', 'rwx lock'];
    areToldApart(entries.flatMap((entry) => rights.map((right) => asked(`pmp\n  0 ${entry} ${right}`))));
  });

  it('is that no entry holds the access, or that one holds part of it', () => {
    areToldApart([
      asked(''),
      asked('pmp\n  0 na4 addr=0x20010000 rwx'),
      asked('pmp\n  0 na4 addr=0x20010000 rwx', 'lw t1, (t0)'),
    ]);
  });

  it('is whether its answer holds for the page', () => {
    areToldApart(['0x200101ff', '0x20010000'].map((addr) => asked(`pmp\n  0 napot addr=${addr} rwx`)));
  });

  it('is who asks, and by which rules', () => {
    const pmp = 'pmp\n  0 napot addr=0x200101ff rwx lock';
    const lines = [...LOAD_AS_USER.slice(0, 3), 'ld t1, (t0)'];
    const by = (mode: string) =>
      sights(DECIDED, `state\n  mstatus MPP=${mode} MPRV\n${pmp}\n${code(...lines)}`, 4);
    areToldApart([by('U'), by('S')]);
    const under = (seccfg: number) => {
      const program = code(`csrwi mseccfg, ${seccfg}`, ...lines);
      const open = `${pmp}\n  1 napot 0x80000000/4K r-x lock`;
      return sights(DECIDED, `platform\n  hart smepmp\n${AS_USER}\n${open}\n${program}`, 5);
    };
    areToldApart([under(0), under(2)]);
  });

  it('is the type of the access', () => {
    const pmp = 'pmp\n  0 napot addr=0x200101ff rwx';
    areToldApart(['ld t1, (t0)', 'sd t1, (t0)'].map((access) => asked(pmp, access)));
  });
});

describe('what an observer sees of a write to a CSR', () => {
  const written = (pmp: string, ...lines: string[]) =>
    sights(WRITTEN, `${pmp}\n${code(...lines)}`, lines.length);
  const one = ['li t0, 1', 'csrw pmpaddr0, t0'];

  it('is whether a bound was changed, was the same, or is held by a lock', () => {
    areToldApart([
      written('', ...one),
      written('pmp\n  0 off addr=0x1 ---', ...one),
      written('pmp\n  0 off addr=0x2 --- lock', ...one),
      written('pmp\n  1 tor addr=0x20020000 rwx lock', ...one),
    ]);
  });

  it('is whether a configuration was changed or is held by a lock', () => {
    const lines = ['li t0, 31', 'csrw pmpcfg0, t0'];
    areToldApart([written('', ...lines), written(LOCKED, ...lines)]);
  });

  it('is nothing of what came with the initial state', () => {
    expect(written(LOCKED, 'li t0, 0', 'csrw satp, t0')).toEqual(written('', 'li t0, 0', 'csrw satp, t0'));
  });

  it('is which bit of mstatus turned, and which register it was', () => {
    const bits = [17, 18, 19].map((bit) => ['li t0, 1', `slli t0, t0, ${bit}`, 'csrs mstatus, t0']);
    const others = ['satp', 'mlwid', 'mwiddeleg'].map((csr) => ['li t0, 2', `csrw ${csr}, t0`]);
    areToldApart([...bits, ...others].map((lines) => written('', ...lines)));
  });

  it('is which modes the TLB held translations of', () => {
    const lines = ['nop', ...one];
    const program = (first: string) =>
      `${AS_USER}\n  a0 0x80040000\npmp\n  1 napot addr=0x200101ff rwx\n${code(first, ...lines)}`;
    areToldApart(['nop', 'ld t1, (a0)'].map((first) => sights(WRITTEN, program(first), 4)));
  });

  it('is nothing of a register that no rights hang on', () => {
    expect(written('', 'li t0, 1', 'csrw mscratch, t0')).toEqual([]);
  });
});

/** Reads a page by its translation, writes its PTE, then the lines, then reads it again. */
function turned(pte: string, ...between: string[]): string {
  return usedTwice(pte, 'rw-', 'ld t0, (a0)', between);
}

/** Reads a page with these rights, writes its PTE, then the lines, then uses it as the last one says. */
function usedTwice(pte: string, rights: string, last: string, between: readonly string[]): string {
  return [
    'state',
    '  mstatus MPP=S MPRV',
    '  satp sv39 root=0x80010000',
    '  a0 0x40000000',
    '  a1 0x40001000',
    `  a2 ${pte}`,
    'pmp',
    '  0 napot addr=0xffffffffffffffff rwx',
    'maps',
    '  tables 0x80010000 sv39',
    `  0x40000000 -> 0x80020000 ${rights}--ad 4K`,
    '  0x40001000 -> 0x80012000 rw---ad 4K',
    code('ld t0, (a0)', 'sd a2, (a1)', ...between, last),
  ].join('\n');
}

describe('what an observer sees of a page that the TLB forgot', () => {
  const SAME = '0x200080c7';
  const READ_ONLY = '0x200080c3';
  const GONE = '0';

  it('is its rights before and after', () => {
    areToldApart([SAME, READ_ONLY, GONE].map((pte) => sights(FOUND, turned(pte, 'sfence.vma'), 4)));
  });

  it('is nothing as long as it is not forgotten', () => {
    expect(sights(FOUND, turned(READ_ONLY, 'nop'), 4)).toEqual([]);
    expect(sights(FORGOTTEN, turned(READ_ONLY, 'nop'), 4)).toEqual([]);
  });

  it('is by what it was forgotten', () => {
    const byPmp = turned(SAME, 'csrw pmpaddr8, a2');
    areToldApart([sights(FOUND, turned(SAME, 'sfence.vma'), 4), sights(FOUND, byPmp, 4)]);
    areToldApart([sights(FORGOTTEN, turned(SAME, 'sfence.vma'), 4), sights(FORGOTTEN, byPmp, 4)]);
  });

  it('is that rights are gone, not that they never were', () => {
    const stored = (rights: string) =>
      sights(FOUND, usedTwice(READ_ONLY, rights, 'sd t0, (a0)', ['sfence.vma']), 4);
    expect(stored('rw-').length).toBe(1);
    expect(stored('r--')).toEqual([]);
  });

  it('is that PMP takes the rights', () => {
    const program = `${AS_USER}\n  a0 0x80040000\n  a1 0x18\n${LOCKED_OUT}\n${code('ld t0, (a0)', 'csrw pmpcfg0, a1', 'ld t0, (a0)')}`;
    expect(sights(FOUND, program, 3).filter((key) => (key & REFUSED) !== 0).length).toBe(1);
  });

  it('is that it forgot for new rules, and for another memory map', () => {
    const rules = code('lui t0, 0x6000', 'ld t1, (a0)', 'sd t1, 0x48(t0)', 'ld t1, (a0)');
    const map = `${code('ld t1, (a0)', 'csrr t1, mscratch', 'ld t1, (a0)')}\nevents\n  at 1 dirty-log-start`;
    const shown = [rules, map].map((lines) => sights(FORGOTTEN, `state\n  a0 0x80040000\n${lines}`, 4));
    areToldApart(shown);
  });

  it('does not depend on the run before', () => {
    const watched = `${turned(SAME, 'nop')}\nevents\n  at 3 watch 0x40000ffc 8 w`;
    const program = (text: string) => sights(FOUND, text, 5);
    const first = program(watched);
    expect(first.length).toBe(1);
    program(turned(SAME, 'sfence.vma'));
    expect(program(watched)).toEqual(first);
  });
});
