import { paint, ramp } from "../core/kit/colour.js";
import { choice, slider } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, pointer, s } from "../core/kit/dom.js";
import { announce, arrows, onChange, onResize, onTheme } from "../core/kit/events.js";
import { clamp, number, short } from "../core/kit/numbers.js";
import { table } from "../core/kit/table.js";
import { word } from "../core/kit/words.js";
import { EOS, MOST, UNK, numbered, translate, written } from "./math.js";

const LEFT = 20,
  RIGHT = 40,
  SLICE = 20; // gutters in pixels; ms of a frame for counting
const WORDS = {
  type: { en: "Type any date", ja: "日付を入力" },
  n: { en: "dates in the line", ja: "一行にある日付の数" },
  next: { en: "Another example", ja: "別の例" },
  due: { en: "right answer", ja: "正解" },
  place: { en: "translation, arrow keys move", ja: "翻訳、矢印キーで移動" },
  with: { en: "with attention", ja: "注意あり" },
  without: { en: "without attention", ja: "注意なし" },
  ask: {
    en: "How many dates will one vector carry?",
    ja: "一つのベクトルで運べる日付はいくつ？",
  },
};
const SENTENCES = {
  cut: {
    en: (n) => `Only the first ${MOST} of ${n} characters are read.`,
    ja: (n) => `${n} 文字のうち、最初の ${MOST} 文字だけを読みます。`,
  },
  unknown: { en: (n) => `${n} unknown: <unk>.`, ja: (n) => `知らない文字が ${n} 個：<unk>。` },
  keys: {
    en: (m, d) => `at each step it looks at ${m} × ${d} numbers`,
    ja: (m, d) => `一文字ごとに ${m} × ${d} 個の数を見る`,
  },
  last: {
    en: (m, d) => `all it keeps of the line: these ${d} numbers`,
    ja: (m, d) => `覚えているのは、この ${d} 個の数だけ`,
  },
  carried: {
    en: (n) =>
      n
        ? `It carries ${n}: half of the lines or more are right up to there.`
        : "It carries none: more than half of the lines are wrong.",
    ja: (n) =>
      n
        ? `${n} 個まで：そこまでは半分以上の行が正しい。`
        : "一つも運べない：半分より多くの行が間違い。",
  },
};

/** number of parts in the target -> the examples with that many, in order. */
export function grouped(examples) {
  const groups = new Map();
  for (const pair of examples) {
    const n = pair[1].split(" ").length;
    groups.set(n, [...(groups.get(n) ?? []), pair]);
  }
  return new Map([...groups].sort(([a], [b]) => a - b));
}

/** What stands at each place beside what should: [{got, due, wrong}]; without truth, no due. */
export function compared(tokens, truth) {
  if (truth === undefined) return tokens.map((got) => ({ got }));
  const due = [...truth, "</s>"];
  return Array.from({ length: Math.max(tokens.length, due.length) }, (_, t) => ({
    got: tokens[t],
    due: due[t],
    wrong: tokens[t] !== due[t],
  }));
}

/** How many parts of the truth stand in their place. */
export const rightParts = (text, truth) => {
  const parts = text.split(" ");
  return truth.split(" ").filter((part, k) => part === parts[k]).length;
};

/** The largest n up to which at least half of the lines are right: shares is a list of [n, share]. */
export function carried(shares) {
  const first = shares.findIndex(([, share]) => share < 0.5);
  return (shares[(first < 0 ? shares.length : first) - 1] ?? [0])[0];
}

const seen = (token) => (token === undefined ? "∅" : token === " " ? "␣" : token);

