/**
 * An input in memory: one Int32Array of fixed layout. The text form (`text.ts`) is a codec over it; mutators, the
 * machine and the reference read it directly. 64-bit values are two words, low half first. Every count and selector
 * is in range in a valid input (`validate.ts`), so readers never check.
 */
export type Input = Int32Array;

/** Version of this layout; stored in word 0. */
export const LAYOUT_VERSION = 3;
export const VERSION = 0;

// --- Limits -----------------------------------------------------------------------------------------------------
export const MAX_INSTRUCTIONS = 256;
export const MAX_CODE_SECTIONS = 8;
export const MAX_MAPPINGS = 64;
export const MAX_DATA = 64;
export const MAX_EVENTS = 64;
/** Slots of one checker, slot 0 included. */
export const MAX_SLOTS = 32;
export const MAX_STEPS = 4096;
export const DEFAULT_STEPS = 256;
export const PMP_ENTRIES = 16;

// --- Platform ---------------------------------------------------------------------------------------------------
/** Protection devices: none, wgCheckers in front of DRAM, flash and UART, an IOPMP (see {@link IOPMP}), or both. */
export const DEVICE = 1;
export const DEVICE_NONE = 0;
export const DEVICE_WGCHECKER = 1;
export const DEVICE_IOPMP = 2;
export const DEVICE_BOTH = 3;
/** Number of harts; 1. */
export const HARTS = 2;
/** DRAM at {@link DRAM_BASE}, in 4 KiB pages, 16..4096. */
export const RAM_PAGES = 3;
/** A second RAM at physical address 0, in 4 KiB pages: 0 (absent) or 1. Never behind a checker. */
export const LOW_RAM_PAGES = 4;
/** TLB entries per mmu index at reset: a power of two, 64..1024. */
export const TLB_ENTRIES = 5;
/** Window of the TLB's resizing rule, in instructions, >= 1. */
export const TLB_WINDOW = 6;
/** WorldGuard: number of worlds, a power of two, 2..32. */
export const NWORLDS = 7;
/** WID that may touch the checkers' registers, or -1 for none (then every WID may). */
export const TRUSTED_WID = 8;
/** WID of M-mode. */
export const MWID = 9;
/** Bit set of the WIDs legal for mlwid; not empty, within nworlds. */
export const MWIDLIST = 10;
/** 1 = at reset mlwid is the trusted WID and every checker has one all-covering slot for it. */
export const HW_BYPASS = 11;
/** Granule of the checkers' rules in bytes: 4096 or 4. */
export const GRANULE = 12;
/** Step budget of a run, 1..{@link MAX_STEPS}. */
export const STEPS = 13;
/** Variable slots (nslots, slot 0 not counted) of the checkers: 1..31. */
export const DRAM_SLOTS = 14;
export const UART_SLOTS = 15;
export const FLASH_SLOTS = 16;
/** The same of the outer checker, a second one in front of the DRAM checker; 0: there is none. */
export const OUTER_SLOTS = 17;
/** Two flash banks at {@link FLASH_BASES}, each of this many 4 KiB pages: 0 (absent) to 16. */
export const FLASH_PAGES = 18;
/** Read-only RAM at {@link ROM_BASE} in 4 KiB pages: 0 (absent) to 15. Never behind a checker. */
export const ROM_PAGES = 19;
/** Bytes of DRAM behind its last whole page, a multiple of 8 below 4096: a region that ends inside a page. */
export const RAM_TAIL = 20;
/** Pages of the remapping region at {@link REMAP_BASE}: 0 (absent) to {@link MAX_REMAP_PAGES}. */
export const REMAP_PAGES = 21;
/** WID that a wgMarker stamps on DMA transfers. */
export const DMA_WID = 22;
/** EXT_ bits of the hart beyond RV64IMAC, Zicsr, Zifencei, Zicbom, Zicboz, Svadu. */
export const EXTENSIONS = 23;
/** A and D are never set by hardware: menvcfg.ADUE is 0. */
export const EXT_SVADE = 1;
/** mseccfg with MML, MMWP and RLB. */
export const EXT_SMEPMP = 2;
/** Levels of the page tables that MAPPINGS are laid out as: 3 (Sv39) or 4 (Sv48). */
export const TABLE_LEVELS = 24;
/** Of {@link DEVICE_BOTH}: who is asked first, 0 the wgCheckers or 1 the IOPMP; what it grants goes on to the other. */
export const STACK = 25;
export const STACK_WGCHECKER_FIRST = 0;
export const STACK_IOPMP_FIRST = 1;
/** RRIDs of the hart and of DMA (events and engine), 0..{@link MAX_RRID}. */
export const HART_RRID = 26;
export const DMA_RRID = 27;
export const MAX_RRID = 0xffff;
/** 1 = there is a DMA engine at {@link ENGINE_BASE}. */
export const ENGINE = 28;

