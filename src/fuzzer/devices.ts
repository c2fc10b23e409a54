/** What the DEVICE_ number of a board stands for. */

import { DEVICE_BOTH, DEVICE_IOPMP, DEVICE_WGCHECKER } from '../input/layout.ts';

/** Whether boards with this device have wgCheckers. */
export function includesCheckers(device: number): boolean {
  return device === DEVICE_WGCHECKER || device === DEVICE_BOTH;
}

/** Whether boards with this device have an IOPMP. */
export function includesIopmp(device: number): boolean {
  return device === DEVICE_IOPMP || device === DEVICE_BOTH;
}
