import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CrashDesk,
  type DesignCrash,
  type DeskSettings,
  type Examiner,
} from '../../src/campaign/crash-desk.ts';
import type { Input } from '../../src/input/layout.ts';
import { parseDesign } from '../../src/machine/design.ts';
import type { QuirkId } from '../../src/machine/quirks.ts';
import { CrashFolder } from '../../src/store/crash-folder.ts';
import { designOf, expectationOf } from '../../src/store/expectation.ts';
import { readInputFile } from '../../src/store/input-file.ts';
import { scratchFolders } from '../store/scratch-folder.ts';
import { FakeExaminer, smallest } from './fake-examiner.ts';
import { findingOf, inputOf, numberIn } from './fake-fuzzer.ts';

const scratch = scratchFolders();

function deskOn(
  folder: string,
  examiner: Examiner,
  known: Parameters<typeof newDesk>[2] = [],
  minimize = smallest,
) {
  return newDesk(folder, examiner, known, minimize);
}

function newDesk(
  folder: string,
  examiner: Examiner,
  known: ConstructorParameters<typeof CrashDesk>[2],
  minimize: DeskSettings['minimize'],
) {
  const settings = {
    folder: new CrashFolder(folder),
    version: '0',
    design: parseDesign('posted'),
    seed: '7',
    explain: () => 'in words',
    minimize,
  };
  return new CrashDesk(examiner, settings, known);
}

function crash(number: number, off: readonly QuirkId[] = []): DesignCrash {
  const finding = findingOf(number, off);
  if (finding === undefined) throw new Error(`${number} does not crash`);
  return { input: inputOf(number), finding, exec: 11, off };
}

/** Group 2 of {@link findingOf}: 29 * 2 and every 29 * 6 further on. */
const NUMBER = 29 * 8;
const GROUP = 'role-2-ram-ram-none';

