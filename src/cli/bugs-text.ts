/** What `bench --bugs` prints. */
import type { TrialRow } from '../bench/bugs.ts';
import type { Plan } from '../bench/plan.ts';
import type { ArmFigures, Comparison, Summary } from '../bench/summary.ts';
import { layTable } from './table.ts';

/** How a trial went, for the one who waits. */
export function trialLine({ name, arm, seed, detected, executions }: TrialRow): string {
  const how = detected === undefined ? `not found in ${executions}` : `found in execution ${detected}`;
  return `${name}, ${arm}, ${seed}: ${how}`;
}

/** All tables of a plan. */
export function bugsText(plan: Plan, rows: readonly TrialRow[], summary: Summary): string {
  return [
    headText(plan, rows),
    foundText(summary),
    ...comparisonTexts(summary),
    totalsText(summary),
    restText(summary),
  ].join('\n\n');
}

/** The survival curves as CSV: of every target and arm the steps with their 95 % band. */
export function curvesCsv({ figures }: Summary): string {
  const lines = figures.flatMap(({ kind, name, arm, curve }) =>
    curve.map(({ time, atRisk, events, survival, low, high }) =>
      [kind, name, arm, time, atRisk, events, survival, low, high].join(','),
    ),
  );
  return `${['kind,name,arm,executions,at_risk,events,survival,low,high', ...lines].join('\n')}\n`;
}

function headText(
  { date, notes, trials, cap, withSeeds, targets, arms }: Plan,
  rows: readonly TrialRow[],
): string {
  const distinct = (read: (row: TrialRow) => string) => [...new Set(rows.map(read))].join('; ');
  const seeds = withSeeds ? 'stored seeds first' : 'no seeds';
  return [
    `plan of ${date}: ${targets.length} targets, ${arms.length} arms, ${trials.length} trials each, at most ${grouped(cap)} executions, ${seeds}`,
    ...notes,
    `${rows.length} trials done; version ${distinct(({ version }) => version)}, node ${distinct(({ node }) => node)}, ${distinct(({ cpu }) => cpu)}`,
  ].join('\n');
}

function foundText({ figures }: Summary): string {
  const head = ['target', 'arm', 'found', 'reached', 'triggered', 'grouped', '  median', '    mean', '95 %'];
  return `executions until found (median, mean up to the cap)\n${layTable([head, ...figures.map(figureRow)])}`;
}

function figureRow(figures: ArmFigures): string[] {
  const { kind, name, arm, trials, reached, triggered, detected, grouped: rightly, median, mean } = figures;
  const isPlanted = kind === 'fault';
  return [
    `${kind} ${name}`,
    arm,
    `${detected}/${trials}`,
    isPlanted ? `${reached}/${trials}` : '-',
    isPlanted ? `${triggered}/${trials}` : '-',
    kind === 'control' ? '-' : `${rightly}/${detected}`,
    (median === undefined ? '-' : grouped(median)).padStart(8),
    grouped(mean.value).padStart(8),
    `${grouped(mean.low)} to ${grouped(mean.high)}`,
  ];
}

function comparisonTexts({ baseline, comparisons }: Summary): string[] {
  const arms = [...new Set(comparisons.map(({ arm }) => arm))];
  return arms.map((arm) => {
    const head = ['target', `${baseline}/${arm}`, '95 %', 'A12', 'log-rank p', 'Holm'];
    const own = comparisons.filter((each) => each.arm === arm);
    return [
      `${baseline} against ${arm}: ratio of the means (below 1: ${baseline} needs fewer), A12: chance that ${arm} needs more`,
      layTable([head, ...own.map(comparisonRow)]),
    ].join('\n');
  });
}

function comparisonRow({ kind, name, ratio, a12, p, adjusted }: Comparison): string[] {
  return [
    `${kind} ${name}`,
    ratio.value.toFixed(2),
    `${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)}`,
    a12.toFixed(2),
    p.toPrecision(2),
    adjusted.toPrecision(2),
  ];
}

function totalsText({ totals }: Summary): string {
  const head = ['arm', 'finds', 'targets found', 'in every trial', 'rightly grouped'];
  const rows = totals.map(({ arm, targets, trials, detected, ever, always, grouped: rightly }) => [
    arm,
    `${detected} of ${trials}`,
    `${ever} of ${targets}`,
    `${always} of ${targets}`,
    `${rightly} of ${detected}`,
  ]);
  return layTable([head, ...rows]);
}

function restText({ falseAlarms, grouping, internalErrors }: Summary): string {
  const { trials, executions, alarms } = falseAlarms;
  const controls =
    trials === 0
      ? 'no controls'
      : `controls: ${alarms} false alarms in ${trials} trials, ${grouped(executions)} executions`;
  const groups = `groups: homogeneity ${grouping.homogeneity.toFixed(2)}, completeness ${grouping.completeness.toFixed(2)}`;
  return `${controls}; ${groups}; ${internalErrors} internal errors`;
}

/** A whole number with commas between thousands. */
function grouped(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}
