// WindowTrainer: word2vec trained in the page, one example a step; the reader first marks the rows that will change.
import { choice, slider } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, pointer, s } from "../core/kit/dom.js";
import { announce, arrows, onChange, onResize } from "../core/kit/events.js";
import { clamp, number, short } from "../core/kit/numbers.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { word } from "../core/kit/words.js";
import { training } from "./math.js";

const KEYS = ["kind", "k", "rate", "position", "revealed"];
const EPOCHS = 300,
  PACE = 450,
  TALL = 128;
const WORDS = {
  en: {
    kind: "model",
    output: "output",
    softmax: "softmax",
    negatives: "negatives",
    ask: "Mark the rows that this step will change.",
    reveal: "Reveal",
    hide: "Predict again",
    first: "To the start",
    back: "One step back",
    next: "One step on",
    play: "Play",
    pause: "Pause",
    epochs: "10 epochs",
    stage: "text: → one step on, ← back, ↑ ↓ an epoch",
    all: (n) => `all ${n}: each word stands in the softmax’s sum`,
    few: "the target and what is drawn",
    yours: "yours",
    none: "none",
    predict: "Predict first.",
    whole: "whole text",
    least: "least",
    curve: "loss of the whole text, step by step",
    step: "step",
    epoch: "epoch",
    away: "η is too large: the loss runs away.",
    then: "then",
  },
  ja: {
    kind: "モデル",
    output: "出力",
    softmax: "softmax",
    negatives: "負例",
    ask: "このステップで変わる行に印をつけてください。",
    reveal: "答えを見る",
    hide: "もう一度予想する",
    first: "最初へ",
    back: "一つ戻る",
    next: "一つ進む",
    play: "再生",
    pause: "停止",
    epochs: "10 エポック",
    stage: "テキスト：→ 一つ進む、← 戻る、↑ ↓ 一エポック",
    all: (n) => `${n} 行すべて：どの語も softmax の和に入る`,
    few: "正解と引かれた語",
    yours: "あなた",
    none: "なし",
    predict: "まず予想を。",
    whole: "テキスト全体",
    least: "下限",
    curve: "テキスト全体の損失",
    step: "ステップ",
    epoch: "エポック",
    away: "η が大きすぎて損失が発散します。",
    then: "更新後",
  },
};

const plain = (x) =>
  Math.abs(x) < 0.01 ? x.toFixed(2).replace("-0.00", "0.00").replace("-", "−") : short(x); // in a cell; all digits are in the table
const vector = (v) => `(${[...v].map(short).join("  ")})`;
const sub = (letter, index) => [h("var", {}, letter), h("sub", {}, index)];
const sorted = (ids) => [...new Set(ids)].sort((a, b) => a - b);

