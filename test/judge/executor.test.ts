import { describe, expect, it } from 'vitest';
import { type Input, STEPS } from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { QUIRK_IDS, type QuirkId } from '../../src/machine/quirks.ts';
import { groupOf, inputOf, type QuirkRow } from '../quirks/quirk-row.ts';
import { QUIRK_TABLE } from '../quirks/quirk-table.ts';

const OPTIONS = { oracle: true, auditor: true, paranoid: false };
const fixed = new Executor(parseDesign('fixed'), SILENT, OPTIONS);
const posted = new Executor(parseDesign('posted'), SILENT, OPTIONS);

function executor(quirks: string, options = OPTIONS): Executor {
  return new Executor(parseDesign('fixed', quirks), SILENT, options);
}

function inputFrom(text: string): Input {
  return parseInput(`iommufuzz 1\n${text}`, 'test').input;
}

function story(name: string): Input {
  return inputOf(QUIRK_TABLE.find((row) => row.story === name) ?? expect.fail(name));
}

/** The rows whose crash no other quirk of `posted` stands before. */
const shownByPosted = QUIRK_TABLE.filter((row) => row.onPosted !== false);

describe('listening to what an input compares', () => {
  it('tells something, and leaves no trace in the runs that follow', () => {
    const input = story('b15');
    const before = posted.run(input);
    const digest = posted.digest();
    let pairs = 0;
    posted.listen(input, (comparisons) =>
      comparisons.forEach(() => {
        pairs++;
      }),
    );
    expect(pairs).toBeGreaterThan(0);
    expect(posted.run(input)).toEqual(before);
    expect(posted.digest()).toBe(digest);
    const { comparisons } = posted.machine.parts;
    comparisons.forEach(() => {
      pairs = -1;
    });
    expect(pairs).toBeGreaterThan(0);
    expect(comparisons.listens).toBe(false);
  });

  it('hears the same whatever is switched off, and leaves it off', () => {
    const input = story('b15');
    const heard = (): string[] => {
      const pairs: string[] = [];
      posted.listen(input, (comparisons) =>
        comparisons.forEach((...pair) => {
          pairs.push(pair.join(' '));
        }),
      );
      return pairs;
    };
    const before = heard();
    posted.switchOff(QUIRK_IDS);
    expect(heard()).toEqual(before);
    expect(posted.run(input)).toBeUndefined();
    posted.switchOff([]);
    expect(heard()).toEqual(before);
  });
});

describe('the causes of a crash', () => {
  it.each(shownByPosted)('of $story as posted are its quirk and the companions', (row: QuirkRow) => {
    const finding = posted.run(inputOf(row)) ?? expect.fail('no crash');
    expect(groupOf(finding)).toBe(`${row.kind}/${row.group}`);
    const wanted: QuirkId[] = [...(row.companions ?? []), row.quirk];
    expect([...posted.causes(inputOf(row), finding)].sort()).toEqual(wanted.sort());
    expect(posted.isShownBy(wanted, inputOf(row), finding)).toBe(true);
    expect(posted.isShownBy(wanted.slice(1), inputOf(row), finding)).toBe(false);
  });

  it('are none where each of two quirks alone would show it', () => {
    // B34 as posted: the unmarked walk gets past the bus error, so that B34 has no part in it.
    const input = story('b34');
    const finding = posted.run(input) ?? expect.fail('no crash');
    expect(posted.causes(input, finding)).toEqual([]);
    expect(posted.isShownBy([], input, finding)).toBe(false);
  });

  it('are looked for without what has been switched off since the last time', () => {
    const input = story('b34');
    const finding = posted.run(input) ?? expect.fail('no crash');
    expect(posted.causes(input, finding)).toEqual([]);
    posted.switchOff(['walker-unmarked']);
    const other = posted.run(input) ?? expect.fail('no crash');
    expect(posted.causes(input, other)).toEqual(['pte-bus-error-is-page-fault']);
    posted.switchOff([]);
    expect(posted.causes(input, finding)).toEqual([]);
  });

  it('leave the executor as it was', () => {
    const input = story('b15');
    const finding = posted.run(input) ?? expect.fail('no crash');
    const digest = posted.digest();
    const first = posted.causes(input, finding);
    expect(posted.digest()).toBe(digest);
    expect(posted.causes(input, finding)).toEqual(first);
    expect(posted.isShownBy([], input, finding)).toBe(false);
    expect(posted.causes(input, finding)).toEqual(first);
    expect(posted.run(input)).toEqual(finding);
  });
});

/** World 0 reads, loses the page at once, reads again; then two steps that do not matter. */
const REVOKED = `slots dram
  1 napot 0x80040000/4K 0:rw
state
  mtvec 0x80000800
  mlwid 0
  mwiddeleg 2
  slwid 1
  mstatus MPRV MPP=U
  a0 0x80040000
pmp
  0 napot all rwx
code 0x80000000
  csrwi mwiddeleg, 0
  ld t0, 0(a0)
  csrwi mwiddeleg, 2
  ld t0, 0(a0)
  nop
  nop
events
  at 1 dirty-log-sync
  at 3 dirty-log-sync
  at 4 dirty-log-sync`;

