import { hasIopmp } from '../iopmp-rules.ts';
import { type Input, IOPMP_ENABLE } from '../layout.ts';
import { printEntries, readEntry } from './iopmp-entry.ts';
import { printErrors, printLocks, printMsi, readErrors, readLocks, readMsi } from './iopmp-registers.ts';
import { printDomainEnds, printRows, readDomainEnd, readRights, readRow } from './iopmp-tables.ts';
import { type Line, list } from './line.ts';
import type { Section } from './section.ts';
import type { Writer } from './writer.ts';

type Printer = (input: Input, out: Writer) => void;
type ItemReader = (line: Line, input: Input) => string;

/** In the order in which the registers are written. */
const PRINTERS: readonly Printer[] = [
  printErrors,
  printMsi,
  printDomainEnds,
  printRows,
  printEntries,
  printLocks,
  (input, out) => out.item('enable', 'enable', input[IOPMP_ENABLE] === 1),
];

/** Readers of the items by their first word. */
const ITEMS: Readonly<Record<string, ItemReader>> = {
  errors: readErrors,
  msi: readMsi,
  domain: readDomainEnd,
  rrid: readRow,
  'domain-rights': readRights,
  entry: readEntry,
  locks: readLocks,
  enable: (_line, input) => {
    input[IOPMP_ENABLE] = 1;
    return 'enable';
  },
};

/** `iopmp`: what trusted firmware has programmed before the first instruction, one item per register or row. */
export const IOPMP_BLOCK: Section = {
  name: 'iopmp',
  repeats: false,
  print(input, out) {
    out.open('iopmp', 'iopmp', false);
    if (hasIopmp(input)) for (const print of PRINTERS) print(input, out);
  },
  open() {
    return 'iopmp';
  },
  item(line, input) {
    const expected = list(Object.keys(ITEMS));
    const name = line.word(expected);
    if (!hasIopmp(input))
      line.fail('device iopmp or both in platform', 'a register of an IOPMP that is not there');
    if (!Object.hasOwn(ITEMS, name)) line.fail(expected);
    return ITEMS[name](line, input);
  },
};
