import { describe, expect, it } from 'vitest';
import { EVENT_DMA_WRITE } from '../../../src/input/layout.ts';
import { allowanceIndex } from '../../../src/oracle/allowances.ts';
import { A_INFO, A_PA, ACCESS_LOAD, accessInfo, OUTCOME_RAM, R_ACCESS } from '../../../src/trace/record.ts';
import { IdealRun } from './ideal-run.ts';
import { access, errcause, events, memory } from './region-run.ts';

const ROOT = 0x8000_8000;
/** PTEs: pointer to the table at an address, and 2 MiB of data at 0x80000000 with R, W and some of A, D. */
const pointer = (address: number): string => `0x${(((address / 4096) << 10) | 1).toString(16)}`;
const leaf = (flags: number): number => 0x2000_0007 | flags;
const A = 0x40;
const D = 0x80;

/** The table of the leaf is at `table`: one load, then one store through it, by world 0 in S-mode. */
function through(table: number, flags: number, platform: string, slots = '', more = ''): IdealRun {
  return new IdealRun(`platform
  ram 64K
${platform}
${slots}
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  satp sv39 root=${ROOT}
  mlwid 0
  a1 0x40004000
  t0 7
pmp
  0 napot all rwx
code 0x80000000
  ld a0, 0(a1)
  sd t0, 8(a1)
data
  0x80008008 ${pointer(table)}
  ${table} ${leaf(flags)}
  0x80004000 0x44${more}`);
}

const OPEN = 'slots dram\n  1 napot 0x80000000/128K 0:rw';

describe('a page table in read-only memory', () => {
  it('serves while no bit has to be set', () => {
    const run = through(0x1000, A | D, '  device none\n  rom 4K').steps(2);
    expect([run.x(10), ...access(run)]).toEqual([0x44n, OUTCOME_RAM, 0x8000_4008n]);
  });

  it('refuses an access that would set A or D with an access fault', () => {
    const load = through(0x1000, 0, '  device none\n  rom 4K');
    expect([load.trap(), load.rule()]).toEqual(['5 0x40004000', 'ad-update-read-only']);
    const store = through(0x1000, A, '  device none\n  rom 4K').steps(1);
    expect([store.trap(), store.rule()]).toEqual(['7 0x40004008', 'ad-update-read-only']);
  });
});

describe('a page table in flash', () => {
  it('serves in array mode and takes no A or D', () => {
    const run = through(0x2000_0000, A, '  device none\n  flash 4K').steps(1);
    expect(run.x(10)).toBe(0x44n);
    expect([run.trap(), run.rule(), run.reference.isFlashArray(0)]).toEqual([
      '7 0x40004008',
      'ad-update-not-ram',
      true,
    ]);
  });

  it('is no valid one in status mode', () => {
    const event = '\nevents\n  at 0 dma-write 0x20000000 1 0x70';
    const run = events(through(0x2000_0000, A, '  device none\n  flash 4K', '', event));
    expect([run.trap(), run.rule()]).toEqual(['13 0x40004000', 'pte-invalid']);
  });

  it('is refused by the FLASH checker, which logs', () => {
    const slots = `${OPEN}\nslots flash\n  1 napot 0x20000000/4K 0:r- react=EW\n  16 tor 0xfffffffffffffffc 3:rw`;
    const run = through(0x2000_0000, A, '  flash 4K', slots).steps(1);
    expect([run.trap(), run.rule(), errcause(run, 2)]).toEqual([
      '7 0x40004008',
      'ad-update-checker',
      0x4000_0000_0000_0200n,
    ]);
  });
});

describe('a page table at the end of RAM inside a page', () => {
  it('serves, and takes no A or D', () => {
    const run = through(0x8001_0000, A, '  device none\n  ram-tail 256').steps(1);
    expect(run.x(10)).toBe(0x44n);
    expect([run.trap(), run.rule()]).toEqual(['7 0x40004008', 'ad-update-not-ram']);
  });
});

