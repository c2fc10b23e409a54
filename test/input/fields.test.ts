import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CSR_FIELDS, describeFields, fieldBits } from '../../src/input/fields.ts';
import { INITIAL_CSRS } from '../../src/input/layout.ts';
import { values } from '../arbitraries/value.ts';

const NAMES = Object.keys(CSR_FIELDS);

describe('CSR fields', () => {
  it('belong to CSRs that the initial state can set', () => {
    expect(INITIAL_CSRS).toEqual(expect.arrayContaining(NAMES));
  });

  it.each(NAMES)('of %s have different names and do not overlap', (name) => {
    const fields = CSR_FIELDS[name];
    expect(new Set(fields.map((field) => field.name)).size).toBe(fields.length);
    const bits = fields.flatMap(({ bit, values: names }) => (names?.length === 4 ? [bit, bit + 1] : [bit]));
    expect(new Set(bits).size).toBe(bits.length);
  });

  it.each(NAMES)('of %s describe every value without loss', (name) => {
    const fields = CSR_FIELDS[name];
    fc.assert(
      fc.property(values(), (value) => {
        const words = describeFields(fields, value).split(' ');
        const bits = words.map((word) => fieldBits(fields, word) ?? BigInt(word.replace('+', '')));
        expect(bits.reduce((sum, each) => sum + each, 0n)).toBe(value);
      }),
    );
  });

  it.each([
    ['mstatus', 0n, '0'],
    ['mstatus', 0x6_0800n, 'MPP=S MPRV SUM'],
    ['mstatus', 0x1800n, 'MPP=M'],
    ['mstatus', 0x1000n, '+0x1000'],
    ['mstatus', 0xa_0000_0000n, '+0xa00000000'],
    ['mie', 0x222n, 'SSIE STIE SEIE'],
    ['medeleg', 0xb100n, 'ecall-u fetch-page-fault load-page-fault store-page-fault'],
    ['menvcfg', 1n << 61n, 'ADUE'],
    ['menvcfg', 0xb1n, 'FIOM CBIE=inval CBZE'],
    ['menvcfg', 0x60n, 'CBCFE +0x20'],
    ['senvcfg', 0x10n, 'CBIE=flush'],
    ['senvcfg', 1n << 61n, '+0x2000000000000000'],
    ['mcounteren', 0x8000_000fn, 'CY TM IR HPM3 HPM31'],
    ['mseccfg', 7n, 'MML MMWP RLB'],
    ['mwiddeleg', 6n, 'WID1 WID2'],
  ])('of %s %i read: %s', (name, value, text) => {
    expect(describeFields(CSR_FIELDS[name], value)).toBe(text);
  });

  it.each(['MPP', 'MPP=', 'MPP=H', 'SUM=1', 'sum', ''])('do not read "%s"', (word) => {
    expect(fieldBits(CSR_FIELDS['mstatus'], word)).toBeUndefined();
  });

  it('read a field value that is not written', () => {
    expect(fieldBits(CSR_FIELDS['mstatus'], 'MPP=U')).toBe(0n);
  });
});
