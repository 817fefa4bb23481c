/**
 * The least whole number below `count` that `isEnough`, or `count` when none is. What is enough must
 * stay so for all larger numbers.
 */
export function leastWhole(count: number, isEnough: (number: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
