import { describe, expect, it } from 'vitest';
import {
  A_INFO,
  ACCESS_NO_DATA,
  ACCESS_STRIDE,
  OUTCOME_BLOCKED,
  OUTCOME_DISCARDED,
  OUTCOME_FAULT,
  OUTCOME_IO,
  OUTCOME_PROBED,
  OUTCOME_RAM,
  R_ACCESS,
  R_FETCH_PA,
} from '../../../src/trace/record.ts';
import { IdealRun } from './ideal-run.ts';
import { access, errcause, events, memory, program } from './region-run.ts';

describe('RAM that ends inside a page', () => {
  const tail = 'device none\nram-tail 256';
  const data = 'data\n  0x800100f8 0x1122334455667788';

  it('is served piece by piece, as a device', () => {
    const run = program({
      platform: tail,
      state: 'a1 0x800100f8\nt0 9',
      code: ['ld a0, 0(a1)', 'sd t0, 0(a1)'],
      more: data,
    }).steps(1);
    expect([run.x(10), ...access(run)]).toEqual([0x1122334455667788n, OUTCOME_IO, 0x8001_00f8n]);
    expect(access(run.steps(1))[0]).toBe(OUTCOME_IO);
    expect(memory(run, 0x8001_00f8)).toBe(9n);
  });

  it('ends in a bus error behind its last byte, after the pieces before it', () => {
    const run = program({
      platform: tail,
      state: 'a1 0x800100fc\nt0 0xffffffffffffffff',
      code: ['sd t0, 0(a1)'],
      more: data,
    });
    expect([run.trap(), run.rule()]).toEqual(['7 0x80010100', 'unassigned']);
    expect([memory(run, 0x8001_00f8), access(run)[0]]).toEqual([0xffff_ffff_5566_7788n, OUTCOME_FAULT]);
  });

  it('holds code that is read piece by piece', () => {
    const run = program({
      platform: tail,
      state: 'pc 0x80010010',
      more: 'code 0x80010010\n  addi a0, zero, 5',
    }).steps(1);
    expect([run.x(10), run.pair(run.reference.record, R_FETCH_PA)]).toEqual([5n, 0x8001_0010n]);
  });

  it('is behind both checkers, piece by piece', () => {
    const run = program({
      platform: 'ram-tail 256\nchecker outer slots=4\nworlds 4 trusted=3 mwid=3 granule=4',
      state: 'a1 0x80010004\nmstatus MPRV MPP=S\nmlwid 0\nt0 0xffffffffffffffff',
      code: ['sd t0, 0(a1)', 'ld a0, 0(a1)'],
      more: 'slots dram\n  1 napot 0x80010008/8 0:rw\nslots outer\n  1 napot 0x80010000/16 0:rw',
    }).steps(1);
    expect(access(run)[0]).toBe(OUTCOME_BLOCKED);
    expect([memory(run, 0x8001_0000), memory(run, 0x8001_0008)]).toEqual([0n, 0xffff_ffffn]);
  });

  it('counts as stored to only while the log is on', () => {
    const log = (...kinds: readonly string[]): IdealRun =>
      events(
        program({
          platform: tail,
          state: 'a1 0x80010000',
          code: ['sd zero, 0(a1)'],
          more: `events\n${kinds.map((k) => `  at 0 ${k}`).join('\n')}`,
        }),
      );
    const marked = (run: IdealRun): boolean => run.reference.migration(run.reference.offsetAt(0x8001_0000));
    expect(marked(log('dirty-log-sync').steps(1))).toBe(false);
    expect(marked(log('dirty-log-start', 'dirty-log-sync').steps(1))).toBe(true);
    expect(marked(log('dirty-log-start', 'dirty-log-sync', 'dirty-log-stop').steps(1))).toBe(false);
  });
});

