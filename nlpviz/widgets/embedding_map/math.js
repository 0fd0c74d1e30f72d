// How parallel arrows are.
const dot = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);

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
