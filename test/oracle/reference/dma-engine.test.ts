import { describe, expect, it } from 'vitest';
import {
  ENGINE,
  ENGINE_BASE,
  ENGINE_SOURCE,
  EVENT_DMA_COPY,
  EVENT_DMA_WRITE,
  EVENT_TRANSACTION_END,
  EVENT_TRANSACTION_START,
  STACK_WGCHECKER_FIRST,
} from '../../../src/input/layout.ts';
import { allowanceIndex } from '../../../src/oracle/allowances.ts';
import { R_FETCH } from '../../../src/trace/record.ts';
import type { IdealRun } from './ideal-run.ts';
import { type Guarded, guarded, IE, RS, recorded } from './iopmp-run.ts';
import { memory } from './region-run.ts';

const FROM = 0x8000_4000;
const TO = 0x8000_6000;
const SOURCE = 0x00;
const SIZE = 0x08;
const START = 0x0c;
const STATUS = 0x10;
const CONTROL = 0x14;
const VALUE = 0x8877_6655_4433_2211n;
const OPEN: Guarded['dma'] = [
  [FROM, 4096, 'r'],
  [TO, 4096, 'w'],
];

/** A board whose hart may touch no data, and whose DMA may do what `dma` says. */
function board(more: Guarded = {}): IdealRun {
  return guarded({
    more: `data\n  0x80004000 0x${VALUE.toString(16)}\n  0x80004008 0x99`,
    dma: OPEN,
    ...more,
  });
}

/** Words to the engine's registers, as the event of another master writes them one after the other. */
function write(run: IdealRun, offset: number, ...words: readonly number[]): IdealRun {
  words.forEach((word, i) => {
    run.event(EVENT_DMA_WRITE, ENGINE_BASE + offset + 4 * i, 0, 4, word, 0);
  });
  return run;
}

function status(run: IdealRun): number {
  return run.reference.bus.devices.engine.readWord(STATUS);
}

function isPending(run: IdealRun, source: number): boolean {
  return (run.reference.plic.pending & (1 << source)) !== 0;
}

describe('a DMA transfer behind an IOPMP', () => {
  it('goes by the RRID of DMA, each piece by itself; what is refused is dropped', () => {
    const run = board({ dma: [[TO + 8, 8, 'w']] });
    run.event(EVENT_DMA_WRITE, TO | 0, 0, 24, 0x4433_2211, 0x8877_6655 | 0);
    expect([0, 8, 16].map((by) => memory(run, TO + by))).toEqual([0n, VALUE, 0n]);
    expect(recorded(run)).toBe('write 5 at 80006000 by 1, more');
  });
});

