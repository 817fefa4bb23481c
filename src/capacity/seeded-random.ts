/**
 * Numbers between 0 and 1, neither of them included, the same for the same seed: xoshiro128** of
 * Blackman and Vigna, with a state that splitmix32 makes of the seed.
 */
export function seededRandom(seed: number): () => number {
  const scramble = splitmix(seed);
  let a = scramble();
  let b = scramble();
  let c = scramble();
  let d = scramble();
  return () => {
    const result = Math.imul(turned(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = turned(d, 11);
    return ((result >>> 0) + 0.5) / 2 ** 32;
  };
}

function turned(bits: number, by: number): number {
  return bits << by | bits >>> 32 - by;
}

function splitmix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = state + 0x9e3779b9 | 0;
    let bits = state ^ state >>> 16;
    bits = Math.imul(bits, 0x21f0aaad);
    bits ^= bits >>> 15;
    bits = Math.imul(bits, 0x735a2d97);
    return bits ^ bits >>> 15;
  };
}
