// What is dragged with a finger or a mouse is moved by keys, too: one function for both, so that
// no figure can have the one without the other.

import { pointer } from "./dom.js";

const html = (node) => {
  let el = node;
  while (el && el.offsetWidth === undefined) el = el.parentElement;
  return el;
};

/** Let `node` be dragged.  start([x, y], event) may return false (not here); move({x, y, dx, dy},
    event) gets the pointer's place in the layout pixels of `within` (right at any zoom of a deck)
    and the way since the press; end({cancelled}, event).  `keys` is a must: {ArrowLeft: (event) =>
    …, …}, what each key does instead; keys that act go no further.  touch: what the browser may
    still do with a finger ("pan-y": scroll the page's way). */
export function drag(node, options, signal) {
  const { start, move, end, keys, touch = "none", within = html(node) } = options;
  if (!keys || !Object.keys(keys).length)
    throw new TypeError("drag() needs keys: what is dragged must be moved from the keyboard, too");
  let from = null;
  const stop = (event) => {
    if (!from) return;
    from = null;
    end?.({ cancelled: event.type === "pointercancel" }, event);
  };
  const down = (event) => {
    const at = pointer(event, within);
    if (event.button || start?.(at, event) === false) return;
    from = at;
    node.setPointerCapture(event.pointerId);
  };
  const moved = (event) => {
    if (!from) return;
    const [x, y] = pointer(event, within);
    move({ x, y, dx: x - from[0], dy: y - from[1] }, event);
  };
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key](event);
  };
  node.style.touchAction = touch;
  if (!node.hasAttribute("tabindex")) node.setAttribute("tabindex", 0);
  node.addEventListener("pointerdown", down, { signal });
  node.addEventListener("pointermove", moved, { signal });
  node.addEventListener("pointerup", stop, { signal });
  node.addEventListener("pointercancel", stop, { signal });
  node.addEventListener("keydown", press, { signal });
}
