import { readFileSync, statSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { InputError } from '../../bits/errors.ts';
import { readElf } from '../../elf/elf.ts';
import { traceLines } from '../../explain/trace-line.ts';
import { EXT_SMEPMP, EXT_SVADE, MAX_STEPS } from '../../input/layout.ts';
import { groupName, signature } from '../../judge/finding.ts';
import { GuestRun } from '../../judge/guest-run.ts';
import { type Design, designLine, parseDesign } from '../../machine/design.ts';
import { onDisk } from '../../store/disk-error.ts';
import { exitCode } from '../exit-codes.ts';
import { boardFor, type Guest } from '../guest-board.ts';
import { readExtensions, readMemorySize, readQuirks, readSteps } from '../options.ts';
import { packageVersion } from '../package.ts';
import { counted } from '../words.ts';

interface RunOptions {
  readonly elf: string;
  readonly design: string;
  readonly quirk?: string;
  readonly device: 'wgchecker' | 'none';
  readonly hart?: readonly ('svade' | 'smepmp')[];
  readonly ram: number;
  readonly maxSteps: number;
  readonly oracle: 'on' | 'off';
  readonly trace?: boolean;
  readonly json?: boolean;
}

/** Version of the shape of `--json`. */
const JSON_SCHEMA = 1;
const MEBIBYTE = 1 << 20;
/** Debug information takes more than the program, but not that much. */
const MOST_BYTES = 512 * MEBIBYTE;
const EXTENSIONS = { svade: EXT_SVADE, smepmp: EXT_SMEPMP } as const;

/** `run` — runs a bare-metal RV64 ELF until it reports, every step compared with the reference. */
export function addRun(program: Command): void {
  program
    .command('run')
    .description('run a bare-metal RV64 program until it reports at the finisher or in tohost')
    .requiredOption('--elf <file>', 'the program: ELF64, statically linked, physical addresses of the board')
    .option('--design <name>', 'the design it runs on', 'fixed')
    .option('--quirk <switches>', 'quirks on top of --design: +id,-id; ids, refs or sets', readQuirks)
    .addOption(
      new Option('--device <name>', 'protection device').choices(['wgchecker', 'none']).default('wgchecker'),
    )
    .option('--hart <names>', 'extensions of the hart beyond its own: svade, smepmp', readExtensions)
    .option('--ram <size>', 'DRAM at 0x80000000: whole pages, 64K to 16M', readMemorySize, 16 * MEBIBYTE)
    .option('--max-steps <n>', 'steps after which it is given up', readSteps, 10_000_000)
    .addOption(
      new Option('--oracle <switch>', 'compare each step with the reference')
        .choices(['on', 'off'])
        .default('on'),
    )
    .option('--trace', 'print every step')
    .option('--json', 'print the result as one JSON document')
    .action((options: RunOptions) => {
      process.exitCode = run(options);
    });
}

function run(options: RunOptions): number {
  if (options.trace && options.json)
    throw new InputError('--trace prints lines, --json one document: choose one');
  const design = parseDesign(options.design, options.quirk);
  const guest = readGuest(options);
  const guestRun = new GuestRun(design, options.oracle === 'on');
  guestRun.load(guest.input, guest.memory, guest.tohost);
  const sent = runToEnd(guestRun, options);
  if (options.json) process.stdout.write(`${JSON.stringify(document(guestRun, design, sent, options))}\n`);
  else process.stdout.write(`${sent !== '' && !sent.endsWith('\n') ? '\n' : ''}${lastLine(guestRun)}\n`);
  return exitCode({ found: resultOf(guestRun) !== 'passed' });
}

function readGuest({ elf: file, device, hart, ram }: RunOptions): Guest {
  const bytes = onDisk('read', file, () => readProgram(file));
  const extensions = (hart ?? []).reduce((bits, name) => bits | EXTENSIONS[name], 0);
  try {
    return boardFor(readElf(bytes), { checkers: device === 'wgchecker', ram, extensions });
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`);
    throw error;
  }
}

/** The bytes of a file; a device may never end. */
function readProgram(file: string): Uint8Array {
  const status = statSync(file);
  const { size } = status;
  if (status.isCharacterDevice() || status.isBlockDevice())
    throw new InputError(`${file} is a device, not a program`);
  if (size <= MOST_BYTES) return readFileSync(file);
  throw new InputError(`${file}: found ${size} bytes, expected a program of at most ${MOST_BYTES}`);
}

/** Runs the guest until it is over, prints what it does and sends, and returns what it has sent to the UART. */
function runToEnd(guest: GuestRun, { maxSteps, trace, json }: RunOptions): string {
  const decoder = new TextDecoder();
  let sent = '';
  let said = '';
  while (guest.report === undefined && guest.finding === undefined && guest.steps < maxSteps) {
    const before = guest.steps;
    const count = guest.advance(Math.min(MAX_STEPS, maxSteps - before));
    if (trace) process.stdout.write(traceLines(guest.machine.trace, before, count));
    const text = decoder.decode(Uint8Array.from(guest.sent), { stream: true });
    guest.sent.length = 0;
    sent += text;
    if (trace || json) continue;
    process.stdout.write(text);
    said += text;
  }
  guest.compareEnd();
  return json ? sent : said;
}

/** What the run came to. */
function resultOf({ report, finding }: GuestRun): string {
  return finding !== undefined ? 'found' : (report?.result ?? 'given up');
}

function lastLine(guest: GuestRun): string {
  const { report, finding, steps } = guest;
  const after = `after ${counted(steps, 'step')}`;
  if (finding !== undefined) return `found ${groupName(finding)} ${after}: ${finding.detail}`;
  if (report === undefined) return `given up ${after}: no report at the finisher or in tohost (--max-steps)`;
  const code = report.result === 'failed' ? ` with code ${report.code}` : '';
  return `${report.result}${code} ${after}, says ${report.by === 'tohost' ? 'tohost' : 'the finisher'}`;
}

function document(guest: GuestRun, design: Design, sent: string, options: RunOptions) {
  const { report, finding, steps } = guest;
  return {
    schema: JSON_SCHEMA,
    version: packageVersion(),
    file: options.elf,
    design: designLine(design),
    device: options.device,
    ram: options.ram,
    oracle: options.oracle === 'on',
    result: resultOf(guest),
    steps,
    report: report ?? null,
    finding: finding === undefined ? null : { group: signature(finding), ...finding },
    sent,
  };
}
