import { describe, expect, it } from 'vitest';
import type { Input } from '../../src/input/layout.ts';
import { parseInput, printInput } from '../../src/input/text.ts';
import { validate } from '../../src/input/validate.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { Minimizer } from '../../src/minimize/minimizer.ts';
import { groupOf } from '../quirks/quirk-row.ts';

/** The text of what is left of an input that shows a crash on `fixed` with the quirks. */
function minimized(text: string, quirks: string): string {
  const executor = new Executor(parseDesign('fixed', quirks), SILENT, {
    oracle: true,
    auditor: true,
    paranoid: false,
  });
  const { input } = parseInput(text, 'test');
  const left = minimize(executor, input);
  expect(validate(left)).toBeUndefined();
  expect(groupOf(executor.run(left))).toBe(groupOf(executor.run(input)));
  return printInput(left);
}

function minimize(executor: Executor, input: Input): Input {
  const finding = executor.run(input) ?? expect.fail('no crash');
  const settings = { examiner: executor, budget: 20_000, stopped: () => false, better: () => undefined };
  const minimizer = new Minimizer(input, finding, executor.causes(input, finding), settings);
  while (minimizer.step());
  expect(minimizer.result.isMinimal).toBe(true);
  return minimizer.result.input;
}

/** Q13: the first half of a page is granted, the second is loaded from. */
const NOISY = `iommufuzz 1
platform
  device both
  stack iopmp-first
  rrid hart=3 dma=5
  iopmp domains=40 rrids=16 entries=40 prio=30 err-data=0x77 msi-rrid=2
  iopmp-features tor prient-prog chk-x no-w stall peis pees mfr msi non-prio addrh err-rec
  engine on
slots dram
  1 napot 0x80040000/4K 0:rw
iopmp
  errors ie msi data=0x15
  msi 0x80050000
  domain 0 to=4
  domain 1 to=9
  domain 2 to=20
  domain 3 to=30
  rrid 3 domains=0,1,2,35 lock
  rrid 5 domains=3
  entry 0 napot 0x80000000/4K rwx suppress=ir,ew
  entry 5 napot 0x80040000/2K r-x suppress=er
  entry 11 tor 0x80030000 r--
  entry 20 napot 0x80060000/8K rwx
  locks domains=0 mdcfg=2 entries=4
  enable
state
  stop 0x80000004
  mtvec 0x80000004
  mlwid 0
  a0 0x80040800
pmp
  0 napot all rwx
code 0x80000000
  ld t0, 0(a0)
`;

describe('a minimized input with an IOPMP', () => {
  it('has no more in it than the crash needs', () => {
    expect(minimized(NOISY, '+Q13')).toBe(`iommufuzz 1
platform
  device iopmp
  steps 1
iopmp
  domain 0 to=6
  rrid 0 domains=0
  entry 0 napot 0x80000000/4K --x
  entry 5 napot 0x80040000/2K r--
  enable
state
  a1 0x80040800
code 0x80000000
  ld a0, 0(a1)
`);
  });

  it('has none, and no checker, where the crash needs none', () => {
    const text = NOISY.replace('device both', 'device iopmp')
      .replace('  stack iopmp-first\n', '')
      .replace('5 napot 0x80040000/2K r-x suppress=er', '5 napot 0x80040000/4K r-x')
      .replace('  0 napot all', '  0 na4 0x80040804 ---\n  3 napot all')
      .replace('  mlwid 0\n', '  mstatus MPRV\n')
      .replace('ld t0, 0(a0)', 'ld t0, 2(a0)');
    expect(minimized(text, '+base-a')).not.toContain('iopmp');
  });

  it('has transfers and messages of 8 bytes, and no copy where half of it is enough', () => {
    const board = 'iommufuzz 1\nplatform\n  device iopmp\n  rrid hart=2 dma=4\niopmp\n  domain 0 to=4\n';
    const rights = '  rrid 2 domains=0\n  entry 0 napot 0x80000000/4K r-x\n  enable\n';
    const code = (line: string) =>
      `state\n  stop 0x80000004\n  mtvec 0x80000004\n  a0 0x80050000\ncode 0x80000000\n  ${line}\n`;
    const announced = 'events\n  at 0 transaction-start 2 0x80000000 0x800000ff\n';
    expect(minimized(`${board}${rights}${code('ld t0, 0(a0)')}${announced}`, '+Q14')).toContain(
      'events\n  at 0 transaction-start 0 0x80000000 0x80000007\n',
    );
    const copied = 'events\n  at 0 dma-copy 64 0x80060000 0x80070000 announced\n';
    expect(minimized(`${board}${rights}${code('nop')}${copied}`, '+Q34')).toMatch(
      /at 0 dma-(read|write) 0x\w+ 8( 0x0)?\n/,
    );
  });
});

describe('RRIDs and WIDs of a minimized input', () => {
  it('are 0 and 1 though the crash needs some that are different', () => {
    const text = `iommufuzz 1
platform
  device iopmp
  rrid hart=5 dma=6
iopmp
  domain 0 to=4
  domain 1 to=8
  rrid 5 domains=0
  rrid 6 domains=1
  entry 0 napot 0x80000000/4K r-x
  entry 4 napot 0x80040000/2K rw-
  enable
state
  stop 0x80000004
  mtvec 0x80000004
code 0x80000000
  nop
events
  at 0 dma-write 0x800407fc 8 0x5
`;
    const left = minimized(text, '+Q03');
    expect(left).toContain('  at 0 dma-write 0x800407fc 8 0x0\n');
    expect(left).toMatch(/ {2}rrid 1 domains=\d\n/);
    expect(left).not.toMatch(/rrid (hart|[2-9])/);
  });

  it('are worlds 0 and 1', () => {
    const text = `iommufuzz 1
platform
  worlds 32 granule=4
slots dram
  1 napot 0x80040000/2K 20:rw
state
  stop 0x80000008
  mtvec 0x80000008
  mlwid 20
  t1 0x20800
  a0 0x80040000
pmp
  0 napot all rwx
code 0x80000000
  csrw mstatus, t1
  ld t2, 2044(a0)
`;
    const left = minimized(text, '+B14');
    expect(left).toMatch(/ [01]:r-\n/);
    expect(left).toMatch(/mlwid [01]\n/);
  });
});
