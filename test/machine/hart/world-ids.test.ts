import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigHigh, bigLow, toBig } from '../../../src/bits/word.ts';
import { emptyInput } from '../../../src/input/empty.ts';
import { HW_BYPASS, MWID, MWIDLIST, NWORLDS, TRUSTED_WID } from '../../../src/input/layout.ts';
import type { Quirks } from '../../../src/machine/design.ts';
import { WorldIds } from '../../../src/machine/hart/world-ids.ts';
import type { QuirkId } from '../../../src/machine/quirks.ts';
import { anyOf, quirksOf } from '../quirks-of.ts';

const CSR_QUIRKS = ['slwid-not-initialised', 'wid-read-rewrites', 'wid-not-masked'] as const;

interface Board {
  readonly worlds?: number;
  readonly trusted?: number;
  readonly list?: number;
  readonly bypass?: boolean;
}

function worldIds(
  quirks: Quirks,
  { worlds = 4, trusted = 3, list = 0xf, bypass = true }: Board = {},
): WorldIds {
  const input = emptyInput();
  input[NWORLDS] = worlds;
  input[TRUSTED_WID] = trusted;
  input[MWID] = 2;
  input[MWIDLIST] = list;
  input[HW_BYPASS] = bypass ? 1 : 0;
  const ids = new WorldIds(quirks);
  ids.reset(input);
  return ids;
}

/** mlwid, mwiddeleg and slwid after worldguard.md 2.3, in one bigint each. */
class Model {
  mlwid: bigint;
  slwid = 0n;
  deleg = 0n;
  private readonly quirks: Quirks;
  private readonly list: bigint;

  constructor(quirks: Quirks, list: bigint, mlwid: bigint) {
    this.quirks = quirks;
    this.list = list;
    this.mlwid = mlwid;
  }

  writeMlwid(value: bigint): void {
    this.mlwid = this.legal(value, this.list);
  }

  writeSlwid(value: bigint): void {
    this.slwid = this.legal(value, this.deleg);
  }

  writeDeleg(value: bigint): void {
    const starts = this.deleg === 0n;
    this.deleg = value & this.list;
    if (this.quirks['slwid-not-initialised'] || this.deleg === 0n) return;
    this.slwid = starts ? lowest(this.deleg) : this.legal(this.slwid, this.deleg);
  }

  private legal(value: bigint, list: bigint): bigint {
    const tested = this.quirks['wid-not-masked'] ? value % 64n : value;
    return tested < 64n && ((list >> tested) & 1n) === 1n ? value : lowest(list);
  }
}

function lowest(list: bigint): bigint {
  let wid = 0n;
  while (((list >> wid) & 1n) === 0n) wid++;
  return wid;
}

const wids = fc.oneof(
  fc.bigInt({ min: 0n, max: 7n }),
  fc.constantFrom(31n, 32n, 33n, 63n, 64n, 65n, 67n, 1n << 32n, (1n << 32n) | 3n, (1n << 64n) - 1n),
);
const lists = fc.oneof(fc.integer({ min: 1, max: 0xf }), fc.constantFrom(-1, 1 << 31));

/** Does one thing to both; true if a register of `ids` is said to have changed. */
function act(ids: WorldIds, model: Model, what: string, value: bigint): boolean {
  if (what === 'deleg') {
    model.writeDeleg(value);
    return ids.writeMwiddeleg(bigLow(value));
  }
  // slwid does not exist while nothing is delegated.
  const ofSlwid = what === 'slwid' || (what === 'read' && (value & 1n) === 1n);
  if (ofSlwid && ids.mwiddeleg === 0) return false;
  if (what === 'read') {
    const rewrites = ids.afterRead(ofSlwid);
    if (rewrites && ofSlwid) model.writeSlwid(model.slwid);
    else if (rewrites) model.writeMlwid(model.mlwid);
    return rewrites;
  }
  if (ofSlwid) model.writeSlwid(value);
  else model.writeMlwid(value);
  const [lo, hi] = [bigLow(value), bigHigh(value)];
  return ofSlwid ? ids.writeSlwid(lo, hi) : ids.writeMlwid(lo, hi);
}

/** mlwid, slwid, mwiddeleg. */
function registers(ids: WorldIds): bigint[] {
  return [toBig(ids.mlwidLo, ids.mlwidHi), toBig(ids.slwidLo, ids.slwidHi), BigInt(ids.mwiddeleg >>> 0)];
}

describe('the WID CSRs', () => {
  it('hold what the model holds after any writes and reads', () => {
    const action = fc.tuple(fc.constantFrom('mlwid', 'slwid', 'deleg', 'read'), wids);
    const actions = fc.array(action, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(anyOf(...CSR_QUIRKS), lists, actions, (quirks, list, all) => {
        const ids = worldIds(quirks, { worlds: 32, list });
        const model = new Model(quirks, BigInt(list >>> 0), toBig(ids.mlwidLo, ids.mlwidHi));
        for (const [what, value] of all) {
          const before = registers(ids);
          const changed = act(ids, model, what, value);
          expect(registers(ids)).toEqual([model.mlwid, model.slwid, model.deleg]);
          expect(changed).toBe(before.some((word, i) => word !== registers(ids)[i]));
        }
      }),
      { numRuns: 1500 },
    );
  });

  it.each<[string, Board, QuirkId[], number]>([
    ['the trusted world', {}, [], 3],
    ['0 without hw-bypass', { bypass: false }, [], 0],
    ['the last world if none is trusted', { trusted: -1, worlds: 8, list: 0xff }, [], 7],
    ['the lowest legal one if that is not legal', { list: 0b0110 }, [], 1],
    ['the lowest legal one if 0 is not legal', { bypass: false, list: 0b0110 }, [], 1],
    ['the trusted world all the same (B08)', { list: 0b0110 }, ['mlwid-reset-unchecked'], 3],
  ])('mlwid resets to %s', (_, board, quirks, wid) => {
    const ids = worldIds(quirksOf(...quirks), board);
    expect([ids.mlwidLo, ids.mlwidHi, ids.slwidLo, ids.mwiddeleg]).toEqual([wid, 0, 0, 0]);
  });

  it('a read replaces an illegal WID only as posted (B06)', () => {
    const reset = (...more: QuirkId[]) =>
      worldIds(quirksOf('mlwid-reset-unchecked', ...more), { list: 0b0110 });
    const mended = reset();
    expect([mended.afterRead(false), mended.mlwidLo]).toEqual([false, 3]);
    const posted = reset('wid-read-rewrites');
    expect([posted.afterRead(false), posted.mlwidLo]).toEqual([true, 1]);
    expect(posted.afterRead(false)).toBe(false);
  });
});

describe('the WID of an access', () => {
  it('is that of M-mode, mlwid or slwid by its privilege', () => {
    const ids = worldIds(quirksOf());
    expect([3, 1, 0].map((mode) => ids.of(mode))).toEqual([2, 3, 3]);
    ids.writeMlwid(1, 0);
    expect([3, 1, 0].map((mode) => ids.of(mode))).toEqual([2, 1, 1]);
    ids.writeMwiddeleg(0b1001);
    expect([3, 1, 0].map((mode) => ids.of(mode))).toEqual([2, 1, 0]);
    ids.writeSlwid(3, 0);
    expect([3, 1, 0].map((mode) => ids.of(mode))).toEqual([2, 1, 3]);
    ids.writeMwiddeleg(0);
    expect([3, 1, 0].map((mode) => ids.of(mode))).toEqual([2, 1, 1]);
  });
});
