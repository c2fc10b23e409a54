import { describe } from 'vitest';
import { RAW_WORDS } from '../../src/fuzzer/raw-words.ts';
import { itIsAMutator } from './mutators/it-is-a-mutator.ts';

describe.each(RAW_WORDS.flatMap(({ mutators }) => mutators))('$name', (mutator) => {
  itIsAMutator(mutator);
});
