import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseInput } from '../../src/input/text.ts';
import { signature } from '../../src/judge/finding.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { type Blame, Blamer, blamed } from '../../src/triage/blame.ts';
import { inputOf, type QuirkRow } from '../quirks/quirk-row.ts';
import { QUIRK_TABLE } from '../quirks/quirk-table.ts';
import { TLB_QUIRK_TABLE } from '../quirks/tlb-quirk-table.ts';

/** Rows whose quirk is not named with every posted quirk on, and why. */
const NOT_NAMED: Readonly<Record<string, string>> = {
  q16: 'the notifier index of such a hart ends the machine at its first fill, before any rule changes',
};

/** Rows where quirks are named that are neither the row's own nor companions of it, and why. */
const ALSO_NAMED: Readonly<Record<string, string>> = {
  b34: 'the unmarked walker may read the page-table entry in the first place: either alone spoils the walk',
  'base-h':
    'the hidden load of the SC shows first, and the value of its rd in the same step once that is mended',
  b12: 'a page is judged by its first byte, and its CFG is not aligned: either shows before the NA4 does',
  q03: 'a page is judged by its first byte: that alone lets the access pass too',
  q04: 'a page is judged by its first byte: that alone lets the block be zeroed too',
  q12: 'the notifier index of a hart with another RRID than 0 ends the machine first',
  q16: 'see above',
  q18: 'the offset counted twice takes the entry for another address: only with it does the crash look like this',
  q36: 'of an access of unknown length a piece is judged by itself: that alone records its address too',
  q51: 'load and fetch share one answer, so that the page is memory or nothing and is executed',
  b37: 'the verdict at the first byte of the page takes the reaction of its rule too: either alone suffices',
};

const posted = new Blamer(parseDesign('posted'));
/** Every stored input, on the TLB under which its quirk shows. */
const blames = [
  ...QUIRK_TABLE.map((row) => namedOf(row, posted)),
  ...TLB_QUIRK_TABLE.map((row) => namedOf(row, new Blamer(parseDesign(row.tlb)))),
];

function namedOf(row: QuirkRow, blamer: Blamer) {
  return { row, named: blamed(blamer.blame(inputOf(row)) ?? expect.fail(`${row.story} runs clean`)) };
}

function blameOf(story: string, blamer = posted): Blame {
  const row = QUIRK_TABLE.find((each) => each.story === story) ?? expect.fail(story);
  return blamer.blame(inputOf(row)) ?? expect.fail(`${story} runs clean`);
}

describe('blame, with every posted quirk on,', () => {
  it('names the quirk of at least nine in ten stored inputs, all but those listed', () => {
    const missed = blames.filter(({ row, named }) => !named.includes(row.quirk));
    expect(missed.map(({ row }) => row.story).sort()).toEqual(Object.keys(NOT_NAMED).sort());
    expect(missed.length / blames.length).toBeLessThanOrEqual(0.1);
  });

  it('names nothing else but companions, where nothing else is listed', () => {
    const more = blames.filter(({ row: { quirk, companions = [] }, named }) => {
      return named.some((id) => id !== quirk && !companions.includes(id));
    });
    expect(more.map(({ row }) => row.story).sort()).toEqual(Object.keys(ALSO_NAMED).sort());
    for (const { named } of more) expect(named.length).toBeLessThanOrEqual(3);
  });
});

describe('a blame', () => {
  it('has one necessary quirk that suffices, where one quirk is the cause', () => {
    expect(blameOf('b14')).toMatchObject({
      origin: 'quirks',
      necessary: ['page-base-verdict'],
      masked: [],
      cure: [],
      sufficient: [['page-base-verdict']],
    });
  });

  it('has all necessary quirks in the set that suffices, where two are needed', () => {
    const { necessary, sufficient } = blameOf('b15');
    expect(necessary).toEqual(['page-base-verdict', 'blocked-rechecks']);
    expect(sufficient).toEqual([['page-base-verdict', 'blocked-rechecks']]);
  });

  it('has no necessary quirk and a set that cures, where either of two suffices', () => {
    const { necessary, cure, sufficient } = blameOf('b34');
    expect(necessary).toEqual([]);
    expect([...cure].sort()).toEqual(['pte-bus-error-is-page-fault', 'walker-unmarked']);
    expect(sufficient).toEqual([['walker-unmarked'], ['pte-bus-error-is-page-fault']]);
  });

  it('says which quirks only hide it: without them another crash takes its place', () => {
    const { necessary, masked, finding } = blameOf('base-h');
    expect(signature(finding)).toBe('load-other-accesses-of-sc');
    expect([necessary, masked]).toEqual([[], ['sc-hidden-load']]);
  });

  it('is the same every time', () => {
    expect(blameOf('b12')).toEqual(blameOf('b12'));
  });

  it('is none for a clean run', () => {
    const { quirks } = parseDesign('fixed');
    expect(Object.values(quirks).some(Boolean)).toBe(false);
    expect(new Blamer(parseDesign('fixed')).blame(inputOf(QUIRK_TABLE[0]))).toBeUndefined();
  });

  it.each([
    ['v1', 'tlb-design', []],
    ['mainline', 'quirks', ['page-base-verdict']],
  ])('tells that the TLB of %s is what a crash needs, with the origin %s', (name, origin, necessary) => {
    const text = readFileSync(new URL(`../designs/inputs/${name}.txt`, import.meta.url), 'utf8');
    const blame = new Blamer(parseDesign(name)).blame(parseInput(text, name).input);
    expect(blame).toMatchObject({ origin, needsTlb: true, necessary });
  });
});
