import type { Rng } from '../../bits/rng.ts';
import { emptyInput } from '../../input/empty.ts';
import { DEVICE, HARTS, type Input } from '../../input/layout.ts';
import { Aim } from '../aim.ts';
import { includesCheckers, includesIopmp } from '../devices.ts';
import { Draft } from '../program.ts';
import { choosePlatform, writeCheckers, writeCsrs, writePmp } from './board.ts';
import { writeIopmp } from './iopmp.ts';
import { chooseParts } from './parts.ts';
import { fillRegisters, writeProgram } from './program.ts';
import { writeData, writeEvents } from './surroundings.ts';
import { writeTables } from './tables.ts';

/** The parts of a platform that the user chooses, not chance. */
export interface Platform {
  /** A DEVICE_ number of the input's layout. */
  readonly device: number;
  readonly harts: number;
}

/**
 * Makes fresh random inputs, crowded on purpose: few pages, few worlds, rules and mappings that overlap, and a program
 * that goes on after its faults.
 */
export class Generator {
  private readonly blank: Input;
  private readonly draft = new Draft();
  private readonly aim = new Aim();
  private readonly hasCheckers: boolean;
  private readonly hasIopmp: boolean;

  constructor(platform: Platform) {
    this.blank = emptyInput();
    this.blank[DEVICE] = platform.device;
    this.blank[HARTS] = platform.harts;
    this.hasCheckers = includesCheckers(platform.device);
    this.hasIopmp = includesIopmp(platform.device);
  }

  /** Writes a valid input over `out`, by the draws from `rng` alone. */
  generate(rng: Rng, out: Input): void {
    out.set(this.blank);
    choosePlatform(out, rng);
    chooseParts(out, rng, this.aim);
    if (this.hasCheckers) writeCheckers(out, rng);
    if (this.hasIopmp) writeIopmp(out, rng, this.aim);
    if (!rng.oneIn(4)) writeTables(out, rng);
    writeCsrs(out, rng);
    writePmp(out, rng);
    fillRegisters(out, rng, this.aim);
    writeProgram(out, rng, this.draft, this.aim);
    writeData(out, rng, this.aim);
    writeEvents(out, rng, this.aim);
  }
}