// --- Initial state of the hart ----------------------------------------------------------------------------------
/** Privilege: 0 U, 1 S, 3 M. */
export const MODE = 32;
export const PC = 34;
/** The run ends when the hart is about to execute at this virtual address ... */
export const STOP = 36;
/** ... if this word is 1. */
export const HAS_STOP = 38;
/** Physical address of the root page table; the tables of MAPPINGS are laid out upwards from here. */
export const TABLES = 40;
/** x0..x31, two words each (x0 is 0). */
export const REGS = 42;
/** Bit i set: INITIAL_CSRS[i] is written before the first instruction. */
export const CSR_PRESENT = 106;
/** Values of {@link INITIAL_CSRS}, two words each, in that order. */
export const CSRS = 108;

/**
 * CSRs that the initial state can set, in the order in which they are written (each through the CSR's own write
 * rules, by M-mode firmware as it were, before the first instruction).
 */
export const INITIAL_CSRS = [
  'mstatus',
  'mtvec',
  'medeleg',
  'mideleg',
  'mie',
  'mip',
  'mscratch',
  'mepc',
  'stvec',
  'sscratch',
  'sepc',
  'menvcfg',
  'senvcfg',
  'mcounteren',
  'scounteren',
  'mseccfg',
  'satp',
  'mlwid',
  'mwiddeleg',
  'slwid',
] as const;

// --- PMP: 16 x { cfg byte, addr lo, addr hi }; addresses are written first, then the cfg registers --------------
/** 1 = the PMP block below is written before the first instruction; 0 = PMP stays as after reset (all off). */
export const HAS_PMP = 172;
export const PMP = 173;
export const PMP_STRIDE = 3;
export const PMP_CFG = 0;
export const PMP_ADDR = 1;

// --- Checker slots ----------------------------------------------------------------------------------------------
/** The checkers by number, {@link MAX_SLOTS} records each; the slot count of checker c is word DRAM_SLOTS + c. */
export const SLOTS = 224;
export const CHECKERS = 4;
export const CHECKER_DRAM = 0;
export const CHECKER_UART = 1;
export const CHECKER_FLASH = 2;
export const CHECKER_OUTER = 3;
export const SLOT_STRIDE = 6;
/**
 * 1 = trusted firmware has written this slot before the first instruction, in the order CFG = 0, ADDR, PERM, CFG
 * (through the device's own write rules); slots are written in ascending order. 0 = reset value.
 */
export const SLOT_PRESENT = 0;
export const SLOT_CFG = 1;
/** The ADDR register: byte address >> 2, 64 bits. */
export const SLOT_ADDR = 2;
/** The PERM register: bit 2w read, bit 2w+1 write for WID w, 64 bits. */
export const SLOT_PERM = 4;

// --- Page-table mappings ----------------------------------------------------------------------------------------
export const MAPPING_COUNT = 992;
export const MAPPINGS = 993;
export const MAPPING_STRIDE = 6;
/** Virtual address of the page, two words. */
export const MAPPING_VA = 0;
/** Physical address of the page, two words. */
export const MAPPING_PA = 2;
/** Low ten bits of the leaf PTE: V 0, R 1, W 2, X 3, U 4, G 5, A 6, D 7, RSW 9:8. */
export const MAPPING_FLAGS = 4;
/** Level of the leaf: 0 = 4 KiB, 1 = 2 MiB, 2 = 1 GiB, 3 = 512 GiB (Sv48). */
export const MAPPING_LEVEL = 5;

