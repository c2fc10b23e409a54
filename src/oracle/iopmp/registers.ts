import { ENTRY_OFFSET } from '../../input/layout.ts';
import type { Control } from './control.ts';
import type { Errors } from './errors.ts';
import type { Locks } from './locks.ts';
import type { Stall } from './stall.ts';

/** The parts that have a register of fixed offset. */
export interface RegisterParts {
  readonly control: Control;
  readonly locks: Locks;
  readonly stall: Stall;
  readonly errors: Errors;
}

/** A register: what a read gives; what a write does, which returns `true` if it changed what is permitted. */
export interface Register {
  readonly offset: number;
  read(parts: RegisterParts): number;
  write?(parts: RegisterParts, value: number): unknown;
}

/** Offset of ERR_MFR, whose reading changes it. */
export const ERR_MFR = 0x74;

/** specver is bits 31:24 of VERSION; no vendor. */
const VERSION_07 = 70 << 24;
const VERSION_082 = 0x80 << 24;

/** Registers that both specifications have at the same offset. @source iopmp.md 3.1, 6.1 */
const COMMON: readonly Register[] = [
  { offset: 0x08, read: (d) => d.control.readHwcfg0(), write: (d, value) => d.control.writeHwcfg0(value) },
  { offset: 0x0c, read: (d) => d.control.readHwcfg1() },
  { offset: 0x10, read: (d) => d.control.readHwcfg2(), write: (d, value) => d.control.writeHwcfg2(value) },
  { offset: 0x30, read: (d) => d.stall.readMdstall(), write: (d, value) => d.stall.writeMdstall(value) },
  { offset: 0x34, read: (d) => d.stall.mdstallh, write: (d, value) => d.stall.writeMdstallh(value) },
  { offset: 0x38, read: (d) => d.stall.readRridscp(), write: (d, value) => d.stall.writeRridscp(value) },
  { offset: 0x40, read: (d) => d.locks.mdlck, write: (d, value) => d.locks.writeMdlck(value) },
  { offset: 0x44, read: (d) => d.locks.mdlckh, write: (d, value) => d.locks.writeMdlckh(value) },
  { offset: 0x48, read: (d) => d.locks.readMdcfglck(), write: (d, value) => d.locks.writeMdcfglck(value) },
  { offset: 0x4c, read: (d) => d.locks.readEntrylck(), write: (d, value) => d.locks.writeEntrylck(value) },
  { offset: 0x60, read: (d) => d.errors.errCfg, write: (d, value) => d.errors.writeErrCfg(value) },
  { offset: 0x64, read: (d) => d.errors.readErrInfo(), write: (d, value) => d.errors.writeErrInfo(value) },
  { offset: 0x68, read: (d) => d.errors.errReqaddr },
  { offset: 0x6c, read: (d) => d.errors.errReqaddrh },
  { offset: 0x70, read: (d) => d.errors.errReqid },
  { offset: ERR_MFR, read: (d) => d.errors.log.read(), write: (d, value) => d.errors.log.write(value) },
  { offset: 0x78, read: (d) => d.errors.errMsiaddr, write: (d, value) => d.errors.writeErrMsiaddr(value) },
  { offset: 0x7c, read: (d) => d.errors.errMsiaddrh, write: (d, value) => d.errors.writeErrMsiaddrh(value) },
];

const ONLY_07: readonly Register[] = [
  { offset: 0x00, read: () => VERSION_07 },
  { offset: 0x04, read: () => 70 },
  { offset: 0x14, read: () => ENTRY_OFFSET },
];

const ONLY_082: readonly Register[] = [
  { offset: 0x00, read: () => VERSION_082 },
  { offset: 0x04, read: () => 82 },
  { offset: 0x14, read: (d) => d.control.readHwcfg3(), write: (d, value) => d.control.writeHwcfg3(value) },
  { offset: 0x2c, read: () => ENTRY_OFFSET },
];

/** The registers of fixed offset lie below this. */
export const FIXED_END = 0xa0;

/** The registers of each specification, by offset / 4. */
export const REGISTERS_07 = byOffset([...COMMON, ...ONLY_07]);
export const REGISTERS_082 = byOffset([...COMMON, ...ONLY_082]);

function byOffset(registers: readonly Register[]): readonly (Register | undefined)[] {
  const table: (Register | undefined)[] = new Array(FIXED_END / 4).fill(undefined);
  for (const register of registers) table[register.offset / 4] = register;
  return table;
}
