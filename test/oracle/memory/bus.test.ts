import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../../src/input/empty.ts';
import {
  CHECKER_DRAM,
  CHECKER_UART,
  DEVICE,
  DEVICE_NONE,
  DEVICE_WGCHECKER,
  GRANULE,
  LOW_RAM_PAGES,
} from '../../../src/input/layout.ts';
import { StepRecord } from '../../../src/oracle/hart/step-record.ts';
import { Bus } from '../../../src/oracle/memory/bus.ts';
import { PURPOSE } from '../../../src/oracle/memory/purpose.ts';
import { Ram } from '../../../src/oracle/memory/ram.ts';
import { READ, WRITE } from '../../../src/oracle/world/checker.ts';
import { Worlds } from '../../../src/oracle/world/worlds.ts';
import { OUTCOME_BLOCKED, OUTCOME_FAULT, OUTCOME_IO, OUTCOME_RAM } from '../../../src/trace/record.ts';

const step = new StepRecord();
const worlds = new Worlds();
const ram = new Ram();
const bus = new Bus(ram, worlds, step);

function reset(granule = 4096, device: number = DEVICE_WGCHECKER): void {
  const input = emptyInput();
  input[DEVICE] = device;
  input[LOW_RAM_PAGES] = 1;
  input[GRANULE] = granule;
  ram.restart(input);
  worlds.reset(input);
  bus.reset(input);
}

/** World 0 may do `perm` in 8 bytes at `at`; both checkers react by `cfg` there, by `elsewhere` outside. */
function restrict(at: number, perm: number, cfg: number, elsewhere = cfg): void {
  for (const checker of [bus.gates.checkers[CHECKER_DRAM], bus.gates.checkers[CHECKER_UART]]) {
    const last = checker.file.nslots;
    checker.writeWord(0x20 + 0x20 * last + 0x10, elsewhere | 1);
    if (last > 1) {
      checker.writeWord(0x40, at >>> 2);
      checker.writeWord(0x48, perm);
      checker.writeWord(0x50, cfg | 3);
    } else checker.writeWord(0x48, perm);
  }
}

const reaction = fc.constantFrom(0, 0x100, 0x200, 0xf00);
const address = fc
  .tuple(
    fc.constantFrom(
      0x8000_0000,
      0x8004_0000,
      0,
      0x1000_0000,
      0x0010_0000,
      0x0600_0000,
      0x0600_2000,
      0x9000_0000,
    ),
    fc.oneof(fc.nat(24), fc.integer({ min: 4080, max: 4095 })),
  )
  .map(([page, offset]) => page + offset);

describe('the bus', () => {
  it('foretells a bus error exactly where the transfer then has one', () => {
    fc.assert(
      fc.property(
        address,
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom(READ, WRITE),
        fc.constantFrom(0, 3),
        fc.constantFrom(4, 4096),
        fc.tuple(fc.integer({ min: 0, max: 3 }), reaction, reaction, fc.constantFrom(0, 8)),
        (pa, length, direction, wid, granule, [perm, cfg, elsewhere, ahead]) => {
          reset(granule);
          restrict((pa & ~7) + ahead, perm, cfg, elsewhere);
          bus.mark(wid, PURPOSE.data);
          const size = Math.min(length, 4096 - (pa & 0xfff));
          const lo = pa | 0;
          const foretold = bus.wouldFail(lo, 0, size, direction);
          const outcome = direction === READ ? bus.read(lo, 0, size, 0) : bus.write(lo, 0, size, 0);
          expect(foretold).toBe(outcome === OUTCOME_FAULT);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('never puts a checker in front of the low RAM', () => {
    reset();
    bus.mark(0, PURPOSE.data);
    expect(bus.write(0x100, 0, 8, 0)).toBe(OUTCOME_RAM);
    expect(bus.read(0x1000, 0, 8, 0)).toBe(OUTCOME_FAULT);
  });

  it('takes no physical address of 2^32 or more for a lower one', () => {
    reset();
    bus.mark(3, PURPOSE.data);
    expect(bus.read(0x8000_0000 | 0, 0, 8, 0)).toBe(OUTCOME_RAM);
    expect(bus.read(0x8000_0000 | 0, 1, 8, 0)).toBe(OUTCOME_FAULT);
  });

  it('moves the whole portion or nothing of it where a rule covers a part, granule 4', () => {
    reset(4);
    restrict(0x8004_0008, 3, 0);
    bus.mark(0, PURPOSE.data);
    bus.words[0] = -1;
    bus.words[1] = -1;
    expect(bus.write(0x8004_000c | 0, 0, 4, 0)).toBe(OUTCOME_RAM);
    expect(bus.write(0x8004_000c | 0, 0, 8, 0)).toBe(OUTCOME_BLOCKED);
    expect(bus.write(0x8004_000a | 0, 0, 8, 0)).toBe(OUTCOME_BLOCKED);
    expect([ram.word(0x4_0008), ram.word(0x4_000c), ram.word(0x4_0010)]).toEqual([0, -1, 0]);
  });

  it('answers for the UART of a platform without a checker', () => {
    reset(4096, DEVICE_NONE);
    bus.mark(0, PURPOSE.data);
    expect(bus.read(0x1000_0005, 0, 1, 0)).toBe(OUTCOME_IO);
    expect(bus.buffer[0]).toBe(0x60);
    expect(bus.read(0x0600_0008, 0, 4, 0)).toBe(OUTCOME_FAULT);
    expect(bus.read(0x8000_0000 | 0, 0, 4, 0)).toBe(OUTCOME_RAM);
  });
});