describe('a page table behind two checkers', () => {
  it('is asked of both for the read and for the update', () => {
    const slots = `${OPEN}\nslots outer\n  1 napot 0x80000000/4K 0:rw\n  2 napot 0x80004000/4K 0:rw\n  3 napot 0x80008000/8K 0:r- react=EW\n  16 tor 0xfffffffffffffffc 3:rw`;
    const run = through(0x8000_9000, A, '  checker outer slots=16', slots).steps(1);
    expect(run.x(10)).toBe(0x44n);
    expect([run.trap(), run.rule()]).toEqual(['7 0x40004008', 'ad-update-checker']);
    expect([errcause(run, 3), errcause(run, 0)]).toEqual([0x4000_0000_0000_0200n, 0n]);
  });
});

describe('a page table in the remapping region', () => {
  const remapped = (registers: string, flags: number): IdealRun => {
    const slots = `${OPEN}\nremap\n  0 ${registers}`;
    // The leaf lies at the target of READ.
    const run = through(0x4000_0000, flags, '  remap pages=1', slots);
    return run;
  };

  it.each([
    ['the same page', 'both=0x80009000', 'none', undefined],
    ['another page', 'read=0x80009000 write=0x8000a000', 'ad-update-remapped', '7 0x40004008'],
    ['nowhere', 'read=0x80009000', 'ad-update-remapped', '7 0x40004008'],
  ])('is read at READ and updated where WRITE leads: to %s', (_, registers, rule, trap) => {
    const run = remapped(registers, A);
    new DataView(run.reference.memory.buffer).setBigUint64(
      run.reference.offsetAt(0x8000_9000),
      BigInt(leaf(A)),
      true,
    );
    expect([run.steps(1).x(10), run.trap()]).toEqual([0x44n, trap]);
    expect(run.rule()).toBe(rule);
    expect(memory(run, 0x8000_9000)).toBe(BigInt(trap === undefined ? leaf(A | D) : leaf(A)));
  });
});

describe('a translation that the machine still holds', () => {
  /** Data page 0x40000000 is mapped; the machine says that it made no walk and came to `pa`. */
  const held = (registers: string, pte: number, code: string): IdealRun =>
    new IdealRun(`platform
  device none
  ram 64K
  remap pages=2
remap
${registers}
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  satp sv39 root=${ROOT}
  a1 0x40004000
  a2 0x80009000
  a3 0x06004000
  t0 0x30000cf
pmp
  0 napot all rwx
code 0x80000000
  ld a0, 0(a1)
  ${code}
  ld a0, 0(a1)
data
  0x80004000 0x44
  0x80005000 0x55
  0x80008008 ${pte}
  0x80009000 ${leaf(A | D)}`);
  const serves = (run: IdealRun, pa: number): bigint => {
    run.hints[R_ACCESS + A_INFO] = accessInfo(ACCESS_LOAD, 8, OUTCOME_RAM, 0);
    run.hints[R_ACCESS + A_PA] = pa;
    return run.steps(1).x(10);
  };

  it('may have come from a table that the remapping region no longer leads to', () => {
    const run = held('  0 both=0x80009000', 0x1000_0001, 'csrrs zero, mscratch, zero').steps(1);
    expect(run.x(10)).toBe(0x44n);
    run.reference.event(Int32Array.of(0, EVENT_DMA_WRITE, 0x0600_4000, 0, 8, 0, 0, 0), 0);
    run.steps(1);
    expect(serves(run, 0x8000_4000)).toBe(0x44n);
    expect(run.reference.allowances[allowanceIndex('stale-translation')]).toBe(1);
  });

  it('is known by the target that it leads to', () => {
    const run = held('  0 both=0x80004000\n  1 both=0x80005000', 0x1000_00cf, 'csrrs zero, mscratch, zero');
    run.reference.x[2 * 11] = 0x4000_0000;
    expect(run.steps(2).x(10)).toBe(0x44n);
    new DataView(run.reference.memory.buffer).setBigUint64(
      run.reference.offsetAt(0x8000_8008),
      BigInt(0x2000_00cf),
      true,
    );
    expect(serves(run, 0x8000_4000)).toBe(0x44n);
    expect(run.reference.allowances[allowanceIndex('stale-translation')]).toBe(1);
  });
});
