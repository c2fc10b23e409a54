import { describe, expect, it } from 'vitest';
import { execsLeft, isSpent, share } from '../../src/campaign/budget.ts';

const spent = { timeMs: 500, execs: 300, groups: 2 };

describe('a budget', () => {
  it.each([
    [{}, false],
    [{ timeMs: 501 }, false],
    [{ timeMs: 500 }, true],
    [{ execs: 301 }, false],
    [{ execs: 300 }, true],
    [{ execs: 0 }, true],
    [{ groups: 3 }, false],
    [{ groups: 2 }, true],
    [{ timeMs: 501, execs: 300 }, true],
    [{ timeMs: 501, execs: 301, groups: 1 }, true],
  ])('%j after 500 ms, 300 executions and 2 groups is spent: %s', (budget, expected) => {
    expect(isSpent(budget, spent)).toBe(expected);
  });

  it('leaves executions down to none', () => {
    expect(execsLeft({ execs: 310 }, spent)).toBe(10);
    expect(execsLeft({ execs: 200 }, spent)).toBe(0);
    expect(execsLeft({ timeMs: 1 }, spent)).toBe(Number.POSITIVE_INFINITY);
  });

  it('shows the share of what is nearer to its end', () => {
    expect(share({}, spent)).toBe(0);
    expect(share({ timeMs: 1000, execs: 3000 }, spent)).toBe(0.5);
    expect(share({ timeMs: 5000, execs: 400 }, spent)).toBe(0.75);
    expect(share({ execs: 100 }, spent)).toBe(1);
    expect(share({ execs: 0 }, { ...spent, execs: 0 })).toBe(1);
  });
});
