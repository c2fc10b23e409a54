/** The vectors of iopmp.md 7.1 to 7.8 in the lines of {@link Bench}: row numbers are those of the document. */
import type { Board } from './board.ts';

/** Steps are lines with what is seen after a colon; `setup` runs before enable is written. */
export interface Vector {
  readonly row: string;
  readonly board: Board;
  readonly setup: readonly string[];
  readonly steps: readonly string[];
}

function vector(row: string, board: Board, setup: readonly string[], steps: readonly string[]): Vector {
  return { row, board, setup, steps };
}

const NON_PRIO: Board = { with: ['nonPrio'], prio: 2 };
const SPS: Board = { with: ['sps'] };
const STALL: Board = { with: ['stall'] };
const STALL_ENTRIES = ['e0=NAP4K@1000 rwx', 'e4=NAP4K@1000 rwx', '[60]=12'] as const;
const MD_BITMAP: Board = { srcmd: 2 };

/** Under either spec. */
// biome-ignore format: a table
export const BOTH_SPECS: readonly Vector[] = [
  // 7.1 Region decoding
  vector('1-4', {}, ['e0=NA4@1000 rw'],
    ['R0 1000/4: P', 'R0 1000/8: D 4 e0', 'R0 fff/1: D 5', 'R0 ffe/4: D 4 e0']),
  vector('5-6', {}, ['e0=NAP8@1000 r'], ['[4000]: 400', 'R0 1000/8: P', 'R0 1004/8: D 4 e0']),
  vector('7', {}, ['e0=NAP4K@1000 r'], ['[4000]: 5ff', 'R0 1fff/1: P', 'R0 2000/1: D 5']),
  vector('8', {}, ['[4000]=ffffffff', '[4008]=19'], ['R0 7_ffff_fff8/8: P', 'R0 8_0000_0000/1: D 5']),
  vector('10', {}, ['e0=OFF 1000', 'e1=TOR 2000 r'], ['R0 ffc/4: D 5', 'R0 1000/4: P']),
  vector('11-13', {}, ['e0=OFF 1000', 'e1=TOR 1000 rwx'], ['R0 1000/4: D 5', 'R0 ffe/4: D 5', 'R0 0/1: D 5']),
  vector('14', {}, ['e0=OFF 2000', 'e1=TOR 1000 rwx'], ['R0 1000/4: D 5', 'R0 1ffe/4: D 5', 'R0 0/1: D 5']),
  vector('16', {}, ['e3=OFF 1000', 'e4=TOR 2000 r'], ['R1 1000/4: P', 'R1 ffc/4: D 5']),
  vector('17', {}, ['e3=NAP4K@1000 r', 'e4=TOR 3000 r'], ['R1 17fc/4: P', 'R1 17f8/4: D 5']),
  vector('19', { without: ['tor'] }, ['e0=NA4@1000 r', '[4008]=b'], ['[4008]: 13']),
  vector('22', {}, ['[4000]=ffffffff', '[4004]=ffffffff', '[4008]=19'], ['R0 1000/4: P']),
  vector('22, 61 ones', {}, ['[4000]=ffffffff', '[4004]=1fffffff', '[4008]=19'], ['R0 1000/4: P']),
  vector('8, no ADDRH', { without: ['addrh'] }, ['[4000]=ffffffff', '[4004]=ffffffff', '[4008]=19'],
    ['[4004]: 0', 'R0 7_ffff_fff8/8: P', 'R0 8_0000_0000/1: D 5', '[6c]: 0']),
  vector('TOR beyond 2^53', {}, ['[4000]=0', '[4004]=200000', '[4010]=10', '[4014]=200000', '[4018]=f'], ['R0 0/1: D 5']),

  // 7.2 Priority, association, RRID
  vector('23-24', {}, ['e0=NA4@1000', 'e1=NAP4K@1000 rwx'],
    ['W0 1000/4: D 2 e0', 'W0 1004/4: P', 'R0 1000/8: D 4 e0']),
  vector('25', {}, ['e0=NA4@1000 rw', 'e1=NAP4K@1000'], ['R0 1000/4: P', 'W0 1000/8: D 4 e0']),
  vector('26', {}, ['e0=NAP4K@1000 rwx'], ['R1 1000/4: D 5']),
  vector('28', { entries: 6, mds: 2 }, ['[800]=2', '[804]=c8', 'e5=NAP4K@1000 r'], ['R1 1000/4: P', 'R1 2000/4: D 5']),
  vector('29', {}, [], ['R8 1000/4: D 6', '[70]: 8']),
  vector('32', { mdcfg: 1, k: 1, entries: 7 }, ['e6=NAP8@1000 r'], ['[4060]: 400', 'R3 1000/4: P', 'R4 1000/4: D 5', '[800]: 0']),
  vector('34', { srcmd: 1 }, ['e8=NAP8@1000 r'], ['R2 1000/4: P', 'R1 1000/4: D 5', '[1000]: 0']),
  vector('35', {}, ['e4=NAP8@1000 r', 'e5=NAP8@2000 r', 'e8=NAP8@3000 r', 'e9=NAP8@4000 r', 'e10=NAP8@5000 r'],
    ['[800]=a', '[800]: a', '[804]: 8', 'R0 1000/4: P', 'R0 4000/4: P', 'R1 1000/4: D 5', 'R2 3000/4: D 5', 'R2 5000/4: P']),

  vector('a rule that changes', { mds: 3 }, ['e0=NAP4K@1000 r'],
    ['R0 1000/4: P', '[4008]=0', 'R0 1000/4: D 5', '[4008]=19', 'R0 1000/4: P', '[800]=0', 'R0 1000/4: D 5', '[800]=4',
      'R0 1000/4: P', '[1000]=0', 'R0 1000/4: D 5', '[1000]=2', 'R0 1000/4: P']),
  vector('the bound of a TOR entry changes', {}, ['e0=OFF 1000', 'e1=TOR 2000 r'],
    ['R0 1000/4: P', '[4000]=500', 'R0 1000/4: D 5', 'R0 1400/4: P', '[4004]=1', 'R0 1400/4: D 5']),

  // 7.3 Permissions
  vector('37', {}, ['e0=NAP8@1000 r'], ['A0 1000/8: D 2 e0', 'X0 1000/4: D 3 e0']),
  vector('38', {}, ['e0=NAP8@1000 rw'], ['A0 1000/8: P']),
  vector('38, no r', {}, ['e0=NAP8@1000 w'], ['A0 1000/8: D 2 e0', 'W0 1000/8: P']),
  vector('40', { without: ['chkX'] }, ['e0=NAP8@1000 x+sixe', 'e4=NAP8@1000 r'],
    ['X0 1000/4: D 1 e0 t1', 'X1 1000/4: P']),
  vector('41', { with: ['noX'] }, ['e0=NAP8@1000 rwx'], ['X0 1000/4: D 5', 'R0 1000/4: P']),
  vector('41, where a fetch is a read', { with: ['noX'], without: ['chkX'] }, ['e0=NAP8@1000 r', 'e1=NAP8@2000 x'],
    ['X0 1000/4: P', 'X0 2000/4: D 1 e1 t1']),
  vector('43', { with: ['noW'] }, ['e0=NAP8@1000 rwx'],
    ['W8 1000/4: D 6', 'W0 1000/4: D 5', 'A0 1000/4: D 5', 'R0 1000/4: P']),
  vector('44', SPS, ['e0=NAP8@1000 rw', '[1008]=2'], ['R0 1000/4: P', 'W0 1000/4: D 2 e0']),
  vector('49', SPS, ['e0=NAP8@1000 rwx+sire+sere'], ['R0 1000/4: D F i r0']),
  vector('50', MD_BITMAP, ['e4=NAP8@1000', '[1020]=4'],
    ['R1 1000/4: P', 'X1 1000/4: P', 'W1 1000/4: D 2 e4', 'R0 1000/4: D 1 e4']),
  vector('52', MD_BITMAP, ['e4=NAP8@1000 r', '[1020]=8'], ['A1 1000/4: P']),
  vector('53', { srcmd: 2, rrids: 32 }, ['e4=NAP8@1000', '[1024]=100'], ['R20 1000/4: P', 'R19 1000/4: D 1 e4']),
  vector('8.1 A10, PERMH', { srcmd: 2, rrids: 16 }, ['[1024]=3'], ['[1024]: 0']),
  vector('8.1 A10, PERMH of RRID 16', { srcmd: 2, rrids: 17 }, ['[1024]=ffffffff'], ['[1024]: ffffffff']),

  // 7.4 Non-priority
  vector('55', NON_PRIO, ['e2=NAP4K@1000 r', 'e3=NAP4K@1000 w'],
    ['R0 1000/4: P', 'W0 1000/4: P', 'A0 1000/4: D 2 e2', 'X0 1000/4: D 3 e2']),
  vector('56', NON_PRIO, ['e2=NAP8@1000 rwx'], ['R0 1004/8: D 5']),
  vector('58', NON_PRIO, ['e2=NAP8@1000 rwx', 'e3=NAP8@1008 rwx'], ['R0 1004/8: D 5']),
  vector('59', NON_PRIO, ['e0=NAP4K@1000', 'e2=NAP4K@1000 rwx'], ['R0 1000/4: D 1 e0']),
  vector('61', NON_PRIO, ['e2=NAP4K@1000 +sire', 'e3=NAP4K@1000 +sire', '[60]=6'], ['R0 1000/4: D F i r0']),
  vector('62', NON_PRIO, ['e2=NAP4K@1000 +sire+sere', 'e3=NAP4K@1000'], ['R0 1000/4: D 1 e3']),
  vector('62, each suppresses one', NON_PRIO, ['e2=NAP4K@1000 +sire', 'e3=NAP4K@1000 +sere'], ['R0 1000/4: D 1 e2']),
  vector('64', { with: ['nonPrio'], prio: 0 }, ['e0=NAP8@1000 rwx'], ['R0 1004/8: D 5']),
  vector('65', { with: ['nonPrio'], prio: 999 }, ['e0=NAP8@1000 rwx'], ['R0 1004/8: D 4 e0']),
  vector('67', { with: ['nonPrio'], prio: 0 }, ['e0=NAP2K@1800 rw'],
    ['R0 1000/4: D 5', 'R0 1800/4: P', 'R0 1000/4: D 5', 'W0 1ffc/4: P']),

  // 7.5 Suppression and reactions
  vector('68, 71', {}, ['e0=NAP8@1000 +sire+sere'], ['R0 1000/4: D F i r0', 'W0 1000/4: D 2 e0']),
  vector('70', {}, ['e0=NAP8@1000 +sere'], ['R0 1000/4: D 1 e0 F']),
  vector('73', {}, ['e0=NAP8@1000 +sixe+sexe'], ['X0 1000/4: D F i r0']),
  vector('74', {}, ['e0=NAP8@1000 +siwe+sewe'], ['A0 1000/4: D F i r0']),
  vector('76', {}, ['e0=NAP8@1000', '[60]=6'], ['R0 1000/4: D 1 e0 F']),
  vector('77', {}, ['e0=NAP8@1000', '[60]=0'], ['R0 1000/4: D 1 e0 i']),
  vector('79', {}, ['[4008]=ffffffff'], ['[4008]: 7ff']),
  vector('79, without peis', { without: ['peis'] }, ['[4008]=ffffffff'], ['[4008]: 71f']),
  vector('79, without pees', { without: ['pees'] }, ['[4008]=ffffffff'], ['[4008]: ff']),
  vector('4.7, a partial hit is not suppressed', {}, ['e0=NAP8@1000 +sire+sere'], ['R0 1004/8: D 4 e0']),

  // 7.6 Record, MFR, interrupt, MSI
  vector('80', {}, ['e0=NAP8@1000'],
    ['R0 1000/4: D 1 e0', 'then W1 3000/4: D i r2', '[64]: 113', '[74]: 80000002', '[64]: 13', '[74]: 0']),
  vector('81', {}, ['e0=NAP8@1000 +sire+sere'], ['W0 1000/4: D 2 e0', 'then R0 1000/4: D F i r0', '[64]: 25']),
  vector('82', { rrids: 40 }, [],
    ['R0 1000/4: D 5', 'then R1 1000/4: D i r2', 'then R17 1000/4: D i r2', '[74]=10000', '[74]: 80010002',
      '[64]: 153', '[74]: 80000002', '[64]: 53', '[74]: 0']),
  vector('82, from the window that was found', { rrids: 40 }, [],
    ['R0 1000/4: D 5', 'then R17 1000/4: D i r2', '[74]: 80010002', 'then R17 1000/4: D i r2', 'then R1 1000/4: D i r2',
      '[74]: 80010002', '[74]: 80000002']),
  vector('83', { rrids: 40 }, [], ['[74]=10000', '[74]: 10000', '[74]=30000', '[74]: 0']),
  vector('84', {}, [], ['R0 1000/4: D 5', 'then R0 1000/4: D i r2', '[64]=fffffff6', '[64]: 153', '[64]=1', '[64]: 152']),
  vector('85', {}, [], ['R0 12_3456_789a/2: D 5', '[68]: 8d159e26', '[6c]: 4']),
  vector('88', {}, ['[60]=0'],
    ['R0 1000/4: D 5 i', '[60]=2', 'then R0 1000/4: D i r2', '[64]: 153', 'interrupts: 0']),
  vector('89', { with: ['msi'], msiRrid: 3 }, ['[60]=1550a', '[78]=24000000', '[7c]=1'],
    ['R0 1000/4: D 5', 'messages: 124000000 155 of 3', 'interrupts: 0', '[64]: 53']),
  vector('89, no ADDRH', { with: ['msi'], without: ['addrh'] }, ['[60]=1550a', '[78]=c0000000', '[7c]=1'],
    ['R0 1000/4: D 5', 'messages: 300000000 155 of 0', '[7c]: 0']),
  vector('91', { with: ['msi'] }, ['[60]=a', 'deaf'], ['R0 1000/4: D 5', '[64]: 5b', '[64]=8', '[64]: 53']),
  vector('92', {}, [], ['R0 1000/8: D 5', '[64]: 53']),
  vector('4.8, SV of an unknown RRID', {}, [], ['R0 1000/8: D 5', 'then R8 1000/8: D i r0', '[64]: 53']),

  // 7.7 Locks and WARL
  vector('93', {}, ['[1000]=3'], ['[1000]: 3', '[1000]=5', '[1000]: 3']),
  vector('94', {}, ['[40]=4', '[1020]=0', '[1000]=0'], ['[1020]: 4', '[1000]: 0']),
  vector('95', {}, ['[40]=4', '[40]=9', '[40]=10'], ['[40]: d']),
  vector('97', { mds: 40 }, ['[40]=100002', '[44]=1'], ['[40]: 100002', '[44]: 1']),
  vector('98', { mds: 40 }, ['[44]=1', '[1004]=1'], ['[1004]: 0', '[1004]=3', '[1004]: 2']),
  vector('99', {}, ['[48]=4', '[804]=9', '[808]=d'], ['[804]: 8', '[808]: d']),
  vector('100', {}, ['[48]=4', '[48]=2'], ['[48]: 4', '[48]=79', '[48]: 79', '[48]=7d', '[48]: 79']),
  vector('100, width', {}, ['[48]=ffffffff'], ['[48]: 7f']),
  vector('101', {}, ['[4c]=6', 'e2=NAP8@1000 rwx', 'e3=NAP8@1000 rwx'],
    ['[4020]: 0', '[4024]: 0', '[4028]: 0', '[4030]: 400', '[4038]: 1f', '[4c]=ffffffff', '[4c]: 1ffff']),
  vector('102', {}, ['[60]=0', '[60]=5', '[60]=2'], ['[60]: 5']),
  vector('103', {}, ['[60]=ffffffff'], ['[60]: 7']),
  vector('103, all', { with: ['msi', 'stall'] }, ['[60]=fffffffe'], ['[60]: 7ff1e', '[60]=0', '[60]: 10']),
  vector('104', {}, ['[1000]=ffffffff'], ['[1000]: 1ff', '[1004]=ffffffff', '[1004]: 0']),
  vector('104, 40 domains', { mds: 40 }, ['[1004]=ffffffff'], ['[1004]: 1ff', '[1000]=fffffffe', '[1000]: fffffffe']),
  vector('104, 31 domains', { mds: 31 }, ['[1004]=ffffffff'], ['[1004]: 0', '[1000]=fffffffe', '[1000]: fffffffe']),
  vector('104, 63 domains', { mds: 63 }, ['[1004]=ffffffff'], ['[1004]: ffffffff']),
  vector('106', { mds: 31 }, ['[44]=ffffffff'], ['[44]: 0']),
  vector('107', {}, ['[40]=1', '[1020]=5'], ['[1020]: 5', '[1020]=0', '[1020]: 5']),
  vector('4.6, ERR_CFG.l locks the MSI address', { with: ['msi'] }, ['[78]=10', '[60]=1', '[78]=20', '[7c]=20'], ['[78]: 10', '[7c]: 0']),
  vector('4.6, MDLCK locks PERM', MD_BITMAP, ['[40]=4', '[1020]=ff', '[1040]=ff'], ['[1020]: 4', '[1040]: ff']),
  vector('4.6, MDLCK locks columns of SPS', SPS, ['[1008]=2', '[40]=2', '[1008]=4', '[1010]=6'], ['[1008]: 6', '[1010]: 4']),
  vector('8.1 A10', {}, ['[1008]=2', '[1010]=2'], ['[1008]: 0', '[1010]: 0']),

  // 7.8 Stall
  vector('109', STALL, [...STALL_ENTRIES, '[30]=4'], ['R1 1000/4: D 7', 'R0 1000/4: P']),
  vector('112-113', STALL, [...STALL_ENTRIES, '[30]=4', '[1020]=0', '[1000]=4'],
    ['R1 1000/4: D 7', 'R0 1000/4: P', '[30]=0', 'R1 1000/4: D 5']),
  vector('115', STALL, [...STALL_ENTRIES, '[38]=40000001'], ['[38]: 40000001', 'R1 1000/4: D 7', '[38]=80000001', 'R1 1000/4: P']),
  vector('116', { with: ['stall'], mds: 40 }, [...STALL_ENTRIES, '[1044]=10', '[34]=10'],
    ['R2 1000/4: D 5', '[30]=0', 'R2 1000/4: D 7', '[34]: 10']),
  vector('118', { with: ['stall'], srcmd: 2 }, ['[60]=12', '[30]=4'],
    ['R0 1000/4: D 7', 'R7 1000/4: D 7', '[30]=5', 'R0 1000/4: D 5', 'R7 1000/4: D 5']),
  vector('119', { with: ['stall', 'noW'] }, [...STALL_ENTRIES, '[30]=4'], ['W1 1000/4: D 7']),
  vector('121', {}, ['[30]=ffffffff', '[34]=ffffffff', '[38]=40000001'], ['[30]: 0', '[34]: 0', '[38]: 0']),
  vector('4.9, SRCMD format 1', { with: ['stall'], srcmd: 1 }, [...STALL_ENTRIES, '[30]=4'], ['R1 1000/4: D 7', 'R0 1000/4: P']),
  vector('4.9, exempt', STALL, [...STALL_ENTRIES, '[30]=5'], ['R1 1000/4: P', 'R0 1000/4: D 7']),
  vector('4.9, RRIDSCP of no RRID', STALL, ['[38]=40000008'], ['[38]: c0000008', '[38]=7fff0001', '[38]: 40000001']),
  vector('3.1, RRIDSCP after reset', STALL, [], ['[38]: 0', '[38]=0', '[38]: 80000000']),
];

