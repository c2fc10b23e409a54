import { appendFileSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError, InvariantError } from '../../src/bits/errors.ts';
import { Distillation, type Ports } from '../../src/cmin/distillation.ts';
import { FeatureJournal } from '../../src/cmin/feature-journal.ts';
import { Gauge, type Measurement, type Measures } from '../../src/cmin/gauge.ts';
import { OutFolder } from '../../src/cmin/out-folder.ts';
import { hash64, identity } from '../../src/input/identity.ts';
import type { Input } from '../../src/input/layout.ts';
import { printInput } from '../../src/input/text.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { inputFiles, readInputFile } from '../../src/store/input-file.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const scratch = scratchFolders();
const seeds = inputFiles('corpus');
const fixed = new Gauge(parseDesign('fixed'));

/** Measures as `fixed`, or says what a test wants of certain inputs. */
function pretending(what: (id: string) => Measurement | undefined): Measures {
  return { measure: (input: Input) => what(identity(input)) ?? fixed.measure(input) };
}

interface Options {
  readonly gauge?: Measures;
  readonly key?: string;
  /** Calls of progress after which it is interrupted. */
  readonly after?: number;
}

/** One run as the command makes it; also what it did. */
async function distil(files: readonly string[], folder: string, { gauge, key, after }: Options = {}) {
  const controller = new AbortController();
  const out = new OutFolder(folder);
  try {
    let calls = 0;
    const shares: number[] = [];
    const ports: Ports = {
      gauge: gauge ?? fixed,
      journal: new FeatureJournal(out.journalFile, key ?? 'key'),
      out,
      progress: (share) => {
        shares.push(share);
        if (++calls === after) controller.abort();
      },
    };
    const distillation = new Distillation(ports);
    const distilled = await distillation.run(files, controller.signal);
    if (distilled !== undefined) out.writeResult({ version: '', design: '', inputs: 0, ...distilled });
    return { distilled, survey: distillation.survey, shares };
  } finally {
    out.release();
  }
}

function corpusIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.txt'));
}

function contentOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

function featuresOf(files: readonly string[], gauge: Measures = fixed): number[] {
  const shown = new Set<number>();
  for (const file of files) {
    const measured = gauge.measure(readInputFile(file).input);
    if (measured.kind === 'clean') for (const id of measured.features) shown.add(id);
  }
  return [...shown].sort((a, b) => a - b);
}

