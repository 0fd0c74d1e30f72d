import { unpack } from "../core/kit/decode.js";
import { h, measure, pointer, s } from "../core/kit/dom.js";
import { announce, arrows, onChange, onResize } from "../core/kit/events.js";
import { clamp, number } from "../core/kit/numbers.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";

const DASHES = ["", "7 3", "2 3", "9 3 2 3", "5 5", "12 4", "3 6"];
const tidy = (x) => Number(x.toPrecision(12));

/** Round numbers (1, 2, 5 times a power of ten) from low to high, about `count`. */
export function ticks(low, high, count = 6) {
  if (high <= low) return [low];
  const raw = (high - low) / count;
  const base = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * base).find((x) => x >= raw * (1 - 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step) + 0);
}

/** Ticks that enclose low … high; on a log scale powers of ten, at most seven. */
export function yTicks(low, high, log) {
  if (log) {
    const first = Math.floor(Math.log10(low) + 1e-9);
    const last = Math.max(Math.ceil(Math.log10(high) - 1e-9), first + 1);
    const step = Math.ceil((last - first) / 6);
    const powers = [];
    for (let i = first; i < last + step; i += step) powers.push(Number("1e" + i));
    return powers;
  }
  if (low > 0 && low < 0.5 * high) low = 0;
  if (high === low) {
    low -= 0.5;
    high += 0.5;
  }
  const steps = ticks(low, high, 5);
  const step = steps.length > 1 ? steps[1] - steps[0] : high - low;
  if (steps[0] > low + 1e-9 * step) steps.unshift(tidy(steps[0] - step));
  if (steps.at(-1) < high - 1e-9 * step) steps.push(tidy(steps.at(-1) + step));
  return steps;
}

/** The places moved as little as needed so that neighbours are `gap` apart, in order. */
export function apart(places, gap, low, high) {
  const order = [...places.keys()].sort((a, b) => places[a] - places[b] || a - b);
  const moved = [...places];
  order.forEach((i, k) => {
    if (k) moved[i] = Math.max(moved[i], moved[order[k - 1]] + gap);
  });
  let limit = high;
  for (const i of order.reverse()) {
    moved[i] = Math.min(moved[i], limit);
    limit = moved[i] - gap;
  }
  return moved;
}

/** The place in the increasing xs that is nearest to x. */
export function nearest(xs, x) {
  let best = 0;
  for (let i = 1; i < xs.length; i++) if (Math.abs(xs[i] - x) < Math.abs(xs[best] - x)) best = i;
  return best;
}

const raised = (power) =>
  [...String(power)].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("");

/** A tick's text: on a log scale 0.01, 0.1, 1, 10, 100, and powers of ten beyond. */
export function tickText(v, log) {
  const power = Math.round(Math.log10(v));
  return log && Math.abs(power) > 2 ? "10" + raised(power) : number(v);
}

const linear = (a, b, start, end, f = Number) =>
  a === b
    ? () => (start + end) / 2
    : (v) => start + ((f(v) - f(a)) / (f(b) - f(a))) * (end - start);

/** As many letters of a text as take no more than `room` pixels: at least one, at most `limit`. */
export function fitting(text, limit, room, wide) {
  let most = limit;
  while (most > 1 && wide(clip(text, most)) > room) most--;
  return clip(text, most);
}

