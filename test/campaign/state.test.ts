import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { type CampaignState, newState, readState, writeState } from '../../src/campaign/state.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const scratch = scratchFolders();
const identity = { design: 'posted -B14', seed: '7', device: 'wgchecker', harts: 1, oracle: true };
const full: CampaignState = {
  ...newState(identity),
  next: 1000,
  epoch: 3,
  steps: 9000,
  elapsedMs: 12,
  resumed: 1,
  internalErrors: 2,
  newsAt: 700,
  stage: { entry: 4, step: 17 },
  seeds: ['0123'],
  corpus: [{ id: '4567', exec: 3, operators: -1, behind: 2 }],
  groups: [{ kind: 'assert', signature: 'g', exec: 9, atMs: 4, causes: ['a', 'b'] }],
  allowances: { 'interrupt-point': 3 },
  compared: { accesses: 7, 'accesses/interrupt-point': 2 },
  frequencies: [1, 2, 3, 4],
  operators: { 'program/execs': 9, 'program/fresh': 1 },
};

describe('the state of a campaign', () => {
  it('reads back as it was written', () => {
    const folder = scratch();
    writeState(folder, full);
    expect(readState(folder)).toEqual(full);
  });

  it('is undefined where no campaign was', () => {
    expect(readState(scratch())).toBeUndefined();
  });

  it.each(Object.keys(full))('misses %s', (key) => {
    const folder = scratch();
    const file = join(folder, 'state.json');
    writeState(folder, full);
    const { [key]: _, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify(rest));
    expect(() => readState(folder)).toThrow(InputError);
    expect(() => readState(folder)).toThrow(`${file}: "${key}"`);
  });

  it('of another schema is refused', () => {
    const folder = scratch();
    const file = join(folder, 'state.json');
    writeFileSync(file, '{"schema":99}');
    expect(() => readState(folder)).toThrow(
      new InputError(`${file}: schema 99 is of another version of iommufuzz, expected 3`),
    );
  });

  it('cut short is refused with its place', () => {
    const folder = scratch();
    const file = join(folder, 'state.json');
    writeState(folder, full);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 50));
    expect(() => readState(folder)).toThrow(`${file}:1:51: found damaged JSON`);
  });
});
