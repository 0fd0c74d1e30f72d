// What a decoder adds to a map: hypotheses to choose from, gold links, and cuts that change the
// next word.
import { choice } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, s } from "../core/kit/dom.js";
import { onChange } from "../core/kit/events.js";
import { number } from "../core/kit/numbers.js";
import { clip, letters } from "../core/kit/text.js";
import { word } from "../core/kit/words.js";

const NAMES = ["H", "V", "W_c", "b_c", "W_o", "b_o"];

/** row · W + b, with W (row.length, b.length) in one piece. */
function affine(row, W, b) {
  const out = Float64Array.from(b);
  row.forEach((x, i) => {
    for (let j = 0; j < b.length; j++) out[j] += x * W[i * b.length + j];
  });
  return out;
}

/** P of the next word at row t of H, with the weights a over V:
    softmax(g W_o + b_o), g = tanh([a V; h_t] W_c + b_c). */
export function nextWords({ H, V, W_c, b_c, W_o, b_o }, a, t) {
  const width = V.shape[1],
    d_h = H.shape[1];
  const o = affine(a, V.data, new Float64Array(width));
  const g = affine([...o, ...H.data.subarray(t * d_h, (t + 1) * d_h)], W_c.data, b_c.data).map(
    Math.tanh,
  );
  const P = affine(g, W_o.data, b_o.data);
  const most = P.reduce((a, b) => Math.max(a, b));
  const sum = P.reduce((sum, x, j) => sum + (P[j] = Math.exp(x - most)), 0);
  return P.map((x) => x / sum);
}

/** The places of the `count` largest values, largest first, ties from the left. */
export function top(values, count) {
  return [...values.keys()].sort((a, b) => values[b] - values[a] || a - b).slice(0, count);
}

/** Alignment error rate of the largest weight of each row that gold has; null without links. */
export function errorRate(A, m, gold) {
  if (!gold.length) return null;
  const key = (i, j) => i * m + j;
  const sure = new Set(gold.map(([i, j]) => key(i, j)));
  const found = new Set(gold.map(([i]) => key(i, top(A.subarray(i * m, i * m + m), 1)[0])));
  const both = [...found].filter((link) => sure.has(link)).length;
  return 1 - (2 * both) / (found.size + sure.size);
}

/** The same weights with some set to 0; the others stay as they are. */
export function without(A, places) {
  if (!places.length) return A;
  const rest = A.slice();
  for (const place of places) rest[place] = 0;
  return rest;
}

/** A line on a lighter, broader one: seen on every colour. */
const two = (name, d, width) =>
  [
    [`${name} back`, width + 2.5],
    [name, width],
  ].map(([kind, broad]) => s("path", { class: kind, d, style: `stroke-width:${broad}px` }));

/** The tokens as one line of about 36 letters; where it differs from `other`, if it is long. */
export function summary(tokens, other, limit = 36) {
  const own = tokens.filter((token) => token !== "</s>");
  const space = own.every((token) => letters(token, 2).length < 2) ? "" : " ";
  const line = (from) => own.slice(from).join(space);
  const from =
    Math.max(
      own.findIndex((token, i) => token !== other[i]),
      1,
    ) - 1;
  const begin = letters(line(0), limit + 1).length > limit ? from : 0;
  return (begin ? "…" : "") + clip(line(begin), limit);
}

