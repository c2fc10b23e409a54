import fc from 'fast-check';
import { emptyInput } from '../../../src/input/empty.ts';
import {
  DEVICE,
  DEVICE_IOPMP,
  ENTRY_STRIDE,
  FEATURE_ADDRH,
  FEATURE_CHK_X,
  FEATURE_ERR_REC,
  FEATURE_NO_X,
  FEATURE_NON_PRIO,
  FEATURE_SPS,
  FEATURES,
  type Input,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_ENTRY_NUM,
  IOPMP_ERR_CFG,
  IOPMP_FEATURES,
  IOPMP_GRANULE,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_MD_NUM,
  IOPMP_MDCFG,
  IOPMP_MDCFG_FMT,
  IOPMP_PRIO_ENTRY,
  IOPMP_ROWS,
  IOPMP_RRID_NUM,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  ROW_STRIDE,
  SPEC_07,
  SPEC_082,
} from '../../../src/input/layout.ts';
import { Iopmp } from '../../../src/oracle/iopmp/iopmp.ts';

/** The registers of an entry, as written. */
export interface Entry {
  readonly addr: number;
  readonly addrh: number;
  readonly cfg: number;
}

/** An IOPMP: its properties, and what is written into it before it is enabled. */
export interface Configuration {
  readonly is082: boolean;
  readonly srcmd: number;
  readonly mdcfg: number;
  readonly mds: number;
  readonly rrids: number;
  /** md_entry_num. */
  readonly k: number;
  readonly prio: number;
  readonly granule: number;
  readonly features: number;
  readonly errCfg: number;
  readonly enabled: boolean;
  readonly bounds: readonly number[];
  readonly rows: readonly (readonly number[])[];
  readonly entries: readonly Entry[];
}

/** The input that says so. */
export function inputOf(config: Configuration): Input {
  const input = emptyInput();
  input[DEVICE] = DEVICE_IOPMP;
  input[IOPMP_SPEC] = config.is082 ? SPEC_082 : SPEC_07;
  input[IOPMP_SRCMD_FMT] = config.srcmd;
  input[IOPMP_MDCFG_FMT] = config.mdcfg;
  input[IOPMP_MD_NUM] = config.mds;
  input[IOPMP_RRID_NUM] = config.rrids;
  input[IOPMP_ENTRY_NUM] = config.entries.length;
  input[IOPMP_MD_ENTRY_NUM] = config.k;
  input[IOPMP_PRIO_ENTRY] = config.prio;
  input[IOPMP_GRANULE] = config.granule;
  input[IOPMP_FEATURES] = config.features;
  input[IOPMP_ENABLE] = config.enabled ? 1 : 0;
  input[IOPMP_ERR_CFG] = config.errCfg;
  input.set(config.bounds, IOPMP_MDCFG);
  config.rows.forEach((row, s) => {
    input.set(row, IOPMP_ROWS + s * ROW_STRIDE);
  });
  config.entries.forEach(({ addr, addrh, cfg }, i) => {
    input.set([addr, addrh, cfg], IOPMP_ENTRIES + i * ENTRY_STRIDE);
  });
  return input;
}

/** A device in that state. */
export function deviceOf(config: Configuration): Iopmp {
  const device = new Iopmp();
  device.reset(inputOf(config));
  return device;
}

/** Makes of any combination one that can be built: what excludes each other, what one specification always has. */
export function legalised(config: Configuration): Configuration {
  let { features } = config;
  if (!config.is082) features |= FEATURE_NON_PRIO | FEATURE_ADDRH | FEATURE_ERR_REC;
  if (config.srcmd !== 0) features &= ~FEATURE_SPS;
  if ((features & FEATURE_CHK_X) === 0) features &= ~FEATURE_NO_X;
  return {
    ...config,
    features,
    granule: config.is082 ? config.granule : 4,
    rrids: config.srcmd === 1 ? config.mds : Math.min(config.rrids, config.srcmd === 2 ? 32 : 64),
    k: config.mdcfg === 0 ? 0 : config.k,
  };
}

/** Word addresses that lie close together, with few and with many trailing ones. */
const addr = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 24 }), weight: 6 },
  { arbitrary: fc.integer({ min: 0x3f8, max: 0x410 }), weight: 6 },
  { arbitrary: fc.integer({ min: 0, max: 32 }).map((k) => 2 ** k - 1), weight: 3 },
  { arbitrary: fc.constantFrom(0xffff_ffff, 0xffff_fffe, 0x7fff_ffff, 0x8000_0000), weight: 1 },
);
const addrh = fc.oneof(
  { arbitrary: fc.constant(0), weight: 8 },
  { arbitrary: fc.constantFrom(1, 2, 3, 0x7_ffff, 0x8_0000, 0x7fff_ffff, 0xffff_ffff), weight: 1 },
);
/** ENTRY_CFG: OFF is rare. */
const cfg = fc
  .tuple(fc.integer({ min: 0, max: 0x7ff }), fc.constantFrom(0, 1, 1, 2, 2, 3, 3, 3))
  .map(([bits, mode]) => (bits & ~0x18) | (mode << 3));
/** Features that say no to everything are rare. */
const features = fc
  .tuple(fc.integer({ min: 0, max: FEATURES }), fc.integer({ min: 0, max: 7 }))
  .map(([bits, often]) => (often === 0 ? bits : (bits & ~0x1c0) | 1));

const rowWord = fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer());

export const configuration: fc.Arbitrary<Configuration> = fc
  .record({
    is082: fc.boolean(),
    srcmd: fc.constantFrom(0, 0, 0, 1, 2),
    mdcfg: fc.constantFrom(0, 0, 1, 2),
    mds: fc.oneof(
      { arbitrary: fc.integer({ min: 1, max: 6 }), weight: 4 },
      { arbitrary: fc.constantFrom(31, 32, 33, 63), weight: 1 },
    ),
    rrids: fc.oneof(
      { arbitrary: fc.integer({ min: 1, max: 6 }), weight: 4 },
      { arbitrary: fc.constantFrom(16, 17, 40), weight: 1 },
    ),
    k: fc.integer({ min: 0, max: 3 }),
    prio: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(0xffff)),
    granule: fc.constantFrom(4, 4, 4, 8, 16, 64, 4096),
    features,
    errCfg: fc.integer({ min: 0, max: 3 }).map((bits) => bits << 1),
    enabled: fc.integer({ min: 0, max: 19 }).map((n) => n > 0),
    entries: fc.array(fc.record({ addr, addrh, cfg }), { minLength: 1, maxLength: 10 }),
  })
  .map((config) => legalised({ ...config, bounds: [], rows: [] }))
  .chain((config) => {
    const rows = config.srcmd === 0 ? config.rrids : config.srcmd === 2 ? config.mds : 0;
    const bound = fc.integer({ min: 0, max: config.entries.length + 1 });
    const ascending = fc.array(bound, { minLength: config.mds, maxLength: config.mds });
    const row = fc.array(rowWord, { minLength: ROW_STRIDE, maxLength: ROW_STRIDE });
    return fc
      .record({
        bounds:
          config.mdcfg === 0
            ? fc.oneof(
                ascending.map((t) => t.sort((a, b) => a - b)),
                ascending,
              )
            : fc.constant([]),
        rows: fc.array(row, { minLength: Math.min(rows, 6), maxLength: Math.min(rows, 6) }),
      })
      .map(({ bounds, rows: words }) => ({ ...config, bounds, rows: words }));
  });
