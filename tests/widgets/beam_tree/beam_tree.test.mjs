// BeamTree searches as nlpviz.decode.beam_search does, for every width and every penalty.
import assert from "node:assert/strict";
import test from "node:test";
import {
  fate,
  isEnd,
  pathTo,
  placed,
  rivals,
  search,
  totalOf,
  treeOf,
} from "../../../nlpviz/widgets/beam_tree/math.js";
import { read, within } from "../core/golden.mjs";

const golden = read("beam_tree", import.meta.url);
const near = within(1e-12);
const same = (got, due, what) => {
  assert.deepEqual(
    got.map(({ k }) => k),
    due.map(([k]) => k),
    what,
  );
  near(
    got.flatMap(({ logp, score }) => [logp, score]),
    due.flatMap(([, logp, score]) => [logp, score]),
    what,
  );
};

golden.forEach(({ tree: given, greedy, order, fates, beam, searches }, number) => {
  const tree = treeOf(given);
  test(`tree ${number}: every search keeps what Python's keeps, and finds the same lines`, () => {
    for (const { width, alpha, kept, best } of searches) {
      const found = search(tree, width, alpha);
      const name = `width ${width}, alpha ${alpha}`;
      assert.equal(found.steps.length, kept.length, name);
      found.steps.forEach((step, t) => same(step.kept, kept[t], `${name}, step ${t + 1}`));
      same(found.best, best, name);
    }
  });
  test(`tree ${number}: greedy's line is Python's, and its rival is the likeliest other`, () => {
    const found = rivals(tree, given.widest);
    assert.equal(found.greedy.k, greedy[0]);
    near([found.greedy.logp, totalOf(tree, greedy[0])], [greedy[1], greedy[1]], "log P");
    const others = searches
      .filter(({ alpha }) => alpha === 0)
      .flatMap(({ best }) => best)
      .filter(([k]) => k !== greedy[0]);
    if (others.length)
      near([found.other.logp], [Math.max(...others.map(([, logp]) => logp))], "rival");
    else assert.equal(found.other, null);
  });
  test(`tree ${number}: what is drawn, in its order, is kept and cut as in the table`, () => {
    const now = search(tree, beam, 0);
    assert.deepEqual(
      placed(tree, given.shown).map(({ k }) => k),
      order,
    );
    assert.deepEqual(
      order.map((k) => fate(tree, now, k).status),
      fates,
    );
  });
  test(`tree ${number}: no two boxes in one place, no parent below its child`, () => {
    for (const list of [false, true]) {
      const boxes = placed(tree, given.shown, list);
      assert.equal(new Set(boxes.map(({ depth, row }) => `${depth} ${row}`)).size, boxes.length);
      const at = new Map(boxes.map((box) => [box.k, box]));
      for (const { k, depth, row } of boxes) {
        assert.equal(pathTo(tree, k).length, depth);
        const parent = at.get(tree.parents[k]);
        if (parent) assert.ok(parent.row <= row && parent.depth === depth - 1);
      }
    }
  });
});

test("the chapter's example: greedy takes “a”, a beam of two finds “b”", () => {
  const tree = treeOf(golden[0].tree);
  const { greedy, other } = rivals(tree, 3);
  assert.ok(isEnd(tree, greedy.k) && isEnd(tree, other.k));
  near([Math.exp(greedy.logp), Math.exp(other.logp)], [0.24, 0.36], "P", 1e-6);
  assert.equal(search(tree, 1, 0).best[0].k, greedy.k);
  assert.equal(search(tree, 2, 0).best[0].k, other.k);
});

test("the chapter's example: with the mean log P a longer line overtakes “a”", () => {
  const tree = treeOf(golden[0].tree);
  const lengths = (alpha) => search(tree, 3, alpha).best.map(({ k }) => pathTo(tree, k).length);
  assert.deepEqual(
    [lengths(0), lengths(1)],
    [
      [2, 2, 3],
      [2, 3, 2],
    ],
  );
});
