import { describe, expect, it } from 'vitest';
import { allowanceIndex } from '../../../src/oracle/allowances.ts';
import {
  A_INFO,
  A_PA,
  ACCESS_LOAD,
  ACCESS_STORE,
  ACCESS_WALKED,
  accessInfo,
  OUTCOME_RAM,
  R_ACCESS,
} from '../../../src/trace/record.ts';
import { IdealRun } from './ideal-run.ts';

/** PTE of the first page of the mapping: root, then two tables above it. */
const LEAF = 0x8001_2000;

/** M-mode with MPRV and MPP = S: data at 0x40000000 are translated, WID 0. */
function translated(options: {
  slots?: string;
  state?: string;
  pmp?: string;
  map?: string;
  code: readonly string[];
}): IdealRun {
  return new IdealRun(
    `slots dram
${options.slots ?? '  1 napot 0x80000000/1M 0:rw'}
state
  mtvec 0x80000800
  satp sv39 root=0x80010000
  mlwid 0
  t0 7
  t1 0x11
  a1 0x40000000
  a2 0x80012000
${options.state ?? '  mstatus MPRV MPP=S'}
pmp
${options.pmp ?? '  0 napot all rwx'}
maps
${options.map ?? '  0x40000000 -> 0x80040000 rw---ad 4K'}
code 0x80000000
${options.code.map((line) => `  ${line}`).join('\n')}
data
  0x80040000 0x55
  0x80041000 0x66`,
  );
}

const REST_FAULTS = '  16 tor 0xfffffffffffffffc 3:rw react=ER,EW,IR,IW';

describe('page walks under a checker (worldguard.md 9 G)', () => {
  const data = '  1 napot 0x80040000/4K 0:rw';

  it('carry the WID of S-mode: tables of another world give an access fault (82)', () => {
    const run = translated({ slots: `${data}\n${REST_FAULTS}`, code: ['ld a0, 0(a1)'] });
    expect(run.trap()).toBe('5 0x40000000');
    expect(run.rule()).toBe('pte-bus-error');
    expect(run.reference.checkerRegister(0, 0x10)).toBe(0x100);
    expect(run.reference.checkerRegister(0, 0x18) << 2).toBe(0x8001_0008 | 0);
  });

  it('succeed on tables that only this world may read (83)', () => {
    const own =
      '  1 napot 0x80040000/4K 0:rw\n  2 napot 0x80010000/16K 0:rw\n  16 tor 0x80040000 3:rw react=ER';
    expect(translated({ slots: own, code: ['ld a0, 0(a1)'] }).trap()).toBeUndefined();
  });

  it('may not set A where the world may not write, whatever the reaction (85)', () => {
    const slots = `${data}\n  2 napot 0x80010000/16K 0:r- 3:r-`;
    const map = '  0x40000000 -> 0x80040000 rw----- 4K';
    const run = translated({ slots, map, code: ['ld a0, 0(a1)'] });
    expect(run.trap()).toBe('5 0x40000000');
    expect(run.rule()).toBe('ad-update-checker');
    expect(run.memory(LEAF) & 0xc0n).toBe(0n);
    expect(run.reference.checkerRegister(0, 0x10)).toBe(0);
    const logged = translated({ slots: slots.replace('3:r-', '3:r- react=IW'), map, code: ['ld a0, 0(a1)'] });
    expect(logged.trap()).toBe('5 0x40000000');
    expect(logged.reference.checkerRegister(0, 0x14)).toBe(0x8000_0000 | 0);
    expect(logged.reference.checkerRegister(0, 0x10)).toBe(0x200);
  });

  it('read 0 from tables that are silently denied (86)', () => {
    const run = translated({ slots: data, code: ['ld a0, 0(a1)'] });
    expect(run.trap()).toBe('13 0x40000000');
    expect(run.rule()).toBe('pte-invalid');
  });
});

