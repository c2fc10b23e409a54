import { describe, expect, it } from 'vitest';
import { CSR, csrName, csrNumber } from '../../src/isa/csr-names.ts';

describe('CSR names', () => {
  it.each([
    ['mstatus', 0x300],
    ['pmpaddr15', 0x3bf],
    ['mhpmevent3', 0x323],
    ['mhpmcounter31', 0xb1f],
    ['hpmcounter3', 0xc03],
    ['mlwid', 0x390],
    ['mwiddeleg', 0x748],
    ['slwid', 0x190],
    ['satp', 0x180],
    ['mconfigptr', 0xf15],
  ])('%s is 0x%x, both ways', (name, number) => {
    expect([csrNumber(name), csrName(number)]).toEqual([number, name]);
  });

  it('are unique and within twelve bits', () => {
    const numbers = Object.values(CSR);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.every((number) => number >= 0 && number < 4096)).toBe(true);
  });

  it('are hexadecimal numbers where none is given', () => {
    expect([csrName(0), csrName(0x5c0), csrName(0xfff)]).toEqual(['0x0', '0x5c0', '0xfff']);
  });

  it.each(['', 'mstatus ', 'MSTATUS', 'pmpaddr16', 'toString', '__proto__'])('do not include %j', (name) => {
    expect(csrNumber(name)).toBeUndefined();
  });
});
