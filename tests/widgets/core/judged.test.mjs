// The more probable of two answers is the one that is said; it is right if it is the first.
import assert from "node:assert/strict";
import { test } from "node:test";
import { judged } from "../../../nlpviz/widgets/core/kit/judged.js";

const say = (key) => key.toUpperCase();

test("what is said is the more probable answer, with its own probability and a mark", () => {
  const wrong = judged(0.29, ["are", "is"], say);
  assert.deepEqual(wrong, { said: "is", p: "0.71", mark: "✗ WRONG", role: "gradients" });
  const right = judged(0.875, ["are", "is"], say);
  assert.deepEqual(right, { said: "are", p: "0.88", mark: "✓ RIGHT", role: "values" });
});
