import { describe, expect, it } from 'vitest';
import {
  FEATURE_ADDRH,
  FEATURE_CHK_X,
  FEATURE_ERR_REC,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_FEATURES,
  IOPMP_MDCFG,
  IOPMP_SPEC,
  SPEC_07,
} from '../../../src/input/layout.ts';
import { allowanceIndex } from '../../../src/oracle/allowances.ts';
import {
  OUTCOME_BLOCKED,
  OUTCOME_FAULT,
  OUTCOME_IO,
  OUTCOME_RAM,
  R_FETCH,
} from '../../../src/trace/record.ts';
import { FEATURES, type Guarded, guarded, IE, MADE_UP, RS, recorded, register } from './iopmp-run.ts';
import { access, memory } from './region-run.ts';

const PAGE = 0x8000_4000;
const VALUE = 0x8877_6655_4433_2211n;

/** One instruction on a1 = `address`, with t0 = 7; `more` as in {@link guarded}. */
function one(instruction: string, address: number, more: Guarded = {}) {
  return guarded({
    state: `a1 0x${address.toString(16)}\nt0 7`,
    code: [instruction],
    more: `data\n  0x${PAGE.toString(16)} 0x${VALUE.toString(16)}`,
    ...more,
  });
}

describe('a load or store behind an IOPMP', () => {
  it('is memory where one entry lets it pass', () => {
    const run = one('ld a0, 0(a1)', PAGE, { hart: [[PAGE, 8, 'r']] });
    expect([run.trap(), run.x(10), access(run)[0]]).toEqual([undefined, VALUE, OUTCOME_RAM]);
    expect(recorded(run)).toBeUndefined();
  });

  it('traps at its first byte where none does, and is recorded once, with that address', () => {
    const run = one('ld a0, 1(a1)', PAGE);
    expect([run.trap(), run.rule()]).toEqual(['5 0x80004001', 'iopmp-no-entry']);
    expect(recorded(run)).toBe('read 5 at 80004000 by 0');
    const store = one('sd t0, 0(a1)', PAGE, { hart: [[PAGE, 4096, 'r']] });
    expect([store.trap(), store.rule()]).toEqual(['7 0x80004000', 'iopmp-illegal-write']);
    expect([recorded(store), memory(store, PAGE)]).toEqual(['write 2 at 80004000 by 0', VALUE]);
  });

  it('is one transaction: nothing of it is stored if an entry holds a part of it only', () => {
    const run = one('sd t0, 4(a1)', PAGE, { hart: [[PAGE, 8, 'rw']] });
    expect([run.trap(), run.rule()]).toEqual(['7 0x80004004', 'iopmp-partial-hit']);
    expect([recorded(run), memory(run, PAGE)]).toEqual(['write 4 at 80004004 by 0', VALUE]);
  });

  it('is made up piece by piece where that is no bus error; each piece is recorded with the first address', () => {
    const run = one('ld a0, 1(a1)', PAGE, { errors: IE | RS });
    expect([run.trap(), run.x(10)]).toEqual([undefined, 0x44_11223344_3344_44n]);
    expect([access(run), recorded(run)]).toEqual([
      [OUTCOME_BLOCKED, BigInt(PAGE + 1)],
      'read 5 at 80004000 by 0, more',
    ]);
    const whole = one('ld a0, 0(a1)', PAGE, { errors: IE | RS });
    expect([whole.trap(), whole.x(10)]).toEqual([undefined, 0x1122334411223344n]);
    expect(recorded(whole)).toBe('read 5 at 80004000 by 0');
  });

  it('records nothing where neither bus error nor interrupt is wanted, and drops what is stored', () => {
    const run = one('sd t0, 0(a1)', PAGE, { errors: RS });
    expect([run.trap(), access(run)[0], recorded(run)]).toEqual([undefined, OUTCOME_BLOCKED, undefined]);
    expect(memory(run, PAGE)).toBe(VALUE);
  });

  it('obeys the suppression of the entry that refuses it', () => {
    // sire and sere.
    const run = one('ld a0, 0(a1)', PAGE, { hart: [[PAGE, 4096, '', 0x120]] });
    expect([run.trap(), run.x(10), recorded(run)]).toEqual([undefined, 0x1122334411223344n, undefined]);
  });

  it('that crosses a page is two transactions', () => {
    const two = one('ld a0, -4(a1)', PAGE, {
      hart: [
        [PAGE - 4096, 4096, 'r'],
        [PAGE, 8, 'r'],
      ],
    });
    expect([two.trap(), two.x(10)]).toEqual([undefined, 0x4433_2211_0000_0000n]);
    const run = one('ld a0, -4(a1)', PAGE, { hart: [[PAGE - 4096, 4096, 'r']] });
    expect([run.trap(), recorded(run)]).toEqual(['5 0x80004000', 'read 5 at 80004000 by 0']);
    expect([access(run, 0)[0], access(run, 1)[0]]).toEqual([OUTCOME_RAM, OUTCOME_FAULT]);
  });

  it('goes on piece by piece in a device that it may touch', () => {
    const run = one('lh a0, 4(a1)', 0x1000_0000, { hart: [[0x1000_0000, 8, 'r']] });
    expect([run.trap(), run.x(10)]).toEqual([undefined, 0x6000n]);
    const refused = one('lb a0, 5(a1)', 0x1000_0000);
    expect([refused.trap(), refused.rule()]).toEqual(['5 0x10000005', 'iopmp-no-entry']);
  });

  it('to what is not protected is not its affair; nor is anything while it is off', () => {
    const outside = [0x0200_0000, 0x0c00_0004, 0x1020_0000, 0x1040_0000];
    for (const address of outside) {
      const run = one('lw a0, 0(a1)', address);
      expect([run.trap(), access(run)[0], recorded(run)]).toEqual([undefined, OUTCOME_IO, undefined]);
    }
    const beyond = guarded({ state: 'a1 0x180000000', code: ['lw a0, 0(a1)'] });
    expect([beyond.trap(), beyond.rule(), recorded(beyond)]).toEqual([
      '5 0x180000000',
      'unassigned',
      undefined,
    ]);
    const off = one('ld a0, 0(a1)', PAGE, { words: [[IOPMP_ENABLE, 0]] });
    expect([off.trap(), off.x(10)]).toEqual([undefined, VALUE]);
  });

  it('to where nothing is, below 2^32, is refused first and unassigned where it is let through', () => {
    const refused = one('lw a0, 0(a1)', 0x3000_0000);
    expect([refused.trap(), recorded(refused)]).toEqual(['5 0x30000000', 'read 5 at 30000000 by 0']);
    const granted = one('lw a0, 0(a1)', 0x3000_0000, { hart: [[0x3000_0000, 8, 'rw']] });
    expect([granted.trap(), granted.rule(), recorded(granted)]).toEqual([
      '5 0x30000000',
      'unassigned',
      undefined,
    ]);
  });

  it('to the remapping region is one of its target; without a target it is none', () => {
    const remap = 'remap\n  0 read=0x80004000 write=0x80004000';
    const run = (hart: Guarded['hart']) =>
      one('ld a0, 0(a1)', 0x4000_0000, { platform: 'remap pages=2', more: remap, hart });
    expect([run([]).trap(), recorded(run([]).steps(1))]).toEqual(['5 0x40000000', 'read 5 at 80004000 by 0']);
    expect(run([[PAGE, 4096, 'r']]).trap()).toBeUndefined();
    const none = one('ld a0, 0(a1)', 0x4000_1000, { platform: 'remap pages=2', more: remap });
    expect([none.trap(), none.rule(), recorded(none)]).toEqual([
      '5 0x40001000',
      'remap-no-target',
      undefined,
    ]);
  });
});

