import { IdealRun } from './ideal-run.ts';

/** PTE of the first page of the mapping: root, then two tables above it. */
export const LEAF = 0x8001_2000;

/** M-mode with MPRV and MPP = S: data at 0x40000000 are translated, WID 0. */
export function translated(options: {
  slots?: string;
  state?: string;
  pmp?: string;
  map?: string;
  code: readonly string[];
}): IdealRun {
  return new IdealRun(
    `slots dram
${options.slots ?? '  1 napot 0x80000000/1M 0:rw'}
state
  mtvec 0x80000800
  satp sv39 root=0x80010000
  mlwid 0
  t0 7
  t1 0x11
  a1 0x40000000
  a2 0x80012000
${options.state ?? '  mstatus MPRV MPP=S'}
pmp
${options.pmp ?? '  0 napot all rwx'}
maps
${options.map ?? '  0x40000000 -> 0x80040000 rw---ad 4K'}
code 0x80000000
${options.code.map((line) => `  ${line}`).join('\n')}
data
  0x80040000 0x55
  0x80041000 0x66`,
  );
}
