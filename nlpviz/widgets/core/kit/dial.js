// A dial: a box that is dragged up and down, from the low end of its range to the high one; to the
// keyboard and to those who do not see it, a slider.

import { drag } from "./drag.js";

/** Make `node` a dial from low to high.  value() is where it stands; set(x) moves it, set() gives
    it back (Delete).  tall() pixels are the whole range; a press that hardly moves sets nothing.
    press() is called when it is taken, walk(±1) by ← and →; touch as for drag(). */
export function dial(node, options, signal) {
  const { low, high, value, set, tall, press = () => {}, walk, touch } = options;
  node.setAttribute("role", "slider");
  node.setAttribute("aria-orientation", "vertical");
  node.setAttribute("aria-valuemin", low);
  node.setAttribute("aria-valuemax", high);
  let from = null;
  const start = () => {
    press();
    from = { value: value(), moved: false };
  };
  const move = ({ dy }) => {
    from.moved ||= Math.abs(dy) >= 3;
    if (from.moved) set(from.value - (dy / tall()) * (high - low));
  };
  const by = (size) => (event) => set(value() + (event.shiftKey ? size / 5 : size));
  const back = () => set();
  const keys = {
    ArrowLeft: () => walk(-1),
    ArrowRight: () => walk(1),
    ArrowUp: by(0.05),
    ArrowDown: by(-0.05),
    PageUp: by(0.25),
    PageDown: by(-0.25),
    Home: () => set(low),
    End: () => set(high),
    Delete: back,
    Backspace: back,
  };
  drag(node, { start, move, keys, touch }, signal);
}

/** What a dial says now: its name, where it stands, and how that is read. */
export function tellDial(node, name, value, text) {
  node.setAttribute("aria-label", name);
  node.setAttribute("aria-valuenow", value.toFixed(3));
  node.setAttribute("aria-valuetext", text);
}
