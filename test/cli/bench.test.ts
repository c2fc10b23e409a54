import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const MAIN = 'dist/cli/main.js';

describe('iommufuzz bench', { timeout: 60_000 }, () => {
  it('prints its figures as one JSON document', () => {
    const { status, stdout } = spawnSync(process.execPath, [MAIN, 'bench', '--quick', '--json'], {
      encoding: 'utf8',
    });
    const { schema, design, inputs, usage, rates, split, comparison } = JSON.parse(stdout);
    expect([status, schema, design, inputs]).toEqual([0, 1, 'fixed', 224]);
    expect(usage.instructions).toBeGreaterThanOrEqual(40);
    expect(rates).toHaveLength(5);
    expect(split).toHaveLength(6);
    expect(comparison.ratio).toBeGreaterThan(0);
  });

  it('refuses a design that does not exist with one line and exit 2', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'bench', '--design', 'nothing'], {
      encoding: 'utf8',
    });
    expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
  });
});
