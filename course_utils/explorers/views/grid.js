// A table of numbers or words: real table cells, so that they can be read aloud, selected and copied.

import { minus } from "./plane.js";
import { inkOn, make, shade } from "./theme.js";

// So many significant digits, the last of them no nought; a power of ten where plain digits would be long, as in Python.
function significant(value, digits) {
  const short = value.toExponential(digits - 1),
    power = +short.split("e")[1];
  return power < -4 || power >= digits ? short.replace(/\.?0*e/, "e") : String(+short);
}

export function numberText(value, format) {
  if (typeof value !== "number") return value ?? "";
  const [, digits, kind] = (format || "{:g}").match(/\.(\d+)([feg])/) || [];
  if (!Number.isFinite(value)) return "";
  const whole = !digits && Number.isInteger(value); // 1,048,576 itself, not six of its digits
  const text = whole
    ? String(value)
    : kind === "f"
      ? value.toFixed(digits)
      : kind === "e"
        ? value.toExponential(digits)
        : significant(value, digits || 6);
  return /^-0\.?0*$/.test(text) ? text.slice(1) : minus(text).replace("e-", "e\u2212");
}

// Background and ink of each cell by its number; without `shade` a cell has neither.
function tints(content, values) {
  if (!content.shade) return () => "";
  const finite = values.filter(Number.isFinite),
    low = content.vmin ?? Math.min(...finite),
    high = content.vmax ?? Math.max(...finite);
  return (value) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return "";
    const [r, g, b] = shade(value, low, high, content.shade);
    return `rgb(${r} ${g} ${b})|${inkOn([r, g, b])}`;
  };
}

export function drawGrid(holder, spec, content, theme = {}) {
  const values = content.values,
    rows = values.shape ? values.shape[0] : values.length,
    columns = values.shape ? values.shape[1] : values[0].length;
  const key = [rows, columns, content.row_labels, content.column_labels, content.shade ? 1 : 0].join("|");
  if (holder.key !== key) {
    holder.key = key;
    holder.cells = [];
    const table = make("table", { "aria-label": spec.title, class: content.shade ? "ntr-shaded" : null });
    if (content.column_labels) {
      const heads = content.column_labels.map((l) => make("th", { scope: "col" }, l));
      table.append(make("thead", {}, make("tr", {}, ...(content.row_labels ? [make("td")] : []), ...heads)));
    }
    const body = make("tbody");
    for (let r = 0; r < rows; r++) {
      const line = make("tr");
      if (content.row_labels) line.append(make("th", { scope: "row" }, content.row_labels[r]));
      holder.cells.push(
        Array.from({ length: columns }, (_, c) => {
          const cell = line.appendChild(make("td"));
          cell.at = [r, c];
          return cell;
        }),
      );
      body.append(line);
    }
    table.append(body);
    holder.replaceChildren(table);
  }
  const marked = new Map((content.highlight || []).map(([r, c, color]) => [`${r},${c}`, color]));
  const dim = new Set((content.dim || []).map(([r, c]) => `${r},${c}`)),
    flat = values.shape ? [...values.values] : values.flat(),
    tint = tints(content, flat);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const cell = holder.cells[r][c],
        value = flat[r * columns + c],
        text = numberText(value, content.format),
        at = `${r},${c}`;
      if (cell.textContent !== text) cell.textContent = text;
      const name = [marked.has(at) ? `ntr-mark-${marked.get(at)}` : "", dim.has(at) ? "ntr-dim" : ""]
        .filter(Boolean)
        .join(" ");
      if (cell.className !== name) cell.className = name;
      const ink = theme[marked.get(at)] ?? "";
      if ((cell.ink || "") !== ink) {
        cell.ink = ink;
        cell.style.setProperty("--ntr-mark", ink);
      }
      const colours = dim.has(at) ? "" : tint(value);
      if ((cell.tint || "") !== colours) {
        cell.tint = colours;
        [cell.style.backgroundColor, cell.style.color] = colours ? colours.split("|") : ["", ""];
      }
    }
  return { shown: [rows, columns] };
}

// Rows, columns and letters of a table: what decides how much room it takes.
function gridSizes(_, content) {
  const v = content.values,
    [rows, columns] = v.shape ?? [v.length, v[0].length],
    flat = v.shape ? [...v.values] : v.flat();
  const wide = (content.column_labels || new Array(columns).fill("")).map((label) => label.length);
  flat.forEach((one, i) => {
    wide[i % columns] = Math.max(wide[i % columns], numberText(one, content.format).length);
  });
  return [
    rows,
    columns,
    wide.reduce((a, b) => a + b, 0) + Math.max(0, ...(content.row_labels || []).map((l) => l.length)),
  ];
}

// A table is measured as it stands on the page: so many letters of its own type, and the lines between the cells.
export const GRID = {
  draw: drawGrid,
  holder: "ntr-grid",
  sizes: gridSizes,
  needs(spec, samples, holder) {
    const all = samples.map((content) => {
      drawGrid(holder, spec, content);
      const table = holder.firstChild,
        { rows } = table,
        type = parseFloat(getComputedStyle(table).fontSize);
      const lines = [rows[0].cells.length + 1, rows.length + 1];
      return { letters: [(table.offsetWidth - lines[0]) / type, (table.offsetHeight - lines[1]) / type], lines };
    });
    const most = (i) => [
      Math.max(...all.map((one) => one.letters[i])),
      Math.max(...all.map((one) => one.lines[i])) + 1,
    ];
    return { table: [most(0), most(1)] };
  },
};
