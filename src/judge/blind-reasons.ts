/** Why a change of a value may go unnoticed, by the beginning of its name. What has no reason here is a defect. */

/** What the reason means for trust in the oracle. */
type Reach = 'hint' | 'later' | 'derived' | 'not-state';

interface Reason {
  readonly of: RegExp;
  /** hint: follows the machine; later: shows where it is used; derived or not-state: nothing to compare. */
  readonly reach: Reach;
  readonly says: string;
}

// biome-ignore format: a table
const REASONS: readonly Reason[] = [
  { of: /^record[.]fetch/, reach: 'hint', says: 'how it was fetched is the machine\'s own affair; what was fetched is compared' },
  { of: /^record[.](second-)?access[.]walked/, reach: 'hint', says: 'where it walked is its own affair; a served translation must be one that walks formed' },
  { of: /^allowance[.]/, reach: 'hint', says: 'what the allowance of its step lets pass; counted in the statistics under its name' },
  { of: /^record[.]unnamed/, reach: 'not-state', says: 'no word of the record' },
  { of: /^machine[.]state[.]x$/, reach: 'not-state', says: 'x0 and its sink' },
  { of: /^machine[.]state[.]dataIndex/, reach: 'derived', says: 'of mode and mstatus, which are compared' },
  { of: /^machine[.](state[.](cause|tval|stop|lastOfBlock)|bus[.](data|denied|elsewhere|portion|routed|shared)|translator|walker|filler|lookup|regions|mmu|blockAccess|csrs[.](lo|hi)|counters[.](lo|hi)|finder|dma[.](isWrite|data))/, reach: 'not-state', says: 'scratch of the access or instruction under way' },
  { of: /^machine[.](tlb|blocks)[.]/, reach: 'later', says: 'a cache: shows in what it serves; the auditor looks at entries, blocks and links' },
  { of: /^machine[.]journal/, reach: 'not-state', says: 'where the records are written, and notes for the auditor' },
  { of: /^machine[.]atomics/, reach: 'later', says: 'the reservation: shows in the SC that needs it' },
  { of: /^machine[.]watchpoints/, reach: 'later', says: 'shows at the next watched access' },
  { of: /^machine[.]ram[.](bytes|words|halves)/, reach: 'later', says: 'memory is compared where one side wrote; shows elsewhere when it is read' },
  { of: /^machine[.]ram[.](dirty|heldCode)$/, reach: 'later', says: 'a bit too many is permitted; a lost MIGRATION is noticed, the others by the auditor' },
  { of: /^machine[.]dirty[.]logging/, reach: 'later', says: 'shows in the bits of the next DMA write' },
  { of: /^machine[.](ram|bus)[.](touched|lineTouched|pageTouched|allBytes|base|length|data|dirtyChanges|\w+Bytes|checkers|outerChecker|dramSection|trustedWid|worlds)/, reach: 'not-state', says: 'the platform, or bookkeeping of resets' },
  { of: /^machine[.](dma[.]wid|worlds[.](mwid|mwidlist)|environment[.]hasAdue|csrs[.]hasWorlds|pmp[.]hasSeccfg)/, reach: 'not-state', says: 'the platform' },
  { of: /^machine[.]worlds[.](mlwid|slwid|mwiddeleg)/, reach: 'not-state', says: 'CSRs that a platform without checkers does not have' },
  { of: /[.]slots[.](lo|hi|above|active|activeCount|splitsPages|stale)$/, reach: 'derived', says: 'of the slots\' registers, which are compared' },
  { of: /[.]slots[.](count|granule|worlds|permMask)/, reach: 'not-state', says: 'the platform' },
  { of: /[.]slots[.](addr|perm|cfg)/, reach: 'not-state', says: 'slots that this platform does not have' },
  { of: /[cC]hecker(s[.]\d+)?[.](perm|busError|interrupt|matches|modes|wholePage)$/, reach: 'not-state', says: 'the answer to the last question' },
  { of: /[cC]hecker(s[.]\d+)?[.]err/, reach: 'not-state', says: 'of a checker that this platform does not have' },
  { of: /^machine[.]bus[.]remap[.]/, reach: 'derived', says: 'of its registers, or pages that this platform does not have' },
  { of: /^machine[.](atomicGuard|bus[.]gate|bus[.]dmaEngine[.](busy|mover|order))/, reach: 'not-state', says: 'scratch of the access or transfer under way, and whose RRID the platform gives it' },
  { of: /^machine[.]bus[.](hasIopmp|iopmpFirst|iopmpLast|engine$|iopmp[.]properties)/, reach: 'not-state', says: 'the platform' },
  { of: /^machine[.]bus[.]iopmp[.](culprit|reaction|verdict)/, reach: 'not-state', says: 'the last question and its answer, made from the registers' },
  { of: /^machine[.]bus[.]iopmp[.]transactions/, reach: 'not-state', says: 'messages change nothing but in the posted model' },
  { of: /^machine[.]bus[.]iopmp[.]registers[.](entries[.](hi|lo|region|used)|domains[.](top|first|last|used)|sources[.]used)/, reach: 'derived', says: 'of its registers, which are compared' },
  { of: /^machine[.]bus[.]iopmp[.]registers[.]stall[.](stalled|isInForce)/, reach: 'later', says: 'shows in the transactions of that RRID, or in MDSTALL of 0.7' },
  { of: /^machine[.]bus[.](iopmp[.]registers|dmaEngine)/, reach: 'not-state', says: 'registers of a device that this platform does not have, or not so many of' },
  { of: /^machine[.]bus[.]uart[.]/, reach: 'not-state', says: 'registers that read the same whatever is stored' },
  { of: /^machine[.]bus[.]plic[.]priority/, reach: 'not-state', says: 'source 0, which there is not' },
  { of: /^machine[.]bus[.]clint[.]/, reach: 'derived', says: 'of mtime and mtimecmp, which are compared' },
  { of: /^machine[.]bus[.]devices[.](data|finish|guardWid)/, reach: 'not-state', says: 'scratch, and how the run ended: both sides read the same store' },
  { of: /^machine[.]pmp[.](lo|last|active|stale|prot|seccfg)/, reach: 'derived', says: 'of pmpcfg, pmpaddr and mseccfg, which are compared' },
  { of: /^machine[.]comparisons[.]/, reach: 'not-state', says: 'notes of what was compared, for the search' },
  { of: /^machine[.](rights[.]|pmp[.](rule|fate)$)/, reach: 'not-state', says: 'notes of what rights came from, for coverage' },
  { of: /^machine[.](ruleChanges|flushOutstanding)/, reach: 'later', says: 'when a flush is due: shows in what the TLB serves' },
];

/** Why changes of the value of this name need not be noticed; undefined: no reason is known. */
export function blindReason(name: string): { reach: Reach; says: string } | undefined {
  return REASONS.find(({ of }) => of.test(name));
}
