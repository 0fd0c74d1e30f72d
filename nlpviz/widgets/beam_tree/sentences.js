// What BeamTree says: of lines, of a step, of a node, of the answer.
import { short } from "../core/kit/numbers.js";
import { clip, isolated } from "../core/kit/text.js";
import { percent } from "../core/kit/versus.js";
import { fate, isEnd, pathTo, scoreOf, totalOf } from "./math.js";

/** The line of node k as it is read: without eos; Japanese without blanks. */
export function lineOf({ of, say }, k, limit = 40) {
  const own = pathTo(of.tree, k).filter((i) => !isEnd(of.tree, i));
  const texts = own.map((i) => of.texts[of.tree.tokens[i]]);
  const blank = /[\u3040-\u9fff]/.test(texts.join("")) ? "" : " ";
  return texts.length ? isolated(clip(texts.join(blank), limit)) : say("empty");
}

/** A logarithm as a part of 1 in words. */
export const share = (logp) => (logp < Math.log(5e-4) ? "< 0.1 %" : percent(Math.exp(logp)));

/** Whether scores are shown: a penalty has none but them. */
export const inScores = ({ set }) => set.scores || set.alpha > 0;

/** Why another line is likelier than greedy's, or none is. */
export function reason(view) {
  const { of, say } = view;
  const { greedy, other, tree } = of;
  if (!other) return say("alone");
  const lines = { other: lineOf(view, other.k, 24), greedy: lineOf(view, greedy.k, 24) };
  const values = { ...lines, p: share(other.logp), q: share(greedy.logp) };
  if (other.logp <= greedy.logp) return say("worse", values);
  const [mine, his] = [pathTo(tree, other.k), of.greedyPath];
  const i = mine.findIndex((k, t) => k !== his[t]);
  return say("better", { ...values, a: share(tree.logP[mine[i]]), b: share(tree.logP[his[i]]) });
}

/** What the figure says of the step that is shown. */
export function told(view) {
  const { set, now, say } = view;
  if (!set.answered) return say("wait");
  const t = Math.min(set.step, now.steps.length);
  if (t < now.steps.length || !t) {
    const { ranked = [], kept = [] } = now.steps[t - 1] ?? {};
    const end = kept.filter(({ k }) => isEnd(view.of.tree, k)).length;
    return t ? say("at", { t, n: ranked.length, go: kept.length - end, end }) : "";
  }
  const [best] = now.best;
  const values = { n: set.beam, line: lineOf(view, best.k), p: share(best.logp) };
  if (set.beam === 1 && !set.alpha) return say("greedily", values);
  return say(inScores(view) ? "best score" : "best", { ...values, s: short(best.score) });
}

/** What is said of node k. */
export function about(view, k) {
  const { of, set, now, say } = view;
  const total = totalOf(of.tree, k);
  const length = pathTo(of.tree, k).length;
  const { status, rank } = fate(of.tree, now, k);
  const seen = set.answered && length <= set.step;
  const what = seen ? `is${status[0].toUpperCase()}${status.slice(1)}` : "isWaiting";
  const known = seen || of.greedyPath.includes(k) || length === 1;
  if (!known) return say(what);
  const end = isEnd(of.tree, k) ? ` ${of.texts[of.tree.end]}` : "";
  const values = { line: lineOf(view, k) + end, p: share(total) };
  const s = short(scoreOf(total, length, set.alpha));
  const key = inScores(view) ? "about score" : "about";
  return say(key, { ...values, s, what: say(what, { r: rank }) });
}
