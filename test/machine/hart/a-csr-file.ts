import { expect } from 'vitest';
import { bigHigh, bigLow, toBig } from '../../../src/bits/word.ts';
import { emptyInput } from '../../../src/input/empty.ts';
import { csrNumber } from '../../../src/isa/csr-names.ts';
import { Parts } from '../../../src/machine/parts.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import type { QuirkId } from '../../../src/machine/quirks.ts';
import { quirksOf } from '../quirks-of.ts';

function numberOf(name: string): number {
  return csrNumber(name) ?? expect.fail(name);
}

/** The CSR file of a hart after a reset. */
export class File {
  private readonly parts: Parts;

  constructor(hasWorlds = true, ...quirks: QuirkId[]) {
    this.parts = new Parts(quirksOf(...quirks), SILENT);
    this.parts.bus.reset(emptyInput());
    this.parts.worlds.reset(emptyInput());
    this.parts.csrs.reset(hasWorlds);
  }

  withSvade(): this {
    this.parts.environment.reset(true);
    return this;
  }

  /** Drives lines into mip. */
  drive(lines: number): this {
    this.parts.state.lines = lines;
    return this;
  }

  write(name: string, value: bigint): this {
    this.parts.csrs.write(numberOf(name), bigLow(value), bigHigh(value));
    return this;
  }

  read(name: string): bigint {
    expect(this.parts.csrs.read(numberOf(name))).toBe(true);
    return toBig(this.parts.csrs.lo, this.parts.csrs.hi);
  }

  reachable(name: string, mode: number): boolean {
    return this.parts.csrs.reachable(numberOf(name), mode);
  }

  /** True if the write asks for a flush of the TLB. */
  flushes(name: string, value: bigint): boolean {
    this.parts.csrs.flush = false;
    this.write(name, value);
    return this.parts.csrs.flush;
  }

  interrupt(mode: number): number {
    this.parts.state.enter(mode);
    return this.parts.csrs.pendingInterrupt();
  }

  dataIndex(mode: number): number {
    this.parts.state.enter(mode);
    return this.parts.state.dataIndex;
  }
}
