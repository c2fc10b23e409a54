import { InvariantError, invariant } from '../../bits/errors.ts';

/**
 * Encodings are written as the manual prints them, most significant field first, fields apart by spaces:
 *
 * - `0110011` fixed bits; `-----` bits that are ignored (encoded as 0);
 * - `rd`, `rs1`, `rs2` five-bit registers; `rd/rs1` one register that is both; `rd'` … three bits, x8 to x15;
 * - `imm[12|10:5]` pieces of the signed immediate, `uimm[…]` of the unsigned one; `nzimm`, `nzuimm`: not zero;
 * - `csr` the CSR number (the unsigned immediate), `zimm` a five-bit number in the place of rs1;
 * - `aqrl` the two ordering bits;
 * - `rd≠0` anything of the above but that value.
 */
export interface Pattern {
  /** Width in bits: 16 or 32. */
  readonly width: number;
  /** A word matches if `(word & mask) === match` and no exclusion holds. Int32. */
  readonly mask: number;
  readonly match: number;
  readonly excludes: readonly Exclusion[];
  readonly fields: readonly Field[];
}

/** Words with `(word & mask) === value` are not meant. */
export interface Exclusion {
  readonly mask: number;
  readonly value: number;
}

/** What a field of an encoding fills. */
export type Slot = 'rd' | 'rs1' | 'rs2' | 'imm' | 'aqrl';

/** The place of one operand in an encoding. */
export interface Field {
  readonly slot: Slot;
  readonly pieces: readonly Piece[];
  /** The value is sign-extended from its highest bit. */
  readonly signed: boolean;
  /** Added to what the bits say: 8 for three-bit registers, else 0. */
  readonly base: number;
  /** The value that the pattern excludes, if any. */
  readonly except: number | undefined;
}

/** `width` bits at bit `at` of the word are those from bit `to` of the value. */
export interface Piece {
  readonly at: number;
  readonly width: number;
  readonly to: number;
}

const FIXED = /^[01-]+$/;
const SPLIT_FIELD = /^(nz)?(u?)imm\[([0-9:|]+)\]$/;
const NAMED_FIELD = /^(rd\/rs1|rd|rs1|rs2|csr|zimm|aqrl)('?)(?:≠([0-9]+))?$/;
const NAMED_WIDTH = { 'rd/rs1': 5, rd: 5, rs1: 5, rs2: 5, csr: 12, zimm: 5, aqrl: 2 } as const;
type Named = keyof typeof NAMED_WIDTH;

/** Reads one encoding; throws `InvariantError` if it is not 16 or 32 bits wide or misspelt. */
export function parsePattern(text: string): Pattern {
  const fields = new Map<Slot, Field>();
  let mask = 0;
  let match = 0;
  let at = 0;
  for (const word of text.split(/ +/).reverse()) {
    if (FIXED.test(word)) {
      mask |= bitsOf(word, '01') << at;
      match |= bitsOf(word, '1') << at;
    } else {
      for (const field of fieldsOf(word, at)) fields.set(field.slot, joined(field, fields.get(field.slot)));
    }
    at += widthOf(word);
  }
  invariant(at === 16 || at === 32, `encoding ${text} has ${at} bits`);
  const all = [...fields.values()];
  return { width: at, mask, match, excludes: exclusionsOf(all), fields: all };
}

/** Bits that a field's pieces cover in the word. */
export function fieldMask(field: Field): number {
  return field.pieces.reduce((mask, piece) => mask | ((2 ** piece.width - 1) << piece.at), 0);
}

/** The bits of the word that carry `value`; no check that it fits. */
export function insertField(field: Field, value: number): number {
  const bits = value - field.base;
  let word = 0;
  for (const piece of field.pieces) word |= ((bits >>> piece.to) & (2 ** piece.width - 1)) << piece.at;
  return word;
}

/** The value that a word carries in a field. */
export function extractField(field: Field, word: number): number {
  let bits = 0;
  for (const piece of field.pieces) bits |= ((word >>> piece.at) & (2 ** piece.width - 1)) << piece.to;
  const unused = field.signed ? 31 - topBit(field) : 0;
  return ((bits << unused) >> unused) + field.base;
}

/** Highest bit of the value that a field carries. */
export function topBit(field: Field): number {
  let top = 0;
  for (const piece of field.pieces) top = Math.max(top, piece.to + piece.width - 1);
  return top;
}

/** Lowest bit of the value that a field carries; values are multiples of 2 to this power. */
export function bottomBit(field: Field): number {
  return Math.min(...field.pieces.map((piece) => piece.to));
}

/** The bits of `word` that are one of `digits`. */
function bitsOf(word: string, digits: string): number {
  return [...word].reduce((bits, digit) => bits * 2 + (digits.includes(digit) ? 1 : 0), 0);
}

function widthOf(word: string): number {
  if (FIXED.test(word)) return word.length;
  const split = SPLIT_FIELD.exec(word);
  if (split !== null) return pieceRanges(split[3]).reduce((sum, [high, low]) => sum + high - low + 1, 0);
  const named = NAMED_FIELD.exec(word);
  if (named === null) throw new InvariantError(`no such field of an encoding: ${word}`);
  return named[2] === "'" ? 3 : NAMED_WIDTH[named[1] as Named];
}

/** The fields that one word of an encoding stands for; its lowest bit is bit `at`. */
function fieldsOf(word: string, at: number): Field[] {
  const split = SPLIT_FIELD.exec(word);
  if (split !== null)
    return [splitField(split[3], at, { signed: split[2] === '', nonzero: split[1] !== undefined })];
  const named = NAMED_FIELD.exec(word);
  if (named === null) throw new InvariantError(`no such field of an encoding: ${word}`);
  const base = named[2] === "'" ? 8 : 0;
  const except = named[3] === undefined ? undefined : Number(named[3]);
  const pieces = [{ at, width: widthOf(word), to: 0 }];
  return slotsOf(named[1] as Named).map((slot) => ({ slot, pieces, signed: false, base, except }));
}

function slotsOf(name: Named): readonly Slot[] {
  switch (name) {
    case 'rd/rs1':
      return ['rd', 'rs1'];
    case 'csr':
      return ['imm'];
    case 'zimm':
      return ['rs1'];
    default:
      return [name];
  }
}

function splitField(
  ranges: string,
  at: number,
  { signed, nonzero }: { signed: boolean; nonzero: boolean },
): Field {
  const pieces: Piece[] = [];
  let next = at;
  for (const [high, low] of pieceRanges(ranges).reverse()) {
    pieces.push({ at: next, width: high - low + 1, to: low });
    next += high - low + 1;
  }
  return { slot: 'imm', pieces, signed, base: 0, except: nonzero ? 0 : undefined };
}

/** `12|10:5` as [high, low] pairs. */
function pieceRanges(text: string): [number, number][] {
  return text.split('|').map((range) => {
    const [high, low = high] = range.split(':').map(Number);
    return [high, low];
  });
}

/** A field that an encoding spells in several places is one field. */
function joined(field: Field, lower: Field | undefined): Field {
  return lower === undefined ? field : { ...field, pieces: [...lower.pieces, ...field.pieces] };
}

/** What the fields exclude; a register that is both rd and rs1 says it once. */
function exclusionsOf(fields: readonly Field[]): Exclusion[] {
  const byMask = new Map<number, Exclusion>();
  for (const field of fields) {
    if (field.except === undefined) continue;
    const mask = fieldMask(field);
    byMask.set(mask, { mask, value: insertField(field, field.except) });
  }
  return [...byMask.values()];
}
