/**
 * Where the architecture leaves the machine a choice and the reference follows it. Each use is counted, so that a
 * choice which is taken too often shows. Everything that is not listed here must match exactly.
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
    name: 'four-byte-code-load',
    when: 'uncached code at pc % 4 = 0 holds a compressed instruction and the next two bytes are out of bounds',
    lets: 'the fetch is refused although the instruction itself was permitted',
    source: 'tlb-iommu-path.md 5, uncached code',
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
    name: 'sc-may-fail',
    when: 'an SC with a valid reservation whose location still holds the value',
    lets: 'rd = 1 and nothing stored',
    source: 'Unprivileged ISA 14.2',
  },
  {
    name: 'sc-silent-denial',
    when: 'an SC with a valid reservation is dropped by a checker without a bus error',
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
