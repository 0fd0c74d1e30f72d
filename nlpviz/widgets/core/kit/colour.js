// The palette as it looks where a figure stands, and maps painted with it.

import { h } from "./dom.js";
import { clamp } from "./numbers.js";

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

/** A role or step as a canvas fill where `el` stands, as opaque as alpha says. */
export function fill(el, name, alpha = 1) {
  const [[r, g, b]] = colours(el, [name]);
  return `rgb(${r} ${g} ${b} / ${alpha})`;
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
  const css = (t) => `rgb(${at(name === "div" ? (t + 1) / 2 : t).join(" ")})`;
  return { words, css };
}

/** Paint an n × m map on a canvas, one pixel a cell (CSS scales it); value(i) in 0…1.  The canvas
    is kept in memory, not on the graphics card: pixels are only put there, and a page has many. */
export function paint(canvas, n, m, { words }, value) {
  canvas.width = m;
  canvas.height = n;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const image = context.createImageData(m, n);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = words[Math.round(clamp(value(i), 0, 1) * 255)];
  }
  context.putImageData(image, 0, 0);
}
