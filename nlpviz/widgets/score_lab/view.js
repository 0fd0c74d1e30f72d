// ScoreLab: five ways to score a query against the same keys, side by side; the reader moves q.
import { choice, slider } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, pointer, s } from "../core/kit/dom.js";
import { announce, arrows, onChange, onResize } from "../core/kit/events.js";
import { clamp, number, short } from "../core/kit/numbers.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { word } from "../core/kit/words.js";
import { along, cost, mix, scores, softmax } from "./math.js";

const KEYS = ["row", "q", "key", "score"];
const PRODUCTS = { dot: "q·k", general: "q W k" };
const FORMULAS = {
  additive: "v·tanh(q W_q + k W_k)",
  concat: "v·tanh([q; k] W)",
  linear: "q·w_q + k·w_k",
};
const COSTS = {
  dot: "n m d_k",
  general: "n d_q d_k + n m d_k",
  additive: "(n d_q + m d_k + n m) d_a",
  concat: "n m (d_q + d_k + 1) d_a",
  linear: "n d_q + m d_k",
};
const WORDS = {
  en: {
    ask: "Which one does not move when q moves?",
    reveal: "Reveal",
    hide: "Predict again",
    reset: "Reset q",
    rows: "weights: ← → choose a key, ↑ ↓ a score",
    query: "query",
    guess: "your guess",
    parameters: "parameters",
    parameter: "parameter",
    adds: "multiply-adds",
    first: "Predict first: then the weights follow q.",
    why: "q·w_q is the same for every key, and softmax cancels it",
    length: "largest A against ‖q‖",
  },
  ja: {
    ask: "q が動いても動かないのはどれ？",
    reveal: "答えを見る",
    hide: "もう一度予想する",
    reset: "q を戻す",
    rows: "重み：← → でキー、↑ ↓ でスコアを選ぶ",
    query: "クエリ",
    guess: "あなたの予想",
    parameters: "パラメータ",
    parameter: "パラメータ",
    adds: "積和",
    first: "まず予想を。そのあと重みが q についてくる。",
    why: "q·w_q はどのキーでも同じで、softmax で消える",
    length: "最大の A と ‖q‖",
  },
};
const STEPS = 48;

/** How a score is written below its name. */
export const formula = (name, scale) => FORMULAS[name] ?? PRODUCTS[name] + (scale ? " / √d_k" : "");

/** "W_q" as W with a lowered q. */
export function lowered(words) {
  return words.split(/(_[a-z])/).map((part) => (part[0] === "_" ? h("sub", {}, part[1]) : part));
}

/** A vector of this length in the direction of q, or along the first axis where q is 0. */
export function stretched(q, length) {
  const norm = Math.hypot(...q);
  return q.map((x, i) => (norm ? (x / norm) * length : i ? 0 : length));
}

