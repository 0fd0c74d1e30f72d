// LSTMCell: gates, cell and state along the tokens; a gate can be overruled, and both the cell and
// the gradient that reaches each step are computed again.
import { unpack } from "../core/kit/decode.js";
import { h, pointer, s } from "../core/kit/dom.js";
import { announce, onChange } from "../core/kit/events.js";
import { clamp, short } from "../core/kit/numbers.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { word } from "../core/kit/words.js";
import { GATES, RANGE, forward, keyOf, reach } from "./math.js";

const ROWS = [
  // key, letter, role
  ["i", "i", "gates"],
  ["f", "f", "gates"],
  ["z", "z", "gates"],
  ["o", "o", "gates"],
  ["C", "c", "states"],
  ["H", "h", "states"],
  ["cell", "c", "gradients"],
  ["state", "h", "gradients"],
];
const WORDS = {
  peepholes: { en: "peepholes", ja: "ピープホール" },
  reset: { en: "Reset gates", ja: "ゲートを戻す" },
  step: { en: "time step", ja: "時刻" },
  unit: { en: "unit", ja: "ユニット" },
  set: { en: "set by hand", ja: "手動" },
  strips: { en: "Gates, cell, state and gradients", ja: "ゲート・セル・状態・勾配" },
  hint: {
    en: "Drag a gate up or down (or ↑ ↓; Delete gives it back). ← → moves in time.",
    ja: "ゲートを上下にドラッグ(または ↑ ↓、Delete で元に戻す)。← → で時刻を移動。",
  },
};
const sub = (letter, index) => [h("var", {}, letter), h("sub", {}, index)];
const button = (text, attributes) => h("button", { type: "button", ...attributes }, text);
const isGradient = (key) => key === "cell" || key === "state";

/** The filled part of a strip's cell, [from, to] in 0..1; gradients on a log scale from 1e-4 to 1. */
export function fill(key, value, scale = 1) {
  if (isGradient(key)) return [0, value ? clamp(1 + Math.log10(Math.abs(value)) / 4, 0, 1) : 0];
  if (key !== "z" && key !== "C" && key !== "H") return [0, value];
  const end = 0.5 + clamp(value / scale, -1, 1) / 2;
  return [Math.min(0.5, end), Math.max(0.5, end)];
}

/** The weights as float64, from the model's packed arrays. */
function weights(model) {
  const get = (name) => unpack(model.get(name));
  const [X, W_h] = [get("X"), get("W_h")];
  const w = { T: X.shape[0], d: X.shape[1], n: W_h.shape[0], X: X.data, W_h: W_h.data };
  for (const name of ["h0", "c0", "W_x", "b", "p_i", "p_f", "p_o"]) w[name] = get(name).data;
  return w;
}

