import { beforeEach, describe, expect, it } from 'vitest';
import { EVENT_COUNT, EVENT_KIND, EVENT_STEP, EVENTS, STEPS } from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';
import { FinalState } from '../../src/judge/final-state.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { Machine } from '../../src/machine/machine.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { Reference } from '../../src/oracle/reference.ts';
import { RECORD } from '../../src/trace/record.ts';
import { groupOf } from '../quirks/quirk-row.ts';

const { input } = parseInput(
  `iommufuzz 1
platform
  low-ram 4K
  rom 4K
  ram-tail 256
  flash 4K
  remap pages=2
  checker outer slots=4
slots dram
  1 napot 0x80040000/4K 0:rw
slots outer
  1 napot 0x80000000/4M 0:rw 3:rw
state
  a0 0x80040000
code 0x80000000
  sd a0, 8(a0)
  sd a0, 16(zero)
  nop`,
  'test',
);
input[STEPS] = 3;

const machine = new Machine(parseDesign('fixed'), SILENT);
const reference = new Reference();
const finalState = new FinalState(machine, reference);

/** Machine and reference after the same run. */
function runBoth(): void {
  machine.load(input);
  machine.run();
  reference.load(input);
  for (let step = 0; step < machine.steps; step++) reference.step(machine.trace, step * RECORD);
}

beforeEach(runBoth);

/** The crash after `change`; the step of the comparison is 9. */
function judged(change: () => void): string {
  change();
  const finding = finalState.compare(9);
  if (finding !== undefined) expect(finding.step).toBe(9);
  return groupOf(finding);
}

