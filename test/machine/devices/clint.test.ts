import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigHigh, bigLow, toBig } from '../../../src/bits/word.ts';
import { Clint, LINE_MSI, LINE_MTI } from '../../../src/machine/devices/clint.ts';
import { HartState } from '../../../src/machine/hart/state.ts';
import { code, MachineRun } from '../machine-run.ts';

const MASK_64 = (1n << 64n) - 1n;
const MTIMECMP = 0x4000;
const MTIME = 0xbff8;

/** The same device, asked anew at every step. */
class Model {
  base = 0n;
  compare = MASK_64;
  retired = 0;

  get time(): bigint {
    return (this.base + BigInt(Math.floor(this.retired / 10))) & MASK_64;
  }

  set time(value: bigint) {
    this.base = value - BigInt(Math.floor(this.retired / 10));
  }

  write(offset: number, value: bigint): void {
    const half = (old: bigint, high: boolean) =>
      high ? (old & 0xffff_ffffn) | (value << 32n) : (old & ~0xffff_ffffn) | value;
    if (offset === MTIMECMP || offset === MTIMECMP + 4)
      this.compare = half(this.compare, offset !== MTIMECMP);
    if (offset === MTIME || offset === MTIME + 4) this.time = half(this.time, offset !== MTIME);
  }
}

const words = fc.oneof(fc.nat(40), fc.constantFrom(0xffff_ffff, 0xffff_fffe, 0x7fff_ffff, 0x8000_0000));
const actions = fc.oneof(
  fc.record({ wait: fc.nat(60) }),
  fc.record({ offset: fc.constantFrom(MTIMECMP, MTIMECMP + 4, MTIME, MTIME + 4), value: words }),
);

const values = fc.bigInt({ min: 0n, max: MASK_64 });

