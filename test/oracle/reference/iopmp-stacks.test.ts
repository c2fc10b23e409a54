import { describe, expect, it } from 'vitest';
import { STACK_IOPMP_FIRST, STACK_WGCHECKER_FIRST } from '../../../src/input/layout.ts';
import { OUTCOME_BLOCKED, OUTCOME_IO, OUTCOME_RAM } from '../../../src/trace/record.ts';
import type { IdealRun } from './ideal-run.ts';
import { type Entry, guarded, IE, RS, recorded } from './iopmp-run.ts';
import { access, errcause, memory } from './region-run.ts';

const PAGE = 0x8000_4000;
const UART = 0x1000_0000;
const DRAM_CHECKER = 0;
const UART_CHECKER = 1;
const ORDERS = { 'wgchecker-first': STACK_WGCHECKER_FIRST, 'iopmp-first': STACK_IOPMP_FIRST } as const;
type Order = keyof typeof ORDERS;

interface Stacked {
  readonly order: Order;
  readonly address?: number;
  readonly instruction: string;
  /** Slots of the DRAM checker behind that of the code. */
  readonly slots?: string;
  readonly uart?: string;
  readonly hart?: readonly Entry[];
  readonly errors?: number;
}

/** M-mode code with WID 3 on a board with checkers, which refuse loudly, and an IOPMP. */
function stacked({
  order,
  address = PAGE,
  instruction,
  slots = '',
  uart = '',
  hart,
  errors,
}: Stacked): IdealRun {
  const loud = 'react=ER,EW,IR,IW';
  return guarded({
    stack: ORDERS[order],
    platform: 'worlds 4 trusted=3 mwid=3 hw-bypass=off granule=4',
    state: `a1 0x${address.toString(16)}\nt0 7`,
    code: [instruction],
    more: `slots dram\n  0 off 0 ${loud}\n  1 napot 0x80000000/4K 3:rw\n${slots}slots uart\n  0 off 0 ${loud}\n${uart}`,
    ...(hart === undefined ? {} : { hart }),
    ...(errors === undefined ? {} : { errors }),
  });
}

/** Who logged a refusal: the DRAM checker, the IOPMP. */
function logs(run: IdealRun, checker = DRAM_CHECKER): readonly [boolean, boolean] {
  return [errcause(run, checker) !== 0n, recorded(run) !== undefined];
}

describe('checkers and an IOPMP in a row', () => {
  const open = '  2 napot 0x80004000/4K 3:rw\n';
  const entry: Entry = [PAGE, 4096, 'rw'];

  it('let through what both let through', () => {
    for (const order of ['wgchecker-first', 'iopmp-first'] as const) {
      const run = stacked({ order, instruction: 'sd t0, 0(a1)', slots: open, hart: [entry] });
      expect([run.trap(), memory(run, PAGE), access(run)[0]]).toEqual([undefined, 7n, OUTCOME_RAM]);
      expect(logs(run)).toEqual([false, false]);
    }
  });

  it('are asked in their order: only the first that refuses logs', () => {
    const refused = (order: Order, slots: string, hart: readonly Entry[]) => {
      const run = stacked({ order, instruction: 'ld a0, 0(a1)', slots, hart });
      expect(run.trap()).toBe('5 0x80004000');
      return logs(run);
    };
    expect(refused('wgchecker-first', '', [])).toEqual([true, false]);
    expect(refused('iopmp-first', '', [])).toEqual([false, true]);
    for (const order of ['wgchecker-first', 'iopmp-first'] as const) {
      expect(refused(order, open, [])).toEqual([false, true]);
      expect(refused(order, '', [entry])).toEqual([true, false]);
    }
  });

  it('answer for the one that refused: the checker reads 0, the IOPMP what it makes up', () => {
    const silent = '  0 off 0\n';
    const read = (order: Order, errors: number) => {
      const run = guarded({
        stack: ORDERS[order],
        platform: 'worlds 4 trusted=3 mwid=3 hw-bypass=off granule=4',
        state: 'a1 0x80004001',
        code: ['lw a0, 0(a1)'],
        more: `slots dram\n${silent}  1 napot 0x80000000/4K 3:rw`,
        errors,
      });
      return [run.trap(), run.x(10), access(run)[0]];
    };
    expect(read('wgchecker-first', RS)).toEqual([undefined, 0n, OUTCOME_BLOCKED]);
    expect(read('iopmp-first', RS)).toEqual([undefined, 0x44_3344_44n, OUTCOME_BLOCKED]);
  });

  it('before the UART: a checker in front decides each piece, then the IOPMP speaks for the whole part', () => {
    const uart = '  1 tor 0xfffffffffffffffc 3:rw\n';
    const at = { address: UART, instruction: 'lw a0, 2(a1)', uart } as const;
    const both = stacked({ ...at, order: 'wgchecker-first', hart: [[UART, 8, 'r']] });
    expect([both.trap(), access(both)[0]]).toEqual([undefined, OUTCOME_IO]);
    for (const order of ['wgchecker-first', 'iopmp-first'] as const) {
      const none = stacked({ ...at, order });
      expect([none.trap(), logs(none, UART_CHECKER)]).toEqual(['5 0x10000002', [false, true]]);
      expect(recorded(none)).toBe('read 5 at 10000000 by 0');
      const made = stacked({ ...at, order, errors: IE | RS });
      expect([made.trap(), made.x(10)]).toEqual([undefined, 0x3344_3344n]);
      expect(recorded(made)).toBe('read 5 at 10000000 by 0, more');
    }
  });

  it('before the UART: what the checker in front refuses never comes to the IOPMP', () => {
    const at = { address: UART, instruction: 'lb a0, 5(a1)' } as const;
    const run = stacked({ ...at, order: 'wgchecker-first' });
    expect([run.trap(), logs(run, UART_CHECKER)]).toEqual(['5 0x10000005', [true, false]]);
    const turned = stacked({ ...at, order: 'iopmp-first' });
    expect([turned.trap(), logs(turned, UART_CHECKER)]).toEqual(['5 0x10000005', [false, true]]);
  });

  it('before the UART: the part goes on behind the last register, and is refused there as a whole', () => {
    const at = {
      address: UART,
      instruction: 'lh a0, 7(a1)',
      uart: '  1 tor 0xfffffffffffffffc 3:rw\n',
    } as const;
    const run = stacked({ ...at, order: 'wgchecker-first', errors: IE | RS });
    expect([run.trap(), run.x(10)]).toEqual([undefined, 0x4444n]);
    const open = stacked({ ...at, order: 'wgchecker-first', hart: [[UART, 16, 'r']] });
    expect([open.trap(), open.rule()]).toEqual(['5 0x10000008', 'unassigned']);
  });

  it('say of an AMO: a load half that the checker drops leaves the IOPMP to answer the store half', () => {
    const run = guarded({
      stack: STACK_WGCHECKER_FIRST,
      platform: 'worlds 4 trusted=3 mwid=3 hw-bypass=off granule=4',
      state: 'a1 0x80004000\nt0 7',
      code: ['amoadd.w a0, t0, (a1)'],
      more: 'slots dram\n  1 napot 0x80000000/4K 3:rw\n  2 napot 0x80004000/4K 3:-w',
    });
    expect([run.trap(), recorded(run)]).toEqual(['7 0x80004000', 'write 5 at 80004000 by 0']);
    expect([access(run, 0)[0], errcause(run, 0)]).toEqual([OUTCOME_BLOCKED, 0n]);
  });
});
