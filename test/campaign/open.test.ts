import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { openCampaign } from '../../src/campaign/open.ts';
import { writeState } from '../../src/campaign/state.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const scratch = scratchFolders();
const defaults = { design: 'posted', seed: '5', device: 'wgchecker', harts: 1, oracle: true };

describe('openCampaign', () => {
  it('begins a campaign with what is wanted and the defaults for the rest', () => {
    const { state, release } = openCampaign(scratch(), { design: 'fixed', oracle: false }, defaults);
    release();
    expect(state.identity).toEqual({ ...defaults, design: 'fixed', oracle: false });
    expect([state.next, state.resumed]).toEqual([0, 0]);
  });

  it('goes on with the stored campaign when nothing else is asked for', () => {
    const folder = scratch();
    openCampaign(folder, { seed: '7' }, defaults).release();
    const { state, release } = openCampaign(folder, {}, { ...defaults, seed: '8' });
    release();
    expect([state.identity.seed, state.resumed]).toEqual(['7', 1]);
  });

  it.each([
    [{ seed: '8' }, "seed '5', not '8'"],
    [{ design: 'fixed' }, "design 'posted', not 'fixed'"],
    [{ device: 'none' }, "device 'wgchecker', not 'none'"],
    [{ oracle: false }, 'oracle on, not off'],
  ])('refuses to go on with another %j', (wanted, difference) => {
    const folder = scratch();
    openCampaign(folder, {}, defaults).release();
    const message = `${folder} holds a campaign with ${difference}; give another --out to start a new one`;
    expect(() => openCampaign(folder, wanted, defaults)).toThrow(new InputError(message));
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('refuses a folder with anything else in it and touches nothing', () => {
    const folder = scratch();
    writeFileSync(join(folder, 'thesis.tex'), '');
    expect(() => openCampaign(folder, {}, defaults)).toThrow(
      new InputError(`${folder} is no campaign's folder: it holds 'thesis.tex'; give another --out`),
    );
    expect(readdirSync(folder)).toEqual(['thesis.tex']);
  });

  it('lets in one at a time', () => {
    const folder = scratch();
    writeFileSync(join(folder, 'lock'), String(process.ppid));
    expect(() => openCampaign(folder, {}, defaults)).toThrow(`in use by process ${process.ppid}`);
  });

  it('removes what a killed campaign was writing', () => {
    const folder = scratch();
    mkdirSync(join(folder, 'corpus'));
    writeFileSync(join(folder, 'corpus', '.corpus-1.txt.7.iommufuzz-tmp'), 'half');
    openCampaign(folder, {}, defaults).release();
    expect(readdirSync(join(folder, 'corpus'))).toEqual([]);
  });

  it('refuses a damaged state and lets the folder go', () => {
    const folder = scratch();
    writeState(folder, openedState(folder));
    writeFileSync(join(folder, 'state.json'), '{');
    expect(() => openCampaign(folder, {}, defaults)).toThrow(InputError);
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });
});

function openedState(folder: string) {
  const { state, release } = openCampaign(folder, {}, defaults);
  release();
  return state;
}
