import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { readCount, readDuration, readJobs, readQuirks, readSeed, readUntil } from '../../src/cli/options.ts';

describe('readDuration', () => {
  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['10m', 600_000],
    ['8h', 28_800_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['0.1', 100],
  ])('reads %s as %i ms', (text, ms) => {
    expect(readDuration(text)).toBe(ms);
  });

  it.each(['', '0', '-1', '1w', '1h30m', 'm', '1e3', ' 9', '366d', '10M'])('refuses %j', (text) => {
    expect(() => readDuration(text)).toThrow(InvalidArgumentError);
  });
});

describe('numbers', () => {
  it('are read within their range', () => {
    expect([readCount('1'), readCount('9007199254740991'), readJobs('256')]).toEqual([1, 2 ** 53 - 1, 256]);
    expect([readUntil('first'), readUntil('3')]).toEqual([1, 3]);
  });

  it.each(['0', '-1', '1.5', '1e3', '0x10', '', ' 1', '9007199254740992', 'first '])('are not %j', (text) => {
    for (const read of [readCount, readJobs, readUntil])
      expect(() => read(text)).toThrow(InvalidArgumentError);
  });

  it('say what was expected', () => {
    expect(() => readJobs('257')).toThrow('Expected an integer from 1 to 256.');
    expect(() => readUntil('x')).toThrow("Expected 'first' or an integer from 1.");
  });
});

describe('readSeed', () => {
  it.each(['1', 'monday_2', 'A.b-c', 'x'.repeat(64)])('takes %j', (text) => {
    expect(readSeed(text)).toBe(text);
  });

  it.each(['', 'a b', 'a:b', 'ä', 'x'.repeat(65)])('refuses %j', (text) => {
    expect(() => readSeed(text)).toThrow(InvalidArgumentError);
  });
});

describe('readQuirks', () => {
  it('adds repeated options up', () => {
    expect(readQuirks('-B14', readQuirks('+tlb', undefined))).toBe('+tlb,-B14');
  });
});
