import { describe, it } from 'vitest';
import {
  FEATURE_ADDRH,
  FEATURE_CHK_X,
  FEATURE_NO_W,
  FEATURE_NO_X,
  FEATURE_NON_PRIO,
  FEATURE_SPS,
  FEATURE_TOR,
} from '../../../src/input/layout.ts';
import { type Build, build, runVector } from './vector.ts';

/** Row of iopmp.md 7, how the device is built, its entries, what happens. */
type Vector = readonly [row: string, built: Build, entries: readonly string[], steps: readonly string[]];

// biome-ignore format: a table
const REGIONS: readonly Vector[] = [
  ['1', {}, ['0 NA4@1000 rw'], ['R 1000/4 P']],
  ['2', {}, ['0 NA4@1000 rw'], ['R 1000/8 D4 e0']],
  ['3', {}, ['0 NA4@1000 rw'], ['R 0fff/1 D5']],
  ['4', {}, ['0 NA4@1000 rw'], ['R 0ffe/4 D4 e0']],
  ['5', {}, ['0 NAPOT:0:400 r'], ['R 1000/8 P']],
  ['6', {}, ['0 NAPOT:0:400 r'], ['R 1004/8 D4 e0']],
  ['7', {}, ['0 NAPOT:0:5ff r'], ['R 1fff/1 P', 'R 2000/1 D5']],
  ['8', {}, ['0 NAPOT:0:ffffffff r'], ['R 7fffffff8/8 P', 'R 800000000/1 D5']],
  ['10', {}, ['0 OFF@1000 none', '1 TOR@2000 r'], ['R 0ffc/4 D5', 'R 1000/4 P']],
  ['11', {}, ['0 OFF@1000 none', '1 TOR@1000 rwx'], ['R 1000/4 D5']],
  ['12', {}, ['0 OFF@1000 none', '1 TOR@1000 rwx'], ['R 0ffe/4 D5']],
  ['13', {}, ['0 OFF@1000 none', '1 TOR@1000 rwx'], ['R 0/1 D5']],
  ['14', {}, ['0 OFF@2000 none', '1 TOR@1000 rwx'], ['R 1000/4 D5', 'R 1ffe/4 D5']],
  ['16', {}, ['3 OFF@1000 none', '4 TOR@2000 r'], ['R1 1000/4 P', 'R1 0ffc/4 D5']],
  ['17', {}, ['3 NAP4K@1000 r', '4 TOR@3000 r'], ['R1 17fc/4 P', 'R1 17f8/4 D5']],
  ['19', { without: FEATURE_TOR }, ['0 NA4@1000 r'], ['4008 := b', '4008 = 13']],
  ['22 all ones', {}, ['0 NAPOT:ffffffff:ffffffff r'], ['R 1000/4 P']],
  ['22 61 ones', {}, ['0 NAPOT:1fffffff:ffffffff r'], ['R 1000/4 P']],
  ['TOR of entry 0 begins at 0', {}, ['0 TOR@1000 r'], ['R 0/4 P', 'R ffc/4 P', 'R 1000/4 D5', 'R ffc/8 D4 e0']],
  ['TOR below 0', {}, ['0 TOR@0 rwx'], ['R 0/4 D5', 'R fffffffffff/1 D5']],
  ['what is written acts at once', {}, ['0 NAP8@1000 r'],
    ['R 1000/4 P', '4008 := 0', 'R 1000/4 D5', '4008 := 19', 'R 1000/4 P', '800 := 0', 'R 1000/4 D5', 'R1 1000/4 P', '1020 := 0', 'R1 1000/4 D5']],
  ['an address is also the bound of the next entry', {}, ['3 OFF@1000 none', '4 TOR@2000 r'],
    ['R1 1000/4 P', '4030 := 800', 'R1 1000/4 D5', '4030 := 600', 'R1 1800/4 P', 'R1 17fc/4 D5']],
  ['without ADDRH', { without: FEATURE_ADDRH, is082: true }, ['0 NAPOT:0:ffffffff r', '1 TOR:0:ffffffff w'],
    ['4004 := 1', '4004 = 0', 'R 7fffffff8/8 P', 'R 800000000/1 D5', 'R 7fffffff8/16 D4 e0']],
];

