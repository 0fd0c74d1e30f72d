// Beam search over a tree of lines, step by step as nlpviz.decode.beam_search has it.
// A node k is a line: its last word tokens[k], the line before it parents[k] (−1: none), and
// logP[k] of that word.

/** The tree out of what travels: after(k) are the nodes that may follow node k. */
export function treeOf({ parents, tokens, logP, end, most }) {
  const below = new Map();
  parents.forEach((parent, k) => {
    if (!below.has(parent)) below.set(parent, []);
    below.get(parent).push(k);
  });
  return { parents, tokens, logP, end, most, after: (k) => below.get(k) ?? [] };
}

/** log P / length^α: α 0 the probability, 1 the mean. */
export const scoreOf = (logp, length, alpha) => logp / length ** alpha;

/** The nodes from the first word to node k. */
export function pathTo({ parents }, k) {
  const path = [];
  for (; k >= 0; k = parents[k]) path.unshift(k);
  return path;
}

export const totalOf = (tree, k) => pathTo(tree, k).reduce((sum, i) => sum + tree.logP[i], 0);

/** All continuations of the open lines, the likeliest first (ties: the likelier beginning, then the
    lower token), and which of them stay: `width` that do not end, and ends among the first. */
function step(tree, open, width) {
  const all = open.flatMap(({ k, logp }) =>
    tree.after(k).map((next) => ({ k: next, logp: logp + tree.logP[next] })),
  );
  const ranked = all.toSorted((a, b) => b.logp - a.logp);
  let going = 0;
  const stays = (one, rank) => (isEnd(tree, one.k) ? rank < width : ++going <= width);
  return { ranked, kept: ranked.filter(stays) };
}

export const isEnd = (tree, k) => tree.tokens[k] === tree.end;

/** {best: [{k, logp, score}], steps: [{ranked, kept}]}. */
export function search(tree, width, alpha) {
  const steps = [];
  let [open, ended] = [[{ k: -1, logp: 0 }], []];
  for (let t = 1; t <= tree.most; t++) {
    const now = step(tree, open, width);
    const scored = now.kept.map((one) => ({ ...one, score: scoreOf(one.logp, t, alpha) }));
    steps.push({ ...now, kept: scored });
    ended.push(...scored.filter(({ k }) => isEnd(tree, k)));
    ended = ended.toSorted((a, b) => b.score - a.score).slice(0, width);
    open = scored.filter(({ k }) => !isEnd(tree, k));
    if (over(tree, ended, open, width, alpha)) break;
  }
  return { best: ended.length ? ended : open, steps };
}

/** Whether no open line can come among the best any more. */
function over({ most }, ended, open, width, alpha) {
  if (!open.length) return true;
  if (ended.length < width) return false;
  const top = Math.max(...open.map(({ logp }) => logp));
  return scoreOf(top, most, alpha) <= ended.at(-1).score;
}

/** What became of node k: "kept", "cut" (others were likelier), "never" (its beginning was cut, or
    the search was over), and its rank among the continuations of its step, from 1. */
export function fate(tree, { steps }, k) {
  const now = steps[pathTo(tree, k).length - 1];
  const rank = now ? now.ranked.findIndex((one) => one.k === k) + 1 : 0;
  if (!rank) return { status: "never", rank };
  return { status: now.kept.some((one) => one.k === k) ? "kept" : "cut", rank };
}

/** Greedy's line, and the likeliest that a search of any width up to `widest` finds. */
export function rivals(tree, widest) {
  const [greedy] = search(tree, 1, 0).best;
  const found = Array.from({ length: widest }, (_, i) => search(tree, i + 1, 0).best).flat();
  const others = found.filter(({ k }) => k !== greedy.k).toSorted((a, b) => b.logp - a.logp);
  return { greedy, other: others[0] ?? null };
}

/** Where the shown nodes stand: [{k, depth, row}], parents first, likelier words first; a parent
    stands in the row of its first child.  list: each node has a row of its own. */
export function placed(tree, shown, list = false) {
  const there = new Set(shown);
  const found = [];
  let row = 0;
  const walk = (k, depth) => {
    const below = tree.after(k).filter((next) => there.has(next));
    below.sort((a, b) => tree.logP[b] - tree.logP[a]);
    if (k >= 0) found.push({ k, depth, row });
    if (list ? k >= 0 : !below.length) row += 1;
    below.forEach((next) => walk(next, depth + 1));
  };
  walk(-1, 0);
  return found;
}
