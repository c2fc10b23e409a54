import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../src/input/empty.ts';
import { legaliseIopmp } from '../../src/input/iopmp-rules.ts';
import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  DEVICE_NONE,
  DEVICE_WGCHECKER,
  DMA_RRID,
  ENTRY_CFG,
  ENTRY_STRIDE,
  FEATURE_CHK_X,
  FEATURE_ERR_REC,
  FEATURE_MFR,
  FEATURE_NO_X,
  FEATURE_SPS,
  FEATURE_TRANSL,
  FEATURE_TRANSL_PROG,
  HART_RRID,
  INPUT_WORDS,
  type Input,
  IOPMP,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_ENTRY_NUM,
  IOPMP_FEATURES,
  IOPMP_GRANULE,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_MD_NUM,
  IOPMP_MDCFG,
  IOPMP_MDCFG_FMT,
  IOPMP_MSI_RRID,
  IOPMP_PRIO_ENTRY,
  IOPMP_ROWS,
  IOPMP_RRID_NUM,
  IOPMP_RRID_TRANSL,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  ROW_ENH,
  ROW_R,
  ROW_STRIDE,
  ROW_X,
  SPEC_082,
  STACK,
  STACK_IOPMP_FIRST,
} from '../../src/input/layout.ts';
import { validate } from '../../src/input/validate.ts';
import { inputs } from '../arbitraries/input.ts';

type Words = Readonly<Record<number, number>>;

const DEFAULT_FEATURES = emptyInput()[IOPMP_FEATURES];

/** The empty input with an IOPMP as its device, and these words changed. */
function withIopmp(words: Words): Input {
  const input = emptyInput();
  input[DEVICE] = DEVICE_IOPMP;
  for (const [word, value] of Object.entries(words)) input[Number(word)] = value;
  return input;
}