describe('atomics behind an IOPMP', () => {
  it('need read and write together, as one write', () => {
    for (const rights of ['r', 'w']) {
      const run = one('amoadd.w a0, t0, (a1)', PAGE, { hart: [[PAGE, 4096, rights]] });
      expect([run.trap(), recorded(run)]).toEqual(['7 0x80004000', 'write 2 at 80004000 by 0']);
      expect([access(run, 0)[0], access(run, 1)]).toEqual([OUTCOME_FAULT, [0, 0n]]);
    }
    const run = one('amoadd.w a0, t0, (a1)', PAGE, { hart: [[PAGE, 4096, 'rw']] });
    expect([run.trap(), run.x(10), memory(run, PAGE) & 0xffffffffn]).toEqual([
      undefined,
      0x44332211n,
      0x44332218n,
    ]);
  });

  it('that are made up read what is made up, store nothing, and are one violation', () => {
    const run = one('amoadd.d a0, t0, (a1)', PAGE, { hart: [[PAGE, 4096, 'r']], errors: IE | RS });
    expect([run.trap(), run.x(10), memory(run, PAGE)]).toEqual([undefined, 0x1122334411223344n, VALUE]);
    expect([access(run, 0)[0], access(run, 1)[0]]).toEqual([OUTCOME_BLOCKED, OUTCOME_BLOCKED]);
    expect(recorded(run)).toBe('write 2 at 80004000 by 0');
  });

  it('LR reads, SC writes', () => {
    const code = ['lr.d a0, (a1)', 'sc.d a2, t0, (a1)'];
    const run = one('', PAGE, { code, hart: [[PAGE, 4096, 'r']] }).steps(1);
    expect(run.x(10)).toBe(VALUE);
    expect([run.trap(), recorded(run)]).toEqual(['7 0x80004000', 'write 2 at 80004000 by 0']);
  });
});

