import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../../src/store/whole-file.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const MAIN = 'dist/cli/main.js';
const CAMPAIGN = ['--execs', '4', '--seed', '5', '--jobs', '1'];
const scratch = scratchFolders();
const found = join(tmpdir(), `iommufuzz-triage-${process.pid}`);

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

interface Listed {
  readonly name: string;
  readonly causes: readonly string[];
  readonly known?: string;
  readonly note?: string;
  readonly members: readonly { readonly name: string }[];
  readonly blame?: { readonly origin: string; readonly necessary: readonly string[] };
}

function groupsAt(folder: string, ...options: string[]): readonly Listed[] {
  const { status, stdout } = run('triage', folder, '--json', ...options);
  expect(status).toBe(0);
  return JSON.parse(stdout).places[0].groups;
}

/** A copy of the campaign that was made for these tests. */
function campaign(): string {
  const folder = join(scratch(), 'out');
  cpSync(found, folder, { recursive: true });
  return folder;
}

/** The campaign of these tests anew, with what was said of its groups in `folder`. */
function fuzzAgain(folder: string) {
  const other = join(scratch(), 'out');
  makeFolder(join(other, 'crashes'));
  cpSync(join(folder, 'crashes', 'triage.json'), join(other, 'crashes', 'triage.json'));
  return run('fuzz', ...CAMPAIGN, '--out', other);
}

