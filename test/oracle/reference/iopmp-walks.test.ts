import { describe, expect, it } from 'vitest';
import { FEATURE_NON_PRIO, IOPMP_FEATURES, IOPMP_PRIO_ENTRY, TABLES } from '../../../src/input/layout.ts';
import { allowanceIndex } from '../../../src/oracle/allowances.ts';
import {
  ACCESS_LOAD,
  accessInfo,
  FETCH_LOOKUP,
  OUTCOME_FAULT,
  R_ACCESS,
  R_CAUSE,
  R_FETCH,
  R_TVAL,
} from '../../../src/trace/record.ts';
import { type Entry, FEATURES, type Guarded, guarded, IE, RS, recorded } from './iopmp-run.ts';
import { memory } from './region-run.ts';

const ROOT = 0x8000_1000;
/** The leaf PTE of the one mapping. */
const LEAF = 0x8000_3000;
const DATA = 0x8000_8000;

/** A load or store of 0x40000000 with S privilege; the entries behind that of the code are `tables` and the data page. */
function translated(
  code: string | readonly string[],
  tables: readonly Entry[],
  flags = 'rw---ad',
  errors = IE,
  words: Guarded['words'] = [[TABLES, ROOT | 0]],
) {
  return guarded({
    state: 'satp sv39 root=0x80001000\nmstatus MPRV MPP=S\na1 0x40000000\nt0 7',
    code: typeof code === 'string' ? [code] : code,
    more: `maps\n  0x40000000 -> 0x80008000 ${flags} 4K\ndata\n  0x80008000 0x55`,
    hart: tables.some(([first]) => first === DATA) ? tables : [...tables, [DATA, 4096, 'rw']],
    errors,
    words,
  });
}

describe('a page walk behind an IOPMP', () => {
  it('reads with the RRID of the hart', () => {
    const run = translated('ld a0, 0(a1)', [
      [ROOT, 4096, 'r'],
      [ROOT + 4096, 8192, 'r'],
      [LEAF, 8, 'r'],
    ]);
    expect([run.trap(), run.x(10), recorded(run)]).toEqual([undefined, 0x55n, undefined]);
  });

  it('that is refused ends in an access fault of the type of the access', () => {
    const tables: readonly Entry[] = [[ROOT, 8, 'r']];
    const run = translated('ld a0, 0(a1)', tables);
    expect([run.trap(), run.rule(), recorded(run)]).toEqual([
      '5 0x40000000',
      'pte-bus-error',
      'read 5 at 80001008 by 0',
    ]);
    expect(translated('sd t0, 0(a1)', tables).trap()).toBe('7 0x40000000');
  });

  it('takes what is made up for the PTE', () => {
    // 0x11223344_11223344: V = 0.
    const run = translated('ld a0, 0(a1)', [], 'rw---ad', IE | RS);
    expect([run.trap(), run.rule(), recorded(run)]).toEqual([
      '13 0x40000000',
      'pte-invalid',
      'read 5 at 80001008 by 0',
    ]);
  });

  it('needs read and write to set A and D, and fails without them whatever the answer', () => {
    const readable: readonly Entry[] = [
      [ROOT, 4096, 'r'],
      [ROOT + 4096, 4096, 'r'],
    ];
    for (const errors of [IE, IE | RS]) {
      const run = translated('sd t0, 0(a1)', [...readable, [LEAF, 4096, 'r']], 'rw-----', errors);
      expect([run.trap(), run.rule(), recorded(run)]).toEqual([
        '7 0x40000000',
        'ad-update-iopmp',
        'write 2 at 80003000 by 0',
      ]);
      expect(memory(run, DATA)).toBe(0x55n);
    }
    const run = translated('sd t0, 0(a1)', [...readable, [LEAF, 4096, 'rw']], 'rw-----');
    expect([run.trap(), memory(run, DATA), memory(run, LEAF) & 0xc0n]).toEqual([undefined, 7n, 0xc0n]);
  });

  it('sets A and D by one entry that grants both, where entries have no priority', () => {
    const words: Guarded['words'] = [
      [TABLES, ROOT | 0],
      [IOPMP_FEATURES, FEATURES | FEATURE_NON_PRIO],
      [IOPMP_PRIO_ENTRY, 0],
    ];
    const tables: readonly Entry[] = [
      [ROOT, 4096, 'r'],
      [ROOT + 4096, 8192, 'r'],
      [LEAF, 8, 'r'],
      [LEAF, 8, 'w'],
    ];
    const run = translated('sd t0, 0(a1)', tables, 'rw-----', IE, words);
    expect([run.trap(), run.rule()]).toEqual(['7 0x40000000', 'ad-update-iopmp']);
  });

  it('that the machine did not make may be an old one, if that is refused as the machine says', () => {
    const readable: readonly Entry[] = [
      [ROOT, 4096, 'r'],
      [ROOT + 4096, 8192, 'r'],
      [LEAF, 8, 'r'],
      [DATA + 4096, 4096, 'rw'],
    ];
    const run = translated(['ld a0, 0(a1)', 'amoadd.d a0, t0, (a1)'], [...readable, [DATA, 8, 'r']]).steps(1);
    // The PTE now leads to the next page, which is open.
    run.reference.lay(LEAF, Uint8Array.of(0xc7, 0x24));
    run.hints[R_ACCESS] = accessInfo(ACCESS_LOAD, 8, OUTCOME_FAULT, 0);
    run.hints[R_CAUSE] = 7;
    run.hints[R_TVAL] = 0x4000_0000;
    expect(run.trap()).toBe('7 0x40000000');
    expect(run.reference.allowances[allowanceIndex('stale-translation')]).toBe(1);
  });

  it('that the machine did not make may be an old one for a fetch too', () => {
    const run = guarded({
      state: 'satp sv39 root=0x80001000\nmstatus MPP=S\nmepc 0x40000000',
      code: ['mret'],
      more: 'maps\n  0x40000000 -> 0x80008000 rwx--ad 4K\ncode 0x80000800\n  mret',
      hart: [
        [ROOT, 4096, 'r'],
        [ROOT + 4096, 8192, 'r'],
        [LEAF, 8, 'r'],
        [DATA, 4096, 'r'],
        [DATA + 4096, 4096, 'rx'],
      ],
      words: [[TABLES, ROOT | 0]],
    });
    expect([run.trap(), run.trap(), run.trap()]).toEqual([undefined, '1 0x40000000', undefined]);
    run.reference.lay(LEAF, Uint8Array.of(0xcf, 0x24));
    run.hints[R_FETCH] = FETCH_LOOKUP;
    run.hints[R_CAUSE] = 1;
    run.hints[R_TVAL] = 0x4000_0000;
    expect(run.trap()).toBe('1 0x40000000');
  });

  it('asked for only, where the machine has made none, records nothing', () => {
    const run = translated('ld a0, 0(a1)', [[ROOT, 4096, 'r']]);
    run.hints[R_ACCESS] = accessInfo(ACCESS_LOAD, 8, OUTCOME_FAULT, 0);
    expect([run.trap(), recorded(run)]).toEqual(['5 0x40000000', 'read 5 at 80002000 by 0']);
  });
});
