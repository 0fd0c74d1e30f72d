// Words in a row (or a column, where it is narrow) and links between them: where everything stands,
// and the curves.

/** Where words of these widths stand: in a row with a last box behind them where all fit, else in a
    column (their right ends) with it below.  {level, height, at: [[x, y], …] of the words, next: of
    the box, foot: where links begin}. */
export function inLine(widths, nextWidth, width, u) {
  const gap = 1.1 * u;
  const sum = widths.reduce((a, b) => a + b + gap, 0);
  if (sum + nextWidth + 2.8 * u <= width) {
    const y = 8.4 * u;
    let x = 0;
    const at = widths.map((w) => [(x += w + gap) - gap / 2 - w / 2, y]);
    const next = [sum + 2.4 * u + nextWidth / 2, y];
    return { level: true, height: y + 2.3 * u, at, next, foot: at.map(([a]) => [a, y - 1.5 * u]) };
  }
  const right = Math.min(Math.max(...widths, nextWidth) + 0.5 * u, 0.6 * width);
  const row = 1.9 * u;
  const at = widths.map((_, j) => [right, (j + 0.9) * row]);
  const next = [right, (widths.length + 1.2) * row];
  const foot = at.map(([x, y]) => [x + 3.6 * u, y - 0.4 * u]);
  return { level: false, height: next[1] + 0.7 * row, at, next, foot };
}

/** The four points of the link from a to b, above a row or beside a column; to itself, a loop. */
export function arc(level, [ax, ay], [bx, by], u, lift = 1) {
  const far = Math.abs(level ? ax - bx : ay - by);
  const side = far ? 0 : 0.9 * u;
  if (level) {
    const out = lift * Math.min(2.2 * u + 0.3 * far, 8.6 * u);
    return [
      [ax + side, ay],
      [ax + side, ay - out],
      [bx - side, by - out],
      [bx - side, by],
    ];
  }
  const out = lift * (2 * u + 0.35 * far);
  return [
    [ax, ay + side],
    [ax + out, ay + side],
    [bx + out, by - side],
    [bx, by - side],
  ];
}

/** The curve through four points as a path. */
export const curve = ([a, b, c, d]) =>
  `M${a.join(" ")}C${[b, c, d].map((p) => p.join(" ")).join(" ")}`;

/** The place on that curve at t from 0 to 1. */
export const along = (points, t) =>
  [0, 1].map((k) => {
    const [a, b, c, d] = points.map((p) => p[k]);
    const r = 1 - t;
    return r * r * r * a + 3 * r * r * t * b + 3 * r * t * t * c + t * t * t * d;
  });

/** How a dot goes along the curve and is gone at its end: keyframes of `animate`. */
export const journey = (points, steps = 12) =>
  Array.from({ length: steps + 1 }, (_, n) => {
    const [x, y] = along(points, n / steps);
    return { transform: `translate(${x}px, ${y}px)`, opacity: n % steps ? 1 : 0 };
  });
