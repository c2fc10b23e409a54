import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError, InvariantError } from '../../src/bits/errors.ts';
import { type Player, Replayer } from '../../src/cli/replayer.ts';
import { printInput } from '../../src/input/text.ts';
import { signature } from '../../src/judge/finding.ts';
import { type Design, designLine, parseDesign } from '../../src/machine/design.ts';
import { type Expectation, notesFor } from '../../src/store/expectation.ts';
import { FakeExaminer } from '../campaign/fake-examiner.ts';
import { findingOf, inputOf } from '../campaign/fake-fuzzer.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const scratch = scratchFolders();

/** 29 crashes on every design but `fixed`. */
function player(design: Design): Player {
  const fake = new FakeExaminer();
  return {
    run: (input) => {
      const finding = fake.run(input);
      return design.name === 'fixed' ? undefined : finding;
    },
    digest: () => fake.digest(),
  };
}

const finding = findingOf(29);
if (finding === undefined) throw new Error('29 crashes');
const recorded: Expectation = {
  kind: finding.kind,
  group: signature(finding),
  step: finding.step,
  digest: '1:1d',
};

function stored(number: number, design?: string, expectation?: Expectation): string {
  const file = join(scratch(), 'input.txt');
  const origin = { seed: '1', exec: 0, ...(design === undefined ? {} : { design }) };
  writeFileSync(file, printInput(inputOf(number), notesFor(origin, expectation)));
  return file;
}

describe('Replayer', () => {
  it('finds a crash as it is recorded, on the design that is recorded', () => {
    const file = stored(29, 'posted -B14', recorded);
    const replay = new Replayer(player, undefined).replay(file);
    expect(replay).toEqual({
      file,
      design: 'posted -B14',
      expected: recorded,
      observed: recorded,
      digest: '1:1d',
      same: true,
    });
  });

  it.each([
    ['kind', { kind: 'hang' }],
    ['group', { group: 'other' }],
    ['digest', { digest: '1:ff' }],
  ])('sees another %s', (_, change) => {
    const file = stored(29, 'posted', { ...recorded, ...change });
    expect(new Replayer(player, undefined).replay(file).same).toBe(false);
  });

  it('sees that a crash is gone', () => {
    const { same, observed } = new Replayer(player, undefined).replay(stored(30, 'posted', recorded));
    expect([same, observed]).toEqual([false, undefined]);
  });

  it('expects an input without record to be clean on fixed', () => {
    const replayer = new Replayer(player, undefined);
    expect(replayer.replay(stored(29))).toMatchObject({ design: 'fixed', expected: undefined, same: true });
    expect(replayer.replay(stored(29, 'posted'))).toMatchObject({ design: 'posted', same: false });
  });

  it('with a chosen design expects everything to be clean on it', () => {
    const file = stored(29, 'posted', recorded);
    expect(new Replayer(player, parseDesign('fixed')).replay(file)).toMatchObject({
      design: 'fixed',
      expected: undefined,
      same: true,
    });
    expect(new Replayer(player, parseDesign('posted')).replay(file).same).toBe(false);
  });

  it('builds one machine per design', () => {
    const built: string[] = [];
    const replayer = new Replayer((design) => {
      built.push(designLine(design));
      return player(design);
    }, undefined);
    for (const design of ['posted', 'fixed', 'posted']) replayer.replay(stored(30, design));
    expect(built).toEqual(['posted', 'fixed']);
  });

  it('refuses a digest of another version', () => {
    const file = stored(29, 'posted', { ...recorded, digest: '2:1d' });
    expect(() => new Replayer(player, undefined).replay(file)).toThrow(
      new InputError(`${file}: its digest is of version 2, this program makes version 1: re-record it`),
    );
  });

  it('refuses a design that does not exist, naming the file', () => {
    const file = stored(29, 'pasted', recorded);
    expect(() => new Replayer(player, undefined).replay(file)).toThrow(
      `${file}: 'meta design': unknown design 'pasted'`,
    );
  });

  it('names the file on which the program itself fails', () => {
    const file = stored(29, 'posted', recorded);
    const broken: Player = {
      run: () => {
        throw new InvariantError('a canary is dead');
      },
      digest: () => '1:0',
    };
    expect(() => new Replayer(() => broken, undefined).replay(file)).toThrow(
      new InvariantError(`${file}: a canary is dead`),
    );
  });
});
