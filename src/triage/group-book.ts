/** What people have said of crash groups: which belong together, what is to be noted, which are no news. */
import { InputError } from '../bits/errors.ts';
import type { Remark } from '../store/triage-file.ts';

/**
 * The remarks on the groups of one folder. Groups are named `<kind>/<signature>`; changing methods return another book and
 * throw InputError for what makes no sense.
 */
export class GroupBook {
  private readonly byName: ReadonlyMap<string, Remark>;

  constructor(remarks: readonly Remark[]) {
    this.byName = new Map(remarks.map((remark) => [remark.group, remark]));
  }

  /** All remarks, sorted by group. */
  get remarks(): readonly Remark[] {
    return [...this.byName.values()].sort((a, b) => (a.group < b.group ? -1 : 1));
  }

  /** What was said of a group itself. */
  of(group: string): Remark {
    return this.byName.get(group) ?? { group };
  }

  /** The group that `group` is shown as: itself, or what it was merged into. */
  headOf(group: string): string {
    return this.byName.get(group)?.into ?? group;
  }

  /** Why findings of `group` are no news; undefined if they are. */
  knownReason(group: string): string | undefined {
    return this.of(group).known ?? this.of(this.headOf(group)).known;
  }

  /** The groups that were merged into `head`, sorted. */
  membersOf(head: string): readonly string[] {
    return this.remarks.filter(({ into }) => into === head).map(({ group }) => group);
  }

  /** Makes `groups`, and what was merged into them, part of `head` (or of what that is part of). */
  merge(head: string, groups: readonly string[], because: string | undefined): GroupBook {
    const target = this.headOf(head);
    const joining = groups.flatMap((group) => [group, ...this.membersOf(group)]);
    if (joining.includes(target)) throw new InputError(`${target} cannot be merged into itself`);
    return joining.reduce<GroupBook>(
      (book, group) => book.change(group, { into: target, because: because ?? this.of(group).because }),
      this,
    );
  }

  /** Takes `group` out of the one that it was merged into, or everything out of one that others were merged into. */
  split(group: string): GroupBook {
    const leaving = this.of(group).into === undefined ? this.membersOf(group) : [group];
    if (leaving.length === 0) throw new InputError(`${group} is not merged with any other group`);
    return leaving.reduce<GroupBook>(
      (book, each) => book.change(each, { into: undefined, because: undefined }),
      this,
    );
  }

  /** Replaces the note; an empty text removes it. */
  note(group: string, text: string): GroupBook {
    return this.change(group, { note: text.trim() || undefined });
  }

  /** Says why a group is no news any more; undefined makes it news again. */
  known(group: string, reason: string | undefined): GroupBook {
    if (reason?.trim() === '') throw new InputError('a known group needs a reason');
    return this.change(group, { known: reason?.trim() });
  }

  private change(group: string, fields: { [K in keyof Remark]?: string | undefined }): GroupBook {
    const present = Object.entries({ ...this.of(group), ...fields }).filter(([, text]) => text !== undefined);
    const rest = this.remarks.filter((remark) => remark.group !== group);
    // A remark that says nothing is none.
    const changed = present.length > 1 ? [{ ...Object.fromEntries(present), group } satisfies Remark] : [];
    return new GroupBook([...rest, ...changed]);
  }
}

/**
 * The group that is meant by `text`: a name, a signature, or the beginning of one of them, unique among `names`. Throws
 * InputError that says what it could be; `where` is where the names come from.
 */
export function findGroup(text: string, names: readonly string[], where: string): string {
  const signature = (name: string) => name.slice(name.indexOf('/') + 1);
  const exact = names.filter((name) => name === text || signature(name) === text);
  const begun = names.filter((name) => name.startsWith(text) || signature(name).startsWith(text));
  const found = exact.length > 0 ? exact : begun;
  if (found.length === 1) return found[0];
  if (found.length === 0) throw new InputError(`no crash group '${text}' in ${where}`);
  throw new InputError(`'${text}' could be ${found.join(' or ')}`);
}
