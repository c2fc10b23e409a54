import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../src/input/empty.ts';
import {
  DRAM_SLOTS,
  EVENT_ARGS,
  EVENT_STRIDE,
  EVENTS,
  HARTS,
  INPUT_WORDS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  MAX_EVENTS,
  REGS,
  SECTION_FIRST,
  SECTIONS,
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
  device none
  ram 2M
  low-ram 4K
  tlb entries=64 window=1000
  worlds 8 trusted=none mwid=7 mwidlist=0,1,7 hw-bypass=off granule=4
  checker dram slots=31
  checker uart slots=2
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
  menvcfg ADUE
  satp sv39 root=0x80010000 asid=0x10
  mlwid 3
  mwiddeleg WID0 WID31
  ra 0xffffffffffffffff
pmp
  0 napot all rwx
  1 tor 0x80100000 r-x lock
  15 off 0x4 --- +0x60
maps
  tables 0x80020000
  0x40000000 -> 0x80100000 rwxugad 4K
  0xffffffffc0000000 -> 0x80000000 r-----d 1G invalid rsw=3
code 0x80000000
  ld a0, 0(a1)
  csrw mlwid, zero
  c.addi a0, 1
  .word 0xffffffff
  .half 0x0000
code 0x80000800
data
  0x80100000 0x1122334455667788
events
  at 0 dirty-log-start
  at 12 dirty-log-sync
  at 12 dirty-log-stop
`;

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
      const changed = changedAt(full, word);
      if (changed === undefined || printInput(changed) === text) silent.push(word);
    }
    expect(silent).toEqual(SILENT);
  });

  it('is shorter than its limit for the fullest input', () => {
    const text = printInput(fullInput());
    expect(text.length).toBeLessThan(0x9000);
    const fat = `${text}${'#\n'.repeat(400)}`;
    expect(canonical(fat).length).toBeLessThan(MAX_TEXT);
  });

  it('is read aloud as a maintainer would', () => {
    expect(canonical(SPOKEN)).toBe(SPOKEN);
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

  it('leaves out what no count covers', () => {
    const input = emptyInput();
    input[INSTRUCTIONS + 7] = 0x13;
    input[INSTRUCTION_COUNT] = 0;
    expect(printInput(input)).toBe('iommufuzz 1\n');
  });
});

/**
 * Words without a text of their own: version, harts, x0 and the first section's first instruction, which have one
 * value; the numbers of slots, which have one if all slots are there; event arguments, which no kind takes yet; and
 * what layout.ts leaves unused.
 */
const SILENT = [
  VERSION,
  HARTS,
  DRAM_SLOTS,
  UART_SLOTS,
  ...span(16, 20),
  21,
  27,
  ...span(REGS, REGS + 2),
  95,
  ...span(128, 140),
  ...span(189, 192),
  ...span(961, 968),
  SECTIONS + SECTION_FIRST,
  ...span(993, 1000),
  ...span(1257, 1264),
  ...span(1521, 1528),
  ...span(0, MAX_EVENTS).flatMap((event) =>
    span(EVENT_ARGS, EVENT_STRIDE).map((arg) => EVENTS + event * EVENT_STRIDE + arg),
  ),
];

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function withoutGaps(full: Int32Array): Int32Array {
  const input = full.slice();
  const fixed = [VERSION, HARTS, DRAM_SLOTS, UART_SLOTS];
  for (const word of SILENT) if (!fixed.includes(word)) input[word] = 0;
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
