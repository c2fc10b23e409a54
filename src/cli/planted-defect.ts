/** Does a campaign find, minimise and name a defect that is known to be there? */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCampaign } from '../campaign/open.ts';
import { milliseconds, runSession } from '../campaign/session.ts';
import { designLine, parseDesign } from '../machine/design.ts';
import type { QuirkId } from '../machine/quirks.ts';
import type { StoredInput } from '../store/input-file.ts';
import { explanations } from './explanation.ts';

/** The planted one: most defects of the TLB path need it to go wrong in the same way. */
const PLANTED: QuirkId = 'flags-before-lazy-translation';
const MINUTE_MS = 60_000;
const SEED = 'doctor';

/** What became of the planted defect. */
export interface PlantedDefect {
  readonly planted: string;
  /** Its group, `<kind>/<signature>`; undefined: it was not found. */
  readonly group: string | undefined;
  /** The quirks that the program names as its cause. */
  readonly causes: readonly string[];
  readonly seconds: number;
  readonly isNamed: boolean;
}

/** Plants the defect in the mended design and fuzzes that, in a folder of its own, for a minute at most. */
export async function findPlanted(seeds: readonly StoredInput[], version: string): Promise<PlantedDefect> {
  const folder = mkdtempSync(join(tmpdir(), 'iommufuzz-'));
  const design = designLine(parseDesign('fixed', `+${PLANTED}`));
  const identity = { design, seed: SEED, device: 'wgchecker', harts: 1, oracle: true } as const;
  const open = openCampaign(folder, identity, identity);
  const begun = milliseconds();
  try {
    const settings = {
      folder,
      version,
      jobs: 1,
      paranoid: false,
      budget: { timeMs: MINUTE_MS, groups: 1 },
      seeds,
      watcher: { progress: () => undefined, group: () => undefined },
      knownReason: () => undefined,
      explain: explanations(),
    };
    const { groups } = await runSession(open, settings, new AbortController().signal);
    const seconds = (milliseconds() - begun) / 1000;
    const first = groups[0];
    const causes = first?.causes ?? [];
    const group = first === undefined ? undefined : `${first.kind}/${first.signature}`;
    return { planted: PLANTED, group, causes, seconds, isNamed: causes.includes(PLANTED) };
  } finally {
    open.release();
    rmSync(folder, { recursive: true, force: true });
  }
}