function render({ model, el }) {
  const w = weights(model),
    { T, n } = w;
  const tokens = model.get("tokens"),
    say = (key) => word(el, WORDS[key]);
  const hasPeepholes = ["p_i", "p_f", "p_o"].some((p) => w[p].some((value) => value !== 0));
  let unit,
    t,
    peepholes,
    overrides,
    sharing = false; // what the model holds
  let run, plain, got, due; // with and without overrides: values, gradients
  const stop = new AbortController(),
    on = { signal: stop.signal };

  // The frame: controls, strips, step.
  const back = button("◀", { "aria-label": `${say("step")} −1` });
  const ahead = button("▶", { "aria-label": `${say("step")} +1` });
  const time = h("input", { type: "range", min: 1, max: T, step: 1, "aria-label": say("step") });
  const clock = h("span", { class: "lc-clock" });
  const units = h(
    "span",
    { class: "lc-units", role: "group", "aria-label": say("unit") },
    h("span", {}, say("unit")),
    ...Array.from({ length: n > 1 ? n : 0 }, (_, u) =>
      button(u + 1, { "aria-label": `${say("unit")} ${u + 1}`, "data-u": u }),
    ),
  );
  const peep = h("input", { type: "checkbox" });
  const reset = button(say("reset"));
  const bar = h(
    "div",
    { class: "lc-bar" },
    back,
    time,
    ahead,
    clock,
    n > 1 ? units : null,
    hasPeepholes ? h("label", {}, peep, ` ${say("peepholes")}`) : "",
    reset,
  );

  const grid = h("div", { class: "lc-grid", style: `--T: ${T}; --n: ${n}` });
  const heads = tokens.map((token, j) =>
    h(
      "div",
      { class: "lc-token", "data-t": j },
      h("bdi", { title: clip(token, 400) }, token),
      h("small", {}, j + 1),
    ),
  );
  grid.append(h("div", { class: "lc-name" }), ...heads);
  const slots = ROWS.map(([key, letter, role]) => {
    const drag = role === "gates";
    const label = isGradient(key)
      ? h(
          "span",
          { class: "lc-frac" },
          h("span", {}, "∂", sub(letter, T)),
          h("span", {}, "∂", sub(letter, "t")),
        )
      : h("span", {}, sub(letter, "t"));
    const ends = isGradient(key)
      ? ["1", "10⁻⁴"]
      : key === "C"
        ? ["", ""]
        : drag && key !== "z"
          ? ["1", "0"]
          : ["1", "−1"];
    const top = h("small", {}, ends[0]),
      low = h("small", {}, ends[1]);
    grid.append(
      h("div", { class: `lc-name lc-${role}` }, label, h("span", { class: "lc-ends" }, top, low)),
    );
    return tokens.map((_, j) => {
      const slot = {
        bar: h("i"),
        ghost: h("b"),
        text: h("span"),
        band: n > 1 ? h("div", { class: "lc-band" }) : null,
        lines: null,
        top,
        low,
      };
      const attrs = { class: "lc-cell", "data-t": j, "data-row": key };
      if (drag)
        Object.assign(attrs, {
          role: "slider",
          tabindex: -1,
          "data-gate": key,
          "aria-orientation": "vertical",
          "aria-valuemin": RANGE[key][0],
          "aria-valuemax": 1,
        });
      slot.cell = h("div", attrs, slot.bar, slot.ghost, slot.text);
      slot.box = h("div", { class: `lc-slot lc-${role}`, "data-t": j }, slot.cell, slot.band ?? "");
      grid.append(slot.box);
      return slot;
    });
  });
  const scroll = h("div", { class: "lc-scroll", role: "group", "aria-label": say("strips") }, grid);
  const readout = h("div"),
    verdict = announce(readout, { class: "lc-verdict" });
  const step = diagram(T);
  const sums = h("div", { class: "lc-sums" });
  const root = h(
    "div",
    { class: "lc" },
    bar,
    scroll,
    readout,
    h(
      "div",
      { class: "lc-step", tabindex: 0, role: "group", "aria-label": say("step") },
      step.picture,
    ),
    sums,
    h("p", { class: "lc-hint" }, say("hint")),
  );
  el.append(root);

  function compute() {
    const o = { peepholes };
    plain = forward(w, o);
    due = reach(w, plain, o);
    run = overrides.size ? forward(w, { ...o, overrides }) : plain;
    got = overrides.size ? reach(w, run, { ...o, overrides }) : due;
    draw();
  }
  const at = (source, key, j, u = unit) =>
    isGradient(key) ? (source === run ? got : due)[key][(j + 1) * n + u] : source[key][j * n + u];

  function draw() {
    const scale = Math.max(1, ...plain.C.map(Math.abs), ...run.C.map(Math.abs));
    ROWS.forEach(([key, , role], r) =>
      slots[r].forEach((slot, j) => {
        const value = at(run, key, j),
          old = at(plain, key, j),
          size = key === "C" ? scale : 1;
        const [from, to] = fill(key, value, size);
        slot.bar.style.cssText = `bottom: ${100 * from}%; height: ${100 * (to - from)}%`;
        const [oldFrom, oldTo] = fill(key, old, size);
        slot.ghost.hidden = Math.abs(value - old) < 1e-9;
        slot.ghost.style.bottom = `${100 * (old < 0 && !isGradient(key) ? oldFrom : oldTo)}%`;
        slot.text.textContent = short(value);
        slot.box.classList.toggle("lc-now", j === t);
        const lines = slot.band && bands(role, key, j, size);
        if (slot.lines !== lines) slot.band.style.background = slot.lines = lines; // most stay as they are
        if (role !== "gates") return;
        const forced = overrides.has(keyOf(key, j, unit));
        slot.cell.classList.toggle("lc-set", forced);
        slot.cell.tabIndex = j === t ? 0 : -1;
        slot.cell.setAttribute("aria-label", `${key}, t = ${j + 1}, ${clip(tokens[j], 40)}`);
        slot.cell.setAttribute("aria-valuenow", value.toFixed(3));
        slot.cell.setAttribute("aria-valuetext", short(value) + (forced ? `, ${say("set")}` : ""));
      }),
    );
    const cells = slots[4][0];
    [cells.top.textContent, cells.low.textContent] = [short(scale), short(-scale)];
    heads.forEach((head, j) => head.classList.toggle("lc-now", j === t));
    for (const each of units.querySelectorAll("button"))
      each.setAttribute("aria-pressed", +each.dataset.u === unit);
    [time.value, back.disabled, ahead.disabled] = [t + 1, t === 0, t === T - 1];
    time.setAttribute("aria-valuetext", `t = ${t + 1}, ${clip(tokens[t], 40)}`);
    clock.textContent = `${t + 1} / ${T}`;
    [peep.checked, reset.disabled] = [peepholes, overrides.size === 0];
    verdict(
      ["cell", "state"].map((key) => {
        const [value, old, letter] = [
          at(run, key, 0),
          at(plain, key, 0),
          key === "cell" ? "c" : "h",
        ];
        return h(
          "span",
          {},
          "∂",
          sub(letter, T),
          " / ∂",
          sub(letter, 1),
          " = ",
          overrides.size ? [short(old), " → "] : null,
          h("strong", {}, short(value)),
        );
      }),
    );
    explain();
    refresh();
    share();
  }

  /** Tell the model (a kernel, where there is one), and listen to it. */
  function share() {
    sharing = true;
    model.set("unit", unit);
    model.set("step", t + 1);
    model.set("peepholes", peepholes);
    model.set("overrides", Object.fromEntries(overrides));
    model.save_changes();
    sharing = false;
  }
  function follow() {
    if (sharing) return;
    [unit, peepholes] = [clamp(model.get("unit"), 0, n - 1), model.get("peepholes")];
    t = clamp(model.get("step"), 1, T) - 1;
    overrides = new Map(Object.entries(model.get("overrides")));
    compute();
  }
  onChange(model, ["unit", "step", "peepholes", "overrides"], follow, stop.signal);

  /** All units of one cell as thin lines, the shown one marked by the strip itself. */
  function bands(role, key, j, size) {
    const lines = Array.from({ length: n }, (_, u) => {
      const [from, to] = fill(key, at(run, key, j, u), size);
      const part = key === "z" || key === "C" || key === "H" ? 2 * (to - from) : to - from;
      const tint = `color-mix(in srgb, var(--nv-${role}) ${Math.round(100 * part)}%, transparent)`;
      return `${tint} ${(100 * u) / n}% ${(100 * (u + 1)) / n}%`;
    });
    return `linear-gradient(to bottom, ${lines.join(", ")})`;
  }

  function explain() {
    const v = (key, j = t) => at(run, key, j),
      k = t + 1;
    const c_ = t ? v("C", t - 1) : w.c0[unit];
    const values = { i: v("i"), f: v("f"), z: v("z"), o: v("o"), c_, c: v("C"), h: v("H") };
    step.update({
      ...values,
      t: k,
      peepholes,
      marks: (g) => overrides.has(keyOf(g, t, unit)),
      d: got.cell[k * n + unit],
      d_: got.cell[t * n + unit],
    });
    const q = (role, value) =>
      h("span", { class: `lc-${role}` }, value < 0 ? `(${short(value)})` : short(value));
    const is = (value) => h("strong", { class: "lc-states" }, short(value));
    sums.replaceChildren(
      h(
        "p",
        {},
        sub("c", k),
        " = ",
        sub("f", k),
        " ",
        sub("c", t),
        " + ",
        sub("i", k),
        " ",
        sub("z", k),
        " = ",
        q("gates", values.f),
        " · ",
        q("states", c_),
        " + ",
        q("gates", values.i),
        " · ",
        q("gates", values.z),
        " = ",
        is(values.c),
      ),
      h(
        "p",
        {},
        sub("h", k),
        " = ",
        sub("o", k),
        " tanh ",
        sub("c", k),
        " = ",
        q("gates", values.o),
        " · ",
        q("states", Math.tanh(values.c)),
        " = ",
        is(values.h),
      ),
    );
  }

  function go(to, focus) {
    t = clamp(to, 0, T - 1);
    draw();
    const head = heads[t],
      left = head.offsetLeft - grid.firstChild.offsetWidth;
    if (left < scroll.scrollLeft) scroll.scrollLeft = left;
    const right = head.offsetLeft + head.offsetWidth - scroll.clientWidth;
    if (right > scroll.scrollLeft) scroll.scrollLeft = right;
    if (focus)
      slots[ROWS.findIndex(([key]) => key === focus)][t].cell.focus({ preventScroll: true });
  }
  function choose(u) {
    unit = u;
    draw();
  }
  function force(gate, j, value) {
    const [lo, hi] = RANGE[gate];
    if (value === undefined) overrides.delete(keyOf(gate, j, unit));
    else overrides.set(keyOf(gate, j, unit), clamp(Math.round(value * 1000) / 1000, lo, hi));
    compute();
  }
  // Keyboard: a gate is a slider; left and right walk in time. The focus brings its step along.
  grid.addEventListener(
    "focusin",
    ({ target }) => {
      if (target.dataset.gate && +target.dataset.t !== t) go(+target.dataset.t);
    },
    on,
  );
  grid.addEventListener(
    "keydown",
    (event) => {
      const { gate, t: own } = event.target.dataset,
        j = +own;
      if (!gate || event.ctrlKey || event.metaKey || event.altKey) return;
      const [lo, hi] = RANGE[gate],
        now = at(run, gate, j),
        by = event.shiftKey ? 0.01 : 0.05;
      const act = {
        ArrowLeft: () => go(j - 1, gate),
        ArrowRight: () => go(j + 1, gate),
        ArrowUp: () => force(gate, j, now + by),
        ArrowDown: () => force(gate, j, now - by),
        PageUp: () => force(gate, j, now + 0.25),
        PageDown: () => force(gate, j, now - 0.25),
        Home: () => force(gate, j, lo),
        End: () => force(gate, j, hi),
        Delete: () => force(gate, j),
        Backspace: () => force(gate, j),
      }[event.key];
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    },
    on,
  );
  bar.addEventListener(
    "keydown",
    (event) => {
      if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End")
        event.stopPropagation();
    },
    on,
  );

  // Pointer: a press chooses the step, a vertical drag sets the gate; one cell's height is its range.
  let drag = null;
  grid.addEventListener(
    "pointerdown",
    (event) => {
      const place = event.target.closest("[data-t]");
      if (!place || event.button) return;
      go(+place.dataset.t);
      const cell = event.target.closest("[data-gate]"),
        band = event.target.closest(".lc-band");
      if (band)
        choose(clamp(Math.floor((pointer(event, band)[1] / band.offsetHeight) * n), 0, n - 1));
      if (!cell) return;
      drag = {
        cell,
        gate: cell.dataset.gate,
        y: event.clientY,
        from: at(run, cell.dataset.gate, t),
        moved: false,
      };
      cell.setPointerCapture(event.pointerId);
    },
    on,
  );
  grid.addEventListener(
    "pointermove",
    (event) => {
      if (!drag) return;
      const rect = drag.cell.getBoundingClientRect(),
        dy = drag.y - event.clientY;
      if (!drag.moved && Math.abs(dy) < 3) return;
      drag.moved = true;
      const [lo, hi] = RANGE[drag.gate];
      force(drag.gate, t, drag.from + (dy / rect.height) * (hi - lo));
    },
    on,
  );
  for (const end of ["pointerup", "pointercancel"])
    grid.addEventListener(end, () => (drag = null), on);

  time.addEventListener("input", () => go(time.value - 1), on);
  back.addEventListener("click", () => go(t - 1), on);
  ahead.addEventListener("click", () => go(t + 1), on);
  units.addEventListener(
    "click",
    (event) => {
      if (event.target.dataset.u) choose(+event.target.dataset.u);
    },
    on,
  );
  peep.addEventListener(
    "change",
    () => {
      peepholes = peep.checked;
      compute();
    },
    on,
  );
  reset.addEventListener(
    "click",
    () => {
      overrides.clear();
      compute();
      time.focus();
    },
    on,
  );
  const refresh = table(
    root,
    () => ({
      header: [
        "t",
        "",
        ...ROWS.map(([key, letter]) => (isGradient(key) ? `∂${letter}_${T}/∂${letter}_t` : letter)),
      ],
      rows: tokens.map((token, j) => [j + 1, token, ...ROWS.map(([key]) => at(run, key, j))]),
    }),
    stop.signal,
  );
  follow();
  requestAnimationFrame(() => go(t)); // once it stands in its place: scrolls to the step
  return () => {
    stop.abort();
    root.remove();
  };
}

