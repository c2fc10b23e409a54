import { describe, expect, it } from 'vitest';
import { STEPS } from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';
import { Auditor } from '../../src/machine/auditor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { Machine } from '../../src/machine/machine.ts';
import { SILENT } from '../../src/machine/probe.ts';
import {
  ADDEND,
  PROT,
  SECTION,
  SLOW_FLAGS,
  TLB_DISCARD_WRITE,
  TLB_FORCE_SLOW,
  TLB_IOMMU,
  TLB_MMIO,
  TLB_NOTDIRTY,
  USED,
  XLAT_OFFSET,
} from '../../src/machine/tlb/entry.ts';

const LOAD = 0;
const STORE = 2;
const FETCH = 4;
const M = 3;
const PAGE = 0x8004_0000 | 0;

const { input } = parseInput(
  `iommufuzz 1
slots dram
  1 napot 0x80040000/4K 3:r-
  2 napot 0x80000000/4K 3:rw
  3 napot 0x80050000/4K 3:rw
  16 off 0x0
state
  mtvec 0x80000800
  a0 0x80050000
  a1 0x80040000
code 0x80000000
  sd a0, 0(a0)
  ld t0, 0(a1)
  sd t0, 0(a1)
  ld t0, 0(a0)`,
  'test',
);
input[STEPS] = 4;

const machine = new Machine(parseDesign('fixed'), SILENT);
const auditor = new Auditor(machine);

type Change = (words: Int32Array, e: number) => void;

const or =
  (at: number, bits: number): Change =>
  (words, e) => {
    words[e + at] |= bits;
  };
const and =
  (at: number, bits: number): Change =>
  (words, e) => {
    words[e + at] &= bits;
  };
const add =
  (at: number, value: number): Change =>
  (words, e) => {
    words[e + at] += value;
  };
const put =
  (at: number, value: number): Change =>
  (words, e) => {
    words[e + at] = value;
  };
const all =
  (...changes: readonly Change[]): Change =>
  (words, e) => {
    for (const change of changes) change(words, e);
  };

/** Rules that are broken, by `rule role`, after `change` was made to the entry of a page at rest. */
function brokenBy(page: number, change: Change): string[] {
  auditor.reset();
  machine.load(input);
  machine.run();
  const { tlb } = machine.parts;
  change(tlb.words, tlb.slot(M, page));
  auditor.checkAll(4);
  return auditor.violations.map((violation) => `${violation.rule} ${violation.role}`);
}

describe('an entry at rest', () => {
  it('keeps every rule after a run', () => {
    expect(brokenBy(PAGE, () => {})).toEqual([]);
    expect(machine.steps).toBe(4);
  });

  it.each<[string, number, Change, string[]]>([
    [
      'a type that page table and PMP did not permit',
      PAGE,
      put(PROT, 5),
      ['type-is-permitted store', 'section-is-of-last-translation entry'],
    ],
    [
      'slow flags without FORCE_SLOW',
      PAGE,
      and(STORE, ~TLB_FORCE_SLOW),
      ['force-slow-means-slow-flags store'],
    ],
    [
      'slow flags of a type that is not there',
      PAGE,
      all(put(FETCH, -1), put(FETCH + 1, -1), put(SLOW_FLAGS + 2, TLB_MMIO)),
      ['absent-type-has-no-slow-flags fetch'],
    ],
    ['FORCE_SLOW without slow flags', PAGE, or(LOAD, TLB_FORCE_SLOW), ['force-slow-means-slow-flags load']],
    [
      'a type that is pending though it was used and is permitted',
      PAGE,
      all(or(LOAD, TLB_FORCE_SLOW), put(SLOW_FLAGS, TLB_IOMMU)),
      ['pending-until-translated load'],
    ],
    [
      'a load sent to I/O',
      PAGE,
      all(or(LOAD, TLB_FORCE_SLOW), put(SLOW_FLAGS, TLB_MMIO)),
      ['target-is-fresh load'],
    ],
    [
      'a denied store let through',
      PAGE,
      all(and(STORE, ~TLB_FORCE_SLOW), put(SLOW_FLAGS + 1, 0)),
      ['target-is-fresh store'],
    ],
    [
      'stores that are dropped',
      0x8005_0000 | 0,
      all(or(STORE, TLB_FORCE_SLOW), put(SLOW_FLAGS + 1, TLB_DISCARD_WRITE)),
      ['target-is-fresh store'],
    ],
    [
      'stores to a clean page that do not ask',
      0x8000_0000 | 0,
      and(STORE, ~TLB_NOTDIRTY),
      ['clean-page-is-notdirty store'],
    ],
    ['NOTDIRTY on I/O', PAGE, or(STORE, TLB_NOTDIRTY), ['io-is-not-notdirty store']],
    ['another host page', PAGE, add(ADDEND, 4096), ['addend-is-fresh load', 'addend-is-fresh fetch']],
    ['comparators of two pages', PAGE, add(FETCH, 4096), ['one-page-of-its-slot entry']],
    [
      'another section than that of the last translation',
      PAGE,
      put(SECTION, 1),
      ['section-is-of-last-translation entry'],
    ],
    [
      'another offset than that of the last translation',
      PAGE,
      add(XLAT_OFFSET, 4096),
      ['section-is-of-last-translation entry'],
    ],
  ])('may not hold %s', (_, page, change, broken) => {
    expect(brokenBy(page, change)).toEqual(broken);
  });

  it.each<[string, number, Change]>([
    ['NOTDIRTY on a dirty page', 0x8005_0000 | 0, or(STORE, TLB_NOTDIRTY)],
    ['a type that is not valid', PAGE, all(put(LOAD, -1), put(LOAD + 1, -1), put(SLOW_FLAGS, 0))],
    [
      'a pending type that was not used',
      PAGE,
      all(or(LOAD, TLB_FORCE_SLOW), put(SLOW_FLAGS, TLB_IOMMU), put(USED, 0)),
    ],
    [
      'nothing',
      PAGE,
      (words, e) => {
        words.fill(-1, e, e + 6);
      },
    ],
  ])('may hold %s', (_, page, change) => {
    expect(brokenBy(page, change)).toEqual([]);
  });

  it('is the only one of its page', () => {
    const broken = brokenBy(PAGE, (words, e) => {
      const { tlb } = machine.parts;
      const victim = tlb.victim(M, 0);
      words.copyWithin(victim, e, e + 24);
      tlb.victimIndex[M] = 1;
      tlb.touch(victim);
    });
    expect(broken).toEqual(['page-is-cached-once entry']);
  });

  it('is judged by the rules of now: a page granted behind its back is no longer blocked', () => {
    const broken = brokenBy(PAGE, () => {
      machine.parts.bus.dramChecker.slots.writePerm(1, 0xc0, 0);
    });
    expect(broken).toContain('target-is-fresh store');
  });

  it('is not judged while a flush is outstanding', () => {
    const waiting: Pick<Machine, 'parts' | 'flushOutstanding'> = {
      parts: machine.parts,
      flushOutstanding: true,
    };
    const patient = new Auditor(waiting as Machine);
    brokenBy(PAGE, (words, e) => {
      words[e + ADDEND] += 4096;
    });
    patient.checkAll(4);
    patient.afterStep(3);
    expect([patient.violations, auditor.violations.length]).toEqual([[], 2]);
  });
});

