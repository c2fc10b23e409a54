import { describe, it } from 'vitest';
import { FEATURE_MFR, FEATURE_NO_W, FEATURE_SPS, FEATURE_STALL } from '../../../src/input/layout.ts';

import { type Build, build, runVector } from './vector.ts';

type Sequence = readonly [row: string, built: Build, entries: readonly string[], steps: readonly string[]];

const ALL = ['0 NAP4K@1000 rwx', '4 NAP4K@1000 rwx'];

// biome-ignore format: a table
const RECORD: readonly Sequence[] = [
  ['80', {}, ['0 NAP4K@1000 none'],
    ['R 1000/4 D1 e0', 'then W1 3000/4 D5 i r2', '64 = 113', '74 = 80000002', '64 = 13', '74 = 0']],
  ['81', {}, ['0 NAP4K@1000 none sire sere'], ['W 1000/4 D2 e0', 'then R 1000/4 D1 e0 F i r0', '74 = 0']],
  ['82', { rrids: 40, mds: 40 }, [],
    ['R 1000/4 D5', 'then R1 1000/4 D5 i r2', 'then R17 1000/4 D5 i r2', '74 := 10000', '74 = 80010002', '64 = 153', '74 = 80000002', '64 = 53', '74 = 0']],
  ['83', { rrids: 40 }, [], ['74 := 10000', '74 = 10000', '74 := 20000', '74 = 20000', '74 := 30000', '74 = 0']],
  ['84', {}, [], ['R 1000/4 D5', 'then R 1000/4 D5 i r2', '64 := 1', '64 = 152']],
  ['85', {}, [], ['R 123456789a/4 D5', '68 = 8d159e26', '6c = 4']],
  ['88', { errCfg: 0 }, [], ['R 1000/4 D5 i', '60 := 2', 'then R 1000/4 D5 i r2']],
  ['92', {}, [], ['R 1000/8 D5', '64 = 53', '74 = 0']],
  ['unknown RRIDs are not logged', {}, [], ['R 1000/4 D5', 'then R8 1000/4 D6 i r0']],
  ['without MFR', { without: FEATURE_MFR }, [], ['R 1000/4 D5', 'then R 1000/4 D5 i r0', '74 := 10000', '74 = 0']],
  ['svi wraps round', { rrids: 33, mds: 33 }, [],
    ['R 1000/4 D5', 'then R3 1000/4 D5 i r2', '74 := 20000', '74 = 80000008', '74 = 0']],
  ['what is written is not kept but v and svi', {}, [], ['64 := ffffffff', '64 = 0', '68 := 1', '68 = 0', '70 := 1', '70 = 0', '74 := ffffffff', '74 = 0']],
];

