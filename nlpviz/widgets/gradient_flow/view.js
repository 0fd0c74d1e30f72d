import { paint, pixel, ramp } from "../core/kit/colour.js";
import { choice, slider } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, pointer, s } from "../core/kit/dom.js";
import { announce, arrows, onChange, onResize, onTheme } from "../core/kit/events.js";
import { clamp, number } from "../core/kit/numbers.js";
import { table } from "../core/kit/table.js";
import { clip as cut } from "../core/kit/text.js";
import { word } from "../core/kit/words.js";
import {
  clip,
  forward,
  gradientRows,
  jacobians,
  lagBelow,
  lagCurve,
  parameterNorm,
  spectralNorm,
} from "./math.js";

const LOW = -6,
  HIGH = 2,
  FLOOR = -8,
  CEILING = 4; // powers of ten: the colours, the lag plot
const SLICE = 25,
  BUSY = 7; // ms of a frame for the heat map; while something is dragged
const BELOW = 0,
  NOTHING = 2,
  HIDDEN = 3,
  FIRST = 4,
  LAST = 253,
  ABOVE = 254; // of 256 colours
const PAD = { left: 38, right: 12, top: 10, bottom: 34 };
const LAG = "‖∂s_T/∂s_{T−q}‖";
const KEYS = ["cell", "activation", "radius", "forget_bias"];
const WORDS = {
  cell: { en: "cell", ja: "セル" },
  radius: { en: "spectral radius of W_h", ja: "W_h のスペクトル半径" },
  activation: { en: "activation", ja: "活性化関数" },
  forget_bias: { en: "forget-gate bias", ja: "忘却ゲートのバイアス" },
  T: { en: "sequence length", ja: "系列の長さ" },
  threshold: { en: "clipping threshold", ja: "クリッピングのしきい値" },
  guess: { en: "predicted lag", ja: "予想するラグ" },
  ask: {
    en: "Where does it fall below 10⁻³? Drag the ring.",
    ja: "どこで 10⁻³ を下回る？ 輪を動かして予想。",
  },
  reveal: { en: "Reveal", ja: "答えを見る" },
  again: { en: "Predict again", ja: "もう一度予想する" },
  map: { en: "gradient norms, arrow keys move", ja: "勾配のノルム、矢印キーで移動" },
};

/** The place of log10 norm x among the 256 colours; off the scale is a chequered pattern. */
export function shade(x, odd) {
  if (Number.isNaN(x)) return NOTHING;
  if (x < LOW) return BELOW + odd;
  if (x > HIGH) return ABOVE + odd;
  return FIRST + Math.round(((x - LOW) / (HIGH - LOW)) * (LAST - FIRST));
}

const power = (x) => number(10 ** x);
const sub = (x) => h("sub", {}, x);
const norm = (a, b) => ["‖∂s", sub(a), "/∂s", sub(b), "‖"];

