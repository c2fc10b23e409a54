import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble, disassemble } from '../../src/isa/assembler.ts';
import { DECODED, decode } from '../../src/isa/decode.ts';
import { KIND } from '../../src/isa/kinds.ts';
import { PRINTED_ALIASES } from '../../src/isa/table/aliases.ts';
import { INSTRUCTIONS } from '../../src/isa/table/index.ts';

const full = INSTRUCTIONS.filter((line) => line.width === 32);

/** Every compressed word that has a text, with it. */
const texts = [...new Array(0x1_0000).keys()].flatMap((word): [number, string][] => {
  const text = (word & 3) === 3 ? undefined : disassemble(word);
  return text === undefined ? [] : [[word, text]];
});

/** Words of 32 bits near the table: any operand bits, often few, sometimes one wrong fixed bit. */
const nearWord = fc
  .tuple(fc.constantFrom(...full), fc.integer(), fc.integer(), fc.boolean(), fc.integer({ min: 2, max: 31 }))
  .map(([line, bits, keep, flip, at]) => (line.match | (bits & keep & ~line.mask)) ^ (flip ? 1 << at : 0));

function decoded(word: number): number[] {
  const out = new Int32Array(DECODED);
  decode(word, out, 0);
  return [...out];
}

/** A syntax with its operands filled in from {@link SAMPLE}. */
function sampleOf(name: string, syntax: string): string {
  return `${name} ${syntax.replace(/[a-z0-9]+/g, (word) => SAMPLE[word] ?? word)}`.trim();
}

const SAMPLE: Record<string, string> = {
  rd: 'a1',
  rs1: 'a2',
  rs2: 'a3',
  imm: '22',
  zimm: '21',
  upper: '0x12345',
  target: '.+22',
  csr: 'mtvec',
  pred: 'r',
  succ: 'io',
};

/** What {@link SAMPLE} is in D_IMM. */
const IMMEDIATE: Record<string, number> = { imm: 22, upper: 0x12345000, target: 22, csr: 0x305, pred: 0x2c };

