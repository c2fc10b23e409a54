import { InputError } from '../bits/errors.ts';
import { QUIRK_IDS, QUIRKS, type QuirkId } from './quirks.ts';

/** Which quirks are on. */
export type Quirks = Readonly<Record<QuirkId, boolean>>;

/**
 * TLB designs: what a fill asks of IOMMU regions (tlb-iommu-path.md section 6). v2 asks nothing, each access type is
 * translated when it is first used; v1 asks for the access type of the fill; mainline asks once, for no access type;
 * iopmp-v11 as mainline, with the exact physical address. The machine knows a design by its index here.
 */
export const TLBS = ['v2', 'v1', 'mainline', 'iopmp-v11'] as const;
export const TLB_V2 = 0;
export const TLB_MAINLINE = 2;
export const TLB_IOPMP_V11 = 3;

/** A target: a TLB design with the quirks that are on. */
export interface Design {
  /** The name it was parsed from. */
  readonly name: string;
  readonly tlb: (typeof TLBS)[number];
  readonly quirks: Quirks;
}

/** Names that {@link parseDesign} knows, with what they stand for. decisions.md, Designs. */
export const DESIGNS = {
  posted: 'TLB v2, wgChecker v3, WID CSRs and hart as posted: every quirk on',
  fixed: 'TLB v2 with every quirk off',
  v1: 'TLB v1 (translated when filled, with the access type), all else as posted',
  mainline: 'TLB as in mainline (translated when filled, without access type), all else as posted',
  'iopmp-v11': 'TLB as the IOPMP series v11 changes mainline (exact address), all else as posted',
} as const;

const TLB_OF = {
  posted: 'v2',
  fixed: 'v2',
  v1: 'v1',
  mainline: 'mainline',
  'iopmp-v11': 'iopmp-v11',
} as const satisfies Record<keyof typeof DESIGNS, Design['tlb']>;

const SETS = [...new Set(QUIRK_IDS.map((id) => QUIRKS[id].set as string))];

/**
 * The design called `name` with `switches` applied from left to right: `+id`, `-id`, by id, ref or set, comma separated.
 * Throws InputError that names what is unknown and what is known.
 */
export function parseDesign(name: string, switches = ''): Design {
  if (!isDesignName(name)) {
    throw new InputError(`unknown design '${name}'; known: ${Object.keys(DESIGNS).join(', ')}`);
  }
  const quirks = Object.fromEntries(QUIRK_IDS.map((id) => [id, name !== 'fixed'])) as Record<
    QuirkId,
    boolean
  >;
  for (const word of switches.split(',').map((part) => part.trim())) {
    if (word !== '') applySwitch(quirks, word);
  }
  return { name, tlb: TLB_OF[name], quirks };
}

/** True if nothing is known to be wrong with it: TLB v2 without a quirk. */
export function isMended({ tlb, quirks }: Design): boolean {
  return tlb === 'v2' && QUIRK_IDS.every((id) => !quirks[id]);
}

/** The design with the quirks `off` switched off. */
export function withoutQuirks(design: Design, off: readonly QuirkId[]): Design {
  const quirks = { ...design.quirks };
  for (const id of off) quirks[id] = false;
  return { ...design, quirks };
}

function isDesignName(name: string): name is keyof typeof DESIGNS {
  return Object.hasOwn(DESIGNS, name);
}

/** The design in one line that {@link parseDesign} understands, e.g. `posted` or `posted -B14,-B15`. */
export function designLine(design: Design): string {
  const base = parseDesign(design.name).quirks;
  const changes = QUIRK_IDS.filter((id) => base[id] !== design.quirks[id]).map(
    (id) => `${design.quirks[id] ? '+' : '-'}${QUIRKS[id].ref}`,
  );
  return changes.length === 0 ? design.name : `${design.name} ${changes.join(',')}`;
}

/** Reads what {@link designLine} printed. */
export function parseDesignLine(line: string): Design {
  const [name = '', switches = ''] = line.trim().split(/\s+/, 2);
  return parseDesign(name, switches);
}

function applySwitch(quirks: Record<QuirkId, boolean>, word: string): void {
  const sign = word[0];
  if (sign !== '+' && sign !== '-') {
    throw new InputError(`quirk '${word}' needs a sign: +${word} switches it on, -${word} off`);
  }
  const what = word.slice(1);
  const lower = what.toLowerCase();
  const chosen = QUIRK_IDS.filter(
    (id) => id === lower || QUIRKS[id].ref.toLowerCase() === lower || QUIRKS[id].set === lower,
  );
  if (chosen.length === 0) {
    throw new InputError(
      `unknown quirk '${what}'; sets: ${SETS.join(', ')}; refs: ${QUIRK_IDS.map((id) => QUIRKS[id].ref).join(', ')}`,
    );
  }
  for (const id of chosen) quirks[id] = sign === '+';
}
