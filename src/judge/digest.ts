/** A digest of the architectural state in which a run ends, the same on every machine. */
import type { Machine } from '../machine/machine.ts';
import { CSRS } from '../oracle/csr-rules.ts';

/** Version of what goes into the digest; another one makes recorded digests incomparable. */
const DIGEST_VERSION = 1;

/** `<version>:<16 hex digits>` over steps, registers, pc, mode, CSRs, checker registers and the memory that was written. */
export function digestOf(machine: Machine): string {
  const hash = new Hash();
  const { state, csrs, bus, ram } = machine.parts;
  hash.add(machine.steps);
  hash.add(machine.stop);
  for (let i = 2; i < 64; i++) hash.add(state.x[i]);
  hash.add(state.pcLo);
  hash.add(state.pcHi);
  hash.add(state.mode);
  for (const { number } of CSRS) {
    if (!csrs.read(number)) continue;
    hash.add(csrs.lo);
    hash.add(csrs.hi);
  }
  for (let which = 0; bus.checkers && which < 2; which++) {
    const device = bus.checker(which);
    for (let offset = 0; offset < 0x40 + 0x20 * device.slots.count; offset += 4)
      hash.add(device.read32(offset));
  }
  for (let i = 0; i < 8; i++) hash.add(bus.uart.read(i));
  // By address: the order of first touch may change between versions that do the same.
  const lines = ram.touchedLines.slice(0, ram.touchedCount).sort();
  for (const line of lines) {
    hash.add(line);
    for (let i = 0; i < 16; i++) hash.add(ram.words[(line << 4) + i]);
  }
  return `${DIGEST_VERSION}:${hash.text()}`;
}

/** Two independent 32-bit multiplicative hashes, mixed at the end. */
class Hash {
  private a = 0x811c9dc5 | 0;
  private b = 0x1b873593;

  add(word: number): void {
    this.a = Math.imul(this.a ^ word, 0x01000193);
    this.a ^= this.a >>> 15;
    this.b = Math.imul(this.b + word, 0x85ebca6b);
    this.b ^= this.b >>> 13;
  }

  text(): string {
    return (this.a >>> 0).toString(16).padStart(8, '0') + (this.b >>> 0).toString(16).padStart(8, '0');
  }
}
