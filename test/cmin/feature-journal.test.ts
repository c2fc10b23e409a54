import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { FeatureJournal } from '../../src/cmin/feature-journal.ts';
import type { Measurement } from '../../src/cmin/gauge.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const scratch = scratchFolders();
const KEY = '0.1.0 0123456789abcdef posted -B14';

const clean = fc
  .record({
    steps: fc.nat(100_000),
    ids: fc.uniqueArray(fc.nat(0x7f_ffff), { maxLength: 40 }),
  })
  .map(({ steps, ids }): Measurement => {
    return { kind: 'clean', steps, features: Int32Array.from(ids).sort() };
  });
const crash = fc.constantFrom<Measurement>({ kind: 'crash', group: 'flag-pollution/store-broken' });
const hex = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map((id) => id.toString(16).padStart(16, '0'));
const measurements = fc.dictionary(hex, fc.oneof(clean, crash), { maxKeys: 8 });

function journalOf(file: string, key = KEY): FeatureJournal {
  return new FeatureJournal(file, key);
}

/** A journal of three inputs; its file and what it says. */
function three() {
  const file = join(scratch(), 'features.journal');
  const said: Record<string, Measurement> = {
    a: { kind: 'clean', steps: 3, features: Int32Array.of(5, 70) },
    b: { kind: 'crash', group: 'hang/machine-stuck' },
    c: { kind: 'clean', steps: 4, features: Int32Array.of() },
  };
  const journal = journalOf(file);
  for (const [id, measurement] of Object.entries(said)) journal.add(id, measurement);
  return { file, said, seal: journal.sealOf(['a', 'c']) };
}

describe('the journal of features', () => {
  it('gives back what was added, from memory and from the disk', () => {
    fc.assert(
      fc.property(measurements, (all) => {
        const file = join(scratch(), 'features.journal');
        const journal = journalOf(file);
        for (const [id, measurement] of Object.entries(all)) journal.add(id, measurement);
        const again = journalOf(file);
        for (const [id, measurement] of Object.entries(all)) {
          expect(journal.get(id)).toEqual(measurement);
          expect(again.get(id)).toEqual(measurement);
        }
        expect([again.dropped, again.get('unknown')]).toEqual([0, undefined]);
        expect(again.sealOf(Object.keys(all))).toBe(journal.sealOf(Object.keys(all)));
      }),
      { numRuns: 40 },
    );
  });

  it('drops a damaged line, whichever byte it is, and keeps the others', () => {
    const { file, said } = three();
    const text = readFileSync(file, 'utf8');
    const from = text.indexOf('\na ') + 1;
    for (let at = from; at < text.indexOf('\n', from); at++) {
      writeFileSync(file, `${text.slice(0, at)}?${text.slice(at + 1)}`);
      const { dropped, get } = read(file);
      expect([dropped, get('a'), get('b'), get('c')]).toEqual([1, undefined, said['b'], said['c']]);
      expect(read(file).dropped).toBe(0);
    }
  });

  it('drops a line that was torn anywhere, so that what is added later stands by itself', () => {
    const { file, said } = three();
    const text = readFileSync(file, 'utf8');
    const last = text.indexOf('\nc ') + 1;
    for (let end = last; end < text.length - 1; end++) {
      writeFileSync(file, text.slice(0, end));
      const journal = journalOf(file);
      expect(journal.get('c')).toBeUndefined();
      journal.add('d', said['a']);
      expect([read(file).get('b'), read(file).get('d')]).toEqual([said['b'], said['a']]);
    }
  });

  it('begins anew under another key', () => {
    const { file, said } = three();
    expect(read(file).get('a')).toEqual(said['a']);
    expect(journalOf(file, KEY.replace('B14', 'B15')).get('a')).toBeUndefined();
    expect(read(file).get('a')).toBeUndefined();
  });

  it('seals inputs, what they showed, and the key', () => {
    const { file, said, seal } = three();
    const journal = journalOf(file);
    expect(journal.sealOf(['a', 'c'])).toBe(seal);
    expect(journal.sealOf(['a', 'b'])).not.toBe(seal);
    journal.add('c', said['a']);
    expect(journal.sealOf(['a', 'c'])).not.toBe(seal);
    const other = journalOf(join(scratch(), 'other'), `${KEY},-B15`);
    for (const id of ['a', 'c']) other.add(id, said[id]);
    expect(other.sealOf(['a', 'c'])).not.toBe(seal);
  });

  it('takes anything else for an empty one', () => {
    const file = join(scratch(), 'features.journal');
    for (const text of ['', '\n', 'nonsense', '\u0000\n\u0000', 'iommufuzz features 1']) {
      writeFileSync(file, text);
      expect(journalOf(file).get('a')).toBeUndefined();
      expect(readFileSync(file, 'utf8')).toBe(`iommufuzz features 1 ${KEY}\n`);
    }
    appendFileSync(file, '\n\n');
    expect(read(file).dropped).toBe(0);
  });

  it('says in one line that it cannot be read', () => {
    const file = join(scratch(), 'features.journal');
    mkdirSync(file);
    expect(() => journalOf(file)).toThrow(new InputError(`cannot read ${file}: it is a folder, not a file`));
  });
});

function read(file: string) {
  const journal = journalOf(file);
  return { dropped: journal.dropped, get: (id: string) => journal.get(id) };
}
