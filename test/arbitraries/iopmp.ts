import fc from 'fast-check';
import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  DMA_RRID,
  ENGINE,
  ENTRY_ADDR,
  ENTRY_CFG,
  ENTRY_STRIDE,
  HART_RRID,
  type Input,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_ENTRY_NUM,
  IOPMP_ENTRYLCK,
  IOPMP_ERR_CFG,
  IOPMP_ERR_DATA,
  IOPMP_FEATURES,
  IOPMP_GRANULE,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_MD_NUM,
  IOPMP_MDCFG,
  IOPMP_MDCFG_FMT,
  IOPMP_MDCFGLCK,
  IOPMP_MDLCK,
  IOPMP_MSI_RRID,
  IOPMP_MSIADDR,
  IOPMP_PRIO_ENTRY,
  IOPMP_ROWS,
  IOPMP_RRID_NUM,
  IOPMP_RRID_TRANSL,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  MAX_RRID,
  ROW_STRIDE,
  STACK,
} from '../../src/input/layout.ts';
import { values } from './value.ts';
import { often, put, type Write } from './write.ts';

/** Features by bit; the ones that stand alone, and the ones that others need. @source iopmp.md 2.4 */
const SPS = 1 << 1;
const TRANSL = 1 << 3;
const TRANSL_PROG = 1 << 4;
const CHK_X = 1 << 5;
const NO_X = 1 << 6;
const MFR = 1 << 11;
const NON_PRIO = 1 << 13;
const ADDRH = 1 << 14;
const ERR_REC = 1 << 15;

/** The engine, and on boards with an IOPMP what it is and holds: the rest of {@link platform} comes first. */
export function iopmp(): fc.Arbitrary<Write> {
  return fc
    .tuple(fc.nat(1), often(false, fc.constant(true)), fc.nat(1), properties(), contents())
    .map(([engine, isThere, stack, writeProperties, writeContents]) => (input) => {
      input[ENGINE] = engine;
      if (!isThere) return;
      input[DEVICE] = input[DEVICE] === 1 ? DEVICE_BOTH : DEVICE_IOPMP;
      if (input[DEVICE] === DEVICE_BOTH) input[STACK] = stack;
      writeProperties(input);
      writeContents(input);
    });
}

function properties(): fc.Arbitrary<Write> {
  const rrid = fc.oneof(fc.nat(9), fc.nat(MAX_RRID));
  return fc
    .record({
      spec: fc.nat(1),
      srcmd: fc.nat(2),
      mdcfg: fc.nat(2),
      domains: often(8, fc.integer({ min: 1, max: 63 })),
      rrids: often(8, fc.integer({ min: 1, max: 64 })),
      entries: often(32, fc.integer({ min: 1, max: 128 })),
      k: fc.nat(127),
      prio: often(0xffff, fc.nat(0xffff)),
      transl: often(0, fc.nat(0xffff)),
      data: often(0, fc.integer()),
      log2Granule: often(2, fc.integer({ min: 2, max: 12 })),
      features: often(0xe823, fc.nat(0xffff)),
      who: fc.tuple(rrid, rrid, rrid),
    })
    .map((p) => (input) => {
      input[IOPMP_SPEC] = p.spec;
      input[IOPMP_SRCMD_FMT] = p.srcmd;
      input[IOPMP_MDCFG_FMT] = p.mdcfg;
      input[IOPMP_MD_NUM] = p.domains;
      input[IOPMP_RRID_NUM] = [p.rrids, p.domains, ((p.rrids - 1) % 32) + 1][p.srcmd];
      input[IOPMP_ENTRY_NUM] = p.entries;
      input[IOPMP_MD_ENTRY_NUM] = p.mdcfg === 0 ? 0 : p.k;
      input[IOPMP_PRIO_ENTRY] = p.prio;
      input[IOPMP_RRID_TRANSL] = p.transl;
      input[IOPMP_ERR_DATA] = p.data;
      input[IOPMP_GRANULE] = p.spec === 0 ? 4 : 1 << p.log2Granule;
      input[IOPMP_FEATURES] = legalFeatures(p.features, p.spec, p.srcmd);
      [input[HART_RRID], input[DMA_RRID], input[IOPMP_MSI_RRID]] = p.who;
    });
}

function legalFeatures(features: number, spec: number, srcmd: number): number {
  let legal = spec === 0 ? features | NON_PRIO | ADDRH | ERR_REC : features;
  if (srcmd !== 0) legal &= ~SPS;
  if ((legal & TRANSL) === 0) legal &= ~TRANSL_PROG;
  if ((legal & CHK_X) === 0) legal &= ~NO_X;
  return (legal & ERR_REC) === 0 ? legal & ~MFR : legal;
}

/** What is programmed, as far as the properties in the input have room for it. */
function contents(): fc.Arbitrary<Write> {
  const word = fc.oneof(fc.nat(15), fc.nat(0xffff), fc.integer());
  const entry = fc.tuple(fc.nat(127), values(), fc.oneof(fc.nat(0x7ff), fc.integer()));
  const row = fc.tuple(fc.nat(63), fc.array(values(), { minLength: 4, maxLength: 4 }));
  return fc
    .record({
      enable: fc.nat(1),
      errors: often(0, word),
      message: often(0n, values()),
      locks: fc.array(often(0, word), { minLength: 4, maxLength: 4 }),
      ends: fc.array(fc.tuple(fc.nat(62), fc.nat(0xffff)), { maxLength: 6 }),
      rows: fc.array(row, { maxLength: 6 }),
      entries: fc.array(entry, { maxLength: 8 }),
    })
    .map((c) => (input) => {
      input[IOPMP_ENABLE] = c.enable;
      input[IOPMP_ERR_CFG] = c.errors;
      put(input, IOPMP_MSIADDR, c.message);
      input.set(c.locks.slice(0, 2), IOPMP_MDLCK);
      input[IOPMP_MDCFGLCK] = c.locks[2];
      input[IOPMP_ENTRYLCK] = c.locks[3];
      for (const [index, end] of c.ends)
        if (input[IOPMP_MDCFG_FMT] === 0) input[IOPMP_MDCFG + (index % input[IOPMP_MD_NUM])] = end;
      for (const [index, pairs] of c.rows) writeRow(input, index, pairs);
      for (const [index, address, cfg] of c.entries) {
        const at = IOPMP_ENTRIES + (index % input[IOPMP_ENTRY_NUM]) * ENTRY_STRIDE;
        put(input, at + ENTRY_ADDR, address);
        input[at + ENTRY_CFG] = cfg;
      }
    });
}

/** As many of the pairs as the format has: EN alone, with SPS R and W, and X as well under version 0.8.2. */
function writeRow(input: Input, index: number, pairs: readonly bigint[]): void {
  const format = input[IOPMP_SRCMD_FMT];
  if (format === 1) return;
  const hasSps = (input[IOPMP_FEATURES] & SPS) !== 0;
  const count = hasSps ? 3 + input[IOPMP_SPEC] : 1;
  const row = index % input[format === 0 ? IOPMP_RRID_NUM : IOPMP_MD_NUM];
  for (let i = 0; i < count; i++) put(input, IOPMP_ROWS + row * ROW_STRIDE + 2 * i, pairs[i]);
}
