// What flows is seen flowing; who asked for less motion sees where it ends.

/** Whether the reader wants things to stand still. */
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Run an animation (Web Animations keyframes) on a node; the promise is kept at its end, at once
    where the reader wants less motion.  Nothing is left behind: the node's own style is the end. */
export function animate(node, frames, { ms = 500, delay = 0, easing = "ease-in-out" } = {}) {
  if (still() || !node.animate) return Promise.resolve();
  const run = node.animate(frames, { duration: ms, delay, easing, fill: "backwards" });
  return run.finished.catch(() => {});
}

/** A node comes into sight: it fades in, from [dx, dy] pixels away. */
export function reveal(node, { from: [dx, dy] = [0, 8], ...time } = {}) {
  const start = { opacity: 0, transform: `translate(${dx}px, ${dy}px)` };
  return animate(node, [start, { opacity: 1, transform: "none" }], time);
}

/** A copy of a node (of class sent) leaves by [dx, dy], as large as `scale` there, and is gone at
    the end; `into`: what it is a child of. */
export function send(node, [dx, dy], { into = node.parentNode, scale = 1, ...time } = {}) {
  const copy = node.cloneNode(true);
  copy.classList.add("sent");
  into.append(copy);
  const there = { transform: `translate(${dx}px, ${dy}px) scale(${scale})`, opacity: 0.3 };
  const frames = [{ transform: "none", opacity: 1 }, there];
  return animate(copy, frames, { ms: 900, ...time }).then(() => copy.remove());
}

/** A node glides to where it stands now from [dx, dy] pixels away, as large as `scale` there. */
export function glide(node, [dx, dy], { scale = 1, ...time } = {}) {
  const start = { transform: `translate(${dx}px, ${dy}px) scale(${scale})` };
  return animate(node, [start, { transform: "none" }], time);
}

/** Draw a change frame by frame: draw(t), t from 0 to 1, slow at both ends; draw(1) alone where the
    reader wants less motion.  Gives a function that goes to the end at once. */
export function tween(draw, { ms = 900 } = {}) {
  if (still()) {
    draw(1);
    return () => {};
  }
  let [frame, start] = [0, null];
  const step = (now) => {
    start ??= now;
    const t = Math.min((now - start) / ms, 1);
    frame = t < 1 ? requestAnimationFrame(step) : 0;
    draw(t * t * (3 - 2 * t));
  };
  frame = requestAnimationFrame(step);
  return () => {
    if (!frame) return;
    cancelAnimationFrame(frame);
    frame = 0;
    draw(1);
  };
}
