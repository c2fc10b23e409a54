import fc from 'fast-check';
import type { Iopmp } from '../../../src/oracle/iopmp/iopmp.ts';
import { Plic } from '../../../src/oracle/world/plic.ts';
import { type Outcome, regionOf, type Transaction } from './by-bytes.ts';
import { type Configuration, deviceOf } from './configuration.ts';

/** A transaction near a bound of some entry's region. */
interface Aim {
  readonly entry: number;
  readonly atEnd: boolean;
  readonly offset: number;
  readonly size: number;
  readonly rrid: number;
  readonly kind: number;
}

export const aim: fc.Arbitrary<Aim> = fc.record({
  entry: fc.nat(255),
  atEnd: fc.boolean(),
  offset: fc.oneof(fc.integer({ min: -12, max: 12 }), fc.constantFrom(0, 0, -8, -4096)),
  size: fc.oneof(fc.constantFrom(1, 2, 4, 4, 8), fc.integer({ min: 1, max: 24 })),
  rrid: fc.nat(7),
  kind: fc.integer({ min: 0, max: 3 }),
});

/** The last address at which a transaction of these sizes may begin. */
const LAST = 2n ** 53n - 64n;

/** The transaction that `aim` means for a configuration; kind 3 is an atomic operation. */
export function transactionOf(
  config: Configuration,
  { entry, atEnd, offset, size, rrid, kind }: Aim,
): Transaction {
  const bound = regionOf(config, entry % config.entries.length)[atEnd ? 1 : 0] + BigInt(offset);
  const start = bound < 0n ? 0n : bound > LAST ? LAST : bound;
  return { rrid: rrid % (config.rrids + 1), start, size, kind: kind === 3 ? 1 : kind, amo: kind === 3 };
}

/** Asks a device. */
export function ask(device: Iopmp, { rrid, start, size, kind, amo }: Transaction): boolean {
  return device.permits(rrid, Number(start & 0xffff_ffffn) | 0, Number(start >> 32n) | 0, size, kind, amo);
}

/** A device, and the raises of its line. */
export interface Observed {
  readonly device: Iopmp;
  readonly plic: Plic;
}

const SOURCE = 12;
const ERR_INFO = 0x64;

/** A device in the state of a configuration whose line can be seen. */
export function observed(config: Configuration): Observed {
  const [device, plic] = [deviceOf(config), new Plic()];
  device.connect(plic, SOURCE);
  return { device, plic };
}

/** What a device makes of a transaction when no error is recorded yet. */
export function outcomeOf({ device, plic }: Observed, transaction: Transaction): Outcome {
  device.writeWord(ERR_INFO, 1);
  plic.pending = 0;
  if (ask(device, transaction)) return { legal: true };
  const { etype, ttype, entry } = device.refusal;
  const busError = device.fault();
  const interrupt = plic.pending === 1 << SOURCE;
  return { legal: false, etype, ttype, eids: entry < 0 ? [] : [entry], interrupt, busError };
}
