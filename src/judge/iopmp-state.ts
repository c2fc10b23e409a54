/** The registers of IOPMP and DMA engine in which machine and reference end. */
import { hex } from '../bits/word.ts';
import type { Machine } from '../machine/machine.ts';
import type { Reference } from '../oracle/reference.ts';
import { otherRegister } from './device-difference.ts';
import type { Finding } from './finding.ts';
import {
  ENGINE_BYTES,
  ERR_MFR,
  engineRegisterName,
  IopmpOffsets,
  iopmpRegisterName,
} from './iopmp-registers.ts';

/** Compares the end states of what an input may have beside the checkers. */
export class IopmpState {
  private readonly machine: Machine;
  private readonly reference: Reference;
  private readonly offsets = new IopmpOffsets();

  constructor(machine: Machine, reference: Reference) {
    this.machine = machine;
    this.reference = reference;
  }

  /** The first difference, or undefined. `step`: the number of steps run. */
  compare(step: number): Finding | undefined {
    const { bus } = this.machine.parts;
    const iopmp = bus.iopmp.present ? this.iopmp(step) : undefined;
    return iopmp ?? (bus.engine ? this.engine(step) : undefined);
  }

  private iopmp(step: number): Finding | undefined {
    const { iopmp } = this.machine.parts.bus;
    const own = this.reference.bus.gates.guard.iopmp;
    // All at once; word by word only where they differ.
    if (own.holds(iopmp)) return undefined;
    const { offsets } = this;
    offsets.update(iopmp);
    for (let i = 0; i < offsets.count; i++) {
      const offset = offsets.list[i];
      const value = iopmp.read32(offset);
      const mine = own.peekWord(offset);
      if (value === mine) continue;
      return otherRegister(iopmpRegisterName(offset), `IOPMP ${hex(offset)}`, value, mine, step);
    }
    return this.log(step);
  }

  /** What reads of ERR_MFR would show. */
  private log(step: number): Finding | undefined {
    const { iopmp } = this.machine.parts.bus;
    const { iopmp: own } = this.reference.bus.gates.guard;
    const role = iopmpRegisterName(ERR_MFR);
    for (let w = 0; w < own.violations.length; w++) {
      const value = (iopmp.sv[w >> 1] >>> (16 * (w & 1))) & 0xffff;
      const mine = own.violations[w];
      if (value !== mine) return otherRegister(role, `window ${w} of ERR_MFR`, value, mine, step);
    }
    const mine = own.peekWord(ERR_MFR);
    const value = iopmp.svi << 16;
    return value === mine ? undefined : otherRegister(role, 'svi of ERR_MFR', value, mine, step);
  }

  private engine(step: number): Finding | undefined {
    const { engine } = this.reference.bus.devices;
    for (let offset = 0; offset < ENGINE_BYTES; offset += 4) {
      const mine = engine.readWord(offset);
      const value = this.machine.parts.bus.dmaEngine.read32(offset);
      if (value === mine) continue;
      return otherRegister(engineRegisterName(offset), `DMA engine ${hex(offset)}`, value, mine, step);
    }
    return undefined;
  }
}
