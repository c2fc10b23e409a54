/** The same inputs on a board with both devices: what the second one costs where it refuses nothing. */
import { DEVICE, DEVICE_BOTH, INPUT_WORDS, type Input, IOPMP } from '../input/layout.ts';
import { parseInput } from '../input/text.ts';

/** One domain whose only entry permits everything to everybody's RRID 0, enabled. */
const OPEN = `iommufuzz 1
platform
  device both
iopmp
  domain 0 to=1
  rrid 0 domains=0
  entry 0 napot all rwx
  enable
code 0x80000000
  nop
`;

/** The inputs with an IOPMP behind the checkers that is enabled and lets everything pass: each does what it did before. */
export function behindOpenIopmp(inputs: readonly Input[]): Input[] {
  const { input: open } = parseInput(OPEN, 'the open IOPMP');
  return inputs.map((input) => {
    const guarded = input.slice();
    guarded[DEVICE] = DEVICE_BOTH;
    guarded.set(open.subarray(IOPMP, INPUT_WORDS), IOPMP);
    return guarded;
  });
}