/** What is said about such an input, and what the words are when it has been made legal. */
// biome-ignore format: a table
const FAULTS: readonly (readonly [fault: string, words: Words, mended: Words])[] = [
  ['IOPMP spec 2 is outside 0..1', { [IOPMP_SPEC]: 2 }, { [IOPMP_SPEC]: SPEC_082 }],
  ['IOPMP srcmd 3 is outside 0..2', { [IOPMP_SRCMD_FMT]: 3 }, { [IOPMP_SRCMD_FMT]: 2 }],
  ['IOPMP mdcfg -1 is outside 0..2', { [IOPMP_MDCFG_FMT]: -1 }, { [IOPMP_MDCFG_FMT]: 0 }],
  ['IOPMP domains 0 is outside 1..63', { [IOPMP_MD_NUM]: 0 }, { [IOPMP_MD_NUM]: 1 }],
  ['IOPMP rrids 65 is outside 1..64', { [IOPMP_RRID_NUM]: 65 }, { [IOPMP_RRID_NUM]: 64 }],
  ['IOPMP entries 129 is outside 1..128', { [IOPMP_ENTRY_NUM]: 129 }, { [IOPMP_ENTRY_NUM]: 128 }],
  ['IOPMP k 128 is outside 0..127', { [IOPMP_MDCFG_FMT]: 1, [IOPMP_MD_ENTRY_NUM]: 128 }, { [IOPMP_MD_ENTRY_NUM]: 127 }],
  ['IOPMP prio 65536 is outside 0..65535', { [IOPMP_PRIO_ENTRY]: 65536 }, { [IOPMP_PRIO_ENTRY]: 65535 }],
  ['IOPMP transl -1 is outside 0..65535', { [IOPMP_RRID_TRANSL]: -1 }, { [IOPMP_RRID_TRANSL]: 0 }],
  ['IOPMP msi-rrid 65536 is outside 0..65535', { [IOPMP_MSI_RRID]: 65536 }, { [IOPMP_MSI_RRID]: 65535 }],
  ['IOPMP granule 8192 is outside 4..4096', { [IOPMP_SPEC]: 1, [IOPMP_GRANULE]: 8192 }, { [IOPMP_GRANULE]: 4096 }],
  ['IOPMP features 65536 is outside 0..65535', { [IOPMP_FEATURES]: 0x10000 }, {}],
  ['IOPMP enable 2 is outside 0..1', { [IOPMP_ENABLE]: 2 }, { [IOPMP_ENABLE]: 1 }],
  ['IOPMP stack 2 is outside 0..1', { [DEVICE]: DEVICE_BOTH, [STACK]: 2 }, { [STACK]: 1 }],
  ['IOPMP hart-rrid 65536 is outside 0..65535', { [HART_RRID]: 65536 }, { [HART_RRID]: 65535 }],
  ['IOPMP dma-rrid -1 is outside 0..65535', { [DMA_RRID]: -1 }, { [DMA_RRID]: 0 }],
  ['there is an order of devices, but no two of them', { [STACK]: 1 }, { [STACK]: 0 }],
  ['there is an IOPMP or an RRID, but no device to go with it', { [DEVICE]: DEVICE_NONE, [HART_RRID]: 1 }, { [HART_RRID]: 0 }],
  ['there is an IOPMP or an RRID, but no device to go with it', { [DEVICE]: DEVICE_WGCHECKER, [DMA_RRID]: 0 }, { [DMA_RRID]: 1 }],
  ['there is an IOPMP or an RRID, but no device to go with it', { [DEVICE]: DEVICE_WGCHECKER, [IOPMP_MD_NUM]: 9 }, { [IOPMP_MD_NUM]: 8 }],
  ['there is an IOPMP or an RRID, but no device to go with it', { [DEVICE]: DEVICE_NONE, [INPUT_WORDS - 1]: 1 }, { [INPUT_WORDS - 1]: 0 }],
  ['the IOPMP is without non-prio, addrh and err-rec with spec=0.7', { [IOPMP_FEATURES]: 0 }, { [IOPMP_FEATURES]: 0xe000 }],
  ['the IOPMP is without granule=4 with spec=0.7', { [IOPMP_GRANULE]: 8 }, { [IOPMP_GRANULE]: 4 }],
  ['the IOPMP is without a granule that is a power of two', { [IOPMP_SPEC]: 1, [IOPMP_GRANULE]: 12 }, { [IOPMP_GRANULE]: 8 }],
  ['the IOPMP is without as many rrids as domains with srcmd=1', { [IOPMP_SRCMD_FMT]: 1, [IOPMP_MD_NUM]: 63 }, { [IOPMP_RRID_NUM]: 63 }],
  ['the IOPMP is without at most 32 rrids with srcmd=2', { [IOPMP_SRCMD_FMT]: 2, [IOPMP_RRID_NUM]: 33 }, { [IOPMP_RRID_NUM]: 32 }],
  ['the IOPMP is without k=1 with mdcfg=0', { [IOPMP_MD_ENTRY_NUM]: 3 }, { [IOPMP_MD_ENTRY_NUM]: 0 }],
  ['the IOPMP is without srcmd=0 with sps', { [IOPMP_SRCMD_FMT]: 2, [IOPMP_FEATURES]: DEFAULT_FEATURES | FEATURE_SPS }, { [IOPMP_FEATURES]: DEFAULT_FEATURES }],
  ['the IOPMP is without chk-x with no-x', { [IOPMP_FEATURES]: (DEFAULT_FEATURES & ~FEATURE_CHK_X) | FEATURE_NO_X }, { [IOPMP_FEATURES]: DEFAULT_FEATURES & ~FEATURE_CHK_X }],
  ['the IOPMP is without err-rec with mfr', { [IOPMP_SPEC]: 1, [IOPMP_FEATURES]: FEATURE_MFR }, { [IOPMP_FEATURES]: 0 }],
  ['the IOPMP is without transl with transl-prog', { [IOPMP_FEATURES]: DEFAULT_FEATURES | FEATURE_TRANSL_PROG }, { [IOPMP_FEATURES]: DEFAULT_FEATURES }],
  ['word 13 of the IOPMP has bits that this IOPMP has not', { [IOPMP + 13]: 1 }, { [IOPMP + 13]: 0 }],
  ['word 15 of the IOPMP has bits that this IOPMP has not', { [IOPMP + 15]: 1 }, { [IOPMP + 15]: 0 }],
  ['word 24 of the IOPMP has bits that this IOPMP has not', { [IOPMP_MDCFG]: 0x12345 }, { [IOPMP_MDCFG]: 0x2345 }],
  ['word 24 of the IOPMP has bits that this IOPMP has not', { [IOPMP_MDCFG_FMT]: 1, [IOPMP_MDCFG]: 1 }, { [IOPMP_MDCFG]: 0 }],
  ['word 32 of the IOPMP has bits that this IOPMP has not', { [IOPMP_MDCFG + 8]: 1 }, { [IOPMP_MDCFG + 8]: 0 }],
  ['word 87 of the IOPMP has bits that this IOPMP has not', { [IOPMP_MD_NUM]: 63, [IOPMP_MDCFG + 63]: 1 }, { [IOPMP_MDCFG + 63]: 0 }],
  ['word 90 of the IOPMP has bits that this IOPMP has not', { [IOPMP_ROWS + ROW_R]: 1 }, { [IOPMP_ROWS + ROW_R]: 0 }],
  ['word 94 of the IOPMP has bits that this IOPMP has not', { [IOPMP_FEATURES]: DEFAULT_FEATURES | FEATURE_SPS, [IOPMP_ROWS + ROW_R]: 1, [IOPMP_ROWS + ROW_X]: 1 }, { [IOPMP_ROWS + ROW_R]: 1, [IOPMP_ROWS + ROW_X]: 0 }],
  ['word 152 of the IOPMP has bits that this IOPMP has not', { [IOPMP_ROWS + 8 * ROW_STRIDE]: 1 }, { [IOPMP_ROWS + 8 * ROW_STRIDE]: 0 }],
  ['word 88 of the IOPMP has bits that this IOPMP has not', { [IOPMP_SRCMD_FMT]: 1, [IOPMP_ROWS]: 1 }, { [IOPMP_ROWS]: 0 }],
  ['word 112 of the IOPMP has bits that this IOPMP has not', { [IOPMP_SRCMD_FMT]: 2, [IOPMP_MD_NUM]: 3, [IOPMP_ROWS + 3 * ROW_STRIDE]: 1 }, { [IOPMP_ROWS + 3 * ROW_STRIDE]: 0 }],
  ['word 696 of the IOPMP has bits that this IOPMP has not', { [IOPMP_ENTRIES + 32 * ENTRY_STRIDE]: 1 }, { [IOPMP_ENTRIES + 32 * ENTRY_STRIDE]: 0 }],
];

