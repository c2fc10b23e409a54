import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  ENGINE,
  ENTRY_STRIDE,
  FEATURE_ADDRH,
  FEATURE_CHK_X,
  FEATURE_ERR_REC,
  FEATURE_MFR,
  FEATURE_MSI,
  FEATURE_PEES,
  FEATURE_PEIS,
  FEATURE_TOR,
  HART_RRID,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_ENTRY_NUM,
  IOPMP_ERR_CFG,
  IOPMP_ERR_DATA,
  IOPMP_FEATURES,
  IOPMP_MD_NUM,
  IOPMP_MDCFG,
  IOPMP_MSIADDR,
  IOPMP_ROWS,
  IOPMP_RRID_NUM,
  IOPMP_SPEC,
  ROW_STRIDE,
  SPEC_082,
  STACK,
} from '../../../src/input/layout.ts';
import type { IdealRun } from './ideal-run.ts';
import { type Program, program } from './region-run.ts';

/** Bits of ERR_CFG: interrupts, answers that are made up, messages. */
export const IE = 2;
export const RS = 4;
export const MSI = 8;
/** What refused reads return where that is no bus error. */
export const MADE_UP = 0x1122_3344;
/** Registers of the IOPMP. */
export const ERR_INFO = 0x64;
export const ERR_REQADDR = 0x68;
export const ERR_REQID = 0x70;
/** The page of the program of {@link guarded}, which the hart may read and execute. */
export const CODE = 0x8000_0000;
export const FEATURES =
  FEATURE_TOR |
  FEATURE_CHK_X |
  FEATURE_PEIS |
  FEATURE_PEES |
  FEATURE_MFR |
  FEATURE_MSI |
  FEATURE_ADDRH |
  FEATURE_ERR_REC;
const HART = 0;
const DMA = 1;
/** Entries of each of the two domains: that of the hart, that of DMA. */
const SHARE = 8;

/** NAPOT entry: first byte, bytes (a power of two from 8 on), some of "rwx", further bits of ENTRY_CFG. */
export type Entry = readonly [first: number, bytes: number, rights: string, more?: number];

export interface Guarded extends Partial<Program> {
  /** Entries of the hart behind that of the code, whose rights are `code`... */
  readonly hart?: readonly Entry[] | undefined;
  /** ... and those of DMA. */
  readonly dma?: readonly Entry[] | undefined;
  /** Rights to the page of the code. */
  readonly codeRights?: string;
  /** ERR_CFG. */
  readonly errors?: number;
  readonly msi?: number;
  /** STACK_ of a board with checkers too. */
  readonly stack?: number;
  readonly words?: readonly (readonly [word: number, value: number])[] | undefined;
}

/** M-mode code at {@link CODE} behind an enabled IOPMP of 0.8.2: the hart has RRID 0, DMA 1. */
export function guarded(board: Guarded): IdealRun {
  const device = board.stack === undefined ? 'device none\n' : '';
  const run = program({ ...board, platform: `${device}${board.platform ?? ''}` });
  const { input } = run;
  const set = (word: number, value: number): void => {
    input[word] = value;
  };
  set(DEVICE, board.stack === undefined ? DEVICE_IOPMP : DEVICE_BOTH);
  set(STACK, board.stack ?? 0);
  set(HART_RRID, HART);
  set(ENGINE, 1);
  set(IOPMP_SPEC, SPEC_082);
  set(IOPMP_FEATURES, FEATURES);
  set(IOPMP_MD_NUM, 2);
  set(IOPMP_RRID_NUM, 2);
  set(IOPMP_ENTRY_NUM, 2 * SHARE);
  set(IOPMP_ERR_DATA, MADE_UP);
  set(IOPMP_ERR_CFG, board.errors ?? IE);
  set(IOPMP_MSIADDR, board.msi ?? 0);
  set(IOPMP_ENABLE, 1);
  for (const rrid of [HART, DMA]) {
    set(IOPMP_MDCFG + rrid, SHARE * (rrid + 1));
    set(IOPMP_ROWS + rrid * ROW_STRIDE, 2 << rrid);
  }
  const hart: readonly Entry[] = [[CODE, 4096, board.codeRights ?? 'rx'], ...(board.hart ?? [])];
  hart.forEach((entry, i) => {
    put(input, i, entry);
  });
  board.dma?.forEach((entry, i) => {
    put(input, SHARE + i, entry);
  });
  for (const [word, value] of board.words ?? []) set(word, value);
  run.reference.load(input);
  return run;
}

function put(input: Int32Array, index: number, [first, bytes, rights, more = 0]: Entry): void {
  const at = IOPMP_ENTRIES + index * ENTRY_STRIDE;
  const bits = [...'rwx'].reduce((all, right, i) => all | (rights.includes(right) ? 1 << i : 0), 0);
  input[at] = Number(BigInt.asIntN(32, (BigInt(first) >> 2n) | BigInt((bytes >> 3) - 1)));
  input[at + 2] = 0x18 | bits | more;
}

/** A register of the IOPMP, unsigned, without an effect. */
export function register(run: IdealRun, offset: number): number {
  return run.reference.bus.gates.guard.iopmp.peekWord(offset) >>> 0;
}

/** What the IOPMP has recorded: undefined for nothing, else type, error, address >> 2, RRID, and whether more came. */
export function recorded(run: IdealRun): string | undefined {
  const info = register(run, ERR_INFO);
  if ((info & 1) === 0) return undefined;
  const type = ['', 'read', 'write', 'fetch'][(info >> 1) & 3];
  const id = register(run, ERR_REQID);
  const where = (4 * register(run, ERR_REQADDR)).toString(16);
  return `${type} ${(info >> 4) & 15} at ${where} by ${id & 0xffff}${(info & 0x100) !== 0 ? ', more' : ''}`;
}
