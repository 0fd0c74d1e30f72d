// UnrolledRNN: forward pass and backpropagation through time as a walk, one operation a key press.
import { unpack } from "../core/kit/decode.js";
import { h, s } from "../core/kit/dom.js";
import { announce, arrows, onChange } from "../core/kit/events.js";
import { short } from "../core/kit/numbers.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { word } from "../core/kit/words.js";

// ---- arithmetic: pure, float64, the equations of nlpviz/scratch/recurrent.py ----

const F = { tanh: Math.tanh, relu: (a) => Math.max(a, 0), linear: (a) => a };
const SLOPE = { tanh: (h) => 1 - h * h, relu: (h) => (h > 0 ? 1 : 0), linear: () => 1 }; // from h = f(a)
const row = (M, t, n) => M.slice(t * n, t * n + n);
const add = (a, b) => a.map((value, j) => value + b[j]);
const outer = (a, b) => Float64Array.from([...a].flatMap((p) => [...b].map((q) => p * q)));

/** x (k,) times M (k, n), flat. */
export function times(x, M, n) {
  return Float64Array.from({ length: n }, (_, j) => x.reduce((s, p, k) => s + p * M[k * n + j], 0));
}

/** y (n,) times M transposed, M (k, n) flat. */
export function timesT(y, M, n) {
  return Float64Array.from({ length: M.length / n }, (_, k) =>
    y.reduce((s, q, j) => s + q * M[k * n + j], 0),
  );
}

/**
 * The whole walk: w = {T, d, n, activation, X, h0, W_x, W_h, b, dH} (flat, row by row).
 * Forward, for each t: {kind: "x" | "h" | "a" | "s", t, ...}; then, t from T to 1,
 * {kind: "dh" | "da" | "dW" | "back", t, ...}. Each step holds the numbers it makes and `sums`,
 * the gradients {dX, dh0, dW_x, dW_h, db} gathered so far.
 */
export function walk(w) {
  const { T, d, n, X, W_x, W_h, b, dH, activation } = w;
  const H = [w.h0],
    A = [],
    steps = [];
  let sums = {
    dX: new Float64Array(T * d),
    dh0: new Float64Array(n),
    dW_x: new Float64Array(d * n),
    dW_h: new Float64Array(n * n),
    db: new Float64Array(n),
  };
  const push = (kind, t, values) => steps.push({ kind, t, ...values, sums });
  for (let t = 1; t <= T; t++) {
    const xW = times(row(X, t - 1, d), W_x, n),
      hW = times(H[t - 1], W_h, n);
    const a = add(add(xW, hW), b),
      h = a.map(F[activation]);
    push("x", t, { xW });
    push("h", t, { hW });
    push("a", t, { a });
    push("s", t, { h });
    A.push(a);
    H.push(h);
  }
  let later = new Float64Array(n); // da_{t+1} W_h^T
  for (let t = T; t >= 1; t--) {
    const own = row(dH, t - 1, n),
      dh = add(own, later);
    push("dh", t, { own, later, dh });
    const da = dh.map((value, j) => value * SLOPE[activation](H[t][j]));
    push("da", t, { dh, slope: H[t].map(SLOPE[activation]), da });
    const to_x = outer(row(X, t - 1, d), da),
      to_h = outer(H[t - 1], da);
    sums = {
      ...sums,
      dW_x: add(sums.dW_x, to_x),
      dW_h: add(sums.dW_h, to_h),
      db: add(sums.db, da),
    };
    push("dW", t, { to_x, to_h, to_b: da });
    later = timesT(da, W_h, n);
    const dX = Float64Array.from(sums.dX),
      dx = timesT(da, W_x, n);
    dX.set(dx, (t - 1) * d);
    sums = { ...sums, dX, dh0: t === 1 ? later : sums.dh0 };
    push("back", t, { later, dx });
  }
  return { steps, H, A, sums };
}

// ---- drawing: one column of width pitch(n) per step; forward values above, gradients below ----

const ROW = 20,
  LINE = 15;
