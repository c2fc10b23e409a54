import { describe, expect, it } from 'vitest';
import {
  A_INFO,
  OUTCOME_BLOCKED,
  OUTCOME_DISCARDED,
  OUTCOME_IO,
  OUTCOME_RAM,
  R_ACCESS,
  R_FETCH,
  R_FETCH_PA,
} from '../../../src/trace/record.ts';
import type { IdealRun } from './ideal-run.ts';
import { access, errcause, events, memory, program } from './region-run.ts';

describe('read-only memory', () => {
  const rom = 'device none\nrom 8K\nlow-ram 4K';
  const data = 'data\n  0x1000 0x1122334455667788\n  0x1ff8 0x99';

  it('is read as RAM and drops what is stored', () => {
    const run = program({
      platform: rom,
      state: 'a1 0x1000\nt0 7',
      code: ['ld a0, 0(a1)', 'sd t0, 0(a1)', 'ld a2, 0(a1)'],
      more: data,
    }).steps(1);
    expect(access(run)).toEqual([OUTCOME_RAM, 0x1000n]);
    expect(access(run.steps(1))).toEqual([OUTCOME_DISCARDED, 0x1000n]);
    expect([run.steps(1).x(10), run.x(12)]).toEqual([0x1122334455667788n, 0x1122334455667788n]);
  });

  it('drops its own part of a store that begins in the low RAM', () => {
    const run = program({
      platform: rom,
      state: 'a1 0xffc\nt0 0xffffffffffffffff',
      code: ['sd t0, 0(a1)'],
      more: data,
    }).steps(1);
    expect([access(run, 0)[0], access(run, 1)[0]]).toEqual([OUTCOME_RAM, OUTCOME_DISCARDED]);
    expect([memory(run, 0xff8), memory(run, 0x1000)]).toEqual([0xffff_ffff_0000_0000n, 0x1122334455667788n]);
  });

  it('holds code', () => {
    const run = program({ platform: rom, state: 'pc 0x1100', more: 'code 0x1100\n  addi a0, zero, 5' }).steps(
      1,
    );
    expect(run.pair(run.reference.record, R_FETCH_PA)).toBe(0x1100n);
    expect(run.x(10)).toBe(5n);
  });

  it('compares for an SC and drops what it would store', () => {
    const run = program({
      platform: rom,
      state: 'a1 0x1000\nt0 7',
      code: ['lr.d a0, (a1)', 'sc.d a2, t0, (a1)'],
      more: data,
    }).steps(2);
    expect([run.x(12), ...access(run, 1)]).toEqual([0n, OUTCOME_DISCARDED, 0x1000n]);
    expect(memory(run, 0x1000)).toBe(0x1122334455667788n);
  });

  it('takes an AMO as a load whose store is dropped', () => {
    const run = program({
      platform: rom,
      state: 'a1 0x1000\nt0 1',
      code: ['amoadd.d a0, t0, (a1)'],
      more: data,
    }).steps(1);
    expect([access(run, 0)[0], access(run, 1)[0], run.x(10)]).toEqual([
      OUTCOME_RAM,
      OUTCOME_DISCARDED,
      0x1122334455667788n,
    ]);
  });

  it('is never behind a checker', () => {
    const run = program({
      platform: 'rom 4K',
      state: 'a1 0x1000\nmstatus MPRV MPP=S\nmlwid 0',
      code: ['ld a0, 0(a1)'],
      more: data,
    }).steps(1);
    expect([access(run)[0], run.x(10)]).toEqual([OUTCOME_RAM, 0x1122334455667788n]);
  });
});

