// What a figure says, in the language of the page.

/** The texts of the page's language among { en, ja, … }: of its whole tag (pt-BR), else of its
    first part (pt), else English, as nlpviz.language.nearest chooses. */
function nearest(el, texts) {
  const tag = (el.closest("[lang]")?.lang ?? "").toLowerCase();
  const of = (code) => Object.keys(texts).find((key) => key.toLowerCase() === code);
  return texts[of(tag) ?? of(tag.split("-")[0]) ?? "en"];
}

/** What a figure's words.json holds, as a function: say("key", { n: 3 }) fills the blank {n}.
    A key that is not there is an error: a figure never falls silent. */
export function speaker(el, words) {
  const texts = nearest(el, words);
  return (key, values = {}) => {
    if (!(key in texts)) throw new Error(`words.json has no ${key}`);
    return texts[key].replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
  };
}

/** A text whose blanks are nodes: filled("{q} looks", { q: h("b", {}, "it") }) gives its pieces. */
export const filled = (text, nodes) =>
  text.split(/\{(\w+)\}/).map((part, i) => (i % 2 ? nodes[part] : part));
