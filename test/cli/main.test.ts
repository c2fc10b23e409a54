import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scratchFolders } from '../store/scratch-folder.ts';

const scratch = scratchFolders();
/** The built program; `npm test` builds it before it comes here. */
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

function run(...args: string[]): SpawnSyncReturns<string> {
  if (!existsSync(MAIN)) throw new Error('npm run build comes first');
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
}

// Each test starts several processes, on a machine that may be busy.
describe('iommufuzz', { timeout: 60_000 }, () => {
  it.each([
    [
      'fuzz --time soon',
      "iommufuzz: option '--time <duration>' argument 'soon' is invalid. Expected a duration",
    ],
    ['fuzz --tim 3', "iommufuzz: unknown option '--tim'"],
    ['fuzz --quirk B14', "iommufuzz: quirk 'B14' needs a sign"],
    ['replay nowhere', 'iommufuzz: cannot read nowhere: no such file or folder'],
  ])('says in one line what is wrong with %s, and leaves with 2', (line, message) => {
    const { status, stdout, stderr } = run(...line.split(' '));
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(message)).toBe(true);
    expect(stderr.match(/\n/g)).toHaveLength(1);
  });

  it('fuzzes with threads, prints one JSON document, and replays what it stored', () => {
    const out = join(scratch(), 'out');
    const fuzz = run('fuzz', '--execs', '60', '--seed', '1', '--jobs', '2', '--json', '--out', out);
    expect([fuzz.status, fuzz.stderr]).toEqual([77, '']);
    const stats = JSON.parse(fuzz.stdout);
    expect([stats.execs, stats.seed, stats.design]).toEqual([60, '1', 'posted']);
    expect(stats).toEqual(JSON.parse(readFileSync(join(out, 'stats.json'), 'utf8')));

    const replay = run('replay', join(out, 'crashes'), '--json');
    expect(replay.status).toBe(0);
    const { same, different, refused } = JSON.parse(replay.stdout);
    expect([same, different, refused]).toEqual([2 * stats.crashes.length, 0, []]);

    const { file } = stats.crashes[0];
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/^(?<version>expect digest \d+:).*$/m, '$<version>0'),
    );
    expect(run('replay', file).status).toBe(77);
    writeFileSync(file, 'iommufuzz 1\nnonsense\n');
    const damaged = run('replay', join(out, 'crashes'), '--quiet');
    expect([damaged.status, damaged.stdout]).toEqual([2, '']);
    expect(damaged.stderr.startsWith(`iommufuzz: ${file}:2:1: `)).toBe(true);
  });

  it('fuzzes boards with an IOPMP from no seed without one', () => {
    for (const device of ['iopmp', 'both']) {
      const out = join(scratch(), device);
      const args = ['fuzz', '--execs', '60', '--seed', '1', '--jobs', '1', '--json', '--out', out];
      const fuzz = run(...args, '--device', device);
      expect(fuzz.stderr).toBe('');
      const kept = readdirSync(join(out, 'corpus')).map((file) =>
        readFileSync(join(out, 'corpus', file), 'utf8'),
      );
      expect(kept.length).toBeGreaterThan(5);
      for (const text of kept) expect(text).toMatch(/^ {2}device (iopmp|both)$/m);
    }
  });

  it('saves its state on a signal, leaves with 72, and goes on from there', async () => {
    const out = join(scratch(), 'out');
    const child = spawn(process.execPath, [MAIN, 'fuzz', '--time', '60', '--jobs', '1', '--out', out]);
    await once(child.stderr, 'data');
    child.kill('SIGINT');
    const [status] = await once(child, 'exit');
    expect(status).toBe(72);
    const { next } = JSON.parse(readFileSync(join(out, 'state.json'), 'utf8'));
    const resumed = run('fuzz', '--execs', '10', '--jobs', '1', '--json', '--out', out);
    const stats = JSON.parse(resumed.stdout);
    expect([stats.execs, stats.resumed]).toEqual([next + 10, 1]);
  });
});
