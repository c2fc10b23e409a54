/** Which bytes of the store of a cache block were refused without a bus error, in words. */
import { A_DATA, A_INFO, BLOCK_BYTES, isBlockStore } from '../trace/record.ts';

/** `bytes 3..7, 9 refused`, of the access record at word `access`; empty where none was, and for all other accesses. */
export function refusedBytes(record: Int32Array, access: number): string {
  if (!isBlockStore(record[access + A_INFO])) return '';
  const runs: string[] = [];
  for (let i = 0; i < BLOCK_BYTES; i++) {
    if (!isRefused(record, access, i)) continue;
    const first = i;
    while (i + 1 < BLOCK_BYTES && isRefused(record, access, i + 1)) i++;
    runs.push(i === first ? `${i}` : `${first}..${i}`);
  }
  return runs.length === 0 ? '' : `bytes ${runs.join(', ')} refused`;
}

function isRefused(record: Int32Array, access: number, byte: number): boolean {
  return ((record[access + A_DATA + (byte >> 5)] >>> (byte & 31)) & 1) !== 0;
}
