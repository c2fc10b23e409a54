import { describe, expect, it } from 'vitest';
import { parseInput } from '../../src/input/text.ts';

/** Lines below the first (`iommufuzz 1`), and the message that they give, without `bad.txt:`. */
// biome-ignore format: a table
const BELOW_THE_HEAD: readonly (readonly [lines: string, message: string])[] = [
  ['platfrom', '2:1: found "platfrom", expected platform, slots dram, slots uart, slots flash, slots outer, iopmp, remap, state, pmp, maps, code, data, events, expect or meta'],
  ['  mode M', '2:1: found an indented line, expected platform, slots dram, slots uart, slots flash, slots outer, iopmp, remap, state, pmp, maps, code, data, events, expect or meta at the beginning of a line'],
  ['expect Kind x', '2:8: found "Kind", expected a key of a-z, 0-9 and -'],
  ['meta a 1\nmeta a 2', '3:6: found "a", expected meta a once'],
  ['state\nplatform', '3:1: found "platform" after "state", expected the order platform, slots dram, slots uart, slots flash, slots outer, iopmp, remap, state, pmp, maps, code, data, events'],
  ['pmp\npmp', '3:1: found a second "pmp", expected it once'],
  ['state here', '2:7: found "here", expected the end of the line'],
  ['slots ram', '2:7: found "ram", expected dram, uart, flash or outer'],
  ['slots outer\n  0 off 0x0', '3:3: found a slot of a checker that is not there, expected checker outer in platform'],
  ['remap\n  0 both=0x80000000', '3:3: found a page of a remapping region that is not there, expected remap pages=… in platform'],
  ['platform\n  remap pages=2\nremap\n  2 both=0x80000000', '5:3: found "2", expected a page of the remapping region (0 to 1)'],
  ['platform\n  remap pages=2\nremap\n  1 reed=0x80000000', '5:5: found "reed=0x80000000", expected read=PAGE, write=PAGE or both=PAGE'],
  ['platform\n  remap pages=2\nremap\n  1 0x80000000', '5:5: found "0x80000000", expected read=PAGE, write=PAGE or both=PAGE'],
  ['platform\n  remap pages=2\nremap\n  1 read=0x80000000 both=0x80000000', '5:21: found "both=0x80000000", expected each direction once'],
  ['platform\n  remap pages=2\nremap\n  1 read=0x80000800', '5:10: found "0x80000800", expected a physical address that is a multiple of 4096'],
  ['platform\n  remap pages=2\nremap\n  1 read=0x100000000000000', '5:10: found "0x100000000000000", expected a physical address below 2^56'],
  ['platform\n  remap pages=2\nremap\n  1 read=0x80000000,on', '5:21: found "on", expected off'],
  ['platform\n  remap pages=2\nremap\n  1 read=0x80000001,off', '5:10: found "0x80000001", expected a physical address that is a multiple of 4096'],
  ['platform\n  ram 1M\n  ram 2M', '4:3: found a second "ram 2M", expected it once'],
  ['platform\n  mask-rom 1M', '3:3: found "mask-rom", expected device, harts, ram, ram-tail, low-ram, rom, flash, tlb, worlds, remap, stack, rrid, engine, iopmp, iopmp-features, dma, hart, steps or checker'],
  ['platform\n  rom 64K', '3:7: found "64K", expected a size in whole 4K pages, 0 to 60K'],
  ['platform\n  flash 6K', '3:9: found "6K", expected a size in whole 4K pages, 0 to 64K'],
  ['platform\n  ram-tail 12', '3:12: found "12", expected a size in bytes, a multiple of 8, 0 to 4088'],
  ['platform\n  ram-tail 4K', '3:12: found "4K", expected a size in bytes, a multiple of 8, 0 to 4088'],
  ['platform\n  remap pages=9', '3:15: found "9", expected a number of pages (0 to 8)'],
  ['platform\n  dma wid=4', '3:11: found "4", expected a WID (0 to 3)'],
  ['platform\n  dma wid=3\n  worlds 2', '4:10: found "2", expected more worlds than the WID 3 of dma above'],
  ['platform\n  hart', '3:7: found nothing, expected plain, svade or smepmp'],
  ['platform\n  hart svadu', '3:8: found "svadu", expected plain, svade or smepmp'],
  ['platform\n  hart svade svade', '3:14: found "svade", expected svade once'],
  ['platform\n  hart plain svade', '3:14: found "svade", expected the end of the line'],
  ['platform\n  ram 8K', '3:7: found "8K", expected a size in whole 4K pages, 64K to 16M'],
  ['platform\n  ram', '3:6: found nothing, expected a size in whole 4K pages, 64K to 16M'],
  ['platform\n  low-ram 8K', '3:11: found "8K", expected a size in whole 4K pages, 0 to 4K'],
  ['platform\n  device iopmps', '3:10: found "iopmps", expected none, wgchecker, iopmp or both'],
  ['platform\n  harts 2', '3:9: found "2", expected the number of harts (1 to 1)'],
  ['platform\n  tlb entries=100', '3:15: found "100", expected a power of two (64 to 1024)'],
  ['platform\n  tlb entries=64 size=1', '3:18: found "size=1", expected entries=… or window=…'],
  ['platform\n  tlb entries=64 entries=64', '3:18: found "entries=64", expected entries=… once'],
  ['platform\n  worlds 3', '3:10: found "3", expected a power of two (2 to 32)'],
  ['platform\n  worlds 2 trusted=3', '3:20: found "3", expected none or a WID (0 to 1)'],
  ['platform\n  worlds 4 mwidlist=0,7', '3:23: found "7", expected a WID (0 to 3)'],
  ['platform\n  worlds 4 hw-bypass=yes', '3:22: found "yes", expected on or off'],
  ['platform\n  worlds 4 granule=8', '3:20: found "8", expected 4 or 4096'],
  ['platform\n  checker rom slots=1', '3:11: found "rom", expected dram, uart, flash or outer'],
  ['platform\n  checker flash slots=0', '3:23: found "0", expected a number of slots (1 to 31)'],
  ['platform\n  checker outer slots=32', '3:23: found "32", expected a number of slots (0 to 31)'],
  ['platform\n  checker dram slots=32', '3:22: found "32", expected a number of slots (1 to 31)'],
  ['platform\n  steps 5000', '3:9: found "5000", expected a number of steps (1 to 4096)'],
  ['slots dram\n  17 off 0x0', '3:3: found "17", expected a slot of this checker (0 to 16)'],
  ['slots dram\n  1 top 0x0', '3:5: found "top", expected off, tor, na4 or napot'],
  ['slots dram\n  1 tor 0x80100002', '3:9: found "0x80100002", expected a byte address that is a multiple of 4'],
  ['slots dram\n  1 napot 0x80100000', '3:11: found "0x80100000", expected BASE/SIZE or all'],
  ['slots dram\n  1 napot 0x80100000/6K', '3:22: found "6K", expected a size that is a power of two, 8 to 16E'],
  ['slots dram\n  1 napot 0x80100800/4K', '3:11: found "0x80100800", expected a multiple of the size "4K"'],
  ['slots dram\n  1 tor addr=-1', '3:14: found "-1", expected the address register (decimal or 0x…, below 2^64)'],
  ['slots dram\n  1 tor 0x0 0:wr', '3:13: found "0:wr", expected WID:rw, WID:r-, WID:-w, react=ER,EW,IR,IW, lock or +0x…'],
  ['slots dram\n  1 tor 0x0 32:rw', '3:13: found "32", expected a WID (0 to 31)'],
  ['slots dram\n  1 tor 0x0 react=ER,EX', '3:22: found "EX", expected ER, EW, IR or IW'],
  ['slots dram\n  1 tor 0x0 +0x100000000', '3:13: found "+0x100000000", expected +0x… below 2^32'],
  ['slots dram\n  1 off 0x0\n  1 off 0x0', '4:3: found a second "1 off 0x0", expected it once'],
  ['state\n  mode H', '3:8: found "H", expected M, S or U'],
  ['state\n  pc 0x80000001', '3:6: found "0x80000001", expected an address that is a multiple of 2'],
  ['state\n  stop 0x10000000000000000', '3:8: found "0x10000000000000000", expected an address (decimal or 0x…, below 2^64)'],
  ['state\n  mtvce 0', '3:3: found "mtvce", expected mode, pc, stop, mstatus, mtvec, medeleg, mideleg, mie, mip, mscratch, mepc, stvec, sscratch, sepc, menvcfg, senvcfg, mcounteren, scounteren, mseccfg, satp, mlwid, mwiddeleg, slwid or x1..x31 (ra, sp, a0, …)'],
  ['state\n  zero 1', '3:3: found "zero", expected mode, pc, stop, mstatus, mtvec, medeleg, mideleg, mie, mip, mscratch, mepc, stvec, sscratch, sepc, menvcfg, senvcfg, mcounteren, scounteren, mseccfg, satp, mlwid, mwiddeleg, slwid or x1..x31 (ra, sp, a0, …)'],
  ['state\n  mstatus MPP=H', '3:11: found "MPP=H", expected a field of mstatus, a number or +0x… (decimal or 0x…, below 2^64)'],
  ['state\n  mtvec 0x80000800 fast', '3:20: found "fast", expected vectored or the end of the line'],
  ['state\n  mtvec 0x80000802 vectored', '3:20: found 0x80000802 vectored, expected a multiple of 4'],
  ['state\n  satp sv57', '3:8: found "sv57", expected bare, sv39, sv48 or mode=0..15'],
  ['state\n  satp sv39 root=0x80010004', '3:18: found "0x80010004", expected a physical address that is a multiple of 4096'],
  ['state\n  satp sv39 asid=65536', '3:18: found "65536", expected an ASID (0 to 65535)'],
  ['state\n  a0 twelve', '3:6: found "twelve", expected a value (decimal or 0x…, below 2^64)'],
  ['state\n  a0 18446744073709551616', '3:6: found "18446744073709551616", expected a value (decimal or 0x…, below 2^64)'],
  ['state\n  a0 1\n  x10 2', '4:3: found a second "x10 2", expected it once'],
  ['pmp\n  16 napot all rwx', '3:3: found "16", expected a PMP entry (0 to 15)'],
  ['pmp\n  0 napot all', '3:14: found nothing, expected rights like r-x'],
  ['pmp\n  0 napot all rwx locked', '3:19: found "locked", expected lock, +0x20, +0x40 or +0x60'],
  ['maps\n  tables 0x80010008', '3:10: found "0x80010008", expected a physical address that is a multiple of 4096'],
  ['maps\n  tables 0x80010000 sv57', '3:21: found "sv57", expected sv39, sv48 or the end of the line'],
  ['maps\n  tables 0x80010000 sv48\n  0x40000000 -> 0x80100000 rwxugad 4M', '4:36: found "4M", expected 4K, 2M, 1G or 512G'],
  ['maps\n  0x40000000 -> 0x80100000 rwxugad 512G', '3:36: found "512G", expected 4K, 2M or 1G'],
  ['maps\n  0x40000000 0x80100000', '3:14: found "0x80100000", expected ->'],
  ['maps\n  0x40000000 -> 0x80100000 rwx 4K', '3:28: found "rwx", expected flags like rwxugad or r--u-a-'],
  ['maps\n  0x40000000 -> 0x80100000 rwxugad 4M', '3:36: found "4M", expected 4K, 2M or 1G'],
  ['maps\n  0x40000000 -> 0x80100000 rwxugad 4K rsw=4', '3:39: found "rsw=4", expected invalid or rsw=1, 2 or 3'],
  ['code 0x80000001', '2:6: found "0x80000001", expected a physical address that is a multiple of 2'],
  ['code 0x80000000\n  addq a0, a0', '3:3: found "addq", expected an instruction'],
  ['code 0x80000000\n  addi a0, a0, 5000 # big', '3:16: found "5000", expected an immediate in -2048..2047'],
  ['code 0x80000000\n  .word 0x1', '3:3: found ".word 0x1", expected .word with a 32-bit number ending in bits 11'],
  ['code 0x80000000\n  .half 0xffff', '3:3: found ".half 0xffff", expected .half with a 16-bit number not ending in bits 11'],
  ['data\n  0x80100004 1', '3:3: found "0x80100004", expected a physical address that is a multiple of 8'],
  ['data\n  0x80100000', '3:13: found nothing, expected a value'],
  ['events\n  after 3 dirty-log-sync', '3:3: found "after", expected at'],
  ['events\n  at 5000 dirty-log-sync', '3:6: found "5000", expected a step, not before the previous event (0 to 4096)'],
  ['events\n  at 5 dirty-log-sync\n  at 4 dirty-log-stop', '4:6: found "4", expected a step, not before the previous event (5 to 4096)'],
  ['events\n  at 5 dirty-log', '3:8: found "dirty-log", expected dirty-log-start, dirty-log-sync, dirty-log-stop, watch, unwatch, dma-write, dma-read, interrupt, dma-copy, transaction-start or transaction-end'],
  ['events\n  at 5 watch 0x80040000 8', '3:26: found nothing, expected r, w or rw'],
  ['events\n  at 5 watch 0x80040000 8 wr', '3:27: found "wr", expected r, w or rw'],
  ['events\n  at 5 unwatch 0x80040000 65 r', '3:27: found "65", expected a number of bytes (1 to 64)'],
  ['events\n  at 5 watch here 8 r', '3:14: found "here", expected a virtual address (decimal or 0x…, below 2^64)'],
  ['events\n  at 5 dma-write 0x80040000 16', '3:31: found nothing, expected the eight bytes that are written again and again'],
  ['events\n  at 5 dma-read 0x80040000 0', '3:28: found "0", expected a number of bytes (1 to 256)'],
  ['events\n  at 5 dma-read 0x80040000 16 1', '3:31: found "1", expected the end of the line'],
  ['events\n  at 5 interrupt 32', '3:18: found "32", expected a source of the PLIC (1 to 31)'],
  ['events\n  at 5 dma-copy 64 0x80040000', '3:30: found nothing, expected the physical address that is written'],
  ['events\n  at 5 dma-copy 64 0x80040000 0x80050000 silent', '3:42: found "silent", expected announced or the end of the line'],
  ['events\n  at 5 transaction-start 65536 0x0 0x0', '3:26: found "65536", expected an RRID (0 to 65535)'],
  ['events\n  at 5 transaction-end 1 0x0', '3:29: found nothing, expected the physical address of the last byte'],
];

