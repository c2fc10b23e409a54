import type { Program } from '../program.ts';
import { CACHE_BLOCKS } from './cache-blocks.ts';
import { SV48, SVADE, SVADU } from './deeper-translation.ts';
import { PLIC, WGCHECKER } from './devices.ts';
import { SUPERVISOR_INTERRUPTS, SUPERVISOR_MODE, TRAP_BITS, USER_MODE } from './lower-modes.ts';
import { MACHINE_MODE, VECTORED } from './machine-mode.ts';
import { PMP, SMEPMP } from './protection.ts';
import { RV64A_AMO, RV64A_RESERVATION } from './rv64a.ts';
import { PAGE_ENDS, RV64C } from './rv64c.ts';
import { MISALIGNED, RV64I_COMPUTATION, RV64I_JUMPS, RV64I_MEMORY } from './rv64i.ts';
import { RV64M } from './rv64m.ts';
import { CLINT, COUNTERS, WFI } from './time.ts';
import { PRIVILEGE_BITS, SV39 } from './translation.ts';
import { TWO_TASKS } from './two-tasks.ts';
import { ZICSR, ZIFENCEI } from './zicsr.ts';

/** One program per extension and per part of the privileged architecture. */
export const PROGRAMS: readonly Program[] = [
  RV64I_COMPUTATION,
  RV64I_MEMORY,
  RV64I_JUMPS,
  MISALIGNED,
  RV64M,
  RV64A_AMO,
  RV64A_RESERVATION,
  RV64C,
  PAGE_ENDS,
  ZICSR,
  ZIFENCEI,
  MACHINE_MODE,
  VECTORED,
  USER_MODE,
  SUPERVISOR_MODE,
  SUPERVISOR_INTERRUPTS,
  TRAP_BITS,
  PMP,
  SMEPMP,
  SV39,
  PRIVILEGE_BITS,
  SV48,
  SVADU,
  SVADE,
  COUNTERS,
  CLINT,
  WFI,
  PLIC,
  CACHE_BLOCKS,
  WGCHECKER,
  TWO_TASKS,
];
