import type { Distilled, LeftOut, Survey } from '../cmin/distillation.ts';
import { counted } from './words.ts';

/** What `cmin` did. */
export interface CminReport {
  readonly folder: string;
  readonly version: string;
  /** The design in one line. */
  readonly design: string;
  readonly files: number;
  readonly survey: Survey;
  /** Undefined: it was interrupted. */
  readonly distilled: Distilled | undefined;
}

/** Version of the shape of `--json`. */
const JSON_SCHEMA = 1;

/** The report for programs; what an interrupted run did not come to is null. */
export function cminDocument({ folder, version, design, files, survey, distilled }: CminReport) {
  const { kept, features, stepsBefore, stepsAfter } = distilled ?? {};
  const reached = { kept, features, stepsBefore, stepsAfter };
  const orNull = Object.entries(reached).map(([name, value]) => [name, value ?? null] as const);
  const facts = { schema: JSON_SCHEMA, version, design, out: folder, files };
  return { ...facts, ...survey, ...Object.fromEntries(orNull), interrupted: distilled === undefined };
}

/** The report for people. */
export function cminText({ folder, design, files, survey, distilled }: CminReport): string {
  const { duplicates, known, executions, crashing, damaged, broken } = survey;
  const runs = `${counted(executions, 'execution')}, ${known} known from before`;
  const lines = [`design ${design}, ${counted(files, 'file')}; ${runs}`];
  if (distilled !== undefined) lines.push(...keptLines(distilled, survey.inputs));
  lines.push(...leftOutLines('crashes', crashing));
  const others = [
    ...(duplicates > 0 ? [counted(duplicates, 'duplicate')] : []),
    ...(damaged.length > 0 ? [`${damaged.length} damaged`] : []),
    ...(broken.length > 0 ? [counted(broken.length, 'internal error')] : []),
  ];
  if (others.length > 0) lines.push(`also left out: ${others.join(', ')}`);
  const end = distilled === undefined ? 'interrupted; the same command goes on from here' : `in ${folder}`;
  return [...lines, end].join('\n');
}

function keptLines({ kept, features, stepsBefore, stepsAfter }: Distilled, inputs: number): string[] {
  return [
    `kept ${kept} of ${counted(inputs, 'input')}, ${stepsAfter} of ${counted(stepsBefore, 'step')}`,
    `all ${counted(features, 'feature')} are there, as a run of the written files showed`,
  ];
}

function leftOutLines(why: string, list: readonly LeftOut[]): string[] {
  return list.map(({ file, because }) => `${why}  ${file}  ${because}`);
}
