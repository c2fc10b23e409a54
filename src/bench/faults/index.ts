import { DEVICE_FAULTS } from './device-faults.ts';
import type { Fault } from './fault.ts';
import { HART_FAULTS } from './hart-faults.ts';
import { IOPMP_FAULTS } from './iopmp-faults.ts';
import { TLB_FAULTS } from './tlb-faults.ts';

/** Every fault that can be planted. */
export const FAULTS: readonly Fault[] = [...TLB_FAULTS, ...HART_FAULTS, ...DEVICE_FAULTS, ...IOPMP_FAULTS];
