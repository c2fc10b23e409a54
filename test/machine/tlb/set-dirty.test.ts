import { describe, expect, it } from 'vitest';
import { parseDesign } from '../../../src/machine/design.ts';
import { STORE } from '../../../src/machine/status.ts';
import { TLB_NOTDIRTY } from '../../../src/machine/tlb/entry.ts';
import { FilledTlb, page } from './filled-tlb.ts';

describe('setDirty of a virtual page that is another RAM page elsewhere', () => {
  const store = (quirk: boolean): number => {
    const quirks = parseDesign('fixed', quirk ? '+T03' : '').quirks;
    const filled = new FilledTlb(64, 100, quirks);
    const other = filled.fill(1, { store: TLB_NOTDIRTY }, 2);
    filled.tlb.setDirty(page(1), 0, page(0x300));
    return filled.comparator(other, STORE);
  };

  it('leaves the entry of the other RAM page alone', () => {
    expect(store(false)).toBe(page(1) | TLB_NOTDIRTY);
  });

  it('takes NOTDIRTY from it all the same as posted', () => {
    expect(store(true)).toBe(page(1));
  });
});