/** Under spec 0.8.2 alone. */
// biome-ignore format: a table
export const NEW_SPEC: readonly Vector[] = [
  vector('20', { granule: 16 }, ['[4008]=11'], ['[4008]: 1']),
  vector('4.1, granule 16', { granule: 16 }, ['[4000]=47f', '[4008]=19', '[4010]=ffff', '[4018]=9'],
    ['[4000]: 47f', '[4010]: fffc', '[4000]=480', '[4000]: 481', 'R0 1200/16: P', 'R0 1210/1: P', '[4008]=0', '[4000]: 480']),
  vector('24, all have priority', { prio: 0 }, ['e0=NA4@1000', 'e1=NAP4K@1000 rwx'], ['R0 1000/8: D 4 e0']),
  vector('31', {}, [], ['[8]=0', '[8]: c8000007']),
  vector('46', SPS, ['e0=NAP8@1000 x', '[1008]=2'], ['X0 1000/4: D 3 e0']),
  vector('47', SPS, ['e0=NAP8@1000 x', '[1018]=2'], ['X0 1000/4: P']),
  vector('SPS words', { with: ['sps'], mds: 40 }, ['[1018]=ffffffff', '[101c]=ffffffff', '[1008]=ffffffff'],
    ['[1018]: fffffffe', '[101c]: 1ff', '[1008]: fffffffe']),
  vector('108', { with: ['transl', 'translProg'], transl: 5 }, [],
    ['[14]: 5c000', '[14]=90000', '[14]: 9c000', '[14]=b8000', '[14]: b4000', '[14]=c0000', '[14]: b4000']),
  vector('3.3, prio_entry', { with: ['nonPrio', 'prog'], prio: 7 }, [],
    ['[10]: 98030007', '[10]=5', '[10]: 98030005', '[10]=10006', '[10]: 98020006', '[10]=5', '[10]: 98020006']),
  vector('no error record', { without: ['errRec', 'mfr'] }, [],
    ['R0 1000/4: D i r0', '[64]: 0', '[68]: 0', '[70]: 0', 'interrupts: 0']),
  vector('is_busy', STALL, ['[30]=ffffffff'], ['[30]: 1fe']),
  vector('dynamic k', { mdcfg: 2, k: 3 }, ['[14]=10', 'e2=NAP8@1000 r'], ['[14]: 12', 'R1 1000/4: P', '[14]=30', '[14]: 12']),
  vector('offsets', {}, [], ['[0]: 80000000', '[4]: 52', '[c]: 200008', '[2c]: 4000', '[14]: 0', '[28]: 0', '[80]: 0', '[4600]: 0', '[700]: 0']),
];

