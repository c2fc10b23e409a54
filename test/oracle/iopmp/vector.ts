/**
 * Test vectors in words. A vector is what an IOPMP is built and programmed with, and steps:
 *
 * - `R1 1000/8 P` — a transaction (R, W, X or A, an AMO; RRID, 0 if none is said; address and bytes, address in hex), permitted;
 * - `R1 1000/8 D4 e0 t1 F i r0` — denied with error type 4 and entry 0 (none if none is said), transaction type 1 (that of
 *   the access if none is said), fabricated (a bus error otherwise), no interrupt (one otherwise), not recorded (`r2`:
 *   logged as a subsequent one; recorded first otherwise). `then` before the transaction keeps the record; it is
 *   cleared otherwise;
 * - `40 := 3` — a register is written; `40 = 3` — it reads so. Hex.
 */
import { expect } from 'vitest';
import {
  FEATURE_ADDRH,
  FEATURE_CHK_X,
  FEATURE_ERR_REC,
  FEATURE_MFR,
  FEATURE_PEES,
  FEATURE_PEIS,
  FEATURE_TOR,
} from '../../../src/input/layout.ts';
import type { Iopmp } from '../../../src/oracle/iopmp/iopmp.ts';
import { Plic } from '../../../src/oracle/world/plic.ts';
import { type Configuration, deviceOf, type Entry, legalised } from './configuration.ts';

const SOURCE = 12;
const ERR_INFO = 0x64;
const REQADDR = 0x68;
const REQADDRH = 0x6c;
const REQID = 0x70;
const SVC = 0x100;

/** The base configuration but for what is said; features are added and, in `without`, taken away. */
export interface Build extends Partial<Configuration> {
  readonly without?: number;
}

/** iopmp.md 7, B0. */
export function build({ without = 0, ...said }: Build): Configuration {
  const mds = said.mds ?? 8;
  const base =
    FEATURE_TOR | FEATURE_ADDRH | FEATURE_PEIS | FEATURE_PEES | FEATURE_MFR | FEATURE_CHK_X | FEATURE_ERR_REC;
  const config = legalised({
    is082: true,
    srcmd: 0,
    mdcfg: 0,
    mds,
    rrids: 8,
    k: 0,
    prio: 0xffff,
    granule: 4,
    errCfg: 2,
    enabled: true,
    bounds: Array.from({ length: mds }, (_, m) => 4 * (m + 1)),
    rows: [],
    entries: Array.from({ length: 32 }, () => ({ addr: 0, addrh: 0, cfg: 0 })),
    ...said,
    features: (base | (said.features ?? 0)) & ~without,
  });
  if (said.rows !== undefined || config.srcmd !== 0) return config;
  return { ...config, rows: Array.from({ length: config.rrids }, (_, s) => rowOf(s)) };
}

/** SRCMD row of an RRID with the one domain `md` and, with SPS, all rights there. */
function rowOf(md: number): number[] {
  const [lo, hi] = md <= 30 ? [2 << md, 0] : [0, 1 << (md - 31)];
  return [lo, hi, lo, hi, lo, hi, lo, hi];
}

const MODES = ['OFF', 'TOR', 'NA4', 'NAPOT'];
const SUPPRESS = ['sire', 'siwe', 'sixe', 'sere', 'sewe', 'sexe'];
const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 * 1024 };

/** `0 NAP4K@1000 rw sire`; NAPOT:hi:lo and others of that form are the registers as they are. */
export function entry(words: string): readonly [index: number, Entry] {
  const [index, where, rights, ...suppress] = words.split(' ');
  let cfg = [...rights].reduce((bits, right) => bits | (1 << 'rwx'.indexOf(right)), 0);
  if (rights === 'none') cfg = 0;
  for (const name of suppress) cfg |= 1 << (5 + SUPPRESS.indexOf(name));
  const raw = /^(\w+):(\w+):(\w+)$/.exec(where);
  const [, mode, size, unit, at] = /^(OFF|TOR|NA4|NAP)(\d*)(K?)@(\w+)$/.exec(where) ?? [];
  if (raw !== null) {
    return [
      Number(index),
      { addrh: hex(raw[2]), addr: hex(raw[3]), cfg: cfg | (MODES.indexOf(raw[1]) << 3) },
    ];
  }
  const address = BigInt(`0x${at}`) >> 2n;
  const ones = mode === 'NAP' ? BigInt((Number(size) * UNITS[unit]) / 8 - 1) : 0n;
  const whole = address | ones;
  const bits = mode === 'NAP' ? 3 : MODES.indexOf(mode);
  return [
    Number(index),
    { addr: Number(whole & 0xffff_ffffn), addrh: Number(whole >> 32n), cfg: cfg | (bits << 3) },
  ];
}

