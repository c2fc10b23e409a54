import { expect, it } from 'vitest';
import { FEATURE_NO_W } from '../../../src/input/layout.ts';
import { RULES } from '../../../src/oracle/rules.ts';
import { deviceOf } from './configuration.ts';
import { build, entry } from './vector.ts';

/** The base device with these entries. */
function device(words: readonly string[], features = 0) {
  const config = build({ features });
  const entries = [...config.entries];
  for (const [i, value] of words.map(entry)) entries[i] = value;
  return deviceOf({ ...config, entries });
}

it('each entry of the domains of the RRID says what it has to say', () => {
  const iopmp = device(['4 NA4@1000 r', '5 NAP8@1000 r', '6 TOR@0 r', '7 OFF@0 rwx', '0 NAP8@1000 rwx']);
  const words = iopmp.consider(1, 0x1000, 0, 8, 0, false);
  expect(words).toEqual([
    { entry: 4, domain: 1, first: 0x1000, last: 0x1003, says: 'partly' },
    { entry: 5, domain: 1, first: 0x1000, last: 0x1007, says: 'grants' },
    { entry: 6, domain: 1, says: 'empty' },
    { entry: 7, domain: 1, says: 'off' },
  ]);
  expect(
    iopmp
      .consider(1, 0x2000, 0, 8, 0, false)
      .slice(0, 2)
      .map(({ says }) => says),
  ).toEqual(['elsewhere', 'elsewhere']);
  expect(iopmp.consider(1, 0x1000, 0, 4, 1, true)[1].says).toBe('refuses');
  expect(iopmp.consider(8, 0x1000, 0, 4, 0, false)).toEqual([]);
});

it('the rule that refuses is that of the error', () => {
  const iopmp = device(['4 NA4@1000 none', '8 NAP8@1000 none'], FEATURE_NO_W);
  const rule = (rrid: number, kind: number, size: number) => {
    iopmp.permits(rrid, 0x1000, 0, size, kind, false);
    return RULES[iopmp.rule].name;
  };
  expect(rule(1, 0, 4)).toBe('iopmp-illegal-read');
  expect(rule(1, 2, 4)).toBe('iopmp-illegal-fetch');
  expect(rule(1, 0, 8)).toBe('iopmp-partial-hit');
  expect(rule(1, 1, 4)).toBe('iopmp-no-write');
  expect(rule(3, 0, 4)).toBe('iopmp-no-entry');
  expect(rule(8, 0, 4)).toBe('iopmp-unknown-rrid');
});
