/**
 * Looking behind what is known: a shallow defect ends an execution before a deeper one can show. Once a crash group has a
 * cause, part of every epoch runs with that quirk switched off.
 */
import { QUIRK_IDS, type QuirkId } from '../machine/quirks.ts';
import type { Chunk } from './epoch.ts';
import type { CrashGroup } from './state.ts';

/** One chunk in so many looks behind what is known. */
const BEHIND_EVERY = 4;
/** Stands between a finding's signature and the cause of a group that was met behind another one of that signature. */
const MARK = '+';
/** Stands for the cause of a group that no single quirk causes. */
const NO_CAUSE = 'other';

/**
 * Quirks whose removal leaves nothing of the groups that have a cause: of each group the first one, unless the causes of
 * an earlier group cure it as well. In the order of the registry.
 */
export function quirksBehind(groups: readonly Pick<CrashGroup, 'causes'>[]): readonly QuirkId[] {
  const off = new Set<string>();
  for (const { causes } of groups) {
    if (causes.length > 0 && !causes.some((id) => off.has(id))) off.add(causes[0]);
  }
  return QUIRK_IDS.filter((id) => off.has(id));
}

/** The chunks of an epoch, some of them with the quirks `off` switched off. */
export function withBehind(chunks: readonly Chunk[], off: readonly QuirkId[]): Chunk[] {
  return chunks.map((chunk, i) => (i % BEHIND_EVERY === BEHIND_EVERY - 1 ? { ...chunk, off } : chunk));
}

/** The signature of a group that another group of the finding's `signature` does not account for, by its causes. */
export function signatureBehind(signature: string, causes: readonly QuirkId[]): string {
  return `${signature}${MARK}${causes[0] ?? NO_CAUSE}`;
}

/** The signature of a group's findings. */
export function plainSignature(signature: string): string {
  return signature.split(MARK, 1)[0];
}
