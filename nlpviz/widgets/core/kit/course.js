// The course of a value over steps, and the reader's place on it: a slider, its track the curve.
import { ground, level, lettering, line, mark, scale, ticks, yTicks } from "./chart.js";
import { h, s } from "./dom.js";
import { drag } from "./drag.js";
import { MOVES, onResize } from "./events.js";
import { clamp, number } from "./numbers.js";

const TALL = 11; // the height, in letters
const MOST = 600; // points that are drawn
const COLOUR = "var(--nv-gradients)";

/** A curve to be led along: {node, draw()}.  get() gives what there is now: {values, position, end:
    the last step that can be reached, last: where the axis ends, per: how many steps are one on the
    axis, base: a level with its name {v, name}, text: the place in words, title: what stands
    above}.  go(step) is called as the reader drags, move(dx, dy) by arrow keys, Home and End; while
    idle() nothing is dragged. */
export function course({ label, get, go, move, idle }, signal) {
  const attributes = { role: "slider", "aria-label": label, "aria-valuemin": 0, tabindex: 0 };
  const title = h("div");
  const node = h("div", { class: "nlpviz-chart nlpviz-course", ...attributes });
  let place = Number;
  const lead = (x) => go(clamp(place(x), 0, get().end));
  const draw = () => {
    const now = get();
    title.textContent = now.title;
    node.setAttribute("aria-valuemax", now.end);
    node.setAttribute("aria-valuenow", now.position);
    node.setAttribute("aria-valuetext", now.text);
    if (node.clientWidth) place = picture(node, now);
  };
  const start = ([x]) => (idle() ? false : lead(x));
  const keys = {};
  for (const [key, way] of Object.entries(MOVES)) keys[key] = () => move(...way);
  drag(node, { start, move: ({ x }) => lead(x), keys, touch: "pan-y" }, signal);
  onResize(node, draw, signal);
  return { node: h("div", {}, title, node), draw };
}

/** Draw it; gives the function from pixels to steps. */
function picture(node, { values, position, last, per, base }) {
  const { u, wide } = lettering(node);
  const height = TALL * 14 * u;
  const high = yTicks(0, Math.min(Math.max(...values), 2 * values[0]));
  const top = high.at(-1);
  const area = { left: 12 + Math.max(...high.map((v) => wide(number(v)))), top: 8 * u, u, wide };
  area.right = node.clientWidth - 10;
  area.below = height - 28 * u;
  area.x = scale(0, last / per, area.left, area.right);
  area.y = scale(0, top, area.below, area.top);
  const every = Math.ceil(values.length / MOST);
  const kept = [...values.keys()].filter((i) => i % every === 0 || i === values.length - 1);
  const [xs, ys] = [kept.map((i) => i / per), kept.map((i) => Math.min(values[i], top))];
  const floor = area.y(base.v); // the curve is above it
  const under = area.below - floor > 24 * area.u ? 16 : -5;
  const note = { x: area.right, y: floor + under * area.u, "text-anchor": "end" };
  const here = [area.x(position / per), area.y(Math.min(values[position], top))];
  const parts = [
    ...ground(area, { xs: ticks(0, last / per, 4, true), ys: high }),
    level(area, base.v, "level"),
    line(area, xs, ys, { colour: COLOUR, width: 2.4 }),
    s("text", { ...note, class: "tick" }, `${base.name} ${number(base.v)}`),
    mark(...here, 0, COLOUR),
  ];
  node.replaceChildren(s("svg", { width: node.clientWidth, height }, parts));
  return (x) => Math.round(area.x.back(x) * per);
}
