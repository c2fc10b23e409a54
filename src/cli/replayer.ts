import { InputError, InvariantError } from '../bits/errors.ts';
import type { Input } from '../input/layout.ts';
import type { Executor } from '../judge/executor.ts';
import { signature } from '../judge/finding.ts';
import { type Design, designLine } from '../machine/design.ts';
import { designOf, type Expectation, expectationOf } from '../store/expectation.ts';
import { readInputFile } from '../store/input-file.ts';
import { CORPUS_DESIGN, designIn } from './chosen-design.ts';

/** The part of an Executor that replays. */
export type Player = Pick<Executor, 'run' | 'digest'>;

/** One stored input run again. */
export interface Replay {
  readonly file: string;
  /** The design in one line. */
  readonly design: string;
  /** What it should do; undefined: run clean. */
  readonly expected: Expectation | undefined;
  /** What it did. */
  readonly observed: Expectation | undefined;
  /** Digest of the final state, crash or not. */
  readonly digest: string;
  /** True if kind, group and, for a crash, digest are as expected. */
  readonly same: boolean;
}

/** Runs stored inputs again and compares; keeps one machine per design. */
export class Replayer {
  private readonly newPlayer: (design: Design) => Player;
  private readonly chosen: Design | undefined;
  private readonly players = new Map<string, Player>();

  /** With a `chosen` design all inputs run on that one and are expected clean. */
  constructor(newPlayer: (design: Design) => Player, chosen: Design | undefined) {
    this.newPlayer = newPlayer;
    this.chosen = chosen;
  }

  /** Runs one file. Throws InputError if it is damaged or its record cannot be compared. */
  replay(file: string): Replay {
    const { input, notes } = readInputFile(file);
    const recorded = expectationOf(notes, file);
    const design = this.chosen ?? designIn(designOf(notes) ?? CORPUS_DESIGN, file);
    const expected = this.chosen === undefined ? recorded : undefined;
    const player = this.playerOf(design);
    const observed = observe(player, input, file);
    const digest = player.digest();
    if (expected !== undefined) requireVersion(expected.digest, digest, file);
    return { file, design: designLine(design), expected, observed, digest, same: agree(expected, observed) };
  }

  private playerOf(design: Design): Player {
    const line = designLine(design);
    const player = this.players.get(line) ?? this.newPlayer(design);
    this.players.set(line, player);
    return player;
  }
}

function observe(player: Player, input: Input, file: string): Expectation | undefined {
  try {
    const finding = player.run(input);
    if (finding === undefined) return undefined;
    const { kind, step } = finding;
    return { kind, group: signature(finding), step, digest: player.digest() };
  } catch (error) {
    if (error instanceof InvariantError) throw new InvariantError(`${file}: ${error.message}`);
    throw error;
  }
}

function requireVersion(recorded: string, present: string, file: string): void {
  const [was] = recorded.split(':', 1);
  const [is] = present.split(':', 1);
  if (was === is) return;
  throw new InputError(
    `${file}: its digest is of version ${was}, this program makes version ${is}: re-record it`,
  );
}

function agree(expected: Expectation | undefined, observed: Expectation | undefined): boolean {
  if (expected === undefined || observed === undefined) return expected === observed;
  return (
    expected.kind === observed.kind &&
    expected.group === observed.group &&
    expected.digest === observed.digest
  );
}
