// The colours of the figures in the running text: a state, a gate and the blame look alike in both.
// They are put on by this script, so that wherever else a chapter is read its words are plain.

// What wears which role of the palette.  Symbols hold in maths and in code within a sentence.
const ROLES = {
  symbols: { h: "states", H: "states", dh: "gradients", dH: "gradients" },
  chapters: { "03": { f: "gates" } }, // elsewhere f is any function
  words: {
    en: { blame: "gradients" },
    ja: { 誤差逆伝播: null, 二乗誤差: null, 相対誤差: null, 定誤差: null, 誤差: "gradients" },
  },
};

(() => {
  const TEXT = ".bd-article :is(p, li, td, dd, blockquote)";
  const PLAIN =
    "a, h1, h2, h3, h4, h5, h6, pre, code, figure, nav, button, summary, mjx-container, " +
    "script, style, .cell_output";

  const chapter = () => /(\d\d)_\w+(\.html)?$/.exec(location.pathname)?.[1];
  const symbols = () => ({ ...ROLES.symbols, ...ROLES.chapters[chapter()] });

  // Words, each in a span of its own.
  const words = (all) => {
    const any = new RegExp(`(?<![a-z])(${Object.keys(all).join("|")})(?![a-z])`, "i");
    const wrap = (part) => {
      const role = all[part.toLowerCase()];
      if (!role) return part;
      const span = document.createElement("span");
      span.dataset.role = role;
      span.textContent = part;
      return span;
    };
    const found = new Set();
    for (const box of document.querySelectorAll(TEXT)) {
      const walk = document.createTreeWalker(box, 4); // the text in it
      while (walk.nextNode()) {
        const { currentNode: node } = walk;
        if (any.test(node.data) && !node.parentElement.closest(PLAIN)) found.add(node);
      }
    }
    for (const node of found) node.replaceWith(...node.data.split(any).map(wrap));
  };

  // Code in a sentence that is one symbol, with or without an index: h, h_3, dH[t].
  const codes = (roles) => {
    for (const code of document.querySelectorAll(`${TEXT} code`)) {
      const [, letter] = /^(\w+?)(_\w+|\[\w+\])?$/.exec(code.textContent) ?? [];
      if (roles[letter] && !code.closest("a, pre, figure")) code.dataset.role = roles[letter];
    }
  };

  // Maths: MathJax names a letter by its place among the slanted ones.
  const slanted = (letter) => {
    if (letter === "h") return "mjx-c210E";
    const code = letter.codePointAt(0);
    const place = code > 96 ? 0x1d44e + code - 97 : 0x1d434 + code - 65;
    return `mjx-c${place.toString(16).toUpperCase()}`;
  };
  const shows = (node, name) => node?.querySelector("mjx-c")?.classList.contains(name);

  // The letter itself, or the letter with its index; never an index, a power, or f of something.
  const marked = (part) => {
    const at = part.parentElement.localName;
    if (part.closest("mjx-script") || /^mjx-m(sup|subsup)$/.test(at)) return null;
    const whole = at === "mjx-msub" ? part.parentElement : part;
    return shows(whole.nextElementSibling, "mjx-c28") ? null : whole;
  };

  const maths = (roles) => {
    for (const part of document.querySelectorAll(`.bd-article mjx-mi`)) {
      const letter = Object.keys(roles).find((each) => !each[1] && shows(part, slanted(each)));
      const whole = letter && !part.closest("a, h1, h2, h3, h4, figure") && marked(part);
      if (!whole) continue;
      const before = whole.previousElementSibling;
      if (shows(before, "mjx-c2202")) continue; // what is derived by it
      const gradient = before?.localName === "mjx-mi" && shows(before, slanted("d"));
      const role = roles[gradient ? `d${letter}` : letter];
      for (const each of gradient ? [before, whole] : [whole]) if (role) each.dataset.role = role;
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    const all = ROLES.words[document.documentElement.lang];
    if (all) words(all);
    codes(symbols());
    maths(symbols());
  });
})();