const pitch = (n) => (n > 2 ? 102 + 48 * n : 190); // room for the outer product beside its input
const WORDS = {
  walk: { en: "Walk: step", ja: "計算の順序" },
  first: { en: "To the start", ja: "最初へ" },
  back: { en: "One step back", ja: "一つ戻る" },
  next: { en: "One step on", ja: "一つ進む" },
  last: { en: "To the end", ja: "最後へ" },
  stage: { en: "Network, unrolled in time", ja: "時間方向に展開したネットワーク" },
  hint: {
    en: "Press → and ←: each key press is one operation.",
    ja: "→ ← キーで一つずつ計算を進めます。",
  },
};
const NAME = { tanh: "tanh", relu: "ReLU", linear: "id" };

/** A row vector in words: (0.12 −0.50). */
const vector = (v) => `(${[...v].map(short).join("  ")})`;

/** The model's numbers in float64. */
function problem(model) {
  const w = { activation: model.get("activation") };
  for (const name of ["X", "h0", "W_x", "W_h", "b", "dH"]) {
    const { data, shape } = unpack(model.get(name));
    w[name] = data;
    if (name === "X") [w.T, w.d] = shape;
    if (name === "h0") [w.n] = shape;
  }
  return w;
}

/** Letters with an index, for HTML: sym("h", "t−1"). */
const sym = (letter, index, up) =>
  h(
    "span",
    { class: "ur-sym" },
    h("var", {}, letter),
    index === undefined ? null : h("sub", {}, index),
    up ? h("sup", {}, up) : null,
  );

/** The equation of a step, symbols then numbers: a list of nodes. */
function equation(step, w, done) {
  const { kind, t } = step,
    n = w.n,
    past = t - 1;
  const green = (v) => h("span", { class: "ur-states" }, vector(v)),
    red = (v) => h("span", { class: "ur-gradients" }, vector(v));
  const plain = (v) => h("span", {}, vector(v)),
    d = (node) => ["d", node];
  const f = NAME[w.activation],
    H = done.H;
  switch (kind) {
    case "x":
      return [
        sym("x", t),
        sym("W", "x"),
        " = ",
        plain(row(w.X, past, w.d)),
        " ",
        sym("W", "x"),
        " = ",
        plain(step.xW),
      ];
    case "h":
      return [
        sym("h", past),
        sym("W", "h"),
        " = ",
        green(H[past]),
        " ",
        sym("W", "h"),
        " = ",
        plain(step.hW),
      ];
    case "a":
      return [
        sym("a", t),
        " = ",
        sym("x", t),
        sym("W", "x"),
        " + ",
        sym("h", past),
        sym("W", "h"),
        " + ",
        sym("b"),
        " = ",
        plain(times(row(w.X, past, w.d), w.W_x, n)),
        " + ",
        plain(times(H[past], w.W_h, n)),
        " + ",
        plain(w.b),
        " = ",
        plain(step.a),
      ];
    case "s":
      return [
        sym("h", t),
        ` = ${f} `,
        sym("a", t),
        ` = ${f} `,
        plain(done.A[past]),
        " = ",
        green(step.h),
      ];
    case "dh":
      return [
        d(sym("h", t)),
        " = ",
        d(sym("H", t)),
        t < w.T ? [" + d", sym("a", t + 1), sym("W", "h", "⊤")] : null,
        " = ",
        t < w.T ? [red(step.own), " + ", red(step.later), " = "] : null,
        red(step.dh),
      ];
    case "da":
      return [
        d(sym("a", t)),
        " = ",
        d(sym("h", t)),
        ` ⊙ ${f}′ `,
        sym("a", t),
        " = ",
        red(step.dh),
        " ⊙ ",
        plain(step.slope),
        " = ",
        red(step.da),
      ];
    case "dW":
      return [
        d(sym("W", "h")),
        " += ",
        sym("h", past, "⊤"),
        " d",
        sym("a", t),
        " = ",
        green(H[past]),
        h("sup", {}, "⊤"),
        " ",
        red(step.to_b),
        ", ",
        d(sym("W", "x")),
        " += ",
        sym("x", t, "⊤"),
        " d",
        sym("a", t),
        ", ",
        d(sym("b")),
        " += d",
        sym("a", t),
      ];
    default:
      return [
        t > 1 ? ["d", sym("a", t)] : [d(sym("h", 0)), " = d", sym("a", 1)],
        sym("W", "h", "⊤"),
        " = ",
        red(step.later),
        ", ",
        d(sym("x", t)),
        " = d",
        sym("a", t),
        sym("W", "x", "⊤"),
        " = ",
        red(step.dx),
      ];
  }
}

