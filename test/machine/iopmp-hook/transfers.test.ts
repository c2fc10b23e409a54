import { describe, expect, it } from 'vitest';
import { code, MachineRun } from '../machine-run.ts';
import { type Guarded, guarded, PAGE, recordOf, VALUE } from './guarded-run.ts';

const TARGET = 0x8005_0000;
const DMA_ROW = 'rrid 1 domains=1';
const DOMAINS = ['domain 1 to=24', DMA_ROW];
/** Entries of the DMA's domain: both pages. */
const OPEN = ['entry 16 napot 0x80040000/4K rw-', 'entry 17 napot 0x80050000/4K rw-'];

/** What happens before the second of three `nop`s. */
function moved(events: readonly string[], board: Guarded = {}, ...iopmp: readonly string[]): MachineRun {
  return guarded(
    {
      ...board,
      platform: ['engine on', ...(board.platform ?? [])],
      iopmp: [...DOMAINS, ...iopmp, ...(board.iopmp ?? [])],
      rest: `events\n${events.map((event) => `  at 1 ${event}`).join('\n')}`,
    },
    'nop',
    'nop',
    'nop',
  ).after(3);
}

/** STATUS of the engine. */
function status(run: MachineRun): number {
  return run.machine.parts.bus.dmaEngine.read32(0x10);
}

function isPending(run: MachineRun, source: number): boolean {
  return (run.machine.parts.plic.pending & (1 << source)) !== 0;
}

describe('a transfer event behind the IOPMP', () => {
  it('carries the RRID of DMA, and each piece is a transaction', () => {
    const run = moved(['dma-write 0x80040ff8 16 0x1'], {}, 'entry 16 napot 0x80040000/4K rw-');
    expect([run.memory(PAGE + 0xff8), run.memory(PAGE + 0x1000)]).toEqual([1n, 0xbn]);
    expect(recordOf(run)).toBe('write 5 at 80041000 by 1 entry 0');
  });

  it('drops what is refused and goes on', () => {
    const run = moved(['dma-write 0x80040000 24 0x1'], {}, 'entry 16 napot 0x80040010/8 rw-');
    expect([PAGE, PAGE + 16].map((pa) => run.memory(pa))).toEqual([VALUE, 1n]);
    expect(recordOf(run)).toBe('write 5 at 80040000 by 1 entry 0 +more');
  });

  it('as posted moves the bytes before a boundary', () => {
    const board = { quirks: '+Q03' };
    const run = moved(['dma-write 0x80040000 8 0x1111111111111111'], board, 'entry 16 na4 0x80040000 rw-');
    expect(run.memory(PAGE)).toBe(0x8877_6655_1111_1111n);
    const fixed = moved(['dma-write 0x80040000 8 0x1111111111111111'], {}, 'entry 16 na4 0x80040000 rw-');
    expect([fixed.memory(PAGE), recordOf(fixed)]).toEqual([VALUE, 'write 4 at 80040000 by 1 entry 16']);
  });
});

describe('a copy by the DMA engine', () => {
  it('moves the source to the target', () => {
    const run = moved(['dma-copy 12 0x80040004 0x80050001 announced'], {}, ...OPEN);
    expect([run.memory(TARGET), run.memory(TARGET + 8)]).toEqual([
      (0x4433_2211_8877_6655n << 8n) & (2n ** 64n - 1n),
      0x88_7766_5544n,
    ]);
    expect(status(run)).toBe(1);
  });

  it('ends at the first bus error, with nothing written if that was a read', () => {
    const read = moved(['dma-copy 16 0x80040ff8 0x80050000'], {}, ...OPEN);
    expect([read.memory(TARGET), status(read)]).toEqual([0n, 3]);
    expect(recordOf(read)).toBe('read 5 at 80041000 by 1 entry 0');
    const write = moved(['dma-copy 24 0x80040000 0x80050ff8'], {}, ...OPEN);
    expect([write.memory(TARGET + 0xff8), write.memory(TARGET + 0x1000), status(write)]).toEqual([
      VALUE,
      0n,
      3,
    ]);
  });

  it('takes made-up data for data', () => {
    const board = { platform: ['iopmp err-data=0x7'], iopmp: ['errors rs'] };
    const run = moved(['dma-copy 8 0x80041000 0x80050000'], board, ...OPEN);
    expect([run.memory(TARGET), status(run)]).toEqual([0x7_0000_0007n, 1]);
  });
});

