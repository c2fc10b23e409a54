import type { Outcome } from '../campaign/campaign.ts';
import type { CampaignState, CrashGroup } from '../campaign/state.ts';
import type { Stats } from '../campaign/stats.ts';
import type { ComparedShares } from '../judge/compared.ts';
import { layTable } from './table.ts';

/** First line of a session. */
export function sessionLine(
  { identity, next, resumed }: CampaignState,
  jobs: number,
  folder: string,
): string {
  const { design, seed, device, oracle } = identity;
  const how = resumed === 0 ? 'new campaign' : `resumed after ${next} executions`;
  const extras = `${device === 'wgchecker' ? '' : `, device ${device}`}${oracle ? '' : ', oracle off'}`;
  return `design ${design}, seed ${seed}, ${counted(jobs, 'job')}${extras}, ${how}, in ${folder}`;
}

/** How a campaign stands, in a few words. */
export function standing(stats: Stats): string {
  const { execs, execsPerSecond, corpus, edges, crashes, behind } = stats;
  const found = `${execs} execs  ${execsPerSecond}/s  corpus ${corpus}  edges ${edges}  crash groups ${crashes.length}`;
  return behind.length === 0 ? found : `${found}  looking behind ${counted(behind.length, 'quirk')}`;
}

/** A group that was just found; `known`: why it is no news. */
export function groupLine(group: CrashGroup, known?: string): string {
  const causes = group.causes.length === 0 ? 'no single cause' : `cause ${group.causes.join(', ')}`;
  if (known !== undefined)
    return `known: ${group.kind}/${group.signature} at execution ${group.exec} (${known})`;
  return `new: ${group.kind}/${group.signature} at execution ${group.exec} (${causes})`;
}

/** What a session brought, for people: a sentence or two and the table of all groups of the campaign. */
export function summary(outcome: Outcome, folder: string): string {
  const { stats, groups, known, internalErrors, interrupted } = outcome;
  const knownPart = known.length === 0 ? '' : `, ${known.length} of them known`;
  const seconds = (stats.elapsedMs / 1000).toFixed(1);
  const lines = [
    `${counted(stats.execs, 'execution')} in ${seconds} s (${stats.execsPerSecond}/s), ` +
      `${counted(stats.corpus, 'input')} in the corpus, ${counted(stats.edges, 'edge')} of TLB entry states`,
    `${counted(stats.crashes.length, 'crash group')}, ${groups.length} of them new${knownPart}`,
    comparedLine(stats.compared),
  ];
  if (stats.crashes.length > 0) lines.push('', groupTable(stats), '');
  if (internalErrors > 0) lines.push(`${counted(internalErrors, 'internal error')}: see ${folder}/internal`);
  if (interrupted) lines.push(`interrupted; the state is saved, the same command goes on from here`);
  return lines.join('\n').trimEnd();
}

/** How much was compared in full; shares are rounded down, so that 100% is all. */
function comparedLine({ accesses, fetches, traps, writes }: ComparedShares): string {
  const rows = [
    ['accesses', accesses],
    ['fetches', fetches],
    ['traps', traps],
    ['register writes', writes],
  ] as const;
  const parts = rows.map(([name, { made, inFull }]) => {
    const hundredths = made === 0 ? 10_000 : Math.floor((inFull / made) * 10_000);
    return `${(hundredths / 100).toFixed(2)}% of ${made} ${name}`;
  });
  return `compared in full: ${parts.join(', ')}`;
}

/** All groups of a campaign as a table. */
function groupTable({ crashes }: Stats): string {
  const rows = crashes.map(({ kind, signature, causes, execs, file }) => {
    return [kind, signature, causes.join(',') || '-', String(execs), file];
  });
  return layTable([['kind', 'group', 'causes', 'execs', 'file'], ...rows]);
}

/** `1 job`, `2 jobs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
