import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../src/input/empty.ts';
import { annotated, parseInput, printInput } from '../../src/input/text.ts';
import { inputs } from '../arbitraries/input.ts';
import { canonical } from './canonical.ts';

describe('comments, expectations and metadata', () => {
  const commented = fc
    .tuple(inputs(), fc.array(fc.tuple(fc.nat(), fc.boolean(), fc.string()), { minLength: 1, maxLength: 12 }))
    .map(([input, comments]) => {
      const lines = printInput(input).trimEnd().split('\n');
      comments.forEach(([where, trailing, text], i) => {
        const at = 1 + (where % lines.length);
        const comment = `# ${i} ${text.replaceAll('\n', '')}`;
        if (trailing && !lines[at - 1].includes('#')) lines[at - 1] += ` ${comment}`;
        else lines.splice(at, 0, comment);
      });
      return lines.join('\n');
    });

  it('survive, each once, in their order', () => {
    fc.assert(
      fc.property(commented, (text) => {
        expect(commentsOf(canonical(text))).toEqual(commentsOf(text));
      }),
    );
  });

  it('are byte-identical on the second pass', () => {
    fc.assert(
      fc.property(commented, (text) => {
        const once = canonical(text);
        expect(canonical(once)).toBe(once);
        expect(parseInput(once, 'test.txt').notes).toEqual(parseInput(text, 'test.txt').notes);
      }),
    );
  });

  it('stay at the line they are about, even if that line says a default', () => {
    const text = [
      'iommufuzz 1                       # version',
      '# what it is',
      'expect kind lost-dirty',
      '# whence',
      'meta seed 7 # of the campaign',
      '# the board',
      'platform',
      '  # as it leaves reset',
      '  device wgchecker                # the default',
      'code 0x80000000',
      '  nop',
      '  # then',
      '  j .-4                           # for ever',
      '#',
      '# end',
      '',
    ].join('\n');
    expect(canonical(text)).toBe(text);
    const { notes } = parseInput(text, 'test.txt');
    expect([...notes.expect]).toEqual([['kind', 'lost-dirty']]);
    expect([...notes.meta]).toEqual([['seed', '7 # of the campaign']]);
    expect(notes.comments.get('code 0/1')).toEqual({ before: [' then'], after: ' for ever' });
  });

  it('print as single lines, whatever their values hold', () => {
    const notes = {
      comments: new Map(),
      expect: new Map([['group', ' a\n b ']]),
      meta: new Map([['note', '']]),
    };
    const text = printInput(emptyInput(), notes);
    expect(text).toBe('iommufuzz 1\nexpect group a  b\nmeta note\n');
    expect(canonical(text)).toBe(text);
  });

  it('are put into a text that was printed without them as if it had been printed with them', () => {
    const notes = {
      comments: new Map(),
      expect: new Map([['kind', 'stale-translation']]),
      meta: new Map([
        ['seed', '1'],
        ['exec', ' two\nlines '],
      ]),
    };
    fc.assert(
      fc.property(inputs(), (input) => {
        expect(annotated(printInput(input), notes)).toBe(printInput(input, notes));
      }),
    );
  });

  it('refuse a key that the text form could not read back', () => {
    const notes = { comments: new Map(), expect: new Map([['a b', 'c']]), meta: new Map() };
    expect(() => printInput(emptyInput(), notes)).toThrow('a key of a-z, 0-9 and -');
  });
});

function commentsOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.includes('#'))
    .map((line) => line.slice(line.indexOf('#')).trimEnd());
}
