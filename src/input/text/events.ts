import {
  EVENT_COUNT,
  EVENT_KIND,
  EVENT_KINDS,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  MAX_EVENTS,
  MAX_STEPS,
} from '../layout.ts';
import { list } from './line.ts';
import { integer } from './number.ts';
import type { Section } from './section.ts';

const KINDS: readonly string[] = EVENT_KINDS;

/** `events`: what happens from outside the guest before a step, as `at 12 dirty-log-sync`; in ascending order. */
export const EVENT_LIST: Section = {
  name: 'events',
  repeats: false,
  print(input, out) {
    out.open('events', 'events', false);
    for (let i = 0; i < input[EVENT_COUNT]; i++) {
      const at = EVENTS + i * EVENT_STRIDE;
      out.item(`${i}`, `at ${input[at + EVENT_STEP]} ${EVENT_KINDS[input[at + EVENT_KIND]]}`);
    }
  },
  open() {
    return 'events';
  },
  item(line, input) {
    const index = input[EVENT_COUNT];
    const at = EVENTS + index * EVENT_STRIDE;
    if (line.word('at') !== 'at') line.fail('at');
    const earliest = index === 0 ? 0 : input[at - EVENT_STRIDE + EVENT_STEP];
    const step = integer(
      line,
      line.word('a step'),
      earliest,
      MAX_STEPS,
      'a step, not before the previous event',
    );
    if (index === MAX_EVENTS) line.fail(`at most ${MAX_EVENTS} events`, 'one more');
    const kind = KINDS.indexOf(line.word(list(KINDS)));
    if (kind < 0) line.fail(list(KINDS));
    input[at + EVENT_STEP] = step;
    input[at + EVENT_KIND] = kind;
    input[EVENT_COUNT] = index + 1;
    return `${index}`;
  },
};
