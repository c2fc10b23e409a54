/** The figures of a benchmark of bugs, from its rows alone. */
import type { TrialRow } from './matrix/rows.ts';
import type { Plan, TargetKind } from './plan.ts';
import { a12 } from './statistics/effect-size.ts';
import { kaplanMeier, medianTime, type SurvivalStep } from './statistics/kaplan-meier.ts';
import { holm, logRank } from './statistics/log-rank.ts';
import type { Interval, Observation } from './statistics/observation.ts';
import { type RestrictedMean, ratioOf, restrictedMean } from './statistics/restricted-mean.ts';
import { type VMeasure, vMeasure } from './statistics/v-measure.ts';

/** What one arm did about one target. Executions. */
export interface ArmFigures {
  readonly kind: TargetKind;
  readonly name: string;
  readonly arm: string;
  readonly trials: number;
  /** Trials in which it came to that. */
  readonly reached: number;
  readonly triggered: number;
  readonly detected: number;
  readonly grouped: number;
  /** Executions until half of the trials have found it; undefined: fewer have. */
  readonly median: number | undefined;
  /** Mean up to the cap. */
  readonly mean: RestrictedMean;
  readonly curve: readonly SurvivalStep[];
}

/** Another arm against the first, on one target. */
export interface Comparison {
  readonly kind: TargetKind;
  readonly name: string;
  readonly arm: string;
  /** Mean of the first arm by that of this one: below 1 the first needs fewer executions. */
  readonly ratio: Interval;
  /** Chance that this arm needs more executions than the first. */
  readonly a12: number;
  /** Of the log-rank test, then adjusted by Holm for all targets that are compared with this arm. */
  readonly p: number;
  readonly adjusted: number;
}

/** What one arm found of all targets that are there to be found. */
export interface ArmTotal {
  readonly arm: string;
  readonly targets: number;
  readonly trials: number;
  readonly detected: number;
  /** Targets that were found in at least one trial, and in each. */
  readonly ever: number;
  readonly always: number;
  readonly grouped: number;
}

/** Finds where there is nothing to be found. */
export interface FalseAlarms {
  readonly trials: number;
  readonly executions: number;
  readonly alarms: number;
}

export interface Summary {
  readonly baseline: string;
  readonly figures: readonly ArmFigures[];
  readonly comparisons: readonly Comparison[];
  readonly totals: readonly ArmTotal[];
  readonly falseAlarms: FalseAlarms;
  /** Of all finds by planted faults and quirks. */
  readonly grouping: VMeasure;
  readonly internalErrors: number;
}

/** Figures of the rows of a plan; what has no row yet is left out. */
export function summarise(plan: Plan, rows: readonly TrialRow[]): Summary {
  const real = rows.filter(({ kind }) => kind !== 'control');
  const clean = rows.filter(({ kind }) => kind === 'control');
  const finds = real.flatMap(({ kind, name, group }) =>
    group === undefined ? [] : [{ bug: `${kind} ${name}`, group }],
  );
  const figures = plan.targets.flatMap(({ kind, name }) =>
    plan.arms.flatMap((arm) => {
      const own = rows.filter((row) => row.kind === kind && row.name === name && row.arm === arm);
      return own.length === 0 ? [] : [figuresOf(own, plan.cap)];
    }),
  );
  return {
    baseline: plan.arms[0],
    figures,
    comparisons: plan.arms.slice(1).flatMap((arm) => comparisonsWith(arm, plan, real)),
    totals: plan.arms.map((arm) => totalOf(arm, figures)),
    falseAlarms: {
      trials: clean.length,
      executions: sum(clean, ({ executions }) => executions),
      alarms: clean.filter(({ censored }) => !censored).length,
    },
    grouping: vMeasure(finds),
    internalErrors: sum(rows, ({ internalErrors }) => internalErrors),
  };
}

/** Trials that come to their end undetected are censored there. */
function observationsOf(rows: readonly TrialRow[]): Observation[] {
  return rows.map(({ executions, censored }) => ({ time: executions, happened: !censored }));
}

/** `rows`: of one target and arm, not empty. */
function figuresOf(rows: readonly TrialRow[], cap: number): ArmFigures {
  const [{ kind, name, arm }] = rows;
  const sample = observationsOf(rows);
  const curve = kaplanMeier(sample);
  const count = (has: (row: TrialRow) => boolean) => rows.filter(has).length;
  return {
    ...{ kind, name, arm, curve },
    trials: rows.length,
    reached: count(({ reached }) => reached !== undefined),
    triggered: count(({ triggered }) => triggered !== undefined),
    detected: count(({ detected }) => detected !== undefined),
    grouped: count(({ grouped }) => grouped === true),
    median: medianTime(curve),
    mean: restrictedMean(sample, cap),
  };
}

function comparisonsWith(arm: string, { targets, arms, cap }: Plan, rows: readonly TrialRow[]): Comparison[] {
  const compared = targets.flatMap(({ kind, name }) => {
    const own = rows.filter((row) => row.kind === kind && row.name === name);
    const first = observationsOf(own.filter((row) => row.arm === arms[0]));
    const other = observationsOf(own.filter((row) => row.arm === arm));
    if (first.length === 0 || other.length === 0) return [];
    return [
      {
        ...{ kind, name, arm },
        ratio: ratioOf(restrictedMean(first, cap), restrictedMean(other, cap)),
        a12: a12(times(other), times(first)),
        p: logRank(first, other).p,
      },
    ];
  });
  const adjusted = holm(compared.map(({ p }) => p));
  return compared.map((each, i) => ({ ...each, adjusted: adjusted[i] }));
}

/** A trial without a find needs more executions than any with one. */
function times(sample: readonly Observation[]): number[] {
  return sample.map(({ time, happened }) => (happened ? time : Number.POSITIVE_INFINITY));
}

function totalOf(arm: string, figures: readonly ArmFigures[]): ArmTotal {
  const own = figures.filter((each) => each.arm === arm && each.kind !== 'control');
  return {
    arm,
    targets: own.length,
    trials: sum(own, ({ trials }) => trials),
    detected: sum(own, ({ detected }) => detected),
    ever: own.filter(({ detected }) => detected > 0).length,
    always: own.filter(({ detected, trials }) => detected === trials).length,
    grouped: sum(own, ({ grouped }) => grouped),
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
