/** The searches that the benchmark compares. Executor, judge, budget and seeds are the same for all of them. */
import { InputError } from '../../bits/errors.ts';
import type { Variant } from '../../campaign/assembly.ts';
import { Fuzzer } from '../../fuzzer/fuzzer.ts';
import type { SearchPlan } from '../../fuzzer/plan.ts';
import { RAW_WORDS } from '../../fuzzer/raw-words.ts';
import { WITHOUT_COMPARISONS } from '../../fuzzer/without-comparisons.ts';
import { DOMAIN_BLOCK, DOMAIN_TRAP } from '../../machine/probe.ts';
import type { FastCheck } from '../arbitrary.ts';
import { BlindSearch } from './blind-search.ts';
import { drawn, generated } from './producers.ts';

/** Energy is the same for every entry of the corpus. */
class EvenEnergy extends Fuzzer {
  override follow(plan: SearchPlan): void {
    super.follow({ ...plan, uniform: 1 });
  }
}

/** Without stages: these know the fields of an input. */
class NoStages extends Fuzzer {
  override stageSize(): number {
    return 0;
  }
}

const whole: Variant['search'] = (target, root, platform) => new Fuzzer(target, root, platform);

/** Every arm, by name: what it is, and how it searches. */
export const SEARCH_ARMS = {
  full: { says: 'the search as campaigns have it', variant: { search: whole } },
  generation: {
    says: 'the same generator, nothing kept and nothing mutated',
    variant: {
      search: (target, root, platform) => new BlindSearch(target, generated(root, platform)),
    },
  },
  'no-state': {
    says: 'guided by blocks of code and traps alone: no states of TLB entries, outcomes, decisions of devices',
    variant: { search: whole, domains: [DOMAIN_TRAP, DOMAIN_BLOCK] },
  },
  'fast-check': {
    says: 'structured arbitraries of fast-check, for boards with a wgChecker only',
    variant: undefined,
  },
  'even-energy': {
    says: 'every entry of the corpus is picked alike',
    variant: { search: (target, root, platform) => new EvenEnergy(target, root, platform) },
  },
  'no-comparisons': {
    says: 'nothing that a run compared is written into inputs',
    variant: { search: (target, root, platform) => new Fuzzer(target, root, platform, WITHOUT_COMPARISONS) },
  },
  'raw-words': {
    says: 'mutations change one word of an input, whatever it is, as long as the input stays valid; no stages',
    variant: { search: (target, root, platform) => new NoStages(target, root, platform, RAW_WORDS) },
  },
} as const satisfies Record<string, { readonly says: string; readonly variant: Variant | undefined }>;

export type SearchArm = keyof typeof SEARCH_ARMS;

export function isSearchArm(name: string): name is SearchArm {
  return Object.hasOwn(SEARCH_ARMS, name);
}

/** True if the arm makes inputs for boards with that protection device. */
export function armFits(arm: SearchArm, device: string): boolean {
  return arm !== 'fast-check' || device === 'wgchecker';
}

/** The search of an arm. Throws InputError for `fast-check` where it is not installed. */
export function variantOf(arm: SearchArm, fastCheck: FastCheck | undefined): Variant {
  const { variant } = SEARCH_ARMS[arm];
  if (variant !== undefined) return variant;
  if (fastCheck === undefined) throw new InputError('fast-check is not installed: no arm of that name');
  return { search: (target, root) => new BlindSearch(target, drawn(root, fastCheck)) };
}
