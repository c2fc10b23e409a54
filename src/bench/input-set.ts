/** The fixed inputs that throughput is measured on: comment lines, then texts of inputs, one after another. */
import { readFileSync } from 'node:fs';
import { InputError } from '../bits/errors.ts';
import { rootSeed } from '../bits/rng.ts';
import { Corpus } from '../fuzzer/corpus.ts';
import { InputSource } from '../fuzzer/input-source.ts';
import { DEVICE_WGCHECKER, INPUT_WORDS, type Input } from '../input/layout.ts';
import { parseInput } from '../input/text.ts';
import { onDisk } from '../store/disk-error.ts';

/** Where an input begins: its first line names the format. */
const BEGINNING = /^(?=iommufuzz \d+$)/m;
/** Seed of the generated part. */
const SEED = 'bench';

/** The inputs of a file, in order. Throws InputError: no such file, no input in it, or what is wrong in one of them. */
export function readInputSet(file: string): Input[] {
  const text = onDisk('read', file, () => readFileSync(file, 'utf8'));
  const texts = text.split(BEGINNING).filter((part) => BEGINNING.test(part));
  if (texts.length === 0) throw new InputError(`${file}: no inputs`);
  return texts.map((part, i) => parseInput(part, `${file}, input ${i + 1}`).input);
}

/** The inputs that the generator makes of the set's seed, one after another, as they come. */
export class GeneratedInputs {
  private readonly source = new InputSource(
    rootSeed(SEED),
    { device: DEVICE_WGCHECKER, harts: 1 },
    new Corpus(),
  );
  private readonly scratch: Input = new Int32Array(INPUT_WORDS);
  private count = 0;

  /** The next one; overwritten by the one after it. */
  next(): Input {
    this.source.make(this.count++, this.scratch);
    return this.scratch;
  }
}
