import { describe, expect, it } from 'vitest';
import { code, MachineRun } from '../machine-run.ts';

const LEAF = 0x8001_2000;

interface Walk {
  readonly map: string;
  readonly mode?: string;
  readonly va?: string;
  readonly state?: string;
  readonly slots?: string;
  readonly pmp?: string;
  readonly line?: string;
  readonly quirks?: string;
  /** PTEs that replace those of the mapping. */
  readonly data?: string;
}

/** One access at 0x40000000 through the tables at 0x80010000; M-mode with MPRV. */
function walk({
  map,
  va = '0x40000000',
  mode = 'MPP=S',
  state = '',
  slots,
  pmp = '',
  line = 'ld t0, 0(a1)',
  quirks,
  data,
}: Walk) {
  const device = slots === undefined ? 'platform\n  device none\n' : `slots dram\n${slots}\n`;
  return new MachineRun(
    `${device}state
  mtvec 0x80000800
  mstatus MPRV ${mode}
  satp sv39 root=0x80010000
  a1 ${va}
${state}
pmp
${pmp}  5 napot all rwx
maps
  ${map}
${code(line, 'csrw mstatus, zero', 'ld t1, 0(a0)')}
data
  0x80040000 0x1234
${data ?? ''}`,
    quirks,
  ).after(1);
}

const at = (flags: string, to = '0x80040000', size = '4K') => `0x40000000 -> ${to} ${flags} ${size}`;

describe('a page walk', () => {
  it.each([
    ['4K', '0x80040000', '0x40000000'],
    ['2M', '0x80000000', '0x40040000'],
    ['1G', '0x80000000', '0x40040000'],
  ])('ends at a leaf of %s and takes the rest of the address as it is', (size, to, va) => {
    const run = walk({ map: at('r----a-', to, size), va });
    expect([run.outcome(0), run.x(5)]).toEqual(['retired', 0x1234n]);
  });

  it.each<[string, Walk, string]>([
    ['V is 0', { map: `${at('r----a-')} invalid` }, '13'],
    ['W without R', { map: at('-w---ad') }, '13'],
    ['W and X without R', { map: at('-wx--ad') }, '13'],
    ['no right to load', { map: at('--x--a-') }, '13'],
    ['no right to store', { map: at('r----ad'), line: 'sd t0, 0(a1)' }, '15'],
    ['no right for an AMO', { map: at('r----ad'), line: 'amoadd.w t0, t0, (a1)' }, '15'],
    ['a 2M leaf out of line', { map: at('r----a-'), data: `  0x80011000 0x2001004f` }, '13'],
    ['a 1G leaf out of line', { map: at('r----a-'), data: `  0x80010008 0x2001004f` }, '13'],
    ['a reserved bit', { map: at('r----a-'), data: '  0x80012000 0x0040000020010043' }, '13'],
    ['the top reserved bit', { map: at('r----a-'), data: '  0x80012000 0x1000000020010043' }, '13'],
    ['PBMT', { map: at('r----a-'), data: '  0x80012000 0x2000000020010043' }, '13'],
    ['N', { map: at('r----a-'), data: '  0x80012000 0x8000000020010043' }, '13'],
    ['a pointer with A', { map: at('r----a-'), data: '  0x80011000 0x20004841' }, '13'],
    ['a pointer with D', { map: at('r----a-'), data: '  0x80011000 0x20004881' }, '13'],
    ['a pointer with U', { map: at('r----a-'), data: '  0x80011000 0x20004811' }, '13'],
    ['a pointer at the last level', { map: at('r----a-'), data: '  0x80012000 0x20010001' }, '13'],
    ['a U page in S-mode', { map: at('r--u-a-') }, '13'],
    ['an S page in U-mode', { map: at('r----a-'), mode: '' }, '13'],
  ])('faults where %s', (_, how, cause) => {
    expect(walk(how).outcome(0)).toBe(`${cause} 0x40000000`);
  });

  it.each([
    ['0x4000000000', '13 0x4000000000'],
    ['0x8000000000', '13 0x8000000000'],
    ['0xffffffbfffffffff', '13 0xffffffbfffffffff'],
    ['0xffffffc040000000', '13 0xffffffc040000000'],
  ])('of %s, which is not sign-extended or not mapped, faults', (va, outcome) => {
    expect(walk({ map: at('r----a-'), va, line: 'lb t0, 0(a1)' }).outcome(0)).toBe(outcome);
  });

  it('goes through high addresses', () => {
    const map = '0xffffffffc0000000 -> 0x80040000 r----a- 4K';
    const run = walk({ map, va: '0xffffffffc0000000' });
    expect([run.outcome(0), run.x(5)]).toEqual(['retired', 0x1234n]);
  });

  it.each<[string, Walk]>([
    ['an X page under MXR', { map: at('--x--a-'), mode: 'MPP=S MXR' }],
    ['a U page in S-mode under SUM', { map: at('r--u-a-'), mode: 'MPP=S SUM' }],
    ['a U page in U-mode', { map: at('r--u-a-'), mode: '' }],
  ])('lets a load through to %s', (_, how) => {
    expect(walk(how).outcome(0)).toBe('retired');
  });

  it('gives nothing to a U page in S-mode by MXR, and no execution by SUM', () => {
    expect(walk({ map: at('--xu-a-'), mode: 'MPP=S MXR' }).outcome(0)).toBe('13 0x40000000');
    const run = new MachineRun(`platform
  device none
state
  mode S
  pc 0x40000000
  mtvec 0x80000800
  mstatus SUM
  satp sv39 root=0x80010000
pmp
  0 napot all rwx
maps
  0x40000000 -> 0x80000000 rwxu-ad 4K
${code('nop')}`).after(1);
    expect(run.outcome(0)).toBe('12 0x40000000');
  });

  it('to a physical address beyond 2^53 or to nothing reaches no memory', () => {
    const huge = '  0x80012000 0x003fffffffffffc3';
    expect(walk({ map: at('r----a-'), data: huge }).outcome(0)).toBe('5 0x40000000');
    expect(walk({ map: at('r----a-', '0x70000000') }).outcome(0)).toBe('5 0x40000000');
    expect(walk({ map: at('r----a-'), data: '  0x80011000 0x1c000001' }).outcome(0)).toBe('5 0x40000000');
  });
});

