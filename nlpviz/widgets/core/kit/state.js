// What a figure holds: checked values that live in the model, so that a kernel, another view of
// the same figure and the page's own controls all see one truth.

/** Whether two values are the same, NaN as well, and what lies in arrays and objects. */
export function same(a, b) {
  if (Object.is(a, b)) return true;
  if (!a || !b || typeof a !== "object" || typeof b !== "object") return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return keys.length === others.length && keys.every((key) => key in b && same(a[key], b[key]));
}

/** The figure's state: fields is {key: {default, check}}, check(value) says whether a value can be
    shown.  What the model has and cannot be shown is refused: the last good value stays, and is
    written back.  `now.key` reads; now.set(key, value), or now.set({key: value, …}) for several at
    once, writes through to the model and returns whether all could be shown (if not, nothing
    changes).  redraw(keys) is called once for each change, wherever it comes from; until `signal`
    is aborted. */
export function state(model, fields, redraw, signal) {
  const now = {};
  const fits = (key, value) => value !== undefined && (fields[key].check?.(value) ?? true);
  const write = (keys) => {
    for (const key of keys) model.set(key, now[key]);
    model.save_changes();
  };
  for (const [key, field] of Object.entries(fields)) {
    const given = model.get(key);
    now[key] = fits(key, given) ? given : field.default;
    const hear = () => {
      const heard = model.get(key);
      if (same(heard, now[key])) return;
      if (!fits(key, heard)) return write([key]);
      now[key] = heard;
      redraw([key]);
    };
    model.on("change:" + key, hear);
    signal.addEventListener("abort", () => model.off("change:" + key, hear));
  }
  const set = (key, value) => {
    const changes = typeof key === "string" ? { [key]: value } : key;
    const keys = Object.keys(changes).filter((each) => !same(changes[each], now[each]));
    if (!keys.every((each) => fits(each, changes[each]))) return false;
    if (!keys.length) return true;
    for (const each of keys) now[each] = changes[each];
    write(keys);
    redraw(keys);
    return true;
  };
  Object.defineProperty(now, "set", { value: set });
  return now;
}

/** Checks for `state`: a finite number from low to high; whole() wants it whole. */
export const within = (low, high) => (x) => Number.isFinite(x) && x >= low && x <= high;
export const whole = (low, high) => (x) => Number.isInteger(x) && x >= low && x <= high;
export const oneOf =
  (...values) =>
  (x) =>
    values.includes(x);
