import type { CrashKind } from '../../src/judge/finding.ts';
import type { Design } from '../../src/machine/design.ts';
import type { QuirkId } from '../../src/machine/quirks.ts';

/** A TLB design and the stored input that tells it from the others. */
export interface DesignRow {
  /** Also the name of the file in `inputs/`. */
  readonly tlb: Design['tlb'];
  /** The quirks without which its way of asking does no harm. */
  readonly companions: readonly QuirkId[];
  /** What this TLB does with those quirks and no others, and with everything as posted; no other TLB does it. */
  readonly kind: CrashKind;
  readonly group: string;
}

/** Every TLB design; tlb-iommu-path.md section 6. */
// biome-ignore format: a table
export const DESIGN_TABLE: readonly DesignRow[] = [
  { tlb: 'v2', companions: ['dual-addend-assert'],
    kind: 'dual-addend', group: 'machine-stopped-dual-addend' },
  { tlb: 'v1', companions: [],
    kind: 'host-fault', group: 'machine-stopped-dirty-outside-ram' },
  { tlb: 'mainline', companions: ['page-base-verdict'],
    kind: 'permission-mismatch', group: 'store-allowed-for-denied-world' },
  { tlb: 'iopmp-v11', companions: ['offset-counted-twice'],
    kind: 'permission-mismatch', group: 'load-other-address-granted' },
];