/** Under spec 0.7 alone. */
// biome-ignore format: a table
export const OLD_SPEC: readonly Vector[] = [
  vector('31', {}, [], ['[8]=0', '[8]: c801c410']),
  vector('46', SPS, ['e0=NAP8@1000 x', '[1008]=2'], ['X0 1000/4: P']),
  vector('47', SPS, ['e0=NAP8@1000 x', '[1018]=2'], ['X0 1000/4: D 3 e0', '[1018]: 0']),
  vector('108', { with: ['transl', 'translProg'], transl: 5 }, [],
    ['[10]: 5ffff', '[10]=90000', '[10]: 9ffff', '[8]=200', '[10]=b0000', '[10]: 9ffff']),
  vector('3.3, prio_entry', { with: ['prog'], prio: 7 }, [], ['[10]=5', '[10]: 5', '[8]=80', '[10]=6', '[10]: 5']),
  vector('is_stalled', STALL, ['[30]=ffffffff'], ['[30]: 1ff', '[30]=0', '[30]: 0', '[30]=4', '[30]: 5', '[30]=1', '[30]: 1']),
  vector('is_stalled by MDSTALLH', { with: ['stall'], mds: 40 }, ['[34]=10', '[30]=0'], ['[30]: 1', '[34]=0', '[30]: 1', '[30]=0', '[30]: 0']),
  vector('dynamic k', { mdcfg: 2, k: 3 }, ['[8]=20000', 'e2=NAP8@1000 r', '[8]=80020000'],
    ['[8]: c803c412', 'R1 1000/4: P', '[8]=60000', '[8]: c803c412']),
  vector('pitfall of 6.1', { mdcfg: 2, k: 3 }, ['e1=NAP8@1000 r'], ['[8]: c801c412', 'R1 1000/4: P']),
  vector('offsets', {}, [], ['[0]: 46000000', '[4]: 46', '[c]: 200008', '[14]: 4000', '[2c]: 0']),
];