describe('cbo.zero behind an IOPMP', () => {
  it('clears a block that one entry holds; else each byte is a transaction of its own', () => {
    const zero = (bytes: number, errors: number) =>
      one('cbo.zero (a1)', PAGE + 8, {
        state: `a1 0x${(PAGE + 8).toString(16)}`,
        hart: [[PAGE, bytes, 'rw']],
        errors,
      });
    const run = zero(64, IE);
    expect([run.trap(), memory(run, PAGE), access(run)[0]]).toEqual([undefined, 0n, OUTCOME_RAM]);
    const part = zero(8, IE);
    expect([part.trap(), memory(part, PAGE)]).toEqual(['7 0x80004008', 0n]);
    expect(recorded(part)).toBe('write 5 at 80004008 by 0');
    expect([zero(8, RS).trap(), access(zero(8, RS).steps(1))[0]]).toEqual([undefined, OUTCOME_BLOCKED]);
  });
});

describe('a fetch behind an IOPMP', () => {
  const ADDI = 0x0050_0513; // addi a0, zero, 5

  it('needs x, and is recorded as a fetch', () => {
    const run = guarded({ code: ['addi a0, zero, 1'], codeRights: 'rw' });
    expect([run.trap(), run.rule()]).toEqual(['1 0x80000000', 'iopmp-illegal-fetch']);
    expect(recorded(run)).toBe('fetch 3 at 80000000 by 0');
  });

  it('is a read where the platform makes it one', () => {
    const words: Guarded['words'] = [[IOPMP_FEATURES, FEATURES & ~FEATURE_CHK_X]];
    expect(guarded({ code: ['addi a0, zero, 1'], codeRights: 'r', words }).trap()).toBeUndefined();
    const run = guarded({ code: ['addi a0, zero, 1'], codeRights: 'x', words });
    expect([run.trap(), recorded(run)]).toEqual(['1 0x80000000', 'read 1 at 80000000 by 0']);
  });

  it('that is made up runs what is made up', () => {
    const made = guarded({ codeRights: '', errors: IE | RS, code: ['addi a0, zero, 1'] });
    made.reference.bus.gates.guard.iopmp.errData = ADDI;
    expect([made.trap(), made.x(10), recorded(made)]).toEqual([undefined, 5n, 'fetch 3 at 80000000 by 0']);
  });

  it('is asked for in pieces: 4 bytes at a multiple of 4, else 2 and 2', () => {
    const rules: Guarded['hart'] = [];
    const code = ['addi a0, zero, 1', 'c.nop', 'addi a0, zero, 2'];
    const at = (first: number, bytes: number) =>
      guarded({ code, codeRights: '', hart: rules, words: entryAt(first, bytes) });
    // 8 bytes: addi, c.nop and the lower half of the second addi, whose upper half is a fetch of its own.
    const run = at(0x8000_0000, 8);
    expect([run.trap(), run.trap(), run.x(10)]).toEqual([undefined, undefined, 1n]);
    expect([run.trap(), recorded(run)]).toEqual(['1 0x80000008', 'fetch 5 at 80000008 by 0']);
  });

  it('goes on in the running block after its right is gone, up to the next lookup', () => {
    const revoke = ['sw t0, 8(a1)', 'addi a0, zero, 1', 'addi a0, zero, 2'];
    const run = guarded({ state: 'a1 0x10204000\nt0 0x19', code: revoke });
    run.steps(1).hints[R_FETCH] = 0;
    expect([run.trap(), run.x(10)]).toEqual([undefined, 1n]);
    expect(run.reference.allowances[allowanceIndex('followed-code')]).toBe(1);
    run.hints[R_FETCH] = 1;
    expect([run.trap(), run.rule()]).toEqual(['1 0x80000008', 'iopmp-illegal-fetch']);
  });
});

