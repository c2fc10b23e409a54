import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCrashes } from '../../src/store/stored-crashes.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const MAIN = 'dist/cli/main.js';
const CAMPAIGN = ['--seed', '7', '--empty', '--design', 'posted', '--quirk', '-B14'];
const scratch = scratchFolders();
const seed = join('corpus', readdirSync('corpus')[0]);

function explain(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'explain', ...options], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Records of crashes that the executions themselves showed, of a small campaign of its own. */
function crashesOf(folder: string): readonly { readonly address: string; readonly first: string }[] {
  const { status } = spawnSync(process.execPath, [
    MAIN,
    'fuzz',
    ...CAMPAIGN,
    '--execs',
    '300',
    '--out',
    folder,
  ]);
  expect(status).toBe(77);
  return readCrashes(join(folder, 'crashes'))
    .filter(({ record }) => record.metWhile === undefined)
    .sort((a, b) => a.record.execution - b.record.execution)
    .map((crash) => {
      const first = readFileSync(join(crash.folder, 'first.txt'), 'utf8');
      return { address: crash.record.address, first };
    });
}

describe('iommufuzz explain --exec', { timeout: 240_000 }, () => {
  it('prints the input of a crash as it was stored, by any number of jobs', () => {
    const crashes = crashesOf(scratch());
    const [{ address, first }] = crashes.slice(-1);
    expect(crashes.length).toBeGreaterThan(5);
    for (const jobs of ['1', '2']) {
      const { status, stdout } = explain('--exec', address, ...CAMPAIGN.slice(2), '--jobs', jobs, '--input');
      expect([status, stdout]).toEqual([0, first]);
    }
  });

  it('tells the execution, as text and as JSON, on the design of the campaign', () => {
    const { status, stdout } = explain('--exec', '1:2', '--empty', '--design', 'fixed');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^execution 1:2\ndesign fixed;/);
    const json = JSON.parse(explain('--exec', '1:2', '--empty', '--json').stdout);
    expect([json.address, json.design]).toEqual(['1:2', 'posted']);
  });

  it('writes nothing and leaves with 72 when a signal ends it', async () => {
    const folder = scratch();
    const child = spawn(process.execPath, [resolve(MAIN), 'explain', '--exec', '1:400000', '--empty'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    // The campaign's first line on stderr says that it listens.
    await once(child.stderr, 'data');
    child.kill('SIGINT');
    const [status] = await once(child, 'exit');
    expect([status, said, readdirSync(folder)]).toEqual([72, '', []]);
  });
});

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

  it.each([
    ['no/such.txt'],
    [seed, '--design', 'nothing'],
    [seed, '--quirk', '-B14'],
    [seed, '--exec', '1:2'],
    [seed, '--device', 'none'],
    [seed, '--input'],
    ['--all'],
    ['--exec', '1'],
    ['--exec', '1:x'],
    ['--exec', '1:-2'],
    ['--exec', ':2'],
    ['--exec', '1:2:3'],
    ['--exec', '1:2', '--design', 'nothing'],
    ['--exec', '1:2', '--input', '--json'],
    ['--exec', '1:2', '--corpus', 'no/such'],
  ])('refuses %j %s %s with one line and exit 2', (...options) => {
    const { status, stdout, stderr } = explain(...options.filter((option) => option !== undefined));
    expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
  });
});
