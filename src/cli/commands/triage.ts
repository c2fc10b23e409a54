import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../bits/errors.ts';
import { parseDesign } from '../../machine/design.ts';
import { crashesIn, readCrashes } from '../../store/stored-crashes.ts';
import { readTriage, writeTriage } from '../../store/triage-file.ts';
import { findGroup, GroupBook } from '../../triage/group-book.ts';
import { keepCrash } from '../catalogue.ts';
import { chosenDesign } from '../chosen-design.ts';
import { EXIT } from '../exit-codes.ts';
import { readQuirks } from '../options.ts';
import { packageFolder, packageVersion } from '../package.ts';
import { sizesText } from '../sizes-text.ts';
import { sizesAt } from '../stored-sizes.ts';
import { triageText } from '../triage-text.ts';
import { Triager } from '../triager.ts';

interface TriageOptions {
  readonly design?: string;
  readonly quirk?: string;
  readonly blame?: boolean;
  readonly sizes?: boolean;
  readonly json?: boolean;
}

interface PlaceOptions {
  readonly in: string;
}

/** Version of the shape of `--json`. */
const JSON_SCHEMA = 1;
const DEFAULT_FOLDER = join('campaign', 'posted');

/** `triage` — crash groups, what they come from, and what people say of them. */
export function addTriage(program: Command): void {
  const triage = program
    .command('triage')
    .description('list crash groups, those first that no known quirk explains, with their causes')
    .argument('[path...]', `campaigns, folders of crashes, inputs (default: ${DEFAULT_FOLDER})`)
    .option('--blame', 'switch quirks: which are necessary, which sets suffice, which only hide it')
    .option('--sizes', 'sizes of inputs as found and made small, per quirk, and their medians, in Markdown')
    .option('--design <name>', 'blame on this design (default: as recorded, else posted)')
    .option('--quirk <switches>', 'quirks on top of --design: +id,-id; ids, refs or sets', readQuirks)
    .option('--json', 'print the groups as one JSON document')
    .action((paths: string[], options: TriageOptions) => {
      const places = paths.length > 0 ? paths : [DEFAULT_FOLDER];
      process.exitCode = options.sizes === true ? tellSizes(places, options) : list(places, options);
    });
  addMerging(triage);
  addRemarks(triage);
  placed(triage.command('keep'))
    .description('copy a group into the catalogue, explained anew')
    .argument('<group>', 'kind/group, group, or the beginning of one')
    .option('--into <dir>', "the catalogue's folder (default: crashes of the program)")
    .option('--replace', 'replace what the catalogue has of it')
    .action((group: string, options: PlaceOptions & { into?: string; replace?: boolean }) => {
      process.exitCode = keep(group, options);
    });
}

function addMerging(triage: Command): void {
  placed(triage.command('merge'))
    .description('show groups as part of the first: they are one defect')
    .argument('<group>', 'kind/group, group, or the beginning of one')
    .argument('<others...>', 'groups that become part of it')
    .option('--because <text>', 'why they are one')
    .action((head: string, others: string[], options: PlaceOptions & { because?: string }) => {
      const { because } = options;
      const change = (book: GroupBook, find: Find) => book.merge(find(head), others.map(find), because);
      process.exitCode = remark(options, change);
    });
  placed(triage.command('split'))
    .description('undo merging: take a group out, or everything out of it')
    .argument('<group>', 'kind/group, group, or the beginning of one')
    .action((group: string, options: PlaceOptions) => {
      process.exitCode = remark(options, (book, find) => book.split(find(group)));
    });
}

function addRemarks(triage: Command): void {
  placed(triage.command('note'))
    .description("write a note to a group; '' removes it")
    .argument('<group>', 'kind/group, group, or the beginning of one')
    .argument('<text>', 'the note')
    .action((group: string, text: string, options: PlaceOptions) => {
      process.exitCode = remark(options, (book, find) => book.note(find(group), text));
    });
  placed(triage.command('known'))
    .description('say why a group is no news: fuzz does not count it as new')
    .argument('<group>', 'kind/group, group, or the beginning of one')
    .argument('[reason]', 'why it is no news')
    .option('--not', 'it is news again')
    .action((group: string, reason: string | undefined, options: PlaceOptions & { not?: boolean }) => {
      const isNews = options.not === true;
      if (isNews && reason !== undefined) throw new InputError('--not takes no reason');
      if (!isNews && reason === undefined) throw new InputError('a known group needs a reason');
      process.exitCode = remark(options, (book, find) => book.known(find(group), reason));
    });
}

/** Commands on one folder of crashes say which. */
function placed(command: Command): Command {
  return command.option('--in <dir>', 'a campaign or a folder of crashes', DEFAULT_FOLDER);
}

function list(paths: readonly string[], options: TriageOptions): number {
  const chosen = chosenDesign(options);
  const triager = new Triager(chosen, parseDesign('posted'));
  const found = paths.map((path) => {
    return { path, groups: triager.groupsAt(path, options.blame ?? false) };
  });
  if (options.json) {
    const document = { schema: JSON_SCHEMA, version: packageVersion(), places: found };
    process.stdout.write(`${JSON.stringify(document)}\n`);
  } else {
    process.stdout.write(`${found.map(({ path, groups }) => triageText(groups, path)).join('\n\n')}\n`);
  }
  return EXIT.ok;
}

function tellSizes(paths: readonly string[], { blame, design, quirk, json }: TriageOptions): number {
  if (blame === true || design !== undefined || quirk !== undefined) {
    throw new InputError('--sizes tells what is recorded: it goes without --blame, --design and --quirk');
  }
  const places = paths.map((path) => ({ path, ...sizesAt(path) }));
  if (json) {
    const document = { schema: JSON_SCHEMA, version: packageVersion(), places };
    process.stdout.write(`${JSON.stringify(document)}\n`);
  } else {
    process.stdout.write(`${places.map((place) => sizesText(place, place.path)).join('\n\n')}\n`);
  }
  return EXIT.ok;
}

/** Full name of the group that a text means. */
type Find = (text: string) => string;

/** Changes what is said of the groups of a folder. */
function remark({ in: place }: PlaceOptions, change: (book: GroupBook, find: Find) => GroupBook): number {
  const folder = crashesIn(place);
  const names = readCrashes(folder).map(({ name }) => name);
  const book = new GroupBook(readTriage(folder));
  const changed = change(book, (text) => findGroup(text, names, folder));
  writeTriage(folder, changed.remarks);
  return EXIT.ok;
}

function keep(text: string, options: PlaceOptions & { into?: string; replace?: boolean }): number {
  const folder = crashesIn(options.in);
  const crashes = readCrashes(folder);
  const name = findGroup(
    text,
    crashes.map((crash) => crash.name),
    folder,
  );
  const crash = crashes.find((each) => each.name === name);
  if (crash === undefined) throw new InputError(`no crash group '${name}' in ${folder}`);
  const into = options.into ?? packageFolder('crashes');
  if (existsSync(join(into, name)) && options.replace !== true) {
    throw new InputError(`${join(into, name)} is there already; --replace replaces it`);
  }
  const { note } = new GroupBook(readTriage(folder)).of(name);
  process.stdout.write(`${keepCrash(crash, into, note)}\n`);
  return EXIT.ok;
}
