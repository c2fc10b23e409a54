/** Crash groups in the order in which they deserve to be looked at. */
import { type Blame, blamed, type QuirkSet } from './blame.ts';
import type { GroupBook } from './group-book.ts';

/** One crash group as it was found, or one input on its own. */
export interface FoundGroup {
  /** `<kind>/<signature>`. */
  readonly name: string;
  readonly kind: string;
  readonly signature: string;
  /** The minimal input. */
  readonly file: string;
  /** Design that it was found on, in one line. */
  readonly design: string;
  /** Ids of quirks: as recorded each of them alone cures it; blamed, the ones that are named. */
  readonly causes: readonly string[];
  /** Size of the minimal input. */
  readonly instructions: number;
  readonly events: number;
  /** Execution that showed it first, and with the seed `SEED:INDEX`; absent for an input of unknown origin. */
  readonly execution?: number;
  readonly address?: string;
}

/** What is said of the causes of a group after quirks were switched; ids throughout. */
export interface BlameView extends Pick<Blame, 'origin' | 'needsTlb' | 'executions'> {
  /** False: the stored input shows another crash by now, or none; nothing was blamed. */
  readonly reproduces: boolean;
  readonly named: QuirkSet;
  readonly necessary: QuirkSet;
  readonly masked: QuirkSet;
  readonly cure: QuirkSet;
  readonly sufficient: readonly QuirkSet[];
}

/** A group with what was said of it and what was merged into it. */
export interface TriagedGroup extends FoundGroup {
  readonly note?: string;
  /** Why it is no news. */
  readonly known?: string;
  /** Groups merged into it by hand, and why. */
  readonly members: readonly { readonly name: string; readonly because?: string }[];
  readonly blame?: BlameView;
}

/**
 * The groups with their remarks, members inside their heads, and blames by file of the minimal input: first those that no known quirk explains, last those that are
 * known, otherwise by the execution that showed them first.
 */
export function triaged(
  found: readonly FoundGroup[],
  book: GroupBook,
  blames: ReadonlyMap<string, BlameView>,
): readonly TriagedGroup[] {
  const names = new Set(found.map(({ name }) => name));
  const isHead = ({ name }: FoundGroup) => !names.has(book.headOf(name)) || book.headOf(name) === name;
  const groups = found.filter(isHead).map((group) => withRemarks(group, found, book, blames));
  return groups.sort((a, b) => rank(a) - rank(b) || (a.execution ?? 0) - (b.execution ?? 0));
}

/** True if no known quirk is named for it: what the users came for. */
export function isUnexplained({ causes, blame }: TriagedGroup): boolean {
  return blame === undefined ? causes.length === 0 : blame.origin === 'unknown';
}

function rank(group: TriagedGroup): number {
  if (group.known !== undefined) return 2;
  return isUnexplained(group) ? 0 : 1;
}

function withRemarks(
  group: FoundGroup,
  found: readonly FoundGroup[],
  book: GroupBook,
  blames: ReadonlyMap<string, BlameView>,
): TriagedGroup {
  const members = book.membersOf(group.name).filter((name) => found.some((each) => each.name === name));
  const causes = [group, ...found.filter(({ name }) => members.includes(name))].flatMap(
    (each) => each.causes,
  );
  const { note } = book.of(group.name);
  const known = book.knownReason(group.name);
  const blame = blames.get(group.file);
  return {
    ...group,
    causes: blame?.reproduces === true ? blame.named : [...new Set(causes)],
    ...(note === undefined ? {} : { note }),
    ...(known === undefined ? {} : { known }),
    members: members.map((name) => {
      const { because } = book.of(name);
      return because === undefined ? { name } : { name, because };
    }),
    ...(blame === undefined ? {} : { blame }),
  };
}

/** The view of a blame of what should be the group `name`. */
export function blameView(blame: Blame | undefined, reproduces: boolean): BlameView {
  if (blame === undefined || !reproduces) {
    const none = { named: [], necessary: [], masked: [], cure: [], sufficient: [] };
    return {
      origin: 'unknown',
      reproduces: false,
      ...none,
      needsTlb: false,
      executions: blame?.executions ?? 1,
    };
  }
  const { origin, necessary, masked, cure, sufficient, needsTlb, executions } = blame;
  const sets = { named: blamed(blame), necessary, masked, cure, sufficient };
  return { origin, reproduces, ...sets, needsTlb, executions };
}