// --- Program ----------------------------------------------------------------------------------------------------
export const SECTION_COUNT = 1384;
export const SECTIONS = 1385;
export const SECTION_STRIDE = 3;
/** Physical address of the section's first instruction, two words; even. */
export const SECTION_PA = 0;
/** Index into INSTRUCTIONS of its first instruction; ascending, the first section has 0. */
export const SECTION_FIRST = 2;
export const INSTRUCTION_COUNT = 1416;
/** One word per instruction; a compressed one (low two bits not 11) has its upper half zero and takes 2 bytes. */
export const INSTRUCTIONS = 1417;

// --- Data: 64-bit values laid into memory after tables and code -------------------------------------------------
export const DATA_COUNT = 1680;
export const DATA = 1681;
export const DATA_STRIDE = 4;
/** Physical address, a multiple of 8, two words. */
export const DATA_PA = 0;
export const DATA_VALUE = 2;

// --- Remapping region -------------------------------------------------------------------------------------------
export const MAX_REMAP_PAGES = 8;
/**
 * Per page the READ register (where loads and fetches go) and the WRITE register (where stores go), two words each, as
 * trusted firmware has written them before the first instruction: physical page address | {@link REMAP_ENABLED}.
 */
export const REMAP = 1944;
export const REMAP_STRIDE = 4;
export const REMAP_READ = 0;
export const REMAP_WRITE = 2;
/** Bit 0 of a register: this direction has a target. Without it the access is a bus error. */
export const REMAP_ENABLED = 1;

// --- Events from outside the guest ------------------------------------------------------------------------------
export const EVENT_COUNT = 1976;
export const EVENTS = 1977;
export const EVENT_STRIDE = 8;
/** The event happens before the step of this number (0 = before the first instruction); ascending. */
export const EVENT_STEP = 0;
/** One of EVENT_KINDS (index). */
export const EVENT_KIND = 1;
/** Up to six arguments; unused ones are 0. */
export const EVENT_ARGS = 2;

/**
 * `watch` inserts a watchpoint, `unwatch` removes one with the same arguments; `dma-write` and `dma-read` are one transfer;
 * `interrupt` raises a line of the PLIC; `dma-copy` is a transfer of the DMA engine that the guest did not start;
 * `transaction-*` are messages to the IOPMP's dispatcher (iopmp.md 6.7).
 */
export const EVENT_KINDS = [
  'dirty-log-start',
  'dirty-log-sync',
  'dirty-log-stop',
  'watch',
  'unwatch',
  'dma-write',
  'dma-read',
  'interrupt',
  'dma-copy',
  'transaction-start',
  'transaction-end',
] as const;
export const EVENT_DIRTY_LOG_START = 0;
export const EVENT_DIRTY_LOG_SYNC = 1;
export const EVENT_DIRTY_LOG_STOP = 2;
export const EVENT_WATCH = 3;
export const EVENT_UNWATCH = 4;
export const EVENT_DMA_WRITE = 5;
export const EVENT_DMA_READ = 6;
export const EVENT_INTERRUPT = 7;
export const EVENT_DMA_COPY = 8;
export const EVENT_TRANSACTION_START = 9;
export const EVENT_TRANSACTION_END = 10;
/** Of watch and unwatch: virtual address (2 words), bytes (1..{@link MAX_WATCH_BYTES}), WATCH_ bits. */
export const EVENT_WATCH_VA = 2;
export const EVENT_WATCH_BYTES = 4;
export const EVENT_WATCH_TYPES = 5;
export const WATCH_READ = 1;
export const WATCH_WRITE = 2;
export const MAX_WATCH_BYTES = 64;
/** Watchpoints that can be there at once; one more is not inserted. */
export const MAX_WATCHPOINTS = 4;
/** Of a DMA transfer: physical address (2 words), bytes (1..{@link MAX_DMA_BYTES}); of a write: the 8 bytes it repeats. */
export const EVENT_DMA_PA = 2;
export const EVENT_DMA_BYTES = 4;
export const EVENT_DMA_DATA = 5;
export const MAX_DMA_BYTES = 256;
/** Of a copy: bytes (1..{@link MAX_DMA_BYTES}), physical source and destination (2 words each), 1 = announced as transactions. */
export const EVENT_COPY_BYTES = 2;
export const EVENT_COPY_SOURCE = 3;
export const EVENT_COPY_TARGET = 5;
export const EVENT_COPY_ANNOUNCED = 7;
/** Of a transaction message: RRID (0..{@link MAX_RRID}), physical addresses of the first and the last byte (2 words each). */
export const EVENT_TRANSACTION_RRID = 2;
export const EVENT_TRANSACTION_FIRST = 3;
export const EVENT_TRANSACTION_LAST = 5;
/** Of an interrupt: source of the PLIC, 1..{@link MAX_SOURCE}. */
export const EVENT_SOURCE = 2;
export const MAX_SOURCE = 31;

