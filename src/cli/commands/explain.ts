import { type Command, Option } from 'commander';
import { InputError } from '../../bits/errors.ts';
import { DEVICES } from '../../campaign/assembly.ts';
import { Explainer } from '../../explain/explainer.ts';
import { explanationText } from '../../explain/text.ts';
import type { Input } from '../../input/layout.ts';
import { Executor } from '../../judge/executor.ts';
import { type Design, parseDesignLine } from '../../machine/design.ts';
import { SILENT } from '../../machine/probe.ts';
import { readInputFile } from '../../store/input-file.ts';
import { designFor } from '../chosen-design.ts';
import { EXIT } from '../exit-codes.ts';
import { observedText } from '../observed-text.ts';
import { type ExecAddress, readAddress, readJobs, readQuirks } from '../options.ts';
import { packageVersion } from '../package.ts';
import { type CampaignOptions, type Regenerated, regenerated } from '../regenerated.ts';

interface ExplainOptions extends CampaignOptions {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly exec?: ExecAddress;
  readonly input?: boolean;
}

/** Version of the shape of `--json`. */
const JSON_SCHEMA = 1;
/** Options that say which campaign an address is of. */
const OF_EXEC = ['input', 'device', 'oracle', 'corpus', 'empty', 'jobs'] as const;

/** `explain` — tells one execution access by access: what the machine did, what the rules require, and why. */
export function addExplain(program: Command): void {
  program
    .command('explain')
    .description(
      'tell one execution step by step: what the machine did, what the rules require, by which rule',
    )
    .argument('[file]', 'an input, of a corpus or a crash folder')
    .option(
      '--design <name>',
      'run it on this design (default: the one it is recorded for, else fixed; of --exec: posted)',
    )
    .option('--quirk <switches>', 'quirks on top of --design: +id,-id; ids, refs or sets', readQuirks)
    .option('--all', 'tell quiet stretches too')
    .option('--json', 'print the explanation as one JSON document')
    .option(
      '--exec <address>',
      'instead of a file, execution SEED:INDEX of a campaign with the same --design, --quirk and options below',
      readAddress,
    )
    .option('--input', 'print its input instead')
    .addOption(new Option('--device <name>', 'as given to fuzz').choices(Object.keys(DEVICES)))
    .addOption(new Option('--oracle <switch>', 'as given to fuzz').choices(['on', 'off']))
    .option('--corpus <dir...>', 'as given to fuzz')
    .option('--empty', 'as given to fuzz')
    .option('--jobs <n>', 'threads that make the campaign again (default: cores)', readJobs)
    .action(async (file: string | undefined, options: ExplainOptions) => {
      process.exitCode = await explain(file, options);
    });
}

async function explain(file: string | undefined, options: ExplainOptions): Promise<number> {
  const { exec } = options;
  if (exec === undefined && file !== undefined) return explainFile(file, options);
  if (exec !== undefined && file === undefined) return explainExec(exec, options);
  throw new InputError('explain takes either a file or --exec SEED:INDEX');
}

function explainFile(file: string, options: ExplainOptions): number {
  const strange = OF_EXEC.find((name) => options[name] !== undefined);
  if (strange !== undefined) throw new InputError(`--${strange} goes with --exec, not with a file`);
  const stored = readInputFile(file);
  tell(stored.input, designFor(stored, options), { file }, options);
  return EXIT.ok;
}

async function explainExec(address: ExecAddress, options: ExplainOptions): Promise<number> {
  if (options.input === true && (options.json === true || options.all === true)) {
    throw new InputError('--input prints an input: it goes without --json and --all');
  }
  const found = await regenerated(address, options);
  if (found === undefined) return EXIT.interrupted;
  if (options.input === true) process.stdout.write(textOf(found, address));
  else {
    const name = `${address.seed}:${address.exec}`;
    tell(found.input, parseDesignLine(found.identity.design), { address: name }, options);
  }
  return EXIT.ok;
}

/** The input as a campaign stores the first one of a crash group. */
function textOf({ identity, input }: Regenerated, { seed, exec }: ExecAddress): string {
  const { design, oracle } = identity;
  const options = { oracle, auditor: true, paranoid: false };
  const executor = new Executor(parseDesignLine(design), SILENT, options);
  return observedText(executor, input, { design, seed, exec });
}

/** Prints the explanation of an input that is known by one `name`. */
function tell(
  input: Input,
  design: Design,
  name: { readonly file: string } | { readonly address: string },
  { all, json }: ExplainOptions,
): void {
  const explanation = new Explainer(design).explain(input);
  if (json) {
    const document = { schema: JSON_SCHEMA, version: packageVersion(), ...name, ...explanation };
    process.stdout.write(`${JSON.stringify(document)}\n`);
  } else {
    const title = 'file' in name ? name.file : `execution ${name.address}`;
    process.stdout.write(`${title}\n${explanationText(explanation, all ?? false)}\n`);
  }
}
