/** The registers of the devices in which machine and reference end. */
import { hex } from '../bits/word.ts';
import { CHECKERS, FLASH_BASES, UART_SIZE } from '../input/layout.ts';
import type { Machine } from '../machine/machine.ts';
import type { Reference } from '../oracle/reference.ts';
import { otherRegister } from './device-difference.ts';
import type { Finding } from './finding.ts';
import { IopmpState } from './iopmp-state.ts';
import {
  checkerRegisterName,
  clintRegisterName,
  plicRegisterName,
  remapRegisterName,
} from './register-names.ts';

const CHECKER_NAMES = ['dram', 'uart', 'flash', 'outer'] as const;
/** First of a checker's registers that can change, and first of its slots. */
const ERRCAUSE = 0x10;
const FIRST_SLOT = 0x20;
const SLOT_BYTES = 0x20;
/** Bytes of a slot that are registers. */
const USED_BYTES = 0x14;
/** msip, mtimecmp, mtime. */
const CLINT_OFFSETS = [0, 0x4000, 0x4004, 0xbff8, 0xbffc] as const;
/** Priorities, pending sources, enables and thresholds; a claim register is none to look at. */
const PLIC_OFFSETS = [
  ...Array.from({ length: 31 }, (_, i) => 4 * (i + 1)),
  ...[0x1000, 0x2000, 0x2080, 0x20_0000, 0x20_1000],
];
/** Bytes of the registers of one page of the remapping region. */
const REMAP_BYTES = 16;

/** Compares the devices' end states; cheap where they agree, and allocates only for a difference. */
export class DeviceState {
  private readonly machine: Machine;
  private readonly reference: Reference;
  private readonly iopmp: IopmpState;

  constructor(machine: Machine, reference: Reference) {
    this.machine = machine;
    this.reference = reference;
    this.iopmp = new IopmpState(machine, reference);
  }

  /** The first difference, or undefined. `step`: the number of steps run. */
  compare(step: number): Finding | undefined {
    for (let which = 0; which < CHECKERS; which++) {
      if (!this.reference.hasChecker(which)) continue;
      const found = this.checker(which, step);
      if (found !== undefined) return found;
    }
    return this.iopmp.compare(step) ?? this.others(step);
  }

  private others(step: number): Finding | undefined {
    return this.uart(step) ?? this.clint(step) ?? this.plic(step) ?? this.remap(step) ?? this.flash(step);
  }

  private checker(which: number, step: number): Finding | undefined {
    const device = this.machine.parts.bus.checker(which);
    // All slots at once; word by word only where they differ.
    const sameSlots = this.reference.slotsHold(which, device.slots);
    const end = sameSlots ? FIRST_SLOT : FIRST_SLOT + SLOT_BYTES * (device.slots.count + 1);
    for (let offset = ERRCAUSE; offset < end; offset += 4) {
      if (offset >= FIRST_SLOT && (offset & (SLOT_BYTES - 1)) >= USED_BYTES) continue;
      const mine = this.reference.checkerRegister(which, offset);
      const value = device.read32(offset);
      if (value === mine) continue;
      const what = `${CHECKER_NAMES[which]} checker ${hex(offset)}`;
      return otherRegister(checkerRegisterName(offset), what, value, mine, step);
    }
    return undefined;
  }

  private uart(step: number): Finding | undefined {
    const { uart } = this.machine.parts.bus;
    for (let index = 0; index < UART_SIZE; index++) {
      const mine = this.reference.uartRegister(index);
      const value = uart.read(index);
      if (value !== mine) return otherRegister('uart', `UART register ${index}`, value, mine, step);
    }
    return undefined;
  }

  private clint(step: number): Finding | undefined {
    for (const offset of CLINT_OFFSETS) {
      const mine = this.reference.clintRegister(offset);
      const value = this.machine.parts.clint.read32(offset);
      if (value === mine) continue;
      return otherRegister(clintRegisterName(offset), `CLINT ${hex(offset)}`, value, mine, step);
    }
    return undefined;
  }

  private plic(step: number): Finding | undefined {
    const { plic } = this.machine.parts;
    // All at once; register by register only where they differ.
    if (this.reference.plicHolds(plic)) return undefined;
    for (const offset of PLIC_OFFSETS) {
      const mine = this.reference.plic.peek(offset);
      const value = plic.read32(offset);
      if (value === mine) continue;
      return otherRegister(plicRegisterName(offset), `PLIC ${hex(offset)}`, value, mine, step);
    }
    const mine = this.reference.plic.claimed;
    if (plic.claimed === mine) return undefined;
    return otherRegister('plic-claim', 'claimed sources of the PLIC', plic.claimed, mine, step);
  }

  private remap(step: number): Finding | undefined {
    const { remap } = this.machine.parts.bus;
    for (let offset = 0; offset < REMAP_BYTES * remap.pages; offset += 4) {
      const mine = this.reference.remapRegister(offset);
      const value = remap.read32(offset);
      if (value === mine) continue;
      return otherRegister(remapRegisterName(offset), `remap register ${hex(offset)}`, value, mine, step);
    }
    return undefined;
  }

  private flash(step: number): Finding | undefined {
    for (let bank = 0; bank < FLASH_BASES.length; bank++) {
      const value = this.machine.parts.bus.flash.showsStatus(bank) ? 1 : 0;
      const mine = this.reference.isFlashArray(bank) ? 0 : 1;
      if (value === mine) continue;
      return otherRegister('flash', `flash bank ${bank} in status mode`, value, mine, step);
    }
    return undefined;
  }
}
