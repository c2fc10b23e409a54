import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../../src/bits/rng.ts';
import { Aim } from '../../../src/fuzzer/aim.ts';
import { cacheBlock, sweep } from '../../../src/fuzzer/idioms/access.ts';
import {
  claimInterrupt,
  flashCommand,
  remapPage,
  routeInterrupt,
  setTime,
  softwareInterrupt,
  timer,
} from '../../../src/fuzzer/idioms/devices.ts';
import { counters, environment, lockDown } from '../../../src/fuzzer/idioms/environment.ts';
import type { Idiom } from '../../../src/fuzzer/idioms/idiom.ts';
import { interrupt, wait } from '../../../src/fuzzer/idioms/interrupts.ts';
import { Draft } from '../../../src/fuzzer/program.ts';
import { emptyInput } from '../../../src/input/empty.ts';
import { EXTENSIONS, FLASH_PAGES, type Input, REMAP_PAGES, STEPS } from '../../../src/input/layout.ts';
import { disassemble } from '../../../src/isa/assembler.ts';

const ROOT = rootSeed('idioms');

/** A board that has every part an idiom may ask for. */
function fullBoard(): Input {
  const input = emptyInput();
  Object.assign(input, { [FLASH_PAGES]: 2, [REMAP_PAGES]: 2, [EXTENSIONS]: 3, [STEPS]: 512 });
  return input;
}

/** The texts of what an idiom emits, draft by draft. */
function drafts(idiom: Idiom, input: Input, times = 300): (string | undefined)[][] {
  const draft = new Draft();
  const aim = new Aim();
  return Array.from({ length: times }, (_, i) => {
    draft.clear();
    idiom(draft, input, new Rng(ROOT, i), aim);
    return [...draft.words.subarray(0, draft.count)].map(disassemble);
  });
}

/** Idioms that need nothing special of the board, and a word that tells each. */
const EVERYWHERE: readonly (readonly [name: string, idiom: Idiom, telling: RegExp])[] = [
  ['a cache-block operation', cacheBlock, /^cbo\.(zero|inval|clean|flush) /],
  ['a sweep over pages', sweep, /^bnez t5, \.-12$/],
  ['the timer', timer, /^csrr a7, time$|^ld a7, -8\(a6\)$/],
  ['a software interrupt of the CLINT', softwareInterrupt, /^lui a6, 0x2000$/],
  ['a route through the PLIC', routeInterrupt, /^lui a6, 0xc[0-9a-f]{3}$/],
  ['a claim', claimInterrupt, /^(lw|sw) \w+, 4\(a6\)$/],
  ['another time', setTime, /^s[wd] a7, -[48]\(a6\)$/],
  ['an interrupt by software', interrupt, /^csr[cs] (mip|sip|mie|sie), /],
  ['a wait', wait, /^wfi$/],
  ['the counters', counters, /cycle|instret|time|counter/],
  ['the environment of lower modes', environment, /^csr[cs] (menvcfg|senvcfg), /],
];

/** Idioms for a part that not every board has. */
const WITH_PART: readonly (readonly [name: string, idiom: Idiom, part: number, telling: RegExp])[] = [
  ['a command to flash', flashCommand, FLASH_PAGES, /^lui a6, 0x2[02]00[01]$/],
  ['another remapping', remapPage, REMAP_PAGES, /^lui a6, 0x6004$/],
  ['a lockdown', lockDown, EXTENSIONS, /^csr[sw]i mseccfg, [124]$/],
];

describe('an idiom', () => {
  it.each(EVERYWHERE)('for %s is made of instructions, among them the telling one', (_, idiom, telling) => {
    for (const texts of drafts(idiom, emptyInput())) {
      expect(texts.length).toBeGreaterThan(0);
      expect(texts).not.toContain(undefined);
      expect(texts.some((text) => telling.test(text ?? ''))).toBe(true);
    }
  });

  it.each(WITH_PART)('for %s is there where the board has the part', (_, idiom, part, telling) => {
    for (const texts of drafts(idiom, fullBoard())) {
      expect(texts).not.toContain(undefined);
      expect(texts.some((text) => telling.test(text ?? ''))).toBe(true);
    }
    const without = fullBoard();
    without[part] = 0;
    const empty = drafts(idiom, without).filter((texts) => texts.length === 0);
    expect(empty.length).toBeGreaterThan(250);
  });

  it('sweeps over enough pages to fill a small TLB only in a long run', () => {
    const pages = (input: Input): number[] =>
      drafts(sweep, input).map((texts) =>
        Number(/^li t5, (\d+)$/.exec(texts.find((t) => /^li t5/.test(t ?? '')) ?? '')?.[1]),
      );
    const long = pages(fullBoard());
    expect(Math.max(...long)).toBeGreaterThan(44);
    const short = emptyInput();
    short[STEPS] = 128;
    expect(Math.max(...pages(short))).toBeLessThan(10);
  });
});
