/** The state in which machine and reference end: registers, CSRs, memory, devices, dirty bits. */
import { hex, hexPair } from '../bits/word.ts';
import type { Machine } from '../machine/machine.ts';
import { CSRS } from '../oracle/csr-rules.ts';
import type { Reference } from '../oracle/reference.ts';
import { DeviceState } from './device-state.ts';
import type { Finding } from './finding.ts';

const NUMBERS = CSRS.map((csr) => csr.number);
/** Bits 11:5 of the numbers of pmpcfg and pmpaddr, and of no other CSR. */
const PMP_NUMBERS = 0x3a0 >> 5;

/** Compares end states; cheap where they agree, and allocates only for a difference. */
export class FinalState {
  private readonly machine: Machine;
  private readonly reference: Reference;
  private readonly devices: DeviceState;
  private readonly words: Int32Array;
  private readonly out = new Int32Array(2);

  constructor(machine: Machine, reference: Reference) {
    this.machine = machine;
    this.reference = reference;
    this.devices = new DeviceState(machine, reference);
    this.words = new Int32Array(reference.memory.buffer);
  }

  /** The first difference, or undefined. `step`: the number of steps run. */
  compare(step: number): Finding | undefined {
    // A device that differs makes CSRs differ (mip), and comes before them in the order of kinds.
    return this.devices.compare(step) ?? this.registers(step) ?? this.csrs(step) ?? this.memory(step);
  }

  private registers(step: number): Finding | undefined {
    const { state } = this.machine.parts;
    const { reference } = this;
    if (state.pcLo !== reference.pcLo || state.pcHi !== reference.pcHi) {
      return different('pc', hexPair(state.pcLo, state.pcHi), hexPair(reference.pcLo, reference.pcHi), step);
    }
    if (state.mode !== reference.mode) return different('mode', `${state.mode}`, `${reference.mode}`, step);
    for (let i = 2; i < 64; i++) {
      if (state.x[i] === reference.x[i]) continue;
      const r = i & ~1;
      const mine = hexPair(reference.x[r], reference.x[r + 1]);
      return different(`x${i >> 1}`, hexPair(state.x[r], state.x[r + 1]), mine, step);
    }
    return undefined;
  }

  private csrs(step: number): Finding | undefined {
    const { csrs, pmp } = this.machine.parts;
    // The PMP's at once; register by register only where they differ.
    const samePmp = this.reference.pmpHolds(pmp);
    for (let i = 0; i < CSRS.length; i++) {
      const number = NUMBERS[i];
      if ((samePmp && number >> 5 === PMP_NUMBERS) || !this.reference.hasCsr(number)) continue;
      csrs.read(number);
      this.reference.csr(number, this.out);
      if (csrs.lo === this.out[0] && csrs.hi === this.out[1]) continue;
      return different(CSRS[i].name, hexPair(csrs.lo, csrs.hi), hexPair(this.out[0], this.out[1]), step);
    }
    return undefined;
  }

  private memory(step: number): Finding | undefined {
    const { reference } = this;
    const { ram } = this.machine.parts;
    for (let i = 0; i < ram.touchedCount; i++) {
      const host = ram.touchedLines[i] << 6;
      const found = this.line(host, reference.offsetAt(ram.physicalOf(host)), step);
      if (found !== undefined) return found;
    }
    for (let i = 0; i < reference.touchedCount; i++) {
      const offset = reference.touched[i] << 6;
      const host = ram.hostOfPhysical(reference.physicalAt(offset));
      // Both lay the image in the same order: most lines have been compared above, at the same place of the list.
      const isCompared = i < ram.touchedCount && ram.touchedLines[i] === host >> 6;
      const found =
        (isCompared ? undefined : this.line(host, offset, step)) ??
        this.migration(ram.ramOf(host), offset, step);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The 64 bytes at `host` of the machine and at `offset` of the reference. */
  private line(host: number, offset: number, step: number): Finding | undefined {
    const { words } = this.machine.parts.ram;
    for (let i = 0; i < 16; i++) {
      const machine = words[(host >> 2) + i];
      const mine = this.words[(offset >> 2) + i];
      if (machine === mine) continue;
      const pa = this.machine.parts.ram.physicalOf(host) + 4 * i;
      return different(`memory at ${hex(pa)}`, hex(machine >>> 0), hex(mine >>> 0), step);
    }
    return undefined;
  }

  /** A page that the reference saw stored to since the last sync has its MIGRATION bit. */
  private migration(ramAddress: number, offset: number, step: number): Finding | undefined {
    const bits = this.machine.parts.ram.dirty[ramAddress >>> 12];
    if ((bits & 4) !== 0 || !this.reference.migration(offset)) return undefined;
    return {
      kind: 'lost-dirty',
      role: 'page',
      states: 'clean-for-dirty',
      rule: 'stored-page-is-dirty',
      step,
      detail: `RAM page ${hex(ramAddress >>> 12)} was stored to since the last sync and its MIGRATION bit is clear`,
      beside: [],
    };
  }
}

/** A difference of the hart's state; `what` names it and, up to its first blank, is the role. */
function different(what: string, machine: string, mine: string, step: number): Finding {
  const role = what.split(' ', 1)[0] ?? what;
  return {
    kind: 'state-mismatch',
    role,
    states: 'other-value',
    rule: 'register-file',
    step,
    detail: `${what} at the end: machine ${machine}, required ${mine}`,
    beside: [],
  };
}
