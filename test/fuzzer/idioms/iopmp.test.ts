import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../../src/bits/rng.ts';
import { Aim } from '../../../src/fuzzer/aim.ts';
import { runEngine } from '../../../src/fuzzer/idioms/dma-engine.ts';
import type { Idiom } from '../../../src/fuzzer/idioms/idiom.ts';
import { anyIdiom } from '../../../src/fuzzer/idioms/index.ts';
import {
  configureErrors,
  enableIopmp,
  lockIopmp,
  programPriority,
  readViolation,
} from '../../../src/fuzzer/idioms/iopmp-control.ts';
import { stall } from '../../../src/fuzzer/idioms/iopmp-stall.ts';
import { programDomain, programEntry, programRow } from '../../../src/fuzzer/idioms/iopmp-tables.ts';
import { entryAt } from '../../../src/fuzzer/iopmp-entries.ts';
import { Draft } from '../../../src/fuzzer/program.ts';
import { emptyInput } from '../../../src/input/empty.ts';
import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  DEVICE_NONE,
  DEVICE_WGCHECKER,
  ENGINE,
  ENGINE_BASE,
  FEATURE_STALL,
  type Input,
  IOPMP_BASE,
  IOPMP_ENTRY_NUM,
  IOPMP_FEATURES,
  IOPMP_MD_NUM,
  IOPMP_MDCFG_FMT,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  PAGE,
  WGC_BASES,
} from '../../../src/input/layout.ts';
import { disassemble } from '../../../src/isa/assembler.ts';

const ROOT = rootSeed('iopmp idioms');

function board(words: Readonly<Record<number, number>> = {}): Input {
  return Object.assign(emptyInput(), { [DEVICE]: DEVICE_IOPMP, [ENGINE]: 1, ...words });
}

function drafts(idiom: Idiom, input: Input, times = 300): Draft[] {
  return Array.from({ length: times }, (_, i) => {
    const draft = new Draft();
    idiom(draft, input, new Rng(ROOT, i), new Aim());
    return draft;
  });
}

/** Offsets from `base` that the drafts store to with `sw` or load with `lw`: lui a6 gives the block. */
function touched(all: readonly Draft[], base: number, size: number): Set<number> {
  const found = new Set<number>();
  for (const draft of all) {
    let block = 0;
    for (let i = 0; i < draft.count; i++) {
      const text = disassemble(draft.words[i]) ?? '';
      const upper = /^lui a6, (0x[0-9a-f]+)$/.exec(text);
      if (upper !== null) block = Number(upper[1]) * PAGE;
      const access = /^[sl]w \w+, (-?\d+)\(a6\)$/.exec(text);
      if (access === null || block === 0) continue;
      const offset = block + Number(access[1]) - base;
      if (offset >= 0 && offset < size) found.add(offset);
    }
  }
  return found;
}

function offsets(idiom: Idiom, input = board(), times = 600): Set<number> {
  return touched(drafts(idiom, input, times), IOPMP_BASE, 0x5000);
}

