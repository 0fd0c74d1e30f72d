// EmbeddingMap: words on a map, and how many of their true neighbours the map keeps.
import { ramp } from "../core/kit/colour.js";
import { choice } from "../core/kit/controls.js";
import { unpack } from "../core/kit/decode.js";
import { h, measure, pointer, s } from "../core/kit/dom.js";
import { announce, arrows, onChange, onResize, onTheme } from "../core/kit/events.js";
import { clamp } from "../core/kit/numbers.js";
import { table } from "../core/kit/table.js";
import { clip } from "../core/kit/text.js";
import { word } from "../core/kit/words.js";
import {
  cosines,
  fold,
  largest,
  nearness,
  points,
  split,
  vectors,
} from "../core/kit/word_vectors.js";
import { wordField } from "../core/kit/word_field.js";

const WORDS = {
  en: {
    find: "find a word",
    none: "not among these words",
    table: "table",
    method: "map",
    stage: "words: arrow keys move",
    kept: (k) => `neighbours kept, of ${k}`,
    mean: "kept on this map",
    chance: "by chance",
    true: "true neighbours",
    near: "nearest on the map",
    of: "of",
    stay: "stay near",
    arrows: "pairs",
    parallel: "mean cosine of the arrows",
    space: "in all dimensions",
    here: "on this map",
    hint: "Touch or find a word.",
  },
  ja: {
    find: "単語を探す",
    none: "この中にない",
    table: "表",
    method: "地図",
    stage: "単語：矢印キーで動く",
    kept: (k) => `保たれた近傍（${k} 個中）`,
    mean: "この地図で保たれた割合",
    chance: "偶然なら",
    true: "本当の近傍",
    near: "地図で近い単語",
    of: "/",
    stay: "が近くに残る",
    arrows: "対",
    parallel: "矢印どうしのコサインの平均",
    space: "全次元",
    here: "この地図",
    hint: "単語に触れるか、探す。",
  },
};
const two = (x) => x.toFixed(2).replace("-", "−");

const meet =
  ([a, b, c, d]) =>
  ([e, f, g, i]) =>
    c > e && g > a && d > f && i > b;

/** The view that shows the whole map: pixel = place · scale + shift. */
export function whole({ x, y }, width, height, edge = 18) {
  const [[left, right], [low, high]] = [x, y].map((v) =>
    v.reduce(([a, b], p) => [Math.min(a, p), Math.max(b, p)], [Infinity, -Infinity]),
  );
  const scale = Math.min(
    (width - 2 * edge) / Math.max(right - left, 1),
    (height - 2 * edge) / Math.max(high - low, 1),
  );
  return {
    scale,
    x: width / 2 - ((left + right) / 2) * scale,
    y: height / 2 + ((low + high) / 2) * scale,
  };
}

/** The point nearest to [px, py] in pixels, or -1 if none is within `reach`. */
export function hit({ x, y }, view, px, py, reach = 24) {
  let best = -1,
    least = reach * reach;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i] * view.scale + view.x - px,
      dy = view.y - y[i] * view.scale - py;
    if (dx * dx + dy * dy < least) {
      least = dx * dx + dy * dy;
      best = i;
    }
  }
  return best;
}

/** The nearest point of the quarter that begins at point i towards (dx, dy), y upwards; or i. */
export function towards({ x, y }, i, dx, dy) {
  let best = i,
    least = Infinity;
  for (let j = 0; j < x.length; j++) {
    const a = (x[j] - x[i]) * dx + (y[j] - y[i]) * dy,
      b = Math.abs((x[j] - x[i]) * dy + (y[j] - y[i]) * dx);
    if (a > 0 && b <= a && a * a + b * b < least) {
      least = a * a + b * b;
      best = j;
    }
  }
  return best;
}

/** The mean cosine between the differences b − a of pairs of words; coordinates by at(word). */
export function parallel(pairs, at) {
  const arrows = pairs.map(([a, b]) => {
    const from = at(a);
    return at(b).map((v, i) => v - from[i]);
  });
  const dot = (p, q) => p.reduce((sum, v, i) => sum + v * q[i], 0);
  let sum = 0;
  arrows.forEach((p, i) =>
    arrows.slice(0, i).forEach((q) => {
      sum += dot(p, q) / (Math.sqrt(dot(p, p) * dot(q, q)) || 1);
    }),
  );
  return (2 * sum) / (pairs.length * (pairs.length - 1));
}

