// By what the heads are put in order: how focused they are, how far they look, how
// much they look along the link, and, once it is revealed, what is lost without them.
import { choice } from "../core/kit/controls.js";
import { clip } from "../core/kit/text.js";
import { arrange } from "./draw.js";
import { order } from "./math.js";

export const ORDERS = ["model", "focus", "far", "on link", "missed"];

/** What the heads can be ordered by: [key, numbers, smallest first]. */
function measures({ of }) {
  const each = (key) => of.does.map((does) => does[key]);
  return [
    ["focus", each("entropy"), true],
    of.alike && ["far", each("distance")],
    ["on link", of.looks],
    of.ablation && ["missed", of.ablation],
  ].filter(Boolean);
}

/** The heads in the chosen order; in the model's, after the reveal, with what is lost. */
export function sorted(view) {
  const { of, set } = view;
  const [, values, rising] = measures(view).find(([key]) => key === set.order) ?? [];
  const shown = values ?? (set.answered ? (of.ablation ?? of.looks) : null);
  arrange(view, values ? order(values, rising) : [...of.A.keys()], shown);
}

/** The kind of attention, above; the order, under "more". */
export function controls(view) {
  const { say, set, groups } = view;
  if (groups.length > 1) {
    const options = groups.map(({ name }, value) => ({ value, text: clip(name, 24) }));
    view.kind = choice({ label: say("kind"), options, value: set.group }, (value) => {
      const [query, key] = groups[value].look;
      set.set({ group: +value, head: 0, query, key, guess: null, answered: false, order: "model" });
    });
  }
  const keys = ["model", ...measures(view).map(([key]) => key)];
  const options = keys.map((value) => ({ value, text: say(value) }));
  const take = (value) => set.set("order", value);
  view.order = choice({ label: say("order"), options, value: set.order }, take);
  view.orders.replaceChildren(view.order.node);
  view.bar.replaceChildren(...(view.kind ? [view.kind.node] : []));
}