describe('a flash bank', () => {
  const flash = 'device none\nflash 8K';
  const data = 'data\n  0x20000000 0x1122334455667788\n  0x22000000 0x42';

  it('reads as RAM in array mode, as the status after a command, and as RAM again after 0xff', () => {
    const run = program({
      platform: flash,
      state: 'a1 0x20000000\nt0 0x70\nt1 0xff',
      code: ['ld a0, 0(a1)', 'sb t0, 9(a1)', 'ld a2, 0(a1)', 'sd t1, 0(a1)', 'ld a3, 0(a1)'],
      more: data,
    }).steps(1);
    expect(access(run)[0]).toBe(OUTCOME_RAM);
    expect(access(run.steps(1))).toEqual([OUTCOME_IO, 0x2000_0009n]);
    expect(run.reference.isFlashArray(0)).toBe(false);
    expect(access(run.steps(1))[0]).toBe(OUTCOME_IO);
    run.steps(2);
    expect([run.x(10), run.x(12), run.x(13)]).toEqual([0x1122334455667788n, 0x80n, 0x1122334455667788n]);
    expect(memory(run, 0x2000_0000)).toBe(0x1122334455667788n);
  });

  it('takes the low byte of every piece as a command, the last one counts', () => {
    const run = program({
      platform: flash,
      state: 'a1 0x20000001\nt0 0x00ff0000',
      code: ['sw t0, 0(a1)'],
      more: data,
    }).steps(1);
    expect(run.reference.isFlashArray(0)).toBe(false);
    const back = program({
      platform: flash,
      state: 'a1 0x20000001\nt0 0x0000ff00ff',
      code: ['sh t0, 0(a1)', 'sw t0, 1(a1)'],
      more: data,
    });
    expect([back.steps(1).reference.isFlashArray(0), back.steps(1).reference.isFlashArray(0)]).toEqual([
      false,
      true,
    ]);
  });

  it('puts the status into the first byte of each piece that is read', () => {
    const run = program({
      platform: flash,
      state: 'a1 0x20000002\nt0 0',
      code: ['sb t0, 0(a1)', 'ld a0, 0(a1)'],
      more: data,
    }).steps(2);
    expect(run.x(10)).toBe(0x0080_0000_0080_0080n);
  });

  it('has a mode of its own', () => {
    const run = program({
      platform: flash,
      state: 'a1 0x20000000\na2 0x22000000',
      code: ['sb zero, 0(a1)', 'ld a0, 0(a2)', 'ld a3, 0(a1)'],
      more: data,
    }).steps(3);
    expect([run.x(10), run.x(13)]).toEqual([0x42n, 0x80n]);
    expect([run.reference.isFlashArray(0), run.reference.isFlashArray(1)]).toEqual([false, true]);
  });

  it('is in array mode again in the next run', () => {
    const run = program({
      platform: flash,
      state: 'a1 0x20000000',
      code: ['sb zero, 0(a1)', 'ld a0, 0(a1)'],
      more: data,
    }).steps(1);
    run.reference.load(run.input);
    expect(run.reference.isFlashArray(0)).toBe(true);
  });

  it('is code in array mode, and code read piece by piece from the device in status mode', () => {
    const run = program({
      platform: flash,
      state: 'a1 0x20000000\npc 0x20000100',
      more: 'code 0x20000100\n  addi a0, zero, 5\n  sb zero, 0(a1)\n  addi a0, zero, 6',
    }).steps(1);
    expect([run.x(10), run.pair(run.reference.record, R_FETCH_PA)]).toEqual([5n, 0x2000_0100n]);
    run.steps(1);
    run.hints[R_FETCH_PA] = 0x2000_0108;
    run.steps(1);
    // 0x0080 is c.addi4spn s0, sp, 64.
    expect([run.x(8), run.x(10), run.pair(run.reference.record, R_FETCH_PA)]).toEqual([
      64n,
      5n,
      0x2000_0108n,
    ]);
    expect(run.reference.pcLo).toBe(0x2000_010a);
  });

  it('stores for an SC whatever it holds: a device', () => {
    const run = program({
      platform: flash,
      state: 'a1 0x20000000\nt0 7',
      code: ['lr.d a0, (a1)', 'sc.d a2, t0, (a1)'],
      more: data,
    }).steps(2);
    expect([run.x(12), access(run, 1)[0]]).toEqual([0n, OUTCOME_IO]);
    expect(run.reference.isFlashArray(0)).toBe(false);
  });

  it('is behind the FLASH checker, both banks (94)', () => {
    const run = program({
      platform: 'flash 8K',
      state: 'a1 0x20000000\na2 0x22000010\nmstatus MPRV MPP=S\nmlwid 0',
      code: ['ld a0, 0(a1)'],
      more: 'slots flash\n  16 tor 0xfffffffffffffffc 3:rw react=ER\ncode 0x80000800\n  csrrs zero, mstatus, t6\n  ld a0, 0(a2)',
    });
    expect(run.trap()).toBe('5 0x20000000');
    expect([errcause(run, 2), run.reference.checkerRegister(2, 0x18)]).toEqual([
      0x4000_0000_0000_0100n,
      0x0800_0000,
    ]);
    expect([errcause(run, 0), errcause(run, 1)]).toEqual([0n, 0n]);
  });

  it('takes no command that its checker denies', () => {
    const run = program({
      platform: 'flash 8K',
      state: 'a1 0x20000000\nmstatus MPRV MPP=S\nmlwid 0',
      code: ['sb zero, 0(a1)', 'ld a0, 0(a1)'],
      more: `slots flash\n  1 napot 0x20000000/4K 0:r-\n${data}`,
    }).steps(1);
    expect(access(run)[0]).toBe(OUTCOME_BLOCKED);
    expect([run.reference.isFlashArray(0), run.steps(1).x(10)]).toEqual([true, 0x1122334455667788n]);
  });
});

describe('a flash bank whose mode was changed from outside', () => {
  const changed = (mode: number, byte: number): IdealRun => {
    const run = program({
      platform: 'device none\nflash 4K',
      state: `a1 0x20000000\nt0 ${mode}`,
      code: ['sb t0, 0(a1)', 'ld a0, 0(a1)', 'ld a2, 0(a1)'],
      more: `data\n  0x20000000 0x55\nevents\n  at 1 dma-write 0x20000000 1 ${byte}`,
    }).steps(1);
    return events(run);
  };

  it('may serve loads of the running block as memory or as the device', () => {
    const asMemory = changed(0xff, 0);
    asMemory.hints[R_FETCH] = 0;
    asMemory.hints[R_ACCESS + A_INFO] = OUTCOME_RAM << 12;
    expect([asMemory.steps(1).x(10), access(asMemory)[0]]).toEqual([0x55n, OUTCOME_RAM]);
    const asDevice = changed(0, 0xff);
    asDevice.hints[R_FETCH] = 0;
    asDevice.hints[R_ACCESS + A_INFO] = OUTCOME_IO << 12;
    expect([asDevice.steps(1).x(10), access(asDevice)[0]]).toEqual([0x55n, OUTCOME_IO]);
  });

  it('serves by its new mode from the next block on', () => {
    const run = changed(0xff, 0);
    run.hints[R_ACCESS + A_INFO] = OUTCOME_RAM << 12;
    expect([run.steps(1).x(10), access(run)[0]]).toEqual([0x80n, OUTCOME_IO]);
  });
});
