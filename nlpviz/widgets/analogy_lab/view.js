// AnalogyLab: a is to b as c is to what?  Asked of the vectors, with and without a trick.
import { h } from "../core/kit/dom.js";
import { announce, arrows, onChange } from "../core/kit/events.js";
import { clamp, number } from "../core/kit/numbers.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { word } from "../core/kit/words.js";
import { cosines, fold, largest, search, split, vectors } from "../core/kit/word_vectors.js";
import { wordField } from "../core/kit/word_field.js";

const KEYS = ["question", "abc", "guess", "revealed"];
const ROLES = ["queries", "keys", "values"];
const WORDS = {
  en: {
    stage: "Analogy: arrow keys choose a question",
    question: "question",
    own: "your own words",
    none: "not among these words",
    guess: "your guess",
    reveal: "Reveal",
    hide: "Guess again",
    all: "all words",
    without: "without a, b, c",
    ranks: (i, j) => `rank ${i} of all words${j ? `, ${j} without a, b, c` : ""}`,
    first: "Guess first, then reveal.",
    answer: "answer",
    right: (n, m, all) =>
      `${all} questions, right answer first: ${n} with all words, ${m} without a, b, c`,
    unknown: "not among these words: ",
  },
  ja: {
    stage: "類推：矢印キーで問題を選ぶ",
    question: "問題",
    own: "自分の言葉で",
    none: "この中にない",
    guess: "あなたの予想",
    reveal: "答えを見る",
    hide: "もう一度予想する",
    all: "すべての単語",
    without: "a, b, c を除く",
    ranks: (i, j) => `すべての単語で ${i} 位${j ? `、a, b, c を除いて ${j} 位` : ""}`,
    first: "まず予想を。それから答えを。",
    answer: "答え",
    right: (n, m, all) =>
      `${all} 問中、正解が 1 位：すべての単語で ${n} 問、a, b, c を除いて ${m} 問`,
    unknown: "この中にない：",
  },
};
const SHOWN = 10;

/** From 1: where word j stands among the scores, some words left out. */
export function rank(scores, j, without = []) {
  let place = 1;
  for (let i = 0; i < scores.length; i++) {
    if (!without.includes(i) && (scores[i] > scores[j] || (scores[i] === scores[j] && i < j)))
      place++;
  }
  return place;
}

/** cos(u_b − u_a + u_c, u_w) for every word w: a is to b as c is to the largest. */
export function analogy(table, a, b, c) {
  const [A, B, C] = [a, b, c].map((i) => cosines(table, i));
  const square = A[a] + B[b] + C[c] + 2 * (B[c] - A[b] - A[c]);
  const size = square > 1e-12 ? Math.sqrt(square) : Infinity;
  return A.map((_, w) => (B[w] - A[w] + C[w]) / size);
}

/** The ranks of d (with all words, without a, b, c) and the first word both ways. */
export function judge(W, [a, b, c, d]) {
  const scores = analogy(W, a, b, c),
    abc = [a, b, c];
  return [rank(scores, d), rank(scores, d, abc), largest(scores, 1)[0], largest(scores, 1, abc)[0]];
}

