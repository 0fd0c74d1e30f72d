// State, dragging and the grid of cells: what a figure holds stays good, and what a mouse can do
// the keyboard can.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dial, tellDial } from "../../../nlpviz/widgets/core/kit/dial.js";
import { drag } from "../../../nlpviz/widgets/core/kit/drag.js";
import { grid } from "../../../nlpviz/widgets/core/kit/grid.js";
import { animate } from "../../../nlpviz/widgets/core/kit/motion.js";
import { arrowhead, fitted } from "../../../nlpviz/widgets/core/kit/shapes.js";
import { oneOf, same, state, whole, within } from "../../../nlpviz/widgets/core/kit/state.js";

/** A model as anywidget and the host give it. */
function model(values) {
  const heard = {};
  return {
    saved: 0,
    get: (key) => values[key],
    set(key, value) {
      if (Object.is(values[key], value)) return;
      values[key] = value;
      for (const f of [...(heard["change:" + key] ?? [])]) f();
    },
    on: (event, f) => (heard[event] ??= new Set()).add(f),
    off: (event, f) => heard[event].delete(f),
    save_changes() {
      this.saved += 1;
    },
  };
}

const FIELDS = {
  tau: { default: 1, check: within(0.1, 10) },
  seed: { default: 0, check: whole(0, 99) },
  kind: { default: "mean", check: oneOf("none", "mean") },
  shift: { default: [0, 0], check: (x) => Array.isArray(x) && x.every(Number.isFinite) },
};

function figure(values = {}) {
  const life = new AbortController();
  const outside = model(values);
  const drawn = [];
  const now = state(outside, FIELDS, (keys) => drawn.push(keys), life.signal);
  return { now, outside, drawn, life };
}

test("a figure starts with what the model has, and with the default where that is no good", () => {
  const { now } = figure({ tau: 3, seed: -1, kind: "other" });
  assert.deepEqual({ ...now }, { tau: 3, seed: 0, kind: "mean", shift: [0, 0] });
});

test("a change is written through, saved once, drawn once", () => {
  const { now, outside, drawn } = figure({ tau: 1 });
  assert.ok(now.set("tau", 2) && now.set({ seed: 4, kind: "none" }));
  assert.deepEqual([outside.get("tau"), outside.get("seed"), outside.get("kind")], [2, 4, "none"]);
  assert.deepEqual(drawn, [["tau"], ["seed", "kind"]]);
  assert.equal(outside.saved, 2);
  now.set("tau", 2);
  now.set("shift", [0, 0]);
  assert.equal(drawn.length, 2);
});

test("values are the same by what lies in them: nothing is not a number that is none", () => {
  assert.ok(same([1, { a: NaN }], [1, { a: NaN }]) && same("x", "x") && same([], []));
  for (const [a, b] of [
    [NaN, null],
    [[NaN], [null]],
    [0, -0],
    [[1], [1, 2]],
    [{ a: 1 }, {}],
  ]) {
    assert.ok(!same(a, b) && !same(b, a), `${a} ${b}`);
  }
  assert.ok(!same({ a: undefined }, { b: undefined }));
});

test("what cannot be shown is refused, from page or outside; the last good value stays", () => {
  const { now, outside, drawn } = figure({ tau: 2 });
  assert.ok(!now.set("tau", 11) && !now.set({ tau: 3, seed: 0.5 }) && now.tau === 2);
  for (const bad of [NaN, "3", null, 0]) {
    outside.set("tau", bad);
    assert.deepEqual([now.tau, outside.get("tau")], [2, 2]);
  }
  assert.deepEqual(drawn, []);
});

test("what another view changes is drawn once, until the clean-up", () => {
  const { now, outside, drawn, life } = figure();
  outside.set("shift", [1, 2]);
  outside.set("shift", [1, 2]);
  assert.deepEqual([now.shift, drawn], [[1, 2], [["shift"]]]);
  life.abort();
  outside.set("shift", [3, 4]);
  assert.deepEqual(now.shift, [1, 2]);
});

/** An element as far as drag() and grid() need one. */
function element(more = {}) {
  const attributes = {};
  return Object.assign(new EventTarget(), {
    style: {},
    offsetWidth: 200,
    offsetHeight: 100,
    getBoundingClientRect: () => ({ left: 0, top: 0, width: 400, height: 200 }),
    hasAttribute: (name) => name in attributes,
    setAttribute: (name, value) => {
      attributes[name] = value;
    },
    getAttribute: (name) => attributes[name],
    setPointerCapture() {},
    contains(other) {
      return other === this;
    },
    ...more,
  });
}
const send = (el, type, values) => {
  const event = Object.assign(new Event(type, { cancelable: true }), values);
  el.dispatchEvent(event);
  return event;
};

test("nothing can be dragged that no key moves", () => {
  const { signal } = new AbortController();
  for (const keys of [undefined, {}])
    assert.throws(() => drag(element(), { move() {}, keys }, signal), /needs keys/);
});

