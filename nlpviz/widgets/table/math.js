// The order of a table's rows, and its cells as a spreadsheet reads them.

/** The rows in the order in which they are shown: sorted [column, way], way 1 (from the lowest),
    -1 (from the highest) or 0 (as given).  order[column] holds the rows from the lowest on, without
    yardsticks and missing values; what is missing comes last, yardsticks stay below all. */
export function arranged({ order, yardstick }, [column, way]) {
  const rows = [...yardstick.keys()];
  const others = rows.filter((i) => !yardstick[i]);
  const apart = rows.filter((i) => yardstick[i]);
  if (!way) return [others, apart];
  const sorted = way > 0 ? order[column] : [...order[column]].reverse();
  return [[...sorted, ...others.filter((i) => !sorted.includes(i))], apart];
}

/** What pressing a column's name does next: the good way first, then the other, then as given. */
export function next({ better, numeric }, sorted, column) {
  const first = numeric[column] && better[column] !== "lower" ? -1 : 1;
  if (sorted[0] !== column || !sorted[1]) return [column, first];
  return sorted[1] === first ? [column, -first] : [-1, 0];
}

/** Numbers with a comma before each three digits, as they are read: 13,754. */
export const grouped = (text) =>
  text.replace(/(?<![\d.,·])\d{4,}(?![\d,])/g, (found) => found.replace(/\B(?=(\d{3})+$)/g, ","));

const RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number as programs write it: −4.56·10⁻⁷ is -4.56e-7; other texts stay, without tabs. */
export function plain(text) {
  const found = /^(−?)(?:([\d.]+)·)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/u.exec(text);
  if (found) {
    const power = [...found[3]].map((c) => "-0123456789"[RAISED.indexOf(c)]).join("");
    return `${found[1] && "-"}${found[2] ?? 1}e${power}`;
  }
  return text.replace(/^−(?=[\d.]+$)/, "-").replace(/[\t\r\n]+/g, " ");
}

/** Lines with tabs: the names, then these rows; a spread has its own columns, named by `more`. */
export function tsv({ rows, columns, cells, numeric }, shown, chosen, more) {
  const wide = (j) => (numeric[j] ? more.length : 0);
  const head = chosen.flatMap((j) => [
    columns[j],
    ...more.slice(0, wide(j)).map((m) => `${columns[j]}, ${m}`),
  ]);
  const line = (i) =>
    chosen.flatMap((j) => [
      cells[i][j][0],
      ...more.slice(0, wide(j)).map((_, k) => cells[i][j][k + 1] ?? ""),
    ]);
  return [["", ...head], ...shown.map((i) => [rows[i], ...line(i)])]
    .map((each) => each.map(plain).join("\t"))
    .join("\n");
}
