// What travels, unpacked, and the part of it that is shown.
import { unpack } from "../core/kit/decode.js";
import { points, split, vectors } from "../core/kit/word_vectors.js";
import { looks } from "./draw.js";

const NEIGHBOURS = 10;

/** What travels, unpacked: vectors, maps and counts by table and method; each word's kind. */
export function given(model) {
  const keys = ["names", "methods", "pairs", "kinds"];
  const [names, methods, pairs, kinds] = keys.map((key) => model.get(key));
  const each = (f) => names.map((_, t) => methods.map((_, m) => f(`${t}_${m}`)));
  const texts = split(model.get("words"));
  const kindOf = Array(texts.length).fill(-1);
  kinds.forEach(({ ids }, kind) => ids.forEach((i) => (kindOf[i] = kind)));
  return {
    ...{ names, methods, pairs, kinds, kindOf, words: texts, n: texts.length },
    k: Math.min(NEIGHBOURS, texts.length - 1),
    tables: names.map((_, t) => vectors(model.get(`W_${t}`))),
    maps: each((at) => points(model.get(`map_${at}`))),
    kept: names.map((_, t) => {
      const { data } = unpack(model.get(`kept_${t}`)); // two counts a byte
      return [data.map((x) => x >> 4), data.map((x) => x & 15)];
    }),
  };
}

/** What is shown now: vectors, map, what each word keeps on it, and whose names go first. */
export function load(view) {
  const { now, kept, kindOf, n } = view;
  const { table: t, method: m } = now;
  Object.assign(view, { vectors: view.tables[t], map: view.maps[t][m], counts: kept[t][m] });
  const rank = (i) => (kindOf[i] < 0 ? 0 : 100) + view.counts[i];
  view.order = Array.from({ length: n }, (_, i) => i).sort((i, j) => rank(j) - rank(i));
  view.groups = looks(view);
}
