import { describe, expect, it } from 'vitest';
import { isExplained, type OracleSurvey, surveyOracle, surveyText } from '../../src/cli/oracle-survey.ts';
import { parseInput } from '../../src/input/text.ts';
import { ALLOWANCES } from '../../src/oracle/allowances.ts';
import { readInputFile } from '../../src/store/input-file.ts';

const NAMES = ALLOWANCES.map(({ name }) => name as string);
/** Without stored inputs nothing is changed, and all that is run strictly is generated. */
const survey = surveyOracle([], 3000);

describe('executions with all allowances off', () => {
  const { execs, alarms, byAllowance } = survey.strict ?? expect.fail('not asked for');

  it('are counted by allowance, each named, and none is without one', () => {
    expect(execs).toBe(3000);
    expect(alarms).toBeGreaterThan(0);
    expect(Object.keys(byAllowance)).toEqual([...NAMES, 'none']);
    expect(Object.values(byAllowance).reduce((sum, count) => sum + count, 0)).toBe(alarms);
    expect(byAllowance).toMatchObject({ none: 0 });
    expect(isExplained(survey)).toBe(true);
  });

  it('are told at the end of the survey, a line for each allowance', () => {
    const lines = surveyText(survey).split('\n');
    const head = lines.findIndex((line) =>
      line.startsWith(`with all allowances off: ${alarms} alarms in 3000`),
    );
    const rows = lines.slice(head + 1).map((line) => line.trim().split(/ +/));
    expect(rows).toEqual(Object.entries(byAllowance).map(([name, count]) => [name, String(count)]));
  });
});

describe('stored inputs', { timeout: 60_000 }, () => {
  it('are all changed, not the first alone', () => {
    const plain = 'iommufuzz 1\nstate\n  stop 0x80000004\npmp\n  0 napot all rwx\ncode 0x80000000\n  nop\n';
    const silent = 'test/oracle/allowances/inputs/sc-silent-denial-inside.txt';
    const first = { file: 'plain', ...parseInput(plain, 'plain') };
    const deniedSc = ({ strict }: OracleSurvey) => strict?.byAllowance['sc-silent-denial'] ?? 0;
    const alone = deniedSc(surveyOracle([first], 2000));
    expect(deniedSc(surveyOracle([first, readInputFile(silent)], 2000))).toBeGreaterThan(alone + 20);
  });
});

describe('a survey', () => {
  it('says nothing of executions that nobody asked for', () => {
    expect(surveyText(surveyOracle([], 0))).not.toContain('allowances off');
  });

  it('is not explained with an alarm that no allowance explains, or a blind spot without a reason', () => {
    const strict = { execs: 1, alarms: 1, byAllowance: { none: 1 } };
    expect(isExplained({ ...survey, strict })).toBe(false);
    const spot = { name: 'machine.x', tried: 1, noticed: 0, noticedLater: 0, reason: undefined };
    const other: OracleSurvey = { ...survey, blind: [spot] };
    expect(isExplained(other)).toBe(false);
  });
});