function render({ model, el }) {
  const life = new AbortController(),
    { signal } = life;
  const say = (key) => word(el, WORDS[key]);
  const X = unpack(model.get("X")),
    tokens = model.get("tokens");
  const each = (parts, f) => Object.fromEntries(Object.entries(parts).map(([k, x]) => [k, f(x)]));
  const weights = each(model.get("weights"), (parts) => each(parts, unpack));
  const size = spectralNorm(weights.rnn.W_h);
  const now = { T: X.shape[0], threshold: 0, guess: Math.round(X.shape[0] / 2) };
  for (const key of KEYS) now[key] = model.get(key);
  let open = false,
    guessed = false,
    seen = 0,
    frame = 0,
    dirty = false;
  let next,
    job,
    shown,
    cursor,
    width = 0;
  const colours = { words: new Uint32Array(256) };

  const control = (build, key, options) =>
    build({ name: say(key), value: now[key], ...options }, (value) => change(key, value));
  const cells = ["rnn", "lstm", "gru"].map((value) => ({ value, text: value.toUpperCase() }));
  const activations = ["tanh", { value: "relu", text: "ReLU" }, "linear"];
  const controls = {
    cell: control(choice, "cell", { options: cells }),
    radius: control(slider, "radius", { label: "ρ", min: 0.2, max: 2, step: 0.05 }),
    activation: control(choice, "activation", { label: "f", options: activations }),
    forget_bias: control(slider, "forget_bias", {
      label: h("span", {}, "b", sub("f")),
      min: -2,
      max: 5,
      step: 0.25,
    }),
    T: control(slider, "T", { label: "T", min: 2, max: now.T, step: 1 }),
  };
  const lag = (q) => (q < now.T ? `= ${q}` : `> ${now.T - 1}`);
  const ring = control(slider, "guess", { min: 0, max: now.T, step: 1, format: lag }).input;
  const limit = control(slider, "threshold", { min: -4, max: 6, step: 0.1, format: power }).input;

  const [canvas, legend, drawing, before, left] = ["canvas", "canvas", "div", "i", "b"].map((tag) =>
    h(tag),
  );
  const [axes, key, clipped] = ["line", "line", "clipped"].map((name) => h("div", { class: name }));
  const ask = h("div", { "aria-live": "polite" });
  const mark = h("div", { class: "here", hidden: true });
  const button = h("button", { type: "button", onclick: toggle });
  const ends = [
    ["<10⁻⁶", 5],
    ["10⁻³", 40],
    ["1", 70],
    [">10²", 95],
  ].map(([text, at]) => h("span", { style: `left:${at}%` }, text));
  const map = h(
    "div",
    { class: "map", tabindex: 0, role: "application", "aria-label": say("map") },
    canvas,
    mark,
    h("div", { class: "legend" }, legend, ends),
  );
  const plot = h("div", { class: "plot" }, drawing, ring);
  el.append(
    h(
      "div",
      { class: "nlpviz-bar" },
      Object.values(controls).map(({ node }) => node),
    ),
    h(
      "div",
      { class: "views" },
      h("div", {}, map, axes),
      h("div", {}, key, plot, h("div", { class: "line" }, ask, button)),
    ),
  );
  const read = announce(el);
  el.append(
    h(
      "div",
      { class: "line" },
      h("span", {}, "‖∂L/∂θ‖, L = Σh", sub("T")),
      h("div", { class: "bar" }, before, left, limit),
      clipped,
    ),
  );

  function change(key, value) {
    now[key] = value;
    if (KEYS.includes(key)) {
      model.set(key, value);
      model.save_changes();
    }
    if (key === "guess") guessed = true;
    else if (open && key !== "threshold") guessed = false; // it was made for other settings
    wake(key !== "guess" && key !== "threshold");
  }

  // Recomputation: the lag curve at once, the heat map in slices of a frame, newest settings next.
  function begin() {
    const { T, cell, activation, radius, forget_bias: bias } = now;
    const N = new Float64Array(T * T).fill(NaN);
    const run = forward(cell, weights[cell], X, { T, activation, radius, bias });
    const rows = gradientRows(jacobians(run), run.n, T, N);
    rows.next();
    const curve = lagCurve(N, T);
    next = {
      T,
      cell,
      N,
      rows,
      curve,
      q: lagBelow(curve),
      theta: parameterNorm(run),
      bound: cell === "rnn" ? Math.log10(size * radius) : NaN,
    };
    controls.activation.node.inert = cell !== "rnn";
    controls.forget_bias.node.inert = cell !== "lstm";
    ring.max = T;
    now.guess = Math.min(now.guess, T);
    dirty = false;
  }
  function tick() {
    frame = 0;
    const slice = dirty ? BUSY : SLICE;
    if (dirty) begin();
    const moving = open && seen < now.T;
    if (moving) seen += matchMedia("(prefers-reduced-motion: reduce)").matches ? now.T : now.T / 45;
    draw();
    if (next !== shown) job ||= next;
    for (const end = performance.now() + slice; job && performance.now() < end;) {
      if (job.rows.next().done) [shown, job] = [job, null];
    }
    if (moving || next === shown) drawMap();
    if (next !== shown || (open && seen < now.T)) wake();
    else refill();
  }
  function wake(changed) {
    dirty ||= changed;
    frame ||= requestAnimationFrame(tick);
  }
  const lags = () => (matchMedia("print").matches ? Infinity : open ? seen : 0);

  function toggle() {
    open = !open;
    guessed &&= open;
    seen = 0;
    wake();
  }

  function theme() {
    const scale = ramp(el),
      { words } = colours;
    for (let i = FIRST; i <= LAST; i++) {
      words[i] = scale.words[Math.round(((i - FIRST) / (LAST - FIRST)) * 255)];
    }
    for (const [i, name] of [
      [BELOW, "soft"],
      [BELOW + 1, "rule"],
      [HIDDEN, "soft"],
      [ABOVE, "gradients"],
      [ABOVE + 1, "seq-16"],
    ])
      words[i] = pixel(el, name);
    paint(legend, 2, 100, colours, (i) => {
      // a pattern, eight decades, a pattern
      const x = i % 100,
        value = x < 10 ? -99 : x < 90 ? LOW + (x - 10) / 10 : 99;
      return shade(value, (x + Math.floor(i / 100)) % 2) / 255;
    });
    draw();
    drawMap();
  }
  function drawMap() {
    if (!shown) return;
    const { T, N } = shown,
      most = lags();
    paint(canvas, T, T, colours, (i) => {
      const t = Math.floor(i / T),
        k = i % T;
      return (t - k > most ? HIDDEN : shade(N[i], (t + k) % 2)) / 255;
    });
    if (cursor) point(...cursor);
  }
  function draw() {
    const { cell, bound, theta } = next,
      after = clip(theta, 10 ** now.threshold);
    const share = (v) => `${clamp(Math.log10(v) + 4, 0, 10) * 10}%`;
    ring.value = now.guess;
    ring.disabled = open;
    ring.hidden = open && !guessed;
    button.textContent = say(open ? "again" : "reveal");
    const yours = guessed ? ` · q̂ ${lag(now.guess)}` : "";
    const words = open ? `10⁻³: q ${lag(next.q)}${yours}` : say("ask");
    if (ask.textContent !== words) ask.textContent = words; // read out once
    axes.replaceChildren(
      h("span", {}, "t ↓  k →"),
      h("span", {}, norm("t", "k"), cell === "lstm" ? ", s = (h, c)" : ", s = h"),
    );
    key.replaceChildren(
      h("span", { class: "true" }, norm("T", "T−q")),
      h(
        "span",
        { class: "bound" },
        "(‖W",
        sub("h"),
        "‖₂·max f′)",
        h("sup", {}, "q"),
        ...(cell === "rnn" ? [` = ${power(bound)}`, h("sup", {}, "q")] : [" —"]),
      ),
    );
    before.style.width = share(theta);
    left.style.width = share(after);
    const norms = after < theta ? `${number(theta)} → ${number(after)}` : number(theta);
    clipped.textContent = `${norms}, τ = ${power(now.threshold)}`;
    if (width) drawPlot(next);
  }
  function drawPlot({ T, curve, bound, q }) {
    const height = clamp(width * 0.9, 200, 320),
      { left, top } = PAD,
      { guess } = now;
    const W = width - left - PAD.right,
      H = height - top - PAD.bottom;
    const known = curve.slice(0, lags() + 1),
      x = (v) => (v / T) * W;
    const y = (v) => ((CEILING - clamp(v, -99, 99)) / (CEILING - FLOOR)) * H;
    const text = (at, down, anchor, words) =>
      s("text", { x: at, y: down, "text-anchor": anchor }, words);
    const path = (name, values) =>
      s("polyline", { class: name, points: values.map((v, i) => `${x(i)},${y(v)}`).join(" ") });
    const dot = (lag) => s("circle", { cx: x(lag), cy: y(curve[lag]), r: 5 });
    const inside = s("svg", { x: left, y: top, width: W, height: H });
    if (known[1] && bound === bound)
      inside.append(
        path(
          "bound",
          known.map((_, i) => i * bound),
        ),
      );
    inside.append(path("true", known), dot(0));
    if (known.length > q) inside.append(dot(q), text(x(q) - 10, y(-3) + 20, "end", `q = ${q}`));
    if (guessed || !open) {
      const near = guess < T * 0.75;
      inside.append(
        s("path", { class: "guess", d: `M${x(guess)} 0v${H}` }),
        text(x(guess) + (near ? 16 : -16), y(-3) - 12, near ? "start" : "end", `q̂ ${lag(guess)}`),
      );
    }
    drawing.replaceChildren(
      s(
        "svg",
        { width, height, role: "img", "aria-label": LAG },
        [
          [3, "10³"],
          [0, "1"],
          [-3, "10⁻³"],
          [-6, "10⁻⁶"],
        ].flatMap(([v, words]) => [
          text(left - 8, top + y(v) + 4, "end", words),
          s("path", { class: v === -3 ? "limit" : "rule", d: `M${left} ${top + y(v)}h${W}` }),
        ]),
        [...new Set([0, Math.round(T / 2), T - 1])].map((v) =>
          text(left + x(v), height - 16, "middle", v),
        ),
        text(left + W / 2, height - 2, "middle", "q"),
        inside,
      ),
    );
    ring.style.cssText = `left:${left - 13}px;width:${W + 26}px;top:${top + y(-3) - 13}px`;
  }

  function point(t, k) {
    if (!shown) return;
    const { T, N } = shown,
      unit = 100 / T;
    t = clamp(t, 0, T - 1);
    k = clamp(k, 0, t);
    cursor = [t, k];
    mark.hidden = false;
    mark.style.cssText = `left:${k * unit}%;top:${t * unit}%;width:${unit}%;height:${unit}%`;
    read(
      `t = ${t + 1}, k = ${k + 1}, q = ${t - k}: `,
      norm(t + 1, k + 1),
      " = ",
      t - k > lags() ? "?" : power(N[t * T + k]),
      tokens ? [" · ", token(t), " ← ", token(k)] : "",
    );
  }
  const token = (t) => h("bdi", {}, cut(tokens[t], 40));
  const follow = (event) => {
    const [k, t] = pointer(event, map).map((v) => Math.floor((v / map.offsetWidth) * shown?.T));
    if (k <= t) point(t, k);
  };
  for (const kind of ["pointermove", "pointerdown"]) map.addEventListener(kind, follow, { signal });
  map.addEventListener("focus", () => point(...(cursor || [now.T - 1, now.T - 1])), { signal });
  arrows(map, (dx, dy) => cursor && point(cursor[0] + dy, cursor[1] + dx), signal);

  const refill = table(
    el,
    () => ({
      header: ["q", LAG, "(‖W_h‖₂·max f′)^q"],
      rows: next.curve
        .slice(0, lags() + 1)
        .map((v, q) => [q, power(v), next.cell === "rnn" ? power(q * next.bound) : "—"]),
    }),
    signal,
  );
  onChange(
    model,
    KEYS,
    (key) => {
      if (model.get(key) === now[key]) return;
      controls[key].value = now[key] = model.get(key);
      wake(true);
    },
    signal,
  );
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));
  begin();
  theme();
  onTheme(el, theme, signal);
  onResize(
    plot,
    (w) => {
      width = w;
      draw();
    },
    signal,
  );
  tick();
  return () => life.abort();
}

export default { render };
