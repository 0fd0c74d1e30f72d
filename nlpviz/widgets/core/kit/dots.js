// Many dots on a canvas, quick enough to be drawn anew in each frame of a glide.
import { clamp } from "./numbers.js";

/** An empty canvas of this size, and its pen. */
export function clear(canvas, [width, height]) {
  const sharp = clamp(window.devicePixelRatio || 1, 1, 2);
  [canvas.width, canvas.height] = [width * sharp, height * sharp];
  const pen = canvas.getContext("2d");
  pen.scale(sharp, sharp);
  return pen;
}

/** Paint dots as they are placed (plane.js), in groups {colour, share: their size, ids}; on the way
    as squares, which are quicker. */
export function dots(canvas, { size, X, Y, inside, radius }, groups, moving = false) {
  const pen = clear(canvas, size);
  for (const { colour, share, ids } of groups) {
    const r = radius(share);
    pen.fillStyle = colour;
    pen.beginPath();
    for (const i of ids) {
      const [x, y] = [X(i), Y(i)];
      if (moving) pen.fillRect(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
      else if (inside(i, -8)) {
        pen.moveTo(x + r, y);
        pen.arc(x, y, r, 0, 7);
      }
    }
    pen.fill();
  }
}