describe('A and D', () => {
  const leaf = (run: MachineRun) => Number(run.memory(LEAF) & 0xffn);

  it.each<[string, Walk, string, number]>([
    ['a load sets A', { map: at('rw-----') }, 'retired', 0x47],
    ['a store sets both', { map: at('rw-----'), line: 'sd t0, 0(a1)' }, 'retired', 0xc7],
    ['a store sets D', { map: at('rw---a-'), line: 'sd t0, 0(a1)' }, 'retired', 0xc7],
    ['an AMO sets both', { map: at('rw-----'), line: 'amoadd.w t0, t0, (a1)' }, 'retired', 0xc7],
    ['a load leaves D', { map: at('rw---a-') }, 'retired', 0x47],
    ['software: a load faults', { map: at('rw-----'), state: '  menvcfg 0x0' }, '13 0x40000000', 0x07],
    ['software: a load is content with A', { map: at('rw---a-'), state: '  menvcfg 0x0' }, 'retired', 0x47],
    [
      'software: a store faults',
      { map: at('rw---a-'), state: '  menvcfg 0x0', line: 'sd t0, 0(a1)' },
      '15 0x40000000',
      0x47,
    ],
    ['no right, no bit', { map: at('--x----') }, '13 0x40000000', 0x09],
  ])('%s', (_, how, outcome, bits) => {
    const run = walk(how);
    expect([run.outcome(0), leaf(run)]).toEqual([outcome, bits]);
  });

  it('are set before PMP and checker refuse the access', () => {
    const byPmp = walk({ map: at('rw-----'), pmp: '  0 napot 0x80040000/4K ---\n' });
    expect([byPmp.outcome(0), leaf(byPmp)]).toEqual(['5 0x40000000', 0x47]);
    const slots = '  1 napot 0x80040000/4K react=ER\n  2 napot 0x80010000/16K 0:rw';
    const byChecker = walk({ map: at('rw-----'), slots, state: '  mlwid 0' });
    expect([byChecker.outcome(0), leaf(byChecker)]).toEqual(['5 0x40000000', 0x47]);
  });

  it('are not set where PMP or checker refuse that, which is logged as a write', () => {
    const byPmp = walk({ map: at('rw-----'), pmp: '  0 napot 0x80012000/4K r--\n' });
    expect([byPmp.outcome(0), leaf(byPmp)]).toEqual(['5 0x40000000', 0x07]);
    const slots = '  1 napot 0x80010000/16K 0:r- react=EW\n  2 napot 0x80040000/4K 0:rw';
    const run = walk({ map: at('rw-----'), slots, state: '  mlwid 0' });
    expect([run.outcome(0), leaf(run)]).toEqual(['5 0x40000000', 0x07]);
    const { errCauseLo, errCauseHi, errAddrLo } = run.machine.parts.bus.dramChecker;
    expect([errCauseLo, errCauseHi >>> 0, (errAddrLo << 2) >>> 0]).toEqual([0x200, 0x4000_0000, LEAF]);
    const silent = walk({ map: at('rw-----'), slots: slots.replace(' react=EW', ''), state: '  mlwid 0' });
    expect([silent.outcome(0), silent.machine.parts.bus.dramChecker.errCauseHi]).toEqual(['5 0x40000000', 0]);
  });

  it('make the page of the table dirty', () => {
    const run = new MachineRun(`platform
  device none
state
  mstatus MPRV MPP=S
  satp sv39 root=0x80010000
  a1 0x40000000
pmp
  0 napot all rwx
maps
  0x40000000 -> 0x80040000 rw----- 4K
${code('ld t0, 0(a1)')}
events
  at 0 dirty-log-sync`).after(1);
    expect([run.dirty(LEAF), run.dirty(0x8001_1000), run.dirty(0x8004_0000)]).toEqual([7, 3, 3]);
  });
});

