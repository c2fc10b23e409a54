import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/isa/decode.ts';
import { ALU, AMO, KIND } from '../../../src/isa/kinds.ts';
import { PRINTED_ALIASES, READ_ALIASES } from '../../../src/isa/table/aliases.ts';
import { INSTRUCTIONS } from '../../../src/isa/table/index.ts';
import type { Instruction } from '../../../src/isa/table/instruction.ts';
import { fieldMask, insertField } from '../../../src/isa/table/pattern.ts';

const full = INSTRUCTIONS.filter((line) => line.width === 32);
const compressed = INSTRUCTIONS.filter((line) => line.width === 16);

function matches(line: Instruction, word: number): boolean {
  if ((word & line.mask) !== line.match) return false;
  return line.excludes.every(({ mask, value }) => (word & mask) !== value);
}

describe('the instruction table', () => {
  it('names every instruction once', () => {
    const names = INSTRUCTIONS.map((line) => line.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has no word of 32 bits that two patterns match', () => {
    const overlaps = full.flatMap((a, i) =>
      full
        .slice(i + 1)
        .filter((b) => ((a.match ^ b.match) & a.mask & b.mask) === 0)
        .map((b) => [a.name, b.name]),
    );
    expect(overlaps).toEqual([]);
  });

  it('has no compressed word that two patterns match', () => {
    const overlaps = new Set<string>();
    for (let word = 0; word < 0x1_0000; word++) {
      const found = compressed.filter((line) => matches(line, word));
      if (found.length > 1) overlaps.add(found.map((line) => line.name).join(' '));
    }
    expect([...overlaps]).toEqual([]);
  });

  it.each(INSTRUCTIONS.map((line) => [line.name, line] as const))(
    '%s says what each of its bits is once',
    (_, line) => {
      expect(line.match & ~line.mask).toBe(0);
      let seen = line.mask;
      for (const field of line.fields) {
        if (
          field.slot === 'rs1' &&
          line.fields.some((other) => other.slot === 'rd' && sameBits(other, field))
        )
          continue;
        expect(seen & fieldMask(field)).toBe(0);
        seen |= fieldMask(field);
      }
    },
  );

  it.each(INSTRUCTIONS.map((line) => [line.name, line] as const))(
    '%s has the low bits of its length',
    (_, line) => {
      expect(line.mask & 3).toBe(3);
      expect((line.match & 3) === 3).toBe(line.width === 32);
    },
  );

  it('has a line for every kind and every operation', () => {
    const subs = (kind: number): Set<number> =>
      new Set(INSTRUCTIONS.filter((line) => line.kind === kind).map((line) => line.sub));
    const kinds = new Set(INSTRUCTIONS.map((line) => line.kind));
    expect([...kinds].sort((a, b) => a - b)).toEqual(Object.values(KIND).slice(1));
    expect([...subs(KIND.alu)].sort((a, b) => a - b)).toEqual(Object.values(ALU));
    const sizes = [...subs(KIND.amo)].sort((a, b) => a - b);
    expect(sizes).toEqual(Object.values(AMO).flatMap((op) => [(op << 2) | 2, (op << 2) | 3]));
  });

  it.each(full)('$name has the sub that its name and funct3 say', ({ name, kind, sub, match }) => {
    expect(sub).toBe(subOf(name, kind, (match >>> 12) & 7));
  });

  it.each([...PRINTED_ALIASES, ...READ_ALIASES])(
    '$name $syntax fixes only operands that $of has',
    ({ of, fixed }) => {
      const slots = INSTRUCTIONS.find((line) => line.name === of)?.fields.map((field) => field.slot);
      expect(slots).toEqual(expect.arrayContaining(Object.keys(fixed)));
    },
  );

  it('is what the decoder follows for every compressed word', () => {
    const out = new Int32Array(6);
    for (let word = 0; word < 0x1_0000; word++) {
      if ((word & 3) === 3) continue;
      decode(word, out, 0);
      const line = compressed.find((each) => matches(each, word));
      if (out[0] !== (line?.kind ?? KIND.illegal)) expect.fail(`0x${word.toString(16)} is ${line?.name}`);
    }
  });
});

function sameBits(a: Instruction['fields'][number], b: Instruction['fields'][number]): boolean {
  return fieldMask(a) === fieldMask(b) && insertField(a, 9) === insertField(b, 9);
}

function subOf(name: string, kind: number, funct3: number): number {
  switch (kind) {
    case KIND.alu:
      return ALU[name as keyof typeof ALU];
    case KIND.amo:
      return (AMO[name.slice(3, -2) as keyof typeof AMO] << 2) | funct3;
    case KIND.load:
    case KIND.store:
    case KIND.branch:
    case KIND.csr:
    case KIND.lr:
    case KIND.sc:
      return funct3;
    case KIND.cboManage:
      return ['cbo.inval', 'cbo.clean', 'cbo.flush'].indexOf(name);
    default:
      return 0;
  }
}
