/** Names of device registers, for the roles of crashes. */
import {
  CLINT_BASE,
  CLINT_SIZE,
  ENGINE_BASE,
  FLASH_BASES,
  IOPMP_BASE,
  IOPMP_SIZE,
  PAGE,
  PLIC_BASE,
  PLIC_SIZE,
  REMAP_REGISTERS_BASE,
  UART_BASE,
  UART_SIZE,
  WGC_BASES,
  WGC_SIZE,
} from '../input/layout.ts';
import { engineRegisterName, iopmpRegisterName } from './iopmp-registers.ts';

/** Bytes of the largest flash bank. */
const FLASH_SIZE = 16 * PAGE;

/** Devices by where they lie, with the name of the register at an offset. */
const DEVICES: readonly { base: number; size: number; name: (offset: number) => string }[] = [
  { base: UART_BASE, size: UART_SIZE, name: () => 'uart' },
  { base: CLINT_BASE, size: CLINT_SIZE, name: clintRegisterName },
  { base: PLIC_BASE, size: PLIC_SIZE, name: plicRegisterName },
  { base: REMAP_REGISTERS_BASE, size: PAGE, name: remapRegisterName },
  { base: IOPMP_BASE, size: IOPMP_SIZE, name: iopmpRegisterName },
  { base: ENGINE_BASE, size: PAGE, name: engineRegisterName },
  ...WGC_BASES.map((base) => ({ base, size: WGC_SIZE, name: checkerRegisterName })),
  ...FLASH_BASES.map((base) => ({ base, size: FLASH_SIZE, name: () => 'flash' })),
];

/** Name of a device register by physical address; `undefined` for anything else. */
export function registerName(lo: number, hi: number): string | undefined {
  if (hi !== 0) return undefined;
  const pa = lo >>> 0;
  const device = DEVICES.find(({ base, size }) => pa >= base && pa < base + size);
  return device?.name(pa - device.base);
}

/** Name of a wgChecker register by offset (worldguard.md 3.1, 3.2). */
export function checkerRegisterName(offset: number): string {
  if (offset < 0x20) {
    const names = ['vendor', 'impid', 'nslots', 'reserved-0c'];
    // What is latched with one error is one thing.
    return names[offset >> 2] ?? 'error-record';
  }
  // The reserved words read 0 everywhere: what differs behind them is the ADDR of the next slot.
  const field = ['addr', 'addr', 'perm', 'perm', 'cfg'][(offset & 0x1f) >> 2];
  if (field === undefined) return 'slot-addr';
  return (offset - 0x20) >> 5 === 0 ? 'slot0' : `slot-${field}`;
}

/** Name of a register of the CLINT by offset. */
export function clintRegisterName(offset: number): string {
  if (offset < 4) return 'msip';
  if (offset >= 0x4000 && offset < 0x4008) return 'mtimecmp';
  return offset >= 0xbff8 && offset < 0xc000 ? 'mtime' : 'clint-reserved';
}

/** Name of a register of the PLIC by offset (RISC-V PLIC specification 1.0.0, chapter 3). */
export function plicRegisterName(offset: number): string {
  if (offset < 0x80) return 'plic-priority';
  if (offset >= 0x1000 && offset < 0x1004) return 'plic-pending';
  if (offset >= 0x2000 && offset < 0x2100) return 'plic-enable';
  if (offset < 0x20_0000 || offset >= 0x20_2000) return 'plic-reserved';
  return (offset & 0xfff) < 4 ? 'plic-threshold' : (offset & 0xfff) < 8 ? 'plic-claim' : 'plic-reserved';
}

/** Name of a register of the remapping region by offset. */
export function remapRegisterName(offset: number): string {
  return (offset & 8) === 0 ? 'remap-read' : 'remap-write';
}
