// The table beneath a figure: all numbers that it shows, for those who do not see it.

import { h } from "./dom.js";
import { number } from "./numbers.js";
import words from "./words.json" with { type: "json" };
import { speaker } from "./words.js";

/** The table view: fills the figure's <details> from get() -> {header, rows} when it is open.
    Returns the function that says "the numbers have changed". */
export function table(el, get, signal) {
  let details = el.closest("figure.nlpviz")?.querySelector("details.nlpviz-table");
  const own = !details;
  if (own) el.append((details = h("details", { class: "nlpviz-table" }, h("summary", {}, "▦"))));
  const name = speaker(el, words)("table");
  const summary = details.querySelector("summary");
  summary.replaceChildren("▦ " + name);
  summary.title = name;
  const fill = () => {
    details.querySelector(".nlpviz-scroll")?.remove(); // also the page's own, which knows answers
    if (!details.open) return;
    const { header, rows } = get();
    const text = (x) => (typeof x === "number" ? number(x) : x);
    details.append(
      h(
        "div",
        { class: "nlpviz-scroll", tabindex: 0, role: "group", "aria-label": name },
        h(
          "table",
          {},
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              header.map((x) => (x === "" ? h("td") : h("th", { scope: "col" }, text(x)))),
            ),
          ),
          h(
            "tbody",
            {},
            rows.map(([first, ...rest]) =>
              h(
                "tr",
                {},
                h("th", { scope: "row" }, text(first)),
                rest.map((x) => h("td", {}, text(x))),
              ),
            ),
          ),
        ),
      ),
    );
  };
  details.addEventListener("toggle", fill, { signal });
  fill();
  return fill;
}
