const IER = 1;
const IIR = 2;
const LCR = 3;
const MCR = 4;
const LSR = 5;
const MSR = 6;
const SCRATCH = 7;
const NO_INTERRUPT = 1;
const LSR_IDLE = 0x60;
const MSR_READY = 0xb0;

/**
 * The eight byte registers of the idle serial port: constants, and plain storage for IER, LCR, MCR and scratch.
 * @source worldguard.md 6 (memory map); register values of an idle 16550
 */
export class Uart {
  private ier = 0;
  private lcr = 0;
  private mcr = 0;
  private scratch = 0;

  /** Device reset. */
  reset(): void {
    this.ier = 0;
    this.lcr = 0;
    this.mcr = 0;
    this.scratch = 0;
  }

  /** Byte register `index`, 0..7. */
  read(index: number): number {
    switch (index) {
      case IER:
        return this.ier;
      case IIR:
        return NO_INTERRUPT;
      case LCR:
        return this.lcr;
      case MCR:
        return this.mcr;
      case LSR:
        return LSR_IDLE;
      case MSR:
        return MSR_READY;
      case SCRATCH:
        return this.scratch;
      default:
        return 0;
    }
  }

  /** Writes byte register `index`, 0..7. */
  write(index: number, value: number): void {
    if (index === IER) this.ier = value & 0x0f;
    else if (index === LCR) this.lcr = value;
    else if (index === MCR) this.mcr = value & 0x1f;
    else if (index === SCRATCH) this.scratch = value;
  }
}
