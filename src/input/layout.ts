/**
 * An input in memory: one Int32Array of fixed layout. The text form (`text.ts`) is a codec over it; mutators, the
 * machine and the reference read it directly. 64-bit values are two words, low half first. Every count and selector
 * is in range in a valid input (`validate.ts`), so readers never check.
 */
export type Input = Int32Array;

/** Version of this layout; stored in word 0. */
export const LAYOUT_VERSION = 2;
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
/** 0 = no protection device, 1 = wgChecker in front of DRAM and UART. */
export const DEVICE = 1;
export const DEVICE_NONE = 0;
export const DEVICE_WGCHECKER = 1;
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
 * `watch` inserts a watchpoint, `unwatch` removes one with the same arguments; `dma-*` is one transfer; `interrupt` raises
 * a line of the PLIC.
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
] as const;
export const EVENT_DIRTY_LOG_START = 0;
export const EVENT_DIRTY_LOG_SYNC = 1;
export const EVENT_DIRTY_LOG_STOP = 2;
export const EVENT_WATCH = 3;
export const EVENT_UNWATCH = 4;
export const EVENT_DMA_WRITE = 5;
export const EVENT_DMA_READ = 6;
export const EVENT_INTERRUPT = 7;
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
/** Of an interrupt: source of the PLIC, 1..{@link MAX_SOURCE}. */
export const EVENT_SOURCE = 2;
export const MAX_SOURCE = 31;

/** Words of an input. */
export const INPUT_WORDS = EVENTS + MAX_EVENTS * EVENT_STRIDE;

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
export const FLASH_BASES = [0x2000_0000, 0x2200_0000] as const;
export const REMAP_BASE = 0x4000_0000;
export const PAGE = 4096;
/** Register blocks of the checkers by number, and their sources of the PLIC. */
export const WGC_BASES = [WGC_DRAM_BASE, WGC_UART_BASE, WGC_FLASH_BASE, WGC_OUTER_BASE] as const;
export const WGC_SOURCES = [15, 17, 16, 18] as const;