function render({ model, el }) {
  const life = new AbortController(),
    { signal } = life;
  const say = word(el, WORDS),
    words = split(model.get("words")),
    n = words.length,
    k = Math.min(10, n - 1);
  const folded = words.map(fold),
    names = model.get("names"),
    methods = model.get("methods"),
    pairs = model.get("pairs");
  const tables = names.map((_, t) => vectors(model.get(`W_${t}`)));
  const maps = names.map((_, t) => methods.map((_, m) => points(model.get(`map_${t}_${m}`))));
  const kept = names.map((_, t) => methods.map((_, m) => unpack(model.get(`kept_${t}_${m}`)).data));
  const mean = (counts) => counts.reduce((a, b) => a + b, 0) / n / k;
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  let t,
    m,
    map,
    counts,
    view,
    size,
    zoom = 1,
    at = -1,
    base,
    long;

  const set = (key, value) => {
    model.set(key, value);
    model.save_changes();
  };
  const picks = [
    ["table", names],
    ["method", methods],
  ].map(([key, all]) =>
    all.length < 2
      ? null
      : choice(
          {
            label: say[key],
            options: all.map((text, i) => ({ value: i, text })),
            value: model.get(key),
          },
          (value) => set(key, Number(value)),
        ),
  );
  const field = wordField(
    {
      label: say.find,
      words,
      folded,
      none: say.none,
      seen: (i) => point(i < 0 ? model.get("word") : i, true),
      picked: (i) => keep(i),
    },
    signal,
  );
  const bar = h(
    "div",
    { class: "nlpviz-bar em-bar" },
    picks.map((pick) => pick?.node),
    field.node,
  );

  const canvas = h("canvas", { "aria-hidden": "true" }),
    ink = s("svg", { "aria-hidden": "true" });
  const stage = h(
    "div",
    { class: "em-map", tabindex: 0, role: "application", "aria-label": say.stage },
    canvas,
    ink,
  );
  const [closer, farther] = [
    ["+", 2],
    ["−", 0.5],
  ].map(([sign, by]) => h("button", { type: "button", onclick: () => look(zoom * by) }, sign));
  const [legend, share, lists, right] = ["legend", "share", "lists", "right"].map((name) =>
    h("div", { class: `em-${name}` }),
  );
  const drawn =
    pairs.length > 0 &&
    h("input", { type: "checkbox", onchange: () => set("arrows", drawn.checked) });
  const even = h("span");
  const left = h(
    "div",
    { class: "em-left" },
    share,
    h("div", { class: "em-frame" }, stage, h("div", { class: "em-zoom" }, closer, farther)),
    legend,
    drawn ? h("div", { class: "em-pairs" }, h("label", {}, drawn, say.arrows), even) : null,
  );
  el.append(bar, h("div", { class: "em-body" }, left, right));
  const read = announce(right);
  right.append(lists);

  function load() {
    [t, m] = [model.get("table"), model.get("method")];
    picks.forEach((pick, i) => {
      if (pick) pick.value = [t, m][i];
    });
    [map, counts] = [maps[t][m], kept[t][m]];
    share.replaceChildren(
      h("b", {}, percent(mean(counts))),
      ` ${say.mean} `,
      h(
        "span",
        { class: "nlpviz-muted" },
        `${methods.map((name, i) => (i === m ? "" : `· ${name} ${percent(mean(kept[t][i]))} `)).join("")}· ${say.chance} ${percent(k / (n - 1))}`,
      ),
    );
    if (drawn) {
      drawn.checked = model.get("arrows");
      const { codes, d, size: norm } = tables[t];
      const inside = parallel(pairs, (i) =>
        Array.from(codes.subarray(i * d, i * d + d), (c) => c / norm[i]),
      );
      even.replaceChildren(
        ...(pairs.length > 1
          ? [
              `${say.parallel}: `,
              h("b", {}, two(inside)),
              ` ${say.space}, `,
              h("b", {}, two(parallel(pairs, (i) => [map.x[i], map.y[i]]))),
              ` ${say.here}`,
            ]
          : []),
      );
    }
    refresh();
    if (size) draw();
  }

  const X = (i) => map.x[i] * view.scale + view.x,
    Y = (i) => view.y - map.y[i] * view.scale;
  const inside = (i, edge = 10) =>
    X(i) >= edge && X(i) <= size[0] - edge && Y(i) >= edge && Y(i) <= size[1] - edge;
  const radius = (count) => base * (0.5 + (1.2 * count) / k);
  const shade = (scale, count) => scale.css(0.3 + (0.7 * count) / k);

  function draw() {
    const [width, height] = size,
      sharp = clamp(window.devicePixelRatio || 1, 1, 2);
    view = whole(map, width, height);
    if (zoom > 1) {
      const [cx, cy] = at >= 0 ? [X(at), Y(at)] : [width / 2, height / 2];
      view = {
        scale: view.scale * zoom,
        x: width / 2 + (view.x - cx) * zoom,
        y: height / 2 + (view.y - cy) * zoom,
      };
    }
    base = Math.min(clamp(0.2 * Math.sqrt((width * height) / n), 1.8, 5) * Math.sqrt(zoom), 6);
    long = measure(el);
    canvas.width = width * sharp;
    canvas.height = height * sharp;
    const pen = canvas.getContext("2d"),
      scale = ramp(el),
      style = getComputedStyle(stage);
    pen.scale(sharp, sharp);
    for (let level = 0; level <= k; level++) {
      pen.fillStyle = shade(scale, level);
      pen.beginPath();
      for (let i = 0; i < n; i++) {
        if (counts[i] !== level || !inside(i, -8)) continue;
        pen.moveTo(X(i) + radius(level), Y(i));
        pen.arc(X(i), Y(i), radius(level), 0, 7);
      }
      pen.fill();
    }
    name(pen, style);
    farther.disabled = zoom <= 1;
    closer.disabled = zoom >= 16;
    legend.replaceChildren(
      say.kept(k),
      ...Array.from({ length: k + 1 }, (_, level) =>
        h(
          "span",
          { class: "em-key" },
          h("i", {
            style: `width:${2 * radius(level)}px;height:${2 * radius(level)}px;background:${shade(scale, level)}`,
          }),
          level,
        ),
      ),
    );
    point(at, true);
  }

  // Names on the map: the most frequent words for which there is room.
  function name(pen, style) {
    pen.font = `12px ${style.fontFamily}`;
    pen.lineJoin = "round";
    pen.lineWidth = 3;
    pen.strokeStyle = style.backgroundColor;
    pen.fillStyle = style.color;
    const taken = [],
      room = Math.min((size[0] * size[1]) / 2800, 90);
    for (let i = 0; i < n && taken.length < room; i++) {
      if (!inside(i, 4)) continue;
      const text = clip(words[i], 16),
        wide = pen.measureText(text).width,
        r = radius(counts[i]) + 2;
      const left = X(i) + r,
        box = [left, Y(i) - 7, left + wide + 3, Y(i) + 7];
      if (box[2] > size[0] || taken.some(meet(box))) continue;
      taken.push(box);
      pen.strokeText(text, left, Y(i) + 4);
      pen.fillText(text, left, Y(i) + 4);
    }
  }

  const arrow = (i, j) => {
    const [x, y, u, v] = [X(i), Y(i), X(j), Y(j)],
      turn = Math.atan2(v - y, u - x);
    const tip = [2.7, -2.7].map(
      (a) => `${u + 8 * Math.cos(turn + a)} ${v + 8 * Math.sin(turn + a)}`,
    );
    return s("path", {
      class: "em-arrow",
      d: `M${x} ${y}L${u} ${v}M${tip[0]}L${u} ${v}L${tip[1]}`,
    });
  };

  // Texts at points, each where it hides least of the others.
  function place(entries) {
    const taken = [];
    return entries
      .map(([i, kind]) => {
        const text = clip(words[i], 20),
          wide = long(text),
          r = radius(counts[i]) + 4;
        const boxes = [4, -10, 18, -24, 32, -38, 46].flatMap((dy) =>
          [r, -r - wide].map((dx) => [X(i) + dx, Y(i) + dy - 11, X(i) + dx + wide, Y(i) + dy + 3]),
        );
        const cost = (box) =>
          taken.filter(meet(box)).length +
          (box[0] < 0 || box[2] > size[0] || box[1] < 0 || box[3] > size[1] ? 3 : 0);
        const best = boxes.reduce((a, b) => (cost(b) < cost(a) ? b : a));
        taken.push(best);
        return s("text", { class: `em-name ${kind}`, x: best[0], y: best[1] + 11 }, text);
      })
      .reverse();
  }

  function point(i, again) {
    if (i === at && !again) return;
    at = i;
    stage.classList.toggle("em-dim", i >= 0);
    const marks = drawn && drawn.checked ? pairs.map(([a, b]) => arrow(a, b)) : [];
    const named = marks.length && i < 0 ? pairs.flat().map((j) => [j, "em-pair"]) : [];
    if (i < 0) {
      ink.replaceChildren(...marks, ...place(named));
      lists.replaceChildren();
      return read(say.hint);
    }
    const scores = cosines(tables[t], i),
      own = largest(scores, k, [i]),
      close = largest(nearness(map, i), k, [i]);
    const stays = (j) => close.includes(j);
    ink.replaceChildren(
      ...marks,
      ...own.map((j) =>
        s("path", {
          class: stays(j) ? "em-line" : "em-line em-lost",
          d: `M${X(i)} ${Y(i)}L${X(j)} ${Y(j)}`,
        }),
      ),
      ...own.map((j) =>
        s("circle", {
          class: stays(j) ? "em-end" : "em-end em-lost",
          cx: X(j),
          cy: Y(j),
          r: Math.max(radius(counts[j]), 3),
        }),
      ),
      s("circle", {
        class: "em-here em-word",
        cx: X(i),
        cy: Y(i),
        r: Math.max(radius(counts[i]), 4) + 2,
      }),
      ...place([[i, "em-word"], ...own.map((j) => [j, stays(j) ? "" : "em-lost"])]),
    );
    const rows = (title, all, both) =>
      h(
        "div",
        {},
        h("small", {}, title),
        h(
          "ol",
          {},
          all.map((j) =>
            h(
              "li",
              { class: both(j) ? "em-both" : "" },
              h("span", { "aria-hidden": "true" }, both(j) ? "●" : "○"),
              h("bdi", {}, clip(words[j], 60)),
              two(scores[j]),
            ),
          ),
        ),
      );
    lists.replaceChildren(
      rows(say.true, own, stays),
      rows(say.near, close, (j) => own.includes(j)),
    );
    read(
      h("bdi", { class: "em-word" }, clip(words[i], 200)),
      `: ${counts[i]} ${say.of} ${k} ${say.stay}`,
    );
  }

  function keep(i) {
    set("word", i);
    point(i);
    field.value = words[i] ?? "";
    if (zoom > 1 && i >= 0 && !inside(i)) draw();
  }
  function look(next) {
    zoom = clamp(next, 1, 16);
    draw();
  }
  const under = (event) => hit(map, view, ...pointer(event, stage));
  stage.addEventListener(
    "pointermove",
    (event) => {
      const i = under(event);
      if (i >= 0) point(i);
    },
    { signal },
  );
  stage.addEventListener("pointerleave", () => point(model.get("word")), { signal });
  stage.addEventListener("click", (event) => keep(under(event)), { signal });
  stage.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "+" || event.key === "-") look(event.key === "+" ? zoom * 2 : zoom / 2);
      else if (event.key === "Escape" && model.get("word") >= 0) keep(-1);
      else return;
      event.stopPropagation();
    },
    { signal },
  );
  arrows(
    stage,
    (dx, dy) => {
      if (at < 0) return keep(0);
      if (Math.abs(dx) === Infinity) return keep(dx < 0 ? 0 : n - 1);
      if (Math.abs(dy) > 1) return keep(clamp(at + Math.sign(dy), 0, n - 1));
      keep(towards(map, at, dx, -dy));
    },
    signal,
  );
  onChange(model, ["table", "method", "arrows"], load, signal);
  onChange(
    model,
    ["word"],
    () => {
      if (size) point(model.get("word"));
    },
    signal,
  );
  const refresh = table(
    el,
    () => ({
      header: [names[t], ...methods, "cos"],
      rows: words.slice(0, 60).map((text, i) => {
        const scores = cosines(tables[t], i);
        return [
          text,
          ...methods.map((_, o) => `${kept[t][o][i]} / ${k}`),
          largest(scores, Math.min(k, 5), [i])
            .map((j) => `${words[j]} ${two(scores[j])}`)
            .join(", "),
        ];
      }),
    }),
    signal,
  );
  at = model.get("word");
  if (at >= 0) field.value = words[at];
  load();
  onResize(
    stage,
    (width) => {
      size = [width, Math.round(clamp(width * 0.78, 260, 430))];
      stage.style.height = `${size[1]}px`;
      draw();
    },
    signal,
  );
  onTheme(el, () => size && draw(), signal);
  if (at < 0)
    [0, 1].map((i) => [cosines(tables[t], i), nearness(map, i)].map((x) => largest(x, k))); // warm: the first hover is as quick
  return () => {
    life.abort();
    el.replaceChildren();
  };
}

export default { render };
