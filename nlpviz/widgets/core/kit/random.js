// One source of chance for all figures: the same numbers in every browser, and in Python
// (tests/widgets/gradient_cloud/golden.py has the same).

/** Numbers in [0, 1) from a whole number (mulberry32). */
export function generator(seed) {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The position that a number u in [0, 1) falls on, with the shares A. */
export function pick(A, u) {
  let j = 0;
  for (let sum = A[0]; j < A.length - 1 && u >= sum; sum += A[j]) j += 1;
  return j;
}