/** The unrolled network as SVG: {picture, ops: one group per step of the walk, columns: x of each}. */
function drawing(w, done, tokens) {
  const { T, d, n } = w,
    { steps, H } = done;
  const PITCH = pitch(n),
    MAIN = 60 + LINE * n,
    HALF = (n * ROW) / 2,
    BACK = MAIN + 17;
  const UNDER = MAIN + 34,
    INPUT = UNDER + LINE * (n + Math.max(n, d) + 1) + 16;
  const NAMES = INPUT + Math.max(n, d) * ROW + 20;
  const xh = (t) => 44 + t * PITCH,
    xs = (t) => xh(t - 1) + (n > 2 ? 98 : 90),
    xf = (t) => xs(t) + 44;
  const base = s("g", { class: "ur-base" }),
    ops = [],
    halos = [],
    columns = [];
  const label = (x, y, letter, index, { before = "", anchor = "middle", role = "muted" } = {}) =>
    s(
      "text",
      { x, y, "text-anchor": anchor, class: `ur-name ur-${role}` },
      before,
      s("tspan", { class: "ur-var" }, letter),
      index === undefined ? null : s("tspan", { class: "ur-sub", dy: 3 }, index),
    );
  const arrow = (x0, y0, x1, y1, role) => {
    const size = Math.hypot(x1 - x0, y1 - y0),
      ux = (x1 - x0) / size,
      uy = (y1 - y0) / size;
    const [bx, by] = [x1 - 7 * ux, y1 - 7 * uy];
    return [
      s("path", { d: `M${x0} ${y0}L${bx} ${by}`, class: `ur-line ur-${role}` }),
      s("path", {
        d: `M${x1} ${y1}L${bx - 4 * uy} ${by + 4 * ux}L${bx + 4 * uy} ${by - 4 * ux}z`,
        class: `ur-head ur-${role}`,
      }),
    ];
  };
  // A title and the numbers below it, a line each, from y down.
  const stack = (values, x, y, role, title, anchor = "middle") => [
    title(x, y, anchor),
    ...[...values].map((v, j) =>
      s("text", { x, y: y + LINE * (j + 1), "text-anchor": anchor, class: `ur-${role}` }, short(v)),
    ),
  ];
  const cells = (values, x, y, across, role, size = 40) =>
    [...values]
      .map((v, j) => {
        const cx = x + (j % across) * size,
          cy = y + Math.floor(j / across) * ROW;
        return [
          s("rect", {
            x: cx,
            y: cy,
            width: size,
            height: ROW,
            class: `ur-cell ur-${role}`,
            "fill-opacity": Math.min(1, Math.abs(v)) * (role === "ink" ? 0.2 : 0.4),
          }),
          s(
            "text",
            { x: cx + size / 2, y: cy + 14.5, "text-anchor": "middle", class: "ur-ink" },
            short(v),
          ),
        ];
      })
      .flat();
  const frame = (x, y, rows, role) =>
    s("rect", { x, y, width: 40, height: ROW * rows, class: `ur-frame ur-${role}` });
  const name = (letter, index, options) => (x, y, anchor) =>
    label(x, y, letter, index, { anchor, ...options });
  // A title of two factors, each [letter, index, d before it, raised after it].
  const product =
    (role, ...factors) =>
    (x, y, anchor) =>
      s(
        "text",
        { x, y, "text-anchor": anchor, class: `ur-name ur-${role}` },
        factors.flatMap(([letter, index, before, up], j) => [
          before && s("tspan", { dy: j ? -3 : 0 }, before),
          s("tspan", { class: "ur-var", dy: j && !before ? -3 : 0 }, letter),
          s("tspan", { class: "ur-sub", dy: 3 }, index),
          up && s("tspan", { class: "ur-sub", dy: -7 }, up),
          up && s("tspan", { dy: 7 }, "\u200b"),
        ]),
      );

  for (let t = 0; t <= T; t++) {
    base.append(
      label(xh(t), MAIN - HALF - 6, "h", t, { role: "states" }),
      frame(xh(t) - 20, MAIN - HALF, n, "states"),
    );
    if (t === 0) base.append(...cells(H[0], xh(0) - 20, MAIN - HALF, 1, "states"));
    if (t === 0) continue;
    base.append(
      ...arrow(xh(t), 4, xh(t), MAIN - HALF - 20, "rule"),
      ...arrow(xh(t - 1) + 21, MAIN, xs(t) - 12, MAIN, "rule"),
      ...arrow(xs(t), INPUT - 2, xs(t), MAIN + 12, "rule"),
      ...arrow(xs(t) + 12, MAIN, xf(t) - 18, MAIN, "rule"),
      ...arrow(xf(t) + 18, MAIN, xh(t) - 21, MAIN, "rule"),
      s("circle", { cx: xs(t), cy: MAIN, r: 12, class: "ur-node" }),
      s("text", { x: xs(t), y: MAIN + 5, "text-anchor": "middle" }, "+"),
      s("rect", { x: xf(t) - 18, y: MAIN - 12, width: 36, height: 24, rx: 12, class: "ur-node" }),
      s(
        "text",
        { x: xf(t), y: MAIN + 4, "text-anchor": "middle", class: "ur-fn" },
        NAME[w.activation],
      ),
      frame(xs(t) - 20, INPUT, d, "ink"),
      ...cells(row(w.X, t - 1, d), xs(t) - 20, INPUT, 1, "ink"),
      label(xs(t) - 26, INPUT + 13, "x", t, { anchor: "end", role: "ink" }),
      s(
        "foreignObject",
        { x: xs(t) - 84, y: NAMES - 16, width: 168, height: 26 },
        h(
          "div",
          { class: "ur-token", title: clip(tokens[t - 1], 400) },
          h("bdi", {}, tokens[t - 1]),
        ),
      ),
    );
  }
  const make = {
    x: (t, o) => [
      [xs(t) - 10, INPUT - 12 - LINE * (n + 1), 66, LINE * (n + 1) + 10],
      ...arrow(xs(t), INPUT - 2, xs(t), MAIN + 12, "ink"),
      stack(
        o.xW,
        xs(t) + 8,
        INPUT - 12 - LINE * n,
        "ink",
        product("muted", ["x", t], ["W", "x"]),
        "start",
      ),
    ],
    h: (t, o) => [
      [xh(t - 1) + 24, MAIN - LINE * (n + 1) - 10, 52, LINE * (n + 1) + 16],
      ...arrow(xh(t - 1) + 21, MAIN, xs(t) - 12, MAIN, "states"),
      stack(
        o.hW,
        xh(t - 1) + 50,
        MAIN - 9 - LINE * n,
        "ink",
        product("muted", ["h", t - 1], ["W", "h"]),
      ),
    ],
    a: (t, o) => [
      [xs(t) - 23, MAIN - LINE * (n + 1) - 20, 46, LINE * (n + 1) + 36],
      s("circle", { cx: xs(t), cy: MAIN, r: 12, class: "ur-ring" }),
      stack(o.a, xs(t), MAIN - 19 - LINE * n, "ink", name("a", t)),
    ],
    s: (t, o) => [
      [xs(t) + 14, MAIN - HALF - 20, xh(t) - xs(t) + 10, 2 * HALF + 24],
      ...arrow(xs(t) + 12, MAIN, xf(t) - 18, MAIN, "ink"),
      ...arrow(xf(t) + 18, MAIN, xh(t) - 21, MAIN, "states"),
      ...cells(o.h, xh(t) - 20, MAIN - HALF, 1, "states"),
    ],
    dh: (t, o) => [
      [xh(t) - 26, MAIN + HALF + 3, 52, LINE * (n + 1) + 6],
      ...arrow(xh(t), 4, xh(t), MAIN - HALF - 20, "gradients"),
      stack(
        o.own,
        xh(t) - 8,
        15,
        "gradients",
        name("H", t, { before: "d", role: "gradients" }),
        "end",
      ),
      stack(
        o.dh,
        xh(t),
        MAIN + HALF + 15,
        "gradients",
        name("h", t, { before: "d", role: "gradients" }),
      ),
    ],
    da: (t, o) => [
      [xs(t) + 12, UNDER - 22, 62, LINE * (n + 1) + 16],
      ...arrow(xh(t) - 21, BACK, xs(t) + 10, BACK, "gradients"),
      stack(o.da, xs(t) + 34, UNDER, "gradients", name("a", t, { before: "d", role: "gradients" })),
    ],
    dW: (t, o) => [
      [xs(t) + 24, INPUT - 24, 48 * n + 10, n * ROW + 29],
      product("gradients", ["h", t - 1, "", "⊤"], ["a", t, "d"])(
        xs(t) + 29 + 24 * n,
        INPUT - 7,
        "middle",
      ),
      ...cells(o.to_h, xs(t) + 29, INPUT, n, "gradients", 48),
    ],
    back: (t, o) => [
      [xh(t - 1) + 27, UNDER - 22, 58, LINE * (n + 1) + 16],
      ...arrow(xs(t) - 10, BACK, xh(t - 1) + 21, BACK, "gradients"),
      stack(
        o.later,
        xh(t - 1) + 56,
        UNDER,
        "gradients",
        product("gradients", ["a", t, "d"], ["W", "h", "", "⊤"]),
      ),
      t > 1
        ? null
        : stack(
            o.later,
            xh(0),
            MAIN + HALF + 15,
            "gradients",
            name("h", 0, { before: "d", role: "gradients" }),
          ),
      ...arrow(xs(t) - 9, BACK + 2, xs(t) - 9, INPUT - 2, "gradients"),
      stack(
        o.dx,
        xs(t) - 14,
        INPUT - 12 - LINE * d,
        "gradients",
        name("x", t, { before: "d", role: "gradients" }),
        "end",
      ),
    ],
  };
  for (const step of steps) {
    const [[x, y, width, height], ...nodes] = make[step.kind](step.t, step);
    halos.push(s("rect", { x, y, width, height, rx: 5, class: "ur-halo" }));
    ops.push(s("g", {}, nodes.flat()));
    columns.push(xs(step.t));
  }
  const width = Math.max(xh(T) + 48, xs(T) + 48 * n + 38),
    height = NAMES + 12;
  const picture = s(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, style: `--width: ${width}px`, "aria-hidden": "true" },
    halos,
    base,
    ops,
  );
  return { picture, ops, halos, columns, width };
}

