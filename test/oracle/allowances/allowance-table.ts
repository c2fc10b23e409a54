import type { CrashKind } from '../../../src/judge/finding.ts';
import type { Machine } from '../../../src/machine/machine.ts';
import type { AllowanceName } from '../../../src/oracle/allowances.ts';

/** An allowance, and what a machine would do that goes beyond it. */
export interface AllowanceRow {
  /** Also the beginning of the names of its two files in `inputs/`. */
  readonly name: AllowanceName;
  /** Makes the mended machine do so; as it is it never goes outside. */
  readonly spoil: (machine: Machine) => void;
  /** What the input just outside then is. */
  readonly crash: `${CrashKind}/${string}`;
}

function nothing(): void {}

/** sfence.vma has no effect. */
function spoilFence({ parts }: Machine): void {
  Reflect.set(parts.core, 'flush', nothing);
}

/** Every allowance of the reference. */
export const ALLOWANCE_TABLE: readonly AllowanceRow[] = [
  {
    name: 'running-block',
    spoil: ({ parts }) => {
      parts.blocks.removeRange = nothing;
    },
    crash: 'permission-mismatch/fetch-other-word-granted',
  },
  {
    name: 'followed-code',
    spoil: spoilFence,
    crash: 'stale-translation/access-allowed-for-denied-page-table',
  },
  {
    name: 'stale-translation',
    spoil: spoilFence,
    crash: 'stale-translation/access-allowed-for-denied-page-table',
  },
  {
    name: 'interrupt-point',
    spoil: ({ parts }) => {
      parts.csrs.pendingInterrupt = () => -1;
    },
    crash: 'state-mismatch/interrupt-other-point-interrupt-point',
  },
  {
    name: 'map-change',
    spoil: ({ parts }) => {
      parts.settleMap = nothing;
    },
    crash: 'stale-translation/access-other-target-granted',
  },
  {
    name: 'sc-by-value',
    spoil: ({ parts }) => {
      parts.mmu.preparedEquals = () => true;
    },
    crash: 'permission-mismatch/store-other-data-granted',
  },
  {
    name: 'sc-silent-denial',
    spoil: ({ parts }) => {
      parts.mmu.preparedEquals = () => false;
    },
    crash: 'permission-mismatch/store-other-data-granted',
  },
];