function render({ model, el }) {
  const life = new AbortController();
  const { signal } = life;
  const x = unpack(model.get("x")).data;
  const N = x.length;
  const names = model.get("names");
  const split = (key) => {
    const { data } = unpack(model.get(key));
    return names.map((_, i) => data.subarray(i * N, i * N + N));
  };
  const [y, low, high] = [split("y"), split("low"), split("high")];
  const [banded, log] = [model.get("banded"), model.get("log_scale")];
  const colours = model.get("roles").map((role) => `var(--nv-${role})`);
  const references = model.get("reference").map((name, i) => [name, model.get("levels")[i]]);
  const all = [
    ...[...y, ...low, ...high].flatMap((line) => [...line]),
    ...references.map((r) => r[1]),
  ];
  const span = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const label =
    el.closest("figure")?.getAttribute("aria-label") ||
    `${model.get("y_label")}, ${model.get("x_label")}`;
  const legend = h("div", { class: "nlpviz-curves-key" });
  const plot = h("div", {
    class: "nlpviz-curves-plot",
    tabindex: 0,
    role: "application",
    "aria-label": label,
  });
  el.append(legend, plot);
  const say = announce(el, { class: "nlpviz-readout nlpviz-curves-says" });
  let px, py, box, cursor;

  function draw(width) {
    const height = Math.round(Math.min(300, Math.max(220, width * 0.5)));
    const wide = measure(el);
    const direct = width >= 440;
    const ys = yTicks(...span, log);
    const left = Math.max(...ys.map((v) => wide(tickText(v, log)))) + 12;
    const widest = Math.max(
      ...[...names, ...references.map((r) => r[0])].map((name) => wide(clip(name, 24))),
    );
    const room = Math.min(widest, width * 0.3),
      right = width - (direct ? room + 14 : 16);
    const xs = ticks(x[0], x[N - 1], Math.max(2, Math.min(8, Math.floor((right - left) / 70))));
    box = { left, right, top: 30, below: height - 40 };
    px = linear(x[0], x[N - 1], left, right);
    py = linear(
      Math.min(ys[0], span[0]),
      Math.max(ys.at(-1), span[1]),
      box.below,
      box.top,
      log ? Math.log : Number,
    );
    const at = (i, line) => `${px(x[i]).toFixed(2)} ${py(line[i]).toFixed(2)}`;
    const path = (line) => "M" + Array.from({ length: N }, (_, i) => at(i, line)).join("L");
    const marks = [
      s("text", { x: 0, y: 14 }, fitting(model.get("y_label"), 60, right, wide)),
      s(
        "text",
        { x: right, y: height - 3, "text-anchor": "end" },
        fitting(model.get("x_label"), 60, right, wide),
      ),
      ...ys.flatMap((v) => [
        s("line", { class: "grid", x1: left, x2: right, y1: py(v), y2: py(v) }),
        s(
          "text",
          { class: "tick", x: left - 8, y: py(v) + 4, "text-anchor": "end" },
          tickText(v, log),
        ),
      ]),
      ...xs.map((v) =>
        s(
          "text",
          { class: "tick", x: px(v), y: box.below + 20, "text-anchor": "middle" },
          number(v),
        ),
      ),
      ...references.map(([, v]) =>
        s("line", { class: "level", x1: left, x2: right, y1: py(v), y2: py(v) }),
      ),
      ...names.map(
        (_, i) =>
          banded[i] &&
          s("path", {
            class: "band",
            style: `fill:${colours[i]}`,
            d:
              path(high[i]) +
              "L" +
              Array.from({ length: N }, (_, k) => at(N - 1 - k, low[i])).join("L") +
              "z",
          }),
      ),
      ...names.map((_, i) =>
        s("path", {
          style: `stroke:${colours[i]}`,
          "stroke-width": 2,
          "stroke-dasharray": DASHES[i] || null,
          d: path(y[i]),
        }),
      ),
    ];
    if (direct) {
      const ends = [
        ...references.map(([n, v]) => [n, py(v), "var(--nv-muted)"]),
        ...names.map((n, i) => [n, py(y[i][N - 1]), colours[i]]),
      ];
      const places = apart(
        ends.map((e) => e[1]),
        15,
        box.top,
        box.below,
      );
      marks.push(
        ...ends.map(([n, , c], i) =>
          s(
            "text",
            { x: right + 8, y: places[i] + 4, style: `fill:${c}` },
            fitting(n, 24, room, wide),
          ),
        ),
      );
    }
    legend.replaceChildren(
      ...(direct
        ? []
        : [
            ...names.map((n, i) => key(n, colours[i], DASHES[i])),
            ...references.map(([n]) => key(n, "var(--nv-muted)", "4 3")),
          ]),
    );
    cursor = s("g", {});
    plot.replaceChildren(
      s("svg", { width, height, "aria-hidden": "true" }, marks.filter(Boolean), cursor),
    );
    point(model.get("at"));
  }

  const key = (name, colour, dash) =>
    h(
      "span",
      {},
      s(
        "svg",
        { width: 22, height: 10, "aria-hidden": "true" },
        s("path", {
          d: "M0 5H20",
          style: `stroke:${colour}`,
          "stroke-width": 2,
          "stroke-dasharray": dash || null,
        }),
      ),
      h("bdi", { style: `color:${colour}` }, clip(name, 24)),
    );

  let shown = -1;
  function point(i) {
    shown = i;
    if (i < 0) {
      cursor.replaceChildren();
      return say("\u00a0");
    }
    cursor.replaceChildren(
      s("line", { class: "now", x1: px(x[i]), x2: px(x[i]), y1: box.top, y2: box.below }),
      ...names.map((_, k) =>
        s("circle", {
          class: "dot",
          cx: px(x[i]),
          cy: py(y[k][i]),
          r: 4.5,
          style: `fill:${colours[k]}`,
        }),
      ),
    );
    say(
      h("i", {}, clip(model.get("x_label"), 60)),
      `\u00a0=\u00a0${number(x[i], 4)}`,
      ...names.flatMap((n, k) => [
        " ",
        h(
          "span",
          {},
          h("bdi", { style: `color:${colours[k]}` }, clip(n, 24)),
          " ",
          h("b", {}, number(y[k][i])),
          banded[k] ? ` (${number(low[k][i])} … ${number(high[k][i])})` : "",
        ),
      ]),
    );
  }

  const keep = (i) => {
    model.set("at", i);
    model.save_changes();
    point(i);
  };
  const under = (event) => {
    const [a] = pointer(event, plot);
    return nearest(x, x[0] + ((a - box.left) / (box.right - box.left)) * (x[N - 1] - x[0]));
  };
  plot.addEventListener(
    "pointermove",
    (event) => {
      const i = under(event);
      if (i !== shown) point(i);
    },
    { signal },
  );
  plot.addEventListener("pointerleave", () => point(model.get("at")), { signal });
  plot.addEventListener("click", (event) => keep(under(event)), { signal });
  arrows(plot, (dx, dy) => keep(clamp(shown + dx - Math.sign(dy), 0, N - 1)), signal);
  const follow = () => cursor && point(model.get("at"));
  onChange(model, ["at"], follow, signal);
  table(
    el,
    () => ({
      header: [
        model.get("x_label"),
        ...names.flatMap((n, i) => (banded[i] ? [n, "↓", "↑"] : [n])),
        ...references.map((r) => r[0]),
      ],
      rows: Array.from(x, (v, i) => [
        v,
        ...names.flatMap((_, k) => (banded[k] ? [y[k][i], low[k][i], high[k][i]] : [y[k][i]])),
        ...references.map((r) => r[1]),
      ]),
    }),
    signal,
  );
  onResize(plot, draw, signal);
  return () => {
    life.abort();
    el.replaceChildren();
  };
}

export default { render };
