import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../src/input/empty.ts';
import { identity } from '../../src/input/identity.ts';
import { STEPS } from '../../src/input/layout.ts';
import { EvidenceFolder } from '../../src/store/evidence-folder.ts';
import { readInputFile } from '../../src/store/input-file.ts';
import { scratchFolders } from './scratch-folder.ts';

const scratch = scratchFolders();
const origin = { design: 'posted', seed: '1', exec: 7 };

describe('EvidenceFolder', () => {
  it('comes with the first piece: the input and what was said', () => {
    const folder = join(scratch(), 'internal');
    const evidence = new EvidenceFolder(folder);
    expect(existsSync(folder)).toBe(false);
    evidence.add(emptyInput(), origin, 'a canary is dead');
    const stem = join(folder, `internal-${identity(emptyInput())}`);
    expect(readInputFile(`${stem}.txt`).input).toEqual(emptyInput());
    expect(readFileSync(`${stem}.log`, 'utf8')).toBe('a canary is dead\n');
  });

  it('stops at a hundred', () => {
    const folder = join(scratch(), 'internal');
    const evidence = new EvidenceFolder(folder);
    for (let steps = 1; steps <= 120; steps++) {
      const input = emptyInput();
      input[STEPS] = steps;
      evidence.add(input, origin, 'again');
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.txt'))).toHaveLength(100);
  });
});
