import type { Rng } from '../../bits/rng.ts';
import {
  DATA,
  DATA_COUNT,
  DATA_PA,
  DATA_STRIDE,
  DATA_VALUE,
  type Input,
  MAX_DATA,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { anyInstruction } from '../instructions.ts';
import { addToPair, flipBit, setPair } from '../pair.ts';
import { insertRecord, type RecordList, recordAt, removeRecord } from '../records.ts';
import { permissions, pteLike, turn } from '../values.ts';
import type { Mutator } from './mutator.ts';

const LIST: RecordList = { count: DATA_COUNT, base: DATA, stride: DATA_STRIDE, limit: MAX_DATA };

/** Writes a value that somebody may take for something: a PTE, a bound, permissions, two instructions, a number. */
function setValue(input: Input, at: number, rng: Rng, aim: Aim): void {
  const choice = rng.below(6);
  if (choice < 2) {
    pteLike(input, rng, aim);
  } else if (choice === 2) {
    aim.pickEdge(input, rng);
    aim.set((aim.lo >>> 2) | (aim.hi << 30) | (rng.oneIn(2) ? 0x1ff : 0), aim.hi >>> 2);
  } else if (choice === 3) {
    aim.set(permissions(input, rng), 0);
  } else if (choice === 4) {
    aim.set(anyInstruction(input, rng), anyInstruction(input, rng));
  } else {
    aim.set(turn(rng), rng.oneIn(2) ? 0 : rng.next());
  }
  setPair(input, at + DATA_VALUE, aim.lo, aim.hi);
}

const insertData: Mutator = {
  name: 'insert-data',
  weight: 3,
  mutate(input, rng, { aim }) {
    const at = insertRecord(input, LIST, input[DATA_COUNT]);
    if (at < 0) return false;
    if (rng.oneIn(3)) aim.pickTableEntry(input, rng);
    else aim.pick(input, rng);
    setPair(input, at + DATA_PA, aim.lo & -8, aim.hi);
    setValue(input, at, rng, aim);
    return true;
  },
};

const removeData: Mutator = {
  name: 'remove-data',
  weight: 1,
  mutate(input, rng) {
    const count = input[DATA_COUNT];
    if (count === 0) return false;
    removeRecord(input, LIST, rng.below(count));
    return true;
  },
};

const changeData: Mutator = {
  name: 'change-data',
  weight: 3,
  mutate(input, rng, { aim }) {
    const count = input[DATA_COUNT];
    if (count === 0) return false;
    const at = recordAt(LIST, rng.below(count));
    const choice = rng.below(3);
    if (choice === 0) addToPair(input, at + DATA_PA, 8 * (rng.below(9) - 4));
    else if (choice === 1) flipBit(input, at + DATA_VALUE, rng.below(64));
    else setValue(input, at, rng, aim);
    return true;
  },
};

/** Values that memory begins with. */
export const DATA_MUTATORS: readonly Mutator[] = [insertData, removeData, changeData];
