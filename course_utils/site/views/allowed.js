// Whether a control can have a value that an address names: what Python's controls check, for a page that has no Python.
const within = (v, low, high) =>
  typeof v === "number" && Number.isFinite(v) && v >= (low ?? -Infinity) && v <= (high ?? Infinity);
const below = (v, end) => Number.isInteger(v) && v >= 0 && v < end;
const pair = (v) => Array.isArray(v) && v.length === 2;
const between = (n, ends) => !ends || (n >= Math.min(...ends) && n <= Math.max(...ends));
const base64Of = (text, count) => text.length === 4 * Math.ceil(count / 3) && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

function tableFits(control, rows, sizes) {
  if (!Array.isArray(rows) || !rows.length || !Array.isArray(rows[0]) || !rows[0].length) return false;
  const rectangle = rows.every(
    (row) =>
      Array.isArray(row) &&
      row.length === rows[0].length &&
      row.every((v) => within(v, control.minimum, control.maximum)),
  );
  const known = !sizes?.length || sizes.some(([r, c]) => r === rows.length && c === rows[0].length);
  return rectangle && known && between(rows.length, control.rows) && between(rows[0].length, control.columns);
}

function drawingFits({ rows, columns, pens, most }, text) {
  if (typeof text !== "string") return false;
  const [base, ink] = text.startsWith("strokes:")
    ? ["", text]
    : [text.split("|")[0], text.split("|").slice(1).join("|")];
  if (base && !base64Of(base, rows * columns)) return false;
  if (!ink) return true;
  const [pen, ...lines] = ink.replace("strokes:", "").split(";"),
    points = lines.flatMap((line) => line.split(" "));
  const onPad = (point) =>
    /^\d+,\d+$/.test(point) &&
    Number(point.split(",")[0]) <= 100 * columns &&
    Number(point.split(",")[1]) <= 100 * rows;
  return ink.startsWith("strokes:") && pen in pens && points.length <= most && points.every(onPad);
}

function uploadFits({ side }, text) {
  const [, height, width, bytes] = /^upload:([1-9]\d{0,3}):([1-9]\d{0,3}):(.*)$/.exec(text) ?? [];
  return Boolean(height) && Math.max(height, width) <= side && base64Of(bytes, 3 * height * width);
}

const FITS = {
  number: (one, v) => (v === null ? one.optional : within(v, one.minimum, one.maximum)),
  point: (one, v) => pair(v) && one.limits.every(([low, high], i) => within(v[i], low, high)),
  pick: (one, v) => pair(v) && below(v[0], one.rows) && below(v[1], one.columns),
  place: (one, v) => (v === null ? one.optional : pair(v) && v.every((n) => below(n, 10000))),
  cells: (one, v) => tableFits(one, v, one.sizes),
  tables: (one, v) =>
    one.names.some(([name]) => name === v) ||
    (Array.isArray(v) &&
      v.length > 0 &&
      between(v.length, one.channels) &&
      v.every(
        (table) =>
          tableFits(one, table, one.sizes) && table.length === v[0].length && table[0].length === v[0][0].length,
      )),
  drawing: drawingFits,
  picture: uploadFits,
};
// Of what a page has only some (`some`), nothing else may be named: the control would show what is not drawn.
const listed = (control, value) => (control.values ?? []).some((one) => alike(one, value));
const allowed = (control, value) =>
  listed(control, value) || (!control.some && Boolean(FITS[control.type]?.(control, value)));
