// SoftHard: a mixture of all values or one of them, drawn; and what drawing does to the gradient.
import { choice, slider } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, pointer, s } from "../core/kit/dom.js";
import { announce, arrows, onChange, onResize, onTheme } from "../core/kit/events.js";
import { clamp, number, short } from "../core/kit/numbers.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { word } from "../core/kit/words.js";
import { KINDS, baseline, batches, cloud, generator, loss, moments, pick, step } from "./math.js";

const KEYS = ["tau", "samples", "first", "across", "up", "position", "shift", "seed"];
const BATCHES = 200;
const FORMULAS = {
  none: "b = 0",
  moving: "b ← b + 0.1 (f − b)",
  mean: "b = E[f]",
  weighted: "b = E[w f]/E[w], w = ‖∇ log p‖²",
};
const WORDS = {
  en: {
    none: "no baseline",
    moving: "moving average",
    mean: "mean loss",
    weighted: "weighted mean",
    draw: "Draw",
    clear: "Clear",
    again: "New draws",
    drawn: "drawn",
    rows: "positions: ↑ ↓ choose, ← → change the score",
    soft: "soft: loss of the mixture",
    hard: "hard: mean loss of a choice",
    across: "horizontal axis",
    up: "vertical axis",
    exact: "exact",
    spread: "spread",
    variance: "variance",
    ask: "Which shrinks the cloud most?",
    reveal: "Reveal",
    hide: "Predict again",
    most: "smallest",
    guess: "your guess",
    instead: "instead of",
  },
  ja: {
    none: "ベースラインなし",
    moving: "移動平均",
    mean: "平均の損失",
    weighted: "重みつき平均",
    draw: "引く",
    clear: "消す",
    again: "引き直す",
    drawn: "回数",
    rows: "位置：↑ ↓ で選び、← → でスコアを変える",
    soft: "ソフト：混合の損失",
    hard: "ハード：選んだときの平均損失",
    across: "横軸",
    up: "縦軸",
    exact: "厳密",
    spread: "ばらつき",
    variance: "分散",
    ask: "雲を最も縮めるのはどのベースライン？",
    reveal: "答えを見る",
    hide: "もう一度予想する",
    most: "最小",
    guess: "あなたの予想",
    instead: "正しくは",
  },
};

/** The 2σ ellipse of a 2 × 2 covariance around (x, y), as points. */
export function ellipse([x, y], [[a, b], [, c]], corners = 48) {
  const l = Math.sqrt(Math.max(a, 0)),
    k = l > 0 ? b / l : 0,
    r = Math.sqrt(Math.max(c - k * k, 0));
  return Array.from({ length: corners }, (_, i) => {
    const t = (2 * Math.PI * i) / corners;
    return [x + 2 * l * Math.cos(t), y + 2 * (k * Math.cos(t) + r * Math.sin(t))];
  });
}

/** Equal points as one: [x, y, how many]. */
export function gather(points) {
  const found = new Map();
  for (const [x, y] of points) {
    const key = `${x.toFixed(1)} ${y.toFixed(1)}`;
    found.set(key, [x, y, (found.get(key)?.[2] ?? 0) + 1]);
  }
  return [...found.values()];
}

/** [low, high] around values, a little wider, never empty. */
export function extent(values, margin = 0.12) {
  const low = Math.min(...values),
    high = Math.max(...values),
    pad = (high - low) * margin || 1;
  return [low - pad, high + pad];
}

