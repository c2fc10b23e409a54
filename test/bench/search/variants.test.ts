import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armFits, SEARCH_ARMS, type SearchArm, variantOf } from '../../../src/bench/search/variants.ts';
import { assemble } from '../../../src/campaign/assembly.ts';
import { runUnrecorded } from '../../../src/campaign/unrecorded.ts';

const ARMS = Object.keys(SEARCH_ARMS) as SearchArm[];
const FIXED = { design: 'fixed', seed: 'arms', device: 'wgchecker', harts: 1, oracle: true };
const WITH_A_QUIRK = { ...FIXED, design: 'fixed +B16' };

describe('the arms', { timeout: 300_000 }, () => {
  it.each(ARMS)('%s spends its budget on the fixed design and finds nothing', async (arm) => {
    const outcome = await runUnrecorded(FIXED, variantOf(arm, fc), { execs: 64 }, []);
    expect(outcome).toEqual({ execs: 64, first: undefined, internalErrors: 0 });
  });

  it.each(ARMS)('%s ends with its first crash, the same one every time', async (arm) => {
    const run = () => runUnrecorded(WITH_A_QUIRK, variantOf(arm, fc), { execs: 2000 }, []);
    const [one, other] = [await run(), await run()];
    expect(one).toEqual(other);
    expect(one.first?.repeats).toBe(true);
    expect(one.first?.causes).toEqual(['read-only-slots-written']);
    expect(one.execs).toBeLessThan(2000);
  });

  it('tell an observer which execution ran, and run as many', async () => {
    const told = new Set<number>();
    const variant = { ...variantOf('full', undefined), ran: (exec: number) => told.add(exec) };
    await runUnrecorded(FIXED, variant, { execs: 100 }, []);
    expect([...told]).toEqual(Array.from({ length: 100 }, (_, exec) => exec));
  });

  it('learn of traps and blocks alone without state, of more with it', () => {
    const domains = (arm: SearchArm) => {
      const { fuzzer } = assemble({ identity: FIXED, paranoid: false }, variantOf(arm, undefined));
      for (const candidate of fuzzer.runChunk(0, 64).candidates) fuzzer.admit(candidate);
      const seen = Object.entries(fuzzer.features()).filter(([, count]) => count > 0);
      return seen.map(([name]) => name);
    };
    expect(domains('no-state')).toEqual(['trap', 'block']);
    expect(domains('full')).toEqual(['entry-edge', 'outcome', 'decision', 'trap', 'block', 'rights']);
  });

  it('keep nothing in the arms without feedback', () => {
    for (const arm of ['generation', 'fast-check'] as const) {
      const { fuzzer } = assemble({ identity: FIXED, paranoid: false }, variantOf(arm, fc));
      expect(fuzzer.runChunk(0, 64).candidates).toEqual([]);
    }
  });

  it('are all for boards with a wgChecker; fast-check makes no others, and cannot do without its package', () => {
    expect(ARMS.filter((arm) => !armFits(arm, 'wgchecker'))).toEqual([]);
    expect(ARMS.filter((arm) => !armFits(arm, 'iopmp'))).toEqual(['fast-check']);
    expect(() => variantOf('fast-check', undefined)).toThrow('not installed');
  });
});
