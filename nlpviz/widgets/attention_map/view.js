import { paint, ramp } from "../core/kit/colour.js";
import { choice } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, measure, pointer, s } from "../core/kit/dom.js";
import { announce, arrows, onChange, onResize, onTheme } from "../core/kit/events.js";
import { clamp, number } from "../core/kit/numbers.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { word } from "../core/kit/words.js";
import { cross } from "./cross.js";

/** -Σ a log₂ a of each of n rows of m weights, in bits. */
export function entropy(A, n, m) {
  const H = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = i * m; j < i * m + m; j++) if (A[j] > 0) H[i] -= A[j] * Math.log2(A[j]);
    H[i] += 0;
  }
  return H;
}

/** The places of the `count` largest weights of a row, largest first, ties from the left. */
export function largest(row, count) {
  return [...row.keys()].sort((a, b) => row[b] - row[a] || a - b).slice(0, count);
}

/** One head's map out of what travels, (layers, heads, n, m): it is decoded when it is looked at. */
export function headOf(packed, layer, head) {
  const [, heads, n] = packed.shape;
  return unpack(packed, (layer * heads + head) * n, n).data;
}

/** Sizes in pixels: gutters for labels, cells as large as fit. */
export function layout(width, n, m, rowText, columnText, most = 720) {
  const few = Math.max(n, m) <= 64;
  const left = few ? Math.min(rowText + 10, Math.max(width * 0.28, 48)) : Math.min(76, width * 0.2);
  const right = width < 480 ? 38 : 54;
  const cw = Math.min(Math.max(64, Math.min(columnText + 6, 96)), (width - left - right) / m);
  const ch = Math.min(cw, 30, most / n);
  const flat = columnText + 4 <= cw && few;
  const labels = few && Math.min(cw, ch) >= 9;
  const top = labels && !flat ? Math.min(columnText + 12, 118) : 24;
  return { left, right, top, cw, ch, flat, labels, w: cw * m, h: ch * n, bars: 56 };
}

