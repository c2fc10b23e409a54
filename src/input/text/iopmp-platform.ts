/** The lines of `platform` that concern the IOPMP, the RRIDs and the engine. */

import { hex } from '../../bits/word.ts';
import { emptyInput } from '../empty.ts';
import { brokenRelation, IOPMP_RANGES } from '../iopmp-relations.ts';
import { hasIopmp } from '../iopmp-rules.ts';
import {
  DEVICE,
  DEVICE_BOTH,
  DMA_RRID,
  ENGINE,
  HART_RRID,
  type Input,
  IOPMP_ERR_DATA,
  IOPMP_FEATURES,
  IOPMP_MD_NUM,
  IOPMP_RRID_NUM,
  IOPMP_SRCMD_FMT,
  MAX_RRID,
  STACK,
} from '../layout.ts';
import { type Line, list } from './line.ts';
import { integer, u32 } from './number.ts';
import type { Writer } from './writer.ts';

/** Devices by the value of DEVICE. */
const DEVICES: readonly string[] = ['none', 'wgchecker', 'iopmp', 'both'];
const STACKS: readonly string[] = ['wgchecker-first', 'iopmp-first'];
const ENGINES: readonly string[] = ['off', 'on'];
const SPECS: readonly string[] = ['0.7', '0.8.2'];
/** FEATURE_ bits from bit 0 up; none of them: `none`. */
const FEATURE_NAMES: readonly string[] = [
  'tor',
  'sps',
  'prient-prog',
  'transl',
  'transl-prog',
  'chk-x',
  'no-x',
  'no-w',
  'stall',
  'peis',
  'pees',
  'mfr',
  'msi',
  'non-prio',
  'addrh',
  'err-rec',
];
const NO_FEATURE = 'none';
/** Options of the line `iopmp` in their order. */
// biome-ignore format: a list
const OPTIONS: readonly string[] = [
  'spec', 'srcmd', 'mdcfg', 'domains', 'rrids', 'entries', 'k', 'prio', 'transl', 'err-data', 'msi-rrid', 'granule',
];
const DEFAULT: Readonly<Input> = emptyInput();

type ItemReader = (line: Line, input: Input) => void;

/** Prints what is not default; `device` apart, which comes first of the section. */
export function printIopmpPlatform(input: Input, out: Writer): void {
  const differs = (word: number): boolean => input[word] !== DEFAULT[word];
  const rrids = `rrid hart=${input[HART_RRID]} dma=${input[DMA_RRID]}`;
  const options = OPTIONS.map((name) => `${name}=${printOption(input, name)}`);
  out.item('stack', `stack ${STACKS[input[STACK]]}`, differs(STACK));
  out.item('rrid', rrids, differs(HART_RRID) || differs(DMA_RRID));
  out.item('engine', `engine ${ENGINES[input[ENGINE]]}`, differs(ENGINE));
  out.item('iopmp', ['iopmp', ...options].join(' '), OPTIONS.map(wordOf).some(differs));
  out.item('iopmp-features', `iopmp-features ${printFeatures(input)}`, differs(IOPMP_FEATURES));
}

/** The device by its name. */
export function printDevice(input: Input): string {
  return DEVICES[input[DEVICE]];
}

/** Reads `device`. */
export function readDevice(line: Line, input: Input): void {
  input[DEVICE] = oneOf(line, DEVICES);
}

/** Readers of the items by their first word. What needs an IOPMP stands below `device`. */
export const IOPMP_PLATFORM: Readonly<Record<string, ItemReader>> = {
  stack(line, input) {
    if (input[DEVICE] !== DEVICE_BOTH) line.fail('device both above', 'the order of two devices');
    input[STACK] = oneOf(line, STACKS);
  },
  rrid(line, input) {
    needIopmp(line, input, 'RRIDs');
    const reader = (word: number) => (text: string) => {
      input[word] = integer(line, text, 0, MAX_RRID, 'an RRID');
    };
    line.options({ hart: reader(HART_RRID), dma: reader(DMA_RRID) });
  },
  engine(line, input) {
    input[ENGINE] = oneOf(line, ENGINES);
  },
  iopmp(line, input) {
    needIopmp(line, input, 'an IOPMP');
    const readers = OPTIONS.map((name) => [name, (text: string) => readOption(line, input, name, text)]);
    const seen = line.options(Object.fromEntries(readers));
    if (input[IOPMP_SRCMD_FMT] === 1 && !seen.has('rrids')) input[IOPMP_RRID_NUM] = input[IOPMP_MD_NUM];
    failIfBroken(line, input);
  },
  'iopmp-features'(line, input) {
    needIopmp(line, input, 'features of an IOPMP');
    readFeatures(line, input);
    failIfBroken(line, input);
  },
};

function oneOf(line: Line, names: readonly string[]): number {
  const index = names.indexOf(line.word(list(names)));
  return index < 0 ? line.fail(list(names)) : index;
}

function needIopmp(line: Line, input: Input, what: string): void {
  if (!hasIopmp(input)) line.fail('device iopmp or both above', what);
}

function failIfBroken(line: Line, input: Input): void {
  const broken = brokenRelation(input);
  if (broken === undefined) return;
  line.focusOn(broken.about);
  line.fail(broken.wants);
}

function wordOf(option: string): number {
  return option === 'err-data' ? IOPMP_ERR_DATA : IOPMP_RANGES[option][0];
}

function printOption(input: Input, name: string): string {
  const value = input[wordOf(name)];
  if (name === 'err-data') return hex(value >>> 0);
  if (name === 'spec') return SPECS[value];
  return `${name === 'k' ? value + 1 : value}`;
}

function readOption(line: Line, input: Input, name: string, text: string): void {
  const word = wordOf(name);
  if (name === 'err-data') {
    input[word] = u32(line, text, 'data');
  } else if (name === 'spec') {
    if (!SPECS.includes(text)) line.fail(list(SPECS));
    input[word] = SPECS.indexOf(text);
  } else {
    const [, low, high] = IOPMP_RANGES[name];
    const less = name === 'k' ? 1 : 0;
    input[word] = integer(line, text, low + less, high + less, 'a number') - less;
  }
}

function printFeatures(input: Input): string {
  const names = FEATURE_NAMES.filter((_, bit) => ((input[IOPMP_FEATURES] >> bit) & 1) === 1);
  return names.length === 0 ? NO_FEATURE : names.join(' ');
}

function readFeatures(line: Line, input: Input): void {
  const expected = list([NO_FEATURE, ...FEATURE_NAMES]);
  input[IOPMP_FEATURES] = 0;
  let word: string | undefined = line.word(expected);
  if (word === NO_FEATURE) return;
  for (; word !== undefined; word = line.optionalWord()) {
    const bit = FEATURE_NAMES.indexOf(word);
    if (bit < 0) line.fail(expected);
    if (((input[IOPMP_FEATURES] >> bit) & 1) === 1) line.fail(`${word} once`);
    input[IOPMP_FEATURES] |= 1 << bit;
  }
}
