import type { Command } from 'commander';
import { Explainer } from '../../explain/explainer.ts';
import { explanationText } from '../../explain/text.ts';
import { readInputFile } from '../../store/input-file.ts';
import { designFor } from '../chosen-design.ts';
import { EXIT } from '../exit-codes.ts';
import { readQuirks } from '../options.ts';
import { packageVersion } from '../package.ts';

interface ExplainOptions {
  readonly design?: string;
  readonly quirk?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Version of the shape of `--json`. */
const JSON_SCHEMA = 1;

/** `explain` — tells one execution access by access: what the machine did, what the rules require, and why. */
export function addExplain(program: Command): void {
  program
    .command('explain')
    .description(
      'tell one execution step by step: what the machine did, what the rules require, by which rule',
    )
    .argument('<file>', 'an input, of a corpus or a crash folder')
    .option('--design <name>', 'run it on this design (default: the one it is recorded for, else fixed)')
    .option('--quirk <switches>', 'quirks on top of --design: +id,-id; ids, refs or sets', readQuirks)
    .option('--all', 'tell quiet stretches too')
    .option('--json', 'print the explanation as one JSON document')
    .action((file: string, options: ExplainOptions) => {
      process.exitCode = explain(file, options);
    });
}

function explain(file: string, options: ExplainOptions): number {
  const stored = readInputFile(file);
  const explanation = new Explainer(designFor(stored, options)).explain(stored.input);
  if (options.json) {
    const document = { schema: JSON_SCHEMA, version: packageVersion(), file, ...explanation };
    process.stdout.write(`${JSON.stringify(document)}\n`);
  } else {
    process.stdout.write(`${file}\n${explanationText(explanation, options.all ?? false)}\n`);
  }
  return EXIT.ok;
}
