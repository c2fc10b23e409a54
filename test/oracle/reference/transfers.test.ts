import { describe, expect, it } from 'vitest';
import { R_FETCH } from '../../../src/trace/record.ts';
import { errcause, events, memory, program } from './region-run.ts';

describe('a transfer', () => {
  const sixty = 'events\n  at 0 dma-write 0x80008100 8 0x1122334455667788';

  it('of 64 bytes over 8 bytes that are open leaves those (89)', () => {
    const run = events(
      program({
        platform: 'worlds 4 trusted=3 mwid=3 hw-bypass=off granule=4\ndma wid=3',
        more: 'slots dram\n  0 off 0 react=ER,EW,IR,IW\n  2 napot 0x80008100/8 3:rw\nevents\n  at 0 dma-write 0x800080f8 64 0x1122334455667788',
      }),
    );
    const found = [0x8000_80f8, 0x8000_8100, 0x8000_8108].map((address) => memory(run, address));
    expect(found).toEqual([0n, 0x1122334455667788n, 0n]);
    expect([errcause(run, 0), run.reference.checkerRegister(0, 0x18)]).toEqual([
      0xc000_0000_0000_0203n,
      0x8000_80f8 >>> 2,
    ]);
  });

  it('is a store of another master: code it overwrites is new at the next lookup, old in the running block', () => {
    const overwrite = 'events\n  at 1 dma-write 0x80000004 4 0x00600513';
    const at = (hint: number): bigint => {
      const run = program({
        platform: 'device none',
        code: ['addi a1, zero, 1', 'addi a0, zero, 5'],
        more: overwrite,
      }).steps(1);
      run.hints[R_FETCH] = hint;
      return events(run).steps(1).x(10);
    };
    expect([at(1), at(0)]).toEqual([6n, 5n]);
  });

  it('marks its pages only while the log is on', () => {
    const marked = (...kinds: readonly string[]): boolean => {
      const more = `events\n${kinds.map((kind) => `  at 0 ${kind}`).join('\n')}${sixty.slice(6)}`;
      const run = events(program({ platform: 'device none', more }));
      return run.reference.migration(0x8000);
    };
    expect(marked('dirty-log-sync')).toBe(false);
    expect(marked('dirty-log-start', 'dirty-log-sync')).toBe(true);
    expect(marked('dirty-log-start', 'dirty-log-sync', 'dirty-log-stop')).toBe(false);
  });

  it('leaves the stores of the hart what they are: they mark their page always', () => {
    const run = events(
      program({
        platform: 'device none',
        state: 'a1 0x80009000',
        code: ['sd zero, 0(a1)'],
        more: `events\n  at 0 dirty-log-sync${sixty.slice(6)}`,
      }),
    ).steps(1);
    expect([run.reference.migration(0x8000), run.reference.migration(0x9000)]).toEqual([false, true]);
  });

  it('reaches registers with its WID like any access, and ends the run at the finisher', () => {
    const slot = (wid: number): number => {
      const more = 'events\n  at 0 dma-write 0x06000048 8 0xc0';
      return events(program({ platform: `dma wid=${wid}`, more })).reference.checkerRegister(0, 0x48);
    };
    expect([slot(3), slot(0)]).toEqual([0xc0, 0]);
    const ended = events(
      program({ platform: 'device none', more: 'events\n  at 0 dma-write 0x00100000 4 0x5555' }),
    );
    expect(ended.reference.ended).toBe(true);
  });

  it('goes on at 0 behind the last address: addresses are modulo 2^64', () => {
    const run = events(
      program({
        platform: 'device none\nlow-ram 4K',
        more: 'events\n  at 0 dma-write 0xfffffffffffffffc 16 0x1122334455667788',
      }),
    );
    expect([memory(run, 0), memory(run, 8)]).toEqual([0x5566778811223344n, 0x11223344n]);
  });

  it('reads leave no trace but what a checker logs', () => {
    const run = events(
      program({
        platform: 'dma wid=0',
        more: 'slots dram\n  16 tor 0xfffffffffffffffc 3:rw react=IR\nevents\n  at 0 dma-read 0x80008100 16',
      }),
    );
    expect(errcause(run, 0)).toBe(0x8000_0000_0000_0100n);
    expect(run.reference.touchedCount).toBeGreaterThan(0);
  });
});
