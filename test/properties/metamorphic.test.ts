import { describe, expect, it } from 'vitest';
import { type Input, TLB_ENTRIES, TLB_WINDOW } from '../../src/input/layout.ts';
import { printInput } from '../../src/input/text.ts';
import { digestOf } from '../../src/judge/digest.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { Machine } from '../../src/machine/machine.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { allowanceIndex } from '../../src/oracle/allowances.ts';
import { generated, mutated, storedSeeds } from './samples.ts';
import { seenByGuest } from './seen-by-guest.ts';

const FIXED = parseDesign('fixed');
/** With it a translation that the guest did not fence may serve or not: what the guest sees may then differ. */
const STALE = allowanceIndex('stale-translation');

const judge = new Executor(FIXED, SILENT, { oracle: true, auditor: false, paranoid: false });
const other = new Machine(FIXED, SILENT);
const flushing = new Machine(FIXED, SILENT);
flushing.observer = {
  // Steps in between neither fill an entry nor use one that a flush would have taken.
  afterStep: () => flushing.parts.flush(0),
};

/** Runs the input as it is, then on `machine` as `changed`; expects the guest to see no difference. */
function expectSame(input: Input, machine: Machine, changed: Input): void {
  const before = judge.allowances[STALE];
  judge.run(input);
  if (judge.allowances[STALE] !== before) return;
  machine.load(changed);
  machine.run();
  if (judge.digest() === digestOf(machine) && machine.steps === judge.steps) {
    const mine = seenByGuest(machine);
    if (seenByGuest(judge.machine).every((word, i) => word === mine[i])) return;
  }
  expect.fail(`the guest sees a difference\n${printInput(input)}`);
}

function withTlb(input: Input, entries: number): Input {
  const changed = input.slice();
  changed[TLB_ENTRIES] = entries;
  changed[TLB_WINDOW] = 1;
  return changed;
}

function* samples(seed: string): IterableIterator<Input> {
  for (const { input } of storedSeeds()) yield input;
  yield* generated(seed, 600);
  yield* mutated(seed, 700);
}

describe('the size of the TLB', () => {
  it('is not seen by the guest', { timeout: 30_000 }, () => {
    for (const input of samples('tlb')) {
      expectSame(input, other, withTlb(input, input[TLB_ENTRIES] === 64 ? 1024 : 64));
    }
  });
});

describe('a flush of the TLB after every step that could have filled it', () => {
  it('is not seen by the guest', { timeout: 30_000 }, () => {
    for (const input of samples('flush')) expectSame(input, flushing, input);
  });
});
