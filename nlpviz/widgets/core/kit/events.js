// Keyboard, announcements, and what a figure hears of its surroundings.  Every listener takes a
// signal: `const { signal, end } = life(el)` in render, `return end` to clean up.

import { h, present } from "./dom.js";

/** How long a figure lives in `el`: {signal, end}; end() stops all that was started with the signal
    and leaves nothing behind. */
export function life(el) {
  const controller = new AbortController();
  const end = () => {
    controller.abort();
    el.replaceChildren();
  };
  return { signal: controller.signal, end };
}

/** Which way a key goes: [dx, dy]. */
export const MOVES = {
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

/** The keys that do something to what is looked at: cut a link or mend it, turn a gate over. */
export const ACT_KEYS = ["Enter", " ", "Delete", "Backspace", "x"];

/** These keys on `el` call act(event) and go no further. */
export function acts(el, act, signal) {
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !ACT_KEYS.includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    act(event);
  };
  el.addEventListener("keydown", press, { signal });
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
