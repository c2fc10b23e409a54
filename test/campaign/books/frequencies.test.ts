import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frequencies } from '../../../src/campaign/books/frequencies.ts';

const pairs = fc
  .array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 0x7fff_ffff })), { maxLength: 20 })
  .map((list) => Int32Array.from(list.flat()));

/** Sums by feature, by the plainest means. */
function sums(lists: readonly Int32Array[]): Map<number, number> {
  const total = new Map<number, number>();
  for (const list of lists) {
    for (let i = 0; i < list.length; i += 2) total.set(list[i], (total.get(list[i]) ?? 0) + list[i + 1]);
  }
  return total;
}

describe('Frequencies', () => {
  it('tells a new fuzzer what was added, beyond int32 too, and survives the state file', () => {
    fc.assert(
      fc.property(fc.array(pairs, { maxLength: 6 }), (lists) => {
        const frequencies = new Frequencies();
        for (const list of lists) frequencies.add(list);
        const read = Frequencies.fromJson(JSON.parse(JSON.stringify(frequencies.toJson())));
        expect(sums([read.toPairs()])).toEqual(sums(lists));
      }),
    );
  });

  it('writes features in ascending order, whatever the order they came in', () => {
    const frequencies = new Frequencies();
    frequencies.add(Int32Array.of(9, 1, 3, 2));
    frequencies.add(Int32Array.of(3, 5));
    expect(frequencies.toJson()).toEqual([3, 7, 9, 1]);
  });
});