function render({ model, el }) {
  const life = new AbortController(),
    { signal } = life,
    say = word(el, WORDS);
  const tokens = model.get("tokens"),
    words = model.get("words"),
    ids = model.get("ids"),
    n = words.length,
    few = model.get("few");
  const first = unpack(model.get("W_in")),
    second = unpack(model.get("W_out")),
    d = first.shape[1];
  const set = {};
  for (const key of KEYS) set[key] = model.get(key);
  const marks = { in: new Set(), out: new Set() };
  let run,
    now,
    timer = 0,
    judged = false,
    width = 0;

  function change(key, value) {
    set[key] = value;
    model.set(key, value);
    model.save_changes();
  }
  const begin = () => {
    run = training({
      ids,
      W_in: first.data,
      W_out: second.data,
      d,
      window: model.get("window"),
      kind: set.kind,
      k: set.k,
      lr: set.rate,
      seed: model.get("seed"),
    });
  };
  const name = (i, limit = 14) => h("bdi", {}, clip(words[i], limit));
  const names = (list) =>
    list.length ? list.flatMap((i, j) => [j ? ", " : "", name(i)]) : [say.none];

  // What is trained, and how.
  const kind = choice(
    {
      label: "",
      name: say.kind,
      options: [
        { value: "skipgram", text: "skip-gram" },
        { value: "cbow", text: "CBOW" },
      ],
      value: set.kind,
    },
    (value) => restart("kind", value),
  );
  const output = choice(
    {
      label: "",
      name: say.output,
      options: [
        { value: 0, text: say.softmax },
        { value: few, text: `${say.negatives}, k = ${few}` },
      ],
      value: set.k,
    },
    (value) => restart("k", +value),
  );
  const rate = slider(
    {
      label: h("var", {}, "η"),
      name: "η",
      min: 0.01,
      max: 1,
      step: 0.01,
      value: set.rate,
      format: (x) => x.toFixed(2),
    },
    (value) => {
      change("rate", value);
      begin();
      go(set.position);
    },
  );
  function restart(key, value) {
    change(key, value);
    begin();
    judged = false;
    go(0);
  }

  const verdict = h("span", { class: "wt-verdict", "aria-live": "polite" });
  const reveal = h("button", { type: "button", onclick: () => turn(!set.revealed) });
  function turn(open) {
    pause();
    change("revealed", open);
    judged = open;
    if (!open)
      for (const side of ["in", "out"]) {
        marks[side].clear();
        sheets[side].lines.forEach(({ box }) => {
          box.checked = false;
        });
      }
    show();
  }

  // The text, and the way through it.
  const boxes = tokens.map((token) => {
    const box = { role: h("small") };
    box.node = h(
      "span",
      { class: "wt-token", title: clip(token, 60) },
      h("bdi", {}, clip(token, 14)),
      box.role,
    );
    return box;
  });
  const stage = h(
    "div",
    { class: "wt-text", tabindex: 0, role: "application", "aria-label": say.stage },
    boxes.map(({ node }) => node),
  );
  const button = (label, text, act) =>
    h("button", { type: "button", "aria-label": label, onclick: act }, text);
  const start = button(say.first, "|◀", () => move(-Infinity)),
    back = button(say.back, "◀", () => move(-1)),
    next = button(say.next, "▶", () => move(1));
  const play = h(
    "button",
    { type: "button", onclick: () => (timer ? pause(true) : resume()) },
    say.play,
  );
  const jump = h("button", { type: "button", onclick: () => move(10 * run.E) }, say.epochs);
  const clock = h("span", { class: "wt-clock" });

  // The tables: a line a word.
  const sheets = {
    in: sheet("in", ["W", "in"], "states", []),
    out: sheet("out", ["W", "out"], "keys", ["S", "P", "G"]),
  };
  function sheet(side, title, role, middle) {
    const heads = middle.map(() => h("span", { class: "wt-head" }));
    const wide = (...children) =>
      h("span", { class: "wt-head", style: `grid-column: span ${d}` }, ...children);
    const lines = words.map((text, i) => {
      const cells = (count, kind) =>
        Array.from({ length: count }, () => h("span", { class: `wt-num wt-${kind}` }));
      const line = {
        values: cells(d, role),
        middle: middle.map((kind) => cells(1, kind)[0]),
        change: cells(d, "gradients"),
      };
      line.box = h("input", {
        type: "checkbox",
        "aria-label": `W_${side}: ${clip(text, 60)}`,
        onchange: () => marks[side][line.box.checked ? "add" : "delete"](i),
      });
      line.sign = h("small");
      line.node = h(
        "div",
        { class: "wt-line" },
        h("label", { class: "wt-word", title: clip(text, 60) }, line.box, name(i, 12), line.sign),
        line.values,
        line.middle,
        line.change,
      );
      return line;
    });
    const node = h(
      "div",
      { class: "wt-wide", tabindex: 0, role: "region", "aria-label": `W_${side}` },
      h(
        "div",
        { class: `wt-sheet wt-${side}`, style: `--d: ${d}` },
        h(
          "div",
          { class: "wt-line" },
          h("span"),
          wide(h("span", { class: `wt-${role}` }, ...sub(...title))),
          heads,
          wide(h("span", { class: "wt-gradients" }, "−η d", ...sub(...title))),
        ),
        lines.map(({ node }) => node),
      ),
    );
    return { node, lines, heads };
  }
  const curve = h("div", { class: "wt-curve", role: "img", "aria-label": say.curve });

  el.append(
    h(
      "div",
      { class: "wt" },
      h("div", { class: "nlpviz-bar" }, kind.node, output.node, rate.node),
      h("div", { class: "nlpviz-bar wt-ask" }, verdict, reveal),
      stage,
      h("div", { class: "nlpviz-bar wt-way" }, start, back, next, play, jump, clock),
      h("div", { class: "wt-all" }, sheets.in.node, sheets.out.node, curve),
    ),
  );
  const tell = announce(el.firstChild, { class: "nlpviz-readout" }),
    line = el.querySelector("output");
  stage.after(line);

  function pause(read) {
    clearInterval(timer);
    timer = 0;
    play.textContent = say.play;
    line.setAttribute("aria-live", "polite");
    if (read) show();
  }
  function resume() {
    line.setAttribute("aria-live", "off"); // a sentence each half second is too much to hear
    timer = setInterval(() => go(set.position + 1), PACE);
    play.textContent = say.pause;
    go(set.position + 1);
  }
  function move(by) {
    if (!set.revealed) return turn(true);
    pause();
    go(by === Infinity ? run.losses.length : set.position + by);
  }
  function go(to) {
    judged = judged && to === set.position;
    const due = clamp(to, 0, EPOCHS * run.E);
    now = run.at(due);
    if (timer && now.position < to) pause();
    change("position", now.position);
    show();
  }
  function show() {
    now = run.at(set.position);
    const open = set.revealed,
      { ins, out, negatives, place, rows } = now;
    [kind.value, output.value, rate.value] = [set.kind, set.k, set.rate];
    boxes.forEach(({ node, role }, j) => {
      const input = place.inputs.includes(j),
        target = j === place.target,
        by = j - place.t;
      node.className = `wt-token${input ? " wt-input" : target ? " wt-target" : ""}${Math.abs(by) <= model.get("window") ? " wt-near" : ""}`;
      role.replaceChildren(
        ...(input || target ? sub("w", by ? `t${by > 0 ? "+" : "−"}${Math.abs(by)}` : "t") : []),
      );
    });
    const heads = set.k ? ["S", "σ(S)", "σ−y"] : ["S", "P", "P−y"];
    sheets.out.heads.forEach((head, i) => {
      head.textContent = heads[i];
    });
    const write = (cell, text, was) => {
      cell.textContent = text;
      cell.classList.toggle("wt-fresh", was !== undefined && open && text !== was);
    };
    const previous = set.position ? run.at(set.position - 1) : null;
    const fill = (side, W, dW, before, used) =>
      sheets[side].lines.forEach((line, i) => {
        line.values.forEach((cell, c) =>
          write(cell, plain(W[i * d + c]), before && plain(before[i * d + c])),
        );
        line.change.forEach((cell, c) => {
          cell.textContent = !open ? "?" : used.includes(i) ? short(-set.rate * dW[i * d + c]) : "";
        });
        line.node.classList.toggle("wt-used", open && used.includes(i));
      });
    fill("in", now.W_in, now.dW_in, previous?.W_in, ins);
    fill("out", now.W_out, now.dW_out, previous?.W_out, rows);
    sheets.in.lines.forEach(({ node }, i) =>
      node.classList.toggle("wt-input", open && ins.includes(i)),
    );
    sheets.out.lines.forEach(({ node, middle, sign }, i) => {
      const at = rows.indexOf(i),
        count = negatives ? negatives.filter((r) => r === i).length : 0;
      node.classList.toggle("wt-target", open && i === out);
      sign.textContent = i === out ? "y" : count ? "−".repeat(count) : "";
      middle.forEach((cell, c) => {
        cell.textContent = !open ? "?" : at < 0 ? "" : plain([now.S, now.P, now.G][c][at]);
      });
      middle[1].style.setProperty("--part", open && at >= 0 ? `${100 * now.P[at]}%` : "0%");
    });
    el.firstChild.classList.toggle("wt-open", open);
    sheets.in.lines.concat(sheets.out.lines).forEach(({ box }) => {
      box.hidden = open;
    });
    const at = set.position,
      E = run.E;
    [start.disabled, back.disabled, next.disabled, play.disabled, jump.disabled] = [
      !open || !at,
      !open || !at,
      !open,
      !open,
      !open,
    ];
    clock.textContent = `${say.step} ${at % E} / ${E} · ${say.epoch} ${Math.floor(at / E)}`;
    reveal.textContent = open ? say.hide : say.reveal;
    answer();
    tell(...about());
    draw();
    refresh();
  }
  /** Which rows change; and what the reader marked, while it is about this step. */
  function answer() {
    if (!set.revealed) return verdict.replaceChildren(say.ask);
    const due = { in: sorted(now.ins), out: sorted(now.rows) };
    const part = (side) => {
      const mine = sorted(marks[side]),
        right = mine.join() === due[side].join();
      const yours =
        !judged || !(marks.in.size + marks.out.size)
          ? []
          : right
            ? [" ✓"]
            : [` ✗ (${say.yours}: `, ...names(mine), ")"];
      return [
        h("b", {}, ...sub("W", side)),
        ": ",
        ...(side === "out" && !set.k ? [say.all(n)] : names(due[side])),
        ...yours,
      ];
    };
    verdict.replaceChildren(
      ...part("in"),
      h("span", { class: "nlpviz-muted" }, " · "),
      ...part("out"),
      set.k ? ` (${say.few})` : "",
    );
  }
  function about() {
    const { ins, out, negatives } = now;
    const which = [
      ...names(ins),
      " → ",
      name(out),
      ...(negatives ? [` · ${say.negatives}: `, ...names(negatives)] : []),
    ];
    if (!set.revealed) return [...which, ` · ${say.predict}`];
    const of = ins.length > 1 ? `(1/${ins.length}) Σ ` : "";
    const loss = negatives
      ? ["−log σ(", h("var", {}, "s"), h("sub", {}, "y"), ") − Σ log σ(−", h("var", {}, "s"), ")"]
      : ["−log P(", name(out), `) = −log ${number(now.P[out])}`];
    const away = run.means[set.position] >= 1000 ? [` ${say.away}`] : [];
    return [
      ...which,
      " · ",
      h("var", {}, "h"),
      " = ",
      of,
      ...sub("W", "in"),
      "[",
      ...names(ins),
      `] = ${vector(now.h)} · `,
      h("var", {}, "L"),
      " = ",
      ...loss,
      ` = ${number(now.L)}, ${say.then} ${number(now.L_next)}`,
      ...away,
    ];
  }

  function draw() {
    if (!width) return;
    const { means, losses, E } = run,
      at = set.position,
      left = 34,
      right = width - 8,
      foot = TALL - 22;
    const last = Math.max(losses.length, E),
      top = 1.15 * Math.min(Math.max(...means), 2 * means[0]);
    const X = (i) => left + ((right - left) * i) / last,
      Y = (y) => foot - ((foot - 8) * clamp(y, 0, top)) / top;
    const stride = Math.ceil(losses.length / 600);
    const path = (values, shift) =>
      "M" +
      values
        .map((y, i) => [i, y])
        .filter(([i]) => i % stride === 0 || i === values.length - 1)
        .map(([i, y]) => `${X(i + shift).toFixed(1)} ${Y(y).toFixed(1)}`)
        .join("L");
    const floor = Y(run.least),
      ends = Math.round(last / E);
    curve.replaceChildren(
      s(
        "svg",
        { width, height: TALL },
        s("path", { class: "wt-rule", d: `M${left} 8V${foot}H${right}` }),
        s("path", { class: "wt-least", d: `M${left} ${floor}H${right}` }),
        s(
          "text",
          { x: right, y: floor + (floor > foot - 16 ? -4 : 13), "text-anchor": "end" },
          `${say.least} ${number(run.least)}`,
        ),
        losses.length > 1 && losses.length <= 400
          ? s("path", { class: "wt-each", d: path(losses, 0.5) })
          : null,
        s("path", { class: "wt-mean", d: path(means, 0) }),
        s("circle", { cx: X(at), cy: Y(means[at]), r: 4.5 }),
        s(
          "text",
          {
            x: clamp(X(at), left + 4, right - 150),
            y: clamp(Y(means[at]) - 10, 14, foot),
            class: "wt-now",
          },
          `${say.whole}: L = ${number(means[at])}`,
        ),
        s("text", { x: left - 5, y: Y(means[0]) + 4, "text-anchor": "end" }, means[0].toFixed(2)),
        s("text", { x: left - 5, y: foot + 4, "text-anchor": "end" }, "0"),
        s("text", { x: left, y: TALL - 6 }, "0"),
        s("text", { x: right, y: TALL - 6, "text-anchor": "end" }, `${say.epoch} ${ends}`),
      ),
    );
  }
  curve.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button || !set.revealed) return;
      const last = Math.max(run.losses.length, run.E),
        x = (pointer(event, curve)[0] - 34) / (width - 42);
      pause();
      go(Math.round(clamp(x, 0, 1) * Math.min(last, run.losses.length || last)));
    },
    { signal },
  );
  arrows(stage, (dx, dy) => move(dx || -dy * run.E), signal);

  const refresh = table(
    el,
    () => ({
      header: [
        "",
        "W_in",
        "−η dW_in",
        "W_out",
        "S",
        ...(set.k ? ["σ(S)", "σ(S) − y"] : ["P", "P − y"]),
        "−η dW_out",
      ],
      rows: words.map((text, i) => {
        const at = set.revealed ? now.rows.indexOf(i) : -1,
          part = (W, scale = 1) =>
            [...W.subarray(i * d, i * d + d)].map((x) => number(scale * x)).join(", ");
        return [
          text,
          part(now.W_in),
          set.revealed && now.ins.includes(i) ? part(now.dW_in, -set.rate) : "–",
          part(now.W_out),
          ...["S", "P", "G"].map((key) => (at < 0 ? "–" : now[key][at])),
          at < 0 ? "–" : part(now.dW_out, -set.rate),
        ];
      }),
    }),
    signal,
  );
  onChange(
    model,
    KEYS,
    (key) => {
      if (model.get(key) === set[key]) return;
      set[key] = model.get(key);
      if (key === "kind" || key === "k" || key === "rate") begin();
      if (key === "revealed") judged = set.revealed;
      go(set.position);
    },
    signal,
  );
  begin();
  show();
  onResize(
    curve,
    (wide) => {
      width = wide;
      draw();
    },
    signal,
  );
  return () => {
    clearInterval(timer);
    life.abort();
    el.replaceChildren();
  };
}

export default { render };
