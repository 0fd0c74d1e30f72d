// What waits under "more": parts to switch off, the numbers at each stage, each layer's answer.
import { choice } from "../core/kit/controls.js";
import { h } from "../core/kit/dom.js";
import { largestOf } from "../core/kit/likely.js";
import { row } from "../core/kit/linalg.js";
import { strip } from "../core/kit/strip.js";
import { clip } from "../core/kit/text.js";
import { checkbox, toggled } from "../core/kit/typed.js";
import { share } from "./math.js";
import { STAGES, isCut, percent } from "./reading.js";

/** [name, numbers] of what head k does for the last word. */
function headRows(view, k) {
  const { found, net, say } = view;
  const [l, i] = [Math.floor(k / net.nHeads), k % net.nHeads];
  const { q, k: K, v: V, O } = found.steps[l];
  const [j] = largestOf(found.A[k], 1);
  const name = view.texts;
  const part = (x) => row(x, i, x.length / net.nHeads);
  return [
    [say("query", { word: name.at(-1) }), part(q)],
    [say("key", { word: name[j] }), part(K[j])],
    [say("value", { word: name[j] }), part(V[j])],
    [say("mixture"), O[i]],
  ];
}

/** [name, numbers] of the stage that is looked into, for the last word. */
export function rowsOf(view) {
  const { found, now, net, say } = view;
  const k = Math.max(now.head, 0);
  const l = Math.floor(k / net.nHeads);
  const word = view.texts.at(-1);
  if (now.inside === "head") return headRows(view, k);
  if (now.inside === "feed") {
    const { y, feed } = found.steps[l];
    return [
      [say("before feed", { word, layer: l + 1 }), y],
      [say("hidden", { n: feed.hidden.length }), feed.hidden],
      [say("added"), feed.out],
    ];
  }
  if (now.inside === "out")
    return [
      [say("normed", { word }), found.n],
      [say("logits", { n: found.logits.length }), found.logits],
    ];
  const { e, pe, x } = found.input.at(-1);
  return [
    [say("vector", { word }), e],
    [say("place", { n: found.input.length }), pe],
    [say("sum"), x],
  ];
}

/** What the model would say if it ended before the first layer, after it, … */
function lensOf(view) {
  const { found, pair, ask, vocabulary, say } = view;
  return found.layers.map((P, l) => {
    const part = share(P, pair);
    const best = vocabulary[largestOf(P, 1)[0]];
    const says = say("lens", { part: percent(part), a: ask[0], b: ask[1], word: clip(best, 16) });
    const bar = h("span", { class: "share", style: `--p:${100 * part}%` });
    return h("li", {}, h("b", {}, say(l ? "after layer" : "at first", { n: l })), bar, says);
  });
}

/** The panel: {nodes, show()}. */
export function inside(view) {
  const { say, now, net, cut } = view;
  const change = (parts) => now.set("off", { ...now.off, ...parts });
  const places = checkbox(say("positions"), (on) => change({ positions: !on }));
  const feeds = net.blocks.map((_, l) =>
    checkbox(say("feed-forward", { n: l + 1 }), () => change({ feed: toggled(now.off.feed, l) })),
  );
  const options = STAGES.map((value) => ({ value, text: say(`stage ${value}`) }));
  const stage = choice({ label: say("look into"), options, value: now.inside }, (value) =>
    now.set("inside", value),
  );
  const strips = h("div");
  const links = h("div", { class: "links" });
  const lens = h("ol", { class: "lens" });
  const boxes = [places, ...feeds].map(({ node }) => node);
  const lensTitle = h("p", { class: "title" }, say("lens title"));
  const link = (text, j) => {
    const off = isCut(view, now.head, j);
    const open = { type: "button", "aria-pressed": String(!off), onclick: () => cut(j) };
    return h("button", open, h("bdi", {}, text));
  };
  const show = () => {
    places.input.checked = !now.off.positions;
    feeds.forEach(({ input }, l) => (input.checked = !now.off.feed.includes(l)));
    stage.value = now.inside;
    if (!view.found) return;
    const title = h("span", {}, say("links", { n: now.head + 1 }));
    links.replaceChildren(...(now.head < 0 ? [] : [title, ...view.texts.map(link)]));
    const one = ([name, values]) => strip(name, values, view.tints);
    strips.replaceChildren(...rowsOf(view).map(one));
    lens.replaceChildren(...lensOf(view));
  };
  const panel = h(
    "div",
    { class: "inside" },
    h("div", { class: "parts" }, boxes),
    links,
    stage.node,
    strips,
    lensTitle,
    lens,
  );
  return { node: panel, show };
}
