/**
 * The eight byte registers of a 16550 UART with nothing on the line: enough to tell registers apart.
 * @source worldguard.md 6 (memory map); register values of an idle 16550
 */
export class Uart {
  readonly registers = new Uint8Array(8);

  reset(): void {
    this.registers.fill(0);
  }

  /** The byte register `index`, 0..7. */
  read(index: number): number {
    switch (index) {
      case 2:
        return 0x01;
      case 5:
        return 0x60;
      case 6:
        return 0xb0;
      default:
        return this.registers[index];
    }
  }

  /** Writes IER, LCR, MCR and the scratch register; the others drop the byte. */
  write(index: number, value: number): void {
    if (index === 1) this.registers[1] = value & 0x0f;
    if (index === 3) this.registers[3] = value;
    if (index === 4) this.registers[4] = value & 0x1f;
    if (index === 7) this.registers[7] = value;
  }
}
