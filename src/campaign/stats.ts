import { join } from 'node:path';
import type { OperatorYield } from '../fuzzer/yields.ts';
import { type ComparedShares, comparedShares } from '../judge/compared.ts';
import { writeWhole } from '../store/whole-file.ts';
import { quirksBehind } from './behind.ts';
import { type OperatorStats, operatorStats } from './operator-stats.ts';
import type { Phase } from './phase.ts';
import type { CrashGroup } from './state.ts';

/** Version of the shape of {@link Stats}: new keys may come, none changes its meaning. */
const STATS_SCHEMA = 1;

/** A crash group as the statistics show it. */
interface CrashStats {
  readonly kind: string;
  readonly signature: string;
  /** The minimal input, as a path from the working folder. */
  readonly file: string;
  /** Executions until it was seen first, that one included. */
  readonly execs: number;
  /** Campaign time until then, in milliseconds. */
  readonly atMs: number;
  readonly causes: readonly string[];
}

/** What a campaign has done so far, all sessions together: `stats.json` and `--json`. */
export interface Stats {
  readonly schema: number;
  /** Of the program. */
  readonly version: string;
  readonly design: string;
  readonly seed: string;
  readonly jobs: number;
  readonly execs: number;
  readonly execsPerSecond: number;
  readonly steps: number;
  readonly elapsedMs: number;
  /** Distinct transitions between states of a TLB entry. */
  readonly edges: number;
  /** Distinct features by domain. */
  readonly features: Readonly<Record<string, number>>;
  /** Inputs in the corpus. */
  readonly corpus: number;
  /** Of them, those that are the cheapest to show a feature. */
  readonly favoured: number;
  /** Executions until something new was seen last, hit counts aside. */
  readonly newsAt: number;
  readonly phase: Phase;
  /** Inputs of the corpus, from the first on, whose stage is over or is not held. */
  readonly staged: number;
  /** By operator: what it has brought of late, and how much it is chosen. */
  readonly operators: Readonly<Record<string, OperatorStats>>;
  /** Quirks that a part of the campaign goes on without, as they cause groups that are found. */
  readonly behind: readonly string[];
  readonly crashes: readonly CrashStats[];
  /** How often the reference let the machine have one of several permitted behaviours. */
  readonly allowances: Readonly<Record<string, number>>;
  /** How much of what the machine did was compared in full, without allowance or blind spot. */
  readonly compared: ComparedShares;
  readonly internalErrors: number;
  readonly resumed: number;
  /** Part of the inputs worth keeping that behaved the same the second time: 1 unless something is broken. */
  readonly stability: number;
}

/** What {@link statsOf} computes from. */
export interface Tally {
  readonly version: string;
  readonly folder: string;
  readonly design: string;
  readonly seed: string;
  readonly jobs: number;
  readonly execs: number;
  readonly steps: number;
  readonly elapsedMs: number;
  readonly features: Readonly<Record<string, number>>;
  readonly corpus: number;
  readonly favoured: number;
  readonly newsAt: number;
  readonly phase: Phase;
  readonly staged: number;
  readonly operators: Readonly<Record<string, OperatorYield>>;
  /** In the order of operators, in parts of EVEN_ODDS. */
  readonly odds: readonly number[];
  readonly groups: readonly CrashGroup[];
  readonly allowances: Readonly<Record<string, number>>;
  /** By the judge's names. */
  readonly compared: Readonly<Record<string, number>>;
  readonly internalErrors: number;
  readonly resumed: number;
}

/** The statistics of a campaign. */
export function statsOf(tally: Tally): Stats {
  const { folder, groups, elapsedMs, operators, odds, ...rest } = tally;
  const tried = tally.corpus + tally.internalErrors;
  return {
    schema: STATS_SCHEMA,
    ...rest,
    compared: comparedShares(tally.compared),
    operators: operatorStats(operators, odds),
    elapsedMs,
    execsPerSecond: elapsedMs === 0 ? 0 : Math.round((tally.execs * 1000) / elapsedMs),
    edges: tally.features['entry-edge'] ?? 0,
    behind: quirksBehind(groups),
    crashes: groups.map((group) => ({
      kind: group.kind,
      signature: group.signature,
      file: join(folder, 'crashes', group.kind, group.signature, 'input.txt'),
      execs: group.exec + 1,
      atMs: group.atMs,
      causes: group.causes,
    })),
    stability: tried === 0 ? 1 : tally.corpus / tried,
  };
}

/** Writes `stats.json` into the campaign's folder. */
export function writeStats(folder: string, stats: Stats): void {
  writeWhole(join(folder, 'stats.json'), `${JSON.stringify(stats, null, 2)}\n`);
}
