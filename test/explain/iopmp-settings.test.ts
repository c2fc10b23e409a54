import { describe, expect, it } from 'vitest';
import { decisionText } from '../../src/explain/decision-text.ts';
import {
  board,
  DOMAINS,
  onData,
  PAGE,
  type Parts,
  REGISTERS,
  refused,
  screens,
  stepsOf,
} from './iopmp-board.ts';

describe('what decides beside the entries', () => {
  const settingsOf = (parts: Parts) => {
    const steps = stepsOf(board({ ...parts, code: [...parts.code, 'ld t0, 0(a0)'] }));
    const step = steps.at(-1) ?? expect.fail('no step');
    return onData(step)[0];
  };
  const state = [
    PAGE,
    REGISTERS,
    'a3 0x10201000',
    'a4 0x6',
    'a5 0x80000000',
    'a6 0x10200800',
    'a7 0x5',
    't2 0x2',
  ];
  const iopmp = ['domain 0 to=4', 'rrid 0 domains=0', 'entry 1 napot 0x80040000/4K r--'];

  it.each([
    ['enable', ['enable'], ['nop', 'sw a5, 8(a2)'].slice(1), [], 'enable'],
    ['a SRCMD row', [], ['sw a4, 0(a3)'], [], 'SRCMD row 0'],
    ['a bound', [], ['sw a7, 4(a6)'], [], 'MDCFG of domain 1'],
    ['prio_entry', [], ['sh zero, 0(a0)', 'sw zero, 16(a2)'].slice(1), [], 'prio_entry'],
  ] as const)('is told when it was set: %s', (_, without, code, platform, name) => {
    const lines = without.length === 0 ? [...iopmp, 'enable'] : iopmp;
    expect(settingsOf({ platform, iopmp: lines, state, code }).settings).toEqual([{ name, set: 0 }]);
  });

  it('is the number of entries of a domain', () => {
    const platform = ['iopmp mdcfg=2 k=8'];
    const lines = ['rrid 0 domains=0', 'entry 1 napot 0x80040000/4K r--'];
    const words = [...state, 's0 0x800e0000'];
    const { settings } = settingsOf({
      platform,
      iopmp: lines,
      state: words,
      code: ['lui s0, 0x80080', 'sw s0, 8(a2)'],
    });
    expect(settings).toEqual([
      { name: 'enable', set: 1 },
      { name: 'md_entry_num', set: 1 },
    ]);
  });

  it('is a stall, of the RRID that is stalled', () => {
    const platform = [`iopmp-features tor prient-prog chk-x stall peis pees mfr non-prio addrh err-rec`];
    // RRIDSCP: op 1 (stall) for RRID 0, then the fetch of the next instruction is refused.
    const text = board({
      platform,
      iopmp: [...iopmp, 'enable'],
      state: [...state, 's0 0x40000000'],
      code: ['sw s0, 56(a2)', 'nop'],
    });
    const step = stepsOf(text)[1];
    expect(screens(step)[0]).toMatchObject({
      right: 'execute',
      error: { type: 7, name: 'stalled' },
      settings: [{ name: 'the stall of rrid 0', set: 0 }],
    });
    expect(step.history).toContain('the stall of rrid 0 was set in step 0');
  });

  it('is ERR_CFG where a transaction is refused', () => {
    const lines = [...iopmp, 'enable'];
    const code = ['sw a4, 96(a2)', 'ld t0, 0(a0)', 'sd t0, 0(a0)'];
    const [, load, store] = stepsOf(board({ iopmp: lines, state, code }));
    expect(onData(load)[0].settings).toEqual([]);
    expect(refused(store).settings).toEqual([{ name: 'ERR_CFG', set: 0 }]);
    expect(decisionText(refused(store))[1]).toBe('rrid 0 has domain 0; ERR_CFG set in step 0');
  });

  it('is the row of each domain where rows give rights', () => {
    const platform = ['iopmp srcmd=2 domains=2'];
    const lines = [...DOMAINS, 'domain-rights 0 0:r-', 'entry 1 napot 0x80040000/4K -w-', 'enable'];
    const screen = settingsOf({
      platform,
      iopmp: lines,
      state: [...state, 's1 0x10201020'],
      code: ['sw t2, 0(s1)'],
    });
    expect(screen).toMatchObject({ domains: [0, 1], settings: [{ name: 'SRCMD row 1', set: 0 }] });
    const given = screen.entries[1];
    expect(given).toMatchObject({ flags: '-w-', says: 'grants', isByTable: true, decides: true });
    expect(decisionText(screen)[2]).toMatch(/-w- decides: grants it by the SRCMD table; as at the start$/);
  });

  it('is the row that takes a right away', () => {
    const platform = ['iopmp-features tor sps prient-prog chk-x peis pees mfr non-prio addrh err-rec'];
    const lines = [
      'domain 0 to=4',
      'domain 1 to=8',
      'rrid 0 domains=0,1 read=0',
      'entry 4 napot 0x80040000/4K rw-',
      'enable',
    ];
    const { entries } = settingsOf({ platform, iopmp: lines, state, code: ['nop'] });
    expect(entries[4]).toMatchObject({ entry: 4, domain: 1, says: 'refuses', isByTable: true });
    expect(entries[0].isByTable).toBeUndefined();
  });
});
