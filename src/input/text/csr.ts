import { hex } from '../../bits/word.ts';
import { CSR_FIELDS, describeFields, type Field, fieldBits } from '../fields.ts';
import { type Line, list } from './line.ts';
import { integer, multipleOf, plain, u64 } from './number.ts';

/** MODE of satp, bits 63:60. @source Privileged ISA 20240411, 4.1.11 */
const SATP_MODES: Readonly<Record<string, bigint>> = { bare: 0n, sv39: 8n, sv48: 9n };
const MODE_WORDS = list([...Object.keys(SATP_MODES), 'mode=0..15']);
const SATP_MODE = 60n;
const SATP_ASID = 44n;
const SATP_PPN = (1n << SATP_ASID) - 1n;

/**
 * The value of CSR `name` (64 bits, unsigned) as the text form writes it behind the name: fields by name
 * (`MPRV MPP=S +0x…`), `0x80000800 vectored` for trap vectors, `sv39 root=0x80010000 asid=1` for satp, else a number.
 */
export function printCsr(name: string, value: bigint): string {
  const fields = CSR_FIELDS[name];
  if (fields !== undefined) return describeFields(fields, value);
  if (name === 'satp') return printSatp(value);
  if (isVector(name) && (value & 3n) === 1n) return `${hex(value - 1n)} vectored`;
  return plain(value);
}

/** Reads what {@link printCsr} writes, and any number. */
export function readCsr(line: Line, name: string): bigint {
  const fields = CSR_FIELDS[name];
  if (fields !== undefined) return readFields(line, name, fields);
  if (name === 'satp') return readSatp(line);
  const value = u64(line, line.word('a number'), 'a number');
  if (!isVector(name)) return value;
  const mode = line.optionalWord();
  if (mode === undefined) return value;
  if (mode !== 'vectored') line.fail('vectored or the end of the line');
  return (value & 3n) === 0n
    ? value + 1n
    : line.complain(`found ${hex(value)} vectored, expected a multiple of 4`);
}

function isVector(name: string): boolean {
  return name === 'mtvec' || name === 'stvec';
}

function readFields(line: Line, name: string, fields: readonly Field[]): bigint {
  const expected = `a field of ${name}, a number or +0x…`;
  let value = 0n;
  let word: string | undefined = line.word(expected);
  while (word !== undefined) {
    value |= fieldBits(fields, word) ?? u64(line, word.startsWith('+') ? word.slice(1) : word, expected);
    word = line.optionalWord();
  }
  return value;
}

function printSatp(value: bigint): string {
  const mode = value >> SATP_MODE;
  const words = [Object.keys(SATP_MODES).find((name) => SATP_MODES[name] === mode) ?? `mode=${mode}`];
  const root = (value & SATP_PPN) << 12n;
  const asid = (value >> SATP_ASID) & 0xffffn;
  if (root !== 0n) words.push(`root=${hex(root)}`);
  if (asid !== 0n) words.push(`asid=${plain(asid)}`);
  return words.join(' ');
}

function readSatp(line: Line): bigint {
  let value = readSatpMode(line) << SATP_MODE;
  line.options({
    root: (text) => {
      const root = multipleOf(line, text, 4096n, 'a physical address');
      if (root >> 12n > SATP_PPN) line.fail('a physical address below 2^56');
      value |= root >> 12n;
    },
    asid: (text) => {
      value |= BigInt(integer(line, text, 0, 0xffff, 'an ASID')) << SATP_ASID;
    },
  });
  return value;
}

function readSatpMode(line: Line): bigint {
  const word = line.word(MODE_WORDS);
  if (Object.hasOwn(SATP_MODES, word)) return SATP_MODES[word];
  if (!word.startsWith('mode=')) line.fail(MODE_WORDS);
  line.narrow('mode='.length, word.length);
  return BigInt(integer(line, word.slice('mode='.length), 0, 15, 'a mode'));
}