describe('a distillation', { timeout: 60_000 }, () => {
  it('writes inputs that show the same features, none of which can be missed', async () => {
    const out = scratch();
    const { distilled, survey } = await distil(seeds, out);
    const kept = inputFiles(out);
    const all = featuresOf(seeds);
    expect(featuresOf(kept)).toEqual(all);
    expect(distilled).toMatchObject({ kept: kept.length, features: all.length });
    expect(survey.executions).toBe(seeds.length + kept.length);
    const shown = kept.map((file) => featuresOf([file]));
    for (const one of shown) {
      const others = new Set(shown.filter((other) => other !== one).flat());
      expect(one.every((id) => others.has(id))).toBe(false);
    }
  });

  it('keeps comments and metadata of the file that an input was found in', async () => {
    const [folder, out] = [scratch(), scratch()];
    const file = join(folder, 'mine.txt');
    writeFileSync(file, readFileSync(seeds[0], 'utf8').replace('\n', '\n# a word on it\nmeta seed 7\n'));
    await distil([file, seeds[0]], out);
    const { input, notes } = readInputFile(file);
    expect(readFileSync(join(out, corpusIn(out)[0]), 'utf8')).toBe(printInput(input, notes));
    expect(printInput(input, notes)).toContain('# a word on it');
  });

  it('runs nothing a second time, and writes the same', async () => {
    const out = scratch();
    const first = await distil(seeds, out);
    const before = contentOf(out);
    const second = await distil([...seeds].reverse(), out);
    expect(second.survey).toMatchObject({ executions: 0, known: seeds.length });
    expect(second.distilled).toEqual(first.distilled);
    expect(contentOf(out)).toEqual(before);
  });

  it('under another key runs everything again', async () => {
    const out = scratch();
    await distil(seeds.slice(0, 5), out);
    const { survey, distilled } = await distil(seeds.slice(0, 5), out, { key: 'another' });
    expect(survey).toMatchObject({ known: 0, executions: 5 + (distilled?.kept ?? 0) });
  });

  it('measures only what is new, and takes out what is needed no more', async () => {
    const out = scratch();
    await distil(seeds.slice(0, 8), out);
    const { survey, distilled } = await distil(seeds.slice(6, 10), out);
    expect([survey.known, survey.executions]).toEqual([2, 2 + (distilled?.kept ?? 0)]);
    expect(featuresOf(inputFiles(out))).toEqual(featuresOf(seeds.slice(6, 10)));
    expect(corpusIn(out)).toHaveLength(distilled?.kept ?? -1);
  });

  it.each([
    ['changed', (file: string) => appendFileSync(file, '# changed\n')],
    ['emptied', (file: string) => writeFileSync(file, '')],
    ['removed', (file: string) => rmSync(file)],
  ])('writes and proves anew what was %s in its folder', async (_, damage) => {
    const out = scratch();
    const { distilled } = await distil(seeds.slice(0, 6), out);
    const before = contentOf(out);
    damage(join(out, corpusIn(out)[0]));
    const { survey } = await distil(seeds.slice(0, 6), out);
    expect(survey.executions).toBe(distilled?.kept);
    expect(contentOf(out)).toEqual(before);
  });

  it.each(['', '{', '[]', '{"seal":1}', '{"seal":"0000000000000000"}'])(
    'proves anew when cmin.json reads %j',
    async (text) => {
      const out = scratch();
      const { distilled } = await distil(seeds.slice(0, 4), out);
      writeFileSync(join(out, 'cmin.json'), text);
      expect((await distil(seeds.slice(0, 4), out)).survey.executions).toBe(distilled?.kept);
    },
  );

  it('lists crashing, damaged and failing inputs, and distils the others', async () => {
    const [folder, out] = [scratch(), scratch()];
    const [crashing, failing] = seeds.slice(0, 2).map((file) => identity(readInputFile(file).input));
    const damaged = join(folder, 'damaged.txt');
    writeFileSync(damaged, `${readFileSync(seeds[2], 'utf8')}\nnonsense\n`);
    copyFileSync(seeds[3], join(folder, 'twice.txt'));
    const gauge = pretending((id) => {
      if (id === failing) throw new InvariantError('no way');
      return id === crashing ? { kind: 'crash', group: 'hang/machine-stuck' } : undefined;
    });
    const files = [...seeds.slice(0, 8), damaged, join(folder, 'twice.txt')];
    const { survey } = await distil(files, out, { gauge });
    expect(survey).toMatchObject({
      inputs: 6,
      duplicates: 1,
      crashing: [{ file: seeds[0], because: 'hang/machine-stuck' }],
      broken: [{ file: seeds[1], because: 'no way' }],
    });
    expect(survey.damaged).toMatchObject([{ file: damaged }]);
    expect(featuresOf(inputFiles(out))).toEqual(featuresOf(seeds.slice(2, 8)));
    // A failure is tried again, a crash is known.
    expect((await distil(files, out, { gauge })).survey).toMatchObject({ known: 7, executions: 1 });
  });

  it('keeps nothing of inputs that all crash', async () => {
    const out = scratch();
    const gauge = pretending(() => ({ kind: 'crash', group: 'hang/machine-stuck' }));
    const { distilled } = await distil(seeds.slice(0, 3), out, { gauge });
    expect([distilled?.kept, distilled?.features, corpusIn(out)]).toEqual([0, 0, []]);
  });

  it('interrupted at any moment goes on to the same end, and measures nothing twice', async () => {
    const files = seeds.slice(0, 6);
    const straight = scratch();
    const { distilled, survey, shares } = await distil(files, straight);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    for (let after = 1; after < shares.length; after++) {
      const out = scratch();
      const first = await distil(files, out, { after });
      expect(first.distilled).toBeUndefined();
      expect(readdirSync(out)).not.toContain('cmin.json');
      const second = await distil(files, out);
      expect(second.distilled).toEqual(distilled);
      expect(contentOf(out)).toEqual(contentOf(straight));
      const proof = Math.max(0, after - files.length);
      expect(first.survey.executions + second.survey.executions).toBe(survey.executions + proof);
    }
  });

  it('calls it an internal error if the journal lies, and believes it no more', async () => {
    const out = scratch();
    const files = seeds.slice(0, 5);
    await distil(files, out);
    const before = contentOf(out);
    const journal = join(out, 'features.journal');
    const lie = (line: string) => {
      const words = line.split(' ');
      if (words[1] !== 'clean') return line;
      const body = [...words.slice(0, 3), `1,${words[3]}`].join(' ');
      return `${body} ${hash64(body)}`;
    };
    writeFileSync(journal, before['features.journal'].split('\n').map(lie).join('\n'));
    await expect(distil(files, out)).rejects.toThrow(InvariantError);
    expect(readdirSync(out)).not.toContain('cmin.json');
    expect((await distil(files, out)).survey).toMatchObject({ known: 0 });
    expect(contentOf(out)).toEqual(before);
  });

  it('calls it an internal error if a kept input does something else when it is run again', async () => {
    const seen = new Set<string>();
    const fickle = (gauge: (again: boolean) => Measurement | undefined) => {
      return pretending((id) => gauge(seen.size === seen.add(id).size));
    };
    const crashes = fickle((again) => (again ? { kind: 'crash', group: 'hang/machine-stuck' } : undefined));
    await expect(distil(seeds.slice(0, 3), scratch(), { gauge: crashes })).rejects.toThrow(
      /they show 0, \d of them show something else/,
    );
    seen.clear();
    const features = Int32Array.of(1, 2, 3);
    const more = fickle((again) => (again ? { kind: 'clean', steps: 1, features } : undefined));
    await expect(distil(seeds.slice(0, 1), scratch(), { gauge: more })).rejects.toThrow(InvariantError);
  });

  it('says which input was changed before it could be written', async () => {
    const folder = scratch();
    const file = join(folder, basename(seeds[0]));
    copyFileSync(seeds[0], file);
    const gauge: Measures = {
      measure(input) {
        copyFileSync(seeds[1], file);
        return fixed.measure(input);
      },
    };
    await expect(distil([file], scratch(), { gauge })).rejects.toThrow(
      new InputError(`${file} was changed while it was in use`),
    );
  });
});
