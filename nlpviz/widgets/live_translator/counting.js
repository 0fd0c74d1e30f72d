// Be wrong first: how many dates one vector carries, counted in the page on the examples.
import { h } from "../core/kit/dom.js";
import { predict } from "../core/kit/predict.js";
import { carried, numbered, translate, written } from "./math.js";

/** The question and the counts: {ask, bars}.  panels: all translators; blind: the one without
    attention; groups: number of dates -> pairs; judge(open): the answer may be seen or
    not; fill(n): a line of n dates. */
export function counting(view, signal) {
  const { el, panels, blind, groups, say, judge } = view;
  const counts = [...groups.keys()];
  const bars = h("div", { class: "bars", style: `--n:${counts.length}` });
  const fails = () => counts.find((n) => n > answer());
  const self = { ...view, counts, bars, fails };
  for (const one of panels) one.right = counts.map(() => [0, 0]);
  const answer = () => carried(counts.map((n, k) => [n, share(blind.right[k])]));
  const why = () => {
    const n = fails();
    if (!n) return say("holds");
    const [right, all] = blind.right[counts.indexOf(n)];
    return say("breaks", { n, right, all });
  };
  const onChange = ({ open }) => {
    judge(open);
    if (open && !self.jobs) begin(self, ask, signal);
  };
  const instead = () => (self.jobs?.length ? "…" : null);
  const options = [0, ...counts];
  const ask = predict(
    el,
    { question: say("ask", { d: blind.w.W_o.shape[0] }), options, answer, why, instead, onChange },
    signal,
  );
  judge(false);
  draw(self);
  return { ask, bars };
}

const share = ([right, all]) => right / (all || 1);

/** Translate every example with every model, one a frame: the counts are seen to grow. */
function begin(self, ask, signal) {
  const { counts, panels, groups, at, target } = self;
  self.jobs = counts.flatMap((n, k) => groups.get(n).map((pair) => [k, ...pair]));
  const work = () => {
    const [k, text, due] = self.jobs.shift();
    for (const one of panels) {
      const said = written(translate(one.w, numbered(text, at)).ids, target);
      one.right[k][0] += said === due;
      one.right[k][1] += 1;
    }
    draw(self);
    if (!self.jobs.length) {
      ask.renew();
      if (self.fails()) self.fill(self.fails());
    } else if (!signal.aborted) requestAnimationFrame(work);
  };
  ask.renew();
  requestAnimationFrame(work);
}

/** A row a model: how many lines of each length are right so far. */
function draw({ bars, counts, panels, say }) {
  const cell = (found) => {
    const style = `--p:${100 * share(found)}%`;
    return h("span", { class: "share", style }, found[1] ? found.join(" / ") : "");
  };
  bars.replaceChildren(
    h("small", {}, say("n")),
    ...counts.map((n) => h("b", {}, n)),
    ...panels.flatMap((one) => [h("span", {}, one.title), ...one.right.map(cell)]),
  );
}
