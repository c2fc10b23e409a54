/** When what decides about accesses got the value that it has. */

import {
  CHECKERS,
  EVENT_DMA_BYTES,
  EVENT_DMA_PA,
  EVENT_DMA_WRITE,
  EVENT_KIND,
  FLASH_BASES,
  type Input,
  MAX_REMAP_PAGES,
  REMAP_STRIDE,
} from '../input/layout.ts';
import { CSR } from '../isa/csr-names.ts';
import type { Reference } from '../oracle/reference.ts';
import {
  A_INFO,
  A_PA,
  ACCESS_SIZE_MASK,
  ACCESS_SIZE_SHIFT,
  ACCESS_STORE,
  ACCESS_STRIDE,
  ACCESS_TYPE_MASK,
  ACCESSES,
  BLOCK_BYTES,
  OUTCOME_RAM,
  outcomeOf,
  R_ACCESS,
} from '../trace/record.ts';
import { IopmpSettings } from './iopmp-settings.ts';

/** Names of the checkers, by number. */
export const CHECKER_NAMES = ['dram', 'uart', 'flash', 'outer'] as const;
const NSLOTS = 0x08;
const SLOT_BASE = 0x20;
const SLOT_BYTES = 0x20;
const SLOT_REGISTERS = [0x00, 0x04, 0x08, 0x0c, 0x10];
const PMP_ENTRIES = 16;
const WATCHED_CSRS = ['mlwid', 'mwiddeleg', 'slwid', 'satp', 'mseccfg'] as const;
const PTE_BYTES = 8;
/** Number of pmpaddr0. */
const PMPADDR = 0x3b0;

/** The step in which each register that decides was changed last, on the side of the reference. */
export class LastSet {
  private readonly reference: Reference;
  private readonly steps = new Map<string, number>();
  private readonly stores = new Map<number, number>();
  private readonly pair = new Int32Array(2);
  private readonly iopmp: IopmpSettings;
  private values = new Map<string, string>();

  /** Begins with the state of `reference`, which has loaded its input. */
  constructor(reference: Reference) {
    this.reference = reference;
    this.iopmp = new IopmpSettings(reference);
    this.values = this.read();
  }

  /** To be called after each step of the reference. */
  after(step: number): void {
    const now = this.read();
    for (const [name, value] of now) if (this.values.get(name) !== value) this.steps.set(name, step);
    this.values = now;
    for (const name of this.iopmp.changed()) this.steps.set(name, step);
    this.noteStores(step);
  }

  /** Lets the event at word `at` of `input` happen before step `step`, and notes what a transfer changes in memory. */
  during(step: number, input: Input, at: number, happen: () => void): void {
    if (input[at + EVENT_KIND] !== EVENT_DMA_WRITE || input[at + EVENT_DMA_PA + 1] !== 0) {
      happen();
      return;
    }
    const first = Math.floor((input[at + EVENT_DMA_PA] >>> 0) / PTE_BYTES);
    const count = input[at + EVENT_DMA_BYTES] / PTE_BYTES + 1;
    const places = Array.from({ length: count }, (_, i) => first + i);
    const before = places.map((place) => this.memoryText(place));
    happen();
    places.forEach((place, i) => {
      if (this.memoryText(place) !== before[i]) this.stores.set(place, step);
    });
  }

  /** Step that changed `name` last (`slot 3 of dram`, `pmp 2`, `remap page 0`, `flash bank 1`, a CSR, names of
   * `iopmp-settings.ts`); undefined: none. */
  of(name: string): number | undefined {
    return this.steps.get(name);
  }

  /** Step that stored to the doubleword at a physical address last; undefined: none. */
  storedAt(address: number): number | undefined {
    return this.stores.get(Math.floor(address / PTE_BYTES));
  }

  /** The doubleword of that number; empty where no memory is. */
  private memoryText(place: number): string {
    const offset = this.reference.offsetAt(place * PTE_BYTES);
    return offset < 0 ? '' : this.reference.memory.subarray(offset, offset + PTE_BYTES).join();
  }

  private noteStores(step: number): void {
    const { record } = this.reference;
    for (let slot = 0; slot < ACCESSES; slot++) {
      const at = R_ACCESS + slot * ACCESS_STRIDE;
      const info = record[at + A_INFO];
      if ((info & ACCESS_TYPE_MASK) !== ACCESS_STORE || outcomeOf(info) !== OUTCOME_RAM) continue;
      const first = record[at + A_PA] >>> 0;
      const size = (info >> ACCESS_SIZE_SHIFT) & ACCESS_SIZE_MASK || BLOCK_BYTES;
      for (let byte = first; byte < first + size; byte++) this.stores.set(Math.floor(byte / PTE_BYTES), step);
    }
  }

  private read(): Map<string, string> {
    const values = new Map<string, string>();
    for (let which = 0; which < CHECKERS; which++)
      if (this.reference.hasChecker(which)) this.readSlots(which, values);
    for (let i = 0; i < PMP_ENTRIES; i++) values.set(`pmp ${i}`, this.pmpText(i));
    for (const name of WATCHED_CSRS)
      if (this.reference.hasCsr(CSR[name])) values.set(name, this.csrText(CSR[name]));
    for (let page = 0; page < MAX_REMAP_PAGES; page++) {
      const words = Array.from({ length: REMAP_STRIDE }, (_, i) =>
        this.reference.remapRegister(4 * (page * REMAP_STRIDE + i)),
      );
      values.set(`remap page ${page}`, words.join());
    }
    for (let bank = 0; bank < FLASH_BASES.length; bank++) {
      values.set(`flash bank ${bank}`, String(this.reference.isFlashArray(bank)));
    }
    return values;
  }

  private readSlots(which: number, values: Map<string, string>): void {
    const nslots = this.reference.checkerRegister(which, NSLOTS);
    for (let slot = 0; slot <= nslots; slot++) {
      const at = SLOT_BASE + slot * SLOT_BYTES;
      const words = SLOT_REGISTERS.map((offset) => this.reference.checkerRegister(which, at + offset));
      values.set(`slot ${slot} of ${CHECKER_NAMES[which]}`, words.join());
    }
  }

  private pmpText(i: number): string {
    const { cfg, addr } = pmpEntry(this.reference, i, this.pair);
    return `${cfg} ${addr}`;
  }

  private csrText(number: number): string {
    this.reference.csr(number, this.pair);
    return this.pair.join();
  }
}

/** pmpcfg byte and pmpaddr of an entry; `out` is scratch of two words. */
export function pmpEntry(reference: Reference, i: number, out: Int32Array): { cfg: number; addr: bigint } {
  reference.csr(CSR[i < 8 ? 'pmpcfg0' : 'pmpcfg2'], out);
  const cfg = (out[(i >> 2) & 1] >>> (8 * (i & 3))) & 0xff;
  reference.csr(PMPADDR + i, out);
  const addr = (BigInt(out[1] >>> 0) << 32n) | BigInt(out[0] >>> 0);
  return { cfg, addr };
}
