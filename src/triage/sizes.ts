/** How large the inputs of crash groups are, as found and made small, and what that took. */
import { QUIRK_IDS, type QuirkId } from '../machine/quirks.ts';
import type { Minimization } from '../store/crash-record.ts';

/** Instructions of the program and events outside the guest: the size of an input as people count it. */
export interface Size {
  readonly instructions: number;
  readonly events: number;
}

/** The sizes of a stored group. */
export interface GroupSizes {
  /** `<kind>/<signature>`. */
  readonly name: string;
  /** Ids of the quirks each of which alone cures it. */
  readonly causes: readonly string[];
  /** Execution that showed it first. */
  readonly execution: number;
  readonly first: Size;
  readonly minimal: Size;
  /** Absent if the record does not say. */
  readonly minimization?: Minimization;
}

/** A quirk and the group that speaks for it. */
export interface QuirkSizes extends GroupSizes {
  readonly quirk: QuirkId;
}

/** Medians of some groups; without `executions` if no record of them tells. */
export interface Medians {
  readonly groups: number;
  readonly first: Size;
  readonly minimal: Size;
  readonly executions?: number;
}

/** What is to be said of the sizes in a folder of crashes. */
export interface SizeTable {
  /** One for each quirk that cures some group, in the order of the registry. */
  readonly quirks: readonly QuirkSizes[];
  readonly groups: readonly GroupSizes[];
  /** Over the groups of `quirks`; absent if there are none. */
  readonly medianOfQuirks?: Medians;
  /** Over all groups; absent if there are none. */
  readonly medianOfGroups?: Medians;
  /** Times that another crash was met on the way to a minimal input. */
  readonly slips: number;
  /** Groups of such crashes that are not among the groups: none, as each is kept as a find of its own. */
  readonly lost: readonly string[];
}

/**
 * The table of some stored groups. A quirk is spoken for by the group found first of those that it alone cures, or else of
 * all that it cures.
 */
export function sizeTable(groups: readonly GroupSizes[]): SizeTable {
  const byAge = [...groups].sort((a, b) => a.execution - b.execution || (a.name < b.name ? -1 : 1));
  const quirks = QUIRK_IDS.flatMap((quirk) => {
    const cured = byAge.filter(({ causes }) => causes.includes(quirk));
    const group = cured.find(({ causes }) => causes.length === 1) ?? cured[0];
    return group === undefined ? [] : [{ quirk, ...group }];
  });
  const names = new Set(groups.map(({ name }) => name));
  const slips = byAge.flatMap(({ minimization }) => minimization?.slips ?? []);
  return {
    quirks,
    groups: byAge,
    ...(quirks.length === 0 ? {} : { medianOfQuirks: mediansOf(quirks) }),
    ...(byAge.length === 0 ? {} : { medianOfGroups: mediansOf(byAge) }),
    slips: slips.length,
    lost: [...new Set(slips.filter((name) => !names.has(name)))],
  };
}

function mediansOf(groups: readonly GroupSizes[]): Medians {
  const executions = groups.flatMap(({ minimization }) => minimization?.executions ?? []);
  return {
    groups: groups.length,
    first: middle(groups.map(({ first }) => first)),
    minimal: middle(groups.map(({ minimal }) => minimal)),
    ...(executions.length === 0 ? {} : { executions: median(executions) }),
  };
}

function middle(sizes: readonly Size[]): Size {
  return {
    instructions: median(sizes.map(({ instructions }) => instructions)),
    events: median(sizes.map(({ events }) => events)),
  };
}

/** The middle one of some numbers, between two of them their mean. */
function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
