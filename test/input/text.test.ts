import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../src/input/empty.ts';
import {
  CHECKERS,
  CSR_PRESENT,
  CSRS,
  DATA,
  DATA_COUNT,
  DATA_STRIDE,
  DRAM_SLOTS,
  ENGINE,
  ENTRY_STRIDE,
  EVENT_DMA_DATA,
  EVENT_KIND,
  EVENT_STRIDE,
  EVENTS,
  FLASH_SLOTS,
  HARTS,
  HAS_PMP,
  HAS_STOP,
  INITIAL_CSRS,
  INPUT_WORDS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_FEATURES,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_MDCFG,
  IOPMP_ROWS,
  IOPMP_RRID_NUM,
  IOPMP_SPEC,
  MAPPING_STRIDE,
  MAPPINGS,
  MAX_CODE_SECTIONS,
  MAX_DATA,
  MAX_ENTRIES,
  MAX_EVENTS,
  MAX_INSTRUCTIONS,
  MAX_MAPPINGS,
  MAX_MDS,
  MAX_RRIDS,
  MAX_SLOTS,
  MODE,
  OUTER_SLOTS,
  PMP,
  PMP_ENTRIES,
  PMP_STRIDE,
  REGS,
  REMAP,
  ROW_STRIDE,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_STRIDE,
  SECTIONS,
  SLOT_STRIDE,
  SLOTS,
  UART_SLOTS,
  VERSION,
} from '../../src/input/layout.ts';
import { MAX_TEXT, parseInput, printInput } from '../../src/input/text.ts';
import { validate } from '../../src/input/validate.ts';
import { inputs } from '../arbitraries/input.ts';
import { canonical } from './canonical.ts';
import { fullInput } from './full-input.ts';

/** One of everything, in canonical form. */
const SPOKEN = `iommufuzz 1
platform
  device both
  ram 2M
  ram-tail 256
  low-ram 4K
  rom 60K
  flash 64K
  tlb entries=64 window=1000
  worlds 8 trusted=none mwid=7 mwidlist=0,1,7 hw-bypass=off granule=4
  checker dram slots=31
  checker uart slots=2
  checker flash slots=4
  checker outer slots=16
  remap pages=4
  stack iopmp-first
  rrid hart=3 dma=65535
  engine on
  iopmp spec=0.8.2 srcmd=0 mdcfg=0 domains=63 rrids=64 entries=128 k=1 prio=2 transl=5 err-data=0xdeadbeef msi-rrid=1 granule=8
  iopmp-features tor sps transl transl-prog chk-x no-x no-w stall peis pees mfr msi addrh err-rec
  dma wid=7
  hart svade smepmp
  steps 4096
slots dram
  0 off 0x0 react=ER,EW,IR,IW
  1 napot 0x80100000/4K 0:rw 1:r- 31:-w react=ER,EW lock
  2 tor 0x80103000 0:rw +0x7ffff0fc
  3 na4 0x80104000
  4 napot all 3:rw
  5 napot 0x0/16E
  6 tor addr=0xffffffffffffffff
  31 tor 0xfffffffffffffffc
slots uart
  1 napot 0x10000000/8 0:r-
slots flash
  4 tor 0x24000000 7:rw
slots outer
  0 off 0x0
iopmp
  errors ie rs msi stall-faults lock data=0x155 +0xfff800e0
  msi 0x124000000
  domain 0 to=4
  domain 62 to=65535
  rrid 0 domains=0,2,35 read=0 write=0 execute=0
  rrid 1 domains=0x3fe lock
  rrid 2 read=0x1
  rrid 3 write=0,1,2,3,4,5,6,62
  rrid 63 lock
  entry 0 off 0x1000 ---
  entry 3 napot 0x80000000/4K r-x suppress=ir,iw,ix,er,ew,ex
  entry 4 na4 0x80000000 -w- suppress=ew +0xfffff800
  entry 5 napot 0x0/32G rwx
  entry 6 napot all rwx
  entry 7 tor addr=0xffffffffffffffff r--
  entry 127 off 0x0 r--
  locks domains=0,3 mdcfg=2+0x80 entries=65535+0x80000000 sealed=domains,mdcfg,entries
  enable
remap
  0 read=0x80040000 write=0x80041000
  1 both=0x80042000
  2 write=0xfffffffffff000
  3 read=0x0 write=0x80041000,off
state
  mode S
  pc 0x80000002
  stop 0x80000040
  mstatus MPP=S MPRV SUM +0x1
  mtvec 0x80000800 vectored
  medeleg ecall-u load-page-fault
  mideleg SSI
  mie SSIE +0x8000000000000000
  mip 0
  mepc 7
  menvcfg CBCFE CBZE ADUE
  senvcfg CBIE=inval CBZE
  mcounteren CY IR
  scounteren HPM31
  mseccfg MML RLB
  satp sv39 root=0x80010000 asid=0x10
  mlwid 3
  mwiddeleg WID0 WID31
  ra 0xffffffffffffffff
pmp
  0 napot all rwx
  1 tor 0x80100000 r-x lock
  15 off 0x4 --- +0x60
maps
  tables 0x80020000 sv48
  0x8000000000 -> 0x0 rw---ad 512G
  0x40000000 -> 0x80100000 rwxugad 4K
  0xffffffffc0000000 -> 0x80000000 r-----d 1G invalid rsw=3
code 0x80000000
  ld a0, 0(a1)
  csrw mlwid, zero
  c.addi a0, 1
  .word 0xffffffff
  .half 0x0000
  cbo.zero (a0)
code 0x80000800
data
  0x80100000 0x1122334455667788
events
  at 0 dirty-log-start
  at 12 dirty-log-sync
  at 12 dirty-log-stop
  at 13 watch 0x80040000 8 rw
  at 13 unwatch 0x80040000 64 w
  at 14 dma-write 0x80040000 256 0x1122334455667788
  at 14 dma-read 0x20000000 1
  at 14 interrupt 15
  at 14 dma-copy 64 0x80040000 0x80050000 announced
  at 14 dma-copy 1 0x80040000 0x10000000
  at 15 transaction-start 3 0x80040000 0x8004003f
  at 15 transaction-end 65535 0x80040000 0x8003ffff
`;

