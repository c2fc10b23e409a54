import { describe, expect, it } from 'vitest';
import { exitCode } from '../../src/cli/exit-codes.ts';

describe('exitCode', () => {
  it.each([
    [{}, 0],
    [{ found: false }, 0],
    [{ found: true }, 77],
    [{ found: true, interrupted: true }, 72],
    [{ found: true, interrupted: true, internal: true }, 3],
    [{ found: true, interrupted: true, internal: true, usage: true }, 2],
  ])('of %j is %i', (ending, code) => {
    expect(exitCode(ending)).toBe(code);
  });
});
