import { describe, expect, it } from 'vitest';
import { code, MachineRun } from '../machine-run.ts';

const PATTERN = 0x1122_3344_5566_7788n;

/** A board whose other masters move data before the second of three `nop`s, and the run after all three. */
function board(
  platform: string,
  slots: string,
  events: readonly string[],
  quirks = '',
  lines = ['nop', 'nop', 'nop'],
): MachineRun {
  const list = events.map((event) => `  at 1 ${event}`).join('\n');
  return new MachineRun(
    `platform\n${platform}\n${slots}\nstate\n  mtvec 0x80000800\n${code(...lines)}\nevents\n${list}`,
    quirks,
  ).after(lines.length);
}

/** Bytes of RAM from a physical address on. */
function bytes(run: MachineRun, pa: number, count: number): number[] {
  const { bus, ram } = run.machine.parts;
  return [...ram.bytes.subarray(bus.hostOf(pa), bus.hostOf(pa) + count)];
}

/** The error registers of the DRAM checker: WID and direction, kind, address. */
function logged(run: MachineRun): readonly [number, number, number] {
  const checker = run.machine.parts.bus.dramChecker;
  return [checker.read32(0x10), checker.read32(0x14) >>> 0, checker.read32(0x18) * 4];
}

const ALL = 'slots dram\n  1 napot 0x80000000/4M 0:rw 1:rw 2:rw 3:rw';
/** No slot but those that are listed; rules of any size. */
const FINE = '  worlds 4 trusted=3 mwid=3 mwidlist=0,1,2,3 hw-bypass=off granule=4';
const CODE = '  1 napot 0x80000000/64K 3:rw';
/** One granule of 8 bytes for WID 1 alone; what else is asked for is a bus error and an interrupt. */
const WINDOW = `slots dram\n  0 off 0x0 react=ER,EW,IR,IW\n${CODE}\n  2 napot 0x80040100/8 1:rw`;

