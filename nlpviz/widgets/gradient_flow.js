import {
  announce, array, arrows, choice, colour, h, number, onResize, onTheme, paint, pointer, ramp, s,
  slider, table, word,
} from "./kit.js";
import {
  clip, forward, gradientRows, jacobians, lagBelow, lagCurve, parameterNorm, spectralNorm,
} from "./gradient_norms.js";

const LOW = -6, HIGH = 2, FLOOR = -8, CEILING = 4; // powers of ten: the colours, the lag plot
const LIMIT = 1e-3, SLICE = 11; // ms of a frame that a recomputation may take
const BELOW = 0, NOTHING = 2, HIDDEN = 3, ABOVE = 254; // places in the table of 256 colours

/** The place of log10 norm x among the colours; what is off the scale is a chequered pattern. */
export function shade(x, odd) {
  if (Number.isNaN(x)) return NOTHING;
  if (x < LOW) return BELOW + odd;
  if (x > HIGH) return ABOVE + odd;
  return 4 + Math.round(((x - LOW) / (HIGH - LOW)) * 249);
}

const power = (x) => (Math.abs(x) < 300 ? number(10 ** x) : x < 0 ? "0" : "∞");
const WORDS = {
  cell: { en: "cell", ja: "セル" },
  radius: { en: "spectral radius of W_h", ja: "W_h のスペクトル半径" },
  activation: { en: "activation", ja: "活性化関数" },
  bias: { en: "forget-gate bias", ja: "忘却ゲートのバイアス" },
  T: { en: "sequence length", ja: "系列の長さ" },
  threshold: { en: "clipping threshold", ja: "クリッピングのしきい値" },
  guess: { en: "predicted lag", ja: "予想するラグ" },
  ask: { en: "At which lag q does it fall below 10⁻³?", ja: "どのラグ q で 10⁻³ を下回る？" },
  reveal: { en: "Reveal", ja: "答えを見る" },
  again: { en: "Predict again", ja: "もう一度予想する" },
  map: { en: "gradient norms: arrow keys move", ja: "勾配のノルム：矢印キーで移動" },
};

const sub = (x) => h("sub", {}, x);
const quotient = (a, b) => ["‖∂s", sub(a), " / ∂s", sub(b), "‖"];

