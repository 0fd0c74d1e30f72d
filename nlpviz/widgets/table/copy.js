// A table, or a selection of it, on the clipboard: lines with tabs, as a spreadsheet reads them.
import { tsv } from "./math.js";

/** The names of the columns that a spread takes in a spreadsheet. */
function spreads({ data, say }) {
  if (data.spread === "sd") return [say("deviation")];
  return data.spread === "range" ? [say("low"), say("high")] : [];
}

/** The rows and columns that a selection touches; all where it touches none or one cell. */
function chosen({ table, nodes, shown, data }) {
  const selection = document.getSelection();
  const all = { rows: shown, columns: [...data.columns.keys()] };
  if (selection.isCollapsed || !selection.containsNode(table, true)) return all;
  const rows = [...nodes.keys()].filter((k) =>
    selection.containsNode(nodes[k][0].parentNode, true),
  );
  const columns = all.columns.filter((j) =>
    rows.some((k) => selection.containsNode(nodes[k][j], true)),
  );
  return { rows: rows.map((k) => shown[k]), columns };
}

/** Copying a selection, or all, puts lines with tabs on the clipboard; nothing that waits for the
    reader's guess. */
export function copying(view, signal) {
  const { table, data, root } = view;
  root.addEventListener(
    "copy",
    (event) => {
      const { rows, columns } = chosen(view);
      if (rows.length * columns.length < 2 && !view.whole) return;
      const seen = columns.filter((j) => data.ask?.column !== j || view.now.revealed);
      event.clipboardData.setData("text/plain", tsv(data, rows, seen, spreads(view)));
      event.preventDefault();
      view.copied = rows.length;
    },
    { signal },
  );
  view.copy.addEventListener("click", () => {
    const selection = document.getSelection();
    view.whole = true;
    selection.selectAllChildren(table);
    // The old command needs no permission, and works in a frame and from a disk.
    const done = document.execCommand("copy");
    selection.removeAllRanges();
    view.whole = false;
    view.tell(view.say(done ? "copied" : "select", { rows: view.copied }));
  });
}
