import { CHECKER_DRAM, CHECKER_FLASH, CHECKER_OUTER, CHECKER_UART } from '../layout.ts';
import { CODE } from './code.ts';
import { DATA_VALUES } from './data.ts';
import { EVENT_LIST } from './events.ts';
import { IOPMP_BLOCK } from './iopmp.ts';
import { MAPS } from './maps.ts';
import { PLATFORM } from './platform.ts';
import { PMP_BLOCK } from './pmp.ts';
import { REMAP_WINDOW } from './remap.ts';
import type { Section } from './section.ts';
import { slotsOf } from './slots.ts';
import { STATE } from './state.ts';

/** Every section, in the order in which a file has them. */
export const FILE_SECTIONS: readonly Section[] = [
  PLATFORM,
  slotsOf('dram', CHECKER_DRAM),
  slotsOf('uart', CHECKER_UART),
  slotsOf('flash', CHECKER_FLASH),
  slotsOf('outer', CHECKER_OUTER),
  IOPMP_BLOCK,
  REMAP_WINDOW,
  STATE,
  PMP_BLOCK,
  MAPS,
  CODE,
  DATA_VALUES,
  EVENT_LIST,
];
