import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_RULES } from '../../../src/bench/faults/fault.ts';
import { FAULTS } from '../../../src/bench/faults/index.ts';
import { placeOf, plantedSource } from '../../../src/bench/faults/plant.ts';
import { TrialHand } from '../../../src/bench/matrix/trial-hand.ts';
import { openWorkshop, type Workshop } from '../../../src/bench/matrix/workshop.ts';
import { DEVICES } from '../../../src/campaign/assembly.ts';
import { Executor } from '../../../src/judge/executor.ts';
import { parseDesign } from '../../../src/machine/design.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import { readInputFile } from '../../../src/store/input-file.ts';

const WITNESSES = 'test/bench/witnesses';
const sourceOf = ({ file }: { readonly file: string }) => readFileSync(file, 'utf8');
const witnessed = FAULTS.filter(({ unwitnessed }) => unwitnessed === undefined);

describe('the registry of faults', () => {
  it('holds forty and more, under names of their own', () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
    for (const { name } of FAULTS) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('uses every rule', () => {
    expect([...new Set(FAULTS.map(({ rule }) => rule))].sort()).toEqual(Object.keys(FAULT_RULES).sort());
  });

  it.each(FAULTS)('$name lies in the machine, says what it breaks, and has a board', (fault) => {
    expect(fault.file).toMatch(/^src\/machine\//);
    expect(fault.breaks).toMatch(/^[A-Z].*\.$/);
    expect(DEVICES).toHaveProperty(fault.device ?? 'wgchecker');
  });

  it.each(FAULTS)('$name changes one line of the present source', (fault) => {
    const before = sourceOf(fault).split('\n');
    const after = plantedSource(sourceOf(fault), [fault]).split('\n');
    expect(after.length).toBe(before.length);
    expect(after.filter((line, i) => line !== before[i])).toHaveLength(1);
  });

  it('has no two faults in one line', () => {
    const places = FAULTS.map((fault) => `${fault.file} ${placeOf(sourceOf(fault), fault)}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('has a witness on record for each, unless it says that there is none', () => {
    expect(readdirSync(WITNESSES).sort()).toEqual(witnessed.map(({ name }) => `${name}.txt`).sort());
  });
});

describe('a witness', { timeout: 300_000 }, () => {
  let workshop: Workshop;
  let hand: TrialHand;
  const sound = new Executor(parseDesign('fixed'), SILENT, { oracle: true, auditor: true, paranoid: false });

  beforeAll(async () => {
    workshop = await openWorkshop('.', FAULTS);
    hand = new TrialHand(workshop.file);
  }, 300_000);

  afterAll(() => {
    hand?.close();
    workshop?.close();
  });

  it.each(witnessed)(
    '$name crashes with its fault planted and is clean without it',
    async ({ name, device }) => {
      const corpus = `${WITNESSES}/${name}.txt`;
      expect(sound.run(readInputFile(corpus).input)).toBeUndefined();
      const { reached, detected, internalErrors } = await hand.run({
        ...{ fault: name, arm: 'generation', design: 'fixed', device: device ?? 'wgchecker' },
        ...{ seed: 'witness', cap: 1, corpus },
      });
      expect([reached, detected, internalErrors]).toEqual([1, 1, 0]);
    },
  );

  it('is clean in the build with all faults as long as none is active', async () => {
    const { reached, detected } = await hand.run({
      ...{ arm: 'generation', design: 'fixed', device: 'wgchecker', seed: 'witness' },
      ...{ cap: 20, corpus: WITNESSES },
    });
    expect([reached, detected]).toEqual([undefined, undefined]);
  });
});
