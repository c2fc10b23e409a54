import { bigHigh, bigLow, toBig } from '../../../src/bits/word.ts';
import { PAGE } from '../../../src/input/layout.ts';
import { StepRecord } from '../../../src/oracle/hart/step-record.ts';
import { Checker } from '../../../src/oracle/world/checker.ts';

/** The page that the vectors are about. */
export const D = 0x8010_0000;
/** Register offsets. */
export const ERRCAUSE = 0x10;
export const ERRADDR = 0x18;
export const SLOTS = 0x20;

/** The DRAM checker of the board after reset; worldguard.md 9, BASE. */
export function base(granule: number = PAGE, nslots = 16): Checker {
  const checker = new Checker(new StepRecord());
  checker.reset(nslots, 4, granule);
  checker.file.openTo(3);
  return checker;
}

/** ADDR, PERM and CFG of a slot. */
export type Rule = readonly [slot: number, addr: bigint, perm: bigint, cfg: number];

/** Programs "n:{A,P,C}": CFG = 0, ADDR, PERM, CFG. */
export function program(checker: Checker, ...rules: readonly Rule[]): Checker {
  for (const [slot, addr, perm, cfg] of rules) {
    const at = SLOTS + 0x20 * slot;
    checker.writeWord(at + 0x10, 0);
    checker.writeDouble(at, bigLow(addr), bigHigh(addr));
    checker.writeDouble(at + 8, bigLow(perm), bigHigh(perm));
    checker.writeWord(at + 0x10, cfg);
  }
  return checker;
}

/** Writes CFG alone. */
export function setCfg(checker: Checker, slot: number, cfg: number): Checker {
  checker.writeWord(SLOTS + 0x20 * slot + 0x10, cfg);
  return checker;
}

/** What becomes of an access: 'ok', 'silent' or 'fault'; a refused one is logged. */
export function access(checker: Checker, wid: number, direction: number, pa: number, size = 8): string {
  if (checker.grants(pa | 0, size, wid, direction)) return 'ok';
  return checker.deny(pa | 0, size, wid, direction) ? 'fault' : 'silent';
}

/** A 64-bit register. */
export function double(checker: Checker, offset: number): bigint {
  return toBig(checker.readWord(offset), checker.readWord(offset + 4));
}

/** The registers of a slot. */
export function slot(checker: Checker, number: number): { addr: bigint; perm: bigint; cfg: number } {
  const at = SLOTS + 0x20 * number;
  return { addr: double(checker, at), perm: double(checker, at + 8), cfg: checker.readWord(at + 0x10) >>> 0 };
}

/** ADDR of a 4 KiB NAPOT at D. */
export const AT_D = 0x2004_01ffn;
/** The ADDR register for a byte address. */
export const word = (bytes: number): bigint => BigInt(bytes) >> 2n;
