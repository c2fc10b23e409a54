/** A digest of the architectural state in which a run ends, the same on every machine. */
import { CHECKER_OUTER, CHECKERS, FLASH_BASES } from '../input/layout.ts';
import type { Machine } from '../machine/machine.ts';
import { CSRS } from '../oracle/csr-rules.ts';
import { ENGINE_BYTES, IopmpOffsets } from './iopmp-registers.ts';

/** msip, mtimecmp, mtime. */
const CLINT_OFFSETS = [0, 0x4000, 0x4004, 0xbff8, 0xbffc] as const;

/** Version of what goes into the digest; another one makes recorded digests incomparable. */
const DIGEST_VERSION = 2;

/** `<version>:<16 hex digits>` over steps, registers, pc, mode, CSRs, device registers and the memory that was written. */
export function digestOf(machine: Machine): string {
  const hash = new Hash();
  const { state, csrs } = machine.parts;
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
  addDevices(hash, machine);
  addMemory(hash, machine);
  return `${DIGEST_VERSION}:${hash.text()}`;
}

function addCheckers(hash: Hash, machine: Machine): void {
  const { bus } = machine.parts;
  for (let which = 0; bus.checkers && which < CHECKERS; which++) {
    if (which === CHECKER_OUTER && !bus.outerChecker) continue;
    const device = bus.checker(which);
    for (let offset = 0; offset < 0x40 + 0x20 * device.slots.count; offset += 4)
      hash.add(device.read32(offset));
  }
}

function addDevices(hash: Hash, machine: Machine): void {
  const { bus, clint, plic } = machine.parts;
  addCheckers(hash, machine);
  for (let i = 0; i < 8; i++) hash.add(bus.uart.read(i));
  for (const offset of CLINT_OFFSETS) hash.add(clint.read32(offset));
  // Not through its registers: reading a claim claims.
  for (const priority of plic.priority) hash.add(priority);
  for (const word of [plic.pending, plic.claimed, ...plic.enable, ...plic.threshold]) hash.add(word);
  for (let offset = 0; offset < 16 * bus.remap.pages; offset += 4) hash.add(bus.remap.read32(offset));
  for (let bank = 0; bank < FLASH_BASES.length; bank++) hash.add(bus.flash.showsStatus(bank) ? 1 : 0);
  if (bus.iopmp.present) addIopmp(hash, bus.iopmp);
  for (let offset = 0; bus.engine && offset < ENGINE_BYTES; offset += 4)
    hash.add(bus.dmaEngine.read32(offset));
}

function addIopmp(hash: Hash, iopmp: Machine['parts']['bus']['iopmp']): void {
  const offsets = new IopmpOffsets();
  offsets.update(iopmp);
  for (let i = 0; i < offsets.count; i++) hash.add(iopmp.read32(offsets.list[i]));
  for (const word of iopmp.sv) hash.add(word);
  hash.add(iopmp.svi);
}

/** The lines of memory that were written, by physical address: where and when they were touched is the machine's affair. */
function addMemory(hash: Hash, machine: Machine): void {
  const { ram } = machine.parts;
  const lines = Float64Array.from(ram.touchedLines.subarray(0, ram.touchedCount), (line) =>
    ram.physicalOf(line << 6),
  ).sort();
  for (const line of lines) {
    const host = ram.hostOfPhysical(line);
    hash.add(line | 0);
    for (let i = 0; i < 16; i++) hash.add(ram.words[(host >> 2) + i]);
  }
}

/** Two independent 32-bit multiplicative hashes, mixed at the end. */
class Hash {
  /** Both so far; in an array, since fields beyond 31 bits are slow. */
  private readonly words = Int32Array.of(0x811c9dc5, 0x1b873593);

  add(word: number): void {
    const { words } = this;
    const a = Math.imul(words[0] ^ word, 0x01000193);
    words[0] = a ^ (a >>> 15);
    const b = Math.imul(words[1] + word, 0x85ebca6b);
    words[1] = b ^ (b >>> 13);
  }

  text(): string {
    return [...this.words].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