/** What AttentionMap asks for; nothing is drawn where neither beams, gold nor a decoder is given. */
export function cross({ model, el, signal, map, bar, m }, reload) {
  const links = model.get("gold");
  const words = model.get("words"),
    ids = model.get("own");
  const decoder = words && Object.fromEntries(NAMES.map((name) => [name, unpack(model.get(name))]));
  const say = (en, ja) => word(el, { en, ja });
  let whole,
    A,
    first,
    gold,
    cuts,
    known,
    at = [-1, -1];

  if (model.get("starts")) {
    const starts = model.get("starts"),
      all = model.get("queries");
    const control = choice(
      {
        label: say("beam", "ビーム"),
        value: model.get("beam"),
        options: model.get("scores").map((score, b) => {
          const line = summary(
            all.slice(starts[b], starts[b + 1]),
            all.slice(0, b ? starts[1] : 0),
          );
          return { value: b, text: [h("bdi", {}, line), " ", h("small", {}, number(score))] };
        }),
      },
      (value) => {
        model.set("beam", Number(value));
        model.save_changes();
      },
    );
    onChange(
      model,
      ["beam"],
      () => {
        control.value = model.get("beam");
        reload();
      },
      signal,
    );
    bar.append(control.node);
  }

  const legend = [],
    rate = h("span");
  let outlined = true;
  if (links) {
    const box = h("input", { type: "checkbox", checked: true });
    box.addEventListener(
      "change",
      () => {
        outlined = box.checked;
        reload();
      },
      { signal },
    );
    legend.push(
      h(
        "label",
        { class: "nlpviz-am-gold" },
        box,
        h("b", { "aria-hidden": "true" }),
        say("gold", "正解"),
        " ",
        rate,
      ),
    );
  }

  const cut = (i, j) => {
    if (!decoder || i < 0) return;
    const place = (first + i) * m + j,
      old = model.get("cuts");
    model.set("cuts", old.includes(place) ? old.filter((x) => x !== place) : [...old, place]);
    model.save_changes();
  };
  const button = h("button", { type: "button", onclick: () => cut(...at) });
  const mend = h(
    "button",
    {
      type: "button",
      onclick: () => {
        model.set("cuts", []);
        model.save_changes();
      },
    },
    say("mend all", "すべて戻す"),
  );
  const lists = [0, 1].map(() => [h("div", { class: "nlpviz-muted" }), h("ol")]);
  const panel = h(
    "div",
    { class: "nlpviz-am-next" },
    h("div", { class: "nlpviz-bar" }, button, mend),
    h(
      "div",
      { class: "nlpviz-am-lists" },
      lists.map((list) => h("div", {}, list)),
    ),
  );
  if (decoder) {
    onChange(model, ["cuts"], reload, signal);
    map.addEventListener(
      "keydown",
      (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (!["Delete", "Backspace", "Enter", " ", "x"].includes(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
        cut(...at);
      },
      { signal },
    );
  }

  const probabilities = (i) => {
    if (!known.has(i)) {
      const [row, rest] = [whole, A].map((a) => a.subarray(i * m, i * m + m));
      const before = nextWords(decoder, row, first + i);
      const sum = rest.reduce((a, b) => a + b, 0);
      known.set(i, {
        before,
        after: row.every((a, j) => a === rest[j]) ? null : nextWords(decoder, rest, first + i),
        sum,
      });
    }
    return known.get(i);
  };
  const list = ([title, ol], name, P, own) => {
    title.replaceChildren(...name);
    ol.replaceChildren(
      ...(P ? top(P, 5) : []).map((w) =>
        h(
          "li",
          { class: w === own && "own" },
          h("bdi", { title: words[w] }, words[w]),
          h("span", {}, h("i", { style: `width:${100 * P[w]}%` })),
          number(P[w], 2),
        ),
      ),
    );
  };

  return {
    legend,
    cut,
    height: decoder ? 340 : 720,
    body: decoder ? h("div", { class: "nlpviz-am-body" }, map, panel) : map,
    marks: [links && "↔", decoder && "P"].filter(Boolean),
    cells: (i) => {
      const cells = [],
        keys = model.get("key_tokens");
      if (links)
        cells.push(
          gold
            .filter(([row]) => row === i)
            .map(([, j]) => keys[j])
            .join(", ") || "–",
        );
      if (decoder) {
        const own = ids[first + i],
          { before, after } = probabilities(i);
        cells.push(own < 0 ? "–" : (after || before)[own]);
      }
      return cells;
    },
    load: (given, start, texts) => {
      [whole, first, known] = [given, start, new Map()];
      const n = texts.length;
      gold = (links || []).map(([i, j]) => [i - first, j]).filter(([i]) => i >= 0 && i < n);
      cuts = (decoder ? model.get("cuts") : [])
        .map((place) => place - first * m)
        .filter((place) => place >= 0 && place < n * m);
      A = without(whole, cuts);
      const wrong = errorRate(A, m, gold);
      rate.textContent = wrong === null ? "" : `AER = ${number(wrong)}`;
      return A;
    },
    marksOn: ({ left, top: high, cw, ch }) => {
      const inset = Math.min(3, cw / 8, ch / 8),
        width = Math.min(cw, ch) < 20 ? 1.5 : 2;
      const ring = ([i, j]) =>
        `M${left + j * cw + inset} ${high + i * ch + inset}h${cw - 2 * inset}v${ch - 2 * inset}h${2 * inset - cw}z`;
      const r = Math.min(cw, ch) * 0.28;
      const cross = (place) => {
        const x = left + ((place % m) + 0.5) * cw,
          y = high + (Math.floor(place / m) + 0.5) * ch;
        return `M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`;
      };
      return [
        ...two("ring", outlined ? gold.map(ring).join("") : "", width),
        ...two("cut", cuts.map(cross).join(""), width),
      ];
    },
    point: (i, j) => {
      at = [i, j];
      if (!decoder) return;
      const { before, after } = i < 0 ? {} : probabilities(i);
      const own = i < 0 ? -1 : ids[first + i];
      const hint = say("choose a link and cut it", "つながりを選んで切る");
      list(
        lists[0],
        i < 0 ? [hint] : [h("i", {}, "P"), "(", h("i", {}, "y"), h("sub", {}, i + 1), ")"],
        before,
        own,
      );
      list(lists[1], after ? [say("after the cut", "切った後")] : ["\u00a0"], after, own);
      button.disabled = i < 0;
      mend.disabled = !model.get("cuts").length;
      button.textContent =
        i >= 0 && cuts.includes(i * m + j)
          ? say("mend this link", "つながりを戻す")
          : say("cut this link", "つながりを切る");
    },
    says: (i) => {
      const own = decoder ? ids[first + i] : -1;
      if (own < 0) return null;
      const { before, after, sum } = probabilities(i);
      return [
        after && ` · Σ A = ${number(sum)}`,
        " · ",
        h("i", {}, "P"),
        ` = ${number(before[own])}`,
        after && [" → ", h("b", {}, number(after[own]))],
      ];
    },
  };
}