// biome-ignore format: a table
const LOCKS: readonly Sequence[] = [
  ['93', {}, [], ['1000 := 3', '1000 := 8', '1000 = 3']],
  ['94', {}, [], ['40 := 4', '1020 := 0', '1020 = 4', '1000 := 0', '1000 = 0']],
  ['94 nor set', {}, [], ['40 := 4', '1000 := 1fe', '1000 = 1fa']],
  ['95', {}, [], ['40 := 4', '40 := 9', '40 := 20', '40 = d']],
  ['97', { mds: 40 }, [], ['40 := 100002', '44 := 1', '40 = 100002', '44 = 1']],
  ['98', { mds: 40 }, [], ['44 := 1', '1004 := 1', '1004 = 0', '1004 := 2', '1004 = 2']],
  ['MDLCK.l locks MDLCKH', { mds: 40 }, [], ['40 := 1', '44 := 1', '44 = 0']],
  ['99', {}, [], ['48 := 4', '804 := 9', '804 = 8', '808 := d', '808 = d']],
  ['100', {}, [], ['48 := 4', '48 := 2', '48 = 4', '48 := 79', '48 = 79', '48 := 7c', '48 = 79']],
  ['100 bit 7', {}, [], ['48 := fffffffe', '48 = 7e']],
  ['101', {}, ['2 NAP8@1000 r'],
    ['4c := 6', '4020 := 1', '4020 = 400', '4024 := 1', '4024 = 0', '4028 := 0', '4028 = 19', '4030 := 1', '4030 = 1', '4034 := 2', '4034 = 2', '4038 := f', '4038 = f']],
  ['ENTRYLCK', {}, [], ['4c := ffffffff', '4c = 1ffff', '4c := 0', '4c = 1ffff']],
  ['102', { errCfg: 0 }, [], ['60 := 5', '60 := 2', '60 = 5']],
  ['103', {}, [], ['60 := ffffffff', '60 = 7']],
  ['104 md_num 8', {}, [], ['1000 := ffffffff', '1000 = 1ff']],
  ['104 md_num 40', { mds: 40 }, [], ['1004 := ffffffff', '1004 = 1ff', '44 := ffffffff', '44 = 1ff', '40 := fffffffe', '40 = fffffffe']],
  ['104 md_num 31', { mds: 31 }, [], ['1004 := ffffffff', '1004 = 0', '1000 := fffffffe', '1000 = fffffffe']],
  ['104 md_num 63', { mds: 63 }, [], ['1004 := ffffffff', '1004 = ffffffff']],
  ['106', { mds: 31 }, [], ['44 := ffffffff', '44 = 0', '40 = 0']],
  ['107', {}, [], ['40 := 1', '1020 := 7', '1020 = 7', '1020 := 0', '1020 = 7']],
  ['a row lock holds all its words', { features: FEATURE_SPS, mds: 40 }, [],
    ['1000 := 3', '1004 := 1', '1004 = 0', '1008 := 0', '1008 = 2', '1010 := 0', '1010 = 2', '100c := 1', '100c = 0', '1030 := 0', '1030 = 0']],
  ['a column lock holds in R, W and X', { features: FEATURE_SPS }, [],
    ['40 := 2', '1008 := 1fe', '1008 = 1fe', '1008 := 0', '1008 = 2', '1030 := 2', '1030 = 0', '1010 := 0', '1010 = 2']],
  ['bit 0 of R is none', { features: FEATURE_SPS }, [], ['1008 := ffffffff', '1008 = 1fe']],
  ['a domain lock holds PERM and PERMH', { srcmd: 2, rrids: 32 }, [],
    ['1020 := 5', '1024 := 6', '40 := 4', '1020 := 0', '1020 = 5', '1024 := 0', '1024 = 6', '1040 := 3', '1040 = 3']],
  ['domains 30 and 31 in format 2', { srcmd: 2, mds: 40 }, [],
    ['40 := 80000000', '13c0 := 1', '13c0 = 0', '13e0 := 1', '13e0 = 1', '44 := 1', '13e0 := 2', '13e0 = 1', '1400 := 1', '1400 = 1']],
  ['MDCFG keeps 16 bits', {}, [], ['800 := 12345', '800 = 2345']],
  ['MDCFG beyond md_num', {}, [], ['820 := 5', '820 = 0']],
  ['31: enable is sticky', {}, [], ['8 := 0', 'R 1000/4 D5']],
  ['what is not there', {}, [], ['18 := 1', '18 = 0', '50 := 1', '50 = 0', '80 := 1', '80 = 0', '400c := 1', '400c = 0', '1100 := 3', '1100 = 0', '4200 := 1', '4200 = 0', '78 := 1', '78 = 0', '7c := 1', '7c = 0']],
];

