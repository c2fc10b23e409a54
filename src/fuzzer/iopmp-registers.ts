/** Offsets in the registers of an IOPMP, and of a DMA engine; those that a specification has elsewhere, by it. */

import type { Rng } from '../bits/rng.ts';
import { rowsOf, rowWords } from '../input/iopmp-rules.ts';
import {
  ENTRY_OFFSET,
  type Input,
  IOPMP_ENTRY_NUM,
  IOPMP_MD_NUM,
  IOPMP_SPEC,
  SPEC_07,
} from '../input/layout.ts';

/** Registers at fixed offsets. @source iopmp.md 3.1, 6.1 */
export const HWCFG0 = 0x08;
export const HWCFG2 = 0x10;
/** Of 0.8.2 only. */
export const HWCFG3 = 0x14;
export const MDSTALL = 0x30;
export const MDSTALLH = 0x34;
export const RRIDSCP = 0x38;
export const MDLCK = 0x40;
export const MDLCKH = 0x44;
export const MDCFGLCK = 0x48;
export const ENTRYLCK = 0x4c;
export const ERR_CFG = 0x60;
export const ERR_INFO = 0x64;
export const ERR_REQADDR = 0x68;
export const ERR_REQADDRH = 0x6c;
export const ERR_REQID = 0x70;
export const ERR_MFR = 0x74;
export const ERR_MSIADDR = 0x78;
export const ERR_MSIADDRH = 0x7c;
/** The tables. @source iopmp.md 3.2 */
const MDCFG_TABLE = 0x800;
const SRCMD_TABLE = 0x1000;
const SRCMD_BYTES = 32;
const ENTRY_BYTES = 16;
/** The words of an entry that there are: ADDR, ADDRH, CFG, and the absent USER_CFG. */
const ENTRY_WORDS = 4;
/** The registers of fixed offset end here. */
const FIXED_END = 0xa0;

/** Registers of the DMA engine. @source the board's engine */
export const ENGINE_SRC = 0x00;
export const ENGINE_DST = 0x04;
export const ENGINE_LENGTH = 0x08;
export const ENGINE_START = 0x0c;
export const ENGINE_STATUS = 0x10;
export const ENGINE_CTRL = 0x14;
const ENGINE_REGISTERS = 6;

/** MDCFG(m). */
export function domainRegister(domain: number): number {
  return MDCFG_TABLE + 4 * domain;
}

/** Word of a row of the SRCMD table. */
export function rowRegister(row: number, word: number): number {
  return SRCMD_TABLE + SRCMD_BYTES * row + 4 * word;
}

/** ENTRY_ADDR(i); ADDRH and CFG follow. */
export function entryRegister(entry: number): number {
  return ENTRY_OFFSET + ENTRY_BYTES * entry;
}

/** Offset of any register of the IOPMP: of fixed ones, of the tables up to one behind their last. */
export function anyIopmpRegister(input: Input, rng: Rng): number {
  const choice = rng.below(8);
  if (choice < 4) return 4 * rng.below(FIXED_END / 4);
  if (choice < 5) return domainRegister(rng.below(input[IOPMP_MD_NUM] + 1));
  if (choice < 6) return rowRegister(rng.below(rowsOf(input) + 1), rng.below(rowWords(input)));
  return entryRegister(rng.below(input[IOPMP_ENTRY_NUM] + 1)) + 4 * rng.below(ENTRY_WORDS);
}

/** Offset of any register of the DMA engine. */
export function anyEngineRegister(rng: Rng): number {
  return 4 * rng.below(ENGINE_REGISTERS);
}

/** Whether the registers are laid out as in 0.7. */
export function isLaidOutAs07(input: Input): boolean {
  return input[IOPMP_SPEC] === SPEC_07;
}