function render({ model, el }) {
  const life = new AbortController(),
    { signal } = life;
  const say = word(el, WORDS),
    words = split(model.get("words")),
    folded = words.map(fold);
  const W = vectors(model.get("W")),
    questions = model.get("questions"),
    sections = model.get("sections");
  const set = {},
    judged = [];
  for (const key of KEYS) set[key] = model.get(key);
  const change = (values) => {
    Object.assign(set, values);
    for (const [key, value] of Object.entries(values)) model.set(key, value);
    model.save_changes();
    show();
  };
  const bdi = (i, role) =>
    h("bdi", { class: role ? `al-${role}` : null, title: clip(words[i], 400) }, clip(words[i], 40));
  const asked = ([a, b, c]) => [a, b, c].map((i) => clip(words[i], 24));

  const select = h("select", {
    "aria-label": say.question,
    onchange: () => choose(Number(select.value)),
  });
  const group = {};
  questions.forEach((each, q) => {
    const [a, b, c] = asked(each),
      option = h("option", { value: q }, `${a} : ${b} = ${c} : ?`),
      name = sections[q];
    if (!name) return select.append(option);
    if (!group[name]) select.append((group[name] = h("optgroup", { label: clip(name, 60) })));
    group[name].append(option);
  });
  select.append(h("option", { value: -1 }, `${say.own} …`));
  const choose = (q) => {
    if (q >= 0)
      return change({ question: q, abc: questions[q].slice(0, 3), guess: -1, revealed: false });
    change({ question: -1, guess: -1, revealed: false });
    fields[0].input.focus();
    fields[0].input.select();
  };

  const stage = h("div", {
    class: "al-stage",
    tabindex: 0,
    role: "application",
    "aria-label": say.stage,
  });
  const fields = ["a", "b", "c"].map((name, k) =>
    wordField(
      {
        label: h("i", { class: `al-${ROLES[k]}` }, name),
        name,
        words,
        folded,
        none: say.none,
        picked: (i) =>
          change({
            question: -1,
            abc: set.abc.map((old, at) => (at === k ? i : old)),
            guess: -1,
            revealed: false,
          }),
      },
      signal,
    ),
  );
  const guess = wordField(
    { label: say.guess, words, folded, none: say.none, picked: (i) => change({ guess: i }) },
    signal,
  );
  const reveal = h("button", {
    type: "button",
    class: "al-reveal",
    onclick: () => {
      if (set.revealed) return change({ revealed: false, guess: -1 });
      const [best] = search(folded, guess.value, 1);
      change({
        revealed: true,
        guess: best !== undefined && folded[best] === fold(guess.value.trim()) ? best : set.guess,
      });
    },
  });
  const lists = h("div", { class: "al-lists" });
  const left = h(
    "div",
    { class: "al-left" },
    questions.length ? select : null,
    h(
      "div",
      { class: "nlpviz-bar al-bar" },
      fields.map((field) => field.node),
    ),
    stage,
    h("div", { class: "nlpviz-bar al-bar" }, guess.node, reveal),
  );
  const total = h("div", { class: "nlpviz-muted" });
  el.append(h("div", { class: "al-body" }, left, lists));
  const read = announce(left);
  left.append(total);

  const sum = () =>
    [ROLES[1], " − ", ROLES[0], " + ", ROLES[2]].map((part) =>
      ROLES.includes(part) ? bdi(set.abc[ROLES.indexOf(part)], part) : part,
    );
  function show() {
    const { abc, revealed: open, question } = set,
      d = question >= 0 ? questions[question][3] : -1;
    select.value = question;
    fields.forEach((field, k) => {
      field.value = words[abc[k]];
    });
    guess.value = set.guess >= 0 ? words[set.guess] : open ? guess.value : "";
    reveal.textContent = open ? say.hide : say.reveal;
    const scores = open ? analogy(W, ...abc) : null,
      [best] = open ? largest(scores, 1, abc) : [-1];
    stage.replaceChildren(
      h(
        "div",
        { class: "al-asked" },
        bdi(abc[0], ROLES[0]),
        " : ",
        bdi(abc[1], ROLES[1]),
        " = ",
        bdi(abc[2], ROLES[2]),
        " : ",
        open ? bdi(best, "targets") : "?",
      ),
      h("div", { class: "al-sum" }, sum(), " ≈ ", open ? bdi(best, "targets") : "?"),
    );
    total.hidden = !open;
    refresh();
    lists.replaceChildren(column(say.all, scores, [], d), column(say.without, scores, abc, d));
    if (!open)
      return read(
        asked(abc).map((text, i) => [h("bdi", {}, text), [" : ", " = ", " : ? "][i]]),
        " ",
        say.first,
      );
    const named = [
      [say.guess, set.guess],
      [say.answer, d],
    ].filter(([, i]) => i >= 0);
    const typed = guess.value.trim();
    read(
      named.length
        ? named.map(([title, i], at) => [
            at ? " · " : "",
            `${title}: `,
            h("b", {}, h("bdi", {}, clip(words[i], 60))),
            ` ${say.ranks(rank(scores, i), abc.includes(i) ? 0 : rank(scores, i, abc))}, cos ${number(scores[i], 2)}`,
          ])
        : typed
          ? [say.unknown, h("bdi", {}, clip(typed, 60))]
          : [h("bdi", {}, clip(words[best], 60)), ` cos ${number(scores[best], 2)}`],
    );
    if (questions.length > 1) setTimeout(count);
  }

  // All questions, a few at a time, so that the page stays awake.
  function count() {
    const end = performance.now() + 12;
    while (judged.length < questions.length && performance.now() < end)
      judged.push(judge(W, questions[judged.length]));
    if (signal.aborted) return;
    if (judged.length < questions.length) return void setTimeout(count);
    const first = (which) => judged.filter((each) => each[which] === 1).length;
    total.textContent = say.right(first(0), first(1), questions.length);
    refresh();
  }

  // Before the answer is told, as many lines with question marks: nothing moves when it comes.
  function column(title, scores, without, d) {
    const best = scores
      ? largest(scores, SHOWN, without)
      : Array(Math.min(SHOWN, words.length - without.length)).fill(-1);
    return h(
      "div",
      {},
      h("small", {}, title),
      h(
        "ol",
        {},
        best.map((i, place) => {
          const at = set.abc.indexOf(i),
            share = i < 0 ? 0 : Math.max(100 * scores[i], 0);
          return h(
            "li",
            { class: i >= 0 && i === set.guess ? "al-guess" : null },
            h("span", {}, `${place + 1}.`),
            i < 0
              ? "?"
              : [
                  bdi(i, at < 0 ? (i === d ? "targets" : "") : ROLES[at]),
                  i === d ? h("span", {}, "✓") : at < 0 ? "" : h("i", {}, "abc"[at]),
                ],
            h(
              "span",
              { class: "al-bar-of", "aria-hidden": "true" },
              h("i", { style: `width:${share}%` }),
            ),
            h("b", {}, i < 0 ? "" : scores[i].toFixed(2).replace("-", "−")),
          );
        }),
      ),
    );
  }

  arrows(
    stage,
    (dx, dy) => {
      if (!questions.length) return read(say.own);
      choose(clamp(set.question + dx + clamp(dy, -1, 1), 0, questions.length - 1));
    },
    signal,
  );
  onChange(
    model,
    KEYS,
    (key) => {
      if (model.get(key) === set[key]) return;
      set[key] = model.get(key);
      if (key === "question" && set.question >= 0) set.abc = questions[set.question].slice(0, 3);
      show();
    },
    signal,
  );
  const refresh = table(
    el,
    () => ({
      header: ["a : b = c : d", "#", "1.", "# ∖ {a, b, c}", "1. ∖ {a, b, c}"],
      rows: questions.map((each, q) => {
        const [a, b, c] = asked(each);
        if (!set.revealed || !judged[q]) return [`${a} : ${b} = ${c} : ?`, "?", "?", "?", "?"];
        const [all, rest, top, best] = judged[q];
        return [
          `${a} : ${b} = ${c} : ${clip(words[each[3]], 24)}`,
          all,
          words[top],
          rest,
          words[best],
        ];
      }),
    }),
    signal,
  );
  show();
  return () => {
    life.abort();
    el.replaceChildren();
  };
}

export default { render };
