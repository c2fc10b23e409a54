import { FAMILIES, type MutatorFamily } from './mutators/index.ts';

/** All families but the one that writes what was compared, each in its place, so that their numbers stay. */
export const WITHOUT_COMPARISONS: readonly MutatorFamily[] = FAMILIES.map((family) =>
  family.name === 'comparisons' ? { ...family, fits: () => false } : family,
);