/** One step of the cell as a drawing: the belt c_{t−1} → c_t, its gates, h_t; update(values) fills it. */
function diagram(T) {
  const texts = {},
    lines = {},
    boxes = {};
  const line = (name, role, d) => (lines[name] = s("path", { d, class: `lc-line lc-${role}` }));
  const head = (x, y, role, dx, dy) =>
    // an arrow head at x, y pointing along (dx, dy)
    s("path", {
      class: `lc-head lc-${role}`,
      d: `M${x} ${y}l${-11 * dx - 6 * dy} ${-11 * dy - 6 * dx}l${12 * dy} ${12 * dx}z`,
    });
  const symbol = (name, x, y, role, anchor = "middle") =>
    (texts[name] = s("text", { x, y, class: `lc-${role}`, "text-anchor": anchor }));
  const figure = (name, x, y, role, anchor) => symbol(name, x, y, `${role} lc-number`, anchor);
  const knot = (x, y, sign) => [
    s("circle", { cx: x, cy: y, r: 11, class: "lc-knot" }),
    s("text", { x, y: y + 5, class: "lc-sign", "text-anchor": "middle" }, sign),
  ];
  const gate = (g, x) => {
    boxes[g] = {
      box: s("rect", { x: x - 29, y: 146, width: 58, height: 34, rx: 5, class: "lc-box" }),
      level: s("rect", { x: x - 29, width: 58, class: "lc-level" }),
      range: RANGE[g],
    };
    return [
      boxes[g].box,
      boxes[g].level,
      figure(g, x, 168, "ink"),
      symbol(`sym ${g}`, x - 36, 168, "gates", "end"),
    ];
  };
  const picture = s(
    "svg",
    { viewBox: "0 0 680 206", class: "lc-diagram", "aria-hidden": "true" },
    line("d", "gradients", "M660 32H30"),
    head(20, 32, "gradients", -1, 0),
    symbol("sym d", 660, 18, "gradients", "end"),
    symbol("sym d_", 24, 18, "gradients", "start"),
    line("c_", "states", "M20 70H149"),
    line("fc", "states", "M171 70H374"),
    line("c", "states", "M396 70H652"),
    head(660, 70, "states", 1, 0),
    line("f", "gates", "M160 146V81"),
    line("i", "gates", "M290 146V118H374"),
    line("z", "gates", "M385 146V129"),
    line("iz", "states", "M385 107V81"),
    line("t1", "states", "M470 70V104"),
    line("t2", "states", "M490 118H559"),
    line("o", "gates", "M570 146V129"),
    line("h", "states", "M581 118H652"),
    head(660, 118, "states", 1, 0),
    line("pi", "peep", "M96 70V200H290V184"),
    line("pf", "peep", "M160 200V184"),
    line("po", "peep", "M440 70V200H570V184"),
    ...knot(160, 70, "×"),
    ...knot(385, 70, "+"),
    ...knot(385, 118, "×"),
    ...knot(570, 118, "×"),
    s("rect", { x: 447, y: 105, width: 46, height: 26, rx: 13, class: "lc-knot" }),
    s("text", { x: 470, y: 122, "text-anchor": "middle", class: "lc-fn" }, "tanh"),
    ...gate("f", 160),
    ...gate("i", 290),
    ...gate("z", 385),
    ...gate("o", 570),
    figure("c_", 70, 60, "states"),
    figure("fc", 270, 60, "states"),
    figure("c", 610, 60, "states"),
    figure("iz", 394, 99, "states", "start"),
    figure("t2", 526, 109, "states"),
    figure("h", 620, 109, "states"),
    symbol("sym c_", 20, 90, "states", "start"),
    symbol("sym c", 660, 90, "states", "end"),
    symbol("sym h", 660, 138, "states", "end"),
  );
  const write = (name, letter, index, before = "") =>
    texts[name].replaceChildren(
      before,
      s("tspan", { class: "lc-var" }, letter),
      s("tspan", { class: "lc-index", dy: 4 }, index),
    );
  const ratio = (name, index, value) =>
    texts[name].replaceChildren(
      "∂",
      s("tspan", { class: "lc-var" }, "c"),
      s("tspan", { class: "lc-index", dy: 4 }, T),
      s("tspan", { dy: -4 }, " / ∂"),
      s("tspan", { class: "lc-var" }, "c"),
      s("tspan", { class: "lc-index", dy: 4 }, index),
      s("tspan", { dy: -4, class: "lc-number" }, ` = ${short(value)}`),
    );
  function update(now) {
    const values = {
      ...now,
      fc: now.f * now.c_,
      iz: now.i * now.z,
      t2: Math.tanh(now.c),
      t1: now.c,
    };
    for (const name of ["c_", "fc", "c", "iz", "t2", "h", "i", "f", "z", "o"])
      texts[name].textContent = short(values[name]);
    for (const name of ["c_", "fc", "c", "iz", "t1", "t2", "h", "i", "f", "z", "o"])
      lines[name].style.strokeWidth = `${1 + 5 * Math.min(1, Math.abs(values[name]))}px`;
    lines.d.style.strokeWidth = `${1 + 5 * clamp(1 + Math.log10(Math.abs(now.d_) || 1e-9) / 4, 0, 1)}px`;
    for (const g of GATES) {
      const [from, to] = fill(g, values[g]),
        { level, box } = boxes[g];
      level.setAttribute("y", 180 - 34 * to);
      level.setAttribute("height", 34 * (to - from));
      box.classList.toggle("lc-set", now.marks(g));
      write(`sym ${g}`, g, now.t);
    }
    for (const name of ["pi", "pf", "po"]) lines[name].style.display = now.peepholes ? "" : "none";
    write("sym c_", "c", now.t - 1);
    write("sym c", "c", now.t);
    write("sym h", "h", now.t);
    ratio("sym d", now.t, now.d);
    ratio("sym d_", now.t - 1, now.d_);
  }
  return { picture, update };
}

export default { render };
