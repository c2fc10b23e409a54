import { describe, expect, it } from 'vitest';
import { parseInput } from '../../src/input/text.ts';
import { executedInstructions } from '../../src/judge/executed.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';

const executor = new Executor(parseDesign('fixed'), SILENT, {
  oracle: true,
  auditor: false,
  paranoid: false,
});

/** Indices that a program executes. */
function executed(...lines: readonly string[]): number[] {
  const { input } = parseInput(`iommufuzz 1\n${lines.join('\n')}`, 'test');
  expect(executor.run(input)).toBeUndefined();
  return [...executor.executed(input)];
}

describe('the executed instructions', () => {
  it('are those that were come to, in the order in which they were, each once', () => {
    const at = executed(
      ...[
        'platform',
        '  steps 7',
        'code 0x80000000',
        '  j .+8',
        '  nop',
        '  c.nop',
        '  nop',
        '  j .-10',
        '  nop',
      ],
    );
    expect(at).toEqual([0, 2, 3, 4, 1]);
  });

  it('are counted through all sections', () => {
    const at = executed(
      ...['platform', '  steps 3', 'code 0x80000000', '  nop', '  j .+0x7fc', '  nop'],
      ...['code 0x80000800', '  nop', '  nop'],
    );
    expect(at).toEqual([0, 1, 3]);
  });

  it('are found by physical address, whatever the virtual one is', () => {
    const at = executed(
      ...['platform', '  steps 3', 'state', '  pc 0x40000000', '  mode S', '  satp sv39 root=0x80010000'],
      ...['pmp', '  0 napot addr=0xffffffffffffffff rwx'],
      ...['maps', '  tables 0x80010000 sv39', '  0x40000000 -> 0x80002000 rwx--ad 4K'],
      ...['code 0x80002000', '  nop', '  j .+8', '  nop', '  nop'],
    );
    expect(at).toEqual([0, 1, 3]);
  });

  it('do not count where the run has written other code over them', () => {
    const at = executed(
      ...['platform', '  steps 6', 'state', '  a0 0x8000000c', '  a1 0x100013'],
      ...['code 0x80000000', '  sw a1, (a0)', '  fence.i', '  nop', '  addi a2, a2, 5', '  nop'],
    );
    expect(at).toEqual([0, 1, 2, 4]);
  });

  it('are none of a program that does not begin', () => {
    expect(executed('state', '  pc 0x80000100', 'code 0x80000000', '  nop')).toEqual([]);
    expect(executedInstructions(new Int32Array(16384), new Int32Array(64), 0)).toEqual(Int32Array.of());
  });
});
