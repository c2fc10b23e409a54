import { hasIopmp, legaliseIopmp } from '../../input/iopmp-rules.ts';
import {
  DMA_RRID,
  HART_RRID,
  INPUT_WORDS,
  type Input,
  IOPMP,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_MDCFG,
} from '../../input/layout.ts';
import type { Mutator } from './mutator.ts';

/** Copies words [from, to) of the donor's IOPMP and fits them to this one. */
function take(input: Input, donor: Input, from: number, to: number): void {
  for (let i = from; i < to; i++) input[i] = donor[i];
  legaliseIopmp(input);
}

function splicer(name: string, weight: number, splice: (input: Input, donor: Input) => void): Mutator {
  return {
    name,
    weight,
    mutate(input, rng, context) {
      const donor = context.donor(rng);
      if (donor === undefined || !hasIopmp(donor) || !hasIopmp(input)) return false;
      splice(input, donor);
      return true;
    },
  };
}

const spliceIopmp = splicer('splice-iopmp', 2, (input, donor) => {
  input[HART_RRID] = donor[HART_RRID];
  input[DMA_RRID] = donor[DMA_RRID];
  take(input, donor, IOPMP, INPUT_WORDS);
});
const spliceEntries = splicer('splice-iopmp-entries', 2, (input, donor) =>
  take(input, donor, IOPMP_ENTRIES, INPUT_WORDS),
);
const spliceAssociation = splicer('splice-iopmp-association', 1, (input, donor) =>
  take(input, donor, IOPMP_MDCFG, IOPMP_ENTRIES),
);
const spliceControl = splicer('splice-iopmp-control', 1, (input, donor) =>
  take(input, donor, IOPMP_ENABLE, IOPMP_MDCFG),
);

/** Parts of another input's IOPMP. */
export const IOPMP_SPLICES: readonly Mutator[] = [
  spliceIopmp,
  spliceEntries,
  spliceAssociation,
  spliceControl,
];
