import { InputError } from '../bits/errors.ts';
import { hex } from '../bits/word.ts';

/** A stretch of a file that holds records of one kind. */
export interface Table {
  /** What a record is called in messages. */
  readonly what: string;
  /** Offset of the first record in the file. */
  readonly offset: number;
  /** Bytes of one record. */
  readonly stride: number;
  readonly count: number;
}

/** The little-endian numbers of a file, read by offset; an offset that the file does not reach is an InputError. */
export class Fields {
  readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(at: number): number {
    return this.view.getUint8(at);
  }

  u16(at: number): number {
    return this.view.getUint16(at, true);
  }

  u32(at: number): number {
    return this.view.getUint32(at, true);
  }

  u64(at: number): bigint {
    return this.view.getBigUint64(at, true);
  }

  /** [offset, offset + size) as a stretch of the file; throws InputError that names `what` if the file ends before. */
  stretch(what: string, offset: bigint, size: bigint): Uint8Array {
    const length = BigInt(this.bytes.length);
    if (offset > length || size > length - offset) {
      const end = hex(offset + size);
      throw new InputError(`${what}: found bytes ${hex(offset)} to ${end}, the file ends at ${hex(length)}`);
    }
    return this.bytes.subarray(Number(offset), Number(offset + size));
  }

  /** Offsets of the records of a table, all inside the file. */
  records({ what, offset, stride, count }: Table): number[] {
    this.stretch(what, BigInt(offset), BigInt(stride * count));
    return Array.from({ length: count }, (_, i) => offset + i * stride);
  }
}

/** The error of a field that holds something else than it may. */
export function wrongField(field: string, found: string | number, expected: string): InputError {
  return new InputError(`${field}: found ${found}, expected ${expected}`);
}
