/** What there is to compare in a step, as rows: what it is about, what the machine did, what the rules require. */
import type { AccessView, Side, StepView } from './explanation.ts';

/** One row; where both texts are equal the sides agree. */
export interface Row {
  readonly what: string;
  readonly machine: string;
  /** Absent: there is nothing to compare with. */
  readonly required: string | undefined;
}

const NOTHING = '-';

/** The rows of a step: what differs in the fetch, the accesses, the trap or the register. */
export function rowsOf({ machine, required }: StepView): Row[] {
  const both = (what: string, read: (side: Side) => string) => ({
    what,
    machine: read(machine),
    required: required === undefined ? undefined : read(required),
  });
  const differing = [both('pc', ({ pc }) => pc), both('mode', ({ mode }) => mode), both('word', wordOf)];
  const count = Math.max(machine.accesses.length, required?.accesses.length ?? 0);
  const rest = [
    both('ends', endOf),
    both('tval', ({ trap }) => (trap === undefined || trap.tval === '0x0' ? NOTHING : trap.tval)),
    both('register', ({ register }) =>
      register === undefined ? NOTHING : `${register.name} = ${register.value}`,
    ),
  ];
  return [
    ...differing.filter(differs),
    ...Array.from({ length: count }, (_, i) => accessRow(machine, required, i)),
    ...rest.filter((row) => differs(row) || row.machine !== NOTHING),
  ];
}

/** True if a row has two sides that are not the same. */
export function differs({ machine, required }: Row): boolean {
  return required !== undefined && machine !== required;
}

function accessRow(machine: Side, required: Side | undefined, i: number): Row {
  const did = machine.accesses[i] as AccessView | undefined;
  const should = required?.accesses[i];
  const name = nameOf(did ?? should);
  const isSameAccess = did === undefined || should === undefined || nameOf(did) === nameOf(should);
  const tell = (access: AccessView | undefined) => {
    if (access === undefined) return 'no access';
    return isSameAccess ? outcomeOf(access) : `${nameOf(access)} ${outcomeOf(access)}`;
  };
  return {
    what: isSameAccess ? name : `access ${i + 1}`,
    machine: tell(did),
    required: required === undefined ? undefined : tell(should),
  };
}

function nameOf(access: AccessView | undefined): string {
  return access === undefined ? '' : `${access.type}${access.size} ${access.va}`;
}

function outcomeOf({ outcome, pa, data, refused }: AccessView): string {
  if (pa === undefined) return refused === undefined ? 'faults' : `faults, ${refused}`;
  return `-> ${pa} ${outcome} ${refused === undefined ? data : `(${refused})`}`;
}

function wordOf({ word }: Side): string {
  return word === '0x0' ? 'none' : word;
}

function endOf({ ends, trap, watched }: Side): string {
  if (watched !== undefined) return `stops at a watched ${watched.type} of ${watched.va}`;
  if (ends === 'stopped') return 'the machine stops';
  return trap === undefined ? 'retires' : `${trap.name} (${trap.cause})`;
}
