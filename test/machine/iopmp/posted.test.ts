import { describe, expect, it } from 'vitest';
import type { Quirks } from '../../../src/machine/design.ts';
import { QUIRK_IDS, QUIRKS, type QuirkId } from '../../../src/machine/quirks.ts';
import { quirksOf } from '../quirks-of.ts';
import { Bench } from './bench.ts';
import { DEVICE_QUIRKS, POSTED, type Story } from './posted-table.ts';

const rows = POSTED.map((story) => ({ ...story, name: `${QUIRKS[story.quirk].ref} ${story.row}` }));

function seen(
  { board, setup }: Story,
  steps: readonly string[],
  quirks: Quirks,
  spec: '0.7' | '0.8.2',
): string[] {
  const bench = new Bench({ ...board, spec }, quirks);
  bench.run([...setup, 'enable']);
  return bench.run(steps);
}

describe('the posted IOPMP', () => {
  it.each(rows)('$name: its quirk alone makes the difference', (story) => {
    const quirks = quirksOf(story.quirk, ...(story.companions ?? []));
    expect(seen(story, story.posted, quirks, '0.7')).toEqual(story.posted);
  });

  it.each(rows)('$name: without the quirk it is as specified', (story) => {
    const others = [...(story.companions ?? [])].filter((id) => id !== story.quirk);
    expect(seen(story, story.specified, quirksOf(...others), '0.7')).toEqual(story.specified);
  });

  it.each(rows.filter(({ isHidden }) => isHidden !== true))('$name: it shows among all of them', (story) => {
    const all = quirksOf(...QUIRK_IDS);
    expect(seen(story, story.together ?? story.posted, all, '0.7')).toEqual(story.together ?? story.posted);
  });

  it.each(rows)('$name: under spec 0.8.2 no quirk acts', (story) => {
    const { posted } = story;
    const bare = seen(story, posted, quirksOf(), '0.8.2');
    expect(seen(story, posted, quirksOf(...QUIRK_IDS), '0.8.2')).toEqual(bare);
  });

  it.each(DEVICE_QUIRKS)('has a story for %s', (quirk: QuirkId) => {
    expect(POSTED.map((story) => story.quirk)).toContain(quirk);
  });
});