const IOPMPS = [
  `iommufuzz 1
platform
  device none
`,
  `iommufuzz 1
platform
  device iopmp
`,
  `iommufuzz 1
platform
  device iopmp
  iopmp spec=0.7 srcmd=2 mdcfg=2 domains=8 rrids=32 entries=32 k=128 prio=65535 transl=0 err-data=0x0 msi-rrid=0 granule=4
  iopmp-features non-prio addrh err-rec
iopmp
  domain-rights 0 0:rw 1:r- 31:-w
  domain-rights 7 16:r-
`,
  `iommufuzz 1
platform
  device iopmp
  iopmp spec=0.8.2 srcmd=1 mdcfg=1 domains=63 rrids=63 entries=1 k=1 prio=0 transl=0 err-data=0x0 msi-rrid=0 granule=4096
  iopmp-features none
iopmp
  locks sealed=mdcfg
`,
];

describe('the text form of an input', () => {
  it('gives back every word of an input that was printed', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const { input: again, notes } = parseInput(printInput(input), 'test.txt');
        expect([...again]).toEqual([...input]);
        expect(notes.comments.size).toBe(0);
      }),
    );
  });

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const text = printInput(input);
        expect(canonical(text)).toBe(text);
      }),
    );
  });

  it('says nothing but its version about the empty input', () => {
    expect(printInput(emptyInput())).toBe('iommufuzz 1\n');
    expect([...parseInput('iommufuzz 1', 'test.txt').input]).toEqual([...emptyInput()]);
  });

  it('changes with every word that has a meaning', () => {
    const full = fullInput();
    expect(validate(full)).toBeUndefined();
    const text = printInput(full);
    expect([...parseInput(text, 'test.txt').input]).toEqual([...withoutGaps(full)]);
    const silent: number[] = [];
    for (let word = 0; word < INPUT_WORDS; word++) {
      if (isInTheMiddle(word)) continue;
      const changed = changedAt(full, word);
      if (changed === undefined || printInput(changed) === text) silent.push(word);
    }
    const expected = [...ONE_VALUED, ...UNUSED].filter((word) => !isInTheMiddle(word));
    expect(silent).toEqual(expected.sort((a, b) => a - b));
  });

  it('is shorter than its limit for the fullest input', () => {
    const text = printInput(fullInput());
    expect(text.length).toBeLessThan(MAX_TEXT - 0x2800);
    const fat = `${text}${'#\n'.repeat(200)}`;
    expect(canonical(fat).length).toBeLessThan(MAX_TEXT);
  });

  it('is read aloud as a maintainer would', () => {
    expect(canonical(SPOKEN)).toBe(SPOKEN);
  });

  it('is read aloud for every kind of IOPMP', () => {
    for (const spoken of IOPMPS) expect(canonical(spoken)).toBe(spoken);
  });

  it('accepts other spellings and prints its own', () => {
    const other = [
      '\uFEFFiommufuzz 1 \r',
      '',
      'state',
      '\tfp 0X10',
      '\tmtvec 0x80000801',
      ' mstatus 0x20800',
      ' satp bare asid=0',
      'code 2147483648',
      ' addi x10, zero, 1',
      ' .half 0x0001',
      ' .word 0x00000013',
      'data',
      ' 0 0',
    ].join('\n');
    expect(canonical(other).split('\n')).toEqual([
      'iommufuzz 1',
      'state',
      '  mstatus MPP=S MPRV',
      '  mtvec 0x80000800 vectored',
      '  satp bare',
      '  s0 0x10',
      'code 0x80000000',
      '  li a0, 1',
      '  c.nop',
      '  nop',
      'data',
      '  0x0 0x0',
      '',
    ]);
  });

  it('accepts other spellings of an IOPMP, in another order', () => {
    const other = [
      'iommufuzz 1',
      'platform',
      ' device iopmp',
      ' iopmp rrids=8 granule=4',
      'iopmp',
      ' enable',
      ' entry 1 napot addr=0x200001ff --- suppress=ex,ir',
      ' rrid 1 lock domains=0X2a',
      ' rrid 0 domains=2,0,0',
      ' errors data=1 ie +0x4',
      ' msi 4096',
      ' domain 1 to=0',
    ].join('\n');
    expect(canonical(other).split('\n')).toEqual([
      'iommufuzz 1',
      'platform',
      '  device iopmp',
      'iopmp',
      '  errors ie rs data=0x1',
      '  msi 0x1000',
      '  rrid 0 domains=0,2',
      '  rrid 1 domains=0,2,4 lock',
      '  entry 1 napot 0x80000000/4K --- suppress=ir,ex',
      '  enable',
      '',
    ]);
    const exclusive = parseInput(
      'iommufuzz 1\nplatform\n device iopmp\n iopmp domains=5 srcmd=1',
      'test.txt',
    );
    expect(exclusive.input[IOPMP_RRID_NUM]).toBe(5);
  });

  it('leaves out what no count covers', () => {
    const input = emptyInput();
    input[INSTRUCTIONS + 7] = 0x13;
    input[INSTRUCTION_COUNT] = 0;
    expect(printInput(input)).toBe('iommufuzz 1\n');
  });
});

