/**
 * Plants every fault, one at a time, in a copy of the package and has short campaigns look for it. Prints what was found
 * and after how many executions; exit code 1 if a campaign found nothing, or something that is no crash of the fault's.
 *
 * Usage: node test/faults/run.mjs [--time SECONDS] [--seeds 1,2,3] [--jobs N] [--empty] [NAME...]
 * `--empty`: campaigns start without the package's own seeds, which reach several faults at once: such finds say `stored`.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
// biome-ignore lint/correctness/useImportExtensions: plain JavaScript, its types lie beside it
import { faults, PACKAGE, plant } from './fault.mjs';

/** What a build needs, and the seeds that campaigns start from. */
const COPIED = ['src', 'corpus', 'package.json', '.rolldown.config.mjs'];
const PROGRAM = 'dist/cli/main.js';
const EXIT_CLEAN = 0;
const EXIT_CRASHES = 77;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    time: { type: 'string', default: '60' },
    seeds: { type: 'string', default: '1,2,3' },
    jobs: { type: 'string', default: '2' },
    empty: { type: 'boolean', default: false },
  },
});
const print = (text) => process.stdout.write(`${text}\n`);

/** A build of the package in `folder`; `fault` undefined: as it is. */
function build(folder, fault) {
  for (const entry of COPIED) cpSync(join(PACKAGE, entry), join(folder, entry), { recursive: true });
  symlinkSync(join(PACKAGE, 'node_modules'), join(folder, 'node_modules'));
  if (fault !== undefined) plant(fault, folder);
  const rolldown = join(PACKAGE, 'node_modules/rolldown/bin/cli.mjs');
  const { status, stderr } = node(folder, [rolldown, '-c', '.rolldown.config.mjs', '--logLevel', 'warn']);
  if (status !== 0) throw new Error(`${fault?.name ?? 'the package'} does not build:\n${stderr}`);
}

function node(cwd, args) {
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
}

/** One campaign: a row of the table and whether the fault was found. */
function campaign(folder, sound, seed) {
  const { time, jobs, empty } = values;
  const budget = `--time ${time} --until first --jobs ${jobs} --seed ${seed} --out seed-${seed}`.split(' ');
  const start = empty ? ['--empty'] : [];
  const run = node(folder, [PROGRAM, 'fuzz', '--design', 'fixed', ...budget, ...start, '--json']);
  if (run.status !== EXIT_CLEAN && run.status !== EXIT_CRASHES) {
    return { isFound: false, says: `exit code ${run.status}: ${run.stderr.split('\n')[0]}` };
  }
  const { crashes, execs, elapsedMs, internalErrors } = JSON.parse(run.stdout);
  if (internalErrors > 0) return { isFound: false, says: 'an internal error' };
  if (crashes.length === 0) return { isFound: false, says: `not found in ${execs} executions` };
  const first = crashes.reduce((least, crash) => (crash.execs < least.execs ? crash : least));
  const cells = [executions(first.execs), `${Math.round(elapsedMs / 1000)} s`.padStart(5), first.kind];
  const says = `${cells.join('  ')}  ${first.signature}`;
  // A crash that the machine has without the fault is not the fault's.
  const replay = node(sound, [
    PROGRAM,
    'replay',
    '--design',
    'fixed',
    '--quiet',
    resolve(folder, first.file),
  ]);
  if (replay.status !== EXIT_CLEAN) return { isFound: false, says: `${says}  (also without the fault)` };
  return { isFound: true, says };
}

/** Executions up to a find. The package's seeds run first and are counted. */
function executions(execs) {
  const isStored = !values.empty && execs <= readdirSync(join(PACKAGE, 'corpus')).length;
  return (isStored ? 'stored' : String(execs)).padStart(8);
}

function look(fault, scratch, sound) {
  const folder = join(scratch, fault.name);
  build(folder, fault);
  print(`${fault.name}: ${fault.breaks}`);
  let isFound = true;
  for (const seed of values.seeds.split(',')) {
    const row = campaign(folder, sound, seed);
    isFound &&= row.isFound;
    print(`  seed ${seed}  ${row.says}`);
  }
  return isFound;
}

const all = faults();
const unknown = positionals.filter((name) => !all.some((fault) => fault.name === name));
if (unknown.length > 0) throw new Error(`no such fault: ${unknown.join(', ')}`);
const chosen = all.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const scratch = mkdtempSync(join(tmpdir(), 'iommufuzz-faults-'));
try {
  const sound = join(scratch, 'sound');
  build(sound, undefined);
  const load = loadavg()[0].toFixed(1);
  print(
    `${chosen.length} faults, at most ${values.time} s each seed; ${availableParallelism()} cores, load ${load}`,
  );
  print('  seed    execs   time  kind  group of the first find');
  const missed = chosen.filter((fault) => !look(fault, scratch, sound));
  print(missed.length === 0 ? 'all found' : `not always found: ${missed.map(({ name }) => name).join(', ')}`);
  process.exitCode = missed.length === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
