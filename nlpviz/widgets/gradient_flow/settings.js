// The settings of GradientFlow: what they may be, and what they are changed with.
import { choice, slider } from "../core/kit/controls.js";
import { tickText } from "../core/kit/chart.js";
import { h } from "../core/kit/dom.js";
import { aside } from "../core/kit/symbol.js";
import { number } from "../core/kit/numbers.js";
import { oneOf, whole, within } from "../core/kit/state.js";

export const power = (x) => number(10 ** x);

/** What the figure holds, for T steps. */
export function fieldsOf(T) {
  return {
    cell: { default: "rnn", check: oneOf("rnn", "lstm", "gru") },
    activation: { default: "tanh", check: oneOf("tanh", "relu", "linear") },
    radius: { default: 1, check: within(0.2, 2) },
    forget_bias: { default: 0, check: within(-2, 5) },
    length: { default: T, check: whole(2, T) },
    threshold: { default: 0, check: within(-4, 6) },
    guess: { default: null, check: (x) => x === null || whole(0, T)(x) },
    revealed: { default: false, check: oneOf(true, false) },
  };
}

/** Sliders and choices, by the name of what they change. */
export function controlsOf({ now, say, signal, X }) {
  const make = (build, key, options) =>
    build({ name: say(key), label: say(key), value: now[key], ...options }, (value) => {
      if (!signal.aborted) now.set(key, value);
    });
  const cells = ["rnn", "lstm", "gru"].map((value) => ({ value, text: value.toUpperCase() }));
  const linear = { value: "linear", text: say("linear") };
  return {
    cell: make(choice, "cell", { options: cells }),
    radius: make(slider, "radius", { min: 0.2, max: 2, step: 0.05 }),
    activation: make(choice, "activation", {
      options: ["tanh", { value: "relu", text: "ReLU" }, linear],
    }),
    forget_bias: make(slider, "forget_bias", { min: -2, max: 5, step: 0.25 }),
    length: make(slider, "length", { min: 2, max: X.shape[0], step: 1 }),
  };
}

/** The gradient of the weights on a scale, and the threshold at which it is clipped. */
export function barOf({ now, say }) {
  const [before, left, told] = [h("i"), h("b"), h("span", { class: "clipped" })];
  const given = { name: say("threshold"), label: "", min: -4, max: 6, step: 0.1, format: power };
  const set = (value) => now.set("threshold", value);
  const limit = slider({ ...given, value: now.threshold }, set).input;
  const ticks = [-4, -2, 0, 2, 4, 6].map((v) =>
    h("small", { style: `left:${10 * (v + 4)}%` }, tickText(10 ** v, true)),
  );
  const track = h(
    "div",
    { class: "bar" },
    before,
    left,
    limit,
    h("div", { class: "scale" }, ticks),
  );
  const label = h("span", {}, say("gradient"), " ", aside("‖∂L/∂θ‖"));
  return { before, left, told, node: h("div", { class: "line clip" }, label, track, told) };
}