describe('the read of a PTE', () => {
  it('needs the right of S-mode by PMP', () => {
    expect(walk({ map: at('r----a-'), pmp: '  0 napot 0x80011000/4K --x\n' }).outcome(0)).toBe(
      '5 0x40000000',
    );
    const amo = walk({
      map: at('rw---ad'),
      pmp: '  0 napot 0x80011000/4K ---\n',
      line: 'amoadd.w t0, t0, (a1)',
    });
    expect(amo.outcome(0)).toBe('7 0x40000000');
  });

  const denied = (react: string) => `  1 napot 0x80011000/4K ${react}\n  2 napot 0x80010000/4K 0:r-`;

  it('ends in an access fault where the checker answers with a bus error, in a page fault where it reads 0', () => {
    const fault = walk({ map: at('r----a-'), slots: denied('react=ER'), state: '  mlwid 0' });
    expect(fault.outcome(0)).toBe('5 0x40000000');
    const { errCauseLo, errAddrLo } = fault.machine.parts.bus.dramChecker;
    expect([errCauseLo, (errAddrLo << 2) >>> 0]).toEqual([0x100, 0x8001_1000]);
    expect(walk({ map: at('r----a-'), slots: denied(''), state: '  mlwid 0' }).outcome(0)).toBe(
      '13 0x40000000',
    );
  });

  it('is that of the trusted world as posted (82, 83)', () => {
    const slots = '  1 napot 0x80040000/4K 0:rw';
    const run = walk({ map: at('rw-----'), slots, state: '  mlwid 0', quirks: '+B01,+B03' });
    expect([run.outcome(0), Number(run.memory(LEAF) & 0xffn)]).toEqual(['retired', 0x47]);
    const own =
      '  1 napot 0x80010000/16K 0:rw react=ER\n  2 napot 0x80000000/4K 3:rw\n  3 napot 0x80040000/4K 0:rw';
    const excluded = walk({
      map: at('r----a-'),
      slots: `${own}\n  16 off 0x0`,
      state: '  mlwid 0',
      quirks: '+B01,+B34',
    });
    expect(excluded.outcome(0)).toBe('13 0x40000000');
    const { errCauseLo, errAddrLo } = excluded.machine.parts.bus.dramChecker;
    expect([errCauseLo, (errAddrLo << 2) >>> 0]).toEqual([0x103, 0x8001_0008]);
  });

  it('with the walker of the posted design asks only for a read where A is set (85)', () => {
    const slots = '  1 napot 0x80010000/16K 0:r-\n  2 napot 0x80040000/4K 0:rw';
    const posted = walk({ map: at('rw-----'), slots, state: '  mlwid 0', quirks: '+B03' });
    expect([posted.outcome(0), Number(posted.memory(LEAF) & 0xffn)]).toEqual(['retired', 0x47]);
    expect(walk({ map: at('rw-----'), slots, state: '  mlwid 0' }).outcome(0)).toBe('5 0x40000000');
  });

  it('carries the WID of S-mode also for U-mode', () => {
    const slots = '  1 napot 0x80010000/16K 1:rw\n  2 napot 0x80040000/4K 2:rw';
    const state = '  mlwid 1\n  mwiddeleg 0x4\n  slwid 0x2';
    const run = walk({ map: at('r--u-a-'), mode: '', slots, state });
    expect([run.outcome(0), run.x(5)]).toEqual(['retired', 0x1234n]);
  });
});
