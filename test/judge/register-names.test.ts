import { describe, expect, it } from 'vitest';
import { checkerRegisterName, registerName } from '../../src/judge/register-names.ts';

describe('a register of a checker', () => {
  it.each([
    [0x00, 'vendor'],
    [0x04, 'impid'],
    [0x08, 'nslots'],
    [0x0c, 'reserved-0c'],
    [0x10, 'error-record'],
    [0x14, 'error-record'],
    [0x18, 'error-record'],
    [0x20, 'slot0'],
    [0x2c, 'slot0'],
    [0x30, 'slot0'],
    [0x44, 'slot-addr'],
    [0x230, 'slot-cfg'],
    [0x238, 'slot-addr'],
  ])('at %i is called %s', (offset, name) => {
    expect(checkerRegisterName(offset)).toBe(name);
  });
});

describe('a device register', () => {
  it.each([
    [0x0600_0010, 'error-record'],
    [0x0600_1010, 'error-record'],
    [0x0600_2048, 'slot-perm'],
    [0x0600_3020, 'slot0'],
    [0x0600_4000, 'remap-read'],
    [0x0600_401c, 'remap-write'],
    [0x0200_0000, 'msip'],
    [0x0200_4004, 'mtimecmp'],
    [0x0200_bffc, 'mtime'],
    [0x0200_0004, 'clint-reserved'],
    [0x0c00_003c, 'plic-priority'],
    [0x0c00_1000, 'plic-pending'],
    [0x0c00_2080, 'plic-enable'],
    [0x0c20_0000, 'plic-threshold'],
    [0x0c20_1004, 'plic-claim'],
    [0x0c20_1008, 'plic-reserved'],
    [0x1000_0007, 'uart'],
    [0x1020_0014, 'iopmp-hwcfg'],
    [0x1020_0034, 'iopmp-mdstall'],
    [0x1020_0044, 'iopmp-mdlck'],
    [0x1020_004c, 'iopmp-entrylck'],
    [0x1020_0060, 'iopmp-err-cfg'],
    [0x1020_0074, 'iopmp-err-mfr'],
    [0x1020_007c, 'iopmp-msiaddr'],
    [0x1020_0080, 'iopmp-reserved'],
    [0x1020_0804, 'iopmp-mdcfg'],
    [0x1020_1038, 'iopmp-srcmd'],
    [0x1020_4014, 'iopmp-entry-addr'],
    [0x1020_4018, 'iopmp-entry-cfg'],
    [0x1020_401c, 'iopmp-reserved'],
    [0x1040_0000, 'engine-source'],
    [0x1040_0010, 'engine-status'],
    [0x1040_0018, 'engine-reserved'],
    [0x2000_0000, 'flash'],
    [0x2200_ffff, 'flash'],
  ])('at %i is called %s', (pa, name) => {
    expect(registerName(pa | 0, 0)).toBe(name);
  });

  it.each([
    [0x8000_0000, 0],
    [0x1000_0008, 0],
    [0x0600_0010, 1],
  ])('is not at %i with upper half %i', (lo, hi) => {
    expect(registerName(lo | 0, hi)).toBeUndefined();
  });
});