function render({ model, el }) {
  const life = new AbortController(), { signal } = life;
  const say = (key) => word(el, WORDS[key]);
  const X = array(model.get("X")), tokens = model.get("tokens"), weights = {}, norm = {};
  for (const [cell, parts] of Object.entries(model.get("weights"))) {
    weights[cell] = Object.fromEntries(Object.entries(parts).map(([k, v]) => [k, array(v)]));
  }
  norm.rnn = spectralNorm(weights.rnn.W_h);
  const now = { T: X.shape[0], threshold: 0 }, KEYS = ["cell", "activation", "radius", "forget_bias"];
  for (const key of KEYS) now[key] = model.get(key);
  let guess = null, open = false, seen = 0, frame = 0, dirty = true, job = null, next, shown, cursor = null;
  let colours, width = 0;

  // What can be changed.
  const alter = (key, value) => {
    now[key] = value;
    guess = open ? null : guess;
    if (KEYS.includes(key)) {
      model.set(key, value);
      model.save_changes();
    }
    wake();
  };
  const control = (key, build, options) => build(
    { name: say(options.word || key), value: now[key], ...options }, (x) => alter(key, x));
  const controls = {
    cell: control("cell", choice, { options: [["rnn", "RNN"], ["lstm", "LSTM"], ["gru", "GRU"]].map(
      ([value, text]) => ({ value, text })) }),
    radius: control("radius", slider, { label: "ρ", min: 0.2, max: 2, step: 0.05 }),
    activation: control("activation", choice, { label: "f", options: [{ value: "tanh", text: "tanh" },
      { value: "relu", text: "ReLU" }, { value: "linear", text: "id" }] }),
    forget_bias: control("forget_bias", slider, { word: "bias", label: h("span", {}, "b", sub("f")), min: -2, max: 5, step: 0.25 }),
    T: control("T", slider, { label: "T", min: 2, max: now.T, step: 1 }),
  };
  const limit = control("threshold", slider, { label: "τ", min: -3, max: 3, step: 0.1, format: power });

  // The heat map.
  const canvas = h("canvas"), mark = h("div", { class: "mark", hidden: true });
  const legend = h("canvas"), ends = [["<10⁻⁶", 0], ["10⁻³", 3], ["1", 6], [">10²", 8]];
  const map = h("div", { class: "map", tabindex: 0, role: "application", "aria-label": say("map") }, canvas, mark,
    h("div", { class: "legend" }, legend, h("div", {}, ends.map(([text, at]) =>
      h("span", { style: `left:${((at + 0.5) / 9) * 100}%` }, text)))));
  const lines = h("div", { class: "lines" });

  // The lag plot, and the prediction.
  const plot = h("div", { class: "plot" }), key = h("div", { class: "key" });
  const guesser = slider({ label: h("span", {}, "q̂"), name: say("guess"), min: 1, max: now.T, step: 1,
    value: Math.round(now.T / 2), format: (q) => (q < now.T ? String(q) : "> " + (now.T - 1)) }, (q) => { guess = q; drawPlot(); });
  const button = h("button", { type: "button", onclick: toggle });
  const ask = h("div", { class: "ask" }, h("span", {}, say("ask")), guesser.node, button);

  const bar = h("div", { class: "bar" }), clipped = h("span", { class: "clipped" });
  el.append(
    h("div", { class: "nlpviz-bar" }, Object.values(controls).map((x) => x.node)),
    h("div", { class: "views" }, h("div", {}, map, lines), h("div", {}, key, plot, ask)),
  );
  const read = announce(el);
  el.append(h("div", { class: "clip" }, h("span", {}, "‖∂L/∂θ‖, L = Σ h", sub("T")), bar, limit.node, clipped));

  // Recomputation: the lag curve at once, the heat map in slices, the newest settings next.
  function begin() {
    const { T, cell, activation, radius, forget_bias: bias } = now;
    const run = forward(cell, weights[cell], X, { T, activation, radius, bias });
    const N = new Float64Array(T * T).fill(NaN), rows = gradientRows(jacobians(run), run.n, T, N);
    rows.next();
    return { T, N, rows, cell, norm: parameterNorm(run), curve: lagCurve(N, T),
      bound: cell === "rnn" ? Math.log10(norm.rnn * radius) : NaN };
  }
  function tick(time) {
    frame = 0;
    if (dirty) {
      dirty = false;
      next = begin();
      drawSide();
    }
    job ||= next === shown ? null : next;
    const until = performance.now() + SLICE;
    while (job && performance.now() < until) {
      if (!job.rows.next().done) continue;
      shown = job;
      job = null;
      drawMap();
      refill();
    }
    if (open && seen < now.T) {
      seen = still() ? now.T : seen + Math.max(now.T / 50, 0.25);
      drawMap();
      drawPlot();
    }
    if (job || dirty || next !== shown || (open && seen < now.T)) wake(false);
  }
  function wake(changed = true) {
    dirty ||= changed;
    frame ||= requestAnimationFrame(tick);
  }
  const still = () => matchMedia("(prefers-reduced-motion: reduce), print").matches;
  const visible = () => (matchMedia("print").matches ? Infinity : open ? seen : 0);

  function toggle() {
    open = !open;
    seen = 0;
    guess = open && guess === null ? null : open ? guess : null;
    drawSide();
    drawMap();
    refill();
    if (open) verdict();
    else read();
    wake(false);
  }
  function verdict() {
    const q = lagBelow(next.curve), name = (x) => (x < next.T ? `q = ${x}` : `q > ${next.T - 1}`);
    read(`10⁻³: ${name(q)}`, guess === null ? "" : ` · q̂: ${name(guess)}`);
  }

  // Drawing.
  function theme() {
    const scale = ramp(el), word32 = (name) => {
      const [r, g, b] = colour(el, name).match(/[\d.]+/g).map(Number);
      return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
    };
    colours = { words: new Uint32Array(256) };
    for (let i = 4; i < 254; i++) colours.words[i] = scale.words[Math.round(((i - 4) / 249) * 255)];
    const names = { [BELOW]: "soft", [BELOW + 1]: "rule", [HIDDEN]: "soft", [ABOVE]: "gradients", [ABOVE + 1]: "seq-16" };
    for (const [i, name] of Object.entries(names)) colours.words[i] = word32(name);
    const n = 90; // the legend: two patterns and eight decades
    paint(legend, 2, n, colours, (i) => shade(LOW - 1 + ((i % n) + 0.5) / 9 + ((i % n) < 10 ? -1 : 0), ((i % n) + Math.floor(i / n)) % 2) / 255);
    drawMap();
    drawSide();
  }
  function drawMap() {
    if (!shown || !colours) return;
    const { T, N } = shown, lag = visible();
    paint(canvas, T, T, colours, (i) => {
      const t = Math.floor(i / T), k = i % T;
      return (k <= t && t - k > lag ? HIDDEN : shade(N[i], (t + k) % 2)) / 255;
    });
    const s = next.cell === "lstm" ? "(h, c)" : "h";
    lines.replaceChildren(h("span", {}, "t ↓ k →"), h("span", {}, ...quotient("t", "k"), `, s = ${s}`));
    drawMark();
  }
  function drawMark() {
    mark.hidden = !cursor;
    if (!cursor) return;
    const size = 100 / shown.T;
    mark.style.cssText = `left:${cursor[1] * size}%;top:${cursor[0] * size}%;width:${size}%;height:${size}%`;
  }
  function drawSide() {
    if (!next) return;
    controls.activation.node.inert = now.cell !== "rnn";
    controls.forget_bias.node.inert = now.cell !== "lstm";
    guesser.input.max = now.T;
    guesser.value = guess ?? Math.min(guesser.value, now.T);
    guesser.node.inert = open;
    button.textContent = say(open ? "again" : "reveal");
    key.replaceChildren(
      h("span", { class: "true" }, ...quotient("T", "T−q")),
      h("span", { class: "bound" }, "(‖W", sub("h"), "‖₂ · max f′)", h("sup", {}, "q"),
        Number.isNaN(next.bound) ? " —" : ` = ${number(10 ** next.bound)}`, Number.isNaN(next.bound) ? null : h("sup", {}, "q")));
    drawPlot();
    const after = clip(next.norm, 10 ** now.threshold), at = (x) => Math.min(Math.max((Math.log10(x) + 4) * 10, 0), 100);
    bar.replaceChildren(h("i", { style: `width:${at(next.norm)}%` }), h("b", { style: `width:${at(after)}%` }),
      h("u", { style: `left:${at(10 ** now.threshold)}%` }));
    clipped.textContent = after < next.norm ? `${number(next.norm)} → ${number(after)}` : number(next.norm);
  }
  function drawPlot() {
    if (!width || !next) return;
    const height = Math.min(width * 0.86, 300), [left, right, top, bottom] = [34, 10, 8, 30];
    const W = width - left - right, H = height - top - bottom, T = next.T;
    const x = (q) => (q / Math.max(T - 1, 1)) * W, y = (v) => ((CEILING - Math.min(Math.max(v, -99), 99)) / (CEILING - FLOOR)) * H;
    const grid = [-6, -3, 0, 3].map((v) => [
      s("line", { class: v === -3 ? "limit" : "grid", x1: left, x2: left + W, y1: top + y(v), y2: top + y(v) }),
      s("text", { x: left - 5, y: top + y(v) + 4, "text-anchor": "end" }, v ? power(v).replace("1·", "").replace("0.001", "10⁻³").replace("1000", "10³") : "1"),
    ]);
    const ticks = [0, Math.round((T - 1) / 2), T - 1].map((q) =>
      s("text", { x: left + x(q), y: height - 14, "text-anchor": "middle" }, q));
    const inside = s("svg", { x: left, y: top, width: W, height: H, overflow: "hidden" });
    const path = (values, name) => s("polyline", { class: name, points: values.map((v, q) => `${x(q).toFixed(1)},${y(v).toFixed(1)}`).join(" ") });
    const shownLags = Math.min(Math.floor(visible()) + 1, T);
    if (!Number.isNaN(next.bound) && visible()) inside.append(path(Array.from({ length: shownLags }, (_, q) => q * next.bound), "bound"));
    inside.append(path(next.curve.slice(0, shownLags), "true"), s("circle", { class: "start", cx: 0, cy: y(0), r: 4 }));
    const q = lagBelow(next.curve);
    if (shownLags > q) inside.append(s("circle", { class: "hit", cx: x(q), cy: y(next.curve[q]), r: 4.5 }));
    const g = open ? guess : guesser.value;
    if (g !== null) inside.append(s("line", { class: "guess", x1: x(g), x2: x(g), y1: 0, y2: H }), s("circle", { class: "guess", cx: x(g), cy: y(-3), r: 8 }));
    plot.replaceChildren(s("svg", { width, height, role: "img", "aria-label": "‖∂s_T/∂s_{T−q}‖" }, grid, ticks,
      s("text", { x: left + W / 2, y: height - 1, "text-anchor": "middle" }, "q"), inside));
  }

  // Reading values, dragging the guess.
  function point(t, k) {
    const last = shown.T - 1;
    t = Math.min(Math.max(t, 0), last);
    k = Math.min(Math.max(k, 0), t);
    cursor = [t, k];
    drawMark();
    const words = tokens ? ` · ${tokens[t]} ← ${tokens[k]}` : "";
    read(`t = ${t + 1}, k = ${k + 1}, q = ${t - k}: `, ...quotient(t + 1, k + 1), " = ",
      t - k > visible() ? "?" : power(shown.N[t * shown.T + k]), words);
  }
  const follow = (event) => {
    const [x, y] = pointer(event, map);
    const at = (v) => Math.floor((v / map.offsetWidth) * shown.T);
    if (shown && at(x) <= at(y)) point(at(y), at(x));
  };
  for (const type of ["pointermove", "pointerdown"]) map.addEventListener(type, follow, { signal });
  arrows(map, (dx, dy) => {
    const [t, k] = cursor || [shown.T - 1, shown.T - 1];
    if (dx === -Infinity) point(t, 0);
    else if (dx === Infinity) point(t, t);
    else point(t + dy, dx ? k + dx : k);
  }, signal);
  map.addEventListener("focus", () => cursor || point(now.T - 1, 0), { signal });
  const drag = (event) => {
    if (open || !next || !(event.buttons & 1)) return;
    event.preventDefault();
    guess = Math.min(Math.max(Math.round(((pointer(event, plot)[0] - 34) / (width - 44)) * (now.T - 1)), 1), now.T);
    guesser.value = guess;
    drawPlot();
  };
  for (const type of ["pointermove", "pointerdown"]) plot.addEventListener(type, drag, { signal });

  const refill = table(el, () => ({
    header: ["q", "‖∂s_T/∂s_{T−q}‖", "(‖W_h‖₂·max f′)^q"],
    rows: next.curve.slice(0, visible() + 1).map((v, q) => [q, power(v), Number.isNaN(next.bound) ? "—" : power(q * next.bound)]),
  }), signal);
  for (const name of KEYS) {
    const listen = () => { if (model.get(name) !== now[name]) { controls[name].value = now[name] = model.get(name); wake(); } };
    model.on("change:" + name, listen);
    signal.addEventListener("abort", () => model.off("change:" + name, listen));
  }
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));
  next = begin();
  theme();
  onTheme(el, theme, signal);
  onResize(plot, (w) => { width = w; drawPlot(); }, signal);
  tick();
  return () => life.abort();
}

export default { render };
