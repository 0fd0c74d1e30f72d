// The stations in one row: a line for each word, whose number travels through them from the left;
// below them what comes of it.
import { h } from "../core/kit/dom.js";
import { animate, reveal } from "../core/kit/motion.js";
import { clamp, short } from "../core/kit/numbers.js";
import { clip } from "../core/kit/text.js";
import { strongest } from "./math.js";

export const MOST = 12; // words that have a line, those of the largest weights
const NAMES = ["score", "shrink", "hide", "weigh", "mix"];
const STEP = 520; // milliseconds from station to station

/** A weight in hundredths. */
export function share(a) {
  if (a > 0 && a < 0.001) return "<0.1 %";
  if (a > 0.999 && a < 1) return ">99.9 %";
  return `${(100 * a).toFixed(a % 1 && (a < 0.01 || a > 0.99) ? 1 : 0)} %`;
}

/** A line of the stations: its name, and in each station its bar and what travels there; in the
    fourth are marks as well, of the weight as it should be, and of the guess. */
function line(kind) {
  const name = h("bdi", { class: "name" });
  const [bars, tokens] = ["i", "span"].map((tag) => [...NAMES, ""].map(() => h(tag)));
  bars[5].className = "yours";
  const places = NAMES.map((each, k) =>
    h("div", { class: `place ${each}` }, k < 4 && bars[k], k === 3 && bars.slice(4), tokens[k]),
  );
  return { node: h("div", { class: `line ${kind}` }, name, places), name, places, tokens, bars };
}

/** The names of the stations, and what each does; arrows between them. */
const heads = ({ say, of }) =>
  NAMES.map((name) => {
    const gist = h("small", {}, say(`gist ${name}`, of.told));
    return h("div", { class: `head ${name}` }, h("b", {}, say(name)), gist);
  });

/** Where the stations are drawn: {node, lines, rest, sum, top}. */
export function stage(view) {
  const { of } = view;
  const lines = Array.from({ length: Math.min(of.n, MOST) }, () => line("word"));
  const [rest, sum] = [of.n > MOST && line("rest"), line("sum")];
  const top = h("div", { class: "line top" }, h("span"), heads(view));
  const all = [top, lines.map(({ node }) => node), rest && rest.node, sum.node];
  return {
    node: h("div", { class: "stations", "aria-hidden": "true" }, all),
    lines,
    rest,
    sum,
    top,
  };
}

/** A bar from zero to v on an axis from low to high. */
function lay({ style }, v, [low, high]) {
  const at = (x) => (100 * (x - low)) / (high - low || 1);
  const left = at(Math.min(v, 0));
  style.cssText = `left:${left}%;width:${at(Math.max(v, 0)) - left}%`;
}

/** A value as cells from left to right, as high as its share. */
function strip({ style }, v, most, part) {
  const wide = 100 / v.length;
  const stop = (x, c) => {
    const step = Math.round(8 + 8 * clamp(x / most, -1, 1));
    return `var(--nv-div-${step}) ${c * wide}% ${(c + 1) * wide}%`;
  };
  style.setProperty("--stops", Array.from(v, stop));
  style.height = `${Math.max(100 * part, 5)}%`;
}

/** The line of word j as it is now. */
function drawLine({ of, now, was, mask, set, say, asked }, { name, places, tokens, bars }, j) {
  const span = [Math.min(0, ...now.raw), Math.max(0, ...now.raw)];
  name.textContent = clip(of.words[j], 40);
  [now.raw, now.scaled, now.masked].forEach((values, k) => {
    const there = values[j] > -Infinity;
    lay(bars[k], there ? values[j] : 0, span);
    tokens[k].textContent = there ? short(values[j]) : say("hidden");
  });
  lay(bars[3], now.A[j], [0, 1]);
  tokens[3].textContent = share(now.A[j]);
  bars[4].style.left = `${100 * was[j]}%`;
  bars[5].hidden = asked !== j;
  bars[5].style.left = `${set.guess}%`;
  places[2].classList.toggle("cut", !mask[set.query * of.n + j]);
  places[2].dataset.j = j;
  strip(tokens[4], of.V.subarray(j * of.d_v, (j + 1) * of.d_v), of.most, now.A[j]);
}

/** All lines as they are now. */
export function draw(view) {
  const { of, now, set, stage, say } = view;
  const shown = strongest(now.A, MOST);
  stage.node.classList.toggle("changed", set.plain || set.filled);
  stage.node.classList.toggle("plain", set.plain);
  const hides = shown.some((j) => !view.mask[set.query * of.n + j]);
  stage.node.classList.toggle("open", !hides);
  stage.top.querySelector(".hide > small").textContent = say(hides ? "gist hide" : "none hidden");
  stage.lines.forEach((each, k) => drawLine(view, each, shown[k]));
  const { rest, sum } = stage;
  if (rest) {
    rest.name.textContent = say("others", { n: of.n - MOST });
    const part = shown.reduce((a, j) => a - now.A[j], 1);
    rest.tokens[3].textContent = share(Math.max(part, 0));
  }
  sum.name.textContent = say("sum");
  sum.tokens[3].textContent = "100 %";
  strip(sum.tokens[4], now.o, of.most, 1);
}

/** The numbers travel from station to station, from number `from` on; then the values join. */
export function flow({ stage: { lines, sum } }, from = 1) {
  const joined = STEP * (NAMES.length - from);
  lines.forEach(({ places, tokens, bars }) => {
    for (let s = from; s < NAMES.length; s++) {
      const dx = places[s - 1].offsetLeft - places[s].offsetLeft;
      const time = { from: [dx, 0], ms: STEP, delay: STEP * (s - from) };
      reveal(tokens[s], time);
      if (s < 4) reveal(bars[s], time);
    }
    const copy = tokens[4].cloneNode();
    places[4].append(copy);
    const dy = sum.places[4].offsetTop - places[4].offsetTop;
    const end = { opacity: 0.3, transform: `translate(0, ${dy}px)` };
    const frames = [{ opacity: 1 }, end];
    animate(copy, frames, { ms: 700, delay: joined }).then(() => copy.remove());
  });
  reveal(sum.tokens[4], { from: [0, 0], delay: joined + 500 });
}
