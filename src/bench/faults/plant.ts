/** Source text with faults in it. */
import { InputError } from '../../bits/errors.ts';
import type { Fault } from './fault.ts';

/** The source of a file with calls of `planted.ts` for faults that lie in it. Throws InputError as {@link placeOf}. */
export function plantedSource(source: string, faults: readonly Fault[]): string {
  return faults.reduce(plantOne, source);
}

function plantOne(source: string, fault: Fault): string {
  const at = placeOf(source, fault);
  return source.slice(0, at) + plantedLine(fault) + source.slice(at + fault.line.length);
}

/** Where the line of a fault stands. Throws InputError if it does not stand there exactly once. */
export function placeOf(source: string, { name, file, within, line }: Fault): number {
  const begin = within === undefined ? 0 : onlyPlace(source, within, `${name}: '${within}' in ${file}`);
  const at = onlyLine(source.slice(begin), line, within !== undefined);
  if (at < 0) throw new InputError(`${name}: the line '${line}' is not in ${file}, or there twice`);
  return begin + at;
}

/** The line as it is planted. Throws InputError if what it changes does not stand in it exactly once. */
export function plantedLine({ name, line, change }: Fault): string {
  if (change === 'drop') return `if (!faultDrops('${name}')) ${line}`;
  const at = onlyPlace(line, change.was, `${name}: '${change.was}' in '${line}'`);
  const put = `${change.before}faultValue('${name}', ${change.sound}, ${change.faulty})`;
  return line.slice(0, at) + put + line.slice(at + change.was.length);
}

/** Where a whole line stands, indentation aside: the first place, or the only one; -1: not so. */
function onlyLine(source: string, line: string, takesFirst: boolean): number {
  let found = -1;
  for (let at = source.indexOf(line); at >= 0; at = source.indexOf(line, at + 1)) {
    const before = source.slice(source.lastIndexOf('\n', at) + 1, at);
    const after = source[at + line.length] ?? '\n';
    if (before.trim() !== '' || after !== '\n') continue;
    if (found >= 0) return -1;
    found = at;
    if (takesFirst) break;
  }
  return found;
}

function onlyPlace(text: string, part: string, what: string): number {
  const at = text.indexOf(part);
  if (at < 0 || text.indexOf(part, at + 1) >= 0) {
    throw new InputError(`${what}: found ${at < 0 ? 'nowhere' : 'more than once'}, expected once`);
  }
  return at;
}
