/**
 * Words of the programs that stand for several instructions. t5 and t6 are theirs. A trap leaves cause, tval and pc in
 * s2, s3 and s4, and goes on in M-mode where the last `catch` said.
 */
type Macro = (...operands: string[]) => readonly string[];

const MODES: Readonly<Record<string, number>> = { u: 0, s: 1, m: 3 };
const MPP = 0x1800;
const MPRV = 1 << 17;

export const MACROS: Readonly<Record<string, Macro>> = {
  /** `catch label`: the next trap goes on there; s2, s3, s4 are -1 until then. */
  catch: (label) => [`la s1, ${label}`, 'li s2, -1', 'li s3, -1', 'li s4, -1'],

  /** `enter u, address`: from M-mode to a place in another mode. */
  enter: (mode, label) => [
    `li t5, ${label}`,
    'csrw mepc, t5',
    `li t5, ${MPP}`,
    'csrc mstatus, t5',
    `li t5, ${MODES[mode] << 11}`,
    'csrs mstatus, t5',
    'mret',
  ],

  /** `as s`: from now on until the next trap, M-mode's loads and stores are those of another mode. */
  as: (mode) => [
    `li t5, ${MPP}`,
    'csrc mstatus, t5',
    `li t5, ${MPRV | (MODES[mode] << 11)}`,
    'csrs mstatus, t5',
  ],

  /** `alone`: they are its own again. */
  alone: () => [`li t5, ${MPRV}`, 'csrc mstatus, t5'],

  /** `trapped cause, tval, pc`: a trap was caught, and that is what it left. */
  trapped: (cause, tval, pc) => [`expect s2, ${cause}`, `expect s3, ${tval}`, `expect s4, ${pc}`],

  /** `untrapped`: none was. */
  untrapped: () => ['expect s2, -1'],

  /** `open`: the last PMP entry lets everyone do everything. */
  open: () => ['li t5, -1', 'csrw pmpaddr15, t5', 'li t5, 0x1f << 56', 'csrw pmpcfg2, t5'],

  /** `pass`: the end of a program. */
  pass: () => ['j passed'],
};

/** What begins every program: traps, and how it reports. Code has the first three pages of the DRAM. */
export const PRELUDE = `
.org 0x80003000
tohost:
  .dword 0
fromhost:
  .dword 0
.org 0x80000000
_start:
  la t5, m_trap
  csrw mtvec, t5
  la s1, stray
  j main
.align 4
m_trap:
  csrr s2, mcause
  csrr s3, mtval
  csrr s4, mepc
  mv t5, s1
  la s1, stray
  jr t5
stray:
  li gp, 2047
fail:
  slli t6, gp, 1
  ori t6, t6, 1
  j report
passed:
  li t6, 1
report:
  la t5, tohost
  sd t6, 0(t5)
  j report
main:
`;
