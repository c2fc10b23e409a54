import { join } from 'node:path';
import { PlotFile } from '../../store/plot-file.ts';
import type { ChunkFuzzer } from '../crew/crew.ts';
import { writeState } from '../state.ts';
import { type Stats, statsOf, writeStats } from '../stats.ts';
import type { Ledger } from './ledger.ts';

/** Time between two saved states. */
const SAVE_EVERY_MS = 5000;
const COLUMNS = ['execs', 'elapsedMs', 'execsPerSecond', 'corpus', 'edges', 'features', 'crashes'];

/** What the fuzzer knows of how far it is. */
type Progress = Pick<ChunkFuzzer, 'favoured' | 'features'>;

/** What does not change while the minutes are taken. */
export interface MinutesSettings {
  readonly folder: string;
  readonly version: string;
  readonly jobs: number;
}

/** Writes down how a campaign goes: `state.json`, `stats.json`, and a row of `plot.csv` each time. */
export class Minutes {
  private readonly settings: MinutesSettings;
  private readonly openedAt: number;
  private plot: PlotFile | undefined;
  private savedAt: number;

  /** Takes minutes from execution `execs` on, `elapsedMs` into the campaign. */
  constructor(settings: MinutesSettings, opened: { readonly execs: number; readonly elapsedMs: number }) {
    this.settings = settings;
    this.openedAt = opened.execs;
    this.savedAt = opened.elapsedMs;
  }

  /** Saves if it is time to. */
  note(ledger: Ledger, fuzzer: Progress, elapsedMs: number): Stats {
    if (elapsedMs - this.savedAt >= SAVE_EVERY_MS) return this.close(ledger, fuzzer, elapsedMs);
    return this.stats(ledger, fuzzer, elapsedMs);
  }

  /** Saves. */
  close(ledger: Ledger, fuzzer: Progress, elapsedMs: number): Stats {
    const { folder } = this.settings;
    const stats = this.stats(ledger, fuzzer, elapsedMs);
    writeState(folder, ledger.stateAt(elapsedMs));
    writeStats(folder, stats);
    const features = Object.values(stats.features).reduce((sum, count) => sum + count, 0);
    const { execs, execsPerSecond, corpus, edges, crashes } = stats;
    this.plot ??= new PlotFile(join(folder, 'plot.csv'), COLUMNS, this.openedAt);
    this.plot.add([execs, stats.elapsedMs, execsPerSecond, corpus, edges, features, crashes.length]);
    this.savedAt = elapsedMs;
    return stats;
  }

  /** The statistics at this moment. */
  stats(ledger: Ledger, fuzzer: Progress, elapsedMs: number): Stats {
    const { favoured } = fuzzer;
    return statsOf({
      ...this.settings,
      ...ledger.figures(),
      elapsedMs,
      favoured,
      features: fuzzer.features(),
    });
  }
}
