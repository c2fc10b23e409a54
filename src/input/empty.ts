import {
  DEFAULT_STEPS,
  DEVICE,
  DEVICE_WGCHECKER,
  DMA_RRID,
  DRAM_SLOTS,
  FEATURE_ADDRH,
  FEATURE_CHK_X,
  FEATURE_ERR_REC,
  FEATURE_MFR,
  FEATURE_NON_PRIO,
  FEATURE_PEES,
  FEATURE_PEIS,
  FEATURE_PRIENT_PROG,
  FEATURE_TOR,
  FLASH_SLOTS,
  GRANULE,
  HARTS,
  HW_BYPASS,
  INPUT_WORDS,
  type Input,
  IOPMP_ENTRY_NUM,
  IOPMP_FEATURES,
  IOPMP_GRANULE,
  IOPMP_MD_NUM,
  IOPMP_PRIO_ENTRY,
  IOPMP_RRID_NUM,
  LAYOUT_VERSION,
  MODE,
  MWID,
  MWIDLIST,
  NWORLDS,
  PAGE,
  PC,
  RAM_PAGES,
  STEPS,
  TABLE_LEVELS,
  TABLES,
  TLB_ENTRIES,
  TLB_WINDOW,
  TRUSTED_WID,
  UART_SLOTS,
  VERSION,
} from './layout.ts';

/** Value of every word that is not 0 in an input that says nothing. The text form leaves these values out. */
const DEFAULTS: readonly (readonly [word: number, value: number])[] = [
  [VERSION, LAYOUT_VERSION],
  [DEVICE, DEVICE_WGCHECKER],
  [HARTS, 1],
  [RAM_PAGES, 256],
  [TLB_ENTRIES, 256],
  [TLB_WINDOW, 100_000],
  [NWORLDS, 4],
  [TRUSTED_WID, 3],
  [MWID, 3],
  [MWIDLIST, 0xf],
  [HW_BYPASS, 1],
  [GRANULE, PAGE],
  [STEPS, DEFAULT_STEPS],
  [DRAM_SLOTS, 16],
  [UART_SLOTS, 1],
  [FLASH_SLOTS, 16],
  [TABLE_LEVELS, 3],
  [DMA_RRID, 1],
  [IOPMP_MD_NUM, 8],
  [IOPMP_RRID_NUM, 8],
  [IOPMP_ENTRY_NUM, 32],
  [IOPMP_PRIO_ENTRY, 0xffff],
  [IOPMP_GRANULE, 4],
  [
    IOPMP_FEATURES,
    FEATURE_TOR |
      FEATURE_PRIENT_PROG |
      FEATURE_CHK_X |
      FEATURE_PEIS |
      FEATURE_PEES |
      FEATURE_MFR |
      FEATURE_NON_PRIO |
      FEATURE_ADDRH |
      FEATURE_ERR_REC,
  ],
  [MODE, 3],
  [PC, 0x8000_0000 | 0],
  [TABLES, 0x8001_0000 | 0],
];

/**
 * A new valid input that says nothing: the wgChecker board as it leaves reset (1 MiB of DRAM, 4 worlds, hw-bypass),
 * M-mode at the start of DRAM, tables at 0x8001_0000, no program.
 */
export function emptyInput(): Input {
  const input = new Int32Array(INPUT_WORDS);
  for (const [word, value] of DEFAULTS) input[word] = value;
  return input;
}
