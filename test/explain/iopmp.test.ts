import { describe, expect, it } from 'vitest';
import { decisionText } from '../../src/explain/decision-text.ts';
import { explanationText } from '../../src/explain/text.ts';
import { board, DOMAINS, ENTRIES, explain, onData, PAGE, refused, screens, stepsOf } from './iopmp-board.ts';

describe('a transaction that the IOPMP was asked about', () => {
  const text = board({
    iopmp: [
      'errors ie',
      ...DOMAINS,
      'rrid 0 domains=0,1',
      'entry 1 off 0x80040000 ---',
      'entry 2 tor 0x80041000 rw-',
      'entry 3 tor 0x80041000 rwx',
      'entry 4 napot 0x80042000/8 rwx suppress=ir,ew',
      'entry 8 napot all rwx',
      'enable',
    ],
    state: [PAGE, ENTRIES, 'a3 0x80042000', 'a4 0x20010200'],
    code: ['ld t0, 0(a0)', 'sw a4, 16(a1)', 'ld t0, 0(a0)', 'ld t0, 4(a3)', 'amoadd.d t0, t0, (a3)'],
  });
  const [before, , moved, partial, atomic] = stepsOf(text);

  it('is told with the entries of its domains, and the one that decides', () => {
    expect(onData(before)[0]).toEqual({
      by: 'iopmp',
      address: '0x80040000',
      size: 8,
      right: 'read',
      rrid: 0,
      granted: true,
      enabled: true,
      domains: [0, 1],
      entries: [
        {
          entry: 0,
          domain: 0,
          mode: 'napot',
          flags: 'r-x',
          first: '0x80000000',
          last: '0x80000fff',
          says: 'elsewhere',
        },
        { entry: 1, domain: 0, mode: 'off', flags: '---', says: 'off' },
        {
          ...{ entry: 2, domain: 0, mode: 'tor', flags: 'rw-', first: '0x80040000', last: '0x80040fff' },
          ...{ says: 'grants', decides: true },
        },
        { entry: 3, domain: 0, mode: 'tor', flags: 'rwx', says: 'empty' },
        {
          ...{ entry: 4, domain: 1, mode: 'napot', flags: 'rwx suppress=ir,ew', first: '0x80042000' },
          ...{ last: '0x80042007', says: 'elsewhere' },
        },
        ...[5, 6, 7].map((entry) => ({ entry, domain: 1, mode: 'off', flags: '---', says: 'off' })),
      ],
      answers: [],
      settings: [],
    });
  });

  it('is told with what moved the bound at which an entry begins', () => {
    const screen = refused(moved);
    expect(screen.error).toEqual({ type: 5, name: 'no entry' });
    expect(screen.entries.filter(({ set }) => set !== undefined)).toEqual([
      { entry: 1, domain: 0, mode: 'off', flags: '---', says: 'off', set: 1 },
      expect.objectContaining({ entry: 2, first: '0x80040800', says: 'elsewhere', set: 1 }),
    ]);
    expect(moved.history).toEqual([
      'entry 1 of the IOPMP was set in step 1',
      'entry 2 of the IOPMP was set in step 1',
    ]);
    expect(decisionText(screen)).toEqual([
      'read8 0x80040000 by rrid 0: refused, error type 5, no entry',
      'rrid 0 has domains 0-1; settings as at the start',
      'skipped entries 0, 2, 4: holds no byte of it; entry 3: empty; entries 1, 5-7: off',
      'answers bus error, recorded, interrupt',
    ]);
  });

  it('is told with the entry that holds only a part of it', () => {
    const screen = refused(partial);
    expect(screen.error).toEqual({ type: 4, name: 'partial hit', entry: 4 });
    expect(decisionText(screen).slice(0, 3)).toEqual([
      'read8 0x80042004 by rrid 0: refused, error type 4, partial hit at entry 4',
      'rrid 0 has domains 0-1; settings as at the start',
      'entry 4 of domain 1, napot 0x80042000..0x80042007 rwx suppress=ir,ew decides: holds only a part of it; as at the start',
    ]);
  });

  it('is an AMO as a whole', () => {
    expect(onData(atomic)[0]).toMatchObject({ right: 'amo', size: 8, granted: true });
    for (const rights of ['-w-', 'r--']) {
      const entry = `entry 1 napot 0x80040000/4K ${rights}`;
      const iopmp = [...DOMAINS, 'rrid 0 domains=0', entry, 'enable'];
      const [step] = stepsOf(board({ iopmp, state: [PAGE], code: ['amoadd.d t0, t0, (a0)'] }));
      expect(refused(step).entries[1]).toMatchObject({ flags: rights, says: 'refuses', decides: true });
    }
  });

  it('is granted whatever the entries say while the device is not enabled', () => {
    const iopmp = [...DOMAINS, 'rrid 0 domains=0', 'entry 1 napot 0x80040000/4K rwx'];
    const [step] = stepsOf(board({ iopmp, state: [PAGE], code: ['ld t0, 0(a0)'] }));
    expect(onData(step)[0].entries.some(({ decides }) => decides)).toBe(false);
    expect(decisionText(onData(step)[0])).toEqual([
      'read8 0x80040000 by rrid 0: granted, as it is not enabled',
    ]);
  });

  it('has no domain if its RRID has none', () => {
    const iopmp = ['domain 0 to=4', 'rrid 0 domains=0', 'entry 1 napot 0x80040000/4K rwx', 'enable'];
    const rest = ['events', '  at 0 dma-write 0x80040000 8 0x5'];
    const [step] = stepsOf(board({ platform: ['rrid hart=0 dma=9'], iopmp, code: ['nop'], rest }));
    expect(step.eventDecisions).toMatchObject([
      { by: 'iopmp', rrid: 9, domains: [], entries: [], error: { type: 6, name: 'unknown rrid' } },
    ]);
    expect(
      explanationText(explain(board({ platform: ['rrid hart=0 dma=9'], iopmp, code: ['nop'], rest })), true),
    ).toMatch(
      /iopmp {4}write8 0x80040000 by rrid 9: refused, error type 6, unknown rrid\n +rrid 9 has no domain;/,
    );
  });
});