// --- IOPMP ------------------------------------------------------------------------------------------------------
/** The IOPMP's block: properties of the device, then what trusted firmware has programmed before the first instruction. */
export const IOPMP = EVENTS + MAX_EVENTS * EVENT_STRIDE;
/** Register layout and rules: {@link SPEC_07} or {@link SPEC_082}. */
export const IOPMP_SPEC = IOPMP + 0;
export const SPEC_07 = 0;
export const SPEC_082 = 1;
/** Formats of the SRCMD and MDCFG tables, 0..2. */
export const IOPMP_SRCMD_FMT = IOPMP + 1;
export const IOPMP_MDCFG_FMT = IOPMP + 2;
/** Memory domains 1..{@link MAX_MDS}, RRIDs 1..{@link MAX_RRIDS}, entries 1..{@link MAX_ENTRIES}. */
export const IOPMP_MD_NUM = IOPMP + 3;
export const IOPMP_RRID_NUM = IOPMP + 4;
export const IOPMP_ENTRY_NUM = IOPMP + 5;
export const MAX_MDS = 63;
export const MAX_RRIDS = 64;
export const MAX_ENTRIES = 128;
/** Field md_entry_num at reset, 0..127: entries of each domain less one; 0 in MDCFG format 0. */
export const IOPMP_MD_ENTRY_NUM = IOPMP + 6;
/** Fields prio_entry and rrid_transl at reset, 16 bits. */
export const IOPMP_PRIO_ENTRY = IOPMP + 7;
export const IOPMP_RRID_TRANSL = IOPMP + 8;
/** 32 bits that a refused read returns when it is no bus error, in each 4-byte lane. */
export const IOPMP_ERR_DATA = IOPMP + 9;
/** RRID of the IOPMP's own MSI writes. */
export const IOPMP_MSI_RRID = IOPMP + 10;
/** Granularity in bytes, a power of two 4..4096; 4 under {@link SPEC_07}. */
export const IOPMP_GRANULE = IOPMP + 11;
/** FEATURE_ bits. */
export const IOPMP_FEATURES = IOPMP + 12;
export const FEATURE_TOR = 1 << 0;
export const FEATURE_SPS = 1 << 1;
/** prio_entry can be written until the guest gives that up. */
export const FEATURE_PRIENT_PROG = 1 << 2;
export const FEATURE_TRANSL = 1 << 3;
export const FEATURE_TRANSL_PROG = 1 << 4;
/** Fetches are checked for x (chk_x of 0.7, not xinr of 0.8.2). */
export const FEATURE_CHK_X = 1 << 5;
export const FEATURE_NO_X = 1 << 6;
export const FEATURE_NO_W = 1 << 7;
export const FEATURE_STALL = 1 << 8;
export const FEATURE_PEIS = 1 << 9;
export const FEATURE_PEES = 1 << 10;
export const FEATURE_MFR = 1 << 11;
export const FEATURE_MSI = 1 << 12;
/** Entries from prio_entry on have no priority; always so under {@link SPEC_07}. */
export const FEATURE_NON_PRIO = 1 << 13;
/** 64-bit address registers, and error records; always there under {@link SPEC_07}. */
export const FEATURE_ADDRH = 1 << 14;
export const FEATURE_ERR_REC = 1 << 15;
export const FEATURES = 0xffff;

