import { InputError } from '../bits/errors.ts';

/** What makes two campaigns the same one: with these and the same executions they find the same things. */
export interface CampaignIdentity {
  /** The design in one line (designLine). */
  readonly design: string;
  readonly seed: string;
  /** Protection device of generated inputs, by name. */
  readonly device: string;
  readonly harts: number;
  /** False: only the machine's own assertions and the auditor find anything. */
  readonly oracle: boolean;
}

/** What the user asked for by name; what is missing follows the stored campaign, or the defaults. */
export type WantedIdentity = { readonly [K in keyof CampaignIdentity]?: CampaignIdentity[K] | undefined };

/** What is wanted, and what `defaults` say where nothing is. */
export function resolved(wanted: WantedIdentity, defaults: CampaignIdentity): CampaignIdentity {
  return {
    design: wanted.design ?? defaults.design,
    seed: wanted.seed ?? defaults.seed,
    device: wanted.device ?? defaults.device,
    harts: wanted.harts ?? defaults.harts,
    oracle: wanted.oracle ?? defaults.oracle,
  };
}

/** Throws InputError if something asked for by name differs from the campaign stored in `folder`. */
export function requireSame(folder: string, stored: CampaignIdentity, wanted: WantedIdentity): void {
  for (const name of ['design', 'seed', 'device', 'harts', 'oracle'] as const) {
    const asked = wanted[name];
    if (asked === undefined || asked === stored[name]) continue;
    const has = `${folder} holds a campaign with ${name} ${shown(stored[name])}, not ${shown(asked)}`;
    throw new InputError(`${has}; give another --out to start a new one`);
  }
}

function shown(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return `'${value}'`;
}
