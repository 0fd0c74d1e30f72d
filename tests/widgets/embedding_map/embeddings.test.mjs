// EmbeddingMap and AnalogyLab compute what NumPy computes: the same digits, the same order in ties.
import assert from "node:assert/strict";
import test from "node:test";
import { towards } from "../../../nlpviz/widgets/core/kit/hands.js";
import { between, hit, overview, ended } from "../../../nlpviz/widgets/core/kit/plane.js";
import { parallel } from "../../../nlpviz/widgets/embedding_map/math.js";
import { analogy, judge, parallelogram, rank } from "../../../nlpviz/widgets/analogy_lab/math.js";
import {
  cosines,
  fold,
  largest,
  nearness,
  points,
  search,
  split,
  vectors,
} from "../../../nlpviz/widgets/core/kit/word_vectors.js";
import { read, unwire } from "../core/golden.mjs";

const { cases } = read("embeddings", import.meta.url);

cases.forEach((each, number) => {
  const W = vectors(unwire(each.W)),
    map = points(unwire(each.map)),
    all = [...Array(W.n).keys()];
  test(`case ${number}: cosines have NumPy's digits`, () => {
    each.cosines.forEach((row, i) => assert.deepEqual([...cosines(W, i)], row));
  });
  test(`case ${number}: neighbours, nearest points, what is kept are NumPy's, ties too`, () => {
    all.forEach((i) => {
      const own = largest(cosines(W, i), each.k, [i]),
        close = largest(nearness(map, i), each.k, [i]);
      assert.deepEqual(own, each.neighbours[i]);
      assert.deepEqual(close, each.near[i]);
      assert.equal(own.filter((j) => close.includes(j)).length, each.kept[i]);
    });
  });
  test(`case ${number}: a map has its places`, () => {
    assert.deepEqual(
      all.map((i) => [map.x[i], map.y[i]]),
      each.points,
    );
  });
  test(`case ${number}: analogies have NumPy's scores, ranks and first words`, () => {
    for (const { asked, scores, ranks } of each.analogies) {
      assert.deepEqual(
        [...analogy(W, ...asked.slice(0, 3))].map((x) => x + 0),
        scores.map((x) => x + 0),
      );
      assert.deepEqual(judge(W, asked), ranks);
    }
  });
  test(`case ${number}: the plane of an analogy is Python's`, () => {
    for (const { asked, plane } of each.analogies) {
      const { x, y } = parallelogram(W, ...asked.slice(0, 3));
      plane.forEach(([p, q], i) => {
        assert.ok(Math.abs(x[i] / 1000 - p) < 1e-6, `x of ${i}: ${x[i] / 1000}, ${p}`);
        assert.ok(Math.abs(y[i] / 1000 - q) < 1e-6, `y of ${i}`);
      });
    }
  });
  test(`case ${number}: arrows are as parallel as NumPy says`, () => {
    const pairs = [
      [0, 1],
      [2, 3],
      [0, 2],
    ];
    const row = (i) => Array.from(W.codes.subarray(i * W.d, (i + 1) * W.d), (c) => c / W.size[i]);
    [parallel(pairs, row), parallel(pairs, (i) => [map.x[i], map.y[i]])].forEach((got, which) =>
      assert.ok(Math.abs(got - each.parallel[which]) < 1e-12),
    );
  });
});

test("a vector table may also come as a buffer, or as bytes within a larger one", () => {
  const bytes = new Int8Array([9, 3, 4, 0, 1]);
  const { size } = vectors({ dtype: "unit8", shape: [2, 2], data: bytes.subarray(1) });
  assert.deepEqual([...size], [5, 1]);
  assert.deepEqual([...vectors({ shape: [1, 2], data: bytes.slice(1, 3).buffer }).size], [5]);
});

test("ranks count from 1, ties from the left, and some words may be left out", () => {
  const scores = [0.5, 0.9, 0.5, 0.1];
  assert.deepEqual(
    [0, 1, 2, 3].map((j) => rank(scores, j)),
    [2, 1, 3, 4],
  );
  assert.equal(rank(scores, 2, [1, 0]), 1);
  assert.deepEqual(largest(scores, 2, [1]), [0, 2]);
  assert.deepEqual(largest(scores, 9), [1, 0, 2, 3]);
});

test("king − man + woman is queen where the differences are equal", () => {
  const rows = Int8Array.from(
    [
      [9, 1, 90],
      [9, 90, 1],
      [90, 9, 90],
      [90, 90, 9],
      [-50, 3, 2],
    ].flat(),
  );
  const [, without, first, best] = judge(
    vectors({ shape: [5, 3], data: rows.buffer }),
    [0, 2, 1, 3],
  );
  assert.deepEqual([without, best], [1, 3]);
  assert.ok([2, 3].includes(first));
});

test("the whole map is in view, and the pointer hits the nearest point within reach", () => {
  const map = { x: Int32Array.from([0, 4000, 2000]), y: Int32Array.from([0, 1000, 1000]) },
    view = overview(map, 440, 300, 20);
  assert.deepEqual([view.scale, view.x], [0.1, 20]);
  assert.deepEqual(
    [hit(map, view, 22, 199), hit(map, view, 421, 101), hit(map, view, 300, 250)],
    [0, 1, -1],
  );
  assert.ok(
    Number.isFinite(overview({ x: Int32Array.of(5, 5), y: Int32Array.of(5, 5) }, 300, 300).scale),
  );
});

test("an arrow key goes to the nearest point of its quarter, or stays", () => {
  const map = { x: [0, 10, 30, 2, -5], y: [0, 1, 0, 9, -4] };
  assert.deepEqual(
    [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ].map(([dx, dy]) => towards(map, 0, dx, dy)),
    [1, 3, 4, 0],
  );
});

test("a search finds whole words, then beginnings, then the rest; width, case do not count", () => {
  const words = ["tuples", "Tuple", "a tuple", "手紙", "ﾃｶﾞﾐ", "<b>"].map(fold);
  assert.deepEqual(search(words, " tuple ", 5), [1, 0, 2]);
  assert.deepEqual(search(words, "TUPLE", 2), [1, 0]);
  assert.deepEqual(search(words, "紙", 5), [3]);
  assert.deepEqual(search(words, "テガミ", 5), [4]);
  assert.deepEqual([search(words, "<", 5), search(words, "  ", 5)], [[5], []]);
});

test("words come in one text, parted by blanks or, if words have blanks, by ends of line", () => {
  assert.deepEqual(split("a b c"), ["a", "b", "c"]);
  assert.deepEqual(split("a b\nc"), ["a b", "c"]);
});

test("dots on their way stand where they were at 0, will be at 1, and straight between", () => {
  const [from, to] = [10, 30].map((x) => ({ X: () => x, Y: () => 2 * x, size: x }));
  const places = [0, 0.5, 1].map((t) => [between(from, to, t).X(0), between(from, to, t).Y(0)]);
  assert.deepEqual(places, [
    [10, 20],
    [20, 40],
    [30, 60],
  ]);
});

test("a line to a point in sight ends there, one to a point beyond at the edge", () => {
  const [xs, ys] = [
    [50, 80, 250, 50, -150],
    [50, 20, 50, -350, 250],
  ];
  const screen = { X: (i) => xs[i], Y: (i) => ys[i], size: [100, 100] };
  const ends = [1, 2, 3, 4, 0].map((i) => ended(screen, i, [50, 50], 10));
  assert.deepEqual(ends, [
    [80, 20],
    [90, 50],
    [50, 10],
    [10, 90],
    [50, 50],
  ]);
});
