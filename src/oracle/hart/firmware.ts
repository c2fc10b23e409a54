import { ImageBuilder } from '../../input/image.ts';
import {
  CHECKERS,
  CSR_PRESENT,
  CSRS as CSR_VALUES,
  HAS_PMP,
  INITIAL_CSRS,
  type Input,
  MAX_SLOTS,
  PMP,
  PMP_ADDR,
  PMP_CFG,
  PMP_ENTRIES,
  PMP_STRIDE,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
} from '../../input/layout.ts';
import { CSRS } from '../csr-rules.ts';
import type { Bus } from '../memory/bus.ts';
import type { Pmp } from '../memory/pmp.ts';
import type { Ram } from '../memory/ram.ts';
import type { CsrFile } from './csr-file.ts';

/** Numbers of INITIAL_CSRS, in that order. */
const INITIAL_NUMBERS = INITIAL_CSRS.map((name) => CSRS.find((csr) => csr.name === name)?.number ?? -1);

/**
 * What trusted firmware has done between reset and the first instruction: slots, memory image, CSRs, PMP, in this order,
 * each through the write rules of its register.
 * @source layout.ts
 */
export class Firmware {
  private readonly ram: Ram;
  private readonly pmp: Pmp;
  private readonly bus: Bus;
  private readonly csrs: CsrFile;
  private readonly image = new ImageBuilder();

  constructor(parts: { ram: Ram; pmp: Pmp; bus: Bus; csrs: CsrFile }) {
    this.ram = parts.ram;
    this.pmp = parts.pmp;
    this.bus = parts.bus;
    this.csrs = parts.csrs;
  }

  /** Sets up what `input`, whose built `image` may be at hand, asks for; all is as after reset, the hart in M-mode. */
  run(input: Input, image?: ImageBuilder): void {
    for (let which = 0; which < CHECKERS; which++) {
      if (this.bus.gates.hasChecker(which)) this.program(which, input);
    }
    if (image === undefined) this.image.build(input);
    this.layImage(image ?? this.image);
    this.writeCsrs(input);
    if (input[HAS_PMP] === 1) this.writePmp(input);
  }

  private program(which: number, input: Input): void {
    const checker = this.bus.gates.checkers[which];
    const first = SLOTS + which * MAX_SLOTS * SLOT_STRIDE;
    for (let slot = 0; slot <= checker.file.nslots; slot++) {
      const at = first + slot * SLOT_STRIDE;
      if (input[at + SLOT_PRESENT] === 1) checker.program(slot, input, at);
    }
  }

  private layImage(image: ImageBuilder): void {
    for (let i = 0; i < image.count; i++) {
      this.ram.lay(this.ram.offsetOf(image.address[i] | 0, 0), image.size[i], image.lo[i], image.hi[i]);
    }
  }

  /** What would be an illegal access is skipped. */
  private writeCsrs(input: Input): void {
    const present = input[CSR_PRESENT];
    for (let i = 0; i < INITIAL_NUMBERS.length; i++) {
      if (((present >>> i) & 1) === 0 || !this.csrs.access.isLegal(INITIAL_NUMBERS[i], true)) continue;
      this.csrs.write(INITIAL_NUMBERS[i], input[CSR_VALUES + 2 * i], input[CSR_VALUES + 2 * i + 1]);
    }
  }

  private writePmp(input: Input): void {
    for (let i = 0; i < PMP_ENTRIES; i++) {
      const at = PMP + i * PMP_STRIDE;
      this.pmp.writeAddr(i, input[at + PMP_ADDR], input[at + PMP_ADDR + 1]);
    }
    for (let i = 0; i < PMP_ENTRIES; i += 4) {
      let value = 0;
      for (let k = 0; k < 4; k++) value |= (input[PMP + (i + k) * PMP_STRIDE + PMP_CFG] & 0xff) << (8 * k);
      this.pmp.writeCfg(i, value);
    }
  }
}
