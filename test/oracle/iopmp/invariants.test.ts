import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEATURE_NON_PRIO, FEATURE_SPS } from '../../../src/input/layout.ts';
import type { Outcome } from './by-bytes.ts';
import { type Configuration, configuration, deviceOf, type Entry } from './configuration.ts';
import { aim, ask, observed, outcomeOf, transactionOf } from './transactions.ts';

const aims = fc.array(aim, { minLength: 8, maxLength: 8 });
const RIGHTS = 7;
const MODE = 3 << 3;
const SUPPRESSION = 0x7e0;

/** For every configuration and some transactions near the bounds of its entries. */
function always(says: (config: Configuration, at: (config: Configuration) => Outcome[]) => void): void {
  fc.assert(
    fc.property(configuration, aims, (config, some) => {
      const transactions = some.map((one) => transactionOf(config, one));
      says(config, (other) => {
        const device = observed(other);
        return transactions.map((transaction) => outcomeOf(device, transaction));
      });
    }),
    { numRuns: 300 },
  );
}

function withEntries(config: Configuration, change: (entry: Entry, i: number) => Entry): Configuration {
  return { ...config, entries: config.entries.map(change) };
}

/** What is legal before is legal after. */
function expectNoLoss(before: readonly Outcome[], after: readonly Outcome[]): void {
  before.forEach((outcome, n) => {
    if (outcome.legal) expect(after[n].legal).toBe(true);
  });
}

describe('the verdict', () => {
  it('never turns to illegal when an entry gains rights', () => {
    always((config, at) => {
      const more = withEntries(config, (entry) => ({ ...entry, cfg: entry.cfg | RIGHTS }));
      expectNoLoss(at(config), at(more));
    });
  });

  it('of a transaction that a priority entry holds a byte of does not depend on what is below that entry', () => {
    always((config, at) => {
      const all = { ...config, features: config.features & ~FEATURE_NON_PRIO, is082: true };
      const before = at(all);
      const hit = before.map((outcome) => (outcome.legal ? -1 : (outcome.eids[0] ?? -1)));
      const lowest = Math.max(...hit);
      const cut = withEntries(all, (entry, i) =>
        i > lowest ? { ...entry, cfg: entry.cfg ^ RIGHTS } : entry,
      );
      const after = at(cut);
      before.forEach((outcome, n) => {
        if (hit[n] >= 0) expect(after[n]).toEqual(outcome);
      });
    });
  });

  it('never turns to legal by SPS, nor to illegal by PERM', () => {
    always((config, at) => {
      const without = { ...config, features: config.features & ~FEATURE_SPS };
      if (config.srcmd === 0)
        expectNoLoss(at({ ...config, features: config.features | FEATURE_SPS }), at(without));
      const silent = { ...config, rows: config.rows.map((row) => row.map(() => 0)) };
      if (config.srcmd === 2) expectNoLoss(at(silent), at(config));
    });
  });

  it('does not depend on suppression: only reaction and record do', () => {
    always((config, at) => {
      const loud = withEntries(config, (entry) => ({ ...entry, cfg: entry.cfg & ~SUPPRESSION }));
      const verdict = (outcome: Outcome) => (outcome.legal ? 'legal' : [outcome.etype, outcome.ttype]);
      expect(at(config).map(verdict)).toEqual(at(loud).map(verdict));
    });
  });

  it('is legal while the device is disabled, and nothing is recorded', () => {
    fc.assert(
      fc.property(configuration, aims, (config, some) => {
        const device = deviceOf({ ...config, enabled: false });
        const registers = () => Array.from({ length: 0x28 }, (_, n) => device.peekWord(4 * n));
        const before = registers();
        for (const one of some) expect(ask(device, transactionOf(config, one))).toBe(true);
        expect(registers()).toEqual(before);
      }),
    );
  });

  it('does not change when entries without priority change places inside a domain', () => {
    always((config, at) => {
      const table = {
        ...config,
        is082: true,
        features: config.features | FEATURE_NON_PRIO,
        prio: 0,
        mdcfg: 0,
        k: 0,
      };
      const one = {
        ...table,
        bounds: table.bounds.length > 0 ? table.bounds.map(() => 99) : Array(config.mds).fill(99),
      };
      const noTor = withEntries(one, (e) => ((e.cfg & MODE) === 8 ? { ...e, cfg: e.cfg ^ (3 << 3) } : e));
      const reversed = { ...noTor, entries: noTor.entries.toReversed() };
      const verdict = (outcome: Outcome) => (outcome.legal ? 'legal' : outcome.etype);
      expect(at(reversed).map(verdict)).toEqual(at(noTor).map(verdict));
    });
  });

  it('depends on what is written only, not on what was asked in between', () => {
    const offset = fc.oneof(
      fc.nat(31).map((n) => 0x4000 + 4 * n),
      fc.nat(15).map((n) => 0x1000 + 4 * n),
      fc.constantFrom(0x800, 0x804, 0x10, 0x14, 0x08, 0x30, 0x38),
    );
    const writes = fc.array(fc.tuple(offset, fc.oneof(fc.nat(31), fc.nat(0x7ff), fc.integer())), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(configuration, writes, aims, (config, all, some) => {
        const [asked, fresh] = [observed(config), observed(config)];
        const transactions = some.map((one) => transactionOf(config, one));
        for (const [at, value] of all) {
          for (const transaction of transactions) ask(asked.device, transaction);
          asked.device.writeWord(at, value);
          fresh.device.writeWord(at, value);
        }
        for (const transaction of transactions) {
          expect(outcomeOf(asked, transaction)).toEqual(outcomeOf(fresh, transaction));
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Offsets of MDLCK, MDLCKH, MDCFGLCK, ENTRYLCK, ERR_CFG. */
const LOCKS = [0x40, 0x44, 0x48, 0x4c, 0x60];
const LOCK_BITS = [-1, -1, 1, 1, 1];

it('locks never decrease', () => {
  const write = fc.tuple(fc.constantFrom(...LOCKS), fc.oneof(fc.integer(), fc.nat(255)));
  fc.assert(
    fc.property(configuration, fc.array(write, { maxLength: 12 }), (config, writes) => {
      const device = deviceOf(config);
      for (const [offset, value] of writes) {
        const before = LOCKS.map((lock) => device.readWord(lock));
        device.writeWord(offset, value);
        const after = LOCKS.map((lock) => device.readWord(lock));
        LOCK_BITS.forEach((mask, n) => {
          expect(after[n] & before[n] & mask).toBe(before[n] & mask);
        });
        for (const n of [2, 3]) expect(after[n] >>> 1).toBeGreaterThanOrEqual(before[n] >>> 1);
      }
    }),
  );
});

it('svc is 1 exactly when an RRID is logged, and v falls only when it is written', () => {
  const [errInfo, errMfr] = [0x64, 0x74];
  fc.assert(
    fc.property(configuration, fc.array(fc.tuple(aim, fc.nat(5)), { maxLength: 24 }), (config, steps) => {
      const device = deviceOf(config);
      for (const [one, then] of steps) {
        const before = device.readWord(errInfo);
        if (!ask(device, transactionOf(config, one))) device.fault();
        expect(device.readWord(errInfo) & before & 1).toBe(before & 1);
        if (then === 0) device.readWord(errMfr);
        if (then === 1) device.writeWord(errInfo, 1);
        const logged = Array.from(device.violations).some((window) => window !== 0);
        expect((device.readWord(errInfo) >> 8) & 1).toBe(logged ? 1 : 0);
      }
    }),
  );
});