describe('iommufuzz triage', { timeout: 120_000 }, () => {
  beforeAll(() => {
    makeFolder(found);
    run('fuzz', ...CAMPAIGN, '--quiet', '--out', found);
  }, 120_000);
  afterAll(() => rmSync(found, { recursive: true, force: true }));

  it('lists the groups of a campaign, what has no single cause first', () => {
    const groups = groupsAt(found);
    const explained = groups.map(({ causes }) => causes.length > 0);
    expect(groups.length).toBeGreaterThan(5);
    expect(explained).toEqual([...explained].sort());
    expect(groupsAt(join(found, 'crashes'))).toEqual(groups);
    const { stdout } = run('triage', found);
    expect(stdout).toMatch(/^\d+ crash groups, \d+ without a single cause, 0 known; in /);
    for (const { name } of groups) expect(stdout).toContain(name.split('/')[1]);
  });

  it('blames groups and single inputs', () => {
    const groups = groupsAt(found, '--blame');
    for (const { blame } of groups) expect(blame?.origin).toBe('quirks');
    const [story] = groupsAt('test/quirks/inputs/b14.txt');
    expect(story.blame).toMatchObject({ origin: 'quirks', necessary: ['page-base-verdict'] });
    const { stdout } = run('triage', 'test/quirks/inputs/b15.txt', '--blame');
    expect(stdout).toContain('sufficient  B14 page-base-verdict and B15 blocked-rechecks');
    expect(run('triage', 'test/quirks/inputs/b15.txt', '--design', 'fixed').stdout).toMatch(
      /^0 crash groups/,
    );
  });

  it('tells the sizes of what a campaign found, as Markdown and as JSON', () => {
    const { status, stdout } = run('triage', found, '--sizes');
    const rows = stdout.split('\n').filter((line) => line.startsWith('|'));
    expect([status, new Set(rows.map((row) => row.split('|').length)).size]).toEqual([0, 1]);
    expect(stdout).toMatch(/^\d+ crash groups of \d+ quirks in .*; \d+ slips?, all kept\n/);
    expect(rows.at(-1)).toMatch(/^\| median \| of \d+ crash groups +\|/);
    const json = run('triage', found, '--sizes', '--json').stdout;
    const [{ groups, quirks, lost }] = JSON.parse(json).places;
    expect([groups.length, lost]).toEqual([groupsAt(found).length, []]);
    // Head, rule, and two rows of medians.
    expect(rows.length).toBe(quirks.length + 4);
    for (const { first, minimal, minimization } of groups) {
      expect(minimal.instructions).toBeLessThanOrEqual(first.instructions);
      expect(minimization.executions).toBeGreaterThan(0);
    }
  });

  it.each([
    [['--sizes', '--blame'], '--sizes tells what is recorded'],
    [['test/quirks/inputs', '--sizes'], 'test/quirks/inputs: no stored crash groups'],
    [['test/quirks/inputs/b14.txt', '--sizes'], 'test/quirks/inputs/b14.txt: no stored crash groups'],
  ])('refuses %j: %s', (args, line) => {
    const { status, stdout, stderr } = run('triage', ...args);
    expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
    expect(stderr).toContain(line);
  });

  it('says of a stored group that shows itself no more that it does not', () => {
    const folder = campaign();
    const [{ name }] = groupsAt(folder);
    cpSync('test/quirks/inputs/b23.txt', join(folder, 'crashes', name, 'input.txt'));
    expect(groupsAt(folder, '--blame').find((group) => group.name === name)?.blame).toMatchObject({
      reproduces: false,
      necessary: [],
    });
  });

  it('runs stored groups on another design only to blame', () => {
    const refused = run('triage', found, '--design', 'fixed');
    expect(refused).toEqual({
      status: 2,
      stdout: '',
      stderr: `iommufuzz: ${found}: stored groups are listed as recorded; --design needs --blame\n`,
    });
    for (const { blame } of groupsAt(found, '--blame', '--design', 'fixed')) {
      expect(blame).toMatchObject({ reproduces: false });
    }
  });

  it('makes a known group news again, for which there is no reason to give', () => {
    const folder = campaign();
    const [{ name }] = groupsAt(folder);
    const known = ['triage', 'known', name, '--in', folder];
    const isKnown = () => groupsAt(folder).some((group) => group.known !== undefined);
    expect([run(...known, 'reported').status, isKnown()]).toEqual([0, true]);
    expect(run(...known, 'mended', '--not')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'iommufuzz: --not takes no reason\n',
    });
    expect(isKnown()).toBe(true);
    expect([run(...known, '--not').status, isKnown()]).toEqual([0, false]);
  });

  it('merges, splits and notes, and keeps all that in one file', () => {
    const folder = campaign();
    const [a, b, c] = groupsAt(folder).map(({ name }) => name);
    expect(run('triage', 'merge', a, b, c, '--because', 'one', '--in', folder).status).toBe(0);
    expect(run('triage', 'note', a, 'see the list', '--in', folder).status).toBe(0);
    const merged = groupsAt(folder);
    expect(merged.find(({ name }) => name === a)).toMatchObject({
      note: 'see the list',
      members: [b, c].sort().map((name) => ({ name, because: 'one' })),
    });
    expect(merged.map(({ name }) => name)).not.toContain(b);
    expect(run('triage', folder).stdout).toContain(`see the list; with ${[b, c].sort()[0]} (one)`);
    expect(run('triage', 'split', b, '--in', folder).status).toBe(0);
    expect(groupsAt(folder).map(({ name }) => name)).toContain(b);
    expect(readdirSync(join(folder, 'crashes')).filter((name) => name.includes('triage'))).toEqual([
      'triage.json',
    ]);
  });

  it('makes fuzz leave with 0 when only known groups are new, and with 77 otherwise', () => {
    const folder = campaign();
    const [head, ...others] = groupsAt(folder).map(({ name }) => name);
    expect(run('triage', 'merge', head, ...others, '--in', folder).status).toBe(0);
    expect(run('triage', 'known', head, 'reported', '--in', folder).status).toBe(0);
    expect(groupsAt(folder)).toMatchObject([{ name: head, known: 'reported' }]);
    const silent = fuzzAgain(folder);
    expect([
      silent.status,
      silent.stdout.includes(`, 0 of them new, ${others.length + 1} of them known`),
    ]).toEqual([0, true]);
    expect(run('triage', 'split', others[0], '--in', folder).status).toBe(0);
    expect(fuzzAgain(folder).status).toBe(77);
  });

  it('keeps a group in a catalogue that replays', () => {
    const folder = campaign();
    const catalogue = join(scratch(), 'catalogue');
    const name = groupsAt(folder).at(-1)?.name ?? '';
    run('triage', 'note', name, 'A store does harm.', '--in', folder);
    const keep = ['triage', 'keep', name, '--in', folder, '--into', catalogue];
    expect(run(...keep)).toMatchObject({ status: 0, stdout: `${join(catalogue, name)}\n` });
    expect(readFileSync(join(catalogue, name, 'explanation.txt'), 'utf8')).toMatch(
      /^A store does harm\.\n\n/,
    );
    expect(run('replay', catalogue, '--quiet').status).toBe(0);
    expect(groupsAt(catalogue)).toMatchObject([{ name, note: 'A store does harm.' }]);
    expect(run(...keep).status).toBe(2);
    expect(run(...keep, '--replace').status).toBe(0);
    writeFileSync(
      join(folder, 'crashes', name, 'first.txt'),
      readFileSync('test/quirks/inputs/b23.txt', 'utf8'),
    );
    expect(run(...keep, '--replace')).toMatchObject({ status: 2, stdout: '' });
  });

  it.each([
    ['merge', 'nothing', 'either'],
    ['known', 'permission'],
    ['note', 'nothing', 'text'],
    ['split', 'nothing'],
  ])('refuses %s of what is not there with one line and exit 2', (...words) => {
    const { status, stdout, stderr } = run('triage', ...words, '--in', found);
    expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
  });
});