test("a drag counts layout pixels at any zoom, ends, and is told when it was cancelled", () => {
  const el = element(),
    said = [];
  const life = new AbortController();
  const options = {
    start: ([x]) => x < 150,
    move: ({ x, dx, dy }) => said.push([x, dx, dy]),
    end: ({ cancelled }) => said.push(cancelled),
    keys: { ArrowLeft: () => said.push("left") },
  };
  drag(el, options, life.signal);
  send(el, "pointermove", { clientX: 9, clientY: 9 });
  send(el, "pointerdown", { button: 0, clientX: 100, clientY: 100 });
  send(el, "pointermove", { clientX: 140, clientY: 60 });
  send(el, "pointercancel", {});
  send(el, "pointermove", { clientX: 0, clientY: 0 });
  send(el, "pointerdown", { button: 0, clientX: 390, clientY: 0 }); // start() says no
  send(el, "pointermove", { clientX: 0, clientY: 0 });
  const key = send(el, "keydown", { key: "ArrowLeft" });
  send(el, "keydown", { key: "ArrowLeft", ctrlKey: true });
  assert.deepEqual(said, [[70, 20, -20], true, "left"]);
  assert.ok(key.defaultPrevented);
  assert.deepEqual([el.style.touchAction, el.getAttribute("tabindex")], ["none", 0]);
  life.abort();
  send(el, "keydown", { key: "ArrowLeft" });
  assert.equal(said.length, 3);
});

test("a dial turns by what it is dragged, keys or a given step; a mere press moves nothing", () => {
  const el = element();
  const [said, life] = [[], new AbortController()];
  const options = {
    low: -1,
    high: 1,
    value: () => 0.5,
    set: (x) => said.push(x),
    tall: () => 40,
    press: () => said.push("press"),
    walk: (by) => said.push(`walk ${by}`),
  };
  dial(el, options, life.signal);
  tellDial(el, "gate", 0.5, "half open");
  const values = ["role", "aria-valuemin", "aria-valuemax", "aria-valuenow", "aria-valuetext"];
  assert.deepEqual(
    values.map((name) => el.getAttribute(name)),
    ["slider", -1, 1, "0.500", "half open"],
  );
  send(el, "pointerdown", { button: 0, clientX: 100, clientY: 100 });
  send(el, "pointermove", { clientX: 100, clientY: 104 }); // two layout pixels
  send(el, "pointermove", { clientX: 100, clientY: 120 }); // ten, a quarter of the range
  send(el, "pointerup", {});
  for (const key of ["ArrowUp", "PageDown", "Home", "End", "Delete", "ArrowLeft", "ArrowRight"])
    send(el, "keydown", { key });
  send(el, "keydown", { key: "ArrowDown", shiftKey: true });
  assert.deepEqual(said, ["press", 0, 0.55, 0.25, -1, 1, undefined, "walk -1", "walk 1", 0.49]);
  life.abort();
  send(el, "keydown", { key: "Home" });
  assert.equal(said.length, 10);
});

test("one cell of a grid is reached by Tab; keys and clicks go on from there, read out", () => {
  const said = [];
  const cells = [0, 1, 2].map(() => [0, 1].map(() => element()));
  const el = element();
  const options = {
    rows: 3,
    columns: 2,
    node: (i, j) => cells[i][j],
    choose: (i, j) => said.push([i, j]),
    say: (i, j) => `cell ${i} ${j}`,
    read: (text) => said.push(text),
  };
  const table = grid(el, options, new AbortController().signal);
  const stops = () => cells.flat().map((cell) => cell.getAttribute("tabindex"));
  assert.deepEqual(stops(), [0, -1, -1, -1, -1, -1]);
  for (const key of ["ArrowDown", "End", "ArrowRight", "ArrowUp", "Home"])
    send(el, "keydown", { key });
  send(el, "keydown", { key: "End", ctrlKey: true });
  assert.deepEqual(
    said.filter((x) => Array.isArray(x)),
    [
      [1, 0],
      [1, 1],
      [1, 1],
      [0, 1],
      [0, 0],
      [2, 1],
    ],
  );
  assert.equal(said.at(-1), "cell 2 1");
  assert.deepEqual(stops(), [-1, -1, -1, -1, -1, 0]);
  table.renew({ rows: 2 });
  assert.deepEqual(table.at, [1, 1]);
  assert.deepEqual(stops().slice(0, 4), [-1, -1, -1, 0]);
});

test("a painted grid has the focus itself and asks which place was clicked", () => {
  const el = element(),
    said = [];
  const options = { rows: 9, columns: 9, place: () => [3, 4], choose: (...at) => said.push(at) };
  grid(el, options, new AbortController().signal);
  send(el, "click", {});
  send(el, "keydown", { key: "ArrowLeft" });
  assert.deepEqual(said, [
    [3, 4, said[0][2]],
    [3, 3, said[1][2]],
  ]);
  assert.equal(el.getAttribute("tabindex"), 0);
});

test("shapes: an arrow's head points where it should, a text is cut to its room", () => {
  assert.equal(arrowhead(10, 0, 0, 10), "M1 -4.35L10 0L1 4.35Z");
  const long = (text) => 10 * [...text].length;
  assert.deepEqual(
    [40, 30, 0].map((room) => fitted("abcd", room, long)),
    ["abcd", "ab…", "a…"],
  );
});

test("who wants less motion sees the end at once", async () => {
  const frames = [];
  const node = {
    animate: (f) => {
      frames.push(f);
      return { finished: Promise.resolve() };
    },
  };
  for (const matches of [true, false]) {
    globalThis.matchMedia = () => ({ matches });
    await animate(node, [{ opacity: 0 }, { opacity: 1 }]);
  }
  delete globalThis.matchMedia;
  assert.equal(frames.length, 1);
});
