// Numbers for people, and within bounds.

export const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number for people: 0.123, 12.3, 4.56·10⁻⁷, ∞. */
export function number(x, digits = 3) {
  if (x === 0 || !Number.isFinite(x)) return String(x).replace("-", "−").replace("Infinity", "∞");
  const size = Math.abs(x);
  if (size >= 1e-3 && size < 1e5) {
    return String(
      Number(x.toPrecision(Math.max(digits, size >= 1 ? Math.floor(Math.log10(size)) + 1 : 0))),
    ).replace("-", "−");
  }
  const [front, power] = x.toExponential(digits - 1).split("e");
  const raised = [...power.replace("+", "")].map((c) => RAISED[c] ?? "⁻").join("");
  const times = String(Number(front)).replace("-", "−");
  return times === "1" ? "10" + raised : `${times}·10${raised}`;
}

/** A number for a cell some 40 px wide: 0.93, −1.24, 3·10⁻⁴. */
export function short(x) {
  const size = Math.abs(x);
  if (size < 0.00995 || size >= 999.5) return number(x, 1);
  return x.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2).replace("-", "−");
}

/** A number for a cell in which 0.00 may stand for all that is smaller than 0.005. */
export const rounded = (x) =>
  Math.abs(x) < 0.01 ? x.toFixed(2).replace("-0.00", "0.00").replace("-", "−") : short(x);

/** A vector on a line: (0.13, −0.13). */
export const vector = (v) => `(${[...v].map(short).join(", ")})`;

/** 9646.6 as 9,647, and 62.831 with so many digits. */
export const spaced = (x, digits) =>
  x < 1e3 ? number(x, digits) : Math.round(x).toLocaleString("en");
