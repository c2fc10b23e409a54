/** Builds the program that runs trials, with faults planted in it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError } from '../../bits/errors.ts';
import type { Fault } from '../faults/fault.ts';
import { plantedSource } from '../faults/plant.ts';

const TRIAL = 'src/cli/trial-process.ts';
const PLANTED = 'src/bench/faults/planted.ts';
/** Packages stay where npm put them. */
const PACKAGES = /^(?!src\/)[a-z@]/;

type Rolldown = typeof import('rolldown');

/** A build that runs trials, in a folder of its own. */
export interface Workshop {
  /** The built program. */
  readonly file: string;
  /** Removes the folder. */
  close(): void;
}

/**
 * Builds the package in `root` with all of `faults`, none of them active. Throws InputError if the package was installed
 * without what that needs, or a fault has no place in the source any more.
 */
export async function openWorkshop(root: string, faults: readonly Fault[]): Promise<Workshop> {
  const rolldown = await importRolldown();
  if (rolldown === undefined || !existsSync(join(root, TRIAL))) {
    throw new InputError(
      'bench --bugs plants faults in the sources of the program and builds it: that takes a development checkout, not an installed package',
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'iommufuzz-bench-'));
  const close = () => rmSync(folder, { recursive: true, force: true });
  try {
    symlinkSync(resolve(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const file = join(folder, 'trial.mjs');
    await build(rolldown, resolve(root), faults, file);
    return { file, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function importRolldown(): Promise<Rolldown | undefined> {
  try {
    return await import('rolldown');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

async function build(
  rolldown: Rolldown,
  root: string,
  faults: readonly Fault[],
  file: string,
): Promise<void> {
  const head = `import { faultDrops, faultValue } from ${JSON.stringify(join(root, PLANTED))};\n`;
  const texts = new Map<string, string>();
  for (const name of new Set(faults.map((fault) => fault.file))) {
    const source = readFileSync(join(root, name), 'utf8');
    const lying = faults.filter((fault) => fault.file === name);
    texts.set(join(root, name), head + plantedSource(source, lying));
  }
  await rolldown.build({
    cwd: root,
    input: TRIAL,
    platform: 'node',
    external: PACKAGES,
    logLevel: 'warn',
    plugins: [{ name: 'planted-faults', load: (id) => texts.get(id) ?? null }],
    output: { file, format: 'esm', codeSplitting: false },
  });
}
