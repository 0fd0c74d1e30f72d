// What a network says of two answers, of which the first is the right one.
import { short } from "./numbers.js";

/** P, the probability of the right answer, as {said, p: its own probability, mark: "✓ right", role:
    its colour}; say: the figure's words, "right" and "wrong" among them. */
export function judged(P, [right, other], say) {
  return P > 0.5
    ? { said: right, p: short(P), mark: `✓ ${say("right")}`, role: "values" }
    : { said: other, p: short(1 - P), mark: `✗ ${say("wrong")}`, role: "gradients" };
}
