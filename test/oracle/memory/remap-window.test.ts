import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../../src/input/empty.ts';
import { MAX_REMAP_PAGES, REMAP, REMAP_PAGES } from '../../../src/input/layout.ts';
import { StepRecord } from '../../../src/oracle/hart/step-record.ts';
import { RemapWindow } from '../../../src/oracle/memory/remap-window.ts';
import { READ, WRITE } from '../../../src/oracle/world/checker.ts';

const WINDOW = 0x4000_0000n;
const PAGE = 4096n;
const MASK = 0x00ff_ffff_ffff_f001n;

/** A region of `pages` pages whose registers firmware has written: [READ, WRITE] by page. */
function remapped(pages: number, registers: readonly bigint[], step = new StepRecord()): RemapWindow {
  const input = emptyInput();
  input[REMAP_PAGES] = pages;
  registers.forEach((value, i) => {
    input[REMAP + 2 * i] = Number(BigInt.asIntN(32, value));
    input[REMAP + 2 * i + 1] = Number(BigInt.asIntN(32, value >> 32n));
  });
  const window = new RemapWindow(step);
  window.reset(input);
  return window;
}

/** Where an access goes. */
function routed(window: RemapWindow, address: bigint, direction: number): bigint {
  window.route(Number(BigInt.asIntN(32, address)), Number(address >> 32n), direction);
  return (BigInt(window.hi >>> 0) << 32n) | BigInt(window.lo >>> 0);
}

/** The same, from the text of the contract, over the register values. */
function expected(pages: number, registers: readonly bigint[], address: bigint, direction: number): bigint {
  const end = WINDOW + BigInt(pages) * PAGE;
  if (address < WINDOW || address >= end) return address;
  const register = registers[2 * Number((address - WINDOW) / PAGE) + direction] & MASK;
  const target = register - (register % PAGE);
  const isDead = register % 2n === 0n || (target >= WINDOW && target < end);
  return isDead ? address : target + (address % PAGE);
}

const target = fc.tuple(
  fc.oneof(
    fc.constantFrom(0x8004_0000n, 0n, WINDOW, WINDOW + PAGE, WINDOW + 8n * PAGE, 0x0060_0000_8000_0000n),
    fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  ),
  fc.constantFrom(0n, 1n),
);
const someRegisters = fc
  .array(target, { minLength: 2 * MAX_REMAP_PAGES, maxLength: 2 * MAX_REMAP_PAGES })
  .map((targets) => targets.map(([address, enabled]) => (address & ~1n) | enabled));

describe('the remapping region', () => {
  it('sends reads and writes where their registers say, by the rules of the contract', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: MAX_REMAP_PAGES }),
        someRegisters,
        fc.bigInt({ min: WINDOW - PAGE, max: WINDOW + 10n * PAGE }),
        fc.constantFrom(READ, WRITE),
        (pages, registers, address, direction) => {
          const window = remapped(pages, registers);
          expect(routed(window, address, direction)).toBe(expected(pages, registers, address, direction));
          const far = address + (1n << 32n);
          expect(routed(window, far, direction)).toBe(far);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps bits 55:12 and bit 0 of a register, and nothing behind its last page', () => {
    const window = remapped(1, []);
    for (const offset of [0, 4, 8, 12, 16, 20, 0xffc]) window.writeWord(offset, -1);
    const read = [0, 4, 8, 12, 16, 20, 0xffc].map((offset) => window.readWord(offset) >>> 0);
    expect(read).toEqual([0xffff_f001, 0x00ff_ffff, 0xffff_f001, 0x00ff_ffff, 0, 0, 0]);
  });

  it('counts what is written, for those who keep an answer', () => {
    const step = new StepRecord();
    const window = remapped(1, [], step);
    window.writeWord(0, 1);
    window.writeWord(16, 1);
    expect(step.ruleChanges).toBe(1);
  });

  it('forgets the registers of the input before', () => {
    const input = emptyInput();
    input[REMAP_PAGES] = 2;
    const window = remapped(2, [0x8004_0001n, 0x8004_0001n]);
    window.reset(input);
    expect(routed(window, WINDOW, READ)).toBe(WINDOW);
    expect(window.readWord(0)).toBe(0);
  });
});