const vector = (x) => `(${x.map((value) => short(value)).join(", ")})`;
function render({ model, el }) {
  const life = new AbortController(),
    { signal } = life;
  const say = word(el, WORDS),
    names = model.get("names"),
    scale = model.get("scale");
  const matrix = (name) => {
    const packed = model.get(name);
    if (!packed) return null;
    const {
      data,
      shape: [rows, columns],
    } = unpack(packed);
    return Array.from({ length: rows }, (_, i) => [
      ...data.subarray(i * columns, i * columns + columns),
    ]);
  };
  const [Q, K, V] = ["Q", "K", "V"].map(matrix),
    queries = model.get("queries"),
    keys = model.get("key_tokens");
  const w = {};
  for (const name of names) {
    w[name] = {};
    for (const part of ["W", "W_q", "W_k", "v", "w_q", "w_k"]) {
      const packed = model.get(`${name}_${part}`);
      if (packed) w[name][part] = unpack(packed);
    }
  }
  const n = Q.length,
    m = K.length,
    d_q = Q[0].length,
    d_k = K[0].length,
    flat = d_q === 2 && d_k === 2;
  const size = Math.max(...Q.map((q) => Math.hypot(...q)), 1e-3),
    most = 4 * size;
  const ticks = Array.from({ length: STEPS + 1 }, (_, i) => (most * i) / STEPS);
  const set = {};
  for (const key of KEYS) set[key] = model.get(key);
  let open = !names.includes("linear"),
    guess = null,
    side = 0,
    now,
    start;

  function change(key, value) {
    set[key] = value;
    model.set(key, value);
    model.save_changes();
  }
  const rounded = (x) => Math.round(clamp(x, -most, most) * 1e4) / 1e4;
  function to(q) {
    change("q", q.map(rounded));
    compute();
    read(...(open ? about() : [say.first]));
  }

  // q: as an arrow among the keys, and by sliders.
  const plane = h("div", { class: "plane", "aria-hidden": "true" });
  const parts = Q[0].map((_, i) =>
    slider(
      {
        label: h("i", {}, "q", h("sub", {}, i + 1)),
        name: `q ${i + 1}`,
        min: -most,
        max: most,
        value: 0,
        format: short,
      },
      (x) => to(set.q.map((value, k) => (k === i ? x : value))),
    ),
  );
  const length = slider(
    { label: h("i", {}, "‖q‖"), name: "‖q‖", min: 0, max: most, value: 0, format: short },
    (x) => to(stretched(Math.hypot(...set.q) ? set.q : Q[set.row], x)),
  );
  const which = choice(
    {
      label: say.query,
      options: queries.map((text, i) => ({ value: i, text: h("bdi", {}, clip(text, 16)) })),
      value: set.row,
    },
    (value) => {
      change("row", +value);
      reset();
    },
  );
  const reset = () => to(Q[set.row]);

  // One row a score function.
  const sheet = h("div", {
    class: "sheet",
    tabindex: 0,
    role: "application",
    "aria-label": say.rows,
    style: `--m: ${m}`,
  });
  sheet.append(
    h(
      "div",
      { class: "keys", "aria-hidden": "true" },
      keys.map((text, j) => h("bdi", { "data-j": j, title: clip(text, 400) }, text)),
      h("small", {}, say.length),
    ),
  );
  const cards = names.map((name, i) => {
    const shape = w[name].v?.shape,
      [parameters, adds] = cost(name, { n, m, d_q, d_k, d_a: shape ? shape[0] : 0 });
    const card = { curve: h("div", { class: "curve" }) };
    card.bars = keys.map((_, j) => {
      const bar = { fill: h("i"), ghost: h("b"), text: h("span") };
      bar.cell = h(
        "div",
        { class: "share", "data-j": j, "data-i": i },
        bar.fill,
        bar.ghost,
        bar.text,
      );
      return bar;
    });
    card.node = h(
      "div",
      { class: "kind" },
      h(
        "div",
        { class: "name" },
        h("strong", {}, name),
        h("span", {}, lowered(formula(name, scale))),
        h(
          "small",
          {},
          `${parameters} ${parameters === 1 ? say.parameter : say.parameters} · `,
          lowered(COSTS[name]),
          ` = ${adds} ${say.adds}`,
        ),
      ),
      h(
        "div",
        { class: "cells" },
        card.bars.map(({ cell }) => cell),
        card.curve,
      ),
    );
    return card;
  });
  sheet.append(...cards.map(({ node }) => node));

  const ask = choice({ label: say.ask, options: names, value: "" }, (value) => {
    guess = value;
  });
  const reveal = h("button", {
    type: "button",
    onclick: () => {
      open = !open;
      if (!open) ask.value = guess = null;
      compute();
    },
  });
  const verdict = h("span", { class: "verdict", "aria-live": "polite" });
  if (names.includes("linear"))
    el.append(h("div", { class: "nlpviz-bar" }, ask.node, verdict, reveal));
  const left = h(
    "div",
    { class: "left" },
    n > 1 ? which.node : null,
    flat ? plane : null,
    parts.map(({ node }) => node),
    length.node,
    h("button", { type: "button", onclick: reset }, say.reset),
  );
  const right = h("div", {}, h("div", { class: "wide" }, sheet));
  el.append(h("div", { class: "lab" }, left, right));
  const read = announce(right, { class: "nlpviz-readout nlpviz-muted" });

  const at = (name, q) => {
    const S = scores(name, q, K, w[name], scale);
    return { S, A: softmax(S) };
  };
  function compute() {
    start = names.map((name) => at(name, Q[set.row]));
    now = names.map((name, i) => (open ? at(name, set.q) : start[i]));
    parts.forEach((part, i) => {
      part.value = set.q[i];
    });
    length.value = Math.hypot(...set.q);
    which.value = set.row;
    cards.forEach(({ bars, curve, node }, i) => {
      const { A } = now[i];
      bars.forEach(({ fill, ghost, text, cell }, j) => {
        fill.style.height = `${100 * A[j]}%`;
        ghost.style.bottom = `${100 * start[i].A[j]}%`;
        text.textContent = A[j].toFixed(2).replace(/^0/, "");
        cell.classList.toggle("on", j === set.key);
      });
      node.classList.toggle("on", i === set.score);
      curve.replaceChildren(open ? spark(names[i]) : h("span", {}, "?"));
    });
    sheet.classList.toggle("open", open);
    sheet
      .querySelectorAll(".keys bdi")
      .forEach((node, j) => node.classList.toggle("on", j === set.key));
    ask.node.hidden = open;
    reveal.textContent = open ? say.hide : say.reveal;
    const told = open ? `linear: ${say.why}${guess ? ` · ${say.guess}: ${guess}` : ""}` : "";
    if (verdict.title !== told) verdict.replaceChildren(...lowered((verdict.title = told))); // read out once
    if (side) draw();
    refresh();
  }
  function spark(name) {
    const x = (length) => 3 + (length / most) * 84,
      y = (a) => 41 - 38 * a,
      far = Math.hypot(...set.q);
    const line = along(name, far ? set.q : Q[set.row], K, w[name], ticks, scale);
    const [here] = along(name, far ? set.q : Q[set.row], K, w[name], [far], scale);
    return s(
      "svg",
      { width: 90, height: 44, "aria-hidden": "true" },
      s("path", { class: "rule", d: "M3 41h84M3 3v38" }),
      s("path", {
        class: "line",
        d: `M${line.map((a, i) => `${x(ticks[i]).toFixed(1)} ${y(a).toFixed(1)}`).join("L")}`,
      }),
      s("circle", { cx: x(Math.min(far, most)), cy: y(here), r: 4.5 }),
    );
  }
  const reach = 1.4 * Math.max(size, ...K.map((k) => Math.hypot(...k)));
  function draw() {
    const X = (x) => (side / 2) * (1 + x / reach),
      Y = (y) => (side / 2) * (1 - y / reach);
    const arrow = (v, name, words) => {
      const [x, y] = [X(v[0]), Y(v[1])],
        turn = Math.atan2(y - side / 2, x - side / 2);
      const tip = [2.65, -2.65].map(
        (a) => `${x + 9 * Math.cos(turn + a)} ${y + 9 * Math.sin(turn + a)}`,
      );
      return [
        s("path", {
          class: name,
          d: `M${side / 2} ${side / 2}L${x} ${y}M${tip[0]}L${x} ${y}L${tip[1]}`,
        }),
        s(
          "text",
          {
            class: name,
            x: clamp(x + 13 * Math.cos(turn), 16, side - 16),
            y: clamp(y + 13 * Math.sin(turn) + 4, 12, side - 4),
            "text-anchor":
              Math.abs(Math.cos(turn)) < 0.4
                ? "middle"
                : Math.cos(turn) > 0
                  ? x > side - 50
                    ? "end"
                    : "start"
                  : x < 50
                    ? "start"
                    : "end",
          },
          words,
        ),
      ];
    };
    const [x, y] = set.q.map((v, i) => [X, Y][i](v));
    plane.replaceChildren(
      s(
        "svg",
        { width: side, height: side },
        s("path", { class: "rule", d: `M0 ${side / 2}H${side}M${side / 2} 0V${side}` }),
        keys.map((text, j) => arrow(K[j], j === set.key ? "k on" : "k", clip(text, 10))),
        arrow(set.q, "q", "q"),
        s("circle", { class: "grip", cx: clamp(x, 0, side), cy: clamp(y, 0, side), r: 13 }),
      ),
    );
  }
  const about = () => {
    const { S, A } = now[set.score];
    return [
      `${names[set.score]} · `,
      h("bdi", {}, clip(keys[set.key], 60)),
      `: S = ${short(S[set.key])}, A = ${number(A[set.key])}`,
      V ? ` · o = ${vector(mix(A, V))}` : "",
      open ? ` · q = ${vector(set.q)}, ‖q‖ = ${short(Math.hypot(...set.q))}` : "",
    ];
  };
  const choose = (i, j) => {
    change("score", i);
    change("key", j);
    compute();
    const { cell } = cards[i].bars[j],
      wide = sheet.parentElement,
      left = cell.offsetLeft - sheet.offsetLeft;
    wide.scrollLeft = clamp(wide.scrollLeft, left + cell.offsetWidth + 8 - wide.clientWidth, left);
    read(...about());
  };
  arrows(
    sheet,
    (dx, dy) => choose(clamp(set.score + dy, 0, names.length - 1), clamp(set.key + dx, 0, m - 1)),
    signal,
  );
  sheet.addEventListener(
    "click",
    ({ target }) => {
      const cell = target.closest("[data-j]");
      if (cell) choose(+(cell.dataset.i ?? set.score), +cell.dataset.j);
    },
    { signal },
  );
  let held = false;
  const follow = (event) => {
    if (!held) return;
    const [x, y] = pointer(event, plane);
    to([((2 * x) / side - 1) * reach, (1 - (2 * y) / side) * reach]);
  };
  plane.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button) return;
      held = true;
      plane.setPointerCapture(event.pointerId);
      follow(event);
    },
    { signal },
  );
  plane.addEventListener("pointermove", follow, { signal });
  for (const end of ["pointerup", "pointercancel"])
    plane.addEventListener(
      end,
      () => {
        held = false;
      },
      { signal },
    );

  const refresh = table(
    el,
    () => ({
      header: [
        "",
        say.parameters,
        say.adds,
        ...keys.map((text) => `A ${text}`),
        ...(V ? ["o = A V"] : []),
      ],
      rows: names.map((name, i) => {
        const shape = w[name].v?.shape,
          { A } = now[i];
        return [
          name,
          ...cost(name, { n, m, d_q, d_k, d_a: shape ? shape[0] : 0 }),
          ...A,
          ...(V
            ? [
                mix(A, V)
                  .map((x) => number(x))
                  .join(", "),
              ]
            : []),
        ];
      }),
    }),
    signal,
  );
  onChange(
    model,
    KEYS,
    (key) => {
      if (model.get(key) === set[key]) return;
      set[key] = model.get(key);
      if (key === "row") set.q = Q[set.row];
      compute();
    },
    signal,
  );
  compute();
  read(...about());
  if (flat)
    onResize(
      plane,
      (width) => {
        side = width;
        draw();
      },
      signal,
    );
  return () => {
    life.abort();
    el.replaceChildren();
  };
}

export default { render };