function hex(text: string): number {
  return Number.parseInt(text, 16);
}

/** Writes entries into a device. */
function program(device: Iopmp, entries: readonly string[]): void {
  for (const words of entries) {
    const [i, { addr, addrh, cfg }] = entry(words);
    [addr, addrh, cfg].forEach((value, word) => {
      device.writeWord(0x4000 + 16 * i + 4 * word, value | 0);
    });
  }
}

/** A device under test. */
interface Subject {
  readonly device: Iopmp;
  readonly plic: Plic;
  readonly hasHighAddress: boolean;
}

/** Checks every step on a device that is built and programmed so. */
export function runVector(config: Configuration, entries: readonly string[], steps: readonly string[]): void {
  const [device, plic] = [deviceOf(config), new Plic()];
  device.connect(plic, SOURCE);
  program(device, entries);
  const subject = { device, plic, hasHighAddress: (config.features & FEATURE_ADDRH) !== 0 };
  for (const step of steps) {
    const [, offset, verb, value] = /^(\w+) (:?=) (\w+)$/.exec(step) ?? [];
    if (offset === undefined) checkTransaction(subject, step);
    else if (verb === ':=') device.writeWord(hex(offset), hex(value) | 0);
    else expect(`${offset} = ${(device.readWord(hex(offset)) >>> 0).toString(16)}`).toBe(step);
  }
}

const KINDS: Readonly<Record<string, number>> = { R: 0, W: 1, X: 2, A: 1 };

/** A transaction and what is expected of it. */
interface Step {
  readonly isSubsequent: boolean;
  readonly rrid: number;
  readonly address: bigint;
  readonly size: number;
  readonly kind: number;
  readonly amo: boolean;
  readonly wanted: string;
}

function parse(step: string): Step {
  const match = /^(then )?([RWXA])(\d*) (\w+)\/(\d+) (.*)$/.exec(step);
  if (match === null) throw new Error(`no step: ${step}`);
  const [, then, letter, rrid, at, size, wanted] = match;
  const address = BigInt(`0x${at}`);
  const [kind, amo] = [KINDS[letter], letter === 'A'];
  return {
    isSubsequent: then !== undefined,
    rrid: Number(rrid),
    address,
    size: Number(size),
    kind,
    amo,
    wanted,
  };
}

function checkTransaction(subject: Subject, words: string): void {
  const { device, plic } = subject;
  const step = parse(words);
  if (!step.isSubsequent) device.writeWord(ERR_INFO, 1);
  plic.pending = 0;
  const [lo, hi] = [Number(step.address & 0xffff_ffffn) | 0, Number(step.address >> 32n)];
  const legal = device.permits(step.rrid, lo, hi, step.size, step.kind, step.amo);
  expect([words, legal]).toEqual([words, step.wanted === 'P']);
  if (!legal) checkRefusal(subject, step);
}

/** What `wanted` says of a refusal, against reaction and record. */
function checkRefusal(
  { device, plic, hasHighAddress }: Subject,
  { rrid, address, kind, wanted }: Step,
): void {
  const words = wanted.split(' ');
  const numbered = (letter: string, otherwise: number) =>
    Number(words.find((word) => word.startsWith(letter))?.slice(1) ?? otherwise);
  const [etype, ttype, eid] = [numbered('D', 0), numbered('t', kind + 1), numbered('e', -1)];
  const busError = !words.includes('F');
  const before = device.readWord(ERR_INFO);
  const { refusal } = device;
  expect([wanted, refusal.etype, refusal.ttype, refusal.entry]).toEqual([wanted, etype, ttype, eid]);
  expect([wanted, device.wouldFail(), device.fault()]).toEqual([wanted, busError, busError]);
  expect([wanted, plic.pending]).toEqual([wanted, words.includes('i') ? 0 : 1 << SOURCE]);
  const info = device.readWord(ERR_INFO);
  const recorded = numbered('r', 1);
  if (recorded !== 1) {
    expect([wanted, info]).toEqual([wanted, recorded === 0 ? before : before | SVC]);
    return;
  }
  const record = [info, ...[REQADDR, REQADDRH, REQID].map((offset) => device.readWord(offset) >>> 0)];
  const [low, high] = [Number((address >> 2n) & 0xffff_ffffn), hasHighAddress ? Number(address >> 34n) : 0];
  const now = 1 | (ttype << 1) | (etype << 4) | (before & SVC);
  expect([wanted, ...record]).toEqual([wanted, now, low, high, rrid | (Math.max(eid, 0) << 16)]);
}