function render({ model, el }) {
  const w = problem(model),
    done = walk(w),
    { steps } = done,
    K = steps.length;
  const tokens = model.get("tokens"),
    say = (key) => word(el, WORDS[key]),
    life = new AbortController();
  let k = 0;
  const button = (key, text, to) => {
    const node = h("button", { type: "button", "aria-label": say(key) }, text);
    node.addEventListener("click", () => go(to()), { signal: life.signal });
    return node;
  };
  const first = button("first", "|◀", () => 0),
    back = button("back", "◀", () => k - 1);
  const next = button("next", "▶", () => k + 1),
    last = button("last", "▶|", () => K);
  const range = h("input", { type: "range", min: 0, max: K, step: 1, "aria-label": say("walk") });
  const clock = h("span", { class: "ur-clock" });
  const { picture, ops, halos, columns, width } = drawing(w, done, tokens);
  const stage = h(
    "div",
    { class: "ur-stage", tabindex: 0, role: "group", "aria-label": say("stage") },
    picture,
  );
  const line = h("div"),
    tell = announce(line, { class: "nlpviz-readout ur-equation" });
  const sums = matrices(w);
  const root = h(
    "div",
    { class: "ur" },
    h("div", { class: "nlpviz-bar" }, first, back, range, next, last, clock),
    line,
    stage,
    sums.node,
    h("p", { class: "nlpviz-muted ur-hint" }, say("hint")),
  );
  el.append(root);

  function go(to) {
    k = Math.min(K, Math.max(0, Math.round(to)));
    model.set("position", k);
    model.save_changes();
    ops.forEach((op, j) =>
      op.setAttribute("class", j < k - 1 ? "ur-done" : j === k - 1 ? "ur-now" : "ur-todo"),
    );
    halos.forEach((halo, j) => (halo.style.display = j === k - 1 ? "" : "none"));
    [range.value, clock.textContent] = [k, `${k} / ${K}`];
    [first.disabled, back.disabled, next.disabled, last.disabled] = [
      k === 0,
      k === 0,
      k === K,
      k === K,
    ];
    range.setAttribute("aria-valuetext", k ? `${k} / ${K}, t = ${steps[k - 1].t}` : `0 / ${K}`);
    tell(
      k
        ? equation(steps[k - 1], w, done)
        : [
            sym("h", "t"),
            ` = ${NAME[w.activation]}(`,
            sym("x", "t"),
            sym("W", "x"),
            " + ",
            sym("h", "t−1"),
            sym("W", "h"),
            " + ",
            sym("b"),
            ")",
          ],
    );
    sums.update(k ? steps[k - 1] : null, k > 1 ? steps[k - 2].sums : null);
    if (!k) return (stage.scrollLeft = 0);
    const zoom = stage.scrollWidth / width;
    const x = columns[k - 1] * zoom,
      PITCH = pitch(w.n) * zoom,
      room = stage.clientWidth;
    if (x - PITCH * 0.7 < stage.scrollLeft) stage.scrollLeft = x - PITCH * 0.7;
    if (x + PITCH * 0.8 > stage.scrollLeft + room) stage.scrollLeft = x + PITCH * 0.8 - room;
  }
  arrows(
    root,
    (dx, dy) =>
      go(Number.isFinite(dx) ? k + (dx || (Math.abs(dy) > 1 ? dy * 0.4 : -dy)) : dx > 0 ? K : 0),
    life.signal,
  );
  range.addEventListener("input", () => go(+range.value), { signal: life.signal });
  table(
    root,
    () => ({
      header: ["t", "", ...["a", "h", "dh", "da", "dx"].map((name) => name)],
      rows: tokens.map((token, j) => {
        const of = (kind) => steps.find((step) => step.kind === kind && step.t === j + 1);
        return [
          j + 1,
          token,
          vector(of("a").a),
          vector(of("s").h),
          vector(of("dh").dh),
          vector(of("da").da),
          vector(of("back").dx),
        ];
      }),
    }),
    life.signal,
  );
  const follow = () => model.get("position") !== k && go(model.get("position"));
  onChange(model, ["position"], follow, life.signal);
  go(model.get("position"));
  return () => {
    life.abort();
    root.remove();
  };
}

