import { describe, expect, it } from 'vitest';
import {
  A_DATA,
  A_INFO,
  A_PA,
  A_VA,
  ACCESS_PROBE,
  ACCESS_STORE,
  ACCESS_WALKED,
  accessInfo,
  OUTCOME_BLOCKED,
  OUTCOME_FAULT,
  OUTCOME_PROBED,
  OUTCOME_RAM,
  R_ACCESS,
} from '../../../src/trace/record.ts';
import { IdealRun } from './ideal-run.ts';
import { LEAF, translated } from './translated-run.ts';

/** What the first access came to: type, outcome, physical address; sizes are always those of a block; bytes refused. */
function access(run: IdealRun, refused = 0n): { type: number; outcome: number; pa: bigint } {
  const { record } = run.reference;
  const info = record[R_ACCESS + A_INFO];
  expect(run.pair(record, R_ACCESS + A_VA) & 63n).toBe(0n);
  expect(run.pair(record, R_ACCESS + A_DATA)).toBe(refused);
  const type = info & 3;
  const outcome = (info >> 12) & 0xf;
  expect(info).toBe(accessInfo(type, 0, outcome, ACCESS_WALKED));
  return { type, outcome, pa: run.pair(record, R_ACCESS + A_PA) };
}

/** 128 bytes of memory. */
function bytes(run: IdealRun, offset: number): number[] {
  return [...run.reference.memory.slice(offset, offset + 128)];
}

/** M-mode, WID 3, with ones stored around 0x80040000 (a1) before `code`. */
function machine(code: string, slots: string, state = ''): IdealRun {
  return new IdealRun(`platform
  worlds 4 trusted=3 mwid=3 mwidlist=0,1,2,3 hw-bypass=on granule=4
slots dram
${slots}
state
  mtvec 0x80000800
  a1 0x80040055
${state}
pmp
  0 napot all rwx
code 0x80000000
  ${code}
data
${Array.from({ length: 16 }, (_, i) => `  0x${(0x8004_0000 + 8 * i).toString(16)} 0xffffffffffffffff`).join('\n')}`).steps(
    1,
  );
}

const CODE = '  1 napot 0x80000000/4K 3:rw';

describe('cbo.zero', () => {
  it('zeroes the block that holds the address', () => {
    const run = machine('cbo.zero (a1)', `${CODE}\n  2 napot 0x80040000/4K 3:rw`);
    expect(access(run)).toEqual({ type: ACCESS_STORE, outcome: OUTCOME_RAM, pa: 0x8004_0040n });
    expect(bytes(run, 0x4_0000)).toEqual([...new Array(64).fill(255), ...new Array(64).fill(0)]);
  });

  it('is dropped byte by byte where a checker denies it', () => {
    const run = machine(
      'cbo.zero (a1)',
      `${CODE}\n  2 napot 0x80040000/4K 3:r-\n  3 napot 0x80040060/8 3:-w\n  16 off 0x0`,
    );
    expect(access(run, ~(0xffn << 32n) & ((1n << 64n) - 1n)).outcome).toBe(OUTCOME_BLOCKED);
    const expected = new Array(128).fill(255).fill(0, 0x60, 0x68);
    expect(bytes(run, 0x4_0000)).toEqual(expected);
  });

  it('ends at the first byte that is refused', () => {
    const run = new IdealRun(`state
  mtvec 0x80000800
  a1 0x1000003f
pmp
  0 napot all rwx
code 0x80000000
  cbo.zero (a1)`);
    expect([run.trap(), access(run).outcome]).toEqual(['7 0x10000008', OUTCOME_FAULT]);
  });

  it.each([
    ['a register block of a checker', 0x0600_0000],
    ['the CLINT', 0x0200_0000],
    ['the PLIC', 0x0c00_0000],
  ])('is refused at once by %s', (_what, base) => {
    const run = new IdealRun(
      `state\n  mtvec 0x80000800\n  a1 ${base + 7}\npmp\n  0 napot all rwx\ncode 0x80000000\n  cbo.zero (a1)`,
    );
    expect(run.trap()).toBe(`7 0x${base.toString(16)}`);
  });

  it('needs all of the block from PMP, and reports its start', () => {
    const run = translated({
      code: ['cbo.zero (a3)'],
      state: '  mstatus MPRV MPP=S\n  a3 0x40000033',
      pmp: '  0 na4 0x8004003c ---\n  1 napot all rwx',
    });
    expect([run.trap(), run.rule()]).toEqual(['7 0x40000000', 'pmp-partial']);
  });

  it('sets A and D', () => {
    const run = translated({ code: ['cbo.zero (a1)'], map: '  0x40000000 -> 0x80040000 rw----- 4K' }).steps(
      1,
    );
    expect(run.memory(LEAF) & 0xc0n).toBe(0xc0n);
    expect(run.memory(0x8004_0000)).toBe(0n);
  });

  it('keeps a reservation, which is one of value', () => {
    const run = translated({ code: ['lr.d t0, (a1)', 'cbo.zero (a1)', 'sc.d t2, t1, (a1)'] }).steps(3);
    expect([run.x(7), run.memory(0x8004_0000)]).toEqual([1n, 0n]);
  });
});

