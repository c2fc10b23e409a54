/**
 * The canary: after a reset, a machine that has run must equal a fresh one, field by field. Walks the objects, so that a
 * part which someone adds is checked without being listed.
 */
import { invariant } from '../bits/errors.ts';
import { emptyInput } from '../input/empty.ts';
import type { Design } from '../machine/design.ts';
import { Machine } from '../machine/machine.ts';
import { type Probe, SILENT } from '../machine/probe.ts';

/**
 * Fields that a reset leaves as they are because nothing reads what is left: lists behind their counts, scratch, what is
 * wired at construction, and caches keyed by content.
 */
const LEFT_ALONE = new Set([
  'touched',
  'touchedLines',
  'touchedPages',
  'jumpTouched',
  'records',
  'ops',
  'trace',
  'uses',
  'notDirty',
  'stores',
  'out',
  'image',
  'input',
  'probe',
  'quirks',
  'observer',
  'listener',
  'flush',
]);

/** Throws InvariantError that names the first field in which the machine, after a reset, differs from a fresh one. */
export function resetEqualsFresh(machine: Machine, design: Design): void {
  const input = emptyInput();
  const fresh = new Machine(design, SILENT as Probe);
  fresh.load(input);
  machine.load(input);
  const field = firstDifference(machine, fresh, 'machine', new Set());
  invariant(field === undefined, `a reset machine equals a fresh one: ${field} differs`);
}

function firstDifference(
  used: unknown,
  fresh: unknown,
  path: string,
  seen: Set<unknown>,
): string | undefined {
  if (ArrayBuffer.isView(used) && ArrayBuffer.isView(fresh)) return sameBytes(used, fresh) ? undefined : path;
  if (typeof used !== 'object' || used === null) return Object.is(used, fresh) ? undefined : path;
  if (seen.has(used)) return undefined;
  seen.add(used);
  for (const key of Object.keys(used)) {
    if (LEFT_ALONE.has(key)) continue;
    const found = firstDifference(
      (used as Record<string, unknown>)[key],
      (fresh as Record<string, unknown>)[key],
      `${path}.${key}`,
      seen,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const x = new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
  const y = new Uint8Array(b.buffer, b.byteOffset, b.byteLength);
  if (x.length !== y.length) return false;
  const words = x.length >> 2;
  const xs = new Int32Array(a.buffer, a.byteOffset, words);
  const ys = new Int32Array(b.buffer, b.byteOffset, words);
  for (let i = 0; i < words; i++) if (xs[i] !== ys[i]) return false;
  for (let i = words << 2; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}
