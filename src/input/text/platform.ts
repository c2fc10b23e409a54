import { emptyInput } from '../empty.ts';
import {
  DEVICE,
  DMA_WID,
  DRAM_SLOTS,
  EXT_SMEPMP,
  EXT_SVADE,
  EXTENSIONS,
  FLASH_PAGES,
  FLASH_SLOTS,
  GRANULE,
  HARTS,
  HW_BYPASS,
  type Input,
  LOW_RAM_PAGES,
  MAX_REMAP_PAGES,
  MAX_SLOTS,
  MAX_STEPS,
  MWID,
  MWIDLIST,
  NWORLDS,
  OUTER_SLOTS,
  PAGE,
  RAM_PAGES,
  RAM_TAIL,
  REMAP_PAGES,
  ROM_PAGES,
  STEPS,
  TLB_ENTRIES,
  TLB_WINDOW,
  TRUSTED_WID,
  UART_SLOTS,
} from '../layout.ts';
import { IOPMP_PLATFORM, printDevice, printIopmpPlatform, readDevice } from './iopmp-platform.ts';
import { type Line, list } from './line.ts';
import { integer, printSize, toSize } from './number.ts';
import type { Section } from './section.ts';
import type { Writer } from './writer.ts';

const DEFAULT: Readonly<Input> = emptyInput();
const WORLD_WORDS = [NWORLDS, TRUSTED_WID, MWID, MWIDLIST, HW_BYPASS, GRANULE];
/** Checkers by name: the word of their slot count, and its least value. */
const CHECKER_SLOTS: Readonly<Record<string, readonly [word: number, least: number]>> = {
  dram: [DRAM_SLOTS, 1],
  uart: [UART_SLOTS, 1],
  flash: [FLASH_SLOTS, 1],
  outer: [OUTER_SLOTS, 0],
};
/** Extensions of the hart by name; none of them: `plain`. */
const HART_EXTENSIONS: Readonly<Record<string, number>> = { svade: EXT_SVADE, smepmp: EXT_SMEPMP };
const PLAIN = 'plain';
const MAX_TAIL = PAGE - 8;

type ItemReader = (line: Line, input: Input) => void;

/** Readers of the items by their first word; `checker` apart, whose key has two. */
const ITEMS: Readonly<Record<string, ItemReader>> = {
  device: readDevice,
  harts: (line, input) => {
    input[HARTS] = integer(line, line.word('the number of harts'), 1, 1, 'the number of harts');
  },
  ram: (line, input) => readPages(line, input, RAM_PAGES, [16, 4096]),
  'ram-tail': readTail,
  'low-ram': (line, input) => readPages(line, input, LOW_RAM_PAGES, [0, 1]),
  rom: (line, input) => readPages(line, input, ROM_PAGES, [0, 15]),
  flash: (line, input) => readPages(line, input, FLASH_PAGES, [0, 16]),
  tlb: readTlb,
  worlds: readWorlds,
  remap: readRemap,
  ...IOPMP_PLATFORM,
  dma: readDma,
  hart: readExtensions,
  steps: (line, input) => {
    input[STEPS] = integer(line, line.word('a number of steps'), 1, MAX_STEPS, 'a number of steps');
  },
};

/** `platform`: the board, one item per part of it. */
export const PLATFORM: Section = {
  name: 'platform',
  repeats: false,
  print(input, out) {
    out.open('platform', 'platform', false);
    const item = (key: string, text: string, words: readonly number[]): void =>
      out.item(key, `${key} ${text}`, differs(input, words));
    item('device', printDevice(input), [DEVICE]);
    item('harts', `${input[HARTS]}`, [HARTS]);
    item('ram', printPages(input[RAM_PAGES]), [RAM_PAGES]);
    item('ram-tail', printSize(BigInt(input[RAM_TAIL])), [RAM_TAIL]);
    item('low-ram', printPages(input[LOW_RAM_PAGES]), [LOW_RAM_PAGES]);
    item('rom', printPages(input[ROM_PAGES]), [ROM_PAGES]);
    item('flash', printPages(input[FLASH_PAGES]), [FLASH_PAGES]);
    item('tlb', `entries=${input[TLB_ENTRIES]} window=${input[TLB_WINDOW]}`, [TLB_ENTRIES, TLB_WINDOW]);
    item('worlds', printWorlds(input), WORLD_WORDS);
    printCheckers(input, out);
    item('remap', `pages=${input[REMAP_PAGES]}`, [REMAP_PAGES]);
    printIopmpPlatform(input, out);
    item('dma', `wid=${input[DMA_WID]}`, [DMA_WID]);
    item('hart', printExtensions(input[EXTENSIONS]), [EXTENSIONS]);
    item('steps', `${input[STEPS]}`, [STEPS]);
  },
  open() {
    return 'platform';
  },
  item(line, input) {
    const names = [...Object.keys(ITEMS), 'checker'];
    const key = line.word(list(names));
    if (key === 'checker') return readChecker(line, input);
    if (!names.includes(key)) line.fail(list(names));
    ITEMS[key](line, input);
    return key;
  },
};

function differs(input: Input, words: readonly number[]): boolean {
  return words.some((word) => input[word] !== DEFAULT[word]);
}

function printCheckers(input: Input, out: Writer): void {
  for (const [name, [word]] of Object.entries(CHECKER_SLOTS)) {
    const key = `checker ${name}`;
    out.item(key, `${key} slots=${input[word]}`, differs(input, [word]));
  }
}