/** What GNU as 2.40 makes of one text per instruction and per immediate bit: lines of encoding and text. */
const golden = readFileSync(new URL('gnu-as.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

describe('the table', () => {
  it('agrees with GNU as, both ways', () => {
    const ours = golden.map((line) => {
      const [encoding] = line.split(' ', 1);
      const word = Number.parseInt(encoding, 16) | 0;
      const text = line.slice(encoding.length + 1);
      return `${assemble(text) === word ? encoding : 'other'} ${disassemble(word)}`;
    });
    expect(ours).toEqual(golden);
  });

  it('has every instruction among those of GNU as', () => {
    const lines = golden.map((line) => decoded(Number.parseInt(line, 16)).slice(0, 2).join());
    const missing = INSTRUCTIONS.filter(({ kind, sub }) => !lines.includes(`${kind},${sub}`));
    expect(missing).toEqual([]);
  });
});

describe('assemble after disassemble', () => {
  it('gives back every compressed word that has a text', () => {
    const wrong = texts.filter(([word, text]) => assemble(text) !== word);
    expect(wrong).toEqual([]);
    // As many as GNU objdump 2.40 names, less floating point, the hints of c.nop and the reserved c.addi16sp of 0.
    expect(texts.length).toBe(38488);
  });

  it('gives back every full-size word that has a text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          nearWord,
          fc.integer().map((word) => word | 3),
        ),
        (word) => {
          const text = disassemble(word);
          if (text !== undefined) expect(assemble(text)).toBe(word);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('gives back the text of sample operands', () => {
    const samples = PRINTED_ALIASES.map(({ name, syntax }) => sampleOf(name, syntax));
    expect(samples.map((text) => disassemble(assemble(text)))).toEqual(samples);
  });
});

describe('disassemble', () => {
  it('has a text for every compressed word that decodes but hints of c.nop', () => {
    const named = new Set(texts.map(([word]) => word));
    for (let word = 0; word < 0x1_0000; word++) {
      const decodes = (word & 3) !== 3 && decoded(word)[0] !== KIND.illegal;
      const hint = (word & 0xef83) === 1 && word !== 1;
      if (named.has(word) !== (decodes && !hint)) expect.fail(`0x${word.toString(16)}`);
    }
  });

  it('has a text for every full-size word that decodes but fences with reserved fields', () => {
    fc.assert(
      fc.property(nearWord, (word) => {
        fc.pre((word & 0x7f) !== 0x0f);
        expect(disassemble(word) === undefined).toBe(decoded(word)[0] === KIND.illegal);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('the decoded form', () => {
  it.each(full)('of $name carries its operands', ({ name, syntax }) => {
    const operands: readonly string[] = syntax.match(/[a-z0-9]+/g) ?? [];
    const rs1 = operands.includes('rs1') ? 12 : 0;
    const immediate = operands.find((word) => Object.hasOwn(IMMEDIATE, word));
    expect(decoded(assemble(sampleOf(name, syntax))).slice(2)).toEqual([
      operands.includes('rd') ? 11 : 32,
      operands.includes('zimm') ? 21 : rs1,
      operands.includes('rs2') ? 13 : 0,
      immediate === undefined ? 0 : IMMEDIATE[immediate],
    ]);
  });

  it.each(INSTRUCTIONS.filter((line) => line.width === 16))(
    'of $name is that of its expansion',
    ({ name }) => {
      const mine = texts.filter(([, text]) => text.split(' ')[0] === name);
      expect(mine.length).toBeGreaterThan(0);
      for (const [word, text] of mine) {
        const operands = text.split(/[ ,()]+/);
        const long = EXPANSION[name].replace(/\$([0-9])/g, (_, index) => operands[Number(index) + 1]);
        if (decoded(word).join() !== decoded(assemble(long)).join()) expect.fail(`${text} is not ${long}`);
      }
    },
  );
});

/** The expansion of each compressed instruction, `$n` for its n-th operand. */
const EXPANSION: Record<string, string> = {
  'c.addi4spn': 'addi $0, sp, $2',
  'c.lw': 'lw $0, $1($2)',
  'c.ld': 'ld $0, $1($2)',
  'c.sw': 'sw $0, $1($2)',
  'c.sd': 'sd $0, $1($2)',
  'c.nop': 'addi zero, zero, 0',
  'c.addi': 'addi $0, $0, $1',
  'c.addiw': 'addiw $0, $0, $1',
  'c.li': 'addi $0, zero, $1',
  'c.addi16sp': 'addi sp, sp, $1',
  'c.lui': 'lui $0, $1',
  'c.srli': 'srli $0, $0, $1',
  'c.srli64': 'srli $0, $0, 0',
  'c.srai': 'srai $0, $0, $1',
  'c.srai64': 'srai $0, $0, 0',
  'c.andi': 'andi $0, $0, $1',
  'c.sub': 'sub $0, $0, $1',
  'c.xor': 'xor $0, $0, $1',
  'c.or': 'or $0, $0, $1',
  'c.and': 'and $0, $0, $1',
  'c.subw': 'subw $0, $0, $1',
  'c.addw': 'addw $0, $0, $1',
  'c.j': 'jal zero, $0',
  'c.beqz': 'beq $0, zero, $1',
  'c.bnez': 'bne $0, zero, $1',
  'c.slli': 'slli $0, $0, $1',
  'c.slli64': 'slli $0, $0, 0',
  'c.lwsp': 'lw $0, $1(sp)',
  'c.ldsp': 'ld $0, $1(sp)',
  'c.jr': 'jalr zero, 0($0)',
  'c.mv': 'add $0, zero, $1',
  'c.ebreak': 'ebreak',
  'c.jalr': 'jalr ra, 0($0)',
  'c.add': 'add $0, $0, $1',
  'c.swsp': 'sw $0, $1(sp)',
  'c.sdsp': 'sd $0, $1(sp)',
};