/** Words of event `i` from argument `arg` (or the kind) on. */
function eventWord(i: number, arg: number): number {
  return EVENTS + i * EVENT_STRIDE + arg;
}

/**
 * Words that no other value can take: version, harts, x0 and the first section's first instruction have one; the
 * numbers of slots have one if all slots are there, formats and sizes of an IOPMP if its tables are full; the kind of
 * an event with these arguments.
 */
const ONE_VALUED = [
  VERSION,
  HARTS,
  DRAM_SLOTS,
  UART_SLOTS,
  FLASH_SLOTS,
  OUTER_SLOTS,
  ...span(IOPMP_SPEC, IOPMP_MD_ENTRY_NUM + 1),
  ...span(REGS, REGS + 2),
  SECTIONS + SECTION_FIRST,
  ...span(0, MAX_EVENTS).map((i) => eventWord(i, EVENT_KIND)),
];

/** What layout.ts leaves unused, and the arguments that a write by DMA does not have. */
const UNUSED = [
  ...span(ENGINE + 1, MODE),
  MODE + 1,
  HAS_STOP + 1,
  CSR_PRESENT + 1,
  ...span(CSRS + 2 * INITIAL_CSRS.length, HAS_PMP),
  ...span(PMP + PMP_ENTRIES * PMP_STRIDE, SLOTS),
  ...span(MAPPINGS + MAX_MAPPINGS * MAPPING_STRIDE, SECTION_COUNT),
  ...span(SECTIONS + MAX_CODE_SECTIONS * SECTION_STRIDE, INSTRUCTION_COUNT),
  ...span(INSTRUCTIONS + MAX_INSTRUCTIONS, DATA_COUNT),
  ...span(DATA + MAX_DATA * DATA_STRIDE, REMAP),
  ...span(0, MAX_EVENTS).map((i) => eventWord(i, EVENT_DMA_DATA + 2)),
  ...span(IOPMP_FEATURES + 1, IOPMP_ENABLE),
  IOPMP_MDCFG + MAX_MDS,
];

/** Words of the long lists, per record and records. */
const LISTS: readonly (readonly [base: number, stride: number, records: number])[] = [
  [SLOTS, SLOT_STRIDE, CHECKERS * MAX_SLOTS],
  [MAPPINGS, MAPPING_STRIDE, MAX_MAPPINGS],
  [INSTRUCTIONS, 1, MAX_INSTRUCTIONS],
  [DATA, DATA_STRIDE, MAX_DATA],
  [EVENTS, EVENT_STRIDE, MAX_EVENTS],
  [IOPMP_MDCFG, 1, MAX_MDS],
  [IOPMP_ROWS, ROW_STRIDE, MAX_RRIDS],
  [IOPMP_ENTRIES, ENTRY_STRIDE, MAX_ENTRIES],
];

/** Whether the word belongs to a record of a list that is like its neighbours: neither of the first nor of the last. */
function isInTheMiddle(word: number): boolean {
  return LISTS.some(
    ([base, stride, records]) => word >= base + 3 * stride && word < base + (records - 2) * stride,
  );
}

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function withoutGaps(full: Int32Array): Int32Array {
  const input = full.slice();
  const empty = emptyInput();
  for (const word of UNUSED) input[word] = empty[word];
  return input;
}

/** A valid input that differs from `input` in this word only, if there is one. */
function changedAt(input: Int32Array, word: number): Int32Array | undefined {
  const now = input[word];
  for (const value of [now + 1, now - 1, now ^ 8, now ^ 4096, now >> 1, 4]) {
    const changed = input.slice();
    changed[word] = value;
    if (validate(changed) === undefined) return changed;
  }
  return undefined;
}
