import { InputError } from '../bits/errors.ts';
import { EVENT_COUNT, INSTRUCTION_COUNT } from '../input/layout.ts';
import { groupName, signature } from '../judge/finding.ts';
import { type Design, designLine } from '../machine/design.ts';
import { designOf } from '../store/expectation.ts';
import { inputFiles, readInputFile, type StoredInput } from '../store/input-file.ts';
import { type CrashOnDisk, crashesIn, isFolder, readCrashes } from '../store/stored-crashes.ts';
import { readTriage } from '../store/triage-file.ts';
import { type Blame, Blamer } from '../triage/blame.ts';
import { GroupBook } from '../triage/group-book.ts';
import { type BlameView, blameView, type FoundGroup, type TriagedGroup, triaged } from '../triage/triaged.ts';
import { designIn } from './chosen-design.ts';

/** Looks at stored crashes; keeps one machine per design. */
export class Triager {
  private readonly blamers = new Map<string, Blamer>();
  private readonly chosen: Design | undefined;
  private readonly fallback: Design;

  /** Inputs run on `chosen`, or else on the design that they are recorded for, or else on `fallback`. */
  constructor(chosen: Design | undefined, fallback: Design) {
    this.chosen = chosen;
    this.fallback = fallback;
  }

  /**
   * The groups at `path`: those of a campaign or a folder of crashes, or single inputs, which are always blamed. Throws
   * InputError if something there is damaged, or if a design was chosen for groups that are not run.
   */
  groupsAt(path: string, isBlaming: boolean): readonly TriagedGroup[] {
    const folder = isFolder(path) ? crashesIn(path) : undefined;
    const crashes = folder === undefined ? [] : readCrashes(folder);
    if (folder === undefined || crashes.length === 0) return this.inputsAt(path);
    if (this.chosen !== undefined && !isBlaming) {
      throw new InputError(`${path}: stored groups are listed as recorded; --design needs --blame`);
    }
    const blames = new Map<string, BlameView>();
    if (isBlaming) for (const crash of crashes) blames.set(crash.minimal.file, this.blameGroup(crash));
    return triaged(crashes.map(foundOf), new GroupBook(readTriage(folder)), blames);
  }

  private inputsAt(path: string): readonly TriagedGroup[] {
    const found: FoundGroup[] = [];
    const blames = new Map<string, BlameView>();
    for (const file of inputFiles(path)) {
      const stored = readInputFile(file);
      const design = this.designFor(stored);
      const blame = this.blame(stored, design);
      if (blame === undefined) continue;
      const group = groupOf(stored, blame, design);
      found.push(group);
      blames.set(file, blameView(blame, true));
    }
    return triaged(found, new GroupBook([]), blames);
  }

  private blameGroup(crash: CrashOnDisk): BlameView {
    const blame = this.blame(crash.minimal, this.designFor(crash.minimal));
    return blameView(blame, blame !== undefined && groupName(blame.finding) === crash.name);
  }

  private blame({ input }: StoredInput, design: Design): Blame | undefined {
    const line = designLine(design);
    const blamer = this.blamers.get(line) ?? new Blamer(design);
    this.blamers.set(line, blamer);
    return blamer.blame(input);
  }

  private designFor({ file, notes }: StoredInput): Design {
    const recorded = designOf(notes);
    return this.chosen ?? (recorded === undefined ? this.fallback : designIn(recorded, file));
  }
}

function foundOf({ name, record, minimal }: CrashOnDisk): FoundGroup {
  const { kind, signature, design, causes, execution, address } = record;
  return { name, kind, signature, ...sizeAndPlace(minimal), design, causes, execution, address };
}

function groupOf(stored: StoredInput, { finding, necessary }: Blame, design: Design): FoundGroup {
  const { kind } = finding;
  const group = { name: groupName(finding), kind, signature: signature(finding), causes: necessary };
  const { meta } = stored.notes;
  const [seed, exec] = [meta.get('seed'), meta.get('exec')];
  const origin = seed === undefined || exec === undefined ? {} : { execution: Number(exec) };
  const address = origin.execution === undefined ? {} : { address: `${seed}:${exec}` };
  return { ...group, ...sizeAndPlace(stored), design: designLine(design), ...origin, ...address };
}

function sizeAndPlace({ file, input }: StoredInput) {
  return { file, instructions: input[INSTRUCTION_COUNT], events: input[EVENT_COUNT] };
}
