import { beforeEach, describe, expect, it } from 'vitest';
import { STEPS } from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';
import { digestOf } from '../../src/judge/digest.ts';
import { FinalState } from '../../src/judge/final-state.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { Machine } from '../../src/machine/machine.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { Reference } from '../../src/oracle/reference.ts';
import { RECORD } from '../../src/trace/record.ts';
import { groupOf } from '../quirks/quirk-row.ts';

// Two refused loads: a record, and a bit of ERR_MFR.
const { input } = parseInput(
  `iommufuzz 1
platform
  device iopmp
  engine on
  iopmp spec=0.7 srcmd=0 mdcfg=0 domains=8 rrids=32 entries=32
iopmp
  errors ie rs
  domain 0 to=4
  rrid 0 domains=0
  entry 0 napot 0x80000000/4K rwx
  enable
state
  a0 0x80040000
code 0x80000000
  ld t1, 0(a0)
  ld t1, 0(a0)
  nop`,
  'test',
);
input[STEPS] = 3;

const machine = new Machine(parseDesign('fixed'), SILENT);
const reference = new Reference();
const finalState = new FinalState(machine, reference);
const { iopmp, dmaEngine } = machine.parts.bus;

/** Machine and reference after the same run. */
beforeEach(() => {
  machine.load(input);
  machine.run();
  reference.load(input);
  for (let step = 0; step < machine.steps; step++) reference.step(machine.trace, step * RECORD);
});

/** Writes a word of the IOPMP's registers. */
const word = (offset: number, value: number) => () => iopmp.write32(offset, value);

describe('the states in which boards with an IOPMP and an engine end', () => {
  it('are equal after a run that agreed, and stay what they are when looked at', () => {
    expect([groupOf(finalState.compare(3)), iopmp.sv[0]]).toEqual(['clean', 1]);
    const digest = digestOf(machine);
    expect([groupOf(finalState.compare(3)), digestOf(machine)]).toEqual(['clean', digest]);
  });

  it.each<[string, () => void, string]>([
    ['prio_entry', word(0x10, 3), 'iopmp-hwcfg'],
    ['a lock of domains', word(0x40, 2), 'iopmp-mdlck'],
    ['a lock of entries', word(0x4c, 2), 'iopmp-entrylck'],
    ['ERR_CFG', word(0x60, 0), 'iopmp-err-cfg'],
    ['the record', word(0x64, 1), 'iopmp-err-info'],
    ['the window index', word(0x74, 0x1_0000), 'iopmp-err-mfr'],
    ['a logged RRID', () => iopmp.sv.fill(2, 0, 1), 'iopmp-err-mfr'],
    ['a logged RRID of another window', () => iopmp.sv.fill(0x1_0001, 0, 1), 'iopmp-err-mfr'],
    ['the last domain', word(0x81c, 3), 'iopmp-mdcfg'],
    ['the last row', word(0x1000 + 32 * 31, 2), 'iopmp-srcmd'],
    ['the address of the last entry', word(0x4000 + 16 * 31, 2), 'iopmp-entry-addr'],
    ['its upper half', word(0x4004 + 16 * 31, 2), 'iopmp-entry-addr'],
    ['its rights', word(0x4008 + 16 * 31, 2), 'iopmp-entry-cfg'],
    ['a register of the engine', () => dmaEngine.write32(0, 1), 'engine-source'],
    ['the control of the engine', () => dmaEngine.write32(0x14, 2), 'engine-control'],
  ])('differ in %s, and so do digests', (_, change, role) => {
    const digest = digestOf(machine);
    change();
    expect(groupOf(finalState.compare(3))).toBe(`device-mismatch/${role}-other-value-register-file`);
    expect(digestOf(machine)).not.toBe(digest);
  });
});