describe('cbo.inval, cbo.clean and cbo.flush', () => {
  it.each(['inval', 'clean', 'flush'])('%s is permitted by a right to load and moves nothing', (name) => {
    const run = translated({
      code: [`cbo.${name} (a1)`],
      map: '  0x40000000 -> 0x80040000 r------ 4K',
    }).steps(1);
    expect(access(run)).toEqual({ type: ACCESS_PROBE, outcome: OUTCOME_PROBED, pa: 0x8004_0000n });
    expect([run.memory(LEAF) & 0xc0n, run.memory(0x8004_0000)]).toEqual([0x40n, 0x55n]);
    expect(run.rule()).toBe('none');
  });

  it('never reach a checker', () => {
    const run = translated({
      code: ['cbo.flush (a1)'],
      slots: '  0 off 0x0 react=ER,EW,IR,IW\n  1 napot 0x80010000/64K 0:rw',
    });
    expect(run.trap()).toBeUndefined();
    expect(run.reference.checkerRegister(0, 0x14)).toBe(0);
  });

  it('are refused with the causes of a store where neither right is there', () => {
    const page = translated({ code: ['cbo.clean (a1)'], map: '  0x40000000 -> 0x80040000 --x--ad 4K' });
    expect([page.trap(), access(page).type]).toEqual(['15 0x40000000', ACCESS_PROBE]);
    const pmp = translated({
      code: ['cbo.clean (a1)'],
      pmp: '  0 napot 0x80040000/4K --x\n  1 napot all rwx',
    });
    expect([pmp.trap(), pmp.rule()]).toEqual(['7 0x40000000', 'pmp-permission']);
  });

  it('try the store after the load, and leave what it set', () => {
    const run = translated({
      code: ['cbo.clean (a1)'],
      map: '  0x40000000 -> 0x80040000 rw----- 4K',
      pmp: '  0 napot 0x80040000/4K ---\n  1 napot all rwx',
    });
    expect(run.trap()).toBe('7 0x40000000');
    expect(run.memory(LEAF) & 0xc0n).toBe(0xc0n);
  });

  it('are permitted on devices and on nothing', () => {
    for (const address of [0x0600_0000, 0x0900_0000]) {
      const run = new IdealRun(`state\n  a1 ${address}\ncode 0x80000000\n  cbo.inval (a1)`).steps(1);
      expect(access(run)).toEqual({ type: ACCESS_PROBE, outcome: OUTCOME_PROBED, pa: BigInt(address) });
    }
  });
});

describe('the environment configuration', () => {
  it.each([
    ['M', 'cbo.zero', 0, 0, true],
    ['S', 'cbo.zero', 0x80, 0, true],
    ['S', 'cbo.zero', 0x70, 0xf0, false],
    ['U', 'cbo.zero', 0x80, 0x80, true],
    ['U', 'cbo.zero', 0x80, 0x70, false],
    ['S', 'cbo.clean', 0x40, 0, true],
    ['S', 'cbo.flush', 0xb0, 0xf0, false],
    ['U', 'cbo.flush', 0x40, 0xb0, false],
    ['S', 'cbo.inval', 0x10, 0, true],
    ['S', 'cbo.inval', 0x30, 0, true],
    ['S', 'cbo.inval', 0xc0, 0xf0, false],
    ['U', 'cbo.inval', 0x30, 0x10, true],
    ['U', 'cbo.inval', 0x30, 0xc0, false],
  ])('in %s-mode, %s under menvcfg %i and senvcfg %i is open: %s', (mode, name, m, s, open) => {
    const run = new IdealRun(`state
  mode ${mode}
  mlwid 3
  mtvec 0x80000800
  menvcfg ${m}
  senvcfg ${s}
  a1 0x80040000
pmp
  0 napot all rwx
code 0x80000000
  ${name} (a1)`);
    const trap = run.trap();
    if (open) expect(trap).toBeUndefined();
    else expect([trap?.slice(0, 2), run.rule()]).toEqual(['2 ', 'cache-block-environment']);
  });

  it('keeps CBIE when the reserved value is written, and the other fields change', () => {
    const run = new IdealRun(`state
  mtvec 0x80000800
  t0 0x31
  t1 0xe0
code 0x80000000
  csrw menvcfg, t0
  csrw menvcfg, t1
  csrw senvcfg, t1`).steps(3);
    expect([run.csr('menvcfg'), run.csr('senvcfg')]).toEqual([0xf0n, 0xc0n]);
  });

  it('has no ADUE with Svade, and A and D are then never set', () => {
    const run = new IdealRun(`platform
  hart svade
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  satp sv39 root=0x80010000
  t0 0xffffffffffffffff
  a1 0x40000000
pmp
  0 napot all rwx
maps
  0x40000000 -> 0x80040000 rw---a- 4K
code 0x80000000
  csrr t1, menvcfg
  csrw menvcfg, t0
  csrr t2, menvcfg
  ld t3, 0(a1)
  sd t3, 0(a1)`).steps(3);
    expect([run.x(6), run.x(7)]).toEqual([0n, 0xf1n]);
    expect([run.trap(), run.trap(), run.rule()]).toEqual([undefined, '15 0x40000000', 'pte-accessed-dirty']);
  });
});
