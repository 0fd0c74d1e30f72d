// What travels in each of the six steps of SoftSteps, from where it was made to where it is used.
import { animate, reveal } from "../core/kit/motion.js";

/** A copy of a group leaves by [dx, dy] and is gone at the end. */
function send(svg, group, [dx, dy], { delay = 0, scale: size = 1 } = {}) {
  const copy = group.cloneNode(true);
  copy.classList.add("sent");
  svg.append(copy);
  const there = { transform: `translate(${dx}px, ${dy}px) scale(${size})`, opacity: 0.2 };
  return animate(copy, [{ transform: "none", opacity: 1 }, there], { ms: 900, delay }).then(() =>
    copy.remove(),
  );
}

/** What travels in step k; the promise is kept when it has arrived. */
export function travel(view, k) {
  const { at, picture: svg, now } = view;
  const all = (kind) => [...svg.querySelectorAll(`.token.${kind}`)];
  const [state] = all("state");
  const come = (kind) => all(kind).map((node) => reveal(node, { from: [0, 0], delay: 600 }));
  const down = (j) => at.sum - at.cellTop(j);
  const { x, width } = at.side;
  const ways = {
    1: () => [
      ...all("score").map((_, j) =>
        send(svg, state, [at.score - x, at.line(j) - at.state], { scale: 0.5, delay: 90 * j }),
      ),
      ...come("score"),
    ],
    2: () => [
      ...all("score").map((node) => send(svg, node, [at.share - at.score, 0])),
      ...come("share"),
    ],
    3: () => all("value").flatMap((node, j) => shrink(node, now.A[j])),
    4: () => [...all("value").map((node, j) => send(svg, node, [0, down(j)])), ...come("sum")],
    5: () => [
      send(svg, all("sum")[0], [x - at.cells, at.joint - at.sum]),
      send(svg, state, [0, at.joint - at.state]),
      ...come("joint"),
    ],
    6: () => [
      send(svg, all("joint")[0], [
        at.goal.x - x + Math.min(5 * at.u, width / 3),
        at.next - at.joint,
      ]),
      ...come("next"),
    ],
  };
  return Promise.all(ways[k]());
}

/** The bars of a value sink from their whole height to their share of it. */
function shrink(node, a) {
  const times = Math.min(1 / Math.max(a, 1e-3), 1e3);
  const frames = [{ transform: `scaleY(${times})` }, { transform: "none" }];
  return [...node.querySelectorAll(".fill")].map((bar) => animate(bar, frames, { ms: 900 }));
}
