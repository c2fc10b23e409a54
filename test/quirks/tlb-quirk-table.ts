import type { Design } from '../../src/machine/design.ts';
import type { QuirkRow } from './quirk-row.ts';

/** A quirk that does no harm under the TLB of `fixed`. */
interface TlbQuirkRow extends QuirkRow {
  /** The TLB under which it shows, everything else mended but for the quirk and its companions. */
  readonly tlb: Design['tlb'];
}

/** TLB v2 gives no page verdict to a page that entries split, and never counts an offset twice. */
// biome-ignore format: a table
export const TLB_QUIRK_TABLE: readonly TlbQuirkRow[] = [
  { story: 'q18', quirk: 'page-verdict-by-hit', tlb: 'iopmp-v11', companions: ['length-unknown'],
    kind: 'stale-translation', group: 'access-denied-for-allowed-granted' },
  { story: 'q29', quirk: 'offset-counted-twice', tlb: 'iopmp-v11',
    kind: 'permission-mismatch', group: 'load-other-address-granted' },
];
