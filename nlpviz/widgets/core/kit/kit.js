// What the figures share: colours, elements, keyboard, words.  No ids, no globals.
// Every listener takes a signal: `const life = new AbortController()` in render, and
// `return () => life.abort()` as its clean-up.

import { unpack } from "./decode.js";

/** A packed array (encode.py) as {data: Float64Array, shape}; see decode.js. */
export const array = unpack;

export const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

const SEGMENTER = Intl.Segmenter && new Intl.Segmenter("und", { granularity: "grapheme" });

/** The letters of a text one by one; what is piled up on one beyond 32 characters is cut, too. */
function* pieces(text) {
  if (!SEGMENTER) return yield* text;
  for (const { segment } of SEGMENTER.segment(text)) {
    if (segment.length <= 32) yield segment;
    else
      for (let left = [...segment]; left.length; left = left.slice(32))
        yield left.slice(0, 32).join("");
  }
}

/** The first `most` letters as one sees them, as letters.py has them: an emoji of many is one. */
export function letters(text, most) {
  const found = [];
  for (const letter of pieces(text)) if (found.push(letter) >= most) break;
  return found;
}

/** At most `limit` letters, the last of which is an ellipsis where the text goes on. */
export function clip(text, limit) {
  if (text.length <= limit) return text;
  const found = letters(text, limit + 1);
  return found.length > limit ? found.slice(0, Math.max(limit - 1, 1)).join("") + "…" : text;
}

/** The [r, g, b] of each role or step of a scale where `el` stands. */
function colours(el, names) {
  const probe = h(
    "span",
    { style: "display:none" },
    names.map((name) => h("i", { style: `color:var(--nv-${name});transition:none` })),
  );
  el.append(probe);
  const texts = [...probe.children].map((child) => getComputedStyle(child).color);
  probe.remove();
  return texts.map((text) =>
    text
      .match(/[\d.]+/g)
      .slice(0, 3)
      .map(Number),
  );
}

/** A role ("queries", "ink", …) or step ("seq-3") as a canvas pixel where `el` stands. */
export function pixel(el, name) {
  const [[r, g, b]] = colours(el, [name]);
  return (255 << 24) | (b << 16) | (g << 8) | r;
}

/** A colour scale ("seq" for 0…1, "div" for -1…1) as it looks now: {words, css(t)}. */
export function ramp(el, name = "seq") {
  const stops = colours(
    el,
    Array.from({ length: 17 }, (_, i) => `${name}-${i}`),
  );
  const at = (t) => {
    const x = clamp(t, 0, 1) * 16;
    const i = Math.min(Math.floor(x), 15);
    return stops[i].map((a, k) => Math.round(a + (x - i) * (stops[i + 1][k] - a)));
  };
  const words = new Uint32Array(256);
  const parts = new Uint8ClampedArray(words.buffer);
  for (let i = 0; i < 256; i++) parts.set([...at(i / 255), 255], 4 * i);
  const unit = name === "div" ? (t) => (t + 1) / 2 : (t) => t;
  return { words, css: (t) => `rgb(${at(unit(t)).join(" ")})` };
}

/** Paint an n × m map on a canvas, one pixel a cell (CSS scales it); value(i) in 0…1. */
export function paint(canvas, n, m, { words }, value) {
  canvas.width = m;
  canvas.height = n;
  const context = canvas.getContext("2d");
  const image = context.createImageData(m, n);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = words[Math.round(clamp(value(i), 0, 1) * 255)];
  }
  context.putImageData(image, 0, 0);
}

/** Children as a list without what is not there. */
const present = (children) =>
  children.flat(Infinity).filter((child) => child !== null && child !== undefined);

function make(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

/** An HTML element; strings among the children become text, never markup. */
export function h(tag, attributes, ...children) {
  return make(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes, ...children) {
  return make(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** [x, y] of a pointer event in the layout pixels of `el`: right at any zoom of a deck. */
export function pointer(event, el) {
  const box = el.getBoundingClientRect();
  return [
    ((event.clientX - box.left) * el.offsetWidth) / box.width,
    ((event.clientY - box.top) * el.offsetHeight) / box.height,
  ];
}

const MOVES = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-Infinity, 0],
  End: [Infinity, 0],
  PageUp: [0, -10],
  PageDown: [0, 10],
};

/** Arrow keys, Home, End and Page keys on `el` call move(dx, dy, event) and go no further. */
export function arrows(el, move, signal) {
  el.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in MOVES)) return;
      event.preventDefault();
      event.stopPropagation();
      move(...MOVES[event.key], event);
    },
    { signal },
  );
}

/** A line that is read out when it changes: announce(parent) gives show(...children). */
export function announce(parent, attributes = {}) {
  const line = h("output", { class: "nlpviz-readout", "aria-live": "polite", ...attributes });
  parent.append(line);
  return (...children) => line.replaceChildren(...present(children));
}

/** Call react(key) when one of the model's values `keys` changes, until the clean-up. */
export function onChange(model, keys, react, signal) {
  for (const key of keys) {
    const listen = () => react(key);
    model.on("change:" + key, listen);
    signal.addEventListener("abort", () => model.off("change:" + key, listen));
  }
}

/** Call redraw when the colours change (theme switch, print) and after clean-up never again. */
export function onTheme(el, redraw, signal) {
  const probe = h("span", { class: "nlpviz-probe", "aria-hidden": "true" });
  el.append(probe);
  probe.addEventListener("transitionend", redraw, { signal });
  matchMedia("print").addEventListener("change", redraw, { signal });
}

