/**
 * The rules by which an access or instruction is refused, each with the document it comes from. {@link Reference.rule}
 * names the one that decided last by its index here.
 */
interface Rule {
  /** Kebab-case identity, stable across versions. */
  readonly name: string;
  /** What it means for the access or instruction, as one clause. */
  readonly says: string;
  /** Document and section. */
  readonly source: string;
}

// biome-ignore format: a table
export const RULES = [
  { name: 'none', says: 'nothing was refused', source: '-' },
  { name: 'illegal-encoding', says: 'the word decodes to no instruction', source: 'Unprivileged ISA 1.5' },
  { name: 'csr-absent', says: 'the CSR does not exist on this platform', source: 'Privileged ISA 2.1' },
  { name: 'csr-privilege', says: 'the CSR belongs to a higher privilege', source: 'Privileged ISA 2.1' },
  { name: 'csr-read-only', says: 'the CSR number is read-only', source: 'Privileged ISA 2.1' },
  { name: 'counter-disabled', says: 'mcounteren or scounteren keeps the counter from this mode', source: 'Privileged ISA 3.1.11, 4.1.5' },
  { name: 'slwid-without-delegation', says: 'slwid exists only while mwiddeleg is not 0', source: 'WorldGuard 0.4, Sswg' },
  { name: 'virtual-memory-trapped', says: 'TVM reserves address translation to M-mode', source: 'Privileged ISA 3.1.6.5' },
  { name: 'return-privilege', says: 'mret or sret below its privilege, or trapped by TSR', source: 'Privileged ISA 3.3.2' },
  { name: 'wait-trapped', says: 'wfi in U-mode, or trapped by TW', source: 'Privileged ISA 3.1.6.5' },
  { name: 'fence-privilege', says: 'sfence.vma in U-mode', source: 'Privileged ISA 4.2.1' },
  { name: 'cache-block-environment', says: 'menvcfg or senvcfg keeps the cache-block instruction from this mode', source: 'Unprivileged ISA, Zicbom, Zicboz' },
  { name: 'environment-call', says: 'ecall traps by definition', source: 'Privileged ISA 3.3.1' },
  { name: 'breakpoint', says: 'ebreak traps by definition', source: 'Privileged ISA 3.3.1' },
  { name: 'atomic-misaligned', says: 'LR, SC and AMO demand natural alignment', source: 'Unprivileged ISA 14.2, worldguard.md 8.3' },
  { name: 'va-not-canonical', says: 'the virtual address is not sign-extended from its top bit', source: 'Privileged ISA 4.4.1, 4.5.1' },
  { name: 'pte-pmp', says: 'PMP refuses the read of a PTE', source: 'worldguard.md 8.5 step 3' },
  { name: 'pte-bus-error', says: 'the read of a PTE ends in a bus error', source: 'worldguard.md 7 B34, spec column' },
  { name: 'pte-reserved', says: 'a reserved, PBMT or N bit of a PTE is set', source: 'worldguard.md 8.5 step 4' },
  { name: 'pte-invalid', says: 'V of a PTE is 0', source: 'Privileged ISA 4.3.2 step 3' },
  { name: 'pte-write-without-read', says: 'a leaf PTE has W without R', source: 'Privileged ISA 4.3.2 step 3' },
  { name: 'pte-pointer-flags', says: 'a pointer PTE has A, D or U set', source: 'Privileged ISA 4.3.1' },
  { name: 'pte-no-leaf', says: 'the last level holds no leaf', source: 'Privileged ISA 4.3.2 step 4' },
  { name: 'pte-misaligned-superpage', says: 'low PPN bits of a superpage are set', source: 'Privileged ISA 4.3.2 step 6' },
  { name: 'pte-user-page', says: 'S-mode touches a U page without SUM, or executes it', source: 'Privileged ISA 3.1.6.3' },
  { name: 'pte-supervisor-page', says: 'U-mode touches a page without U', source: 'Privileged ISA 4.3.1' },
  { name: 'pte-permission', says: 'the leaf PTE lacks the right', source: 'Privileged ISA 4.3.2 step 5' },
  { name: 'pte-accessed-dirty', says: 'A or D is missing and hardware does not set it', source: 'Privileged ISA 4.3.2 step 7, Svade' },
  { name: 'ad-update-pmp', says: 'PMP refuses the write of A or D', source: 'worldguard.md 5.7' },
  { name: 'ad-update-checker', says: 'the checker refuses the write of A or D', source: 'worldguard.md 5.7' },
  { name: 'ad-update-iopmp', says: 'the IOPMP refuses the write of A or D', source: 'iopmp.md 6.9' },
  { name: 'ad-update-not-ram', says: 'A or D would be written outside RAM', source: 'worldguard.md 5.7' },
  { name: 'ad-update-read-only', says: 'A or D would be written to read-only memory', source: 'worldguard.md 5.7' },
  { name: 'ad-update-remapped', says: 'the remapping region reads the PTE and writes elsewhere, or nowhere', source: 'worldguard.md 5.7' },
  { name: 'pmp-no-entry', says: 'no PMP entry matches and the mode is below M', source: 'Privileged ISA 3.7.1' },
  { name: 'pmp-partial', says: 'the deciding PMP entry does not match every byte', source: 'Privileged ISA 3.7.1' },
  { name: 'pmp-permission', says: 'the deciding PMP entry lacks the right', source: 'Privileged ISA 3.7.1' },
  { name: 'pmp-no-entry-machine', says: 'no PMP entry matches, and MMWP or, for code, MML binds M-mode to entries', source: 'Smepmp 2.1' },
  { name: 'pmp-lockdown', says: 'the deciding PMP entry does not give this mode the right under MML', source: 'Smepmp 2.1, truth table' },
  { name: 'unassigned', says: 'nothing answers at the physical address', source: 'worldguard.md 8.4' },
  { name: 'remap-no-target', says: 'the remapping region has no target for this direction', source: 'layout.ts, remapping region' },
  { name: 'register-size', says: 'the device does not take a piece of this size', source: 'worldguard.md 3.4' },
  { name: 'register-world', says: 'the WID is not the trusted one: the register file reads 0', source: 'worldguard.md 3.4' },
  { name: 'world-no-slot', says: 'no slot overlaps the access: slot 0 says how it is refused', source: 'worldguard.md 4.1 steps 4, 5' },
  { name: 'world-not-granted', says: 'no slot that contains the access grants the right', source: 'worldguard.md 4.1 step 2' },
  { name: 'iopmp-unknown-rrid', says: 'the IOPMP has no such RRID', source: 'iopmp.md 5 step 3' },
  { name: 'iopmp-stalled', says: 'transactions of the RRID are stalled', source: 'iopmp.md 5 step 4' },
  { name: 'iopmp-no-write', says: 'the IOPMP refuses every write', source: 'iopmp.md 5 step 5' },
  { name: 'iopmp-no-execute', says: 'the IOPMP refuses every fetch', source: 'iopmp.md 5 step 6' },
  { name: 'iopmp-partial-hit', says: 'the deciding priority entry does not hold every byte', source: 'iopmp.md 5 step 9.3' },
  { name: 'iopmp-illegal-read', says: 'no entry that decides lets the RRID read', source: 'iopmp.md 5 steps 9.3, 10' },
  { name: 'iopmp-illegal-write', says: 'no entry that decides lets the RRID write, or read and write for an AMO', source: 'iopmp.md 5 steps 9.3, 10' },
  { name: 'iopmp-illegal-fetch', says: 'no entry that decides lets the RRID fetch', source: 'iopmp.md 5 steps 9.3, 10' },
  { name: 'iopmp-no-entry', says: 'no entry of the domains of the RRID holds the transaction', source: 'iopmp.md 5 step 11' },
] as const satisfies readonly Rule[];

/** Name of a rule. */
export type RuleName = (typeof RULES)[number]['name'];

/** Index of a rule in {@link RULES}. */
export function ruleIndex(name: RuleName): number {
  return RULES.findIndex((rule) => rule.name === name);
}
