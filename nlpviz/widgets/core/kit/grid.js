// Cells in rows as one stop of the Tab key: inside, arrows, Home, End, Ctrl+Home and Ctrl+End go
// from cell to cell, and each says what it is.

import { arrows } from "./events.js";
import { clamp } from "./numbers.js";

/** Make `el` a grid of rows × columns.  node(i, j) is the element of a cell; left out, the cells
    are painted on a canvas, `el` itself has the focus, and place(event) says which cell, [i, j],
    is clicked.  choose(i, j, event) is called when the reader goes to a cell; say(i, j) is what
    `read` (of `announce`) then shows and reads out.
    Returns {at, go(i, j), renew({rows, columns})}: go moves there without the reader's doing. */
export function grid(el, options, signal) {
  const { node, place, choose, say, read } = options;
  const self = { at: [...(options.at ?? [0, 0])] };
  let { rows = 1, columns = 1 } = options;
  let shown = null; // the cell that Tab reaches
  const mark = () => {
    if (!node) return;
    shown?.setAttribute("tabindex", -1);
    shown = node(...self.at);
    shown?.setAttribute("tabindex", 0);
  };
  const tell = () => read && say && read(...[say(...self.at)].flat());
  const inside = (i, j) => [clamp(i, 0, rows - 1), clamp(j, 0, columns - 1)];
  self.go = (i, j) => {
    self.at = inside(i, j);
    mark();
  };
  const visit = (i, j, event) => {
    self.go(i, j);
    (shown ?? el).focus?.({ preventScroll: event.type !== "keydown" });
    choose?.(...self.at, event);
    tell();
  };
  self.renew = (size = {}) => {
    ({ rows = rows, columns = columns } = size);
    if (node) for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) off(node(i, j));
    self.go(...self.at);
  };
  const off = (cell) => cell?.setAttribute("tabindex", -1);
  const find = (target) => {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) if (node(i, j)?.contains(target)) return [i, j];
    return null;
  };
  arrows(el, (dx, dy, event) => visit(self.at[0] + dy, self.at[1] + dx, event), signal);
  const ends = (event) => {
    if (!event.ctrlKey || !["Home", "End"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    visit(...(event.key === "Home" ? [0, 0] : [rows - 1, columns - 1]), event);
  };
  const click = (event) => {
    const at = node ? find(event.target) : place?.(event);
    if (at) visit(...at, event);
  };
  el.addEventListener("keydown", ends, { signal });
  el.addEventListener("click", click, { signal });
  el.addEventListener("focusin", (event) => event.target.matches?.(":focus-visible") && tell(), {
    signal,
  });
  if (!node) el.setAttribute("tabindex", 0);
  self.renew();
  return self;
}