// biome-ignore format: a table
const GRANULES: readonly Vector[] = [
  ['20', { granule: 16 }, [], ['4008 := 11', '4008 = 1', '4008 := 9', '4008 := 17', '4008 = f']],
  ['read-back', { granule: 16 }, ['0 OFF@1004 none'], ['4000 = 400', '4008 := 18', '4000 = 401', '4008 := 8', '4000 = 400']],
  ['NAPOT is never smaller', { granule: 16 }, ['0 NAP8@1000 r', '1 NAP8@2008 r'], ['R 1000/16 P', 'R 1010/1 D5', '4000 = 401', 'R 201f/1 P', 'R 2020/1 D5']],
  ['of 4096 bytes', { granule: 4096 }, ['0 NAP8@1008 r'], ['R 1000/4 P', 'R 1ffc/4 P', 'R 2000/1 D5', 'R 0fff/1 D5', '4000 = 5ff']],
  ['TOR is rounded down at both ends', { granule: 4096 }, ['0 OFF@1808 none', '1 TOR@3ffc r'],
    ['4010 = c00', 'R 0fff/1 D5', 'R 2ffc/4 P', 'R 2ffe/4 D4 e1']],
  ['of 8 bytes', { granule: 8 }, ['0 OFF@1004 none', '1 TOR@200c r', '2 NAP8@3000 r'], ['R 1000/4 P', 'R 2008/4 D5', '4020 = c00', 'R 3000/8 P']],
];

// biome-ignore format: a table
const DOMAINS: readonly Vector[] = [
  ['23', {}, ['0 NA4@1000 none', '1 NAP4K@1000 rwx'], ['W 1000/4 D2 e0', 'W 1004/4 P']],
  ['24', {}, ['0 NA4@1000 none', '1 NAP4K@1000 rwx'], ['R 1000/8 D4 e0']],
  ['25', {}, ['0 NA4@1000 rw', '1 NAP4K@1000 none'], ['R 1000/4 P', 'W 1000/8 D4 e0']],
  ['26', {}, ['0 NAP4K@1000 rwx'], ['R1 1000/4 D5']],
  ['28', { mds: 2, bounds: [2, 200], entries: Array.from({ length: 6 }, () => ({ addr: 0, addrh: 0, cfg: 0 })) },
    ['5 NAP4K@1000 r'], ['R1 1000/4 P']],
  ['29', {}, [], ['R8 1000/4 D6', '70 = 8']],
  ['30 unknown RRIDs pass a disabled device', { enabled: false }, [], ['R8 1000/4 P']],
  ['32', { mdcfg: 1, k: 1, bounds: [], entries: Array.from({ length: 7 }, () => ({ addr: 0, addrh: 0, cfg: 0 })) },
    ['6 NAP8@1000 r'], ['R3 1000/4 P', 'R4 1000/4 D5']],
  ['34', { srcmd: 1 }, ['8 NAP8@1000 r'], ['R2 1000/4 P', 'R1 1000/4 D5', '1000 := 3', '1000 = 0']],
  ['35', {}, ['8 NAP8@1000 r', '4 NAP8@2000 r'],
    ['800 := a', 'R 2000/4 P', 'R1 2000/4 D5', 'R 1000/4 P', 'R2 1000/4 D5', 'R1 1000/4 D5', '800 = a', '804 = 8']],
  ['35 back', {}, ['8 NAP8@1000 r'], ['800 := a', '800 := 4', 'R 1000/4 D5', 'R2 1000/4 P']],
];

