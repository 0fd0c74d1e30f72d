// The query as an arrow among the keys, where both have two numbers: it is dragged by its tip.
import { h, s } from "../core/kit/dom.js";
import { drag } from "../core/kit/drag.js";
import { onResize } from "../core/kit/events.js";
import { clamp } from "../core/kit/numbers.js";
import { arrow } from "../core/kit/shapes.js";
import { clip } from "../core/kit/text.js";

/** Where a text stands beside the tip (x, y) of an arrow of this angle, inside a square. */
export function beside([x, y], angle, side) {
  const [along, across] = [Math.cos(angle), Math.sin(angle)];
  const outwards = along > 0 ? "start" : "end";
  const inwards = along > 0 ? "end" : "start";
  const tight = along > 0 ? x > side - 50 : x < 50;
  return {
    x: clamp(x + 13 * along, 16, side - 16),
    y: clamp(y + (tight && Math.abs(across) < 0.4 ? -10 : 13 * across + 4), 12, side - 4),
    "text-anchor": Math.abs(along) < 0.4 ? "middle" : tight ? inwards : outwards,
  };
}

/** Arrows as {v, text}, the names of those whose name would lie on a longer one's left out. */
function named(arrows, place) {
  const told = [];
  return [...arrows]
    .sort((a, b) => Math.hypot(...b.v) - Math.hypot(...a.v))
    .map(({ v, text, ...rest }) => {
      const [x, y] = place(v);
      const free = told.every(([a, b]) => Math.abs(b - y) > 17 || Math.abs(a - x) > 62);
      if (free) told.push([x, y]);
      return { v, text: free ? text : "", ...rest };
    });
}

/** {node, draw(q, chosen)}: K are the keys' numbers, Q those of the queries, which stand there as
    pale arrows with their names; size: the longest query's length; to(q) is called when the arrow
    is dragged, or moved by arrow keys.  Where q is too long for the plane, the plane shows more;
    while q is dragged the scale is kept, and q stays inside. */
export function plane(given, signal) {
  const { K, Q, keys, queries, size, label, step, to } = given;
  const reach = 1.4 * Math.max(size, ...K.map((k) => Math.hypot(...k)));
  const view = { side: 0, shown: null, reach, held: false };
  const node = h("div", { class: "plane", role: "application", "aria-label": label });
  const middle = () => view.side / 2;
  const place = ([x, y]) => [x, -y].map((at) => middle() * (1 + at / view.reach));
  const line = (v, name, text) => {
    const tip = place(v);
    const angle = Math.atan2(tip[1] - middle(), tip[0] - middle());
    return [
      arrow([middle(), middle()], tip, { class: name }, 9),
      s("text", { class: name, ...beside(tip, angle, view.side) }, text),
    ];
  };
  const all = (chosen) => [
    ...Q.map((v, i) => ({ v, kind: "pale", text: clip(queries[i], 12) })),
    ...K.map((v, j) => ({ v, kind: j === chosen ? "k on" : "k", text: clip(keys[j], 10) })),
  ];
  const draw = (q, chosen) => {
    view.shown = [q, chosen];
    if (!view.side) return;
    if (!view.held) view.reach = Math.max(reach, 1.2 * Math.max(...q.map(Math.abs)));
    const { side } = view;
    const [cx, cy] = place(q);
    node.replaceChildren(
      s(
        "svg",
        { width: side, height: side, "aria-hidden": "true" },
        s("path", { class: "rule", d: `M0 ${side / 2}H${side}M${side / 2} 0V${side}` }),
        named(all(chosen), place).map(({ v, kind, text }) => line(v, kind, text)),
        line(q, "q", ""),
        s("circle", { class: "grip", cx, cy, r: 13 }),
      ),
    );
  };
  const follow = (...at) => {
    const [a, b] = at.map((x) => (clamp(x, 8, view.side - 8) / middle() - 1) * view.reach);
    to([a, -b]);
  };
  const hold = (held) => (view.held = held) || draw(...view.shown);
  const by = (dx, dy) => () => to([view.shown[0][0] + dx * step, view.shown[0][1] + dy * step]);
  drag(
    node,
    {
      start: ([x, y]) => hold(true) && follow(x, y),
      end: () => hold(false),
      move: ({ x, y }) => follow(x, y),
      keys: {
        ArrowLeft: by(-1, 0),
        ArrowRight: by(1, 0),
        ArrowUp: by(0, 1),
        ArrowDown: by(0, -1),
      },
    },
    signal,
  );
  onResize(node, (side) => draw(...((view.side = side) && view.shown)), signal);
  return { node, draw };
}