describe('what a refusal comes to', () => {
  const answersOf = (errors: readonly string[], cfg: string, features: readonly string[] = []) => {
    const iopmp = [
      ...errors,
      'domain 0 to=4',
      'rrid 0 domains=0',
      `entry 1 napot 0x80040000/4K ${cfg}`,
      'enable',
    ];
    const steps = stepsOf(
      board({ platform: features, iopmp, state: [PAGE], code: ['lw t0, 2(a0)', 'lw t0, 2(a0)'] }),
    );
    return steps.map((step) => refused(step).answers);
  };
  const common = 'iopmp-features tor chk-x peis pees non-prio addrh err-rec';

  it('is told for each piece: the first is recorded, then those that follow', () => {
    const made = { busError: false, interrupt: 'none' } as const;
    expect(answersOf(['errors ie rs'], '---')).toEqual([
      [
        { ...made, record: 'first', interrupt: 'wire' },
        { ...made, record: 'subsequent' },
      ],
      [
        { ...made, record: 'subsequent' },
        { ...made, record: 'subsequent' },
      ],
    ]);
  });

  it('ends with the first bus error', () => {
    const error = { busError: true, interrupt: 'none' } as const;
    expect(answersOf([], '---')).toEqual([
      [{ ...error, record: 'first' }],
      [{ ...error, record: 'subsequent' }],
    ]);
    // Without a multi-fault record.
    expect(answersOf([], '---', [common])).toEqual([
      [{ ...error, record: 'first' }],
      [{ ...error, record: 'none' }],
    ]);
  });

  it.each([
    [
      'nothing where both reactions are suppressed',
      ['errors ie'],
      '--- suppress=ir,er',
      [],
      false,
      'none',
      'none',
    ],
    ['no interrupt where that is suppressed', ['errors ie'], '--- suppress=ir', [], true, 'first', 'none'],
    ['a message', ['errors ie msi', 'msi 0x80040800'], '---', [`${common} msi`], true, 'first', 'message'],
    [
      'no record on a device without one',
      ['errors ie'],
      '---',
      ['iopmp spec=0.8.2', 'iopmp-features tor chk-x'],
      true,
      'none',
      'none',
    ],
  ] as const)('is %s', (_, errors, cfg, features, busError, record, interrupt) => {
    expect(answersOf(errors, cfg, features)[0][0]).toEqual({ busError, record, interrupt });
  });

  it('is told in one line, the same pieces counted', () => {
    const iopmp = [
      'errors ie rs',
      'domain 0 to=4',
      'rrid 0 domains=0',
      'entry 1 napot 0x80040000/4K ---',
      'enable',
    ];
    const [step] = stepsOf(board({ iopmp, state: [PAGE], code: ['ld t0, 2(a0)'] }));
    expect(decisionText(refused(step)).at(-1)).toBe(
      'answers made-up success, recorded, interrupt; then 2 pieces: made-up success, logged as a subsequent violation, no interrupt',
    );
  });

  it('is nothing for what is only asked', () => {
    const iopmp = [
      'errors rs',
      'domain 0 to=4',
      'rrid 0 domains=0',
      'entry 1 napot 0x80040000/32 rwx',
      'enable',
    ];
    const [step] = stepsOf(board({ iopmp, state: [PAGE], code: ['cbo.zero (a0)'] }));
    const block = screens(step).find(({ size }) => size === 64) ?? expect.fail('no block was asked for');
    expect(block).toMatchObject({ granted: false, answers: [] });
    expect(decisionText(block)[0]).toMatch(/partial hit at entry 1, only asked$/);
  });
});