// biome-ignore format: a table
const PERMISSIONS: readonly Vector[] = [
  ['37', {}, ['0 NAP8@1000 r'], ['A 1000/4 D2 e0', 'X 1000/4 D3 e0']],
  ['38', {}, ['0 NAP8@1000 rw'], ['A 1000/4 P']],
  ['an AMO needs r', {}, ['0 NAP8@1000 w'], ['A 1000/4 D2 e0', 'W 1000/4 P']],
  ['40', { without: FEATURE_CHK_X }, ['0 NAP8@1000 x sixe'], ['X 1000/4 D1 e0 t1']],
  ['a fetch that is a read', { without: FEATURE_CHK_X }, ['0 NAP8@1000 r', '1 NA4@2000 rx'], ['X 1000/4 P', 'X 2000/8 D4 e1 t1', 'X8 1000/4 D6 t3', 'X 3000/4 D5 t1']],
  ['41', { features: FEATURE_NO_X }, ['0 NAP8@1000 rwx'], ['X 1000/4 D5', 'R 1000/4 P', 'X8 1000/4 D6']],
  ['43', { features: FEATURE_NO_W }, ['0 NAP8@1000 rwx'], ['W8 1000/4 D6', 'W 1000/4 D5', 'A 1000/4 D5', 'W 1004/8 D5', 'R 1000/4 P']],
  ['44', { features: FEATURE_SPS }, ['0 NAP8@1000 rw'], ['1008 := 2', '1010 := 0', 'R 1000/4 P', 'W 1000/4 D2 e0', 'A 1000/4 D2 e0']],
  ['49', { features: FEATURE_SPS }, ['0 NAP8@1000 rwx sire sere'], ['1008 := 0', 'R 1000/4 D1 e0 F i r0']],
  ['50', { srcmd: 2 }, ['4 NAP8@1000 none'],
    ['1020 := 4', 'R1 1000/4 P', 'X1 1000/4 P', 'W1 1000/4 D2 e4', 'R 1000/4 D1 e4', '1024 := 4', '1024 = 0', '1028 := 4', '1028 = 0']],
  ['52', { srcmd: 2 }, ['4 NAP8@1000 r'], ['1020 := 8', 'A1 1000/4 P', 'A 1000/4 D2 e4']],
  ['53', { srcmd: 2, rrids: 32 }, ['4 NAP8@1000 none'], ['1024 := 100', 'R20 1000/4 P', 'W20 1000/4 D2 e4', 'R4 1000/4 D1 e4']],
  ['16 RRIDs need no PERMH', { srcmd: 2, rrids: 16 }, ['4 NAP8@1000 none'], ['1024 := 5', '1024 = 0', '1020 := 40000000', 'R15 1000/4 P']],
  ['17 RRIDs do', { srcmd: 2, rrids: 17 }, ['4 NAP8@1000 none'], ['1024 := 1', '1024 = 1', 'R16 1000/4 P', 'R15 1000/4 D1 e4']],
  ['domain 30', { features: FEATURE_SPS, mds: 40, bounds: Array.from({ length: 40 }, (_, m) => (m >= 30 ? 4 : 0)) }, ['0 NAP8@1000 rwx'],
    ['1000 := 80000000', '1008 := 80000000', '1010 := 0', 'R 1000/4 P', 'W 1000/4 D2 e0', '1000 := 0', 'R 1000/4 D5']],
  ['domain 31', { features: FEATURE_SPS, mds: 40, bounds: Array.from({ length: 40 }, (_, m) => (m >= 31 ? 4 : 0)) }, ['0 NAP8@1000 rwx'],
    ['1000 := 0', '1004 := 1', '1008 := 0', '100c := 1', '1014 := 0', 'R 1000/4 P', 'W 1000/4 D2 e0', '1004 := 0', 'R 1000/4 D5']],
  ['domain 35 with SPS', { features: FEATURE_SPS, mds: 40, bounds: Array.from({ length: 40 }, (_, m) => (m >= 35 ? 4 : 0)) }, ['0 NAP8@1000 rwx'],
    ['1000 := 0', '1004 := 10', '100c := 0', '1014 := 10', '101c := 0', 'W 1000/4 P', 'R 1000/4 D1 e0', '100c := 10', 'R 1000/4 P']],
];

