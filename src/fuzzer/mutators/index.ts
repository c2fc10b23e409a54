import { CSR_VALUES } from './csrs.ts';
import { DATA_MUTATORS } from './data.ts';
import { EVENT_MUTATORS } from './events.ts';
import { IDIOM_INSERTIONS } from './idiom-insertions.ts';
import { MAPPING_MUTATORS } from './mappings.ts';
import type { Mutator } from './mutator.ts';
import { OPERANDS } from './operands.ts';
import { PLATFORM_MUTATORS } from './platform.ts';
import { PMP_MUTATORS } from './pmp.ts';
import { PROGRAM_SHAPE } from './program-shape.ts';
import { REGISTERS } from './registers.ts';
import { RELATIONS } from './relations.ts';
import { REMAP_MUTATORS } from './remap.ts';
import { SECTION_MUTATORS } from './sections.ts';
import { SLOT_FIELDS } from './slot-fields.ts';
import { SLOT_LIST } from './slot-list.ts';
import { SPLICES } from './splice.ts';

/** Mutators of one subject; a family is what statistics speak of. */
export interface MutatorFamily {
  readonly name: string;
  readonly mutators: readonly Mutator[];
}

/** Every mutator, by family; at most 30 families. */
export const FAMILIES: readonly MutatorFamily[] = [
  { name: 'program', mutators: PROGRAM_SHAPE },
  { name: 'operands', mutators: OPERANDS },
  { name: 'idioms', mutators: IDIOM_INSERTIONS },
  { name: 'relations', mutators: RELATIONS },
  { name: 'registers', mutators: REGISTERS },
  { name: 'csrs', mutators: CSR_VALUES },
  { name: 'slot-fields', mutators: SLOT_FIELDS },
  { name: 'slots', mutators: SLOT_LIST },
  { name: 'pmp', mutators: PMP_MUTATORS },
  { name: 'mappings', mutators: MAPPING_MUTATORS },
  { name: 'sections', mutators: SECTION_MUTATORS },
  { name: 'data', mutators: DATA_MUTATORS },
  { name: 'events', mutators: EVENT_MUTATORS },
  { name: 'platform', mutators: PLATFORM_MUTATORS },
  { name: 'remap', mutators: REMAP_MUTATORS },
  { name: 'splice', mutators: SPLICES },
];
