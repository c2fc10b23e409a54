/** VERSION to HWCFG3: what the device is and has, by spec (iopmp.md 2.5, 3.1, 6.1), with the few fields that are written. */
import {
  ENTRY_OFFSET,
  FEATURE_ADDRH,
  FEATURE_CHK_X,
  FEATURE_ERR_REC,
  FEATURE_MFR,
  FEATURE_MSI,
  FEATURE_NO_W,
  FEATURE_NO_X,
  FEATURE_NON_PRIO,
  FEATURE_PEES,
  FEATURE_PEIS,
  FEATURE_SPS,
  FEATURE_STALL,
  FEATURE_TOR,
  FEATURE_TRANSL,
} from '../../../input/layout.ts';
import type { Properties } from './properties.ts';
import type { Register, RegisterParts } from './registers.ts';

/** A feature and the bit that shows it. */
type FeatureBit = readonly [feature: number, bit: number];

// biome-ignore format: a table
const HWCFG0_07: readonly FeatureBit[] = [
  [FEATURE_TOR, 4], [FEATURE_SPS, 5], [FEATURE_TRANSL, 8], [FEATURE_CHK_X, 10], [FEATURE_NO_X, 11], [FEATURE_NO_W, 12],
  [FEATURE_STALL, 13], [FEATURE_PEIS, 14], [FEATURE_PEES, 15], [FEATURE_MFR, 16], [FEATURE_ADDRH, 30],
];
const HWCFG0_082: readonly FeatureBit[] = [
  [FEATURE_ADDRH, 30],
  [FEATURE_TOR, 31],
];
// biome-ignore format: a table
const HWCFG2_082: readonly FeatureBit[] = [
  [FEATURE_NON_PRIO, 17], [FEATURE_MSI, 26], [FEATURE_PEIS, 27], [FEATURE_PEES, 28], [FEATURE_SPS, 29],
  [FEATURE_STALL, 30], [FEATURE_MFR, 31],
];
const HWCFG3_082: readonly FeatureBit[] = [
  [FEATURE_NO_X, 12],
  [FEATURE_NO_W, 13],
  [FEATURE_TRANSL, 14],
];
/** HWCFG2 and HWCFG3 are there. */
const BOTH_THERE = 6;

/** Registers of spec 0.7 below 0x30. */
// biome-ignore format: a table
export const CAPABILITIES_07: readonly Register[] = [
  { offset: 0x00, read: () => 70 << 24 },
  { offset: 0x04, read: () => 70 },
  { offset: 0x08, read: readHwcfg0Of07, write: writeHwcfg0Of07 },
  { offset: 0x0c, read: readHwcfg1 },
  { offset: 0x10, read: ({ settings }) => settings.prioEntry | (settings.transl << 16), write: writeHwcfg2Of07 },
  { offset: 0x14, read: () => ENTRY_OFFSET },
];

/** Registers of spec 0.8.2 below 0x30. */
// biome-ignore format: a table
export const CAPABILITIES_082: readonly Register[] = [
  { offset: 0x00, read: () => 0x80 << 24 },
  { offset: 0x04, read: () => 82 },
  { offset: 0x08, read: readHwcfg0Of082, write: writeHwcfg0Of082 },
  { offset: 0x0c, read: readHwcfg1 },
  { offset: 0x10, read: readHwcfg2Of082, write: writeHwcfg2Of082 },
  { offset: 0x14, read: readHwcfg3Of082, write: writeHwcfg3Of082 },
  { offset: 0x2c, read: () => ENTRY_OFFSET },
];

function readHwcfg0Of07({ properties, settings }: RegisterParts): number {
  const formats = properties.mdcfgFormat | (properties.srcmdFormat << 2);
  const prog = (settings.canSetPrioEntry ? 1 << 7 : 0) | (settings.canSetTransl ? 1 << 9 : 0);
  const counts = (settings.mdEntryNum << 17) | (properties.mdNum << 24);
  return formats | prog | counts | bits(properties, HWCFG0_07) | (settings.enabled ? 1 << 31 : 0);
}

/** The write that enables still sets md_entry_num. */
function writeHwcfg0Of07({ settings }: RegisterParts, value: number): boolean {
  settings.fixPrioEntry(value & (1 << 7));
  settings.fixTransl(value & (1 << 9));
  settings.writeMdEntryNum(value >>> 17);
  settings.enable(value & (1 << 31));
  return true;
}

function readHwcfg1({ properties }: RegisterParts): number {
  return properties.rridNum | (properties.entryNum << 16);
}

function writeHwcfg2Of07({ settings }: RegisterParts, value: number): boolean {
  settings.writePrioEntry(value);
  settings.writeTransl(value >>> 16);
  return true;
}

function readHwcfg0Of082({ properties, settings }: RegisterParts): number {
  const noRecord = properties.has(FEATURE_ERR_REC) ? 0 : 1 << 23;
  const fixed = BOTH_THERE | noRecord | (properties.mdNum << 24) | bits(properties, HWCFG0_082);
  return fixed | (settings.enabled ? 1 : 0);
}

function writeHwcfg0Of082({ settings }: RegisterParts, value: number): boolean {
  settings.enable(value & 1);
  return true;
}

function readHwcfg2Of082({ properties, settings }: RegisterParts): number {
  return settings.prioEntry | (settings.canSetPrioEntry ? 1 << 16 : 0) | bits(properties, HWCFG2_082);
}

/** The write that gives up prio_entry still sets it. */
function writeHwcfg2Of082({ settings }: RegisterParts, value: number): boolean {
  settings.writePrioEntry(value);
  settings.fixPrioEntry(value & (1 << 16));
  return true;
}

function readHwcfg3Of082({ properties, settings }: RegisterParts): number {
  const formats = properties.mdcfgFormat | (properties.srcmdFormat << 2) | (settings.mdEntryNum << 4);
  const fetchIsRead = properties.has(FEATURE_CHK_X) ? 0 : 1 << 11;
  const transl = (settings.canSetTransl ? 1 << 15 : 0) | (settings.transl << 16);
  return formats | fetchIsRead | transl | bits(properties, HWCFG3_082);
}

/** The write that gives up rrid_transl still sets it. */
function writeHwcfg3Of082({ settings }: RegisterParts, value: number): boolean {
  settings.writeMdEntryNum(value >>> 4);
  settings.writeTransl(value >>> 16);
  settings.fixTransl(value & (1 << 15));
  return true;
}

/** The bits of the features that the board has. */
function bits(properties: Properties, features: readonly FeatureBit[]): number {
  let word = 0;
  for (const [feature, bit] of features) if (properties.has(feature)) word |= 1 << bit;
  return word;
}