function readChecker(line: Line, input: Input): string {
  const name = line.word(list(Object.keys(CHECKER_SLOTS)));
  if (!Object.hasOwn(CHECKER_SLOTS, name)) line.fail(list(Object.keys(CHECKER_SLOTS)));
  const [word, least] = CHECKER_SLOTS[name];
  line.options({
    slots: (text) => {
      input[word] = integer(line, text, least, MAX_SLOTS - 1, 'a number of slots');
    },
  });
  return `checker ${name}`;
}

function printPages(pages: number): string {
  return printSize(BigInt(pages * PAGE));
}

function readPages(line: Line, input: Input, word: number, [low, high]: readonly [number, number]): void {
  const expected = `a size in whole 4K pages, ${printPages(low)} to ${printPages(high)}`;
  const bytes = toSize(line.word(expected));
  if (bytes === undefined || bytes % BigInt(PAGE) !== 0n) line.fail(expected);
  const pages = Number(bytes / BigInt(PAGE));
  if (pages < low || pages > high) line.fail(expected);
  input[word] = pages;
}

function readTail(line: Line, input: Input): void {
  const expected = `a size in bytes, a multiple of 8, 0 to ${MAX_TAIL}`;
  const bytes = toSize(line.word(expected));
  if (bytes === undefined || bytes % 8n !== 0n || bytes > BigInt(MAX_TAIL)) line.fail(expected);
  input[RAM_TAIL] = Number(bytes);
}

function readRemap(line: Line, input: Input): void {
  line.options({
    pages: (text) => {
      input[REMAP_PAGES] = integer(line, text, 0, MAX_REMAP_PAGES, 'a number of pages');
    },
  });
}

function readDma(line: Line, input: Input): void {
  line.options({
    wid: (text) => {
      input[DMA_WID] = integer(line, text, 0, input[NWORLDS] - 1, 'a WID');
    },
  });
}

function printExtensions(bits: number): string {
  const names = Object.keys(HART_EXTENSIONS).filter((name) => (bits & HART_EXTENSIONS[name]) !== 0);
  return names.length === 0 ? PLAIN : names.join(' ');
}

function readExtensions(line: Line, input: Input): void {
  const names = Object.keys(HART_EXTENSIONS);
  const expected = list([PLAIN, ...names]);
  let word: string | undefined = line.word(expected);
  if (word === PLAIN) return;
  for (; word !== undefined; word = line.optionalWord()) {
    if (!names.includes(word)) line.fail(expected);
    if ((input[EXTENSIONS] & HART_EXTENSIONS[word]) !== 0) line.fail(`${word} once`);
    input[EXTENSIONS] |= HART_EXTENSIONS[word];
  }
}

function readTlb(line: Line, input: Input): void {
  line.options({
    entries: (text) => {
      const entries = integer(line, text, 64, 1024, 'a power of two');
      if ((entries & (entries - 1)) !== 0) line.fail('a power of two (64 to 1024)');
      input[TLB_ENTRIES] = entries;
    },
    window: (text) => {
      input[TLB_WINDOW] = integer(line, text, 1, 0x7fff_ffff, 'a number of instructions');
    },
  });
}

function printWorlds(input: Input): string {
  const trusted = input[TRUSTED_WID] === -1 ? 'none' : `${input[TRUSTED_WID]}`;
  const members: number[] = [];
  for (let wid = 0; wid < 32; wid++) if (((input[MWIDLIST] >>> wid) & 1) === 1) members.push(wid);
  return [
    `${input[NWORLDS]} trusted=${trusted} mwid=${input[MWID]} mwidlist=${members.join(',')}`,
    `hw-bypass=${input[HW_BYPASS] === 1 ? 'on' : 'off'} granule=${input[GRANULE]}`,
  ].join(' ');
}

/** What is not given: trusted and mwid are the last world, mwidlist all of them. */
function readWorlds(line: Line, input: Input): void {
  const worlds = integer(line, line.word('a number of worlds'), 2, 32, 'a power of two');
  if ((worlds & (worlds - 1)) !== 0) line.fail('a power of two (2 to 32)');
  if (input[DMA_WID] >= worlds) line.fail(`more worlds than the WID ${input[DMA_WID]} of dma above`);
  input[NWORLDS] = worlds;
  input[TRUSTED_WID] = worlds - 1;
  input[MWID] = worlds - 1;
  input[MWIDLIST] = 2 ** worlds - 1;
  line.options({
    trusted: (text) => {
      input[TRUSTED_WID] = text === 'none' ? -1 : integer(line, text, 0, worlds - 1, 'none or a WID');
    },
    mwid: (text) => {
      input[MWID] = integer(line, text, 0, worlds - 1, 'a WID');
    },
    mwidlist: (text) => {
      input[MWIDLIST] = 0;
      for (const wid of line.parts(text)) input[MWIDLIST] |= 1 << integer(line, wid, 0, worlds - 1, 'a WID');
    },
    'hw-bypass': (text) => {
      if (text !== 'on' && text !== 'off') line.fail('on or off');
      input[HW_BYPASS] = text === 'on' ? 1 : 0;
    },
    granule: (text) => {
      if (text !== '4' && text !== '4096') line.fail('4 or 4096');
      input[GRANULE] = Number(text);
    },
  });
}
