// The heads as small maps: buttons in rows, each with its name and a number; they glide to their
// places when the order changes.
import { paint, ramp } from "../core/kit/colour.js";
import { h } from "../core/kit/dom.js";
import { darkness } from "../core/kit/heatmap.js";
import { animate, glide } from "../core/kit/motion.js";
import { short } from "../core/kit/numbers.js";
import { HALF } from "./math.js";

const FEW = 12; // heads that stand beside the one in full
const [LEAST, MOST, GAP] = [4.4, 7.6, 0.6]; // of a small map's width, and between two, in units

/** A number as a bar beside it; below 0 in the colour of gradients. */
export function bar(value, most) {
  const width = `width:${(100 * Math.abs(value)) / (most || 1)}%`;
  const line = h("i", { class: value < 0 ? "less" : "", style: width });
  return [h("span", { class: "track", "aria-hidden": "true" }, line), h("b", {}, short(value))];
}

/** Whether the row that is asked about is still covered. */
export const covered = ({ of, set }, i) => !of.ablation && !set.answered && i === of.look[0];

/** One head's button: {node, canvas, value, ring}. */
function thumb({ say, of }, k) {
  const [layer, head] = [Math.floor(k / of.heads) + 1, (k % of.heads) + 1];
  const [i, j] = of.look;
  const place = `--x:${(100 * (j + 0.5)) / of.m}%;--y:${(100 * (i + 0.5)) / of.n}%`;
  const size = `--w:${100 / of.m}%;--h:${100 / of.n}%`;
  const canvas = h("canvas");
  const over = ["covered", "ring"].map((kind) => h("i", { class: kind }));
  const value = h("span", { class: "value" });
  const name = [say("layer", { layer }), say("of layer", { head })].map((t) => h("span", {}, t));
  const picture = h("span", { class: "picture", style: `${place};${size}` }, canvas, over);
  const node = h("button", { type: "button", class: "thumb" }, picture, name, value);
  return { node, canvas, value, ring: over[1] };
}

/** All heads of what is shown, made anew. */
export function fill(view) {
  const { of, strip } = view;
  view.thumbs = of.A.map((_, k) => thumb(view, k));
  strip.replaceChildren(...view.thumbs.map(({ node }) => node));
  strip.parentElement.classList.toggle("many", of.A.length > FEW);
}

/** The small maps painted: a weight of 1 is the darkest in all of them. */
export function tint({ of, thumbs, strip }) {
  const [scale, dark] = [ramp(strip), darkness(of.m)];
  thumbs.forEach(({ canvas }, k) => paint(canvas, of.n, of.m, scale, (c) => dark(of.A[k][c])));
}

/** How many stand side by side, and how wide they are. */
export function fit(view, width, u) {
  const gap = GAP * u;
  const least = LEAST * u + gap;
  view.across = Math.min(view.of.heads, Math.max(1, Math.floor((width + gap) / least)));
  const side = Math.min(MOST * u, (width + gap) / view.across - gap);
  view.strip.style.gridTemplateColumns = `repeat(${view.across}, ${side}px)`;
  const rows = Math.ceil(view.of.A.length / view.across);
  view.cells.renew({ rows, columns: view.across });
}

/** The heads in this order; values: what stands under each, or null. */
export function arrange(view, places, values) {
  const where = ({ node }) => [node.offsetLeft, node.offsetTop];
  const before = view.thumbs.map(where);
  view.places = places;
  const most = values ? Math.max(...values.map(Math.abs)) : 0;
  places.forEach((k, place) => {
    view.thumbs[k].node.style.order = place;
    view.thumbs[k].value.replaceChildren(...(values ? bar(values[k], most) : []));
  });
  view.thumbs.forEach((each, k) => {
    const [x, y] = where(each);
    const [dx, dy] = [before[k][0] - x, before[k][1] - y];
    if (dx || dy) glide(each.node, [dx, dy]);
  });
  view.cells.renew();
}

/** The answer comes: the rings close around the link, one head after the other. */
export const open = ({ thumbs }) =>
  thumbs.forEach(({ ring }, k) =>
    animate(ring, [{ scale: 6, opacity: 0 }, {}], { delay: 150 * k }),
  );

/** The head that is shown in full, the one that is guessed, those that were counted. */
export function mark(view) {
  const { thumbs, set, at, of, strip, note, say } = view;
  const closed = covered(view, of.look[0]);
  strip.classList.toggle("closed", closed);
  note.textContent = of.ablation ? "" : say(closed ? "covered" : "counted", view.link);
  thumbs.forEach(({ node }, k) => {
    node.setAttribute("aria-pressed", k === at.head);
    node.classList.toggle("guess", !!of.ablation && k === set.guess);
    node.classList.toggle("hit", set.answered && !of.ablation && of.looks[k] > HALF);
  });
}