describe('translation (worldguard.md 9 P)', () => {
  it('sets A for a load, then D for a store (P3)', () => {
    const run = translated({
      map: '  0x40000000 -> 0x80040000 rw----- 4K',
      code: ['ld a0, 0(a1)', 'sd t0, 0(a1)'],
    }).steps(1);
    expect(run.memory(LEAF) & 0xffn).toBe(0x47n);
    expect(run.steps(1).memory(LEAF) & 0xffn).toBe(0xc7n);
  });

  it('leaves A and D to software without ADUE', () => {
    const run = translated({
      state: '  mstatus MPRV MPP=S\n  menvcfg 0',
      map: '  0x40000000 -> 0x80040000 rw---a- 4K',
      code: ['ld a0, 0(a1)', 'sd t0, 0(a1)'],
    });
    expect(run.trap()).toBeUndefined();
    expect(run.trap()).toBe('15 0x40000000');
    expect(run.rule()).toBe('pte-accessed-dirty');
  });

  it('faults on access where nothing answers (P4)', () => {
    const leaf = translated({ map: '  0x40000000 -> 0x90000000 rw---ad 4K', code: ['ld a0, 0(a1)'] });
    expect(leaf.trap()).toBe('5 0x40000000');
    expect(leaf.rule()).toBe('unassigned');
  });

  it('keeps user pages from S-mode without SUM (P5)', () => {
    const user = { map: '  0x40000000 -> 0x80040000 rw-u-ad 4K', code: ['ld a0, 0(a1)'] };
    expect(translated(user).trap()).toBe('13 0x40000000');
    expect(translated({ ...user, state: '  mstatus MPRV MPP=S SUM' }).trap()).toBeUndefined();
    expect(translated({ ...user, state: '  mstatus MPRV MPP=U' }).trap()).toBeUndefined();
  });

  it('makes execute-only pages readable with MXR (P6)', () => {
    const code = { map: '  0x40000000 -> 0x80040000 --x--ad 4K', code: ['ld a0, 0(a1)'] };
    expect(translated(code).trap()).toBe('13 0x40000000');
    expect(
      translated({ ...code, state: '  mstatus MPRV MPP=S MXR' })
        .steps(1)
        .x(10),
    ).toBe(0x55n);
  });

  it('faults an AMO on a read-only page as a store, in its store half', () => {
    const run = translated({
      map: '  0x40000000 -> 0x80040000 r----ad 4K',
      code: ['amoadd.d a0, t0, (a1)'],
    });
    expect(run.trap()).toBe('15 0x40000000');
    expect(run.reference.record[R_ACCESS + A_INFO] & 3).toBe(ACCESS_LOAD);
  });

  it('sets A before PMP refuses the access itself', () => {
    const run = translated({
      pmp: '  0 napot 0x80040000/4K ---\n  1 napot all rwx',
      map: '  0x40000000 -> 0x80040000 rw----- 4K',
      code: ['sd t0, 0(a1)'],
    });
    expect(run.trap()).toBe('7 0x40000000');
    expect(run.memory(LEAF) & 0xc0n).toBe(0xc0n);
  });

  it('of the second page can fail after A of the first was set', () => {
    const run = translated({
      map: '  0x40000000 -> 0x80040000 rw----- 4K',
      state: '  mstatus MPRV MPP=S\n  a3 0x40000ffc',
      code: ['sd t0, 0(a3)'],
    });
    expect(run.trap()).toBe('15 0x40001000');
    expect(run.memory(LEAF) & 0xc0n).toBe(0xc0n);
    expect(run.memory(0x8004_0ff8)).toBe(0n);
  });
});

