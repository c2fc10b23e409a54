/** What the oracle does not see, and what its allowances let through: measured, then told. */
import { rootSeed } from '../bits/rng.ts';
import { Corpus } from '../fuzzer/corpus.ts';
import { InputSource } from '../fuzzer/input-source.ts';
import { hasIopmp } from '../input/iopmp-rules.ts';
import { DEVICE_BOTH, DEVICE_WGCHECKER, INPUT_WORDS } from '../input/layout.ts';
import { ALLOWANCE_NAMES } from '../judge/allowance-names.ts';
import { blindReason } from '../judge/blind-reasons.ts';
import { BlindSpots, type Spot } from '../judge/blind-spots.ts';
import { Executor } from '../judge/executor.ts';
import { parseDesign } from '../machine/design.ts';
import { SILENT } from '../machine/probe.ts';
import type { StoredInput } from '../store/input-file.ts';
import { layTable } from './table.ts';

/** What was found out about the oracle; shares are of the changes that were tried. */
export interface OracleSurvey {
  /** Inputs on which everything was tried. */
  readonly inputs: number;
  /** Kinds of values each change of which is noticed. */
  readonly compared: number;
  readonly blind: readonly BlindRow[];
  readonly strict: StrictCount | undefined;
}

interface BlindRow extends Readonly<Spot> {
  /** What is known about it; undefined: nothing, which is a defect. */
  readonly reason: string | undefined;
}

/** Executions with all allowances off. */
interface StrictCount {
  readonly execs: number;
  readonly alarms: number;
  /** Alarms by the allowance that would have kept them quiet, every allowance; `none` is a false alarm. */
  readonly byAllowance: Readonly<Record<string, number>>;
}

const FIXED = parseDesign('fixed');
const SEED = 'doctor';
/** Alarms that no allowance would have kept quiet. */
const UNEXPLAINED = 'none';
const MEANS: Readonly<Record<string, string>> = {
  hint: 'followed',
  later: 'seen when used',
  derived: 'derived',
  'not-state': 'no state',
};

/** Whether everything is accounted for: a reason for each blind spot, an allowance for each alarm. */
export function isExplained({ blind, strict }: OracleSurvey): boolean {
  return blind.every(({ reason }) => reason !== undefined) && (strict?.byAllowance[UNEXPLAINED] ?? 0) === 0;
}

/** Tries every value of machine and records on the stored inputs; `execs` > 0: and runs that many strictly. */
export function surveyOracle(stored: readonly StoredInput[], execs: number): OracleSurvey {
  const spots = new BlindSpots(FIXED);
  const inputs = stored.filter(({ input }) => spots.try(input)).length;
  const rows = [...spots.spots.values()];
  const blind = rows
    .filter(({ tried, noticed }) => noticed < tried)
    .map((spot) => ({ ...spot, reason: reasonOf(spot.name) }));
  const strict = execs === 0 ? undefined : countAlarms(stored, execs);
  return { inputs, compared: rows.length - blind.length, blind, strict };
}

function reasonOf(name: string): string | undefined {
  const reason = blindReason(name);
  return reason === undefined ? undefined : `${MEANS[reason.reach]}: ${reason.says}`;
}

/** Generated inputs and mutations of the stored ones, on the mended design, with every allowance off. */
function countAlarms(stored: readonly StoredInput[], execs: number): StrictCount {
  const executor = new Executor(FIXED, SILENT, { oracle: true, auditor: false, paranoid: false });
  executor.reference.underWay.isStrict = true;
  const sources = [DEVICE_WGCHECKER, DEVICE_BOTH].map((device) => sourceOf(device, stored));
  const input = new Int32Array(INPUT_WORDS);
  const byAllowance: Record<string, number> = {};
  for (const name of [...ALLOWANCE_NAMES, UNEXPLAINED]) byAllowance[name] = 0;
  let alarms = 0;
  for (let exec = 0; exec < execs; exec++) {
    sources[exec % sources.length].make(exec, input);
    const before = executor.allowances.slice();
    if (executor.run(input) === undefined) continue;
    alarms++;
    const used = ALLOWANCE_NAMES.find((_, i) => executor.allowances[i] !== before[i]) ?? UNEXPLAINED;
    byAllowance[used]++;
  }
  return { execs, alarms, byAllowance };
}

/** Inputs with a device, made afresh or from the stored ones that have an IOPMP where it is one. */
function sourceOf(device: number, stored: readonly StoredInput[]): InputSource {
  const corpus = new Corpus();
  const fitting = stored.filter(({ input }) => hasIopmp(input) === (device === DEVICE_BOTH));
  for (const [i, { input }] of fitting.entries()) {
    corpus.add({ input, features: Int32Array.of(8 * i), steps: 50, executed: new Int32Array(0) });
  }
  corpus.rebalance();
  return new InputSource(rootSeed(SEED), { device, harts: 1 }, corpus);
}

/** The survey for people. */
export function surveyText({ inputs, compared, blind, strict }: OracleSurvey): string {
  const reasons = [...new Set(blind.map(({ reason }) => reason))].sort();
  const lines = [
    `oracle: every value that a run leaves was changed, and every word of its records, on ${inputs} inputs`,
    `${compared} kinds of values are compared: each change was noticed`,
    `${blind.length} are not, or not always (changes noticed/tried, + noticed when the run went on):`,
    ...reasons.map((reason) => reasonText(reason, blind)),
  ];
  if (strict === undefined) return lines.join('\n');
  return [...lines, strictText(strict)].join('\n');
}

function strictText({ execs, alarms, byAllowance }: StrictCount): string {
  const rows = Object.entries(byAllowance).map(([name, count]) => [`  ${name}`, String(count)]);
  return `with all allowances off: ${alarms} alarms in ${execs} executions, by the allowance they needed\n${layTable(rows)}`;
}

/** The blind spots of one reason, a line each. */
function reasonText(reason: string | undefined, blind: readonly BlindRow[]): string {
  const rows = blind
    .filter((spot) => spot.reason === reason)
    .map(({ name, tried, noticed, noticedLater }) => [
      `  ${name}`,
      `${noticed}/${tried}`,
      noticedLater === 0 ? '' : `+${noticedLater}`,
    ]);
  return `${reason ?? 'NO REASON KNOWN'}\n${layTable(rows)}`;
}
