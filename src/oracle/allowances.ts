/**
 * Where the architecture leaves the machine a choice and the reference follows it. Each use is counted, so that a
 * choice which is taken too often shows. Everything that is not listed here must match exactly, also what the documents
 * leave open but design and reference settle alike: the first part of a split access, data of a silently denied load (0),
 * WARL fields, refused sizes of device registers.
 */
interface Allowance {
  readonly name: string;
  /** When it applies. */
  readonly when: string;
  /** What it lets through. */
  readonly lets: string;
  readonly source: string;
}

export const ALLOWANCES = [
  {
    name: 'running-block',
    when: 'a store hit code of the running block that is still to come',
    lets: 'the instruction runs as memory held it when the block was entered',
    source: 'tlb-iommu-path.md 7, "What the reference must allow"; Zifencei: visible after fence.i',
  },
  {
    name: 'followed-code',
    when: 'page table, PMP, a checker, the IOPMP, the remapping or the memory map changed since the code page was looked up',
    lets: 'the running block, and what it is linked to in that page, goes on as at that lookup',
    source: 'tlb-iommu-path.md 7: "until the next lookup"; Privileged ISA 4.2.1',
  },
  {
    name: 'stale-translation',
    when: 'a PTE was changed after a walk read it and no covering fence came since',
    lets: 'the translation that walk formed still serves, under the present SUM, MXR and privilege',
    source: 'Privileged ISA 4.2.1; tlb-iommu-path.md 7',
  },
  {
    name: 'interrupt-point',
    when: 'an interrupt became takeable inside a block',
    lets: 'it is taken at the next block start, one block late at most',
    source: 'decisions.md, steps and time',
  },
  {
    name: 'map-change',
    when: 'a flash bank has changed its mode, from outside, since the running block was entered',
    lets: 'a load is served by memory as in array mode, or by the device as it is now',
    source: 'tlb-iommu-path.md 5, Flushes: "flushes every hart when it next leaves its TB"',
  },
  {
    name: 'sc-by-value',
    when: 'since the LR another bus master wrote the reserved bytes, or their address leads elsewhere now',
    lets: 'the SC stores, if memory holds the value that LR loaded',
    source: 'tlb-iommu-path.md 7: "SC may fail, and succeeds by value"; Unprivileged ISA 14.2',
  },
  {
    name: 'sc-silent-denial',
    when: 'an SC with a valid reservation is dropped by a checker or the IOPMP without a bus error',
    lets: 'either rd',
    source: 'worldguard.md 10',
  },
] as const satisfies readonly Allowance[];

/** Name of an allowance. */
export type AllowanceName = (typeof ALLOWANCES)[number]['name'];

/** Index of an allowance in {@link ALLOWANCES}. */
export function allowanceIndex(name: AllowanceName): number {
  return ALLOWANCES.findIndex((allowance) => allowance.name === name);
}
