import { describe, expect, it } from 'vitest';
import { Auditor } from '../../../src/machine/auditor.ts';
import { code, MachineRun } from '../machine-run.ts';

/** What the auditor says after a load and a store of RAM and a watchpoint that nobody flushed for. */
function audited(va: number, types: number): readonly string[] {
  const run = new MachineRun(`slots dram
  1 napot 0x80000000/4M 0:rw 3:rw
state
  a0 0x80040000
${code('ld t0, 0(a0)', 'sd t0, 0(a0)')}`).after(2);
  const auditor = new Auditor(run.machine);
  run.machine.parts.watchpoints.insert(va | 0, 0, 8, types);
  auditor.checkAll(2);
  return auditor.violations.map(({ rule, role }) => `${role} ${rule}`);
}

describe('an entry of a watched page', () => {
  it('must carry the flag for each type that is watched', () => {
    expect(audited(0x8004_0008, 1)).toEqual(['load watched-page-is-flagged']);
    expect(audited(0x8004_0ffc, 2)).toEqual(['store watched-page-is-flagged']);
    expect(audited(0x8003_fffc, 3)).toEqual([
      'load watched-page-is-flagged',
      'store watched-page-is-flagged',
    ]);
  });

  it('may stay as it is where the watchpoint lies on another page', () => {
    expect(audited(0x8004_1000, 3)).toEqual([]);
  });
});
