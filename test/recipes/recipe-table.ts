import type { Recipe } from './recipe.ts';

/** Entry 0: the page at 0x80040000 with all rights; its upper half, to read and write. */
const ALL = '[4000]=200101ff; [4008]=1f';
const UPPER = '[4000]=200102ff; [4008]=1b';

/** iopmp.md 7.9, its addresses from 0x80000000 on moved up by 0x40000, and 0x90000000 to 0x80050000: the program lies where they were, and memory ends before. */
// biome-ignore format: a table
export const RECIPES: readonly Recipe[] = [
  { id: 'Q01', does: '[4000]=0; [4008]=f; enable; W 80041234/4; [64]?', observed: 'P / 0x0', correct: 'B / 0x55' },
  { id: 'Q02', does: '[4000]=400; [4010]=400; [4018]=f; enable; W 0/1; [64]?', observed: 'P / 0x0', correct: 'B / 0x55' },
  { id: 'Q03', does: '[4000]=20010000; [4008]=1f; enable; W 80040004/8; [64]?', observed: 'P / 0x0', correct: 'B / 0x45' },
  { id: 'Q06', does: '[48]=5; [800]=9; [800]?', observed: '0x9', correct: '0x4' },
  { id: 'Q07', board: { domains: 40 }, does: '[40]=100002; [44]=1; [40]?', observed: '0x2', correct: '0x100002' },
  { id: 'Q08', board: { features: 'sps' },
    does: `[1020]=2; [1028]=0; [1030]=0; [40]=2; [1030]=0; ${ALL}; enable; [1030]?; W1 80040000/4`,
    observed: '0x2 / P', correct: '0x0 / D' },
  { id: 'Q09', does: '[40]=1; [1020]=7; [1020]?', observed: '0x6', correct: '0x7' },
  { id: 'Q10', does: '[800]=5; [804]=2; [808]=8; [1020]=8; [4030]=200101ff; [4038]=1f; enable; W 80040000/4; W1 80040008/4',
    observed: 'P / P', correct: 'P / D' },
  { id: 'Q14',
    does: `${ALL}; enable; start 0 80040000 8004003f; W 80050000/4; end 0 80040000 8004003f; W 80050000/4; [64]?`,
    observed: 'P / P / 0x0', correct: 'B / B / 0x155' },
  { id: 'Q18 of nothing', does: `[10]=0; ${UPPER}; enable; R 80040000/4; [64]=1; R 80040800/4; [64]?`,
    observed: 'B / B / 0x13', correct: 'B / P / 0x52' },
  { id: 'Q18 of a page', does: '[10]=0; [4000]=200101ff; [4008]=19; [4010]=200102ff; [4018]=1b; enable; R 80040000/4; W 80040800/4; [64]?',
    observed: 'P / B / 0x25', correct: 'P / P / 0x0' },
  { id: 'Q22', does: '[74]=fff0000; [74]?', observed: 'endless-scan', correct: '0x0' },
  { id: 'Q23', board: { dma: 3 }, does: 'enable; R 80040000/4; W3 80040000/4; [74]?; [74]?',
    observed: 'B / D / 0x80000008 / endless-scan', correct: 'B / D / 0x80000008 / 0x0' },
  { id: 'Q30', does: '[4000]=200101ff; [4008]=49b; [60]=2; enable; X 80040000; irq?; [64]?',
    observed: 'B / irq / 0x37', correct: 'F / - / 0x0',
    v2: { shows: 'P / - / 0x0', because: 'a fill for a fetch asks for a read: the page that can be read is executed (6.9)' } },
  { id: 'Q31', board: { features: 'stall' }, does: '[60]=12; [30]=2; enable; [64]?; last 64',
    observed: 'trap 1 / 0x87', correct: 'trap 1 / 0x77' },
  { id: 'Q32', does: '[10]=0; [4000]=200101ff; [4008]=138; [4010]=200101ff; [4018]=18; [60]=2; enable; R 80040000/4; irq?; [64]?',
    observed: 'F / - / 0x0', correct: 'B / irq / 0x13' },
  { id: 'Q34', does: '[60]=0; enable; R 80040000/8; [64]?; [74]?', observed: 'B / 0x153 / 0x80000001', correct: 'B / 0x53 / 0x0' },
  { id: 'Q35', board: { features: 'sps' },
    does: '[4000]=200101ff; [4008]=13f; [1008]=10; [60]=2; enable; R 80040000/4; irq?; [64]?',
    observed: 'B / irq / 0x13', correct: 'F / - / 0x0' },
  { id: 'Q41', board: { features: 'stall' }, does: '[30]=ffffffff; [30]?', observed: '0xffffffff', correct: '0x1f' },
  { id: 'Q43', board: { features: 'stall', srcmd: 2 }, does: '[30]=5; enable; [30]?', observed: 'trap 1', correct: '0x5' },
];
