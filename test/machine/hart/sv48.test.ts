import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../src/bits/word.ts';
import { code, MachineRun } from '../machine-run.ts';

interface Load {
  readonly map?: string;
  readonly va: string;
  readonly line?: string;
  readonly data?: string;
  readonly hart?: string;
  readonly satp?: string;
  readonly tables?: string;
}

/** One access of S-mode, by MPRV, through tables at 0x80010000. */
function access(how: Load): MachineRun {
  const { map, va, line = 'ld t0, 0(a1)', data = '', hart = 'plain', satp = 'sv48', tables = 'sv48' } = how;
  return new MachineRun(`platform
  device none
  hart ${hart}
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  satp ${satp} root=0x80010000
  a1 ${va}
pmp
  0 napot all rwx
maps
  tables 0x80010000 ${tables}
${map === undefined ? '' : `  ${map}`}
${code(line)}
data
  0x80040238 0x1234
${data}`).after(1);
}

function loaded(how: Load) {
  const run = access(how);
  return [run.outcome(0), run.x(5)];
}

describe('a walk of four levels', () => {
  it.each([
    ['0x400000000000', '4K', '0x80040000', '0x400000000238'],
    ['0xffff800000000000', '4K', '0x80040000', '0xffff800000000238'],
    ['0x7fffffe00000', '2M', '0x80000000', '0x7fffffe40238'],
    ['0xffffffffc0000000', '1G', '0x80000000', '0xffffffffc0040238'],
    ['0x208000000000', '512G', '0x0', '0x208080040238'],
  ])('ends at the leaf of %s, %s', (page, size, to, va) => {
    expect(loaded({ map: `${page} -> ${to} r----a- ${size}`, va })).toEqual(['retired', 0x1234n]);
  });

  it.each([
    ['0x800000000238', 'bit 47 is not extended'],
    ['0xffff7fffffffffff', 'bits 63:48 are not those of bit 47'],
    ['0x1000000000238', 'there is a bit above 47'],
    ['0x400000001238', 'nothing is mapped'],
  ])('of %s faults: %s', (va) => {
    expect(
      access({ map: '0x400000000000 -> 0x80040000 r----a- 4K', va, line: 'lb t0, 0(a1)' }).outcome(0),
    ).toBe(`13 ${va}`);
  });

  it('wants a leaf of 512 GiB in line', () => {
    const va = '0x8000000238';
    const pte = (page: number) => `  0x80010008 ${hex((BigInt(page) << 10n) | 0x43n)}`;
    expect(access({ va, data: pte(0) }).outcome(0)).toBe('5 0x8000000238');
    for (const page of [1, 0x200, 0x4_0000, 0x400_0000]) {
      expect(access({ va, data: pte(page) }).outcome(0)).toBe('13 0x8000000238');
    }
  });

  it('takes every part of the address once', () => {
    const index = fc.nat(511);
    fc.assert(
      fc.property(index, index, index, index, (a, b, c, d) => {
        const low = (BigInt(a) << 39n) | (BigInt(b) << 30n) | (BigInt(c) << 21n) | (BigInt(d) << 12n);
        const page = BigInt.asUintN(64, BigInt.asIntN(48, low));
        const map = `${hex(page)} -> 0x80040000 r----a- 4K`;
        expect(loaded({ map, va: hex(page + 0x238n) })).toEqual(['retired', 0x1234n]);
      }),
      { numRuns: 100 },
    );
  });

  it('is that of the mode in satp, however the tables were laid', () => {
    const map = '0x40000000 -> 0x80040000 r----a- 4K';
    const walked = { map, va: '0x40000238' };
    expect(access({ ...walked, satp: 'sv39' }).outcome(0)).toBe('13 0x40000238');
    expect(loaded({ ...walked, satp: 'sv39', tables: 'sv39' })).toEqual(['retired', 0x1234n]);
  });
});

describe('under Svade', () => {
  const leaf = 0x8001_3000;

  it.each<[string, string, string, string]>([
    ['a load of a page without A', 'rw-----', 'ld t0, 0(a1)', '13'],
    ['a store to a page without D', 'rw---a-', 'sd t0, 0(a1)', '15'],
    ['a store to a page without A', 'rw----d', 'sd t0, 0(a1)', '15'],
  ])('%s is a page fault and sets nothing', (_, flags, line, cause) => {
    const map = `0x40000000 -> 0x80040000 ${flags} 4K`;
    const run = access({ map, va: '0x40000238', line, hart: 'svade' });
    expect(run.outcome(0)).toBe(`${cause} 0x40000238`);
    const plain = access({ map, va: '0x40000238', line });
    expect(plain.outcome(0)).toBe('retired');
    expect(access({ map, va: '0x40000238', line, hart: 'svade' }).memory(leaf)).toBe(
      access({ map, va: '0x40000238', line: 'nop' }).memory(leaf),
    );
  });
});
