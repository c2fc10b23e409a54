import { costOf } from './cost.ts';
import { type Effort, OPERATORS } from './operators.ts';
import { EVEN_ODDS } from './plan.ts';

/** Limits of the odds of an operator: nobody is forgotten, nobody has everything. */
const LEAST_ODDS = EVEN_ODDS / 4;
const MOST_ODDS = EVEN_ODDS * 4;
/** Cost, in steps, for which an operator is taken to be as good as the average before its own figures count. */
const BENEFIT_OF_DOUBT = 0x2_0000;

/** What an operator has brought and cost of late. */
export interface OperatorYield {
  readonly execs: number;
  readonly steps: number;
  /** Features that were new when an input of its making was admitted. */
  readonly fresh: number;
}

/**
 * What the operators bring for what they cost: new features, executions and steps of each. Where several made an input,
 * each of them counts it in full. Old figures fade, so that an operator which has had its day is chosen less.
 */
export class Yields {
  private readonly execs = new Float64Array(OPERATORS.length);
  private readonly steps = new Float64Array(OPERATORS.length);
  private readonly fresh = new Float64Array(OPERATORS.length);

  /** Begins with what {@link toJson} gave; of operators that are gone nothing is kept. */
  constructor(stored: Readonly<Record<string, number>>) {
    OPERATORS.forEach(({ name }, i) => {
      this.execs[i] = stored[`${name}/execs`] ?? 0;
      this.steps[i] = stored[`${name}/steps`] ?? 0;
      this.fresh[i] = stored[`${name}/fresh`] ?? 0;
    });
  }

  /** Enters what a stretch of executions cost. */
  spend(effort: Effort): void {
    for (let i = 0; i < OPERATORS.length; i++) {
      this.execs[i] += effort[2 * i];
      this.steps[i] += effort[2 * i + 1];
    }
  }

  /** Enters an admitted input that brought `fresh` features. */
  credit(operators: number, fresh: number): void {
    for (let i = 0; i < OPERATORS.length; i++) {
      if ((operators & OPERATORS[i].bit) !== 0) this.fresh[i] += fresh;
    }
  }

  /** Halves every figure; what is left are whole numbers. */
  fade(): void {
    for (const figures of [this.execs, this.steps, this.fresh]) {
      for (let i = 0; i < figures.length; i++) figures[i] = Math.floor(figures[i] / 2);
    }
  }

  /**
   * How much each operator is to be chosen, relative to its own weight, in parts of EVEN_ODDS: by the root of its yield
   * per cost in relation to that of all, since what it is credited with is the work of others too. All even as long as
   * nothing was found.
   */
  odds(): readonly number[] {
    let cost = 0;
    let fresh = 0;
    for (let i = 0; i < OPERATORS.length; i++) {
      cost += costOf(this.execs[i], this.steps[i]);
      fresh += this.fresh[i];
    }
    if (fresh === 0 || cost === 0) return OPERATORS.map(() => EVEN_ODDS);
    return OPERATORS.map((_, i) => {
      const expected = (fresh / cost) * (costOf(this.execs[i], this.steps[i]) + BENEFIT_OF_DOUBT);
      const relation = (this.fresh[i] + (fresh / cost) * BENEFIT_OF_DOUBT) / expected;
      return Math.min(MOST_ODDS, Math.max(LEAST_ODDS, Math.round(EVEN_ODDS * Math.sqrt(relation))));
    });
  }

  /** The figures by operator. */
  byName(): Record<string, OperatorYield> {
    return Object.fromEntries(
      OPERATORS.map(({ name }, i) => [
        name,
        { execs: this.execs[i], steps: this.steps[i], fresh: this.fresh[i] },
      ]),
    );
  }

  /** What is not 0, as `<operator>/<figure>`, in the order of operators. */
  toJson(): Record<string, number> {
    const entries = Object.entries(this.byName()).flatMap(([name, figures]) =>
      Object.entries(figures).map(([figure, count]): [string, number] => [`${name}/${figure}`, count]),
    );
    return Object.fromEntries(entries.filter(([, count]) => count !== 0));
  }
}
