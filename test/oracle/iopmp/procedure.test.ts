import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decide, type Outcome } from './by-bytes.ts';
import { configuration } from './configuration.ts';
import { aim, observed, outcomeOf, transactionOf } from './transactions.ts';

const TRANSACTIONS = 40;
/** Pairs of configuration and transaction; IOPMP_PAIRS=1000000 for many. */
const PAIRS = Number(process.env['IOPMP_PAIRS'] ?? 40_000);

/** Of several entries that may be named, any is right. */
function agrees(got: Outcome, wanted: Outcome): boolean {
  if (got.legal || wanted.legal) return got.legal === wanted.legal;
  const named = wanted.eids.length === 0 ? got.eids.length === 0 : wanted.eids.includes(got.eids[0]);
  const same = got.etype === wanted.etype && got.ttype === wanted.ttype;
  return named && same && got.interrupt === wanted.interrupt && got.busError === wanted.busError;
}

it('every transaction ends as the enumeration of bytes and entries says', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(
      configuration,
      fc.array(aim, { minLength: TRANSACTIONS, maxLength: TRANSACTIONS }),
      (config, aims) => {
        const device = observed(config);
        for (const one of aims) {
          const transaction = transactionOf(config, one);
          const [got, wanted] = [outcomeOf(device, transaction), decide(config, transaction)];
          const name = wanted.legal ? 'legal' : `${wanted.etype}`;
          seen.set(name, (seen.get(name) ?? 0) + 1);
          if (!agrees(got, wanted)) expect({ transaction, ...got }).toEqual({ transaction, ...wanted });
        }
      },
    ),
    { numRuns: Math.ceil(PAIRS / TRANSACTIONS) },
  );
  expect([...seen.keys()].sort()).toEqual(['1', '2', '3', '4', '5', '6', 'legal']);
  for (const count of seen.values()) expect(count).toBeGreaterThan(PAIRS / 200);
}, 600_000);
