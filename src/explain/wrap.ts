/** Widest line of an explanation. */
export const WIDEST = 110;

/** The text in lines of at most `width`, broken at blanks; a longer word stays whole. At least one line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line.trimEnd());
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** The text in lines of at most {@link WIDEST} with `first` before the first line and `next` before the others. */
export function fill(text: string, first: string, next: string): string[] {
  return wrap(text, WIDEST - first.length).map((line, i) => `${i === 0 ? first : next}${line}`.trimEnd());
}
