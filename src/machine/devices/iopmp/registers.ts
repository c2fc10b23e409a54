/** The register block: which register lies at which offset, by spec (iopmp.md 3, 6.1). */
import { ENTRY_OFFSET, MAX_ENTRIES, MAX_MDS, MAX_RRIDS } from '../../../input/layout.ts';
import { CAPABILITIES_07, CAPABILITIES_082 } from './capabilities.ts';
import type { Domains } from './domains.ts';
import type { Entries } from './entries.ts';
import type { ErrorRecord } from './error-record.ts';
import type { FaultLog } from './fault-log.ts';
import type { Locks } from './locks.ts';
import type { Properties } from './properties.ts';
import type { Settings } from './settings.ts';
import type { Sources } from './sources.ts';
import type { Stall } from './stall.ts';

/** Parts whose registers these are. */
export interface RegisterParts {
  readonly properties: Properties;
  readonly settings: Settings;
  readonly locks: Locks;
  readonly domains: Domains;
  readonly sources: Sources;
  readonly entries: Entries;
  readonly stall: Stall;
  readonly errors: ErrorRecord;
  readonly log: FaultLog;
}

/** A register; one without `write` is read-only. */
export interface Register {
  readonly offset: number;
  /** The word as int32. */
  read(parts: RegisterParts): number;
  /** True if a verdict may have changed; anything else if it cannot have. */
  write?(parts: RegisterParts, value: number): unknown;
}

/** An array of registers: word `index` of those from `base` up to `end`, exclusive. */
interface Table {
  readonly base: number;
  readonly end: number;
  read(parts: RegisterParts, index: number): number;
  write(parts: RegisterParts, index: number, value: number): boolean;
}

const ERR_MFR = 0x74;
const SRCMD_WORDS = 8;
const ENTRY_WORDS = 4;

/** Registers that both specs have, at the same offsets. */
// biome-ignore format: a table
const COMMON: readonly Register[] = [
  { offset: 0x30, read: (p) => p.stall.readMdstall(), write: (p, v) => p.stall.writeMdstall(v) },
  { offset: 0x34, read: (p) => p.stall.readMdstallh(), write: (p, v) => p.stall.writeMdstallh(v) },
  { offset: 0x38, read: (p) => p.stall.readRridscp(), write: (p, v) => p.stall.writeRridscp(v) },
  { offset: 0x40, read: (p) => p.locks.mdlck, write: (p, v) => p.locks.writeMdlck(v) },
  { offset: 0x44, read: (p) => p.locks.mdlckh, write: (p, v) => p.locks.writeMdlckh(v) },
  { offset: 0x48, read: (p) => p.locks.mdcfglck, write: (p, v) => p.locks.writeMdcfglck(v) },
  { offset: 0x4c, read: (p) => p.locks.entrylck, write: (p, v) => p.locks.writeEntrylck(v) },
  { offset: 0x60, read: (p) => p.errors.readCfg(), write: (p, v) => p.errors.writeCfg(v) },
  { offset: 0x64, read: (p) => p.errors.readInfo(), write: (p, v) => p.errors.writeInfo(v) },
  { offset: 0x68, read: (p) => p.errors.readAddr() },
  { offset: 0x6c, read: (p) => p.errors.readAddrh() },
  { offset: 0x70, read: (p) => p.errors.readReqid() },
  { offset: ERR_MFR, read: (p) => p.log.read(), write: (p, v) => p.log.write(v) },
  { offset: 0x78, read: (p) => p.errors.readMsiaddr(), write: (p, v) => p.errors.writeMsiaddr(v) },
  { offset: 0x7c, read: (p) => p.errors.readMsiaddrh(), write: (p, v) => p.errors.writeMsiaddrh(v) },
];

/** Index is the word's offset / 4. */
const FIXED_07 = byWord([...CAPABILITIES_07, ...COMMON]);
const FIXED_082 = byWord([...CAPABILITIES_082, ...COMMON]);

// biome-ignore format: a table
const TABLES: readonly Table[] = [
  { base: 0x800, end: 0x800 + 4 * MAX_MDS,
    read: (p, i) => p.domains.read(i),
    write: (p, i, v) => p.domains.write(i, v) },
  { base: 0x1000, end: 0x1000 + 4 * SRCMD_WORDS * MAX_RRIDS,
    read: (p, i) => p.sources.read(Math.floor(i / SRCMD_WORDS), i % SRCMD_WORDS),
    write: (p, i, v) => p.sources.write(Math.floor(i / SRCMD_WORDS), i % SRCMD_WORDS, v) },
  { base: ENTRY_OFFSET, end: ENTRY_OFFSET + 4 * ENTRY_WORDS * MAX_ENTRIES,
    read: (p, i) => p.entries.read(Math.floor(i / ENTRY_WORDS), i % ENTRY_WORDS),
    write: (p, i, v) => p.entries.write(Math.floor(i / ENTRY_WORDS), i % ENTRY_WORDS, v) },
];

/** The word at `offset`, a multiple of 4; 0 where there is no register. */
export function readRegister(parts: RegisterParts, offset: number): number {
  const fixed = parts.properties.isPosted ? FIXED_07 : FIXED_082;
  if (offset < 4 * fixed.length) return fixed[offset >> 2]?.read(parts) ?? 0;
  const table = tableAt(offset);
  return table === undefined ? 0 : table.read(parts, (offset - table.base) >> 2);
}

/** Writes the word at `offset`, a multiple of 4. True if a verdict may have changed. */
export function writeRegister(parts: RegisterParts, offset: number, value: number): boolean {
  const fixed = parts.properties.isPosted ? FIXED_07 : FIXED_082;
  if (offset < 4 * fixed.length) return fixed[offset >> 2]?.write?.(parts, value) === true;
  const table = tableAt(offset);
  return table?.write(parts, (offset - table.base) >> 2, value) ?? false;
}

/** True if a read of the register changes nothing. */
export function readsQuietly(offset: number): boolean {
  return offset !== ERR_MFR;
}

/** Number of the kind of register, for observers: a fixed register's word, or which table. */
export function kindOf(offset: number): number {
  if (offset < 0xa0) return offset >> 2;
  return 0x30 + TABLES.findIndex(({ base, end }) => offset >= base && offset < end);
}

function tableAt(offset: number): Table | undefined {
  for (const table of TABLES) if (offset >= table.base && offset < table.end) return table;
  return undefined;
}

function byWord(registers: readonly Register[]): readonly (Register | undefined)[] {
  const words: (Register | undefined)[] = Array.from({ length: 0x20 }, () => undefined);
  for (const register of registers) words[register.offset >> 2] = register;
  return words;
}