const vector = (v) => v.map((x) => number(x)).join(", ");
const path = (name, d) => s("path", { class: name, d });
const fixed = (x) => number(Math.abs(x) < 1e-12 ? 0 : x);
function render({ model, el }) {
  const life = new AbortController(),
    { signal } = life;
  const say = word(el, WORDS);
  const names = model.get("positions"),
    S0 = [...unpack(model.get("scores")).data],
    m = S0.length;
  const packed = unpack(model.get("vectors")),
    d = packed.shape[1];
  const V = S0.map((_, j) => [...packed.data.subarray(j * d, j * d + d)]);
  const y = [...unpack(model.get("targets")).data],
    theta = model.get("theta");
  const set = {};
  for (const key of KEYS) set[key] = model.get(key);
  let now,
    counts,
    total,
    last,
    next,
    drawn,
    open = false,
    guess = null,
    wide = 0,
    side = 0,
    high;

  function change(key, value) {
    set[key] = value;
    model.set(key, value);
    model.save_changes();
  }
  const S = (j) => S0[j] + set.shift[j],
    named = (j) => h("bdi", {}, clip(names[j], 60));
  const option = (i) => (i === m ? "dθ" : `dS ${i + 1} · ${clip(names[i], 14)}`);
  const button = (text, onclick) => h("button", { type: "button", onclick }, text);

  // The step: temperature, draws, one row a position, and the mixture among the values.
  const tau = slider(
    {
      label: h("i", {}, "τ"),
      name: "τ",
      min: -1.5,
      max: 1,
      step: 0.05,
      value: Math.log10(set.tau),
      format: (x) => number(10 ** x, 2),
    },
    (x) => {
      change("tau", 10 ** x);
      restart();
    },
  );
  const rows = h("div", {
    class: "rows",
    tabindex: 0,
    role: "application",
    "aria-label": say.rows,
  });
  const cells = names.map((name, j) => {
    const cell = {
      S: h("span"),
      bar: h("i"),
      ring: h("b"),
      A: h("span"),
      n: h("span"),
      f: h("span"),
    };
    cell.row = h(
      "div",
      { class: "place", "data-j": j },
      h("bdi", { title: clip(name, 400) }, name),
      cell.S,
      h("div", { class: "track" }, cell.bar, cell.ring),
      cell.A,
      cell.n,
      cell.f,
    );
    return cell;
  });
  rows.append(
    h(
      "div",
      { class: "place head", "aria-hidden": "true" },
      h("span"),
      h("span", {}, "S"),
      h("span", {}, "A = softmax(S/τ)"),
      h("span"),
      h("span", {}, say.drawn),
      h("span", {}, "f(v)"),
    ),
    ...cells.map(({ row }) => row),
  );
  const values = h("div", { class: "values" });
  const [soft, hard] = [h("b"), h("b")],
    sample = h("span", { class: "nlpviz-muted" });
  const losses = h(
    "div",
    { class: "losses" },
    h("span", {}, "◆ f(A V) = ", soft, h("small", {}, say.soft)),
    h("span", {}, "○ E[f(V", h("sub", {}, "z"), ")] = ", hard, h("small", {}, say.hard)),
    sample,
  );
  el.append(
    h(
      "div",
      { class: "nlpviz-bar" },
      tau.node,
      h(
        "span",
        { class: "buttons" },
        button(`${say.draw} 1`, () => take(1)),
        button(`${say.draw} 100`, () => take(100)),
        button(say.clear, restart),
      ),
    ),
    h("div", { class: "step" }, rows, values),
    losses,
  );
  const read = announce(el, { class: "nlpviz-readout nlpviz-muted" });

  // The clouds.
  const samples = slider(
    {
      label: h("i", {}, "N"),
      name: "N",
      min: 0,
      max: 10,
      step: 1,
      value: Math.log2(set.samples),
      format: (x) => `${2 ** x}`,
    },
    (x) => {
      change("samples", 2 ** x);
      compute();
    },
  );
  const [across, up] = ["across", "up"].map((key) => {
    const select = h(
      "select",
      {
        "aria-label": say[key],
        onchange: () => {
          change(key, +select.value);
          clouds();
        },
      },
      Array.from({ length: m + 1 }, (_, i) => h("option", { value: i }, option(i))),
    );
    select.value = set[key];
    return select;
  });
  const first = h("input", {
    type: "checkbox",
    onchange: () => {
      change("first", first.checked);
      if (!set.first) change("up", m);
      clouds();
    },
  });
  const theta_ = h("span", { class: "theta" });
  const panels = h("div", { class: "panels" });
  const views = KINDS.map((kind) => {
    const plot = h("div", { class: "plot" }),
      text = h("p");
    panels.append(h("div", {}, h("h4", {}, say[kind], h("small", {}, FORMULAS[kind])), plot, text));
    return { plot, text };
  });
  const ask = choice(
    {
      label: say.ask,
      options: KINDS.slice(1).map((kind) => ({ value: kind, text: say[kind] })),
      value: "",
    },
    (value) => {
      guess = value;
    },
  );
  const reveal = button("", () => {
    open = !open;
    if (!open) ask.value = guess = null;
    clouds();
  });
  const verdict = h("span", { class: "verdict", "aria-live": "polite" });
  el.append(
    h(
      "div",
      { class: "nlpviz-bar second" },
      samples.node,
      button(say.again, () => {
        change("seed", (set.seed + 1) % 2 ** 31);
        restart();
      }),
      h("span", { class: "axes" }, "→", across, "↑", up),
      h(
        "label",
        { class: "both" },
        first,
        h("span", {}, "E[", h("em", {}, "∇f"), " + (f − b) ∇ log p]"),
      ),
      theta_,
    ),
    h("div", { class: "nlpviz-bar ask" }, ask.node, verdict, reveal),
    panels,
  );

  function restart() {
    counts = Array(m).fill(0);
    [total, last, next] = [0, -1, generator(set.seed)];
    compute();
  }
  function take(count) {
    for (let i = 0; i < count; i++) counts[(last = pick(now.A, next()))] += 1;
    total += count;
    steps();
    read(`z = ${last + 1} `, named(last), `, f = ${short(now.f[last])}, n = ${total}`);
  }
  function compute() {
    now = step({ S: S0.map((_, j) => S(j)), V, y, theta, tau: set.tau });
    drawn = batches(now.A, { N: set.samples, K: BATCHES, seed: set.seed });
    steps();
    clouds();
  }
  function steps() {
    const top = Math.max(...now.A, ...counts.map((n) => n / (total || 1)));
    cells.forEach((cell, j) => {
      cell.S.textContent = short(S(j));
      cell.A.textContent = now.A[j].toFixed(2);
      cell.bar.style.width = `${(100 * now.A[j]) / top}%`;
      cell.ring.hidden = !counts[j];
      cell.ring.style.left = `${(100 * counts[j]) / (total || 1) / top}%`;
      cell.n.textContent = total ? counts[j] : "";
      cell.f.textContent = short(now.f[j]);
      cell.row.classList.toggle("on", j === set.position);
      cell.row.classList.toggle("last", j === last);
    });
    soft.textContent = fixed(now.soft);
    hard.textContent = fixed(now.hard);
    const average = counts.reduce((sum, n, j) => sum + n * now.f[j], 0) / total;
    sample.textContent = total ? `${say.drawn} ${total}: ${fixed(average)}` : "";
    if (wide) draw();
    refresh();
  }
  const about = () => {
    const j = set.position;
    read(
      named(j),
      `: S = ${short(S(j))}, A = ${fixed(now.A[j])}, f = ${fixed(now.f[j])}, ∂E[f]/∂S = ${fixed(now.gradient[j])}`,
    );
  };

  /** The mixture o among the values: on the loss curve (d_v = 1) or among circles of equal loss. */
  function draw() {
    const W = wide,
      H = Math.max(26 * (m + 1), 165),
      point = (x, z, r, name) => s("circle", { cx: x, cy: z, r, class: name });
    const text = (x, z, words, name, anchor = "start") =>
      s("text", { x, y: z, class: name, "text-anchor": anchor }, words);
    const size = (j) => 3 + 9 * Math.sqrt(now.A[j]),
      { o } = now;
    const goal = theta ? y.map((a) => a / theta) : o,
      picture = s("svg", { width: W, height: H, "aria-hidden": "true" });
    const diamond = (x, z) => path("o", `M${x} ${z - 8}l8 8l-8 8l-8 -8z`);
    const dots = (place) =>
      V.map((_, j) =>
        point(
          ...place(j),
          size(j),
          `value ${j === last ? "last" : j === set.position ? "on" : ""}`,
        ),
      );
    const name = (x, z, anchor = "middle") =>
      text(clamp(x, 30, W - 30), z, clip(names[set.position], 12), "name", anchor);
    if (d === 1) {
      const [low, high] = extent([...V.flat(), ...goal, ...o], 0.15),
        [, top] = extent([0, ...now.f, now.hard], 0.1);
      const X = (v) => ((v - low) / (high - low)) * W,
        Y = (f) => H - 20 - (f / top) * (H - 30);
      const curve = Array.from({ length: 81 }, (_, i) => low + ((high - low) * i) / 80),
        at = (j) => [X(V[j][0]), Y(now.f[j])];
      const [ox, gx, oy, ey] = [X(o[0]), X(goal[0]), Y(now.soft), Y(now.hard)],
        flip = ox > W * 0.62;
      const beside = (z, words, f) =>
        text(ox + (flip ? -14 : 14), z, `${words} ${fixed(f)}`, "label", flip ? "end" : "start");
      const [vx, vz] = at(set.position),
        out = V[set.position][0] < goal[0] ? -1 : 1; // outside the curve
      const near = oy - ey < 15 ? 8 : 0;
      picture.append(
        path("rule", `M0 ${Y(0)}H${W}`),
        path(
          "curve",
          `M${curve.map((v) => `${X(v)} ${Y(Math.min(loss([v], y, theta), top * 2))}`).join("L")}`,
        ),
        path("goal", `M${gx} ${Y(0) - 5}v10`),
        text(gx, H - 4, "y", "goal", "middle"),
        ...dots(at),
        name(
          vx + 13 * out,
          vz + 14,
          out < 0 ? (vx > 70 ? "end" : "start") : vx < W - 70 ? "start" : "end",
        ),
        path("gap", `M${ox} ${ey}V${oy}`),
        point(ox, ey, 6, "mean"),
        diamond(ox, oy),
        beside(ey + 4 - near, "E[f]", now.hard),
        beside(oy + 5 + near, "f(o)", now.soft),
      );
    } else {
      const ring = (f) => (theta ? Math.sqrt(2 * f) / Math.abs(theta) : 0);
      const all = [...V, goal, o],
        [l, r] = extent(all.map((p) => p[0])),
        [b, top] = extent(all.map((p) => p[1]));
      const unit = Math.min(W / (r - l), H / (top - b)),
        X = (x) => W / 2 + (x - (l + r) / 2) * unit,
        Y = (z) => H / 2 - (z - (b + top) / 2) * unit;
      const at = ([x, z]) => [X(x), Y(z)],
        [cx, cy] = at(goal),
        [ox, oy] = at(o),
        [vx, vz] = at(V[set.position]);
      const turn = Math.atan2(oy - cy, ox - cx) + 0.3,
        far = ring(now.hard) * unit;
      picture.append(
        point(cx, cy, ring(now.soft) * unit, "curve"),
        point(cx, cy, far, "gap"),
        ...dots((j) => at(V[j])),
        name(vx, vz < 26 ? vz + 26 : vz - 14),
        diamond(ox, oy),
        text(ox + 12, oy + 5, "o", "label"),
        text(cx + far * Math.cos(turn) - 4, cy + far * Math.sin(turn), "E[f]", "label", "end"),
        path("goal", `M${cx - 5} ${cy}h10M${cx} ${cy - 5}v10`),
        text(vx < cx ? cx + 14 : cx - 14, vz < cy ? cy + 12 : cy - 4, "y", "goal", "middle"),
      );
    }
    values.replaceChildren(picture);
  }

  const exact = (kind) => moments(now, baseline(now, kind, set.samples, BATCHES), set.first);
  function clouds() {
    if (!side) return;
    across.value = set.across;
    up.value = set.up;
    first.checked = set.first;
    const shown = KINDS.map((kind) => ({
      kind,
      ...exact(kind),
      ...cloud(now, drawn, kind, set.first),
    }));
    const axes = [set.across, set.up],
      truth = axes.map((i) => now.gradient[i]);
    const [x, up_] = axes.map((i, k) => {
      const reach = 2.6 * Math.sqrt(Math.max(0, ...shown.map(({ cov }) => cov[i][i]))),
        centre = shown[0].mean[i];
      const [low, top] = extent([centre - reach, centre + reach, truth[k]], 0.08);
      return (v) => ((v - low) / (top - low)) * [side, high][k];
    });
    const z = (v) => high - up_(v),
      visible = (k) => k === 0 || open || matchMedia("print").matches;
    shown.forEach((each, k) => {
      const { plot, text } = views[k],
        sigma = Math.sqrt(each.variance),
        N = set.samples;
      if (!visible(k)) {
        plot.replaceChildren(h("span", { class: "cover", "aria-hidden": "true" }, "?"));
        text.replaceChildren();
        return;
      }
      const dots = gather(each.points.map((p) => [x(p[axes[0]]), z(p[axes[1]])]));
      const cov = axes.map((i) => axes.map((j) => each.cov[i][j] / N));
      const oval = ellipse(
        axes.map((i) => each.mean[i]),
        cov,
      )
        .map(([a, b]) => `${x(a).toFixed(1)} ${z(b).toFixed(1)}`)
        .join("L");
      const [cx, cy] = [x(truth[0]), z(truth[1])];
      plot.replaceChildren(
        s(
          "svg",
          {
            width: side,
            height: high,
            role: "img",
            "aria-label": `${say[each.kind]}: ${say.spread} ${fixed(each.spread)}`,
          },
          path("rule", `M${x(0)} 0V${high}M0 ${z(0)}H${side}`),
          dots.map(([a, b, count]) =>
            s("circle", {
              cx: a.toFixed(1),
              cy: b.toFixed(1),
              r: (2.2 * Math.sqrt(Math.min(count, 60))).toFixed(1),
              class: "dot",
            }),
          ),
          path("oval", `M${oval}Z`),
          path("cross", `M${cx - 8} ${cy}h16M${cx} ${cy - 8}v16`),
        ),
      );
      text.replaceChildren(
        `${say.spread} `,
        h("b", {}, fixed(each.spread)),
        h("small", {}, `${say.exact} ${number(sigma)}/√${N} = ${number(sigma / Math.sqrt(N))}`),
        k && shown[0].spread
          ? h("strong", {}, `${say.variance} × ${number((each.spread / shown[0].spread) ** 2, 2)}`)
          : "",
      );
    });
    const best = shown.reduce((a, b) => (b.variance < a.variance ? b : a));
    reveal.textContent = open ? say.hide : say.reveal;
    ask.node.hidden = open;
    const told = open
      ? `${say.most}: ${say[best.kind]}${guess ? ` · ${say.guess}: ${say[guess]}` : ""}`
      : "";
    if (verdict.textContent !== told) verdict.textContent = told;
    theta_.replaceChildren(
      h("i", {}, "dθ"),
      " = ",
      h("b", {}, fixed(shown[0].mean[m])),
      set.first ? "" : ` ${say.instead} ${fixed(now.gradient[m])}`,
    );
    theta_.classList.toggle("wrong", !set.first);
    refresh();
  }

  // Rows: keys and drags.
  const move = (j, by) => {
    change("position", j);
    if (by)
      change(
        "shift",
        set.shift.map((x, i) => (i === j ? clamp(Math.round((x + by) * 100) / 100, -20, 20) : x)),
      );
    if (by) restart();
    else steps();
    about();
  };
  arrows(
    rows,
    (dx, dy) => move(clamp(set.position + dy, 0, m - 1), clamp(dx, -1, 1) * 0.1),
    signal,
  );
  rows.addEventListener("focus", () => rows.matches(":focus-visible") && about(), { signal });
  let drag = null;
  rows.addEventListener(
    "pointerdown",
    (event) => {
      const row = event.target.closest("[data-j]");
      if (!row || event.button) return;
      move(+row.dataset.j, 0);
      drag = { x: pointer(event, rows)[0], from: set.shift[set.position] };
      rows.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  rows.addEventListener(
    "pointermove",
    (event) => {
      if (!drag) return;
      const by = drag.from + (pointer(event, rows)[0] - drag.x) / 60 - set.shift[set.position];
      if (Math.abs(by) >= 0.05) move(set.position, by);
    },
    { signal },
  );
  for (const end of ["pointerup", "pointercancel"])
    rows.addEventListener(
      end,
      () => {
        drag = null;
      },
      { signal },
    );

  const refresh = table(
    el,
    () => {
      const sigmas = KINDS.filter((_, k) => k === 0 || open).map((kind) => [
        say[kind],
        exact(kind).variance,
      ]);
      return {
        header: ["", "S", "A", say.drawn, "v", "f(v)", "∂E[f]/∂S"],
        rows: [
          ...names.map((name, j) => [
            name,
            S(j),
            now.A[j],
            counts[j],
            vector(V[j]),
            now.f[j],
            now.gradient[j],
          ]),
          ["o = A V", "", "", "", vector(now.o), now.soft, ""],
          ["E[f]", "", "", "", "", now.hard, ""],
          ["dθ", "", "", "", "", "", exact("none").mean[m]],
          ...sigmas.map(([name, variance]) => [
            `${say.variance}, N = 1: ${name}`,
            "",
            "",
            "",
            "",
            "",
            variance,
          ]),
        ],
      };
    },
    signal,
  );
  onChange(
    model,
    KEYS,
    (key) => {
      if (model.get(key) === set[key]) return;
      set[key] = model.get(key);
      tau.value = Math.log10(set.tau);
      samples.value = Math.log2(set.samples);
      if (["tau", "shift", "seed"].includes(key)) restart();
      else compute();
    },
    signal,
  );
  restart();
  about();
  onResize(
    values,
    (w) => {
      wide = w;
      draw();
    },
    signal,
  );
  onResize(
    panels,
    () => {
      ({ clientWidth: side, clientHeight: high } = views[0].plot);
      clouds();
    },
    signal,
  );
  onTheme(el, clouds, signal);
  return () => {
    life.abort();
    el.replaceChildren();
  };
}

export default { render };
