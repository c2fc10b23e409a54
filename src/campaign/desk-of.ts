import { FeatureMap } from '../coverage/feature-map.ts';
import type { Input } from '../input/layout.ts';
import type { Executor } from '../judge/executor.ts';
import type { Finding } from '../judge/finding.ts';
import { parseDesignLine } from '../machine/design.ts';
import type { QuirkId } from '../machine/quirks.ts';
import { type Minimized, Minimizer } from '../minimize/minimizer.ts';
import { newExecutor } from './assembly.ts';
import { CrashDesk, type DeskSettings } from './crash-desk.ts';
import type { CampaignState } from './state.ts';

/** Executions that making one new group's input small may take. */
const MINIMIZING_EXECS = 2000;

/** Where crashes go, and what is written of them. */
type Filing = Pick<DeskSettings, 'folder' | 'version' | 'explain'>;

/** Crashes are looked at on a machine of their own: nothing a chunk left behind can play a part. */
export function deskOf(
  { identity, groups }: Pick<CampaignState, 'identity' | 'groups'>,
  paranoid: boolean,
  filing: Filing,
): CrashDesk {
  const executor = newExecutor(identity, new FeatureMap(), paranoid);
  const minimize: DeskSettings['minimize'] = (input, finding, causes) =>
    minimized(executor, input, finding, causes);
  const { design, seed } = identity;
  return new CrashDesk(executor, { ...filing, design: parseDesignLine(design), seed, minimize }, groups);
}

function minimized(
  executor: Executor,
  input: Input,
  finding: Finding,
  causes: readonly QuirkId[],
): Minimized {
  const minimizer = new Minimizer(input, finding, causes, {
    examiner: executor,
    budget: MINIMIZING_EXECS,
    stopped: () => false,
    better: () => undefined,
  });
  while (minimizer.step());
  return minimizer.result;
}
