// Dates as people write them in English and Japanese, read by rule: so it is known of every line
// that is typed what its translation should be.  What has two meanings (3/4/1998) is not read.

const KANJI = "〇一二三四五六七八九";
const NUMBER = `([\\d${KANJI}十]+)`;
const WEEKDAY = "\\(?[月火水木金土日](曜日)?\\)?";

/** A number in figures, or in kanji as it is read (二十一) or spelt (一九九八). */
function numeral(text) {
  const digit = (c) => (KANJI.includes(c) ? KANJI.indexOf(c) : c);
  const digits = (part) => [...part].map(digit).join("");
  const [, tens, ones] = /^(.?)十(.?)$/.exec(text) ?? [];
  if (text === "元") return 1;
  return ones === undefined ? Number(digits(text)) : 10 * (digits(tens) || 1) + +digits(ones);
}

function japanese(text, { eras }) {
  const names = Object.keys(eras).join("|");
  const form = `^(${names})?(?:(元)|${NUMBER})年${NUMBER}月${NUMBER}日(${WEEKDAY})?$`;
  const [, era, first, year, ...rest] = new RegExp(form).exec(text) ?? [];
  const [y, month, day] = [first ?? year, ...rest].slice(0, 3).map((part) => numeral(part ?? ""));
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

/** One date as ISO 8601 writes it; null for what is none, or has two meanings.  names: {months,
    roman, ordinals, eras (name: the year before its first), idle (words without meaning here)}. */
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
