import { describe, expect, it } from 'vitest';
import { PlainProgress } from '../../src/cli/progress.ts';

describe('PlainProgress', () => {
  it('prints every line that stays, and how it stands once in ten seconds', () => {
    let now = 0;
    let text = '';
    const stream = {
      write(part: string) {
        text += part;
      },
    };
    const progress = new PlainProgress(stream, () => now);
    for (now = 0; now <= 25_000; now += 1000) {
      if (now === 3000) progress.say('new: a crash');
      progress.update(now / 100_000, `${now} ms`);
    }
    progress.end();
    expect(text).toBe('new: a crash\n10%  10000 ms\n20%  20000 ms\n');
  });
});