describe('CrashDesk', () => {
  it('makes a new crash small, looks for its causes and stores it with what it did', () => {
    const folder = scratch();
    const { groups, faults } = deskOn(folder, new FakeExaminer()).take(crash(NUMBER), 34);
    expect(faults).toEqual([]);
    expect(groups).toEqual([
      {
        kind: 'permission-mismatch',
        signature: GROUP,
        exec: 11,
        atMs: 34,
        causes: ['page-base-verdict'],
      },
    ]);
    const stored = join(folder, 'permission-mismatch', GROUP);
    const { input, notes } = readInputFile(join(stored, 'input.txt'));
    expect(numberIn(input)).toBe(29 * 2);
    expect(expectationOf(notes, '')).toEqual({
      kind: 'permission-mismatch',
      group: GROUP,
      step: (29 * 2) % 5,
      digest: '1:3a',
    });
    expect(numberIn(readInputFile(join(stored, 'first.txt')).input)).toBe(NUMBER);
    const record = JSON.parse(readFileSync(join(stored, 'record.json'), 'utf8'));
    expect([record.address, record.digest, record.causes]).toEqual(['7:11', '1:3a', ['page-base-verdict']]);
  });

  it('records what causes the small input, and keeps to what causes the first while making it small', () => {
    const fake = new FakeExaminer();
    const examiner: Examiner = {
      run: (input) => fake.run(input),
      digest: () => fake.digest(),
      switchOff: () => undefined,
      causes: (input) => (numberIn(input) === NUMBER ? ['wid-not-masked'] : ['page-base-verdict']),
    };
    const kept: string[] = [];
    const minimize: DeskSettings['minimize'] = (input, finding, causes) => {
      kept.push(...causes);
      return smallest(input, finding, causes);
    };
    const { groups } = deskOn(scratch(), examiner, [], minimize).take(crash(NUMBER), 0);
    expect([kept, groups[0].causes]).toEqual([['wid-not-masked'], ['page-base-verdict']]);
  });

  it('takes one crash of each group', () => {
    const desk = deskOn(scratch(), new FakeExaminer());
    const groups = [29 * 2, 29 * 8, 29 * 3, 29 * 14].map((number) => desk.take(crash(number), 0).groups[0]);
    expect(groups.map((group) => group?.signature)).toEqual([
      GROUP,
      undefined,
      'role-3-ram-ram-none',
      undefined,
    ]);
  });

  it('knows the groups of former sessions', () => {
    const known = { kind: 'permission-mismatch', signature: GROUP, exec: 0, atMs: 0, causes: [] };
    expect(deskOn(scratch(), new FakeExaminer(), [known]).take(crash(NUMBER), 0).groups).toEqual([]);
  });

  it('takes a crash that does not repeat for a fault of our own', () => {
    const folder = scratch();
    const forgetful = new FakeExaminer();
    forgetful.run = () => undefined;
    const { groups, faults } = deskOn(folder, forgetful).take(crash(NUMBER), 0);
    expect(groups).toEqual([]);
    expect(faults).toEqual([`a crash repeats: permission-mismatch/${GROUP} came back as a clean run`]);
    expect(existsSync(join(folder, 'permission-mismatch'))).toBe(false);
  });

  it('keeps the whole input if making it small made another crash of it, and says so', () => {
    const folder = scratch();
    const clumsy = () => ({ input: inputOf(29 * 3), executions: 1, isMinimal: true, slips: [] });
    const { groups, faults } = deskOn(folder, new FakeExaminer(), [], clumsy).take(crash(NUMBER), 0);
    expect(groups.map((group) => group.signature)).toEqual([GROUP]);
    expect(faults).toEqual([
      `minimized: a crash repeats: permission-mismatch/${GROUP} came back as assert/role-3-ram-ram-none`,
    ]);
    const { input } = readInputFile(join(folder, 'permission-mismatch', GROUP, 'input.txt'));
    expect(numberIn(input)).toBe(NUMBER);
  });

  it('takes what is met while a crash is made small for a crash of its own', () => {
    const folder = scratch();
    const other = crash(29 * 3);
    const minimize = (input: Input) => ({
      input,
      executions: 40,
      isMinimal: false,
      slips: [other, crash(NUMBER)],
    });
    const { groups, faults } = deskOn(folder, new FakeExaminer(), [], minimize).take(crash(NUMBER), 0);
    expect(faults).toEqual([]);
    expect(groups.map((group) => group.signature)).toEqual([GROUP, 'role-3-ram-ram-none']);
    expect(existsSync(join(folder, 'assert', 'role-3-ram-ram-none', 'input.txt'))).toBe(true);
    const [{ metWhile, minimization }, beside] = [
      join('permission-mismatch', GROUP),
      join('assert', 'role-3-ram-ram-none'),
    ].map((name) => JSON.parse(readFileSync(join(folder, name, 'record.json'), 'utf8')));
    expect([metWhile, beside.metWhile]).toEqual([undefined, `permission-mismatch/${GROUP}`]);
    const slips = ['assert/role-3-ram-ram-none', `permission-mismatch/${GROUP}`];
    expect(minimization).toEqual({ executions: 40, isMinimal: false, slips });
  });

  it('files a crash of a known signature that the known cause does not explain, met with that cause switched off', () => {
    const folder = scratch();
    const desk = deskOn(folder, new FakeExaminer());
    const deeper = NUMBER + 29 * 12;
    expect(desk.take(crash(NUMBER), 0).groups).toHaveLength(1);
    expect(desk.take(crash(deeper), 0).groups).toEqual([]);
    const { groups, faults } = desk.take(crash(deeper, ['page-base-verdict']), 5);
    expect(faults).toEqual([]);
    const signature = `${GROUP}+wid-not-masked`;
    expect(groups).toEqual([
      { kind: 'permission-mismatch', signature, exec: 11, atMs: 5, causes: ['wid-not-masked'] },
    ]);
    const stored = join(folder, 'permission-mismatch', signature);
    const record = JSON.parse(readFileSync(join(stored, 'record.json'), 'utf8'));
    expect(record.design).toBe('posted -B14');
    expect(record.quirks).not.toContain('page-base-verdict');
    expect(record.quirks).toContain('wid-not-masked');
    const { notes } = readInputFile(join(stored, 'input.txt'));
    expect([expectationOf(notes, '')?.group, designOf(notes)]).toEqual([GROUP, 'posted -B14']);
    // Each once, whichever cause is off.
    expect(desk.take(crash(deeper, ['page-base-verdict']), 5).groups).toEqual([]);
    expect(desk.take(crash(NUMBER), 5).groups).toEqual([]);
    const again = deskOn(folder, new FakeExaminer(), [
      { kind: 'permission-mismatch', signature: GROUP, exec: 0, atMs: 0, causes: ['page-base-verdict'] },
      ...groups,
    ]);
    expect(again.take(crash(deeper, ['page-base-verdict']), 5).groups).toEqual([]);
  });

  it('keeps what was met on the way to a crash whose name is taken', () => {
    const folder = scratch();
    const deeper = NUMBER + 29 * 12;
    const common = { kind: 'permission-mismatch', exec: 0, atMs: 0, causes: ['page-base-verdict'] } as const;
    const known = [
      { ...common, signature: GROUP },
      { ...common, signature: `${GROUP}+wid-not-masked` },
    ];
    const minimize: typeof smallest = (...work) => ({ ...smallest(...work), slips: [crash(29 * 15)] });
    const { groups } = deskOn(folder, new FakeExaminer(), known, minimize).take(
      crash(deeper, ['page-base-verdict']),
      0,
    );
    expect(groups.map((group) => group.signature)).toEqual(['role-3-ram-ram-none']);
    expect(existsSync(join(folder, 'permission-mismatch'))).toBe(false);
    expect(existsSync(join(folder, 'assert', 'role-3-ram-ram-none', 'input.txt'))).toBe(true);
  });

  it('does not look twice at a crash that does not repeat', () => {
    const forgetful = new FakeExaminer();
    forgetful.run = () => undefined;
    const desk = deskOn(scratch(), forgetful);
    expect(desk.take(crash(NUMBER), 0).faults).toHaveLength(1);
    expect(desk.take(crash(NUMBER), 0)).toEqual({ groups: [], faults: [] });
  });
});
