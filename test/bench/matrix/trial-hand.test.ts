import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TrialHand } from '../../../src/bench/matrix/trial-hand.ts';
import type { TrialOrder } from '../../../src/bench/trial.ts';
import { scratchFolders } from '../../store/scratch-folder.ts';

const scratch = scratchFolders();

/** A hand whose program is this text. */
function handOf(program: string): TrialHand {
  const file = join(scratch(), 'trial.mjs');
  writeFileSync(file, program);
  return new TrialHand(file);
}

const order = (seed: string): TrialOrder => {
  return { arm: 'full', design: 'fixed', device: 'none', seed, cap: 1 };
};

const ECHO = `
import { createInterface } from 'node:readline';
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify({ group: JSON.parse(line).seed }) + '\\n');
}`;
/** As {@link ECHO}, but it ends behind its first answer. */
const ONE_ONLY = ECHO.replace(/\}$/, 'process.exit(0); }');

describe('a process that runs trials', { timeout: 120_000 }, () => {
  it('answers one order after another', async () => {
    const hand = handOf(ECHO);
    expect(await hand.run(order('a'))).toEqual({ group: 'a' });
    expect(await hand.run(order('b'))).toEqual({ group: 'b' });
    hand.close();
  });

  it('that dies over a trial fails it with what it has said last, and every later one', async () => {
    const hand = handOf(
      "process.stdin.on('data', () => { process.stderr.write('no more'); process.exit(3); });",
    );
    await expect(hand.run(order('a'))).rejects.toThrow(
      'a trial ended with code 3: no more; it was {"arm":"full"',
    );
    await expect(hand.run(order('b'))).rejects.toThrow('a trial ended with code 3');
  });

  it('that dies behind an answer fails the next one', async () => {
    const hand = handOf(ONE_ONLY);
    expect(await hand.run(order('a'))).toEqual({ group: 'a' });
    await expect(hand.run(order('b'))).rejects.toThrow('a trial ended with code 0');
  });
});
