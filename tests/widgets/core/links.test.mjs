// Two lines of words fit any width, and a link is where it is pressed and what a drag crosses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { crosses, distance, twoLines } from "../../../nlpviz/widgets/core/kit/links.js";
import { filled } from "../../../nlpviz/widgets/core/kit/words.js";

test("two lines stand level where they fit, inside, in order; else one below the other", () => {
  const [keys, queries] = [
    [30, 60, 20],
    [40, 40],
  ];
  const level = twoLines(400, keys, queries);
  assert.ok(level.level);
  for (const [places, widths] of [
    [level.keys, keys],
    [level.queries, queries],
  ]) {
    places.forEach(([x], i) => {
      assert.ok(x - widths[i] / 2 >= 0 && x + widths[i] / 2 <= 400);
      if (i) assert.ok(x - widths[i] / 2 >= places[i - 1][0] + widths[i - 1] / 2);
    });
    assert.equal(new Set(places.map(([, y]) => y)).size, 1);
  }
  const upright = twoLines(120, keys, queries);
  assert.ok(!upright.level);
  for (const [x, y] of [...upright.keys, ...upright.queries])
    assert.ok(x >= 0 && x <= 120 && y > 0 && y < upright.height);
});

test("the form and the height are those of the widest hypothesis, whichever is shown", () => {
  const tall = { count: 9, wide: 500 };
  const shown = [[40], [40, 40, 40]].map((queries) => twoLines(400, [50], queries, { tall }));
  assert.deepEqual(
    shown.map(({ level }) => level),
    [false, false],
  );
  assert.equal(shown[0].height, shown[1].height);
});

test("a distance is that to the nearest point of the link, at its ends too", () => {
  assert.equal(distance([5, 3], [0, 0], [10, 0]), 3);
  assert.equal(distance([13, 4], [0, 0], [10, 0]), 5);
  assert.equal(distance([3, 4], [0, 0], [0, 0]), 5);
});

test("a way crosses a link only between its ends", () => {
  assert.ok(crosses([5, -1], [5, 1], [0, 0], [10, 0]));
  assert.ok(!crosses([15, -1], [15, 1], [0, 0], [10, 0]));
  assert.ok(!crosses([5, 1], [5, 2], [0, 0], [10, 0]));
});

test("blanks are filled with nodes, in their order, and the text around them stays", () => {
  assert.deepEqual(filled("{q} → {k}: {q}", { q: 1, k: [2] }), ["", 1, " → ", [2], ": ", 1, ""]);
});
