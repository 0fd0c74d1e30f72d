// Be wrong first: how many dates one vector carries, counted in the page on the examples.
import { choice } from "../core/kit/controls.js";
import { h } from "../core/kit/dom.js";
import { carried, numbered, translate, written } from "./math.js";

/** The question, the verdict in the place of a hint and, beside them, the counts.
    panels: all translators; blind: the one without attention; groups: number of dates -> pairs. */
export function counting(view, signal) {
  const { panels, blind, groups, say } = view;
  const counts = [...groups.keys()];
  const bars = h("div", { class: "bars", style: `--n:${counts.length}` });
  const self = { ...view, counts, bars, state: "waits" };
  for (const one of panels) one.right = counts.map(() => [0, 0]);
  const verdict = h("div", { class: "verdict", "aria-live": "polite" }, say("hint"));
  const conclude = () => {
    if (self.state !== "done") return;
    const n = carried(counts.map((count, k) => [count, blind.right[k][0] / blind.right[k][1]]));
    const next = counts.findIndex((count) => count > n);
    const [right, all] = blind.right[next] ?? [];
    const why = all ? say("breaks", { n: counts[next], right, all }) : say("holds");
    const mark = Number(guess.value) === n ? "✓ " : "✗ ";
    verdict.textContent = mark + say("verdict", { guess: guess.value, n, why });
  };
  const guess = choice({ name: say("ask"), options: [0, ...counts] }, () => {
    if (self.state === "waits") begin(self, conclude, signal);
    conclude();
  });
  draw(self);
  const asked = h("p", { class: "nlpviz-question" }, say("ask"));
  return h("div", { class: "count" }, h("div", {}, asked, guess.node, verdict), bars);
}

/** Translate every example with every model, one a frame: the counts are seen to grow. */
function begin(self, conclude, signal) {
  const { counts, panels, groups, at, target } = self;
  const jobs = counts.flatMap((n, k) => groups.get(n).map((pair) => [k, ...pair]));
  self.state = "counts";
  const work = () => {
    const [k, text, due] = jobs.shift();
    for (const one of panels) {
      const said = written(translate(one.w, numbered(text, at)).ids, target);
      one.right[k][0] += said === due;
      one.right[k][1] += 1;
    }
    draw(self);
    if (jobs.length && !signal.aborted) return requestAnimationFrame(work);
    self.state = "done";
    conclude();
  };
  requestAnimationFrame(work);
}

/** A row a model: how many lines of each length are right so far. */
function draw({ bars, counts, panels, say }) {
  const share = ([right, all]) => {
    const style = `--p:${all ? (100 * right) / all : 0}%`;
    return h("span", { class: "share", style }, all ? `${right} / ${all}` : "");
  };
  bars.replaceChildren(
    h("small", {}, say("n")),
    ...counts.map((n) => h("b", {}, n)),
    ...panels.flatMap((one) => [h("span", {}, one.title), ...one.right.map(share)]),
  );
}
