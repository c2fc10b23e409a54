import { describe, expect, it } from 'vitest';
import { parseInput } from '../../../src/input/text.ts';
import { parseDesign } from '../../../src/machine/design.ts';
import { Machine } from '../../../src/machine/machine.ts';
import { SECTIONS, sectionOfPage } from '../../../src/machine/memory/section.ts';
import { SILENT } from '../../../src/machine/probe.ts';

const machine = new Machine(parseDesign('fixed'), SILENT);

/** Sections that answer for the pages, on a board. */
function map(platform: string, ...pages: readonly number[]): string[] {
  machine.load(parseInput(`iommufuzz 1\nplatform\n${platform}`, 'board').input);
  return pages.map((page) => SECTIONS[sectionOfPage(machine.parts.bus, page)].name);
}

const FULL = '  ram 64K\n  ram-tail 8\n  low-ram 4K\n  rom 8K\n  flash 8K\n  remap pages=2';

describe('the memory map', () => {
  it('ends each memory where its size says', () => {
    const ends = [0, 0x1000, 0x2000, 0x3000, 0x8000_f000, 0x8001_0000, 0x8001_1000, 0x4000_1000, 0x4000_2000];
    expect(map(`  device none\n${FULL}`, ...ends)).toEqual([
      'low-ram',
      'rom',
      'rom',
      'unassigned',
      'dram',
      'ram-tail-page',
      'unassigned',
      'remap',
      'unassigned',
    ]);
    const banks = [0x2000_0000, 0x2000_1000, 0x2000_2000, 0x2200_0000, 0x2200_1000, 0x2200_2000];
    expect(map(`  device none\n${FULL}`, ...banks)).toEqual([
      'flash0',
      'flash0',
      'unassigned',
      'flash1',
      'flash1',
      'unassigned',
    ]);
  });

  it('has nothing where nothing was built', () => {
    const pages = [0, 0x1000, 0x2000_0000, 0x2200_0000, 0x4000_0000, 0x600_0000, 0x600_3000, 0x600_4000];
    expect(new Set(map('  device none\n  ram 64K', ...pages, 0x8001_0000))).toEqual(new Set(['unassigned']));
  });

  it('puts the checkers in front of what they guard, the outer one first', () => {
    const guarded = [0x8000_0000, 0x2000_0000, 0x2200_1000, 0x1000];
    expect(map(FULL, ...guarded)).toEqual(['dram-upstream', 'flash0-upstream', 'flash1-upstream', 'rom']);
    expect(map(`${FULL}\n  checker outer slots=1`, ...guarded)[0]).toBe('outer-upstream');
  });

  it('has the registers of the checkers that are there, and of the remapping region', () => {
    const registers = [0x600_0000, 0x600_1000, 0x600_2000, 0x600_3000, 0x600_4000, 0x600_5000];
    expect(map('  ram 64K', ...registers)).toEqual([
      'wgchecker-dram',
      'wgchecker-flash',
      'wgchecker-uart',
      'unassigned',
      'unassigned',
      'unassigned',
    ]);
    expect(map(`${FULL}\n  checker outer slots=1`, ...registers).slice(3)).toEqual([
      'wgchecker-outer',
      'remap-registers',
      'unassigned',
    ]);
  });
});