// biome-ignore format: a table
const NON_PRIORITY: readonly Vector[] = [
  ['55', { features: FEATURE_NON_PRIO, prio: 2 }, ['2 NAP4K@1000 r', '3 NAP4K@1000 w'],
    ['R 1000/4 P', 'W 1000/4 P', 'A 1000/4 D2 e2', 'X 1000/4 D3 e2']],
  ['56', { features: FEATURE_NON_PRIO, prio: 2 }, ['2 NAP8@1000 rwx'], ['R 1004/8 D5']],
  ['58', { features: FEATURE_NON_PRIO, prio: 2 }, ['2 NAP8@1000 rwx', '3 NAP8@1008 rwx'], ['R 1004/8 D5']],
  ['59', { features: FEATURE_NON_PRIO, prio: 2 }, ['0 NAP4K@1000 none', '2 NAP4K@1000 rwx'], ['R 1000/4 D1 e0']],
  ['61', { features: FEATURE_NON_PRIO, prio: 2, errCfg: 6 }, ['2 NAP4K@1000 none sire', '3 NAP4K@1000 none sire'], ['R 1000/4 D1 e2 F i r0']],
  ['62', { features: FEATURE_NON_PRIO, prio: 2 }, ['2 NAP4K@1000 none sire sere', '3 NAP4K@1000 none'], ['R 1000/4 D1 e3']],
  ['each suppresses something', { features: FEATURE_NON_PRIO, prio: 2 }, ['2 NAP4K@1000 none sire', '3 NAP4K@1000 none sere'], ['R 1000/4 D1 e2']],
  ['a bus error that all suppress', { features: FEATURE_NON_PRIO, prio: 0 }, ['2 NAP4K@1000 none sire sere', '3 NAP4K@1000 none sere'], ['R 1000/4 D1 e3 F']],
  ['64', { features: FEATURE_NON_PRIO, prio: 0 }, ['0 NAP8@1000 rwx'], ['R 1004/8 D5']],
  ['65', { features: FEATURE_NON_PRIO, prio: 999 }, ['0 NAP8@1000 rwx'], ['R 1004/8 D4 e0']],
  ['67', { features: FEATURE_NON_PRIO, prio: 0 }, ['0 NAP2K@1800 rw'], ['R 1000/4 D5', 'R 1800/4 P', 'W 1ffc/4 P', 'R 17fc/4 D5']],
];

// biome-ignore format: a table
const REACTIONS: readonly Vector[] = [
  ['68', {}, ['0 NAP8@1000 none sire sere'], ['R 1000/4 D1 e0 F i r0']],
  ['70', {}, ['0 NAP8@1000 none sere'], ['R 1000/4 D1 e0 F']],
  ['71', {}, ['0 NAP8@1000 none sire sere'], ['W 1000/4 D2 e0']],
  ['73', {}, ['0 NAP8@1000 none sixe sexe'], ['X 1000/4 D3 e0 F i r0']],
  ['74', {}, ['0 NAP8@1000 none siwe sewe'], ['A 1000/4 D2 e0 F i r0']],
  ['76', { errCfg: 6 }, ['0 NAP8@1000 none'], ['R 1000/4 D1 e0 F']],
  ['77', { errCfg: 0 }, ['0 NAP8@1000 none'], ['R 1000/4 D1 e0 i']],
  ['ie = 0, rs = 1', { errCfg: 4 }, ['0 NAP8@1000 none'], ['R 1000/4 D1 e0 F i r0', 'R 2000/4 D5 F i r0', 'R8 1000/4 D6 F i r0']],
  ['only si', {}, ['0 NAP8@1000 none sire'], ['R 1000/4 D1 e0 i']],
  ['79', {}, [], ['4008 := ffffffff', '4008 = 7ff']],
  ['never of a partial hit', {}, ['0 NAP8@1000 none sire siwe sixe sere sewe sexe'], ['R 1004/8 D4 e0', 'W 1004/8 D4 e0', 'X 1004/8 D4 e0']],
];

describe.each([
  ['0.8.2', true],
  ['0.7', false],
] as const)('iopmp.md 7 under %s', (_spec, is082) => {
  it.each(
    [...REGIONS, ...DOMAINS, ...PERMISSIONS, ...NON_PRIORITY, ...REACTIONS].filter(
      ([, built]) => is082 || built.is082 === undefined,
    ),
  )('%s', (_row, built, entries, steps) => {
    runVector(build({ ...built, is082 }), entries, steps);
  });
});

describe('iopmp.md 7, what only 0.8.2 has', () => {
  it.each(GRANULES)('granularity: %s', (_row, built, entries, steps) => {
    runVector(build(built), entries, steps);
  });
});

describe('fetch rights of SPS', () => {
  const readNotFetch = ['1008 := 2', '1018 := 0'];
  const fetchNotRead = ['1008 := 0', '1018 := 2'];
  const run = (is082: boolean, steps: readonly string[]) =>
    runVector(build({ features: FEATURE_SPS, is082 }), ['0 NAP8@1000 x'], steps);

  it('46, 47: come from SRCMD_X in 0.8.2', () => {
    run(true, [...readNotFetch, 'X 1000/4 D3 e0']);
    run(true, [...fetchNotRead, 'X 1000/4 P', '1018 = 2']);
  });

  it('46, 47: come from SRCMD_R in 0.7, which has no SRCMD_X', () => {
    run(false, [...readNotFetch, 'X 1000/4 P']);
    run(false, [...fetchNotRead, 'X 1000/4 D3 e0', '1018 = 0']);
  });
});