describe('the DMA engine', () => {
  const copy = (run: IdealRun, bytes: number, from: number, to: number) =>
    write(run, SOURCE, from | 0, to | 0, bytes, 1);

  it('copies when START is written, and says that it is done', () => {
    const run = copy(board(), 12, FROM, TO);
    expect([memory(run, TO), memory(run, TO + 8), status(run)]).toEqual([VALUE, 0x99n, 1]);
    expect([recorded(run), isPending(run, ENGINE_SOURCE)]).toEqual([undefined, false]);
    expect(status(write(run, STATUS, 1))).toBe(0);
    const failed = copy(board(), 8, TO, TO);
    expect([status(failed), status(copy(failed, 8, FROM, TO))]).toEqual([3, 3]);
  });

  it('is started by a store of the hart, whose other bytes go on', () => {
    const run = board({
      state: 'a1 0x10400000\na2 0x0000000380004000\nt0 0x0000000200000001',
      code: ['sd t0, 0xc(a1)'],
    });
    // Misaligned for 8 bytes: START, then STATUS, whose bit 1 is cleared, bit 0 stays.
    write(run, SOURCE, FROM | 0, TO | 0, 8);
    expect([run.trap(), memory(run, TO), status(run)]).toEqual([undefined, VALUE, 1]);
  });

  it('leaves the store that started it as it was, and no rule or grant of its own', () => {
    const run = guarded({
      stack: STACK_WGCHECKER_FIRST,
      platform: 'worlds 4 trusted=3 mwid=3 hw-bypass=off granule=4',
      state: 'a1 0x10400000\nt0 0x0000000200000001',
      code: ['sd t0, 0xc(a1)'],
      more: 'slots dram\n  1 napot 0x80000000/4K 3:rw\n  2 off 0x80004000\n  3 tor 0x80008000 0:rw\nslots uart\n  1 tor 0xfffffffffffffffc 0:rw',
      dma: [
        [0x1000_0000, 8, 'r'],
        [FROM, 8, 'w'],
      ],
    });
    // 4 bytes of the UART, then 4 of what the IOPMP refuses: the transfer fails, and STATUS is written after it.
    write(run, SOURCE, 0x1000_0000, (FROM + 4096) | 0, 4);
    expect([run.trap(), run.rule(), status(run)]).toEqual([undefined, 'none', 1]);
    const granted = guarded({
      stack: STACK_WGCHECKER_FIRST,
      platform: 'worlds 4 trusted=3 mwid=3 hw-bypass=off granule=4',
      state: 'a1 0x10400000\nt0 1',
      code: ['sw t0, 0xc(a1)'],
      more: 'slots dram\n  1 napot 0x80000000/4K 3:rw\n  2 off 0x80004000\n  3 tor 0x80008000 0:rw',
      dma: OPEN,
    });
    write(granted, SOURCE, FROM | 0, TO | 0, 8).steps(1);
    expect([status(granted), granted.reference.grantMode]).toEqual([1, 3]);
  });

  it('stops at the first piece that ends in a bus error, having written nothing if that is a read', () => {
    const unreadable = copy(
      board({
        dma: [
          [FROM, 8, 'r'],
          [TO, 4096, 'w'],
        ],
      }),
      16,
      FROM,
      TO,
    );
    expect([memory(unreadable, TO), status(unreadable)]).toEqual([0n, 3]);
    expect(recorded(unreadable)).toBe('read 5 at 80004008 by 1');
    const unwritable = copy(
      board({
        dma: [
          [FROM, 4096, 'r'],
          [TO, 8, 'w'],
          [TO + 16, 8, 'w'],
        ],
      }),
      24,
      FROM,
      TO,
    );
    expect([0, 8, 16].map((by) => memory(unwritable, TO + by))).toEqual([VALUE, 0n, 0n]);
    expect([status(unwritable), recorded(unwritable)]).toEqual([3, 'write 5 at 80006008 by 1']);
  });

  it('copies what is made up', () => {
    const run = copy(board({ dma: [[TO, 4096, 'w']], errors: IE | RS }), 8, FROM, TO);
    expect([memory(run, TO), status(run), recorded(run)]).toEqual([
      0x1122334411223344n,
      1,
      'read 5 at 80004000 by 1',
    ]);
  });

  it('moves naturally aligned pieces of each half, and at most 256 bytes', () => {
    const dma: Guarded['dma'] = [
      [FROM, 4096, 'r'],
      [TO, 8, 'w'],
    ];
    const run = copy(board({ dma }), 4, FROM + 2, TO + 2);
    expect([memory(run, TO), status(run)]).toEqual([0x6655_4433_0000n, 1]);
    const long = write(board(), SIZE, 1000);
    expect(long.reference.bus.devices.engine.readWord(SIZE)).toBe(256);
    expect(write(long, SIZE, -1).reference.bus.devices.engine.readWord(SIZE)).toBe(256);
    expect(status(copy(board(), 0, 0, 0))).toBe(1);
  });

  it('goes on beyond 4 GiB, where nothing is, and not at 0', () => {
    const run = copy(board({ errors: RS }), 16, 0xffff_fff8, TO);
    expect([status(run), memory(run, TO)]).toEqual([3, 0n]);
    expect(status(copy(board({ errors: RS }), 8, 0xffff_fff8, TO))).toBe(1);
  });

  it('interrupts if CTRL says so when it ends', () => {
    const run = copy(write(board(), CONTROL, 2), 8, FROM, TO);
    expect(isPending(run, ENGINE_SOURCE)).toBe(true);
    // It writes CTRL itself: 0x...2211 has bit 1 clear, its own enable is gone at the end.
    const own = copy(write(board(), CONTROL, 3), 4, FROM, ENGINE_BASE + CONTROL);
    expect([isPending(own, ENGINE_SOURCE), status(own)]).toEqual([false, 1]);
  });

  it('does not start itself, and can be started by another transfer, which goes on', () => {
    const run = board({ more: 'data\n  0x80004000 0x1', dma: OPEN });
    copy(run, 4, FROM, ENGINE_BASE + START);
    expect([status(run), memory(run, TO)]).toEqual([1, 0n]);
    const outer = board();
    write(outer, SOURCE, FROM | 0, TO | 0, 8);
    outer.event(EVENT_DMA_WRITE, ENGINE_BASE + START, 0, 12, 1, 2);
    // 4 bytes to START, then 8 to STATUS and CTRL in one piece, which is refused.
    expect([memory(outer, TO), status(outer)]).toEqual([VALUE, 1]);
    const failing = write(board({ dma: [[FROM, 4096, 'r']] }), SOURCE, FROM | 0, TO | 0, 8);
    failing.event(EVENT_DMA_WRITE, ENGINE_BASE + START, 0, 8, 1, 2);
    expect(status(failing)).toBe(1);
  });

  it('runs for an event too, with what the event says', () => {
    const run = board();
    run.event(EVENT_DMA_COPY, 8, FROM | 0, 0, TO | 0, 0, 1);
    expect([memory(run, TO), status(run)]).toEqual([VALUE, 1]);
    expect(run.reference.bus.devices.engine.readWord(SOURCE)).toBe(0);
  });

  it('is another master: it writes over a reservation, and code of the running block is old until the next lookup', () => {
    const run = board({
      state: 'a1 0x80004000\na2 0x1040000c\nt0 1',
      code: ['lr.d a0, (a1)', 'sw t0, 0(a2)', 'sc.d a3, t0, (a1)'],
      hart: [[FROM, 4096, 'rw']],
      dma: [[FROM, 4096, 'rw']],
    });
    write(run, SOURCE, FROM | 0, FROM | 0, 8);
    run.steps(3);
    expect(run.x(13)).toBe(0n);
    expect(run.reference.allowances[allowanceIndex('sc-by-value')]).toBe(1);
    const code = board({
      state: 'a2 0x1040000c\nt0 1',
      code: ['sw t0, 0(a2)', 'addi a0, zero, 1'],
      more: 'data\n  0x80004000 0x00200513',
      dma: [
        [FROM, 4096, 'r'],
        [0x8000_0000, 4096, 'w'],
      ],
    });
    write(code, SOURCE, FROM | 0, 0x8000_0004 | 0, 4).steps(1);
    code.hints[R_FETCH] = 0;
    expect([code.trap(), code.x(10)]).toEqual([undefined, 1n]);
    expect(code.reference.allowances[allowanceIndex('running-block')]).toBe(1);
  });

  it('is not there unless the platform has it', () => {
    const run = board({
      state: 'a1 0x10400000',
      code: ['lw a0, 0(a1)'],
      words: [[ENGINE, 0]],
      hart: [[ENGINE_BASE, 4096, 'r']],
    });
    expect([run.trap(), run.rule()]).toEqual(['5 0x10400000', 'unassigned']);
  });

  it('takes aligned pieces of 4 bytes', () => {
    for (const bad of ['ld a0, 8(a1)', 'lh a0, 8(a1)', 'lw a0, 2(a1)']) {
      const run = board({ state: 'a1 0x10400000', code: [bad] });
      expect([run.trap()?.slice(0, 1), run.rule()]).toEqual(['5', 'register-size']);
    }
  });
});

describe('messages about transactions', () => {
  it('change nothing: each access says by itself how long it is', () => {
    const run = board({ dma: [[FROM, 4096, 'rw']] });
    run.event(EVENT_TRANSACTION_START, 1, FROM | 0, 0, (FROM + 63) | 0, 0);
    run.event(EVENT_DMA_WRITE, TO | 0, 0, 8, 1, 2);
    run.event(EVENT_TRANSACTION_END, 1, FROM | 0, 0, (FROM + 63) | 0, 0);
    expect([memory(run, TO), recorded(run)]).toEqual([0n, 'write 5 at 80006000 by 1']);
  });
});