describe('the remapping region', () => {
  const data = 'data\n  0x80004000 0x44\n  0x80005000 0x55';
  const split = `remap\n  0 read=0x80004000 write=0x80005000\n  1 read=0x80005000\n${data}`;

  it('reads and writes the targets, and records them', () => {
    const run = program({
      platform: 'device none\nremap pages=2',
      state: 'a1 0x40000000\nt0 7',
      code: ['ld a0, 0(a1)', 'sd t0, 8(a1)'],
      more: split,
    }).steps(1);
    expect([run.x(10), ...access(run)]).toEqual([0x44n, OUTCOME_RAM, 0x8000_4000n]);
    expect(access(run.steps(1))).toEqual([OUTCOME_RAM, 0x8000_5008n]);
    expect(memory(run, 0x8000_5008)).toBe(7n);
  });

  it('answers a direction without a target with a bus error that no checker logs', () => {
    const run = program({
      platform: 'remap pages=2',
      state: 'a1 0x40001008',
      code: ['sd zero, 0(a1)'],
      more: split,
    });
    expect([run.trap(), run.rule(), errcause(run, 0)]).toEqual(['7 0x40001008', 'remap-no-target', 0n]);
  });

  it('is no memory behind its last page', () => {
    const run = program({
      platform: 'remap pages=1',
      state: 'a1 0x40001000',
      code: ['ld a0, 0(a1)'],
      more: data,
    });
    expect([run.trap(), run.rule()]).toEqual(['5 0x40001000', 'unassigned']);
  });

  it('is asked by the checkers of the target, with the WID of the access', () => {
    const run = program({
      platform: 'remap pages=2',
      state: 'a1 0x40000010\nmstatus MPRV MPP=S\nmlwid 0',
      code: ['ld a0, 0(a1)'],
      more: `slots dram\n  16 tor 0xfffffffffffffffc 3:rw react=ER\n${split}`,
    });
    expect(run.trap()).toBe('5 0x40000010');
    expect([errcause(run, 0), run.reference.checkerRegister(0, 0x18)]).toEqual([
      0x4000_0000_0000_0100n,
      0x8000_4010 >>> 2,
    ]);
  });

  it('obeys PMP at its own address, not at the target', () => {
    const run = new IdealRun(`platform
  device none
  remap pages=1
remap
  0 both=0x80004000
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  a1 0x40000000
pmp
  0 napot 0x40000000/4K ---
  1 napot all rwx
code 0x80000000
  ld a0, 0(a1)`);
    expect([run.trap(), run.rule()]).toEqual(['5 0x40000000', 'pmp-permission']);
  });

  it('changes with its registers, at the next access', () => {
    const run = program({
      platform: 'device none\nremap pages=2',
      state: 'a1 0x40000000\na2 0x06004000\nt0 0x80005001',
      code: ['ld a0, 0(a1)', 'sd t0, 0(a2)', 'ld a3, 0(a1)', 'ld a4, 0(a2)', 'lw a5, 8(a2)', 'ld a6, 32(a2)'],
      more: split,
    }).steps(6);
    expect([10, 13, 14, 16].map((r) => run.x(r))).toEqual([0x44n, 0x55n, 0x8000_5001n, 0n]);
    expect([run.x(15), run.reference.remapRegister(8) | 0]).toEqual([
      0xffff_ffff_8000_5001n,
      0x8000_5001 | 0,
    ]);
  });

  it('takes register pieces of 4 and 8 bytes only', () => {
    const run = program({
      platform: 'device none\nremap pages=1',
      state: 'a2 0x06004000',
      code: ['lh a0, 0(a2)'],
    });
    expect([run.trap(), run.rule()]).toEqual(['5 0x6004000', 'register-size']);
    const none = program({ platform: 'device none', state: 'a2 0x06004000', code: ['ld a0, 0(a2)'] });
    expect([none.trap(), none.rule()]).toEqual(['5 0x6004000', 'unassigned']);
  });

  it('holds code: that of its target', () => {
    const run = program({
      platform: 'device none\nremap pages=1',
      state: 'pc 0x40000010',
      more: 'remap\n  0 read=0x80004000\ncode 0x80004010\n  addi a0, zero, 5',
    }).steps(1);
    expect([run.x(10), run.pair(run.reference.record, R_FETCH_PA)]).toEqual([5n, 0x8000_4010n]);
  });

  it('compares for an SC with the ROM that it would write', () => {
    const run = program({
      platform: 'device none\nremap pages=1\nrom 4K',
      state: 'a1 0x40000000\nt0 7',
      code: ['lr.d a0, (a1)', 'sc.d a2, t0, (a1)'],
      more: 'remap\n  0 read=0x80004000 write=0x1000\ndata\n  0x80004000 0x44',
    }).steps(2);
    expect([run.x(12), access(run, 1)[0]]).toEqual([1n, OUTCOME_DISCARDED]);
  });

  it('holds code no longer once a register says so', () => {
    const run = program({
      platform: 'device none\nremap pages=1',
      state: 'pc 0x40000010\na2 0x06004000',
      more: 'remap\n  0 read=0x80004000\ncode 0x80004010\n  addi a0, zero, 5\n  sd zero, 0(a2)',
    }).steps(2);
    expect([run.x(10), run.trap()]).toEqual([5n, '1 0x40000018']);
  });

  it('is not entered by a probe, but by the zeroing of a block', () => {
    const run = program({
      platform: 'device none\nremap pages=2',
      state: 'a1 0x40000000',
      code: ['cbo.clean (a1)', 'cbo.zero (a1)'],
      more: split,
    }).steps(1);
    expect(access(run)).toEqual([OUTCOME_PROBED, 0x4000_0000n]);
    expect(access(run.steps(1))).toEqual([OUTCOME_RAM, 0x8000_5000n]);
    expect([memory(run, 0x8000_4000), memory(run, 0x8000_5000)]).toEqual([0x44n, 0n]);
  });

  it('compares for an SC with the memory that it would write', () => {
    const run = program({
      platform: 'device none\nremap pages=1',
      state: 'a1 0x40000000\nt0 7',
      code: ['lr.d a0, (a1)', 'sc.d a2, t0, (a1)'],
      more: split.replace('\n  1 read=0x80005000', ''),
    }).steps(2);
    expect([run.x(12), run.reference.record[R_ACCESS + ACCESS_STRIDE + A_INFO] & ACCESS_NO_DATA]).toEqual([
      1n,
      ACCESS_NO_DATA,
    ]);
  });
});