// biome-ignore format: a table
const STALL: readonly Sequence[] = [
  ['109, 110', {}, ALL, ['60 = 12', '30 := 4', 'R1 1000/4 D7', 'R 1000/4 P', 'W1 1000/4 D7', 'X1 1000/4 D7']],
  ['112, 113', {}, ALL, ['30 := 4', '1020 := 0', '1000 := 4', 'R1 1000/4 D7', 'R 1000/4 P', '30 := 0', 'R1 1000/4 D5']],
  ['115', {}, ALL, ['38 := 40000001', '38 = 40000001', 'R1 1000/4 D7', 'R 1000/4 P', '38 := 80000001', '38 = 80000001', 'R1 1000/4 P']],
  ['116', { mds: 40, bounds: Array.from({ length: 40 }, (_, m) => (m < 35 ? 0 : 4)) }, ['0 NAP4K@1000 rwx'],
    ['1040 := 0', '1044 := 10', '34 := 10', 'R2 1000/4 P', '30 := 0', 'R2 1000/4 D7', '34 := 0', '30 := 0', 'R2 1000/4 P']],
  ['118', { srcmd: 2 }, ALL, ['30 := 4', 'R 1000/4 D7', 'R7 1000/4 D7', '30 := 0', '30 := 5', 'R 1000/4 P', 'R7 1000/4 P']],
  ['119', { features: FEATURE_NO_W }, ALL, ['30 := 4', 'W1 1000/4 D7', 'W 1000/4 D5']],
  ['exempt', {}, ALL, ['30 := 5', 'R1 1000/4 P', 'R 1000/4 D7']],
  ['domains 30 and 31', { mds: 40 }, [],
    ['1000 := 80000000', '1024 := 1', '30 := 80000000', 'R 1000/4 D7', 'R1 1000/4 D5', '34 := 1', '30 := 0', 'R 1000/4 D5', 'R1 1000/4 D7']],
  ['srcmd_fmt 1', { srcmd: 1 }, ALL, ['30 := 4', 'R1 1000/4 D7', 'R 1000/4 P']],
  ['after reset', {}, ALL, ['38 = 0', '38 := 0', '38 = 80000000']],
  ['an unknown RRID', {}, ALL, ['30 := 1', 'R8 1000/4 D6', '38 := 40000008', '38 = c0000008', '38 := 40000009', 'R 1000/4 D7']],
  ['ops 0 and 3 only select', {}, ALL, ['38 := 40000001', '38 := 2', '38 = 80000002', '38 := c0000001', '38 = 40000001', '38 := ffff0001', '38 = 40000001', '38 := ffff', '38 = c000ffff']],
  ['unimplemented bits', {}, ALL, ['34 := ffffffff', '34 = 0', '60 := fffffffe', '60 = 16', '60 := 0', '60 = 10', '60 := ffffffff', '60 = 17']],
];

describe.each([
  ['0.8.2', true],
  ['0.7', false],
] as const)('registers under %s', (_spec, is082) => {
  it.each(RECORD)('7.6, record: %s', (_row, built, entries, steps) => {
    runVector(build({ ...built, is082 }), entries, steps);
  });

  it.each(LOCKS)('7.7, locks: %s', (_row, built, entries, steps) => {
    runVector(build({ ...built, is082 }), entries, steps);
  });

  it.each(STALL)('7.8, stall: %s', (_row, built, entries, steps) => {
    runVector(build({ ...built, is082, features: FEATURE_STALL | (built.features ?? 0) }), entries, steps);
  });

  it('121: without the feature nothing can be stalled', () => {
    runVector(build({ is082 }), ALL, [
      '30 := 1ff',
      '30 = 0',
      '34 := 1',
      '34 = 0',
      '38 := 40000000',
      '38 = 0',
      'R 1000/4 P',
    ]);
  });
});

describe('MDSTALL, as it reads', () => {
  const features = FEATURE_STALL;

  it('shows domains, and in bit 0 whether it is busy, in 0.8.2', () => {
    runVector(build({ features }), [], ['30 := ffffffff', '30 = 1fe', '30 := 1', '30 = 0']);
  });

  it('shows domains, and in bit 0 whether a stall is in force, in 0.7', () => {
    const steps = [
      '30 = 0',
      '30 := 4',
      '30 = 5',
      '30 := 0',
      '30 = 0',
      '30 := 1',
      '30 = 1',
      '30 := ffffffff',
      '30 = 1ff',
    ];
    runVector(build({ features, is082: false }), [], steps);
    runVector(
      build({ features, is082: false, mds: 40 }),
      [],
      ['34 := 10', '30 = 0', '30 := 0', '30 = 1', '34 := 0', '30 := 0', '30 = 0'],
    );
  });
});
