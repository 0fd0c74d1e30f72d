// A list of words has two digits at each, with the sign that books print.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cosine } from "../../../nlpviz/widgets/core/kit/word_list.js";

test("a cosine has two digits and a minus of its own", () => {
  assert.deepEqual([0.684, -0.115, 1, 0].map(cosine), ["0.68", "−0.12", "1.00", "0.00"]);
});