describe('the states in which both end', () => {
  it('are equal after a run that agreed', () => {
    expect(judged(() => {})).toBe('clean');
  });

  it.each<[string, () => void, string]>([
    [
      'pc',
      () => {
        machine.parts.state.pcHi ^= 1;
      },
      'state-mismatch/pc',
    ],
    [
      'mode',
      () => {
        machine.parts.state.mode = 1;
      },
      'state-mismatch/mode',
    ],
    [
      'a register, upper half',
      () => {
        machine.parts.state.x[63] ^= 1;
      },
      'state-mismatch/x31',
    ],
    [
      'a CSR',
      () => {
        machine.parts.csrs.write(0x340, 1, 0);
      },
      'state-mismatch/mscratch',
    ],
    [
      'the upper half of a CSR',
      () => {
        machine.parts.csrs.write(0x340, 0, 1);
      },
      'state-mismatch/mscratch',
    ],
    [
      'a WID',
      () => {
        machine.parts.worlds.writeMlwid(1, 0);
      },
      'state-mismatch/mlwid',
    ],
    [
      'an error register',
      () => {
        machine.parts.bus.dramChecker.write32(0x14, -1);
      },
      'device-mismatch/error-record',
    ],
    [
      'a slot of the DRAM checker',
      () => {
        machine.parts.bus.dramChecker.write32(0x20 + 0x20 * 15 + 0x10, 1);
      },
      'device-mismatch/slot-cfg',
    ],
    [
      'the last slot of the DRAM checker',
      () => {
        machine.parts.bus.dramChecker.write32(0x20 + 0x20 * 16 + 8, 1);
      },
      'device-mismatch/slot-perm',
    ],
    [
      'slot 0 of the UART checker',
      () => {
        machine.parts.bus.uartChecker.write32(0x30, 0x100);
      },
      'device-mismatch/slot0',
    ],
    [
      'a slot of the outer checker',
      () => {
        machine.parts.bus.checker(3).write32(0x20 + 0x20 * 2 + 4, 1);
      },
      'device-mismatch/slot-addr',
    ],
    [
      'a slot of the flash checker',
      () => {
        machine.parts.bus.checker(2).write32(0x20 + 0x20 + 0x10, 1);
      },
      'device-mismatch/slot-cfg',
    ],
    ...(
      [
        [0x0, 'msip'],
        [0x4004, 'mtimecmp'],
        [0xbff8, 'mtime'],
      ] as const
    ).map(([offset, name]): [string, () => void, string] => [
      name,
      () => {
        machine.parts.clint.write32(offset, 5);
      },
      `device-mismatch/${name}`,
    ]),
    ...(
      [
        [0x7c, 'plic-priority'],
        [0x2080, 'plic-enable'],
        [0x20_1000, 'plic-threshold'],
      ] as const
    ).map(([offset, name]): [string, () => void, string] => [
      name,
      () => {
        machine.parts.plic.write32(offset, 2);
      },
      `device-mismatch/${name}`,
    ]),
    [
      'what is pending at the PLIC',
      () => {
        machine.parts.plic.pulse(31);
      },
      'device-mismatch/plic-pending',
    ],
    [
      'what is claimed from the PLIC',
      () => {
        machine.parts.plic.claimed = 4;
      },
      'device-mismatch/plic-claim',
    ],
    [
      'a target of the remapping region',
      () => {
        machine.parts.bus.remap.write32(0x1c, 1);
      },
      'device-mismatch/remap-write',
    ],
    [
      'the mode of a flash bank',
      () => {
        machine.parts.bus.flash.command(1, 0);
      },
      'device-mismatch/flash',
    ],
    ...[0x1000, 0x2000_0000, 0x2200_0ff8, 0x8010_00f8].map((pa): [string, () => void, string] => [
      `memory at ${pa.toString(16)}`,
      () => {
        const host = machine.parts.ram.hostOfPhysical(pa);
        machine.parts.ram.touch(host, 8);
        machine.parts.ram.words[host >> 2] = 1;
      },
      'state-mismatch/memory',
    ]),
    [
      'memory that both wrote',
      () => {
        machine.parts.ram.words[machine.parts.ram.hostOf(0x4_0008) >> 2] ^= 1;
      },
      'state-mismatch/memory',
    ],
    [
      'memory that the machine alone wrote',
      () => {
        const host = machine.parts.ram.hostOf(0x5_0000);
        machine.parts.ram.touch(host, 8);
        machine.parts.ram.words[(host >> 2) + 15] = 1;
      },
      'state-mismatch/memory',
    ],
    [
      'low RAM',
      () => {
        machine.parts.ram.words[machine.parts.bus.hostOf(16) >> 2] ^= 1;
      },
      'state-mismatch/memory',
    ],
  ])('differ in %s', (_, change, role) => {
    expect(judged(change)).toBe(`${role}-other-value-register-file`);
  });

  it('differ where a page that was stored to since the last synchronisation is not marked', () => {
    machine.load(input);
    machine.run();
    reference.load(input);
    for (let step = 0; step < 3; step++) reference.step(machine.trace, step * RECORD);
    const page = 0x40;
    machine.parts.ram.setDirtyBits(page, machine.parts.ram.dirty[page] & ~4);
    expect(groupOf(finalState.compare(3))).toBe('lost-dirty/page-clean-for-dirty-stored-page-is-dirty');
    machine.parts.ram.setDirtyBits(page, 4);
    expect(finalState.compare(3)).toBeUndefined();
  });

  it('may differ in the mark of a page that was stored to before the last synchronisation', () => {
    const synced = input.slice();
    synced[EVENT_COUNT] = 1;
    synced[EVENTS + EVENT_STEP] = 2;
    synced[EVENTS + EVENT_KIND] = 1;
    machine.load(synced);
    machine.run();
    reference.load(synced);
    for (let step = 0; step < 3; step++) {
      if (step === 2) reference.event(synced, EVENTS);
      reference.step(machine.trace, step * RECORD);
    }
    expect(machine.parts.ram.dirty[0x40] & 4).toBe(0);
    expect(finalState.compare(3)).toBeUndefined();
  });
});
