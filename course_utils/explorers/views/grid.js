// A table of numbers or words: real table cells, so that they can be read aloud, selected and copied.
import { make } from "./theme.js";
import { minus } from "./plane.js";

export function numberText(value, format) {
  if (typeof value !== "number") return value ?? "";
  const [, digits, kind] = (format || "{:g}").match(/\.(\d+)([feg])/) || [];
  if (!Number.isFinite(value)) return "";
  const text = kind === "f" ? value.toFixed(digits) : kind === "e" ? value.toExponential(digits) : String(+value.toPrecision(digits || 6));
  return minus(text);
}

export function drawGrid(holder, spec, content) {
  const values = content.values, rows = values.shape ? values.shape[0] : values.length, columns = values.shape ? values.shape[1] : values[0].length;
  const key = [rows, columns, content.row_labels, content.column_labels].join("|");
  if (holder.key !== key) {
    holder.key = key; holder.cells = [];
    const table = make("table", { "aria-label": spec.title });
    if (content.column_labels) {
      const heads = content.column_labels.map((l) => make("th", { scope: "col" }, l));
      table.append(make("thead", {}, make("tr", {}, ...(content.row_labels ? [make("td")] : []), ...heads)));
    }
    const body = make("tbody");
    for (let r = 0; r < rows; r++) {
      const line = make("tr");
      if (content.row_labels) line.append(make("th", { scope: "row" }, content.row_labels[r]));
      holder.cells.push(Array.from({ length: columns }, () => line.appendChild(make("td"))));
      body.append(line);
    }
    table.append(body);
    holder.replaceChildren(table);
  }
  const marked = new Map((content.highlight || []).map(([r, c, color]) => [`${r},${c}`, color]));
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) {
    const cell = holder.cells[r][c], text = numberText(values.shape ? values.values[r * columns + c] : values[r][c], content.format);
    if (cell.textContent !== text) cell.textContent = text;
    const name = marked.has(`${r},${c}`) ? `ntr-mark-${marked.get(`${r},${c}`)}` : "";
    if (cell.className !== name) cell.className = name;
  }
}
