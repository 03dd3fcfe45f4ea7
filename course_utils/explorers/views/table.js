// Frames as Python sent them: parts referred to by number, arrays as views of the bytes.

export function decode(text, data) {
  const raw = JSON.parse(text),
    buffer = data?.buffer ?? data,
    start = data?.byteOffset ?? 0;
  const open = (value) => {
    if (Array.isArray(value)) return value.map(open);
    if (value === null || typeof value !== "object") return value;
    if ("$" in value) return part(value.$);
    if ("@" in value) {
      const [offset, kind, shape] = value["@"],
        count = shape.reduce((a, b) => a * b, 1),
        bytes = kind === "u";
      const at = start + offset; // bytes may arrive at an odd address: copy them then
      const values = bytes
        ? new Uint8Array(buffer, at, count)
        : at % 4
          ? new Float32Array(buffer.slice(at, at + 4 * count))
          : new Float32Array(buffer, at, count);
      return { values, shape, bytes };
    }
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, open(v)]));
  };
  const parts = new Array(raw.parts.length);
  const part = (i) => {
    parts[i] ??= open(raw.parts[i]);
    return parts[i];
  };
  return { axes: raw.axes || [], live: raw.live || {}, count: raw.frames.length, frame: (i) => open(raw.frames[i]) };
}

export function same(a, b) {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

// Which frame of the table shows this state; -1 if the table was made around other live values.
export function indexOf(table, controls, state) {
  for (const [name, value] of Object.entries(table.live)) if (!same(value, state[name])) return -1;
  let index = 0;
  for (const name of table.axes) {
    const { type, values, rows, columns } = controls[name];
    if (type === "pick") index = index * rows * columns + state[name][0] * columns + state[name][1];
    else index = index * values.length + positionOf(values, state[name]);
  }
  return index;
}

// Of the places that a page has, the one nearest to a place; every axis counts by the width of what there is.
export function nearestPlace(places, [x, y]) {
  const [across, up] = [0, 1].map(
    (i) => Math.max(...places.map((one) => one[i])) - Math.min(...places.map((one) => one[i])) || 1,
  );
  const far = (one) => Math.hypot((one[0] - x) / across, (one[1] - y) / up);
  return places.reduce((best, one) => (far(one) < far(best) ? one : best));
}

export function positionOf(values, value) {
  const exact = values.findIndex((v) => v === value || (typeof v === "object" && same(v, value)));
  if (exact >= 0 || typeof value !== "number") return Math.max(0, exact);
  let best = 0;
  values.forEach((v, i) => {
    if (Math.abs(v - value) < Math.abs(values[best] - value)) best = i;
  });
  return best;
}
