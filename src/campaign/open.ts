import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../bits/errors.ts';
import { onDisk } from '../store/disk-error.ts';
import { lockFolder } from '../store/folder-lock.ts';
import { makeFolder, sweep } from '../store/whole-file.ts';
import { type CampaignIdentity, requireSame, resolved, type WantedIdentity } from './identity.ts';
import { type CampaignState, newState, readState, writeState } from './state.ts';

/** A campaign's folder that is ours until `release` is called. */
export interface OpenCampaign {
  readonly state: CampaignState;
  release(): void;
}

const OWN_FOLDERS = ['corpus', 'crashes', 'internal'];
const OWN_NAMES = new Set([...OWN_FOLDERS, 'lock', 'state.json', 'stats.json', 'plot.csv']);

/**
 * Opens the campaign in `folder`, or begins one there with what is wanted, `defaults` for the rest. Throws InputError:
 * the disk refuses, another process is at it, the folder holds another campaign or something else altogether.
 */
export function openCampaign(
  folder: string,
  wanted: WantedIdentity,
  defaults: CampaignIdentity,
): OpenCampaign {
  makeFolder(folder);
  const strange = onDisk('read', folder, () => readdirSync(folder)).find((name) => !isOwn(name));
  if (strange !== undefined) {
    throw new InputError(`${folder} is no campaign's folder: it holds '${strange}'; give another --out`);
  }
  const release = lockFolder(folder);
  try {
    return { state: resumedOrNew(folder, wanted, defaults), release };
  } catch (error) {
    release();
    throw error;
  }
}

function isOwn(name: string): boolean {
  return OWN_NAMES.has(name) || name.startsWith('.');
}

function resumedOrNew(folder: string, wanted: WantedIdentity, defaults: CampaignIdentity): CampaignState {
  const stored = readState(folder);
  if (stored !== undefined) requireSame(folder, stored.identity, wanted);
  for (const name of OWN_FOLDERS) sweep(join(folder, name));
  if (stored !== undefined) return { ...stored, resumed: stored.resumed + 1 };
  const state = newState(resolved(wanted, defaults));
  // From the first moment on the folder says whose it is, whatever happens before the first epoch ends.
  writeState(folder, state);
  return state;
}