describe('an idiom for the IOPMP', () => {
  it.each([
    programEntry,
    programRow,
    programDomain,
    programPriority,
    enableIopmp,
    lockIopmp,
    configureErrors,
    readViolation,
    stall,
    runEngine,
  ])('%o is made of instructions', (idiom) => {
    for (const draft of drafts(idiom, board({ [IOPMP_FEATURES]: FEATURE_STALL }))) {
      const texts = [...draft.words.subarray(0, draft.count)].map(disassemble);
      expect(texts).not.toContain(undefined);
    }
  });

  it('programs entries that there are, ADDR, ADDRH and CFG, and never what lies behind', () => {
    const input = board({ [IOPMP_ENTRY_NUM]: 6, [entryAt(0)]: 1, [entryAt(5)]: 1 });
    const found = offsets(programEntry, input, 1000);
    for (let i = 0; i < 6; i++) {
      expect(found).toContain(0x4000 + 16 * i);
      expect(found).toContain(0x4008 + 16 * i);
    }
    expect([...found].filter((offset) => offset % 16 === 4).length).toBeGreaterThan(0);
    expect([...found].every((offset) => offset >= 0x4000 && offset < 0x4060)).toBe(true);
  });

  it('programs rows of requesters in format 0 and of domains in format 2, and none in format 1', () => {
    const rows = [...offsets(programRow)];
    expect(rows.every((offset) => offset >= 0x1000 && offset < 0x1000 + 8 * 32)).toBe(true);
    expect(rows).toContain(0x1000);
    expect(rows).toContain(0x1020);
    const perms = [...offsets(programRow, board({ [IOPMP_SRCMD_FMT]: 2, [IOPMP_MD_NUM]: 3 }))];
    expect(perms.every((offset) => offset < 0x1000 + 3 * 32 && offset % 32 < 8)).toBe(true);
    expect(offsets(programRow, board({ [IOPMP_SRCMD_FMT]: 1 })).size).toBe(0);
  });

  it('moves bounds of domains where they can be moved', () => {
    const found = [...offsets(programDomain)];
    expect(found.every((offset) => offset >= 0x800 && offset < 0x820)).toBe(true);
    expect(found.length).toBeGreaterThan(4);
    expect(offsets(programDomain, board({ [IOPMP_MDCFG_FMT]: 1 })).size).toBe(0);
  });

  it('finds every lock, the reactions and every register of a record', () => {
    const many = board({ [IOPMP_MD_NUM]: 40 });
    for (const offset of [0x40, 0x44, 0x48, 0x4c, 0x60]) expect(offsets(lockIopmp, many)).toContain(offset);
    for (const offset of [0x60, 0x78, 0x7c]) expect(offsets(configureErrors)).toContain(offset);
    for (const offset of [0x64, 0x68, 0x6c, 0x70, 0x74]) expect(offsets(readViolation)).toContain(offset);
  });

  it('keeps to the register layout of the specification', () => {
    const [v07, v082] = [0, 1].map((spec) => board({ [IOPMP_SPEC]: spec, [IOPMP_MDCFG_FMT]: 2 }));
    expect(offsets(enableIopmp, v07)).toEqual(new Set([0x08]));
    expect(offsets(enableIopmp, v082)).toEqual(new Set([0x08, 0x14]));
    expect(offsets(programPriority, v07)).toEqual(new Set([0x08, 0x10]));
    expect(offsets(programPriority, v082)).toEqual(new Set([0x10, 0x14]));
  });

  it('stalls and resumes with the extension, and hardly ever without it', () => {
    const withStall = board({ [IOPMP_FEATURES]: FEATURE_STALL, [IOPMP_MD_NUM]: 40 });
    for (const offset of [0x30, 0x34, 0x38]) expect(offsets(stall, withStall)).toContain(offset);
    const without = drafts(stall, board()).filter((draft) => draft.count === 0);
    expect(without.length).toBeGreaterThan(250);
  });
});

describe('an idiom for the DMA engine', () => {
  it('touches all of its registers, and nothing if there is none', () => {
    const found = touched(drafts(runEngine, board()), ENGINE_BASE, PAGE);
    expect(found).toEqual(new Set([0, 4, 8, 12, 16, 20]));
    expect(drafts(runEngine, board({ [ENGINE]: 0 })).every((draft) => draft.count === 0)).toBe(true);
  });
});

describe('any idiom', () => {
  const reaches = (device: number, engine: number): boolean[] => {
    const all = drafts(anyIdiom, Object.assign(emptyInput(), { [DEVICE]: device, [ENGINE]: engine }), 2000);
    return [
      slotsProgrammed(all),
      touched(all, IOPMP_BASE, 0x5000).size > 0,
      touched(all, ENGINE_BASE, PAGE).size > 0,
    ];
  };

  it('is for what the board has: checkers, IOPMP, engine', () => {
    expect(reaches(DEVICE_WGCHECKER, 0)).toEqual([true, false, false]);
    expect(reaches(DEVICE_NONE, 0)).toEqual([true, false, false]);
    expect(reaches(DEVICE_IOPMP, 0)).toEqual([false, true, false]);
    expect(reaches(DEVICE_IOPMP, 1)).toEqual([false, true, true]);
    expect(reaches(DEVICE_BOTH, 1)).toEqual([true, true, true]);
  });
});

/** Whether a draft moves on from the DRAM checker's block to one of its slots. */
function slotsProgrammed(all: readonly Draft[]): boolean {
  const block = `lui a6, 0x${(WGC_BASES[0] / PAGE).toString(16)}`;
  return all.some((draft) => {
    const texts = [...draft.words.subarray(0, draft.count)].map((word) => disassemble(word) ?? '');
    return texts.some((text, i) => text === block && texts[i + 1]?.startsWith('addi a6, a6, '));
  });
}
