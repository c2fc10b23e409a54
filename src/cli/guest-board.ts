import { InputError } from '../bits/errors.ts';
import { hex, highOf, lowOf } from '../bits/word.ts';
import { type Elf, physicalAddress } from '../elf/elf.ts';
import { type Segment, withoutHeaders } from '../elf/segments.ts';
import { emptyInput } from '../input/empty.ts';
import {
  DEVICE,
  DEVICE_NONE,
  DEVICE_WGCHECKER,
  DRAM_BASE,
  EXTENSIONS,
  FLASH_BASES,
  FLASH_PAGES,
  type Input,
  LOW_RAM_BASE,
  LOW_RAM_PAGES,
  PAGE,
  PC,
  RAM_PAGES,
  ROM_BASE,
  ROM_PAGES,
} from '../input/layout.ts';
import type { GuestBytes } from '../judge/guest-run.ts';

/** What a person chooses of the board. */
export interface BoardChoice {
  readonly checkers: boolean;
  /** Bytes of DRAM, whole pages. */
  readonly ram: number;
  /** EXT_ bits. */
  readonly extensions: number;
}

/** A program on its board. */
export interface Guest {
  readonly input: Input;
  readonly memory: readonly GuestBytes[];
  /** Physical address of the 8 bytes in which the guest reports; undefined if it has no such symbol. */
  readonly tohost?: number;
}

/** Memory beside the DRAM; a board has it if a segment lies there. */
interface Region {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  /** Word of the input that counts its pages. */
  readonly word: number;
}

const REGIONS: readonly Region[] = [
  { name: 'low RAM', base: LOW_RAM_BASE, size: PAGE, word: LOW_RAM_PAGES },
  { name: 'ROM', base: ROM_BASE, size: 15 * PAGE, word: ROM_PAGES },
  { name: 'flash', base: FLASH_BASES[0], size: 16 * PAGE, word: FLASH_PAGES },
  { name: 'flash', base: FLASH_BASES[1], size: 16 * PAGE, word: FLASH_PAGES },
];
const TOHOST = 'tohost';
const TOHOST_BYTES = 8;

/** The board that `elf` runs on: M-mode at its entry, registers 0. InputError if a segment lies where no memory is. */
export function boardFor(elf: Elf, choice: BoardChoice): Guest {
  const input = emptyInput();
  input[DEVICE] = choice.checkers ? DEVICE_WGCHECKER : DEVICE_NONE;
  input[RAM_PAGES] = choice.ram / PAGE;
  input[EXTENSIONS] = choice.extensions;
  input[PC] = lowOf(elf.entry);
  input[PC + 1] = highOf(elf.entry);
  const dram = { name: 'DRAM', base: DRAM_BASE, size: choice.ram, word: RAM_PAGES };
  const regions = [dram, ...REGIONS];
  const segments = elf.segments.map((segment) => {
    return regionOf(segment, regions) === undefined ? withoutHeaders(segment) : segment;
  });
  for (const segment of segments) {
    const region = regionOf(segment, regions);
    if (region === undefined) throw outside(segment, regions);
    if (region !== dram) input[region.word] = region.size / PAGE;
  }
  const memory = segments.map(({ physical, bytes }) => ({ physical, bytes }));
  const tohost = tohostOf(elf);
  return { input, memory, ...(tohost === undefined ? {} : { tohost }) };
}

function regionOf({ physical, size }: Segment, regions: readonly Region[]): Region | undefined {
  return regions.find(({ base, size: bytes }) => physical >= base && physical + size <= base + bytes);
}

function outside({ index, physical, size }: Segment, regions: readonly Region[]): InputError {
  const found = `${hex(physical)} to ${hex(physical + size)}`;
  const known = regions.map(({ name, base, size: bytes }) => `${name} ${hex(base)} to ${hex(base + bytes)}`);
  return new InputError(`segment ${index}: found ${found}, expected inside ${known.join(' or ')}`);
}

function tohostOf({ symbols, segments }: Elf): number | undefined {
  const address = symbols.get(TOHOST);
  if (address === undefined) return undefined;
  const physical = physicalAddress(segments, address);
  const last = physicalAddress(segments, address + BigInt(TOHOST_BYTES - 1));
  if (physical === undefined || last !== physical + TOHOST_BYTES - 1) {
    throw new InputError(
      `symbol ${TOHOST}: found ${hex(address)}, expected ${TOHOST_BYTES} bytes of a segment`,
    );
  }
  return physical;
}