describe('the registers of the IOPMP', () => {
  it('take aligned pieces of 4 bytes, and act on the next access', () => {
    const code = ['sw zero, 8(a2)', 'ld a0, 0(a1)'];
    const run = one('', PAGE, {
      state: `a1 0x${PAGE.toString(16)}\na2 0x10204010`,
      code,
      hart: [[PAGE, 4096, 'r']],
    });
    expect([run.trap(), run.trap(), recorded(run)]).toEqual([
      undefined,
      '5 0x80004000',
      'read 5 at 80004000 by 0',
    ]);
    for (const bad of ['sd zero, 8(a1)', 'sh zero, 8(a1)', 'lw a0, 2(a1)', 'lbu a0, 0(a1)']) {
      const wrong = one(bad, 0x1020_4000);
      expect([wrong.trap()?.slice(0, 1), wrong.rule()]).toEqual([
        bad.startsWith('s') ? '7' : '5',
        'register-size',
      ]);
    }
  });

  it('end at 0x5000; without an IOPMP nothing is there', () => {
    expect(one('lw a0, 0(a1)', 0x1020_5000, { words: [[IOPMP_ENABLE, 0]] }).trap()).toBe('5 0x10205000');
    expect(one('lw a0, 0(a1)', 0x1020_4ffc).trap()).toBeUndefined();
  });

  it('are those of 0.7 where the platform says so', () => {
    const words: Guarded['words'] = [
      [IOPMP_SPEC, SPEC_07],
      [IOPMP_FEATURES, FEATURE_ADDRH | FEATURE_ERR_REC],
      [IOPMP_MDCFG, 8],
    ];
    const run = one('lw a0, 0x14(a1)', 0x1020_0000, { words });
    expect(register(run, 0x14)).toBe(0x4000);
  });
});

describe('what is made up', () => {
  it('is the word of the platform', () => {
    const run = one('lw a0, 0(a1)', PAGE, { errors: RS }).steps(1);
    expect(run.x(10)).toBe(BigInt(MADE_UP));
  });
});

function entryAt(first: number, bytes: number): Guarded['words'] {
  const at = IOPMP_ENTRIES;
  return [
    [at, (first >>> 2) | ((bytes >> 3) - 1) | 0],
    [at + 2, 0x18 | 4],
  ];
}
