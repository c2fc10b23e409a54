import { describe, expect, it } from 'vitest';
import { type Fault, value } from '../../../src/bench/faults/fault.ts';
import { plantedLine, plantedSource } from '../../../src/bench/faults/plant.ts';

const FAULT: Fault = {
  name: 'a-fault',
  rule: 'off-by-one',
  breaks: 'Something.',
  file: 'src/machine/x.ts',
  line: 'if (a < b) return 1;',
  change: value('a < b', 'a <= b'),
};
const WITHIN: Fault = { ...FAULT, within: '  second() {' };
const DROP: Fault = { ...FAULT, line: 'flush();', change: 'drop' };

describe('planting', () => {
  it('puts both values of an expression in its place', () => {
    expect(plantedLine(FAULT)).toBe("if (faultValue('a-fault', a < b, a <= b)) return 1;");
  });

  it('turns an assignment round where the operator is part of the fault', () => {
    const change = { was: 'x |= y', before: 'x = ', sound: 'x | y', faulty: 'y' };
    expect(plantedLine({ ...FAULT, line: 'x |= y;', change })).toBe("x = faultValue('a-fault', x | y, y);");
  });

  it('asks before a statement whether it is left out', () => {
    expect(plantedLine(DROP)).toBe("if (!faultDrops('a-fault')) flush();");
  });

  it('changes one line and leaves the rest of the file alone', () => {
    const source = 'first();\n    if (a < b) return 1;\nlast();\n';
    const lines = plantedSource(source, [FAULT]).split('\n');
    expect(lines).toEqual(['first();', `    ${plantedLine(FAULT)}`, 'last();', '']);
  });

  it('takes the first such line behind the text that it is within', () => {
    const source = '  if (a < b) return 1;\n  second() {\n  if (a < b) return 1;\n  if (a < b) return 1;\n';
    const lines = plantedSource(source, [WITHIN]).split('\n');
    expect(lines.map((line) => line.includes('faultValue'))).toEqual([false, false, true, false, false]);
  });

  it('refuses a line that is not there, is there twice, or is part of another', () => {
    expect(() => plantedSource('', [FAULT])).toThrow('a-fault: the line');
    expect(() => plantedSource(`${FAULT.line}\n${FAULT.line}\n`, [FAULT])).toThrow('there twice');
    expect(() => plantedSource(`else ${FAULT.line}\n`, [FAULT])).toThrow('is not in');
    expect(() => plantedSource(`${FAULT.line}\n`, [WITHIN])).toThrow('found nowhere, expected once');
  });

  it('refuses a change whose text is not in the line, or is there twice', () => {
    expect(() => plantedLine({ ...FAULT, change: value('c', 'd') })).toThrow('found nowhere');
    expect(() => plantedLine({ ...FAULT, line: 'a < b < a < b', change: value('a', 'd') })).toThrow(
      'more than once',
    );
  });
});
