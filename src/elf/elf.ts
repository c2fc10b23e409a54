import { hex } from '../bits/word.ts';
import { Fields, wrongField } from './fields.ts';
import { readHeader } from './header.ts';
import { readSegments, type Segment } from './segments.ts';
import { readSymbols, type Symbols } from './symbols.ts';

/** A bare-metal program as its file describes it. */
export interface Elf {
  /** Physical address of the first instruction. */
  readonly entry: number;
  /** What is in memory at the beginning, in order of physical addresses, without overlap. */
  readonly segments: readonly Segment[];
  readonly symbols: Symbols;
}

/**
 * Reads an ELF64 little-endian RISC-V executable that is linked statically at fixed addresses. Throws InputError, one
 * line that names the field, what it holds and what is expected there.
 */
export function readElf(bytes: Uint8Array): Elf {
  const file = new Fields(bytes);
  const header = readHeader(file);
  const segments = readSegments(file, header.programHeaders);
  const symbols = readSymbols(file, header.sectionHeaders);
  const code = segments.filter(({ executable }) => executable);
  const entry = physicalAddress(code, header.entry);
  if (entry === undefined)
    throw wrongField('e_entry', hex(header.entry), 'an address in an executable segment');
  if (entry % 2 !== 0) throw wrongField('e_entry', hex(header.entry), 'an even address');
  return { entry, segments, symbols };
}

/**
 * The physical address of what the program knows at `address`: by the segment that has it as virtual address, else as
 * physical address; undefined if none has.
 */
export function physicalAddress(segments: readonly Segment[], address: bigint): number | undefined {
  const isIn = (start: bigint, size: number) => address >= start && address < start + BigInt(size);
  const known = segments.find(({ virtual, size }) => isIn(virtual, size));
  if (known !== undefined) return Number(address - known.virtual) + known.physical;
  return segments.some(({ physical, size }) => isIn(BigInt(physical), size)) ? Number(address) : undefined;
}
