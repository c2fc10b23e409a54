import { describe, expect, it } from 'vitest';
import { newState } from '../../src/campaign/state.ts';
import { statsOf } from '../../src/campaign/stats.ts';
import { counted, groupLine, sessionLine, standing, summary } from '../../src/cli/words.ts';

const identity = { design: 'posted', seed: '7', device: 'wgchecker', harts: 1, oracle: true };
const group = { kind: 'assert', signature: 'load-a-b', exec: 41, atMs: 900, causes: ['no-flush', 'x'] };
const stats = statsOf({
  version: '0',
  folder: 'out',
  design: 'posted',
  seed: '7',
  jobs: 2,
  execs: 3000,
  steps: 9,
  elapsedMs: 1500,
  features: { 'entry-edge': 12 },
  corpus: 1,
  favoured: 1,
  newsAt: 2000,
  phase: 'exploit',
  staged: 0,
  operators: {},
  odds: [],
  groups: [group],
  allowances: {},
  compared: { accesses: 20_001, 'accesses/oracle-off': 1, fetches: 9, traps: 3, 'traps/after-finding': 1 },
  internalErrors: 0,
  resumed: 0,
});

const outcome = { stats, groups: [], known: [], internalErrors: 0, interrupted: false };

describe('words', () => {
  it('begin a session with what makes it repeatable', () => {
    expect(sessionLine(newState(identity), 2, 'out')).toBe(
      'design posted, seed 7, 2 jobs, new campaign, in out',
    );
    const other = { ...newState({ ...identity, device: 'none', oracle: false }), next: 9, resumed: 1 };
    expect(sessionLine(other, 1, 'out')).toBe(
      'design posted, seed 7, 1 job, device none, oracle off, resumed after 9 executions, in out',
    );
  });

  it('say how a campaign stands', () => {
    expect(standing(stats)).toBe('3000 execs  2000/s  corpus 1  edges 12  crash groups 1');
  });

  it('announce a group', () => {
    expect(groupLine(group)).toBe('new: assert/load-a-b at execution 41 (cause no-flush, x)');
    expect(groupLine({ ...group, causes: [] })).toContain('(no single cause)');
  });

  it('sum a session up with a table of groups', () => {
    expect(summary({ ...outcome, groups: [group] }, 'out')).toBe(
      [
        '3000 executions in 1.5 s (2000/s), 1 input in the corpus, 12 edges of TLB entry states',
        '1 crash group, 1 of them new',
        'compared in full: 99.99% of 20001 accesses, 100.00% of 9 fetches, 66.66% of 3 traps, 100.00% of 0 register writes',
        '',
        'kind    group     causes      execs  file',
        'assert  load-a-b  no-flush,x  42     out/crashes/assert/load-a-b/input.txt',
      ].join('\n'),
    );
  });

  it('say how many quirks a part of the campaign goes on without', () => {
    expect(standing(stats)).toBe('3000 execs  2000/s  corpus 1  edges 12  crash groups 1');
    expect(standing({ ...stats, behind: ['no-flush', 'x'] })).toMatch(/ {2}looking behind 2 quirks$/);
  });

  it('tell known groups from new ones', () => {
    expect(groupLine(group, 'reported')).toBe('known: assert/load-a-b at execution 41 (reported)');
    const text = summary({ ...outcome, known: [group] }, 'out');
    expect(text).toContain('1 crash group, 0 of them new, 1 of them known\n');
  });

  it('do not hide what went wrong', () => {
    const text = summary({ ...outcome, internalErrors: 2, interrupted: true }, 'out');
    expect(text).toContain('2 internal errors: see out/internal');
    expect(text).toContain('interrupted; the state is saved');
  });

  it('count', () => {
    expect([counted(0, 'job'), counted(1, 'job'), counted(2, 'job')]).toEqual(['0 jobs', '1 job', '2 jobs']);
  });
});
