import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/campaign/assembly.ts';
import { parseInput } from '../../src/input/text.ts';

describe('what runs the chunks of a campaign', () => {
  it('knows which instructions of a new input are executed', () => {
    const identity = { design: 'fixed', seed: 's', device: 'wgchecker', harts: 1, oracle: true };
    const { fuzzer } = assemble({ identity, paranoid: false });
    const { input } = parseInput(
      'iommufuzz 1\nplatform\n  steps 4\ncode 0x80000000\n  nop\n  j .+8\n  nop\n  j .-8\n',
      'test',
    );
    const [candidate] = fuzzer.runSeed(input, 0).candidates;
    expect([...candidate.executed]).toEqual([0, 1, 3]);
  });
});