describe('a transfer by another master', () => {
  it('writes its pattern from the first byte on, in pieces or not', () => {
    const run = board('  dma wid=3', ALL, [`dma-write 0x80040003 13 ${PATTERN}`]);
    expect(bytes(run, 0x8004_0000, 17)).toEqual([
      0, 0, 0, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0x88, 0x77, 0x66, 0x55, 0x44, 0,
    ]);
  });

  it('is decided piece by piece: what one verdict denies does not stop the others', () => {
    const run = board(`${FINE}\n  dma wid=1`, WINDOW, [`dma-write 0x800400f8 64 ${PATTERN}`]);
    const written = bytes(run, 0x8004_00f8, 64).map((byte) => (byte === 0 ? 0 : 1));
    expect(written.lastIndexOf(1)).toBe(15);
    expect(written.indexOf(1)).toBe(8);
    expect(logged(run)).toEqual([0x201, 0xc000_0000, 0x8004_00f8]);
  });

  it('as posted goes on to the end of the page with the verdict on the first byte it was granted', () => {
    const run = board(`${FINE}\n  dma wid=1`, WINDOW, [`dma-write 0x800400f8 64 ${PATTERN}`], '+B14');
    const written = bytes(run, 0x8004_00f8, 80).map((byte) => (byte === 0 ? 0 : 1));
    expect([written.indexOf(1), written.lastIndexOf(1)]).toEqual([8, 63]);
    expect(bytes(run, 0x8004_0108, 8)).toEqual(bytes(run, 0x8004_0100, 8));
    expect(logged(run)).toEqual([0x201, 0xc000_0000, 0x8004_00f8]);
  });

  it('as posted asks again on the next page', () => {
    const slots = 'slots dram\n  1 napot 0x80040000/4K 1:rw';
    const run = board('  dma wid=1', slots, [`dma-write 0x80040ff8 16 ${PATTERN}`], '+B14');
    expect([run.memory(0x8004_0ff8) !== 0n, run.memory(0x8004_1000)]).toEqual([true, 0n]);
  });

  it('carries the WID that is stamped, or as posted none, which counts as trusted', () => {
    const write = [`dma-write 0x80040000 8 ${PATTERN}`];
    const slots = 'slots dram\n  1 napot 0x80040000/4K 1:rw';
    expect(board('  dma wid=0', slots, write).memory(0x8004_0000)).toBe(0n);
    expect(board('  dma wid=1', slots, write).memory(0x8004_0000)).not.toBe(0n);
    expect(board('  dma wid=0', slots, write, '+B22').memory(0x8004_0000)).not.toBe(0n);
  });

  it('programs the registers of a checker if its WID may', () => {
    const write = ['dma-write 0x06000048 8 0x30'];
    const perm = (run: MachineRun): number => run.machine.parts.bus.dramChecker.read32(0x48);
    expect(perm(board('  dma wid=0', ALL, write))).toBe(0xff);
    expect(perm(board('  dma wid=3', ALL, write))).toBe(0x30);
    expect(perm(board('  dma wid=0', ALL, write, '+B22'))).toBe(0x30);
  });

  it('flushes the TLB at once where it changes a rule', () => {
    const run = board('  dma wid=3', ALL, ['dma-write 0x06000048 8 0x30']);
    run.after(1);
    expect(run.entry(0x8000_0000n)).not.toBe('none');
    run.after(2);
    expect(run.entry(0x8000_0000n)).toBe('none');
  });

  it('removes the code that it overwrites; the running block goes on', () => {
    const nop = 0x13;
    const addi = 0x0012_8293n;
    const lines = ['nop', 'nop', 'nop', 'jal zero, .-4'];
    const events = [`dma-write 0x80000008 4 ${addi}`];
    const run = board('  dma wid=3', ALL, events, '', lines).after(5);
    expect([2, 4].map((step) => run.fetch(step).word)).toEqual([nop, Number(addi)]);
  });

  it('changes the mode of a flash bank, which an instruction that leaves its block finds changed', () => {
    const run = new MachineRun(`platform
  flash 4K
  dma wid=3
state
  pc 0x20000000
  mtvec 0x80000800
  a0 0x100000
code 0x20000000
  nop
  lhu t0, 0(a0)
  nop
events
  at 1 dma-write 0x20000000 1 0x0`).after(2);
    expect([0, 1].map((step) => run.fetch(step).word)).toEqual([0x13, 0x80]);
  });

  it('marks pages for the dirty log only while that is on', () => {
    const write = `dma-write 0x80040000 8 ${PATTERN}`;
    const migration = (events: readonly string[]): boolean =>
      (board('  dma wid=3', ALL, events).dirty(0x8004_0000) & 4) !== 0;
    expect(migration(['dirty-log-sync', write])).toBe(false);
    expect(migration(['dirty-log-start', 'dirty-log-sync', write])).toBe(true);
    expect(migration(['dirty-log-start', 'dirty-log-stop', 'dirty-log-sync', write])).toBe(false);
  });

  it('drops what is written to read-only memory and what nobody answers for', () => {
    const run = board('  rom 4K\n  dma wid=3', ALL, [
      `dma-write 0x1000 8 ${PATTERN}`,
      `dma-write 0x70000000 8 ${PATTERN}`,
      `dma-write 0x8000000000000000 8 ${PATTERN}`,
      `dma-write 0x80040000 8 ${PATTERN}`,
    ]);
    expect([run.memory(0x1000), run.memory(0x8004_0000) !== 0n]).toEqual([0n, true]);
  });

  it('goes on at 0 behind the last address', () => {
    const run = board('  low-ram 4K\n  dma wid=3', ALL, [`dma-write 0xfffffffffffffffa 64 ${PATTERN}`]);
    expect(bytes(run, 0, 4)).toEqual([0x22, 0x11, 0x88, 0x77]);
  });

  it('ends where memory ends inside a page', () => {
    for (const quirks of ['', '+B14']) {
      const run = board(
        '  ram 64K\n  ram-tail 64\n  dma wid=3',
        ALL,
        [`dma-write 0x80010030 32 ${PATTERN}`],
        quirks,
      );
      expect(bytes(run, 0x8001_0030, 24).map((byte) => byte !== 0)).toEqual(
        Array.from({ length: 24 }, (_, i) => i < 16),
      );
    }
  });

  it('that reads is logged as a read and has the effects of a read', () => {
    const denied = board(`${FINE}\n  dma wid=1`, WINDOW, ['dma-read 0x80040004 4']);
    expect(logged(denied)).toEqual([0x101, 0xc000_0000, 0x8004_0004]);
    const claimed = board('  dma wid=1', ALL, [
      'dma-write 0x0c00003c 4 1',
      'dma-write 0x0c002000 4 0x8000',
      'interrupt 15',
      'dma-read 0x0c200004 4',
    ]);
    expect([claimed.machine.parts.plic.pending, claimed.machine.parts.plic.claimed]).toEqual([0, 0x8000]);
  });
});
