// What a figure says, in the language of the page.

/** The language of the page where `el` stands, as two letters; "en" where none is named. */
const language = (el) => el.closest("[lang]")?.lang.slice(0, 2).toLowerCase() ?? "en";

/** A word by the page's language: word(el, { en: "lag", ja: "遅れ" }). */
export function word(el, words) {
  return words[language(el)] ?? words.en;
}

/** What a figure's words.json holds, as a function: say("key", { n: 3 }) fills the blank {n}.
    A key that is not there is an error: a figure never falls silent. */
export function speaker(el, words) {
  const texts = word(el, words);
  return (key, values = {}) => {
    if (!(key in texts)) throw new Error(`words.json has no ${key}`);
    return texts[key].replace(/\{(\w+)\}/g, (blank, name) => values[name] ?? blank);
  };
}

/** A text whose blanks are nodes: filled("{q} looks", { q: h("b", {}, "it") }) gives its pieces. */
export const filled = (text, nodes) =>
  text.split(/\{(\w+)\}/).map((part, i) => (i % 2 ? nodes[part] : part));
