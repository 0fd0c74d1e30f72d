// Which word of a map lies in a direction, and how parallel arrows are.
import { dot } from "../core/kit/linalg.js";

/** The nearest point of the quarter that begins at point i towards (dx, dy), y upwards; or i. */
export function towards({ x, y }, i, dx, dy) {
  let best = i;
  let least = Infinity;
  for (let j = 0; j < x.length; j++) {
    const a = (x[j] - x[i]) * dx + (y[j] - y[i]) * dy;
    const b = Math.abs((x[j] - x[i]) * dy + (y[j] - y[i]) * dx);
    if (a > 0 && b <= a && a * a + b * b < least) {
      least = a * a + b * b;
      best = j;
    }
  }
  return best;
}

/** The mean cosine between the differences b − a of pairs of words; coordinates by at(word). */
export function parallel(pairs, at) {
  const arrows = pairs.map(([a, b]) => {
    const from = at(a);
    return at(b).map((v, i) => v - from[i]);
  });
  let sum = 0;
  arrows.forEach((p, i) =>
    arrows.slice(0, i).forEach((q) => {
      sum += dot(p, q) / (Math.sqrt(dot(p, p) * dot(q, q)) || 1);
    }),
  );
  return (2 * sum) / (pairs.length * (pairs.length - 1));
}
