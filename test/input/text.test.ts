import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { emptyInput } from '../../src/input/empty.ts';
import {
  DRAM_SLOTS,
  EVENT_ARGS,
  EVENT_STRIDE,
  EVENTS,
  HARTS,
  INPUT_WORDS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  MAX_EVENTS,
  REGS,
  SECTION_FIRST,
  SECTIONS,
  UART_SLOTS,
  VERSION,
} from '../../src/input/layout.ts';
import { MAX_TEXT, parseInput, printInput } from '../../src/input/text.ts';
import { validate } from '../../src/input/validate.ts';
import { inputs } from '../arbitraries/input.ts';
import { fullInput } from './full-input.ts';

/** The canonical text of whatever `text` spells. */
function canonical(text: string): string {
  const { input, notes } = parseInput(text, 'test.txt');
  return printInput(input, notes);
}

describe('the text form of an input', () => {
  it('gives back every word of an input that was printed', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const { input: again, notes } = parseInput(printInput(input), 'test.txt');
        expect([...again]).toEqual([...input]);
        expect(notes.comments.size).toBe(0);
      }),
    );
  });

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const text = printInput(input);
        expect(canonical(text)).toBe(text);
      }),
    );
  });

  it('says nothing but its version about the empty input', () => {
    expect(printInput(emptyInput())).toBe('iommufuzz 1\n');
    expect([...parseInput('iommufuzz 1', 'test.txt').input]).toEqual([...emptyInput()]);
  });

  it('changes with every word that has a meaning', () => {
    const full = fullInput();
    expect(validate(full)).toBeUndefined();
    const text = printInput(full);
    expect([...parseInput(text, 'test.txt').input]).toEqual([...withoutGaps(full)]);
    const silent: number[] = [];
    for (let word = 0; word < INPUT_WORDS; word++) {
      const changed = changedAt(full, word);
      if (changed === undefined || printInput(changed) === text) silent.push(word);
    }
    expect(silent).toEqual(SILENT);
  });

  it('is shorter than its limit for the fullest input', () => {
    const text = printInput(fullInput());
    expect(text.length).toBeLessThan(0x9000);
    const fat = `${text}${'#\n'.repeat(400)}`;
    expect(canonical(fat).length).toBeLessThan(MAX_TEXT);
  });

  it('leaves out what no count covers', () => {
    const input = emptyInput();
    input[INSTRUCTIONS + 7] = 0x13;
    input[INSTRUCTION_COUNT] = 0;
    expect(printInput(input)).toBe('iommufuzz 1\n');
  });
});

/**
 * Words without a text of their own: version, harts, x0 and the first section's first instruction, which have one
 * value; the numbers of slots, which have one if all slots are there; event arguments, which no kind takes yet; and
 * what layout.ts leaves unused.
 */
const SILENT = [
  VERSION,
  HARTS,
  DRAM_SLOTS,
  UART_SLOTS,
  ...span(16, 20),
  21,
  27,
  ...span(REGS, REGS + 2),
  95,
  ...span(128, 140),
  ...span(189, 192),
  ...span(961, 968),
  SECTIONS + SECTION_FIRST,
  ...span(993, 1000),
  ...span(1257, 1264),
  ...span(1521, 1528),
  ...span(0, MAX_EVENTS).flatMap((event) =>
    span(EVENT_ARGS, EVENT_STRIDE).map((arg) => EVENTS + event * EVENT_STRIDE + arg),
  ),
];

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function withoutGaps(full: Int32Array): Int32Array {
  const input = full.slice();
  const fixed = [VERSION, HARTS, DRAM_SLOTS, UART_SLOTS];
  for (const word of SILENT) if (!fixed.includes(word)) input[word] = 0;
  return input;
}

/** A valid input that differs from `input` in this word only, if there is one. */
function changedAt(input: Int32Array, word: number): Int32Array | undefined {
  const now = input[word];
  for (const value of [now + 1, now - 1, now ^ 8, now ^ 4096, now >> 1, 4]) {
    const changed = input.slice();
    changed[word] = value;
    if (validate(changed) === undefined) return changed;
  }
  return undefined;
}

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

describe('any text at all', () => {
  it('is an input or one clear error: random characters', () => {
    const noise = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z0-9 #=:,./\n-]*$/));
    fc.assert(
      fc.property(noise, fc.boolean(), (text, headed) => {
        isInputOrError(headed ? `iommufuzz 1\n${text}` : text);
      }),
      { numRuns: 400 },
    );
  });

  it('is an input or one clear error: damaged canonical texts', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(4), fc.string({ unit: 'binary', maxLength: 6 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(inputs(), damage, (input, cuts) => {
        let text = printInput(input);
        for (const [where, length, insert] of cuts) {
          const at = where % text.length;
          text = text.slice(0, at) + insert + text.slice(at + length);
        }
        isInputOrError(text);
      }),
      { numRuns: 400 },
    );
  });

  it('is an input or one clear error: canonical texts with lines swapped, repeated and lost', () => {
    const moves = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(2)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(inputs(), moves, (input, all) => {
        const lines = printInput(input).split('\n');
        for (const [from, to, lost] of all) {
          const moved = lines.splice(1 + (from % lines.length), lost);
          lines.splice(1 + (to % lines.length), 0, ...moved, ...moved.slice(1));
        }
        isInputOrError(lines.join('\n'));
      }),
      { numRuns: 300 },
    );
  });
});

function isInputOrError(text: string): void {
  let once: string;
  try {
    once = canonical(text);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(/^test\.txt:\d+:\d+: found .+, expected .+$/);
    return;
  }
  expect(canonical(once)).toBe(once);
}
