/** Work done in one round. */
export interface Work {
  readonly execs: number;
  readonly steps: number;
}

/** One way of doing something whose cost is measured. */
export interface Arm {
  readonly name: string;
  /** Does one round. */
  run(): Work;
}

/** What an arm costs: medians over rounds. */
export interface Cost {
  readonly name: string;
  /** Microseconds of CPU time per execution. */
  readonly perExec: number;
  readonly execsPerSecond: number;
  readonly stepsPerSecond: number;
}

/** How often the arms run. */
export interface Schedule {
  /** Rounds that are not counted. */
  readonly warmUp: number;
  readonly rounds: number;
}

/**
 * Runs the arms in turn, each round beginning with another one, and returns what they cost, in their order. `clock`:
 * CPU time in microseconds.
 */
export function measure(arms: readonly Arm[], { warmUp, rounds }: Schedule, clock: () => number): Cost[] {
  const samples = arms.map(() => ({ perExec: [] as number[], perStep: [] as number[] }));
  for (let round = 0; round < warmUp + rounds; round++) {
    for (let turn = 0; turn < arms.length; turn++) {
      const i = (round + turn) % arms.length;
      const begin = clock();
      const { execs, steps } = arms[i].run();
      const spent = clock() - begin;
      if (round < warmUp) continue;
      samples[i].perExec.push(spent / execs);
      samples[i].perStep.push(spent / steps);
    }
  }
  return arms.map(({ name }, i) => {
    const perExec = median(samples[i].perExec);
    const perStep = median(samples[i].perStep);
    return { name, perExec, execsPerSecond: perSecond(perExec), stepsPerSecond: perSecond(perStep) };
  });
}

/** The middle of the values, of which there is at least one; of the two middle ones the mean. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function perSecond(microseconds: number): number {
  return microseconds === 0 ? 0 : 1e6 / microseconds;
}
