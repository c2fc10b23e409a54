/**
 * The chance that a value of the first sample is above one of the second, equals counting half: 0.5 is no effect, 0.56
 * small, 0.64 medium, 0.71 large. Neither sample is empty.
 * @source Vargha and Delaney, "A critique and improvement of the CL common language effect size statistics" (2000)
 */
export function a12(first: readonly number[], second: readonly number[]): number {
  let sum = 0;
  for (const x of first) for (const y of second) sum += x > y ? 1 : x === y ? 0.5 : 0;
  return sum / (first.length * second.length);
}
