// What travels in each of the six steps of SoftSteps, from where it was made to where it is used.
import { animate, reveal, send } from "../core/kit/motion.js";

const COMES = ["", "score", "share", "", "sum", "joint", "next"]; // by step

/** What travels in step k; the promise is kept when it has arrived. */
export function travel(view, k) {
  const { at, picture: svg, now } = view;
  const go = (node, by, more) => send(node, by, { into: svg, ...more });
  const all = (kind) => [...svg.querySelectorAll(`.token.${kind}`)];
  const [state] = all("state");
  const { x, width } = at.side;
  const ways = {
    1: () =>
      all("score").map((_, j) =>
        go(state, [at.score - x, at.line(j) - at.state], { scale: 0.5, delay: 90 * j }),
      ),
    2: () => all("score").map((node) => go(node, [at.share - at.score, 0])),
    3: () => all("value").flatMap((node, j) => shrink(node, now.A[j])),
    4: () => all("value").map((node, j) => go(node, [0, at.sum - at.cellTop(j)])),
    5: () => [
      go(all("sum")[0], [x - at.cells, at.joint - at.sum]),
      go(state, [0, at.joint - at.state]),
    ],
    6: () => [
      go(all("joint")[0], [at.goal.x - x + Math.min(5 * at.u, width / 3), at.next - at.joint]),
    ],
  };
  const come = COMES[k] ? all(COMES[k]) : [];
  const shown = come.map((node) => reveal(node, { from: [0, 0], delay: 600 }));
  return Promise.all([...ways[k](), ...shown]);
}

/** The bars of a value sink from their whole height to their share of it. */
function shrink(node, a) {
  const times = Math.min(1 / Math.max(a, 1e-3), 1e3);
  const frames = [{ transform: `scaleY(${times})` }, { transform: "none" }];
  return [...node.querySelectorAll(".fill")].map((bar) => animate(bar, frames, { ms: 900 }));
}