function render({ model, el }) {
  const life = new AbortController();
  const { signal } = life;
  const packed = model.get("weights");
  const [layers, heads, all, m] = packed.shape;
  const keys = model.get("key_tokens");
  const starts = model.get("starts") || [0, all];
  const tall = Math.max(...starts.slice(1).map((end, b) => end - starts[b]));
  let A, H, size, first, n, queries;
  let at = [-1, -1];
  const take = () => {
    const beam = model.get("beam") || 0;
    first = starts[beam];
    n = starts[beam + 1] - first;
    queries = model.get("queries").slice(first, first + n);
  };
  take();

  const bar = h("div", { class: "nlpviz-bar" });
  const canvas = h("canvas", { "aria-hidden": "true" });
  const ink = s("svg", { "aria-hidden": "true" });
  const over = h("div", {});
  const label = word(el, {
    en: `Attention weights, ${n} queries by ${m} keys: arrow keys move`,
    ja: `注意の重み、クエリ ${n}、キー ${m}：矢印キーで動く`,
  });
  const map = h(
    "div",
    { class: "nlpviz-am", tabindex: 0, role: "application", "aria-label": label },
    canvas,
    ink,
    over,
  );
  const more = cross({ model, el, signal, map, bar, m }, () => load());
  el.append(bar, more.body);
  const foot = h("div", { class: "nlpviz-am-foot" });
  el.append(foot);
  const say = announce(foot, { class: "nlpviz-readout nlpviz-am-says" });
  const legend = h("canvas", { "aria-hidden": "true" });
  const peak = h("span");
  foot.append(
    ...more.legend,
    h("span", { class: "nlpviz-am-legend nlpviz-muted" }, "0", legend, peak),
  );
  const thumbs =
    heads > 1 &&
    heads * n * m <= 1e6 &&
    Array.from({ length: heads }, () => h("canvas", { "aria-hidden": "true" }));
  for (const [name, count, title] of [
    ["layer", layers, { en: "layer", ja: "層" }],
    ["head", heads, { en: "head", ja: "ヘッド" }],
  ]) {
    if (count < 2) continue;
    const control = choice(
      {
        label: word(el, title),
        value: model.get(name),
        options: [...Array(count).keys()].map((i) => ({
          value: i,
          text: name === "head" && thumbs ? [thumbs[i], i] : i,
        })),
      },
      (value) => {
        model.set(name, Number(value));
        model.save_changes();
      },
    );
    const follow = () => {
      control.value = model.get(name);
      load();
    };
    onChange(model, [name], follow, signal);
    bar.append(control.node);
  }
  const refresh = table(el, () => ({ header: header(), rows: rows() }), signal);
  const header = () => {
    const corner = layers * heads > 1 ? `A[${model.get("layer")}, ${model.get("head")}]` : "A";
    if (n * m <= 1024) return [corner, ...keys, "H", ...more.marks];
    return [corner, ...["k₁", "k₂", "k₃"].slice(0, m).flatMap((k) => [k, "A"]), "H", ...more.marks];
  };
  const rows = () =>
    queries.map((q, i) => {
      const row = A.subarray(i * m, i * m + m);
      const cells = n * m <= 1024 ? row : largest(row, 3).flatMap((j) => [keys[j], row[j]]);
      return [q, ...cells, H[i], ...more.cells(i)];
    });

  function load() {
    take();
    const whole = headOf(packed, model.get("layer"), model.get("head")).subarray(
      first * m,
      (first + n) * m,
    );
    H = entropy(whole, n, m);
    A = more.load(whole, first, queries);
    if (at[0] >= n) at = [-1, -1];
    refresh();
    if (size) draw();
  }

  function draw() {
    size.h = size.ch * n;
    const { left, top, ch, w, h: high, labels, bars } = size;
    foot.style.maxWidth = `${Math.max(left + w + size.right - 10, 300)}px`;
    map.style.height = `${top + tall * ch + bars + 14}px`;
    const most = A.reduce((a, b) => Math.max(a, b), 0);
    const even = m > 32 ? Math.sqrt : (x) => x;
    const scale = ramp(el);
    paint(canvas, n, m, scale, (i) => even(A[i] / most));
    paint(legend, 1, 64, scale, (i) => even(i / 63));
    peak.textContent = number(most);
    if (thumbs)
      thumbs.forEach((thumb, k) => {
        const map = headOf(packed, model.get("layer"), k);
        const highest = map.reduce((a, b) => Math.max(a, b), 0);
        paint(thumb, n, m, scale, (i) => even(map[i] / highest));
      });
    canvas.style.cssText =
      `left:${left}px;top:${top}px;width:${w}px;height:${high}px;` +
      (ch < 1 ? "image-rendering:auto" : "");
    const unit = Math.min(size.right - 18, 36) / Math.max(Math.log2(m), 1);
    const x = left + w + 10;
    let d = "";
    for (let i = 0; i < n; i++)
      d += `M${x} ${top + (i + 0.2) * ch}h${H[i] * unit}v${ch * 0.6}h${-H[i] * unit}z`;
    ink.setAttribute("width", left + w + size.right);
    ink.setAttribute("height", top + high + bars + 14);
    ink.replaceChildren(
      s("path", { class: "entropy", d }),
      s("path", {
        class: "rule",
        d: `M${left} ${top + high + bars + 10}h${w}M${x + unit * Math.log2(m) + 1.5} ${top}v${high}`,
      }),
      s("path", { class: "bars" }),
      s("path", { class: "bar" }),
      ...more.marksOn(size),
    );
    map.querySelectorAll(".name").forEach((node) => node.remove());
    map.append(h("span", { class: "name head", style: `left:${x}px;top:${top - 20}px` }, "H"));
    if (labels) {
      queries.forEach((q, i) => map.append(rowName(q, i)));
      keys.forEach((k, j) => map.append(columnName(k, j)));
    }
    point(...at);
  }

  const rowName = (q, i) =>
    h(
      "span",
      {
        class: "name q",
        "data-q": i,
        style: `left:0;width:${size.left - 6}px;top:${size.top + (i + 0.5) * size.ch}px;font-size:${Math.min(13, Math.max(size.ch, 10))}px`,
      },
      clip(q, 40),
    );
  const columnName = (k, j) =>
    h(
      "span",
      {
        class: size.flat || !size.labels ? "name k" : "name k up",
        "data-k": j,
        style:
          (size.labels
            ? size.flat
              ? `left:${size.left + j * size.cw}px;width:${size.cw}px;top:${size.top - 20}px;`
              : `left:${size.left + (j + 0.5) * size.cw - 8}px;width:16px;height:${size.top - 6}px;top:0;`
            : `left:${Math.min(Math.max(size.left + j * size.cw - 60, size.left), size.left + Math.max(size.w - 120, 0))}px;width:120px;top:0;`) +
          `font-size:${Math.min(13, Math.max(size.cw, 10))}px`,
      },
      clip(k, 40),
    );

  function point(i, j) {
    at = [i, j];
    over.replaceChildren();
    map.querySelectorAll(".on").forEach((node) => node.classList.remove("on"));
    const { left, top, cw, ch, w, h: high, bars } = size;
    const base = top + high + bars + 10;
    const [all, one] = ink.querySelectorAll(".bars, .bar");
    const row = new Float64Array(m);
    if (i < 0) for (let a = 0; a < n * m; a++) row[a % m] += A[a] / n;
    else row.set(A.subarray(i * m, i * m + m));
    const most = row.reduce((a, b) => Math.max(a, b), 1e-9);
    const column = (a) =>
      `M${left + (a + 0.08) * cw} ${base}v${(-bars * row[a]) / most}h${cw * 0.84}V${base}z`;
    let d = "";
    for (let a = 0; a < m; a++) d += column(a);
    all.setAttribute("d", d);
    one.setAttribute("d", i < 0 ? "" : column(j));
    more.point(i, j);
    if (i < 0) return say(h("i", {}, "H̄"), ` = ${number(H.reduce((a, b) => a + b, 0) / n)} bit`);
    over.append(
      h("div", {
        class: "line",
        style: `position:absolute;left:${left}px;top:${top + i * ch}px;width:${w}px;height:${ch}px;border-width:1px 0`,
      }),
      h("div", {
        class: "line",
        style: `position:absolute;left:${left + j * cw}px;top:${top}px;width:${cw}px;height:${high}px;border-width:0 1px`,
      }),
      h("div", {
        class: "here",
        style: `position:absolute;left:${left + (j + 0.5) * cw - Math.max(cw, 6) / 2}px;top:${top + (i + 0.5) * ch - Math.max(ch, 6) / 2}px;width:${Math.max(cw, 6)}px;height:${Math.max(ch, 6)}px`,
      }),
    );
    if (size.labels) {
      map.querySelector(`[data-q="${i}"]`).classList.add("on");
      map.querySelector(`[data-k="${j}"]`).classList.add("on");
    } else {
      over.append(rowName(queries[i], i), columnName(keys[j], j));
      for (const node of over.querySelectorAll(".name")) {
        node.classList.add("on");
        node.style.position = "absolute";
      }
    }
    say(
      h("bdi", { class: "q" }, clip(queries[i], 200)),
      " → ",
      h("bdi", { class: "k" }, clip(keys[j], 200)),
      " ",
      h("b", {}, number(A[i * m + j])),
      h("br"),
      h("i", {}, "H"),
      ` = ${number(H[i])} bit`,
      more.says(i),
    );
  }

  map.addEventListener(
    "focus",
    () => {
      if (at[0] < 0 && map.matches(":focus-visible")) keep(0, largest(A.subarray(0, m), 1)[0]);
    },
    { signal },
  );
  let quiet = false;
  const keep = (i, j) => {
    quiet = true;
    model.set("query", i);
    model.set("key", j);
    model.save_changes();
    quiet = false;
    point(i, j);
  };
  const under = (event) => {
    const [x, y] = pointer(event, map);
    const j = Math.floor((x - size.left) / size.cw);
    const i = Math.floor((y - size.top) / size.ch);
    return i >= 0 && i < n && j >= 0 && j < m ? [i, j] : null;
  };
  map.addEventListener(
    "pointermove",
    (event) => {
      const cell = under(event);
      if (cell && (cell[0] !== at[0] || cell[1] !== at[1])) point(...cell);
    },
    { signal },
  );
  map.addEventListener("pointerleave", () => back(), { signal });
  map.addEventListener(
    "click",
    (event) => {
      const cell = under(event);
      if (!cell) return;
      if (cell[0] === model.get("query") && cell[1] === model.get("key")) more.cut(...cell);
      else keep(...cell);
    },
    { signal },
  );
  arrows(
    map,
    (dx, dy) => {
      const go = (a, d, count) => clamp(a + d, 0, count - 1);
      keep(...(at[0] < 0 ? [0, 0] : [go(at[0], dy, n), go(at[1], dx, m)]));
    },
    signal,
  );
  const back = () => {
    const [i, j] = [model.get("query"), model.get("key")];
    point(...(i >= 0 && i < n && j >= 0 && j < m ? [i, j] : [-1, -1]));
  };
  const follow = () => size && !quiet && back();
  onChange(model, ["query", "key"], follow, signal);

  load();
  onResize(
    map,
    (width) => {
      const wide = measure(el, 650);
      const longest = (texts) => Math.max(...texts.map((text) => wide(clip(text, 24))));
      const first = !size;
      size = layout(width, tall, m, longest(model.get("queries")), longest(keys), more.height);
      draw();
      if (first) back();
    },
    signal,
  );
  onTheme(el, () => size && draw(), signal);
  return () => {
    life.abort();
    el.replaceChildren();
  };
}

export default { render };
