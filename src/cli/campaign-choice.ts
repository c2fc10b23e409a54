/** Which campaign is meant by the options of a command. */
import { existsSync } from 'node:fs';
import { DEVICES } from '../campaign/assembly.ts';
import type { CampaignIdentity, WantedIdentity } from '../campaign/identity.ts';
import { includesIopmp } from '../fuzzer/devices.ts';
import { hasIopmp } from '../input/iopmp-rules.ts';
import { designLine, parseDesign } from '../machine/design.ts';
import { inputFiles, readInputFile, type StoredInput } from '../store/input-file.ts';
import { packageFolder } from './package.ts';

/** Options that a campaign's identity is made of. */
export interface IdentityOptions {
  readonly design?: string;
  readonly quirk?: string;
  readonly device?: string;
  readonly oracle?: 'on' | 'off';
  readonly seed?: string;
}

/** What is asked for by name. Throws InputError if there is no such design. */
export function wantedIdentity({ design, quirk, device, oracle, seed }: IdentityOptions): WantedIdentity {
  const named = design !== undefined || quirk !== undefined;
  return {
    design: named ? designLine(parseDesign(design ?? 'posted', quirk)) : undefined,
    seed,
    device,
    harts: undefined,
    oracle: oracle === undefined ? undefined : oracle === 'on',
  };
}

/** The campaign of a seed of which nothing else is said. */
export function defaultIdentity(seed: string): CampaignIdentity {
  return { design: 'posted', seed, device: 'wgchecker', harts: 1, oracle: true };
}

/** The package's seeds: with an IOPMP for a campaign of inputs with one, without otherwise. */
export function packageSeeds(device: string): readonly StoredInput[] {
  const folder = packageFolder('corpus');
  if (!existsSync(folder)) return [];
  const wanted = includesIopmp(DEVICES[device]);
  return seedsIn([folder]).filter(({ input }) => hasIopmp(input) === wanted);
}

/** The inputs in files and folders. Throws InputError for what is missing or damaged. */
export function seedsIn(paths: readonly string[]): readonly StoredInput[] {
  return paths.flatMap(inputFiles).map(readInputFile);
}
