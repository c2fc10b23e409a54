import { DEVICE_IOPMP } from '../../input/layout.ts';
import { includesIopmp } from '../devices.ts';
import { COMPARISON_MUTATORS } from './comparisons.ts';
import { CSR_VALUES } from './csrs.ts';
import { DATA_MUTATORS } from './data.ts';
import { EVENT_MUTATORS } from './events.ts';
import { IDIOM_INSERTIONS } from './idiom-insertions.ts';
import { IOPMP_ASSOCIATION } from './iopmp-association.ts';
import { IOPMP_BOUNDS } from './iopmp-bounds.ts';
import { IOPMP_CONTROL } from './iopmp-control.ts';
import { IOPMP_ENTRY_LIST } from './iopmp-entries.ts';
import { IOPMP_PLATFORM } from './iopmp-platform.ts';
import { IOPMP_RELATIONS } from './iopmp-relations.ts';
import { IOPMP_RIGHTS } from './iopmp-rights.ts';
import { IOPMP_SPLICES } from './iopmp-splice.ts';
import { MAPPING_MUTATORS } from './mappings.ts';
import type { Mutator } from './mutator.ts';
import { OPERANDS } from './operands.ts';
import { ORDER } from './order.ts';
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
  /** Whether the family has something to do in a campaign for boards with this device, a DEVICE_ number. */
  fits(device: number): boolean;
}

const everywhere = (): boolean => true;
/** An IOPMP alone leaves the slots without a reader. */
const withoutIopmpAlone = (device: number): boolean => device !== DEVICE_IOPMP;

/** Every mutator, by family; at most 30 families. */
export const FAMILIES: readonly MutatorFamily[] = [
  { name: 'program', mutators: PROGRAM_SHAPE, fits: everywhere },
  { name: 'operands', mutators: OPERANDS, fits: everywhere },
  { name: 'idioms', mutators: IDIOM_INSERTIONS, fits: everywhere },
  { name: 'relations', mutators: RELATIONS, fits: everywhere },
  { name: 'registers', mutators: REGISTERS, fits: everywhere },
  { name: 'csrs', mutators: CSR_VALUES, fits: everywhere },
  { name: 'slot-fields', mutators: SLOT_FIELDS, fits: withoutIopmpAlone },
  { name: 'slots', mutators: SLOT_LIST, fits: withoutIopmpAlone },
  { name: 'pmp', mutators: PMP_MUTATORS, fits: everywhere },
  { name: 'mappings', mutators: MAPPING_MUTATORS, fits: everywhere },
  { name: 'sections', mutators: SECTION_MUTATORS, fits: everywhere },
  { name: 'data', mutators: DATA_MUTATORS, fits: everywhere },
  { name: 'events', mutators: EVENT_MUTATORS, fits: everywhere },
  { name: 'platform', mutators: PLATFORM_MUTATORS, fits: everywhere },
  { name: 'remap', mutators: REMAP_MUTATORS, fits: everywhere },
  { name: 'splice', mutators: SPLICES, fits: everywhere },
  { name: 'order', mutators: ORDER, fits: everywhere },
  { name: 'comparisons', mutators: COMPARISON_MUTATORS, fits: everywhere },
  { name: 'iopmp-bounds', mutators: IOPMP_BOUNDS, fits: includesIopmp },
  { name: 'iopmp-entries', mutators: IOPMP_ENTRY_LIST, fits: includesIopmp },
  { name: 'iopmp-rights', mutators: IOPMP_RIGHTS, fits: includesIopmp },
  { name: 'iopmp-association', mutators: IOPMP_ASSOCIATION, fits: includesIopmp },
  { name: 'iopmp-control', mutators: IOPMP_CONTROL, fits: includesIopmp },
  { name: 'iopmp-platform', mutators: IOPMP_PLATFORM, fits: includesIopmp },
  { name: 'iopmp-relations', mutators: IOPMP_RELATIONS, fits: includesIopmp },
  { name: 'iopmp-splice', mutators: IOPMP_SPLICES, fits: includesIopmp },
];