describe('the timer', () => {
  it('is high exactly while mtime has reached mtimecmp, looked at when it says that it changes', () => {
    fc.assert(
      fc.property(fc.array(actions, { maxLength: 12 }), (list) => {
        const state = new HartState();
        const clint = new Clint(state);
        const model = new Model();
        clint.reset();
        for (const action of list) {
          if ('wait' in action) {
            for (let i = 0; i < action.wait; i++) {
              state.retired++;
              model.retired++;
              clint.poll();
              expect((state.lines & LINE_MTI) !== 0).toBe(model.time >= model.compare);
            }
            continue;
          }
          clint.write32(action.offset, action.value | 0);
          model.write(action.offset, BigInt(action.value));
          expect((state.lines & LINE_MTI) !== 0).toBe(model.time >= model.compare);
          clint.readTime();
          expect(toBig(clint.lo, clint.hi)).toBe(model.time);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('moves to mtimecmp at once if that is ahead and not all ones', () => {
    fc.assert(
      fc.property(values, values, fc.nat(100), (time, compare, retired) => {
        const state = new HartState();
        const clint = new Clint(state);
        clint.reset();
        state.retired = retired;
        clint.write64(MTIME, bigLow(time), bigHigh(time));
        clint.write64(MTIMECMP, bigLow(compare), bigHigh(compare));
        clint.skipToTimer();
        clint.readTime();
        const skips = compare > time && compare !== MASK_64;
        expect(toBig(clint.lo, clint.hi)).toBe(skips ? compare : time);
        expect((state.lines & LINE_MTI) !== 0).toBe(skips || time >= compare);
      }),
    );
  });

  it('stays low while mtimecmp is as after a reset', () => {
    const clint = new Clint(new HartState());
    clint.reset();
    clint.skipToTimer();
    clint.readTime();
    expect([clint.lo, clint.hi, clint.read32(MTIMECMP), clint.read32(MTIMECMP + 4)]).toEqual([0, 0, -1, -1]);
  });
});

function board(state: string, ...lines: readonly string[]): MachineRun {
  return new MachineRun(`platform
  device none
state
  mtvec 0x80000800
  a0 0x2000000
  a1 0x2004000
  a2 0x200bff8
  t0 0x1122334455667788
${state}
pmp
  0 napot all rwx
${code(...lines)}
code 0x80000800
  nop`);
}

describe('the registers', () => {
  it.each<[string, bigint]>([
    ['ld t1, 0(a1)', 0x1122_3344_5566_7788n],
    ['lwu t1, 4(a1)', 0x1122_3344n],
    ['lwu t1, 0(a1)', 0x5566_7788n],
    ['ld t1, 0(a2)', 0x1122_3344_5566_7788n],
    ['ld t1, 8(a1)', 0n],
    ['lwu t1, 0(a0)', 0n],
    ['ld t1, 4(a2)', 0x1122_3344n],
  ])('answer %s after stores', (line, value) => {
    expect(board('', 'sd t0, 0(a1)', 'sd t0, 0(a2)', 'sd t0, 8(a1)', line).after(4).x(6)).toBe(value);
  });

  it('drive MSIP by bit 0 of msip alone', () => {
    const run = board(
      '  t1 1\n  t2 2',
      'sw t1, 0(a0)',
      'csrr a3, mip',
      'sw t2, 0(a0)',
      'csrr a4, mip',
      'sw t0, 4(a0)',
    );
    run.after(5);
    expect([run.x(13), run.x(14)]).toEqual([BigInt(LINE_MSI), 0n]);
    expect(board('  t1 3', 'sd t1, 0(a0)', 'ld a3, 0(a0)').after(2).x(13)).toBe(1n);
  });

  it.each(['lb t1, 0(a1)', 'lh t1, 0(a1)', 'ld t1, 2(a1)', 'sb t1, 0(a1)', 'sh t1, 0(a1)'])(
    'refuse %s',
    (line) => {
      const tval = line.includes('2(a1)') ? '0x2004002' : '0x2004000';
      expect(board('', line).after(1).outcome(0)).toBe(`${line[0] === 's' ? 7 : 5} ${tval}`);
    },
  );

  it('keep mtime where an 8-byte or a half store put it, until ten instructions later', () => {
    const stores = ['sd t0, 0(a2)', 'sw zero, 4(a2)'];
    const rest = Array.from({ length: 8 }, () => 'csrr t1, time');
    expect(
      board('', ...stores, ...rest)
        .after(10)
        .x(6),
    ).toBe(0x5566_7788n);
    expect(
      board('', ...stores, ...rest, 'csrr t1, time')
        .after(11)
        .x(6),
    ).toBe(0x5566_7789n);
  });
});

describe('wfi', () => {
  const TIMER = '  mie MTIE\n  t1 1000';

  it('lets the time pass to the timer that is waited for', () => {
    const run = board(`${TIMER}\n  mstatus MIE`, 'sd t1, 0(a1)', 'wfi', 'nop').after(4);
    expect([run.outcome(1), run.csr('mcause'), run.csr('mepc')]).toEqual([
      'retired',
      (1n << 63n) | 7n,
      0x8000_0008n,
    ]);
    expect(run.csr('time')).toBe(1000n);
  });

  it.each<[string, string]>([
    ['MTIE is off', '  t1 1000'],
    ['another interrupt is pending', '  mie MTIE SSIE\n  mip SSIP\n  mideleg SSI\n  t1 1000'],
    ['mtimecmp is all ones', '  mie MTIE\n  t1 0xffffffffffffffff'],
  ])('lets no time pass where %s', (_, state) => {
    const run = board(state, 'sd t1, 0(a1)', 'wfi').after(2);
    expect([run.outcome(1), run.csr('time')]).toEqual(['retired', 0n]);
  });
});

describe('the timer interrupt', () => {
  it('is taken at the start of the first block after its time', () => {
    const lines = Array.from({ length: 12 }, () => 'j .+4');
    const run = board('  mie MTIE\n  mstatus MIE\n  t1 1', 'sd t1, 0(a1)', ...lines).after(12);
    expect([run.csr('mcause'), run.csr('mepc')]).toEqual([(1n << 63n) | 7n, 0x8000_0028n]);
  });

  it('waits for the end of the block', () => {
    const lines = Array.from({ length: 12 }, () => 'nop');
    const run = board('  mie MTIE\n  mstatus MIE\n  t1 1', 'sd t1, 0(a1)', ...lines, 'j .+4').after(15);
    expect([run.csr('mcause'), run.csr('mepc')]).toEqual([(1n << 63n) | 7n, 0x8000_0038n]);
  });
});
