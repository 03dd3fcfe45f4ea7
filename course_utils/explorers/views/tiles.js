// Many small pictures of one size on one canvas, with labels under them.
import { fit } from "./bars.js";
import { fontOf, picture } from "./theme.js";

function planOf(width, spec, content, font) {
  const [count, rows, columns] = content.pixels.shape,
    across = Math.min(spec.columns, count),
    down = Math.ceil(count / across);
  const label = content.labels ? font * 1.35 : 0,
    gap = Math.max(4, Math.min(12, width / across / 9));
  return { count, rows, columns, across, down, label, gap };
}

// How high the canvas has to be for tiles as wide as the page allows.
export function tilesHeight(width, spec, content, font) {
  const { rows, columns, across, down, label, gap } = planOf(width, spec, content, font);
  return Math.ceil(down * ((((width - gap) / across - gap) * rows) / columns + label + gap) + gap);
}

// Least and greatest value of all tiles; for signed ones the greater distance from zero, both ways.
function rangeOf(content) {
  let low = content.vmin ?? Infinity,
    high = content.vmax ?? -Infinity;
  if (content.pixels.bytes) [low, high] = [content.vmin ?? 0, content.vmax ?? 255];
  else
    for (const v of content.pixels.values) {
      if (content.vmin == null && v < low) low = v;
      if (content.vmax == null && v > high) high = v;
    }
  return [low, high];
}

export function drawTiles(context, width, height, spec, content, theme, font) {
  const { count, rows, columns, across, down, label, gap } = planOf(width, spec, content, font);
  const unit = Math.min(((width - gap) / across - gap) / columns, ((height - gap) / down - gap - label) / rows);
  const w = unit * columns,
    h = unit * rows,
    left = (width - across * (w + gap) + gap) / 2,
    top = gap / 2 + 2;
  const { values, bytes, shape } = content.pixels,
    at = (k) => [left + (k % across) * (w + gap), top + Math.floor(k / across) * (h + gap + label)];
  const sheet = picture(
    { values, bytes, shape: [count * rows, columns, ...shape.slice(3)] },
    ...rangeOf(content),
    content.map,
  );
  context.canvas.drawn = { tiles: Array.from({ length: count }, (_, k) => at(k)), size: [w, h] };
  context.imageSmoothingEnabled = false;
  context.font = fontOf(Math.max(12, font * 0.9));
  context.textAlign = "center";
  context.textBaseline = "top";
  for (let k = 0; k < count; k++) {
    const [x, y] = at(k);
    context.drawImage(sheet, 0, k * rows, columns, rows, x, y, w, h);
    context.lineWidth = 1;
    context.strokeStyle = theme.grey;
    context.strokeRect(x, y, w, h);
    context.fillStyle = theme.ink;
    if (content.labels) context.fillText(fit(context, content.labels[k], w + gap - 2), x + w / 2, y + h + 3);
    context.lineWidth = 2;
    for (const [r, c, high, wide, color] of content.boxes?.[k] || []) {
      context.strokeStyle = theme[color] || color;
      context.strokeRect(x + c * unit, y + r * unit, wide * unit, high * unit);
    }
  }
  if (content.lit !== null && content.lit !== undefined) {
    const [x, y] = at(content.lit);
    context.lineWidth = 3;
    context.strokeStyle = theme.orange;
    context.strokeRect(x - 2, y - 2, w + 4, h + 4);
  }
  const cell = (px, py) => {
    const column = Math.floor((px - left + gap / 2) / (w + gap)),
      row = Math.floor((py - top + gap / 2) / (h + gap + label)),
      k = row * across + column;
    return column < 0 || column >= across || row < 0 || k >= count
      ? null
      : [Math.floor(k / spec.columns), k % spec.columns];
  };
  const inside = ([r, c]) => [r, Math.min(c, count - 1 - r * spec.columns)]; // the last row may be short
  return { cell, inside, shown: [Math.ceil(count / spec.columns), across] };
}

export const TILES = {
  draw: drawTiles,
  height: tilesHeight,
  needs(spec, samples) {
    const ratio = 1000 / tilesHeight(1000, spec, samples[0], 40),
      across = Math.min(spec.columns, samples[0].pixels.shape[0]);
    return { least: [Math.max(9, 1.6 * across), 4.5], ratio, narrow: ratio, wide: ratio };
  },
};
