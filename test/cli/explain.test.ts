import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const MAIN = 'dist/cli/main.js';
const seed = join('corpus', readdirSync('corpus')[0]);

function explain(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'explain', ...options], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('iommufuzz explain', { timeout: 60_000 }, () => {
  it('tells a corpus entry on the fixed design', () => {
    const { status, stdout } = explain(seed);
    expect(status).toBe(0);
    expect(stdout).toContain(`${seed}\ndesign fixed;`);
    expect(stdout.endsWith('no finding: machine and rules agree to the end\n')).toBe(true);
  });

  it('prints one JSON document of the same run', () => {
    const { status, stdout } = explain(seed, '--json', '--design', 'fixed');
    const { schema, file, design, steps, told } = JSON.parse(stdout);
    expect([status, schema, file, design, told.length]).toEqual([0, 1, seed, 'fixed', steps]);
  });

  it.each([['no/such.txt'], [seed, '--design', 'nothing'], [seed, '--quirk', '-B14']])(
    'refuses %j %s %s with one line and exit 2',
    (...options) => {
      const { status, stdout, stderr } = explain(...options.filter((option) => option !== undefined));
      expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
    },
  );
});
