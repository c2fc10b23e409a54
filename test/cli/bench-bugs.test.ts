import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolders } from '../store/scratch-folder.ts';

const MAIN = 'dist/cli/main.js';
const PLAN = `date 2026-11-22
trials 2 test-
cap 64
seeds none
arms full generation
fault wid
control none
`;

const scratch = scratchFolders();

function bench(main: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'bench', '--bugs', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** A folder with a plan in it. */
function withPlan(text: string): { readonly plan: string; readonly out: string; readonly rows: string } {
  const folder = scratch();
  const plan = join(folder, 'plan.txt');
  writeFileSync(plan, text);
  return { plan, out: join(folder, 'out'), rows: join(folder, 'out/trials.csv') };
}

describe('iommufuzz bench --bugs', { timeout: 300_000 }, () => {
  it('runs a plan, whatever the number of jobs, and only what of it is missing', () => {
    const { plan, out, rows } = withPlan(PLAN);
    const first = bench(MAIN, '--plan', plan, '--out', out, '--jobs', '2', '--json');
    const { schema, rows: count, totals, falseAlarms, grouping } = JSON.parse(first.stdout);
    expect([first.status, first.stderr, schema, count]).toEqual([0, '', 1, 8]);
    expect(totals).toEqual([
      { arm: 'full', targets: 1, trials: 2, detected: 2, ever: 1, always: 1, grouped: 2 },
      { arm: 'generation', targets: 1, trials: 2, detected: 2, ever: 1, always: 1, grouped: 2 },
    ]);
    expect(falseAlarms).toEqual({ trials: 4, executions: 256, alarms: 0 });
    expect(grouping.homogeneity).toBe(1);
    const text = readFileSync(rows, 'utf8');
    expect(readdirSync(join(out, 'finds'))).toHaveLength(4);
    // The arms draw other numbers: else these two, which begin alike, would find it in the same executions.
    const found = (arm: string) =>
      text.match(new RegExp(`^fault,wid,${arm},.*$`, 'gm'))?.map((row) => row.split(',')[8]);
    expect(found('full')).not.toEqual(found('generation'));

    // Half of a row is what a kill leaves; the other rows are there already.
    truncateSync(rows, text.length - 20);
    const second = bench(MAIN, '--plan', plan, '--out', out, '--jobs', '1', '--json');
    expect(second.stderr).toBe(`iommufuzz: ${rows}: the last row was not finished; its trial runs again\n`);
    expect(second.stdout).toBe(first.stdout);
    expect(readFileSync(rows, 'utf8')).toBe(text);

    const third = bench(MAIN, '--plan', plan, '--out', out);
    expect([third.status, third.stderr]).toEqual([0, '']);
    expect(third.stdout).toContain('full against generation');
    expect(readFileSync(rows, 'utf8')).toBe(text);
    expect(readFileSync(join(out, 'curves.csv'), 'utf8')).toMatch(
      /^kind,name,arm,executions,.*\nfault,wid,full,/,
    );
  });

  it('refuses a plan that it does not understand, and rows that are none, with one line and exit 2', () => {
    const { plan, out, rows } = withPlan(PLAN.replace('wid', 'nothing'));
    const refused = bench(MAIN, '--plan', plan, '--out', out);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toBe(
      `iommufuzz: ${plan}:6: found 'fault nothing', expected the name of a fault\n`,
    );
    writeFileSync(plan, PLAN);
    mkdirSync(out);
    writeFileSync(rows, 'what is this\n');
    expect(bench(MAIN, '--plan', plan, '--out', out)).toMatchObject({ status: 2, stdout: '' });
  });

  it('says plainly that an installed package cannot do it', () => {
    const { plan, out } = withPlan(PLAN);
    const folder = scratch();
    for (const entry of ['dist', 'package.json']) cpSync(entry, join(folder, entry), { recursive: true });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
    const { status, stdout, stderr } = bench(join(folder, MAIN), '--plan', plan, '--out', out);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^iommufuzz: bench --bugs .* takes a development checkout, not an installed package\n$/,
    );
  });

  it.each([
    ['--plan', 'x'],
    ['--out', 'x'],
    ['--jobs', '2'],
  ])('alone takes %s; without it that is refused with one line and exit 2', (option, value) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'bench', option, value], {
      encoding: 'utf8',
    });
    expect([status, stdout, stderr]).toEqual([2, '', `iommufuzz: ${option} goes with --bugs\n`]);
  });

  it('takes no design: targets have their own', () => {
    const { status, stdout, stderr } = bench(MAIN, '--design', 'posted');
    expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
  });
});
