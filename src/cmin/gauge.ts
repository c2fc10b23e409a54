import { FeatureMap } from '../coverage/feature-map.ts';
import type { Input } from '../input/layout.ts';
import { Executor } from '../judge/executor.ts';
import { groupName } from '../judge/finding.ts';
import type { Design } from '../machine/design.ts';

/** What one execution of an input that runs clean shows. */
export interface Clean {
  readonly kind: 'clean';
  readonly steps: number;
  /** Feature ids, ascending. */
  readonly features: Int32Array;
}

/** An execution that ended with a finding. */
export interface Crash {
  readonly kind: 'crash';
  /** `<kind>/<signature>`. */
  readonly group: string;
}

export type Measurement = Clean | Crash;

/** Something that measures inputs. */
export interface Measures {
  /** Runs an input once, from a reset. Throws for a fault of our own. */
  measure(input: Input): Measurement;
}

/** Measures on machine and reference, as a campaign does. */
export class Gauge implements Measures {
  private readonly features = new FeatureMap();
  private readonly executor: Executor;

  constructor(design: Design) {
    const options = { oracle: true, auditor: true, paranoid: false };
    this.executor = new Executor(design, this.features, options);
  }

  measure(input: Input): Measurement {
    this.features.reset();
    const finding = this.executor.run(input);
    if (finding !== undefined) return { kind: 'crash', group: groupName(finding) };
    return { kind: 'clean', steps: this.executor.steps, features: this.features.ids() };
  }
}
