// Dates as people write them in English and Japanese, read by rule: so it is known of every line
// that is typed what its translation should be.  What has two meanings (3/4/1998) is not read.

/** A number in figures, or in kanji as it is read (twenty-one) or spelt (one nine nine eight). */
function numeral(text, { digits, ten, first }) {
  const digit = (c) => (digits.includes(c) ? digits.indexOf(c) : c);
  const figures = (part) => [...part].map(digit).join("");
  const [tens, ones, more] = text.split(ten);
  if (text === first) return 1;
  if (ones === undefined) return Number(figures(text));
  return more === undefined ? 10 * (figures(tens) || 1) + +figures(ones) : NaN;
}

function japanese(text, names) {
  const { eras, digits, ten, date } = names;
  const number = `([\\d${digits}${ten}]+)`;
  const form = date.replace("ERA", Object.keys(eras).join("|")).replaceAll("NUMBER", number);
  const [, era, first, year, ...rest] = new RegExp(form).exec(text) ?? [];
  const parts = [first ?? year, ...rest].slice(0, 3);
  const [y, month, day] = parts.map((part) => numeral(part ?? "", names));
  return rest.length && [y + (eras[era] ?? 0), month, day];
}

/** 1998-3-3, with any mark between, or 19980303 with none. */
function figures(text) {
  const [, year, mark, month, day] = /^(\d{4})([-/. ]?)(\d\d?)\2(\d\d?)$/.exec(text) ?? [];
  return (mark || (year && text.length === 8)) && [year, month, day].map(Number);
}

/** Three words in any order: a year, a month by its name, a day as a number or an ordinal. */
function english(text, { months, roman, ordinals, idle }) {
  if (!/^[a-z\d ,./-]+$/.test(text)) return null;
  const words = text.match(/[a-z]+(-[a-z]+)?|\d+(st|nd|rd|th)?/g) ?? [];
  const rest = words.filter((w) => !idle.includes(w)).map((w) => w.replace(/^sept$/, "sep"));
  const monthOf = (word) =>
    1 +
    Math.max(
      roman.indexOf(word),
      months.findIndex((m) => [m, m.slice(0, 3)].includes(word)),
    );
  const year = rest.find((word) => /^\d{4}$/.test(word));
  const month = rest.find(monthOf);
  const day = rest.find((word) => word !== year && word !== month);
  const number = ordinals.indexOf(day) + 1 || Number(/^(\d\d?)(\D\D)?$/.exec(day)?.[1]);
  return rest.length === 3 && year && month && [Number(year), monthOf(month), number];
}

/** One date as ISO 8601 writes it; null for what is none, or has two meanings.  names: what
    calendar.json holds; of eras the year before the first, idle: words without meaning here. */
export function readDate(given, names) {
  const text = given.normalize("NFKC").trim().toLowerCase();
  const found = figures(text) || japanese(text, names) || english(text, names);
  const [year, month, day] = found || [];
  const date = new Date(Date.UTC(year, month - 1, day));
  const there = year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return there ? date.toISOString().slice(0, 10) : null;
}

/** The right translation of a line of dates with semicolons between, if it can be read. */
export function rightOf(line, names) {
  const found = line.split(";").map((part) => readDate(part, names));
  return found.includes(null) ? undefined : found.join(" ");
}
