import { parseInput, printInput } from '../../src/input/text.ts';

/** The canonical text of whatever `text` spells. */
export function canonical(text: string): string {
  const { input, notes } = parseInput(text, 'test.txt');
  return printInput(input, notes);
}
