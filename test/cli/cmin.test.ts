import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hash64 } from '../../src/input/identity.ts';
import { inputFiles } from '../../src/store/input-file.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const MAIN = 'dist/cli/main.js';
const scratch = scratchFolders();
const seeds = inputFiles('corpus');

function cmin(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'cmin', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** A folder with the first `count` seeds. */
function folderOf(count: number): string {
  const folder = scratch();
  for (const file of seeds.slice(0, count)) copyFileSync(file, join(folder, file.replace('corpus', '')));
  return folder;
}

function contentOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/**
 * Ends `cmin corpus --design fixed` with `signal` as soon as something is in the journal; begins anew where it was done
 * before the signal came.
 */
async function endedBy(signal: 'SIGINT' | 'SIGKILL', out: string) {
  for (;;) {
    const status = await signalled(signal, out);
    if (status !== 0) return status;
    rmSync(out, { recursive: true });
  }
}

async function signalled(signal: 'SIGINT' | 'SIGKILL', out: string) {
  mkdirSync(out, { recursive: true });
  const child: ChildProcess = spawn(process.execPath, [
    MAIN,
    'cmin',
    'corpus',
    '--design=fixed',
    `--out=${out}`,
    '--quiet',
  ]);
  // Once: a second SIGINT would end it as it stands.
  const watcher = watch(out, (_, name) => {
    if (name === 'features.journal' && !child.killed) child.kill(signal);
  });
  const [status, by] = await once(child, 'exit');
  watcher.close();
  return status ?? by;
}

describe('iommufuzz cmin', { timeout: 120_000 }, () => {
  it('distils a corpus, tells what it did, and has nothing left to do then', () => {
    const out = join(scratch(), 'deep', 'out');
    const first = cmin('corpus', '--design', 'fixed', '--out', out);
    expect(first).toMatchObject({ status: 0 });
    const kept = readdirSync(out).filter((name) => name.endsWith('.txt')).length;
    expect(first.stdout).toContain(`kept ${kept} of `);
    expect(first.stdout).toContain(`, ${seeds.length} files;`);
    const again = cmin('corpus', '--design', 'fixed', '--out', out, '--json');
    expect([again.status, again.stderr]).toEqual([0, '']);
    expect(JSON.parse(again.stdout)).toMatchObject({
      design: 'fixed',
      files: seeds.length,
      known: seeds.length,
      executions: 0,
      kept,
      interrupted: false,
    });
    expect(spawnSync(process.execPath, [MAIN, 'replay', '--quiet', out]).status).toBe(0);
  });

  it('lists crashing inputs, which are no failure, and keeps none of them', () => {
    const out = scratch();
    const { status, stdout } = cmin('crashes/dual-addend', seeds[0], '--design=posted', '--out', out);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^crashes {2}crashes\/dual-addend\/.*input\.txt {2}dual-addend\//m);
    expect(readFileSync(join(out, 'cmin.json'), 'utf8')).toContain('"design": "posted"');
  });

  it('takes the corpus and the design of a campaign', () => {
    const folder = scratch();
    const fuzz = ['fuzz', '--design=v1', '--quirk=-B14', '--execs=300', '--seed=1', '--jobs=1', '--quiet'];
    const campaign = join(folder, 'campaign');
    spawnSync(process.execPath, [MAIN, ...fuzz, '--out', campaign]);
    const { status, stdout } = cmin(campaign, '--json', '--out', join(folder, 'out'));
    expect(status).toBe(0);
    const files = readdirSync(join(campaign, 'corpus')).length;
    expect(JSON.parse(stdout)).toMatchObject({ design: 'v1 -B14', files, inputs: files, crashing: [] });
  });

  it('distils the others and ends with 2 if an input is damaged', () => {
    const [folder, out] = [folderOf(3), scratch()];
    const damaged = join(folder, 'damaged.txt');
    writeFileSync(damaged, 'iommufuzz 1\nnonsense\n');
    const { status, stderr } = cmin(folder, '--design=fixed', '--out', out);
    expect(status).toBe(2);
    expect(stderr).toMatch(new RegExp(`^iommufuzz: ${damaged}:2:1: found`, 'm'));
    expect(existsSync(join(out, 'cmin.json'))).toBe(true);
  });

  it('ends with 2 and one line, and makes nothing, if it is not used rightly', () => {
    const folder = scratch();
    const out = join(folder, 'out');
    const wrong = [
      [folder, '--out', out],
      [join(folder, 'missing'), '--out', out],
      ['corpus', '--design', 'none-such', '--out', out],
      ['corpus', '--quirk=+B14', '--out', out],
      ['corpus', '--out', 'corpus'],
      ['corpus'],
      ['corpus', '--out', join('package.json', 'out')],
    ];
    for (const args of wrong) {
      const { status, stdout, stderr } = cmin(...args);
      expect([status, stdout, stderr.match(/\n/g)?.length]).toEqual([2, '', 1]);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('ends with 3 if the written inputs do not show what was measured', () => {
    const [folder, out] = [folderOf(2), scratch()];
    cmin(folder, '--design=fixed', '--out', out);
    const journal = join(out, 'features.journal');
    const lines = readFileSync(journal, 'utf8').split('\n');
    const body = lines[1].replace(/ [0-9a-f]{16}$/, '1');
    lines[1] = `${body} ${hash64(body)}`;
    writeFileSync(journal, lines.join('\n'));
    const { status, stderr } = cmin(folder, '--design=fixed', '--out', out);
    expect([status, stderr]).toEqual([3, expect.stringContaining('internal error')]);
    expect(cmin(folder, '--design=fixed', '--out', out).status).toBe(0);
  });

  it('ended by a signal goes on from there', async () => {
    const folder = scratch();
    const [straight, interrupted, killed] = ['a', 'b', 'c'].map((name) => join(folder, name));
    expect(cmin('corpus', '--design=fixed', '--out', straight).status).toBe(0);
    expect(await endedBy('SIGINT', interrupted)).toBe(72);
    expect(readdirSync(interrupted)).toEqual(['features.journal']);
    expect(await endedBy('SIGKILL', killed)).toBe('SIGKILL');
    for (const out of [interrupted, killed]) {
      expect(cmin('corpus', '--design=fixed', '--out', out).status).toBe(0);
      expect(contentOf(out)).toEqual(contentOf(straight));
    }
  });

  it.skipIf(process.platform === 'win32')(
    'a full disk leaves one line, nothing half written, and a journal to go on from',
    () => {
      const [folder, straight] = [scratch(), scratch()];
      cmin('corpus', '--design=fixed', '--out', straight);
      // A limit on the size of a file, in blocks of 512 bytes, stops the journal as a full disk does.
      for (const blocks of [1, 5, 20]) {
        const out = join(folder, String(blocks));
        const command = `ulimit -f ${blocks}; exec "$0" "$@"`;
        const args = [MAIN, 'cmin', 'corpus', '--design=fixed', '--out', out, '--quiet'];
        const limited = spawnSync('sh', ['-c', command, process.execPath, ...args], { encoding: 'utf8' });
        expect([limited.status, limited.stderr.match(/\n/g)?.length]).toEqual([2, 1]);
        expect(limited.stderr).toMatch(/^iommufuzz: cannot write /);
        const left = existsSync(out) ? readdirSync(out).filter((name) => name !== 'features.journal') : [];
        expect(left).toEqual([]);
        expect(cmin('corpus', '--design=fixed', '--out', out).status).toBe(0);
        expect(contentOf(out)).toEqual(contentOf(straight));
      }
    },
  );
});