describe('a store', () => {
  /** Rules that are broken in the last step, which `change` has seen before the auditor. */
  function brokenByStep(change: () => void): string[] {
    auditor.reset();
    const short = input.slice();
    short[STEPS] = 1;
    machine.load(short);
    machine.run();
    expect(machine.parts.journal.storeCount).toBe(1);
    change();
    auditor.afterStep(0);
    return auditor.violations.map((violation) => `${violation.kind} ${violation.rule} ${violation.role}`);
  }

  it('keeps every rule', () => {
    expect(brokenByStep(() => {})).toEqual([]);
  });

  it('leaves its page dirty', () => {
    const { ram } = machine.parts;
    for (const bits of [3, 6]) {
      expect(brokenByStep(() => ram.setDirtyBits(0x50, bits))).toContain(
        'lost-dirty stored-page-is-dirty store',
      );
    }
    expect(brokenByStep(() => ram.setDirtyBits(0x50, 5))).not.toContain(
      'lost-dirty stored-page-is-dirty store',
    );
  });

  it('to a clean page asks first, for all its bytes', () => {
    const { journal } = machine.parts;
    const asClean = () => {
      journal.stores[2] = 1;
    };
    expect(brokenByStep(asClean)).toEqual(['lost-dirty clean-page-asks-first store']);
    const asked = (size: number, type: number, flags: number, at = 0x5_0000, data = at) =>
      brokenByStep(() => {
        asClean();
        journal.noteNotDirty(at, size, type, flags, data);
      });
    expect(asked(8, 1, 0)).toEqual([]);
    expect(asked(7, 1, 0)).toEqual(['lost-dirty clean-page-asks-first store']);
    expect(asked(8, 0, 0)).toEqual(['flag-pollution notdirty-write-is-for-stores load']);
    expect(asked(8, 1, TLB_MMIO)).toEqual(['flag-pollution notdirty-write-is-for-ram store']);
    expect(asked(8, 1, TLB_DISCARD_WRITE)).toEqual(['flag-pollution notdirty-write-is-for-ram store']);
    expect(asked(8, 1, 0, 0x5_0000, 0x5_1000)).toEqual([
      'flag-pollution notdirty-write-is-where-data-move store',
    ]);
  });

  it('leaves no block whose bytes it changed, and code protected', () => {
    const { journal, ram } = machine.parts;
    const intoCode = () => {
      journal.stores[0] = 0;
    };
    expect(brokenByStep(intoCode)).toContain('lost-dirty overwritten-block-is-gone store');
    const beside = () => {
      journal.stores[0] = 0x800;
    };
    expect(brokenByStep(beside)).not.toContain('lost-dirty overwritten-block-is-gone store');
    expect(
      brokenByStep(() => {
        beside();
        ram.setDirtyBits(0, 7);
      }),
    ).toContain('lost-dirty page-with-code-is-protected store');
  });

  it('leaves all code protected, looked at everywhere if all entries are', () => {
    const unprotected = () => machine.parts.ram.setDirtyBits(0, 7);
    expect(brokenByStep(unprotected)).toEqual([]);
    auditor.everyEntry = true;
    expect(brokenByStep(unprotected)).toContain('lost-dirty page-with-code-is-protected page');
    auditor.everyEntry = false;
  });
});
