import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainSignature, quirksBehind, signatureBehind, withBehind } from '../../src/campaign/behind.ts';
import { epochChunks } from '../../src/campaign/epoch.ts';
import { readState } from '../../src/campaign/state.ts';
import { QUIRK_IDS } from '../../src/machine/quirks.ts';
import { scratchFolders } from '../store/scratch-folder.ts';
import { FakeFuzzer } from './fake-fuzzer.ts';
import { runFake } from './fake-session.ts';

const scratch = scratchFolders();

const group = fc.record({
  causes: fc.uniqueArray(fc.constantFrom(...QUIRK_IDS.slice(0, 12)), { maxLength: 4 }),
});

describe('quirksBehind', () => {
  it('cures every group that has a cause, in the order of the registry', () => {
    fc.assert(
      fc.property(fc.array(group), (groups) => {
        const off = quirksBehind(groups);
        for (const { causes } of groups) {
          expect(causes.length === 0 || causes.some((id) => off.includes(id))).toBe(true);
        }
        expect(off).toEqual(QUIRK_IDS.filter((id) => off.includes(id)));
      }),
    );
  });

  it('takes nothing off that no group asks for, and only grows as groups come', () => {
    fc.assert(
      fc.property(fc.array(group), fc.nat(), (groups, cut) => {
        const off = quirksBehind(groups);
        expect(off.every((id) => groups.some(({ causes }) => causes[0] === id))).toBe(true);
        expect(off).toEqual(expect.arrayContaining([...quirksBehind(groups.slice(0, cut))]));
      }),
    );
  });

  it('needs one quirk for two groups that share a cause', () => {
    const [a, b, c] = QUIRK_IDS;
    expect(quirksBehind([{ causes: [b] }, { causes: [a, b] }, { causes: [] }])).toEqual([b]);
    expect(quirksBehind([{ causes: [a, b] }, { causes: [c] }])).toEqual([a, c]);
  });
});

describe('withBehind', () => {
  it('switches quirks off in every fourth chunk of an epoch', () => {
    const off = [QUIRK_IDS[3]];
    const chunks = withBehind(epochChunks(15, 0, Number.POSITIVE_INFINITY), off);
    expect(chunks.map((chunk) => chunk.off.length)).toEqual([...'0001000100010001'].map(Number));
    expect(chunks[3].off).toEqual(off);
  });
});

describe('the signature of a group met behind another', () => {
  it('names its cause, and can be taken apart', () => {
    const name = signatureBehind('load-allowed-for-denied-world', ['wid-not-masked']);
    expect(name).toBe('load-allowed-for-denied-world+wid-not-masked');
    expect(plainSignature(name)).toBe('load-allowed-for-denied-world');
    expect(plainSignature('load-x')).toBe('load-x');
    expect(signatureBehind('load-x', [])).toBe('load-x+other');
  });
});

describe('Campaign', () => {
  it('goes on in part without the quirks that cause what is found, and says so', async () => {
    const folder = scratch();
    const fuzzer = new FakeFuzzer('7');
    const { stats } = await runFake(folder, { fuzzer, budget: { execs: 12_000 } });
    expect(stats.behind).toEqual(['wid-not-masked', 'page-base-verdict']);
    const members = readState(folder)?.corpus;
    const behind = members?.filter((member) => member.behind > 0) ?? [];
    expect(behind.length).toBeGreaterThan(2);
    expect(behind.length).toBeLessThan((members?.length ?? 0) / 2);
    // What only shows without a quirk is shown by inputs that were made without it.
    const hidden = (candidate: { features: Int32Array }) =>
      candidate.features.some((feature) => feature >= 300);
    const execs = fuzzer.admitted.filter(hidden).map(({ exec }) => exec);
    expect(execs.every((exec) => behind.some((member) => member.exec === exec))).toBe(true);
  });
});
