import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INSTRUCTION_COUNT } from '../../src/input/layout.ts';
import { Executor } from '../../src/judge/executor.ts';
import { signature } from '../../src/judge/finding.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { expectationOf } from '../../src/store/expectation.ts';
import { readInputFile } from '../../src/store/input-file.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const MAIN = 'dist/cli/main.js';
const scratch = scratchFolders();

/** Much that plays no part, then a load of what only the page's first byte permits (B14), in a world of two. */
const noise = Array.from({ length: 60 }, (_, i) => {
  const k = i % 8;
  return `  addi s${2 + k}, s${2 + k}, ${i + 1}\n  sd s${2 + k}, ${8 * k}(a1)`;
}).join('\n');
const data = Array.from(
  { length: 24 },
  (_, i) => `  0x8006${(0x100 + 8 * i).toString(16).padStart(4, '0')} ${i + 1}`,
);
const NOISY = `iommufuzz 1
meta design fixed +B14
platform
  worlds 4 granule=4
slots dram
  1 napot 0x80040000/2K 0:rw
  2 napot 0x80050000/4K 1:rw
  3 napot 0x80060000/8K 0:rw 2:r- react=ER
state
  stop 0x80000400
  mtvec 0x80000400
  mlwid 0
  t1 0x20800
  a0 0x80040000
  a1 0x80060000
pmp
  0 napot all rwx
code 0x80000000
  csrw mstatus, t1
${noise}
  ld t2, 2040(a0)
  ld t2, 2044(a0)
data
${data.join('\n')}
events
  at 1 dirty-log-start
  at 30 dirty-log-sync
`;
const GROUP = 'permission-mismatch/load-allowed-for-denied-world';
const executor = new Executor(parseDesign('fixed', '+B14'), SILENT, {
  oracle: true,
  auditor: true,
  paranoid: false,
});

function noisyFile(): { readonly file: string; readonly out: string } {
  const folder = scratch();
  writeFileSync(join(folder, 'noisy.txt'), NOISY);
  return { file: join(folder, 'noisy.txt'), out: join(folder, 'noisy.min.txt') };
}

/** Instructions of a stored input, which must show the crash and record it if it records anything. */
function sizeIfSound(out: string): number {
  const { input, notes } = readInputFile(out);
  const finding = executor.run(input);
  expect(finding === undefined ? 'clean' : `${finding.kind}/${signature(finding)}`).toBe(GROUP);
  const recorded = expectationOf(notes, out);
  if (recorded !== undefined) expect(recorded).toMatchObject({ digest: executor.digest() });
  return input[INSTRUCTION_COUNT];
}

/** Runs `minimize` and sends it `signal` when the best so far has been written for the `nth` time. */
async function interrupted(nth: number, signal: 'SIGINT' | 'SIGKILL') {
  const { file, out } = noisyFile();
  const child = spawn(process.execPath, [MAIN, 'minimize', file, '--quiet']);
  let written = 0;
  const watcher = watch(join(file, '..'), (_, name) => {
    if (name === 'noisy.min.txt' && ++written === nth) child.kill(signal);
  });
  const [status, by] = await once(child, 'exit');
  watcher.close();
  return { status: status ?? by, size: sizeIfSound(out), folder: join(out, '..') };
}

describe('iommufuzz minimize', { timeout: 120_000 }, () => {
  it('interrupted at any of ten moments leaves the best so far, whole and with what it shows', async () => {
    const sizes: number[] = [];
    for (const nth of [1, 2, 3, 5, 8, 11, 14, 17, 20, 23]) {
      const { status, size, folder } = await interrupted(nth, 'SIGINT');
      expect(status).toBe(72);
      expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
      sizes.push(size);
    }
    expect(sizes.at(-1)).toBeLessThan(sizes[0]);
  });

  it('killed leaves the best so far', async () => {
    const { status, size } = await interrupted(20, 'SIGKILL');
    expect(status).toBe('SIGKILL');
    expect(size).toBeLessThan(123);
  });

  it('stops at any small budget with an input that is no larger than with a smaller one', () => {
    const { file, out } = noisyFile();
    const sizes = [1, 2, 3, 5, 8, 13, 30, 100].map((budget) => {
      const { status, stdout } = spawnSync(
        process.execPath,
        [MAIN, 'minimize', file, '--json', '--budget', String(budget)],
        { encoding: 'utf8' },
      );
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        isMinimal: false,
        after: { instructions: sizeIfSound(out) },
      });
      return sizeIfSound(out);
    });
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it('left alone comes to one instruction, and says that no part can go', () => {
    const { file, out } = noisyFile();
    const { stdout, status } = spawnSync(process.execPath, [MAIN, 'minimize', file], { encoding: 'utf8' });
    expect([status, sizeIfSound(out)]).toEqual([0, 1]);
    expect(stdout).toContain('no single part can go');
    expect(readFileSync(out, 'utf8')).toContain(`expect group ${GROUP.split('/')[1]}`);
    expect(spawnSync(process.execPath, [MAIN, 'replay', out]).status).toBe(0);
  });

  it('writes nothing for what does not crash', () => {
    const { file, out } = noisyFile();
    const { status } = spawnSync(process.execPath, [MAIN, 'minimize', file, '--design', 'fixed']);
    expect([status, existsSync(out)]).toEqual([2, false]);
  });
});
