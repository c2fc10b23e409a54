import { describe, expect, it } from 'vitest';
import { EVENT_DIRTY_LOG_START, EVENT_DIRTY_LOG_SYNC, IOPMP_SOURCE } from '../../../src/input/layout.ts';
import { allowanceIndex } from '../../../src/oracle/allowances.ts';
import type { IdealRun } from './ideal-run.ts';
import { ERR_INFO, type Guarded, guarded, IE, MSI, RS, recorded, register } from './iopmp-run.ts';
import { memory } from './region-run.ts';

const DATA = 0x8000_4000;

/** A board whose hart may touch no data. */
function board(more: Guarded): IdealRun {
  return guarded({ more: 'data\n  0x80004000 0x99', ...more });
}

function isPending(run: IdealRun, source: number): boolean {
  return (run.reference.plic.pending & (1 << source)) !== 0;
}

describe('the interrupt of an IOPMP', () => {
  const refused = { state: 'a1 0x80004000', code: ['ld a0, 0(a1)', 'ld a0, 0(a1)'] } as const;

  it('is a source of the PLIC', () => {
    const run = board(refused);
    run.trap();
    expect(isPending(run, IOPMP_SOURCE)).toBe(true);
    const silent = board({ ...refused, errors: 0 });
    silent.trap();
    expect([isPending(silent, IOPMP_SOURCE), recorded(silent)]).toEqual([false, 'read 5 at 80004000 by 0']);
  });

  it('or a message of 4 bytes to memory, which nobody guards', () => {
    const data = 0x155 << 8;
    const sent = (msi: number) => {
      const run = board({ ...refused, platform: 'ram-tail 16', errors: IE | MSI | data, msi: msi | 0 });
      run.trap();
      expect(isPending(run, IOPMP_SOURCE)).toBe(false);
      return run;
    };
    const run = sent(0x8000_5004);
    expect([memory(run, 0x8000_5000), register(run, ERR_INFO) & 8]).toEqual([0x155_0000_0000n, 0]);
    // Across a page, and into the bytes behind the last one.
    const across = sent(0x8000_fffe);
    expect([memory(across, 0x8000_fff8), memory(across, 0x8001_0000)]).toEqual([0x0155_0000_0000_0000n, 0n]);
    for (const none of [0x8001_000e, 0x8fff_0000, 0x1000_0000, 0x1020_0060]) {
      expect(register(sent(none), ERR_INFO) & 8).toBe(8);
    }
  });

  it('is a store of another master: it marks its page only while the log is on', () => {
    const marked = (...kinds: readonly number[]): boolean => {
      const run = board({ ...refused, errors: IE | MSI, msi: 0x8000_5000 | 0 });
      for (const kind of kinds) run.event(kind);
      run.trap();
      return run.reference.migration(0x5000);
    };
    expect(marked(EVENT_DIRTY_LOG_SYNC)).toBe(false);
    expect(marked(EVENT_DIRTY_LOG_START, EVENT_DIRTY_LOG_SYNC)).toBe(true);
  });

  it('is a store of another master: it writes over a reservation', () => {
    const run = board({
      state: 'a1 0x80004000\na2 0x80006000\nt0 1',
      code: ['lr.w a0, (a1)', 'ld a4, 0(a2)', 'sc.w a3, t0, (a1)'],
      hart: [[DATA, 8, 'rw']],
      errors: IE | RS | MSI | (0x211 << 8),
      msi: DATA | 0,
      more: 'data\n  0x80004000 0x211',
    });
    run.steps(3);
    expect([run.x(13), run.reference.allowances[allowanceIndex('sc-by-value')]]).toEqual([0n, 1]);
  });
});