describe('a mismatch', () => {
  it('that a flush just before would have prevented is stale, for every type of access', () => {
    const finding = executor('+B04').run(inputFrom(REVOKED)) ?? expect.fail('no crash');
    expect([groupOf(finding), finding.step]).toEqual([
      'stale-translation/access-allowed-for-denied-world',
      3,
    ]);
  });

  it('that is there with a flush too is one of permission', () => {
    const finding = executor('+B17').run(story('b17'));
    expect(groupOf(finding)).toBe('permission-mismatch/load-denied-for-allowed-granted-by-napot');
  });

  it('is judged by the run that showed it: the machine is left in its state', () => {
    const runner = executor('+B04');
    runner.run(inputFrom(REVOKED));
    const digest = runner.digest();
    const alone = new Executor(parseDesign('fixed', '+B04'), SILENT, { ...OPTIONS, oracle: false });
    expect(alone.run(inputFrom(REVOKED))).toBeUndefined();
    expect(alone.digest()).toBe(digest);
  });

  it('in an earlier step comes before what the machine died of', () => {
    // The value of slwid is wrong in step 1; the bus would stop the machine in step 2.
    const input = inputFrom(`state
  mwiddeleg 2
  t0 65
  mstatus MPRV MPP=U
  a0 0x80040000
pmp
  0 napot all rwx
code 0x80000000
  csrw slwid, t0
  csrr t1, slwid
  ld t1, 0(a0)`);
    expect(executor('+B07').run(input)?.step).toBe(1);
    expect(executor('+B07', { ...OPTIONS, oracle: false }).run(input)?.kind).toBe('assert');
  });
});

describe('what the auditor finds', () => {
  it('is the crash where machine and reference agree, and stands beside it where they do not', () => {
    const alone = executor('+T01', { ...OPTIONS, oracle: false });
    const finding = alone.run(story('t01')) ?? expect.fail('no crash');
    expect(groupOf(finding)).toBe('lost-dirty/store-broken-stored-page-is-dirty');
    const both = executor('+T01').run(story('t01')) ?? expect.fail('no crash');
    expect(both.beside).toEqual(['lost-dirty/store-broken-stored-page-is-dirty']);
  });

  it('is not looked for without an auditor', () => {
    const blind = executor('+T01', { oracle: false, auditor: false, paranoid: false });
    expect(blind.run(story('t01'))).toBeUndefined();
  });

  it('of a run is forgotten in the next', () => {
    const runner = executor('+T01');
    runner.run(story('t01'));
    expect(runner.run(story('b17'))).toBeUndefined();
  });
});

describe('the digest of a run', () => {
  const PLAIN = 'state\n  a0 0x80040000\ncode 0x80000000\n  sd a0, 0(a0)\n  nop\n  nop';

  function digestAfter(text: string, steps = 3): string {
    const input = inputFrom(text);
    input[STEPS] = steps;
    expect(fixed.run(input)).toBeUndefined();
    return fixed.digest();
  }

  it('is the same on every machine, for ever as long as its version is', () => {
    expect(digestAfter(PLAIN)).toBe('2:fabcd4218e3c0461');
    expect(digestAfter(PLAIN)).toBe(digestAfter(PLAIN));
  });

  it('does not depend on the order in which memory was touched', () => {
    const order = (first: string, second: string) =>
      digestAfter(`state
  a0 0x80040000
  a1 0x80050000
code 0x80000100
  sd zero, 0(a0)
code 0x80000000
  ${first}
  ${second}
data
  0x80000000 0x0`);
    const touched = (a: string, b: string) =>
      digestAfter(
        `state
  t0 7
  a0 0x80040000
  a1 0x80050000
code 0x80000000
  sd t0, 0(${a})
  sd t0, 0(${b})
  sd zero, 0(a0)
  sd zero, 0(a1)
  sw zero, 0(t1)
  sw zero, 4(t1)`,
        4,
      );
    expect(order('nop', 'nop')).toBe(order('nop', 'nop'));
    expect(touched('a0', 'a1')).not.toBe(touched('a0', 'a0'));
  });

  it.each([
    ['a register', 'state\n  a0 0x80040000\n  a1 1\ncode 0x80000000\n  sd a0, 0(a0)\n  nop\n  nop'],
    ['a CSR', 'state\n  a0 0x80040000\n  mscratch 0x1\ncode 0x80000000\n  sd a0, 0(a0)\n  nop\n  nop'],
    ['memory', 'state\n  a0 0x80040000\ncode 0x80000000\n  sd a0, 8(a0)\n  nop\n  nop'],
    ['a checker register', `slots uart\n  1 off 0x4\n${PLAIN}`],
    ['a PMP entry', `${PLAIN.replace('code', 'pmp\n  3 off 0x8 ---\ncode')}`],
  ])('depends on %s', (_, text) => {
    expect(digestAfter(text)).not.toBe(digestAfter(PLAIN));
  });

  it('depends on the number of steps', () => {
    expect(digestAfter(PLAIN, 2)).not.toBe(digestAfter(PLAIN, 3));
  });
});

describe('allowances', () => {
  it('are counted over all runs', () => {
    const runner = executor('');
    const silent = inputFrom(`platform
  steps 2
slots dram
  1 napot 0x80040000/4K 0:r-
state
  mlwid 0
  mstatus MPRV MPP=S
  a0 0x80040000
pmp
  0 napot all rwx
code 0x80000000
  lr.w t0, (a0)
  sc.w t1, t0, (a0)`);
    expect(runner.run(silent)).toBeUndefined();
    const once = runner.allowances.reduce((sum, uses) => sum + uses);
    runner.run(silent);
    expect([once > 0, runner.allowances.reduce((sum, uses) => sum + uses)]).toEqual([true, 2 * once]);
  });
});
