import { hex } from '../../bits/word.ts';
import { DATA, DATA_COUNT, DATA_PA, DATA_STRIDE, DATA_VALUE, MAX_DATA } from '../layout.ts';
import { getPair, multipleOf, setPair, u64 } from './number.ts';
import type { Section } from './section.ts';

/** `data`: 64-bit values laid into memory, as `0x80100000 0x1122334455667788` (physical address, value). */
export const DATA_VALUES: Section = {
  name: 'data',
  repeats: false,
  print(input, out) {
    out.open('data', 'data', false);
    for (let i = 0; i < input[DATA_COUNT]; i++) {
      const at = DATA + i * DATA_STRIDE;
      out.item(`${i}`, `${hex(getPair(input, at + DATA_PA))} ${hex(getPair(input, at + DATA_VALUE))}`);
    }
  },
  open() {
    return 'data';
  },
  item(line, input) {
    const index = input[DATA_COUNT];
    const at = DATA + index * DATA_STRIDE;
    const pa = multipleOf(line, line.word('a physical address'), 8n, 'a physical address');
    if (index === MAX_DATA) line.fail(`at most ${MAX_DATA} values`, 'one more');
    setPair(input, at + DATA_PA, pa);
    setPair(input, at + DATA_VALUE, u64(line, line.word('a value'), 'a value'));
    input[DATA_COUNT] = index + 1;
    return `${index}`;
  },
};
