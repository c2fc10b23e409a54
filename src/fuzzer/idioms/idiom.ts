import type { Rng } from '../../bits/rng.ts';
import type { Input } from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import type { Draft } from '../program.ts';

/**
 * A short piece of code as firmware, a kernel or a test would write it, appended to the draft: what a program must do
 * to get near a translation or a rule. What it needs in registers it loads itself; it overwrites scratch registers
 * and the aim.
 */
export type Idiom = (draft: Draft, input: Input, rng: Rng, aim: Aim) => void;
