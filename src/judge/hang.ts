/** A machine that spends its steps without getting anywhere. */
import { R_KIND, RECORD, STEP_WATCHPOINT } from '../trace/record.ts';

/**
 * True if the step budget of a run is spent, and none of its steps retired an instruction, trapped or took an interrupt: all
 * are stops of one instruction that never ran again. A single stop, whose repetition the budget cut off, is progress; so is
 * a guest that does nothing but trap.
 * @source tlb-iommu-path.md section 7, hang
 */
export function isStuck(trace: Int32Array, steps: number, budget: number): boolean {
  if (steps < budget || steps < 2) return false;
  for (let step = 0; step < steps; step++) {
    if (trace[step * RECORD + R_KIND] !== STEP_WATCHPOINT) return false;
  }
  return true;
}
