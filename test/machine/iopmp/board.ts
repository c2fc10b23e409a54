import { emptyInput } from '../../../src/input/empty.ts';
import {
  DEVICE,
  DEVICE_IOPMP,
  FEATURE_ADDRH,
  FEATURE_CHK_X,
  FEATURE_ERR_REC,
  FEATURE_MFR,
  FEATURE_MSI,
  FEATURE_NO_W,
  FEATURE_NO_X,
  FEATURE_NON_PRIO,
  FEATURE_PEES,
  FEATURE_PEIS,
  FEATURE_PRIENT_PROG,
  FEATURE_SPS,
  FEATURE_STALL,
  FEATURE_TOR,
  FEATURE_TRANSL,
  FEATURE_TRANSL_PROG,
  type Input,
  IOPMP_ENTRY_NUM,
  IOPMP_ERR_DATA,
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
  SPEC_07,
  SPEC_082,
} from '../../../src/input/layout.ts';

/** Names of features in the tables of tests. */
const FEATURES = {
  tor: FEATURE_TOR,
  sps: FEATURE_SPS,
  prog: FEATURE_PRIENT_PROG,
  transl: FEATURE_TRANSL,
  translProg: FEATURE_TRANSL_PROG,
  chkX: FEATURE_CHK_X,
  noX: FEATURE_NO_X,
  noW: FEATURE_NO_W,
  stall: FEATURE_STALL,
  peis: FEATURE_PEIS,
  pees: FEATURE_PEES,
  mfr: FEATURE_MFR,
  msi: FEATURE_MSI,
  nonPrio: FEATURE_NON_PRIO,
  addrh: FEATURE_ADDRH,
  errRec: FEATURE_ERR_REC,
} as const;

export type Feature = keyof typeof FEATURES;

/** A board's IOPMP: what differs from B0 of iopmp.md 7. */
export interface Board {
  readonly spec?: '0.7' | '0.8.2';
  readonly srcmd?: number;
  readonly mdcfg?: number;
  readonly mds?: number;
  readonly rrids?: number;
  readonly entries?: number;
  /** md_entry_num. */
  readonly k?: number;
  readonly prio?: number;
  readonly transl?: number;
  readonly granule?: number;
  readonly errData?: number;
  readonly msiRrid?: number;
  readonly with?: readonly Feature[];
  readonly without?: readonly Feature[];
}

const B0_FEATURES: readonly Feature[] = ['tor', 'addrh', 'peis', 'pees', 'mfr', 'chkX', 'errRec'];

/** Numbers of a board: where the input has them, and what B0 has. */
// biome-ignore format: a table
const NUMBERS = [
  ['srcmd', IOPMP_SRCMD_FMT, 0], ['mdcfg', IOPMP_MDCFG_FMT, 0], ['mds', IOPMP_MD_NUM, 8], ['rrids', IOPMP_RRID_NUM, 8],
  ['entries', IOPMP_ENTRY_NUM, 32], ['k', IOPMP_MD_ENTRY_NUM, 0], ['prio', IOPMP_PRIO_ENTRY, 0xffff],
  ['transl', IOPMP_RRID_TRANSL, 0], ['granule', IOPMP_GRANULE, 4], ['errData', IOPMP_ERR_DATA, 0],
  ['msiRrid', IOPMP_MSI_RRID, 0],
] as const;

/** An input of the board on which nothing is programmed. */
export function inputOf(board: Board): Input {
  const input = emptyInput();
  const isOld = board.spec === '0.7';
  const features = new Set<Feature>([...B0_FEATURES, ...(isOld ? ['nonPrio' as const] : [])]);
  for (const feature of board.with ?? []) features.add(feature);
  for (const feature of board.without ?? []) features.delete(feature);
  input[DEVICE] = DEVICE_IOPMP;
  input[IOPMP_SPEC] = isOld ? SPEC_07 : SPEC_082;
  for (const [name, word, value] of NUMBERS) input[word] = board[name] ?? value;
  input[IOPMP_FEATURES] = [...features].reduce((bits, feature) => bits | FEATURES[feature], 0);
  return input;
}