/** The weights and the sums of their gradients, which grow: {node, update(step, before)}. */
function matrices(w) {
  const grid = (values, across) => {
    const cells = [...values].map((v) => h("span", {}, short(v)));
    return { cells, node: h("div", { class: "ur-matrix", style: `--across: ${across}` }, cells) };
  };
  const parts = [
    ["W_x", "W", "x", w.d],
    ["W_h", "W", "h", w.n],
    ["b", "b", undefined, 1],
  ].map(([key, letter, index]) => {
    const weight = grid(w[key], w.n),
      sum = grid(
        w[key].map(() => 0),
        w.n,
      );
    const node = h(
      "div",
      { class: "ur-pair" },
      sym(letter, index),
      weight.node,
      h(
        "div",
        { class: "ur-sum" },
        h("span", { class: "ur-gradients" }, "d", sym(letter, index)),
        sum.node,
      ),
    );
    return { key: `d${key}`, node, cells: sum.cells };
  });
  const zero = Object.fromEntries(parts.map(({ key, cells }) => [key, cells.map(() => 0)]));
  return {
    node: h(
      "div",
      { class: "ur-weights" },
      parts.map(({ node }) => node),
    ),
    update(step, before) {
      for (const { key, cells } of parts)
        cells.forEach((cell, j) => {
          const now = step ? step.sums[key][j] : 0,
            old = (before ?? zero)[key][j];
          cell.textContent = short(now);
          cell.style.setProperty("--part", `${Math.round(40 * Math.min(1, Math.abs(now)))}%`);
          cell.classList.toggle("ur-fresh", now !== old);
        });
    },
  };
}

export default { render };