describe('a translation the machine did not walk for', () => {
  /** Loads, makes the PTE point to the next page, loads again; `between` before the second load. */
  function remapping(...between: readonly string[]): IdealRun {
    const code = [
      'ld a0, 0(a1)',
      'ld t2, 0(a2)',
      'li t3, 1024',
      'add t2, t2, t3',
      'csrw mstatus, zero',
      'sd t2, 0(a2)',
      'csrw mstatus, s0',
      ...between,
      'ld a0, 0(a1)',
    ];
    const run = translated({
      state: '  mstatus MPRV MPP=S\n  s0 0x20800',
      map: '  0x40000000 -> 0x80040000 rw---ad 4K\n  0x80000000 -> 0x80000000 rw---ad 2M',
      code,
    });
    return run.steps(code.length - 1);
  }

  /** The machine's load without a walk, which came to `pa`. */
  function served(run: IdealRun, pa: number): bigint {
    run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_LOAD, 8, OUTCOME_RAM, 0);
    run.hints[R_ACCESS + A_PA] = pa | 0;
    return run.steps(1).x(10);
  }

  function staleUses(run: IdealRun): number {
    return run.reference.allowances[allowanceIndex('stale-translation')];
  }

  it('may be the old one until a fence', () => {
    const run = remapping();
    expect([served(run, 0x8004_0000), staleUses(run)]).toEqual([0x55n, 1]);
  });

  it('may be the new one', () => {
    const run = remapping();
    expect([served(run, 0x8004_1000), staleUses(run)]).toEqual([0x66n, 0]);
  });

  it('may be no third one', () => {
    const run = remapping();
    expect([served(run, 0x8004_2000), staleUses(run)]).toEqual([0x66n, 0]);
  });

  it.each([['sfence.vma'], ['sfence.vma a1'], ['sfence.vma zero, s1'], ['sfence.vma a1, s1']])(
    'is the new one after %s',
    (fence) => {
      const run = remapping(fence);
      expect([served(run, 0x8004_0000), staleUses(run)]).toEqual([0x66n, 0]);
    },
  );

  it.each([['sfence.vma a2'], ['sfence.vma zero, t1'], ['sfence.vma a1, t1']])(
    'may be the old one after %s',
    (fence) => {
      const run = remapping(fence);
      expect([served(run, 0x8004_0000), staleUses(run)]).toEqual([0x55n, 1]);
    },
  );

  it('is the new one after another satp', () => {
    const run = remapping('csrr t4, satp', 'csrw satp, zero', 'csrw satp, t4');
    expect([served(run, 0x8004_0000), staleUses(run)]).toEqual([0x66n, 0]);
  });

  it('is walked for where a walk would set A or D and no old one accounts for it', () => {
    const run = translated({
      map: '  0x40000000 -> 0x80040000 rw---a- 4K',
      code: ['ld a0, 0(a1)', 'sd t0, 0(a1)'],
    }).steps(1);
    run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_STORE, 8, OUTCOME_RAM, 0);
    run.hints[R_ACCESS + A_PA] = 0x8004_0000 | 0;
    expect(run.steps(1).memory(LEAF) & 0x80n).toBe(0x80n);
  });

  it('keeps the A bit that software cleared cleared, while an old one serves', () => {
    const code = ['ld a0, 0(a1)', 'csrw mstatus, zero', 'sd t2, 0(a2)', 'csrw mstatus, s0', 'ld a0, 0(a1)'];
    const pte = (0x80040n << 10n) | 0x87n;
    const run = translated({ state: `  mstatus MPRV MPP=S\n  s0 0x20800\n  t2 ${pte}`, code }).steps(4);
    expect(served(run, 0x8004_0000)).toBe(0x55n);
    expect([run.memory(LEAF), staleUses(run)]).toEqual([pte, 1]);
    run.hints[R_ACCESS + A_INFO] = ACCESS_WALKED;
    run.reference.load(run.input);
    run.steps(5);
    expect(run.memory(LEAF)).toBe(pte | 0x40n);
  });

  it('is refused by what PMP says now', () => {
    const code = [
      'ld a0, 0(a1)',
      'csrw mstatus, zero',
      'csrw pmpcfg0, zero',
      'csrw mstatus, s0',
      'ld a0, 0(a1)',
    ];
    const run = translated({ state: '  mstatus MPRV MPP=S\n  s0 0x20800', code }).steps(4);
    run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_LOAD, 8, OUTCOME_RAM, 0);
    run.hints[R_ACCESS + A_PA] = 0x8004_0000 | 0;
    expect(run.trap()).toBe('5 0x40000000');
  });
});
