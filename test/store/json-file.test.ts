import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { JsonFields, readJson } from '../../src/store/json-file.ts';
import { scratchFolders } from './scratch-folder.ts';

const scratch = scratchFolders();

function fileOf(text: string): string {
  const file = join(scratch(), 'a.json');
  writeFileSync(file, text);
  return file;
}

describe('readJson', () => {
  it('gives back what was written', () => {
    const file = fileOf('');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        writeFileSync(file, JSON.stringify(value));
        expect(JSON.stringify(readJson(file))).toBe(JSON.stringify(value));
      }),
      { numRuns: 30 },
    );
  });

  it('gives undefined where there is no file', () => {
    expect(readJson(join(scratch(), 'a.json'))).toBeUndefined();
  });

  it.each([
    ['', '1:1'],
    ['{"a": 1', '1:8'],
    ['{\n  "a": 1,\n  }', '3:3'],
  ])('points at the damage in %j', (text, place) => {
    const file = fileOf(text);
    expect(() => readJson(file)).toThrow(
      new InputError(`${file}:${place}: found damaged JSON, expected one JSON document`),
    );
  });
});

describe('JsonFields', () => {
  const fields = new JsonFields('f', {
    text: 'a',
    count: 3,
    half: 0.5,
    minus: -1,
    flag: true,
    texts: ['a', 'b'],
    counts: [1, 2],
    nested: { a: 1 },
    list: [{ a: 1 }, { a: 'x' }],
  });

  it('reads fields of the right type', () => {
    expect(fields.text('text')).toBe('a');
    expect(fields.count('count')).toBe(3);
    expect(fields.number('half')).toBe(0.5);
    expect(fields.integer('minus')).toBe(-1);
    expect(fields.flag('flag')).toBe(true);
    expect(fields.texts('texts')).toEqual(['a', 'b']);
    expect(fields.counts('counts')).toEqual([1, 2]);
    expect(fields.countsByName('nested')).toEqual({ a: 1 });
    expect(fields.objects('list')[0].count('a')).toBe(1);
  });

  it.each([
    [() => fields.text('count'), 'f: "count": found 3, expected a string'],
    [() => fields.text('none'), 'f: "none": found nothing, expected a string'],
    [() => fields.count('half'), 'f: "half": found 0.5, expected an integer, 0 or more'],
    [() => fields.count('minus'), 'f: "minus": found -1, expected an integer, 0 or more'],
    [() => fields.number('minus'), 'f: "minus": found -1, expected a number, 0 or more'],
    [() => fields.flag('text'), 'f: "text": found "a", expected true or false'],
    [() => fields.texts('counts'), 'f: "counts": found a list, expected a list of strings'],
    [() => fields.counts('nested'), 'f: "nested": found an object, expected a list'],
    [
      () => fields.objects('list')[1].count('a'),
      'f: "list" 1: "a": found "x", expected an integer, 0 or more',
    ],
    [() => fields.object('texts'), 'f: "texts": found a list, expected an object'],
    [() => new JsonFields('f', null), 'f: found null, expected an object'],
  ])('names file, field, found and expected (%#)', (read, message) => {
    expect(read).toThrow(new InputError(message));
  });
});
