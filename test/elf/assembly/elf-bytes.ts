import type { Assembled } from './assembled.ts';

const HEADER = 64;
const PROGRAM_HEADER = 56;
const SECTION_HEADER = 64;
const SYMBOL = 24;
const ALIGN = 4096;

/** A table of strings under construction. */
class Strings {
  text = '\0';

  add(name: string): number {
    const at = this.text.length;
    this.text += `${name}\0`;
    return at;
  }
}

/** An ELF64 file with a segment per section of the program, its symbols, and section headers: null, symbols, names. */
export function elfBytes({ entry, sections, symbols }: Assembled): Uint8Array {
  const strings = new Strings();
  const symbolBytes = symbolTable(symbols, strings);
  const names = new TextEncoder().encode(strings.text);
  let end = HEADER + PROGRAM_HEADER * sections.length;
  const placed = sections.map((section) => {
    // A segment's offset and address agree modulo its alignment.
    const offset = end + ((Number(section.address % BigInt(ALIGN)) - end) & (ALIGN - 1));
    end = offset + section.bytes.length;
    return { ...section, offset };
  });
  const symbolsAt = (end + 7) & ~7;
  const namesAt = symbolsAt + symbolBytes.length;
  const sectionsAt = (namesAt + names.length + 7) & ~7;
  const file = new Uint8Array(sectionsAt + 3 * SECTION_HEADER);
  const view = new DataView(file.buffer);
  writeHeader(view, { entry, segments: sections.length, sectionsAt });
  placed.forEach(({ address, bytes, offset }, i) => {
    writeSegment(view, HEADER + i * PROGRAM_HEADER, { address, size: bytes.length, offset });
    file.set(bytes, offset);
  });
  file.set(symbolBytes, symbolsAt);
  file.set(names, namesAt);
  const first = sectionsAt + SECTION_HEADER;
  writeSection(view, first, { type: 2, offset: symbolsAt, size: symbolBytes.length, link: 2, entry: SYMBOL });
  const second = first + SECTION_HEADER;
  writeSection(view, second, { type: 3, offset: namesAt, size: names.length, link: 0, entry: 0 });
  return file;
}

function writeHeader(
  view: DataView,
  { entry, segments, sectionsAt }: { entry: bigint; segments: number; sectionsAt: number },
): void {
  view.setUint32(0, 0x7f454c46);
  // 64 bits, little-endian, version 1.
  view.setUint32(4, 0x02010100);
  view.setUint16(16, 2, true);
  view.setUint16(18, 243, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(24, entry, true);
  view.setBigUint64(32, BigInt(HEADER), true);
  view.setBigUint64(40, BigInt(sectionsAt), true);
  const halves = [HEADER, PROGRAM_HEADER, segments, SECTION_HEADER, 3, 2];
  for (const [i, half] of halves.entries()) view.setUint16(52 + 2 * i, half, true);
}

function writeSegment(
  view: DataView,
  at: number,
  { address, size, offset }: { address: bigint; size: number; offset: number },
): void {
  view.setUint32(at, 1, true);
  view.setUint32(at + 4, 7, true);
  const words = [BigInt(offset), address, address, BigInt(size), BigInt(size), BigInt(ALIGN)];
  for (const [i, word] of words.entries()) view.setBigUint64(at + 8 + 8 * i, word, true);
}

function writeSection(
  view: DataView,
  at: number,
  section: { type: number; offset: number; size: number; link: number; entry: number },
): void {
  view.setUint32(at + 4, section.type, true);
  view.setBigUint64(at + 24, BigInt(section.offset), true);
  view.setBigUint64(at + 32, BigInt(section.size), true);
  view.setUint32(at + 40, section.link, true);
  view.setBigUint64(at + 56, BigInt(section.entry), true);
}

/** The null symbol, then a global one per name, all absolute. */
function symbolTable(symbols: ReadonlyMap<string, bigint>, strings: Strings): Uint8Array {
  const bytes = new Uint8Array(SYMBOL * (symbols.size + 1));
  const view = new DataView(bytes.buffer);
  [...symbols].forEach(([name, value], i) => {
    const at = SYMBOL * (i + 1);
    view.setUint32(at, strings.add(name), true);
    view.setUint8(at + 4, 1 << 4);
    view.setUint16(at + 6, 0xfff1, true);
    view.setBigUint64(at + 8, BigInt.asUintN(64, value), true);
  });
  return bytes;
}