/** The engine's registers at a0, started by the guest. */
function started(board: Guarded, ...program: readonly string[]): MachineRun {
  return guarded(
    {
      ...board,
      platform: ['engine on', ...(board.platform ?? [])],
      iopmp: [...DOMAINS, ...OPEN],
      state: ['a0 0x10400000', 'a1 0x80040000', 'a2 0x80050000', 't0 0x10', 't1 0x1', 't2 0x3'],
    },
    ...program,
  );
}

const PROGRAM = ['sw a1, 0(a0)', 'sw a2, 4(a0)', 'sw t0, 8(a0)', 'sw t1, 12(a0)', 'ld t3, 8(a2)'];

describe('the DMA engine', () => {
  it('runs when START is written', () => {
    const entries = ['napot 0x80050000/4K r-x'];
    const run = started({ entries }, ...PROGRAM).after(5);
    expect([run.x(28), status(run), isPending(run, 13)]).toEqual([VALUE, 1, false]);
  });

  it('raises its interrupt if CTRL says so, and STATUS is cleared by writing ones', () => {
    const run = started({}, 'sw t2, 20(a0)', ...PROGRAM.slice(0, 4), 'sw t1, 16(a0)', 'lw t4, 20(a0)').after(
      7,
    );
    expect([run.x(29), status(run), isPending(run, 13)]).toEqual([3n, 0, true]);
  });

  it('keeps a SIZE of 256 at most, and answers aligned words only', () => {
    const run = started({}, 'sw a1, 8(a0)', 'lw t3, 8(a0)', 'lw t4, 12(a0)', 'lw t5, 24(a0)', 'ld t6, 0(a0)');
    expect(run.after(4).x(28)).toBe(256n);
    expect([run.x(29), run.x(30)]).toEqual([0n, 0n]);
    expect(run.after(5).outcome(4)).toBe('5 0x10400000');
  });

  it('does not start itself', () => {
    const program = [...PROGRAM.slice(0, 1), 'addi a2, a0, 12', 'sw a2, 4(a0)', 'addi t0, zero, 4'];
    const run = started({ platform: [] }, ...program, 'sw t0, 8(a0)', 'sw t1, 12(a0)', 'nop').after(7);
    expect([run.outcome(5), status(run)]).toEqual(['retired', 1]);
  });

  it('is not there without its platform line', () => {
    const run = new MachineRun(
      `platform\n  device none\nstate\n  mtvec 0x80000800\n  a0 0x10400000\n${code('lw t0, 0(a0)')}`,
    );
    expect(run.after(1).outcome(0)).toBe('5 0x10400000');
  });

  it('leaves the pieces of the store that started it alone', () => {
    // The 4-byte piece at START comes in the middle of a store that is not aligned: 1, 2, 4 and 1 bytes.
    const run = started({}, ...PROGRAM.slice(0, 3), 'addi a3, a0, 9', 'sd t1, 0(a3)').after(5);
    expect(run.outcome(4)).toBe('7 0x10400009');
  });
});

describe('a message of the IOPMP', () => {
  const messages = ['errors ie msi data=0x155', 'msi 0x80060000'];
  const platform = ['iopmp-features tor prient-prog chk-x peis pees mfr msi non-prio addrh err-rec'];

  it('is written to memory past every check, and the line stays low', () => {
    const run = guarded({ platform, iopmp: messages }, 'ld t1, 0(a1)').after(1);
    expect([run.memory(0x8006_0000), isPending(run, 12)]).toEqual([0x155n, false]);
  });

  it('fails where there is no memory', () => {
    const iopmp = [messages[0], 'msi 0x90000000'];
    const run = guarded({ platform, iopmp }, 'ld t1, 0(a1)').after(1);
    expect(run.machine.parts.bus.iopmp.read32(0x64) & 8).toBe(8);
  });

  it('is the line of source 12 otherwise', () => {
    const run = guarded({ iopmp: ['errors ie'] }, 'ld t1, 0(a1)').after(1);
    expect(isPending(run, 12)).toBe(true);
  });
});