function render({ model, el }) {
  const life = new AbortController(),
    { signal } = life;
  const say = (key) => word(el, WORDS[key]);
  const tell = (key, ...values) => word(el, SENTENCES[key])(...values);
  const source = model.get("source"),
    target = model.get("target"),
    examples = model.get("examples");
  const at = new Map(source.map((token, i) => [token, i])),
    groups = grouped(examples);
  const counts = [...groups.keys()],
    turn = counts.map(() => 0);
  const parts = model.get("parts"),
    names = model.get("names");
  let line = model.get("line"),
    ids,
    letters,
    truth,
    frame = 0,
    composing = false,
    counting = null;
  let place = model.get("place"),
    width = 0,
    scale,
    tints;

  // What is typed
  const input = h("input", {
    type: "text",
    class: "typed",
    "aria-label": say("type"),
    placeholder: say("type"),
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    dir: "auto",
  });
  const known = counts.findIndex((n) => groups.get(n).some(([text]) => text === line));
  const several = slider(
    {
      label: say("n"),
      min: 0,
      max: counts.length - 1,
      step: 1,
      value: Math.max(known, 0),
      format: (i) => String(counts[i]),
    },
    () => fill(0),
  );
  several.node.hidden = counts.length < 2;
  const another = h("button", { type: "button", onclick: () => fill(1) }, say("next"));
  el.append(h("div", { class: "nlpviz-bar" }, input, several.node, another));
  const [answer, strip, note] = ["span", "div", "b"].map((tag) => h(tag));
  strip.className = "strip";
  note.setAttribute("aria-live", "polite");
  el.append(h("div", { class: "answer" }, answer, note));
  const panels = names.map(panel);
  el.append(
    strip,
    h(
      "div",
      { class: "panels" },
      panels.map(({ node }) => node),
    ),
  );

  function panel(name, k) {
    const w = Object.fromEntries(
      parts[k].map((key) => [key, unpack(model.get(`w${k}_${key.replace(".", "_")}`))]),
    );
    const looks = Boolean(w.W_c),
      kind = looks ? "with" : "without";
    const twin = parts.filter((keys) => keys.includes("W_c") === looks).length > 1;
    const title = twin ? name : say(kind),
      head = h("div", { class: "head" });
    const out = h("div", {
      class: "out",
      tabindex: 0,
      role: "application",
      "aria-label": `${title}: ${say("place")}`,
    });
    const canvas = h("canvas", { "aria-hidden": "true" }),
      over = h("div", { "aria-hidden": "true" });
    const map = h("div", { class: looks ? "map" : "vector" }, canvas, over);
    const node = h(
      "div",
      { class: looks ? "way wide" : "way" },
      head,
      ...(looks ? [out, map] : [map, out]),
    );
    const read = announce(node);
    arrows(out, (dx, dy) => point(clamp(current() + dx + dy, 0, longest() - 1)), signal);
    const pick = (event) => {
      const cell = event.target.closest("[data-t]");
      if (cell) point(Number(cell.dataset.t));
    };
    const row = (event) => {
      const [, y] = pointer(event, map),
        { top, high, n } = one.size ?? { high: 0 };
      if (high && y > top) point(clamp(Math.floor((y - top) / high), 0, n - 1));
    };
    for (const type of ["pointermove", "pointerdown"]) {
      out.addEventListener(type, pick, { signal });
      if (looks) map.addEventListener(type, row, { signal });
    }
    const one = { w, looks, title, head, out, canvas, over, map, node, read, ids: [], shown: 0 };
    return one;
  }

  const name = (j) => seen(letters[j] ?? "</s>");
  const longest = () => Math.max(...panels.map((one) => one.cells.length));
  const following = () => panels.find((one) => one.looks) ?? panels[0];
  // While it is being written, the last character; then the chosen one, or the first.
  const current = () =>
    place >= 0
      ? Math.min(place, longest() - 1)
      : writing(following())
        ? Math.max(Math.floor(following().shown) - 1, 0)
        : 0;

  function fill(step) {
    const i = several.value,
      own = groups.get(counts[i]);
    turn[i] = (turn[i] + step) % own.length;
    input.value = own[turn[i]][0];
    change();
  }
  function change(start) {
    line = input.value;
    letters = [...line].slice(0, MOST);
    ids = numbered(line, at);
    truth = examples.find(([text]) => text === line)?.[1];
    if (!start) place = -1;
    for (const one of panels) {
      const old = one.ids;
      Object.assign(one, translate(one.w, ids));
      one.text = written(one.ids, target);
      one.cells = compared(
        one.ids.map((id) => target[id]),
        truth,
      );
      const same = one.ids.findIndex((id, t) => id !== old[t]);
      one.shown = start ? Infinity : Math.min(one.shown, same < 0 ? one.ids.length : same);
    }
    const strange = ids.filter((id) => id === UNK).length,
      all = [...line].length;
    note.textContent =
      (all > MOST ? tell("cut", all) + " " : "") + (strange ? tell("unknown", strange) : "");
    answer.replaceChildren(...(truth === undefined ? [] : [`${say("due")} `, h("bdi", {}, truth)]));
    strip.replaceChildren(
      ...ids.map((id, j) =>
        h(
          "span",
          { class: id === UNK ? "key unk" : "key" },
          h("span", { class: "bar" }, h("i")),
          h("bdi", {}, name(j)),
          id === UNK ? h("small", {}, "<unk>") : null,
        ),
      ),
    );
    for (const one of panels) fillOut(one);
    if (!start) {
      model.set("line", line);
      model.set("place", place);
      model.save_changes();
    }
    if (matchMedia("(prefers-reduced-motion: reduce)").matches)
      for (const one of panels) one.shown = Infinity;
    draw();
    if (panels.some(writing)) {
      for (const one of panels) one.read("…");
      frame ||= requestAnimationFrame(tick);
    } else speak();
    refill();
  }
  const writing = (one) => one.shown < one.cells.length;
  function tick() {
    frame = 0;
    for (const one of panels) if (writing(one)) one.shown += Math.max(0.3, one.cells.length / 90);
    draw();
    if (panels.some(writing)) frame = requestAnimationFrame(tick);
    else speak();
  }

  function fillOut(one) {
    const size = one.last.length,
      total = truth === undefined ? 0 : truth.split(" ").length;
    const right = total && rightParts(one.text, truth),
      wrong = one.cells.some((cell) => cell.wrong);
    one.head.replaceChildren(
      h("strong", {}, one.title),
      h("span", { class: "score" }, total ? `${wrong ? "✗" : "✓"} ${right} / ${total}` : ""),
      h("small", {}, tell(one.looks ? "keys" : "last", one.m, size)),
    );
    one.out.replaceChildren(
      ...one.cells.map(({ got, due, wrong }, t) =>
        h(
          "span",
          { class: `sign${wrong ? " wrong" : ""}${got === "</s>" ? " end" : ""}`, "data-t": t },
          h("bdi", {}, seen(got)),
          h("span", { class: "bar" }, h("i", { style: `width:${100 * (one.p[t] ?? 0)}%` })),
          wrong ? h("small", {}, "✗", h("bdi", {}, seen(due))) : null,
        ),
      ),
    );
  }

  // What is drawn
  function theme() {
    [scale, tints] = [ramp(el), ramp(el, "div")];
    draw();
  }
  function draw() {
    const t = current(),
      leader = following();
    for (const one of panels) {
      [...one.out.children].forEach((cell, k) => {
        cell.classList.toggle("on", k === t);
        cell.classList.toggle("later", k >= one.shown);
      });
      if (one.looks) drawMap(one, t);
      else paint(one.canvas, 1, one.last.length, tints, (k) => (one.last[k] + 1) / 2);
    }
    const row = leader.A?.subarray(t * leader.m, (t + 1) * leader.m) ?? [];
    [...strip.children].forEach((key, j) => {
      key.querySelector("i").style.height = `${100 * (row[j] ?? 0)}%`;
    });
  }
  function drawMap(one, t) {
    const { ids: found, m, A, p } = one,
      n = found.length,
      wide = one.map.clientWidth || width;
    if (!wide) return;
    const unit = Math.min((wide - LEFT - RIGHT) / m, 26),
      labels = unit >= 11,
      top = labels ? 20 : 4;
    const high = clamp(Math.floor((el.closest(".reveal") ? 250 : 460) / n), 5, 20);
    one.size = { top, high, n };
    paint(one.canvas, n, m, scale, (i) => (Math.floor(i / m) < one.shown ? A[i] : 0));
    one.canvas.style.cssText = `left:${LEFT}px;top:${top}px;width:${unit * m}px;height:${high * n}px`;
    one.map.style.height = `${top + high * n + 4}px`;
    const x = LEFT + unit * m + 6,
      text = (at, y, words, more) =>
        s("text", { x: at, y, "text-anchor": "middle", ...more }, words);
    one.over.replaceChildren(
      s(
        "svg",
        { width: wide, height: top + high * n + 4 },
        labels &&
          ids.map((id, j) =>
            text(LEFT + unit * (j + 0.5), 14, j < letters.length ? name(j) : "▪", {
              class: id === UNK ? "strange" : "from",
            }),
          ),
        labels && text(x + (RIGHT - 10) / 2, 14, "P"),
        found.map(
          (id, k) =>
            k < one.shown && [
              (high >= 10 || k === t) &&
                text(9, top + high * (k + 0.5) + 4, id === EOS ? "▪" : seen(target[id]), {
                  class: k === t && "on",
                }),
              s("rect", {
                x,
                y: top + high * k + high * 0.2,
                width: p[k] * (RIGHT - 10),
                height: high * 0.6,
              }),
            ],
        ),
        t < n &&
          t < one.shown &&
          s("path", {
            class: "here",
            d: `M${LEFT} ${top + high * t}h${unit * m}v${high}h${-unit * m}z`,
          }),
      ),
    );
  }

  // What is said
  function point(t) {
    place = t;
    model.set("place", t);
    model.save_changes();
    draw();
    speak();
  }
  const quoted = (words) => h("bdi", {}, `“${words}”`);
  function speak() {
    const t = current();
    for (const one of panels) {
      const { got, due, wrong } = one.cells[t] ?? {},
        row = one.A?.subarray(t * one.m, (t + 1) * one.m);
      const best = row
        ? [...row.keys()]
            .sort((a, b) => row[b] - row[a])
            .slice(0, 3)
            .filter((j) => row[j] >= 0.005)
        : [];
      one.read(
        one.cells[t]
          ? [
              quoted(seen(got)),
              got === undefined ? "" : ` P = ${number(one.p[t])}`,
              wrong ? [" ✗ ", say("due"), " ", quoted(seen(due))] : "",
              best.length ? " ← " : "",
              best.map((j, k) => [k ? ", " : "", quoted(name(j)), ` ${short(row[j])}`]),
            ]
          : "—",
      );
    }
  }

  // Be wrong first: how far one vector reaches, counted on the examples
  const blind = panels.find((one) => !one.looks);
  if (blind && counts.length > 1) {
    const verdict = h("div", { "aria-live": "polite", class: "verdict" }),
      bars = h("div", { class: "bars" });
    const guess = choice({ label: say("ask"), options: [0, ...counts].map(String) }, () => {
      counting ||= begin();
      conclude();
    });
    blind.node.append(guess.node, bars, verdict);
    const begin = () => {
      const jobs = counts.flatMap((n, k) =>
        panels.flatMap((one) => groups.get(n).map((pair) => ({ k, one, pair }))),
      );
      for (const one of panels) one.right = counts.map(() => [0, 0]);
      const work = () => {
        for (const end = performance.now() + SLICE; jobs.length && performance.now() < end;) {
          const {
              k,
              one,
              pair: [text, due],
            } = jobs.shift(),
            tally = one.right[k];
          tally[0] += written(translate(one.w, numbered(text, at)).ids, target) === due;
          tally[1] += 1;
        }
        bars.replaceChildren(
          h("span"),
          ...counts.map((n) => h("b", {}, n)),
          ...panels.flatMap((one) => [
            h("span", {}, one.title),
            ...one.right.map(([right, all]) =>
              h(
                "span",
                { class: "share", style: `--p:${all ? (100 * right) / all : 0}%` },
                h("span", {}, `${right} / ${all}`),
              ),
            ),
          ]),
        );
        bars.style.setProperty("--n", counts.length);
        if (jobs.length && !signal.aborted) requestAnimationFrame(work);
        else (([counting, jobs.length] = ["done", 0]), conclude());
      };
      requestAnimationFrame(work);
      return "now";
    };
    const conclude = () => {
      if (counting !== "done") return;
      const n = carried(counts.map((count, k) => [count, blind.right[k][0] / blind.right[k][1]]));
      verdict.textContent = `${Number(guess.value) === n ? "✓" : "✗"} ${tell("carried", n)}`;
    };
  }

  const refill = table(
    el,
    () => ({
      header: ["t", ...panels.flatMap((one) => [one.title, "P", ...(one.looks ? ["k", "A"] : [])])],
      rows: Array.from({ length: longest() }, (_, t) => [
        t + 1,
        ...panels.flatMap((one) => {
          const row = one.A?.subarray(t * one.m, (t + 1) * one.m),
            j = row?.indexOf(Math.max(...row)) ?? -1;
          const got = one.ids[t] === undefined ? ["", ""] : [seen(target[one.ids[t]]), one.p[t]];
          return [
            ...got,
            ...(one.looks ? [row.length ? name(j) : "", row.length ? row[j] : ""] : []),
          ];
        }),
      ]),
    }),
    signal,
  );
  const typed = () => {
    if (!composing && input.value !== line) change();
  };
  input.addEventListener(
    "compositionstart",
    () => {
      composing = true;
    },
    { signal },
  );
  input.addEventListener(
    "compositionend",
    () => {
      composing = false;
      typed();
    },
    { signal },
  );
  input.addEventListener(
    "input",
    (event) => {
      if (!event.isComposing) typed();
    },
    { signal },
  );
  onChange(
    model,
    ["line", "place"],
    (key) => {
      if (key === "place" && model.get("place") !== place) point(model.get("place"));
      if (key === "line" && model.get("line") !== line) {
        input.value = model.get("line");
        typed();
      }
    },
    signal,
  );
  signal.addEventListener("abort", () => {
    cancelAnimationFrame(frame);
    el.replaceChildren();
  });
  input.value = line;
  [scale, tints] = [ramp(el), ramp(el, "div")];
  change(true);
  onTheme(el, theme, signal);
  onResize(
    el,
    (w) => {
      width = w;
      draw();
    },
    signal,
  );
  return () => life.abort();
}

export default { render };
