// Be wrong first: how far one vector reaches, counted in the page on the examples.
import { choice } from "../core/kit/controls.js";
import { h } from "../core/kit/dom.js";
import { carried, numbered, translate, written } from "./math.js";

const SLICE = 20; // milliseconds of a frame

/** The question, the counts and the verdict, as one node.  panels: all translators; blind: the one
    without attention; groups: number of dates -> examples. */
export function counting({ panels, blind, groups, at, target, say }, signal) {
  const counts = [...groups.keys()];
  const view = { counts, panels, bars: h("div", { class: "bars" }), state: "waits" };
  const verdict = h("div", { "aria-live": "polite", class: "verdict" });
  const options = [0, ...counts].map(String);
  const right = (one, [text, due]) =>
    written(translate(one.w, numbered(text, at)).ids, target) === due;
  const conclude = () => {
    if (view.state !== "done") return;
    const shares = counts.map((count, k) => [count, blind.right[k][0] / blind.right[k][1]]);
    const n = carried(shares);
    const told = n ? say("carried", { n }) : say("carried none");
    verdict.textContent = `${Number(guess.value) === n ? "✓" : "✗"} ${told}`;
  };
  const guess = choice({ label: say("ask"), options }, () => {
    if (view.state === "waits") begin(view, groups, right, conclude, signal);
    conclude();
  });
  return [guess.node, view.bars, verdict];
}

/** Translate every example with every model, a slice of time a frame. */
function begin(view, groups, right, conclude, signal) {
  view.state = "counts";
  for (const one of view.panels) one.right = view.counts.map(() => [0, 0]);
  const jobs = view.counts.flatMap((n, k) =>
    view.panels.flatMap((one) => groups.get(n).map((pair) => ({ k, one, pair }))),
  );
  const work = () => {
    for (const end = performance.now() + SLICE; jobs.length && performance.now() < end;) {
      const { k, one, pair } = jobs.shift();
      one.right[k][0] += right(one, pair);
      one.right[k][1] += 1;
    }
    draw(view);
    if (jobs.length && !signal.aborted) return requestAnimationFrame(work);
    view.state = "done";
    conclude();
  };
  requestAnimationFrame(work);
}

/** A row a model: how many lines of each length are right so far. */
function draw({ bars, counts, panels }) {
  const share = ([right, all]) => {
    const style = `--p:${all ? (100 * right) / all : 0}%`;
    return h("span", { class: "share", style }, h("span", {}, `${right} / ${all}`));
  };
  bars.replaceChildren(
    h("span"),
    ...counts.map((n) => h("b", {}, n)),
    ...panels.flatMap((one) => [h("span", {}, one.title), ...one.right.map(share)]),
  );
  bars.style.setProperty("--n", counts.length);
}
