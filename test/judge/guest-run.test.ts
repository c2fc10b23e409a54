import { describe, expect, it } from 'vitest';
import { boardFor } from '../../src/cli/guest-board.ts';
import { readElf } from '../../src/elf/elf.ts';
import { GuestRun } from '../../src/judge/guest-run.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { assembleProgram } from '../elf/assembly/assembled.ts';
import { elfBytes } from '../elf/assembly/elf-bytes.ts';
import { PROGRAMS } from '../elf/programs/index.ts';

const FIXED = new GuestRun(parseDesign('fixed'), true);

/** The guest loaded, ready to run. */
function loaded(source: string, run = FIXED): GuestRun {
  const elf = readElf(elfBytes(assembleProgram(source)));
  const { input, memory, tohost } = boardFor(elf, { checkers: true, ram: 1 << 20, extensions: 0 });
  run.load(input, memory, tohost);
  return run;
}

/** Runs in slices of `slice` steps, at most `most` of them. */
function finished(run: GuestRun, slice = 4096, most = 100): GuestRun {
  for (let i = 0; i < most && run.report === undefined && run.finding === undefined; i++) run.advance(slice);
  run.compareEnd();
  return run;
}

describe('a guest run', () => {
  it('is the same in slices of any length', () => {
    for (const program of PROGRAMS.filter(({ hart }) => hart === undefined)) {
      const { steps, report } = finished(loaded(program.source));
      expect(report?.result).toBe('passed');
      // A timer may come a few instructions earlier: each slice begins a block.
      const isTimed = program.source.includes('MTIMECMP');
      for (const slice of [1, 7]) {
        const run = finished(loaded(program.source), slice, 2 * steps);
        expect([program.name, run.finding, run.report]).toEqual([program.name, undefined, report]);
        expect(isTimed || run.steps === steps).toBe(true);
      }
    }
  });

  it('goes on behind the records that the trace can hold', () => {
    const run = finished(loaded('li a0, 10000\nagain: addi a0, a0, -1\nbnez a0, again\nexpect a0, 0\npass'));
    expect(run.report?.result).toBe('passed');
    expect(run.steps).toBeGreaterThan(20_000);
  });

  it.each([
    ['passed', 0, 'li a0, 0x5555'],
    ['failed', 7, 'li a0, 0x73333'],
    ['reset', 0, 'li a0, 0x7777'],
  ])('ends at the finisher: %s, code %d', (result, code, line) => {
    const { report } = finished(loaded(`${line}\nli a1, 0x100000\nsw a0, 0(a1)\nstay: j stay`));
    expect(report).toEqual({ by: 'finisher', result, code });
  });

  it.each([
    ['passed', 0, 'li a0, 1\nsd a0, 0(a1)'],
    ['failed', 21, 'li a0, 43\nsw a0, 0(a1)'],
    ['failed', 1 << 7, 'li a0, 1\nsb a0, 1(a1)'],
    ['failed', 2 ** 31, 'li a0, 1\nsw a0, 4(a1)'],
    ['failed', 3, 'sd zero, 0(a1)\nli a0, 7\nsd a0, -8(a1)\namoadd.d zero, a0, (a1)'],
  ])('ends at the first value other than 0 in tohost: %s, code %d', (result, code, lines) => {
    const { report } = finished(loaded(`la a1, tohost\n${lines}\nli a0, 99\nsd a0, 0(a1)`));
    expect(report).toEqual({ by: 'tohost', result, code });
  });

  it('ends right behind the step that reports', () => {
    const run = loaded('la a1, tohost\nli a0, 1\nsd a0, 0(a1)\nnop\nstay: j stay');
    // The prelude has la, csrw, la and j before these four.
    expect([run.advance(1000), run.steps]).toEqual([10, 10]);
  });

  it('hears what is sent to the UART, and not its divisor', () => {
    const send = (value: number, offset: number) => `li a0, ${value}\nsb a0, ${offset}(a1)`;
    const lines = [send(0x80, 3), send(5, 0), send(3, 3), send(0x48, 0), send(0x69, 0), send(1, 1)];
    const { sent } = finished(loaded(`li a1, 0x10000000\n${lines.join('\n')}\npass`));
    expect(String.fromCharCode(...sent)).toBe('Hi');
  });

  it('is told apart from what the reference does', () => {
    const read = 'li a0, 0x06000000\nlw a1, 12(a0)\npass';
    const posted = new GuestRun(parseDesign('fixed', '+B23'), true);
    const { finding, report, steps } = finished(loaded(read, posted));
    expect([finding?.kind, report]).toEqual(['device-mismatch', undefined]);
    expect(steps).toBe((finding?.step ?? 0) + 1);
    const alone = new GuestRun(parseDesign('fixed', '+B23'), false);
    expect(finished(loaded(read, alone)).report?.result).toBe('passed');
  });

  it('begins anew with every load', () => {
    const run = finished(loaded('li a0, 0x73333\nli a1, 0x100000\nsw a0, 0(a1)'));
    expect(run.report?.result).toBe('failed');
    const again = loaded('pass', run);
    expect([again.steps, again.report]).toEqual([0, undefined]);
    expect(finished(again).report?.result).toBe('passed');
  });
});
