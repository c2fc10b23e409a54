import { InputError } from '../bits/errors.ts';
import { hex } from '../bits/word.ts';
import { type Fields, type Table, wrongField } from './fields.ts';

/** A piece of the memory image. */
export interface Segment {
  /** Its number among the program headers. */
  readonly index: number;
  /** Address that the program knows its first byte by. */
  readonly virtual: bigint;
  /** Physical address of the first byte. */
  readonly physical: number;
  /** Bytes in memory. */
  readonly size: number;
  /** The first bytes; the others are 0. */
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  /** Of the first bytes, those that are the file's own headers: linkers put them in front of the first section. */
  readonly headers: number;
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const PF_X = 1;
const PF_ALL = 7;
/** Processor- and system-specific flags: they mean nothing here. */
const PF_MASKS = 0xfff0_0000;
const TWO_64 = 1n << 64n;
/** Physical addresses are plain numbers. */
const ADDRESS_LIMIT = 1n << 53n;

/**
 * The segments that are loaded, in order of their physical addresses. InputError for what is damaged, overlaps or needs
 * a dynamic linker.
 * @source System V gABI 4.1, "Program Header"
 */
export function readSegments(file: Fields, table: Table): readonly Segment[] {
  const segments: Segment[] = [];
  file.records(table).forEach((at, index) => {
    const type = file.u32(at);
    if (type === PT_DYNAMIC || type === PT_INTERP) {
      throw new InputError(`program header ${index}: needs a dynamic linker; link it statically`);
    }
    const segment = type === PT_LOAD ? readSegment(file, table, index) : undefined;
    if (segment !== undefined && segment.size > 0) segments.push(segment);
  });
  if (segments.length === 0) throw wrongField('program headers', 'nothing to load', 'a PT_LOAD segment');
  segments.sort((a, b) => a.physical - b.physical);
  checkOverlap(segments);
  return segments;
}

/** The segment without the file's own headers and the zeros behind them. */
export function withoutHeaders(segment: Segment): Segment {
  const { virtual, physical, size, bytes, headers } = segment;
  if (headers === 0) return segment;
  const content = bytes.findIndex((byte, i) => i >= headers && byte !== 0);
  const cut = content < 0 ? bytes.length : content;
  return {
    ...segment,
    virtual: virtual + BigInt(cut),
    physical: physical + cut,
    size: size - cut,
    bytes: bytes.subarray(cut),
    headers: 0,
  };
}

function readSegment(file: Fields, table: Table, index: number): Segment {
  const what = `segment ${index}`;
  const at = table.offset + index * table.stride;
  const flags = file.u32(at + 4);
  const [offset, virtual, physical] = [file.u64(at + 8), file.u64(at + 16), file.u64(at + 24)];
  const [stored, size] = [file.u64(at + 32), file.u64(at + 40)];
  if ((flags & ~(PF_ALL | PF_MASKS)) !== 0) throw wrongField(`${what}, p_flags`, hex(flags), 'R, W and X');
  if (stored > size) throw wrongField(`${what}, p_filesz`, hex(stored), `at most p_memsz, ${hex(size)}`);
  checkAlignment(what, file.u64(at + 48), offset, virtual);
  if (virtual + size > TWO_64)
    throw wrongField(`${what}, p_vaddr`, hex(virtual), `room for ${hex(size)} bytes`);
  if (physical + size > ADDRESS_LIMIT) {
    throw wrongField(`${what}, p_paddr`, hex(physical), `${hex(size)} bytes below ${hex(ADDRESS_LIMIT)}`);
  }
  const bytes = file.stretch(what, offset, stored);
  const executable = (flags & PF_X) !== 0;
  const headers = offset === 0n ? Math.min(bytes.length, table.offset + table.stride * table.count) : 0;
  return { index, virtual, physical: Number(physical), size: Number(size), bytes, executable, headers };
}

function checkAlignment(what: string, align: bigint, offset: bigint, virtual: bigint): void {
  if (align <= 1n) return;
  if ((align & (align - 1n)) !== 0n) throw wrongField(`${what}, p_align`, hex(align), 'a power of two');
  if (offset % align === virtual % align) return;
  const expected = `p_vaddr ${hex(virtual)} modulo p_align ${hex(align)}`;
  throw wrongField(`${what}, p_offset`, hex(offset), expected);
}

function checkOverlap(segments: readonly Segment[]): void {
  for (let i = 1; i < segments.length; i++) {
    const [below, above] = [segments[i - 1], segments[i]];
    if (below.physical + below.size <= above.physical) continue;
    const pair = [below.index, above.index].sort((a, b) => a - b).join(' and ');
    throw new InputError(`segments ${pair}: both lie at ${hex(above.physical)}`);
  }
}
