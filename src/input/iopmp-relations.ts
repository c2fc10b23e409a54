/** The properties of an IOPMP: what each can be, and what they owe each other. */

import {
  DMA_RRID,
  FEATURE_ADDRH,
  FEATURE_CHK_X,
  FEATURE_ERR_REC,
  FEATURE_MFR,
  FEATURE_NO_X,
  FEATURE_NON_PRIO,
  FEATURE_SPS,
  FEATURE_TRANSL,
  FEATURE_TRANSL_PROG,
  FEATURES,
  HART_RRID,
  type Input,
  IOPMP_ENABLE,
  IOPMP_ENTRY_NUM,
  IOPMP_FEATURES,
  IOPMP_GRANULE,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_MD_NUM,
  IOPMP_MDCFG_FMT,
  IOPMP_MSI_RRID,
  IOPMP_PRIO_ENTRY,
  IOPMP_RRID_NUM,
  IOPMP_RRID_TRANSL,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  MAX_ENTRIES,
  MAX_MDS,
  MAX_RRID,
  MAX_RRIDS,
  PAGE,
  SPEC_07,
  SPEC_082,
  STACK,
  STACK_IOPMP_FIRST,
  STACK_WGCHECKER_FIRST,
} from './layout.ts';

/** Most RRIDs that SRCMD_PERM and PERMH have bits for. @source iopmp.md 2.1, format 2 */
const MAX_PERM_RRIDS = 32;
const LEAST_GRANULE = 4;
const ALWAYS_IN_07 = FEATURE_NON_PRIO | FEATURE_ADDRH | FEATURE_ERR_REC;

/** Properties with a fixed range, both ends included; those of the IOPMP itself by the names that the text form gives them. */
export const IOPMP_RANGES: Readonly<Record<string, readonly [word: number, low: number, high: number]>> = {
  spec: [IOPMP_SPEC, SPEC_07, SPEC_082],
  srcmd: [IOPMP_SRCMD_FMT, 0, 2],
  mdcfg: [IOPMP_MDCFG_FMT, 0, 2],
  domains: [IOPMP_MD_NUM, 1, MAX_MDS],
  rrids: [IOPMP_RRID_NUM, 1, MAX_RRIDS],
  entries: [IOPMP_ENTRY_NUM, 1, MAX_ENTRIES],
  k: [IOPMP_MD_ENTRY_NUM, 0, MAX_ENTRIES - 1],
  prio: [IOPMP_PRIO_ENTRY, 0, 0xffff],
  transl: [IOPMP_RRID_TRANSL, 0, 0xffff],
  'msi-rrid': [IOPMP_MSI_RRID, 0, MAX_RRID],
  granule: [IOPMP_GRANULE, LEAST_GRANULE, PAGE],
  features: [IOPMP_FEATURES, 0, FEATURES],
  enable: [IOPMP_ENABLE, 0, 1],
  stack: [STACK, STACK_WGCHECKER_FIRST, STACK_IOPMP_FIRST],
  'hart-rrid': [HART_RRID, 0, MAX_RRID],
  'dma-rrid': [DMA_RRID, 0, MAX_RRID],
};

/** Something that properties owe each other. */
interface Relation {
  /** The property or feature, by its name in the text form, that is wrong when this is broken. */
  readonly about: string;
  /** What is wanted, as the rest of a sentence. */
  readonly wants: string;
  isBroken(input: Input): boolean;
  /** Makes it hold by changing what it is about. */
  mend(input: Input): void;
}

/**
 * In this order mending a later one breaks no earlier one.
 * @source iopmp.md 2.4; 1.1 for what SPEC_07 always has
 */
export const RELATIONS: readonly Relation[] = [
  {
    about: 'features',
    wants: 'non-prio, addrh and err-rec with spec=0.7',
    isBroken: (input) => input[IOPMP_SPEC] === SPEC_07 && (~input[IOPMP_FEATURES] & ALWAYS_IN_07) !== 0,
    mend(input) {
      input[IOPMP_FEATURES] |= ALWAYS_IN_07;
    },
  },
  {
    about: 'granule',
    wants: 'granule=4 with spec=0.7',
    isBroken: (input) => input[IOPMP_SPEC] === SPEC_07 && input[IOPMP_GRANULE] !== LEAST_GRANULE,
    mend(input) {
      input[IOPMP_GRANULE] = LEAST_GRANULE;
    },
  },
  {
    about: 'granule',
    wants: 'a granule that is a power of two',
    isBroken: (input) => (input[IOPMP_GRANULE] & (input[IOPMP_GRANULE] - 1)) !== 0,
    mend(input) {
      input[IOPMP_GRANULE] = 1 << (31 - Math.clz32(input[IOPMP_GRANULE]));
    },
  },
  {
    about: 'rrids',
    wants: 'as many rrids as domains with srcmd=1',
    isBroken: (input) => input[IOPMP_SRCMD_FMT] === 1 && input[IOPMP_RRID_NUM] !== input[IOPMP_MD_NUM],
    mend(input) {
      input[IOPMP_RRID_NUM] = input[IOPMP_MD_NUM];
    },
  },
  {
    about: 'rrids',
    wants: `at most ${MAX_PERM_RRIDS} rrids with srcmd=2`,
    isBroken: (input) => input[IOPMP_SRCMD_FMT] === 2 && input[IOPMP_RRID_NUM] > MAX_PERM_RRIDS,
    mend(input) {
      input[IOPMP_RRID_NUM] = MAX_PERM_RRIDS;
    },
  },
  {
    about: 'k',
    wants: 'k=1 with mdcfg=0',
    isBroken: (input) => input[IOPMP_MDCFG_FMT] === 0 && input[IOPMP_MD_ENTRY_NUM] !== 0,
    mend(input) {
      input[IOPMP_MD_ENTRY_NUM] = 0;
    },
  },
  {
    about: 'sps',
    wants: 'srcmd=0 with sps',
    isBroken: (input) => input[IOPMP_SRCMD_FMT] !== 0 && hasFeature(input, FEATURE_SPS),
    mend(input) {
      input[IOPMP_FEATURES] &= ~FEATURE_SPS;
    },
  },
  needs('no-x', FEATURE_NO_X, 'chk-x', FEATURE_CHK_X),
  needs('mfr', FEATURE_MFR, 'err-rec', FEATURE_ERR_REC),
  needs('transl-prog', FEATURE_TRANSL_PROG, 'transl', FEATURE_TRANSL),
];

/** A feature that is there only beside another one. */
function needs(about: string, feature: number, other: string, otherFeature: number): Relation {
  return {
    about,
    wants: `${other} with ${about}`,
    isBroken: (input) => hasFeature(input, feature) && !hasFeature(input, otherFeature),
    mend(input) {
      input[IOPMP_FEATURES] &= ~feature;
    },
  };
}

/** Whether the IOPMP has a FEATURE_. */
export function hasFeature(input: Input, feature: number): boolean {
  return (input[IOPMP_FEATURES] & feature) !== 0;
}

/** The first thing that the properties, each within its range, owe each other; undefined if there is none. */
export function brokenRelation(input: Input): Relation | undefined {
  return RELATIONS.find((relation) => relation.isBroken(input));
}