/** measure(el)(text): the width of a text in the font of `el`, in pixels. */
export function measure(el, weight = 400, size = 13) {
  const pen = h("canvas").getContext("2d");
  pen.font = `${weight} ${size}px ${getComputedStyle(el).fontFamily}`;
  return (text) => pen.measureText(text).width;
}

/** Call draw(width) now and whenever the width of `el` changes; again when fonts have come. */
export function onResize(el, draw, signal) {
  let last = -1;
  const observer = new ResizeObserver(() => {
    if (el.clientWidth && el.clientWidth !== last) draw((last = el.clientWidth));
  });
  observer.observe(el);
  signal.addEventListener("abort", () => observer.disconnect());
  if (el.clientWidth) draw((last = el.clientWidth));
  if (document.fonts?.status === "loading") {
    document.fonts.ready.then(() => {
      if (last > 0 && !signal.aborted) draw(last);
    });
  }
}

/** The table view: fills the figure's <details> from get() -> {header, rows} when it is open.
    Returns the function that says "the numbers have changed". */
export function table(el, get, signal) {
  let details = el.closest("figure.nlpviz")?.querySelector("details.nlpviz-table");
  const own = !details;
  if (own) el.append((details = h("details", { class: "nlpviz-table" }, h("summary", {}, "▦"))));
  const name = word(el, { en: "Table", ja: "表" });
  details.querySelector("summary").replaceChildren("▦ " + name);
  const fill = () => {
    if (!details.open) return;
    const { header, rows } = get();
    const text = (x) => (typeof x === "number" ? number(x) : x);
    details.querySelector(".nlpviz-scroll")?.remove();
    details.append(
      h(
        "div",
        { class: "nlpviz-scroll", tabindex: 0, role: "region", "aria-label": name },
        h(
          "table",
          {},
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              header.map((x) => h("th", { scope: "col" }, text(x))),
            ),
          ),
          h(
            "tbody",
            {},
            rows.map(([first, ...rest]) =>
              h(
                "tr",
                {},
                h("th", { scope: "row" }, text(first)),
                rest.map((x) => h("td", {}, text(x))),
              ),
            ),
          ),
        ),
      ),
    );
  };
  details.addEventListener("toggle", fill, { signal });
  fill();
  return fill;
}

const RAISED = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};

/** A number for people: 0.123, 12.3, 4.56·10⁻⁷, ∞. */
export function number(x, digits = 3) {
  if (x === 0 || !Number.isFinite(x)) return String(x).replace("-", "−").replace("Infinity", "∞");
  const size = Math.abs(x);
  if (size >= 1e-3 && size < 1e5) {
    return String(
      Number(x.toPrecision(Math.max(digits, size >= 1 ? Math.floor(Math.log10(size)) + 1 : 0))),
    ).replace("-", "−");
  }
  const [front, power] = x.toExponential(digits - 1).split("e");
  const raised = [...power.replace("+", "")].map((c) => RAISED[c]).join("");
  const times = String(Number(front)).replace("-", "−");
  return times === "1" ? "10" + raised : `${times}·10${raised}`;
}

/** A number for a cell some 40 px wide: 0.93, −1.24, 3·10⁻⁴. */
export function short(x) {
  const size = Math.abs(x);
  if (size < 0.00995 || size >= 999.5) return number(x, 1);
  return x.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2).replace("-", "−");
}

/** A word by the page's language: word(el, { en: "lag", ja: "遅れ" }). */
export function word(el, words) {
  const language = el.closest("[lang]")?.lang.slice(0, 2).toLowerCase();
  return words[language] ?? words.en;
}

/** A slider with its value beside it: {node, value (get/set)}; change(value) on every move. */
export function slider(
  { label, name = label, min, max, step = "any", value, format = number },
  change,
) {
  const input = h("input", { type: "range", min, max, step, "aria-label": name });
  const shown = h("span", { class: "nlpviz-value" });
  const show = () => {
    shown.textContent = format(input.valueAsNumber);
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  input.value = value;
  show();
  input.addEventListener("input", () => {
    show();
    change(input.valueAsNumber);
  });
  return {
    node: h("label", { class: "nlpviz-slider" }, h("span", {}, label), input, shown),
    get value() {
      return input.valueAsNumber;
    },
    set value(x) {
      input.value = x;
      show();
    },
    input,
  };
}

/** One of a few options (radio buttons in a form of their own): {node, value (get/set)}. */
export function choice({ label, name = label, options, value }, change) {
  const inputs = options.map((option) =>
    h("input", { type: "radio", name: "choice", value: option.value ?? option }),
  );
  const form = h(
    "form",
    { class: "nlpviz-choice" },
    h(
      "div",
      { role: "radiogroup", "aria-label": name },
      label && h("span", { class: "nlpviz-muted" }, label),
      options.map((option, i) => h("label", {}, inputs[i], h("span", {}, option.text ?? option))),
    ),
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => change(form.elements.choice.value));
  const set = (x) =>
    inputs.forEach((input) => {
      input.checked = input.value === String(x);
    });
  set(value);
  return {
    node: form,
    get value() {
      return inputs.find((i) => i.checked)?.value;
    },
    set value(x) {
      set(x);
    },
  };
}
