import { describe, expect, it } from 'vitest';
import { Replayer } from '../../src/cli/replayer.ts';
import { Executor } from '../../src/judge/executor.ts';
import { type Design, parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { inputFiles } from '../../src/store/input-file.ts';

const player = (design: Design) =>
  new Executor(design, SILENT, { oracle: true, auditor: true, paranoid: false });
const stored = ['corpus', 'crashes'].flatMap((folder) => inputFiles(folder));

describe('what the repository stores', { timeout: 60_000 }, () => {
  it('does what is recorded for it', () => {
    const replayer = new Replayer(player, undefined);
    expect(stored.filter((file) => !replayer.replay(file).same)).toEqual([]);
  });

  it('is clean on the fixed design, crashes included', () => {
    const replayer = new Replayer(player, parseDesign('fixed'));
    expect(stored.filter((file) => !replayer.replay(file).same)).toEqual([]);
  });
});