/** Whole texts. */
// biome-ignore format: a table
const WHOLE: readonly (readonly [text: string, message: string])[] = [
  ['', '1:1: found nothing, expected "iommufuzz 1" in the first line'],
  ['# a comment', '1:1: found nothing, expected "iommufuzz 1" in the first line'],
  ['\u007fELF\u0002\u0001', '1:1: found "\\u{7f}ELF\\u{2}\\u{1}", expected "iommufuzz 1" in the first line'],
  ['iommufuzz 2', '1:11: found "2", expected version 1'],
  ['iommufuzz 1 beta', '1:13: found "beta", expected the end of the line'],
  [`iommufuzz 1\n${'#\n'.repeat(500)}`, '206:1: found too many characters of comments, expect and meta lines, expected at most 8192'],
  ['x'.repeat(100000), '1:1: found 100000 characters, expected at most 98304'],
  [`iommufuzz 1\n${'y'.repeat(60000)}`, `2:1: found "${'y'.repeat(40)}…", expected platform, slots dram, slots uart, slots flash, slots outer, iopmp, remap, state, pmp, maps, code, data, events, expect or meta`],
  [`iommufuzz 1\ncode 0x0\n${'  nop\n'.repeat(257)}`, '259:3: found one more, expected at most 256 instructions'],
  [`iommufuzz 1\n${'code 0x0\n'.repeat(9)}`, '10:6: found one more, expected at most 8 code sections'],
  [`iommufuzz 1\nmaps\n${'  0x0 -> 0x0 r------ 4K\n'.repeat(65)}`, '67:3: found one more, expected at most 64 mappings'],
  [`iommufuzz 1\ndata\n${'  0x0 0x0\n'.repeat(65)}`, '67:3: found one more, expected at most 64 values'],
  [`iommufuzz 1\nevents\n${'  at 0 dirty-log-sync\n'.repeat(65)}`, '67:6: found one more, expected at most 64 events'],
];

describe('a bad text', () => {
  it.each(BELOW_THE_HEAD)('says where, what was found and what was expected: %s', (lines, message) => {
    expect(() => parseInput(`iommufuzz 1\n${lines}\n`, 'bad.txt')).toThrow(`bad.txt:${message}`);
    expect(messageOf(`iommufuzz 1\n${lines}\n`)).toBe(`bad.txt:${message}`);
  });

  it.each(WHOLE)('says so for a whole file: %#', (text, message) => {
    expect(messageOf(text)).toBe(`bad.txt:${message}`);
  });
});

function messageOf(text: string): string {
  try {
    parseInput(text, 'bad.txt');
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}
