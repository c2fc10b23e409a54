/** Part of a circle by which one goes on so as to come everywhere evenly: that of the golden ratio. */
const GOLDEN = 0.618;

/** All of a list, or, if these are too many, as many of it as may be, spread over all. */
export function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const stride = strideThrough(all.length);
  return Array.from({ length: most }, (_, k) => all[(k * stride) % all.length]);
}

/** A stride that comes to every place of a circle before it comes to one again. */
function strideThrough(count: number): number {
  let stride = Math.floor(count * GOLDEN);
  while (commonDivisor(stride, count) > 1) stride++;
  return stride;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