/** Legal words that look wrong at first. */
// biome-ignore format: a table
const LEGAL: readonly (readonly [what: string, words: Words])[] = [
  ['an RRID that the IOPMP does not know', { [HART_RRID]: 0xffff, [DMA_RRID]: 0xffff }],
  ['the IOPMP first', { [DEVICE]: DEVICE_BOTH, [STACK]: STACK_IOPMP_FIRST }],
  ['ENH of an RRID, whatever the number of domains', { [IOPMP_ROWS + ROW_ENH]: -1 }],
  ['PERMH of a domain, whatever the number of RRIDs', { [IOPMP_SRCMD_FMT]: 2, [IOPMP_ROWS + 7 * ROW_STRIDE + 1]: -1 }],
  ['X of an RRID under version 0.8.2', { [IOPMP_SPEC]: SPEC_082, [IOPMP_FEATURES]: FEATURE_SPS, [IOPMP_ROWS + ROW_X + 1]: -1 }],
  ['no features at all under version 0.8.2', { [IOPMP_SPEC]: SPEC_082, [IOPMP_FEATURES]: 0 }],
  ['every bit of a configuration', { [IOPMP_ENTRIES + 31 * ENTRY_STRIDE + ENTRY_CFG]: -1 }],
  ['a translation that can be written', { [IOPMP_FEATURES]: DEFAULT_FEATURES | FEATURE_TRANSL | FEATURE_TRANSL_PROG }],
  ['records without several', { [IOPMP_SPEC]: SPEC_082, [IOPMP_FEATURES]: FEATURE_ERR_REC }],
  ['no fetch at all', { [IOPMP_FEATURES]: DEFAULT_FEATURES | FEATURE_CHK_X | FEATURE_NO_X }],
];

describe('the rules of an IOPMP', () => {
  it.each(FAULTS)('name what is wrong, and mend it: %s', (fault, words, mended) => {
    const input = withIopmp(words);
    expect(validate(input)).toBe(fault);
    legaliseIopmp(input);
    expect([...input]).toEqual([
      ...withIopmp({ ...words, [IOPMP_FEATURES]: input[IOPMP_FEATURES], ...mended }),
    ]);
    expect(validate(input)).toBeUndefined();
  });

  it.each(LEGAL)('allow %s', (_what, words) => {
    expect(validate(withIopmp(words))).toBeUndefined();
  });

  it('leave a valid input as it is', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const before = [...input];
        legaliseIopmp(input);
        expect([...input]).toEqual(before);
      }),
    );
  });

  it('make any block valid that stands in an otherwise valid input', () => {
    const word = fc.oneof(fc.nat(3), fc.nat(130), fc.integer());
    const stretch = fc.oneof(
      fc.integer({ min: IOPMP, max: IOPMP_ROWS }),
      fc.integer({ min: IOPMP, max: INPUT_WORDS - 1 }),
    );
    const changes = fc.array(fc.tuple(fc.oneof(fc.constantFrom(STACK, HART_RRID, DMA_RRID), stretch), word));
    fc.assert(
      fc.property(inputs(), fc.nat(3), changes, (input, device, all) => {
        input[DEVICE] = device;
        for (const [at, value] of all) input[at] = value;
        const before = input.slice();
        legaliseIopmp(input);
        expect(validate(input)).toBeUndefined();
        expect([...input.subarray(0, STACK)]).toEqual([...before.subarray(0, STACK)]);
      }),
      { numRuns: 500 },
    );
  });
});
