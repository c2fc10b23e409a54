/**
 * Sets of memory domains as register pairs have them (SRCMD_EN, R, W, X and MDLCK, each with its high half): domain m is
 * bit m + 1 of 64.
 * @source iopmp.md 3.2
 */

import { hex } from '../../bits/word.ts';
import { MAX_MDS } from '../layout.ts';
import type { Line } from './line.ts';
import { integer, u64 } from './number.ts';

/** Members that are listed; a set of more is its register pair, and so is one with bit 0, which is no domain's. */
const LISTED = 8;

/** `0,2,35`, or the register pair as `0x…`. */
export function printDomains(pair: bigint): string {
  if ((pair & 1n) === 1n) return hex(pair);
  const members: number[] = [];
  for (let domain = 0; domain < MAX_MDS; domain++)
    if (((pair >> BigInt(domain + 1)) & 1n) === 1n) members.push(domain);
  return members.length > LISTED ? hex(pair) : members.join(',');
}

/** Reads what {@link printDomains} writes; `text` has the focus. */
export function readDomains(line: Line, text: string): bigint {
  if (/^0x/i.test(text)) return u64(line, text, 'a register pair or domains like 0,2');
  let pair = 0n;
  for (const domain of line.parts(text))
    pair |= 2n << BigInt(integer(line, domain, 0, MAX_MDS - 1, 'a domain'));
  return pair;
}
