import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
// biome-ignore lint/correctness/useImportExtensions: the module is plain JavaScript, its types lie beside it
import { type Fault, faults, PACKAGE, planted } from './fault.mjs';

const sourceOf = ({ file }: Fault) => readFileSync(join(PACKAGE, file), 'utf8');
const linesOf = (text: string) => text.trimEnd().split('\n');

describe('a planted fault', () => {
  it.each(faults())('$name applies exactly once to the present source and changes one line', (fault) => {
    const source = sourceOf(fault);
    const before = linesOf(source);
    const after = linesOf(planted(fault, source));
    expect(after.length).toBe(before.length);
    expect(after.filter((line, i) => line !== before[i])).toHaveLength(1);
  });

  it.each(faults())('$name lies in the machine and says what it breaks', ({ file, breaks }) => {
    expect(file).toMatch(/^src\/machine\//);
    expect(breaks).toMatch(/^[A-Z].*\.$/);
  });

  it('is refused where its place is gone, or there twice', () => {
    const [fault] = faults();
    expect(() => planted(fault, '')).toThrow('applies 0 times');
    expect(() => planted(fault, fault.from + fault.from)).toThrow('applies 2 times');
  });
});

describe('the planted faults', () => {
  it('are the twelve that campaigns have to find', () => {
    expect(faults().map(({ name }) => name)).toEqual([
      'addend',
      'checker-match',
      'error-latch',
      'fill',
      'flush-elision',
      'lazy-translation',
      'page-walk',
      'pmp',
      'reset-dirty',
      'set-dirty',
      'victim-swap',
      'wid',
    ]);
  });
});