/** 1 = enable is written, after all else of this block. */
export const IOPMP_ENABLE = IOPMP + 16;
/** Written before the tables: ERR_CFG (its l is preset with the locks), ERR_MSIADDR and ERR_MSIADDRH. */
export const IOPMP_ERR_CFG = IOPMP + 17;
export const IOPMP_MSIADDR = IOPMP + 18;
/** Register images of the locks, preset when the tables are written; what they cannot hold reads 0. */
export const IOPMP_MDLCK = IOPMP + 20;
export const IOPMP_MDLCKH = IOPMP + 21;
export const IOPMP_MDCFGLCK = IOPMP + 22;
export const IOPMP_ENTRYLCK = IOPMP + 23;
/** MDCFG(m).t, 16 bits, MAX_MDS words; only in MDCFG format 0. */
export const IOPMP_MDCFG = IOPMP + 24;
/**
 * SRCMD rows, {@link MAX_RRIDS} x 8 words, written as they lie but for word 0, which is written last: EN, ENH, R, RH, W,
 * WH, X, XH of RRID s (format 0; R to XH only with SPS, X and XH only under {@link SPEC_082}), PERM and PERMH of domain m
 * (format 2). None in format 1.
 */
export const IOPMP_ROWS = IOPMP + 88;
export const ROW_STRIDE = 8;
export const ROW_EN = 0;
export const ROW_ENH = 1;
export const ROW_R = 2;
export const ROW_W = 4;
export const ROW_X = 6;
/** Entries, {@link MAX_ENTRIES} x { ADDR, ADDRH, CFG }, written ascending, in this order. */
export const IOPMP_ENTRIES = IOPMP_ROWS + MAX_RRIDS * ROW_STRIDE;
export const ENTRY_STRIDE = 3;
export const ENTRY_ADDR = 0;
export const ENTRY_CFG = 2;

/** Words of an input. */
export const INPUT_WORDS = IOPMP_ENTRIES + MAX_ENTRIES * ENTRY_STRIDE;

// --- The board (worldguard.md section 6), in bytes --------------------------------------------------------------
export const DRAM_BASE = 0x8000_0000;
export const LOW_RAM_BASE = 0;
export const ROM_BASE = 0x1000;
export const FINISHER_BASE = 0x0010_0000;
export const CLINT_BASE = 0x0200_0000;
export const CLINT_SIZE = 0x1_0000;
export const WGC_DRAM_BASE = 0x0600_0000;
export const WGC_FLASH_BASE = 0x0600_1000;
export const WGC_UART_BASE = 0x0600_2000;
/** Not on the virt board. */
export const WGC_OUTER_BASE = 0x0600_3000;
export const WGC_SIZE = 0x1000;
/** Registers of the remapping region: READ of page i at 16 * i, WRITE at 16 * i + 8. Not on the virt board. */
export const REMAP_REGISTERS_BASE = 0x0600_4000;
export const PLIC_BASE = 0x0c00_0000;
export const PLIC_SIZE = 0x40_0000;
export const UART_BASE = 0x1000_0000;
export const UART_SIZE = 8;
/** Registers of the IOPMP, and their size; its wired interrupt is source {@link IOPMP_SOURCE} of the PLIC. */
export const IOPMP_BASE = 0x1020_0000;
export const IOPMP_SIZE = 0x5000;
export const IOPMP_SOURCE = 12;
/** Offset of the entries from {@link IOPMP_BASE}. */
export const ENTRY_OFFSET = 0x4000;
/** Registers of the DMA engine, one page, and its source of the PLIC. */
export const ENGINE_BASE = 0x1040_0000;
export const ENGINE_SOURCE = 13;
export const FLASH_BASES = [0x2000_0000, 0x2200_0000] as const;
export const REMAP_BASE = 0x4000_0000;
export const PAGE = 4096;
/** Register blocks of the checkers by number, and their sources of the PLIC. */
export const WGC_BASES = [WGC_DRAM_BASE, WGC_UART_BASE, WGC_FLASH_BASE, WGC_OUTER_BASE] as const;
export const WGC_SOURCES = [15, 17, 16, 18] as const;
