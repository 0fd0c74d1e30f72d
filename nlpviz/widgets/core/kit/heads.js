// The heads of a Transformer in small, a row for each layer: how strongly each looks at each word.
import { h, s } from "./dom.js";
import { acts } from "./events.js";
import { grid } from "./grid.js";
import { percent } from "./versus.js";

/** A head in small: weights a as bars. */
function small(a) {
  const box = { viewBox: `0 0 ${Math.max(a.length, 1)} 1`, preserveAspectRatio: "none" };
  const bar = (x, j) => {
    const height = Math.max(x, 0.02);
    return s("rect", { x: j + 0.12, width: 0.76, y: 1 - height, height });
  };
  return s("svg", { ...box, "aria-hidden": "true" }, [...a].map(bar));
}

/** Tiles of layers × heads.  shape: {layers, heads, label, layer, short, name}: the label of the
    whole; layer(l), short(k), name(k): the texts of a layer and of head k, counted through the
    layers.  choose(k) when the reader goes to one, flip() for the keys that switch it off or on.
    {node, count, show(k, {a, on, gone, guess, left})}: its weights, whether it is looked at, off,
    the guess, and the part of 1 that is left without it (null: not known yet). */
export function headTiles(shape, { choose, flip }, signal) {
  const { layers, heads, label, layer, short, name } = shape;
  const tiles = Array.from({ length: layers * heads }, (_, k) => {
    const [map, left] = [h("span", { class: "map" }), h("span", { class: "left" })];
    const open = { type: "button", class: "head", title: name(k) }; // its texts are its name
    return {
      node: h("button", open, map, h("span", { class: "name" }, short(k)), left),
      map,
      left,
    };
  });
  const rows = Array.from({ length: layers }, (_, l) => [
    h("span", { class: "layer" }, layer(l)),
    tiles.slice(l * heads, (l + 1) * heads).map(({ node }) => node),
  ]);
  const open = { class: "nlpviz-heads", role: "application", "aria-label": label };
  const node = h("div", { ...open, style: `--n:${heads}` }, rows);
  const find = (i, j) => tiles[i * heads + j].node;
  const visit = (i, j) => choose(i * heads + j);
  const cells = grid(node, { rows: layers, columns: heads, node: find, choose: visit }, signal);
  acts(node, flip, signal);
  const show = (k, { a, on, gone, guess, left }) => {
    const tile = tiles[k];
    tile.map.replaceChildren(small(a));
    for (const [kind, is] of Object.entries({ on, gone, guess }))
      tile.node.classList.toggle(kind, is);
    tile.node.setAttribute("aria-pressed", String(!gone));
    tile.left.style.setProperty("--p", `${100 * (left ?? 0)}%`);
    tile.left.style.visibility = left === null ? "hidden" : "";
    tile.left.replaceChildren(left === null ? "\u00a0" : percent(left));
    if (on) cells.go(Math.floor(k / heads), k % heads);
  };
  return { node, show, count: layers * heads };
}
