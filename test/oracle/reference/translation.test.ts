import { describe, expect, it } from 'vitest';
import { A_INFO, ACCESS_LOAD, R_ACCESS } from '../../../src/trace/record.ts';
import { LEAF, translated } from './translated-run.ts';

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

  it('carries page crossings and the pc across 2^32', () => {
    const map = '  0xfffff000 -> 0x80042000 rwx--ad 4K\n  0x100000000 -> 0x80043000 rwx--ad 4K';
    const run = translated({
      map,
      state: '  mstatus MPRV MPP=S\n  a3 0xfffffffc',
      code: ['sd a1, 0(a3)', 'ld a0, 0(a3)'],
    }).steps(2);
    expect(run.x(10)).toBe(0x4000_0000n);
    const fetched = translated({
      map,
      state: '  mode S\n  pc 0xfffffffa',
      code: ['nop\ncode 0x80042ffa', '.half 1', 'nop\ncode 0x80043000', 'auipc a0, 0x1'],
    }).steps(3);
    expect(fetched.x(10)).toBe(0x1_0000_1000n);
    const straddling = translated({
      map,
      state: '  mode S\n  pc 0xfffffffe',
      code: ['nop\ncode 0x80042ffe', 'nop', 'auipc a0, 0x1'],
    }).steps(2);
    expect(straddling.x(10)).toBe(0x1_0000_1002n);
  });
});
