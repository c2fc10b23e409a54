import { describe, expect, it } from 'vitest';
import { File } from './a-csr-file.ts';

const U = 0;
const S = 1;
const M = 3;

describe('the pending interrupt', () => {
  it('is the highest of those that are enabled', () => {
    const file = new File().write('mip', 0x222n).write('mie', 0x222n);
    expect([file.interrupt(U), file.interrupt(S)]).toEqual([9, 9]);
    expect(file.write('mie', 0x22n).interrupt(S)).toBe(1);
    expect(file.write('mie', 0x20n).interrupt(S)).toBe(5);
    expect(file.write('mie', 0x888n).interrupt(S)).toBe(-1);
    file.write('mie', 0xaaan);
    const lines = [0x888, 0x088, 0x080, 0].map((driven) => file.drive(driven).interrupt(U));
    expect(lines).toEqual([11, 3, 7, 9]);
  });

  it('is also that of a line that software has not set', () => {
    const file = new File().write('mie', 0xaaan).write('mip', 0x20n).drive(0xa88);
    expect([file.read('mip'), file.interrupt(U)]).toEqual([0xaa8n, 11]);
    file.write('mip', 0xaaan).drive(0);
    expect(file.read('mip')).toBe(0x222n);
    file.write('mip', 0n).write('mideleg', 0x222n).drive(0x200);
    expect([file.read('sip'), file.interrupt(S), file.interrupt(U)]).toEqual([0x200n, -1, 9]);
  });

  it.each<[string, bigint, bigint, readonly number[]]>([
    ['not delegated, MIE 0', 0n, 0n, [1, 1, -1]],
    ['not delegated, MIE 1', 0n, 8n, [1, 1, 1]],
    ['delegated, SIE 0', 2n, 8n, [1, -1, -1]],
    ['delegated, SIE 1', 2n, 10n, [1, 1, -1]],
  ])('is taken in U, S and M: %s', (_, mideleg, mstatus, taken) => {
    const file = new File().write('mideleg', mideleg).write('mstatus', mstatus);
    file.write('mip', 2n).write('mie', 2n);
    expect([U, S, M].map((mode) => file.interrupt(mode))).toEqual(taken);
  });

  it('takes one of M-mode before a delegated one', () => {
    const file = new File().write('mideleg', 0x200n).write('mip', 0x222n).write('mie', 0x222n);
    expect([file.interrupt(U), file.write('mie', 0x200n).interrupt(U)]).toEqual([1, 9]);
  });
});
