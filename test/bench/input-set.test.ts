import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GeneratedInputs, readInputSet } from '../../src/bench/input-set.ts';
import { UsageCounter } from '../../src/bench/usage.ts';
import type { Input } from '../../src/input/layout.ts';
import { printInput } from '../../src/input/text.ts';
import { validate } from '../../src/input/validate.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const scratch = scratchFolders();
const print = (...all: Input[]) => all.map((input) => printInput(input)).join('');
const inputs = readInputSet('test/bench/inputs.txt');
const fixed = parseDesign('fixed');

describe('the set of throughput figures', () => {
  it('is 224 different inputs', () => {
    expect(inputs).toHaveLength(224);
    expect(new Set(inputs.map((input) => print(input))).size).toBe(224);
  });

  it('does on average at least 40 instructions, 6 traps and 10 slow-path uses', () => {
    const { instructions, traps, slowPathUses } = new UsageCounter(fixed).average(inputs);
    expect(instructions).toBeGreaterThanOrEqual(40);
    expect(traps).toBeGreaterThanOrEqual(6);
    expect(slowPathUses).toBeGreaterThanOrEqual(10);
  });

  it('runs to its end on the fixed design: nothing is found', () => {
    const executor = new Executor(fixed, SILENT, { oracle: true, auditor: true, paranoid: false });
    const found = inputs.flatMap((input, i) => {
      const finding = executor.run(input);
      return finding === undefined ? [] : [`input ${i + 1}: ${finding.kind} ${finding.detail}`];
    });
    expect(found).toEqual([]);
  });
});

describe('a file of inputs', () => {
  it('is read as it was printed, after its comments', () => {
    const file = join(scratch(), 'set.txt');
    writeFileSync(file, `# three\n\n${print(...inputs.slice(0, 3))}`);
    expect(readInputSet(file)).toEqual(inputs.slice(0, 3));
  });

  it('is refused if it holds none, or a damaged one', () => {
    const file = join(scratch(), 'set.txt');
    writeFileSync(file, '# none\n');
    expect(() => readInputSet(file)).toThrow(`${file}: no inputs`);
    writeFileSync(file, `${print(inputs[0])}iommufuzz 1\nnonsense\n`);
    expect(() => readInputSet(file)).toThrow(`${file}, input 2:2:1: `);
  });
});

describe('GeneratedInputs', () => {
  it('makes the same valid inputs every time', () => {
    const [one, other] = [new GeneratedInputs(), new GeneratedInputs()];
    for (let i = 0; i < 20; i++) {
      const input = one.next();
      expect(validate(input)).toBeUndefined();
      expect(other.next()).toEqual(input);
    }
  });
});
