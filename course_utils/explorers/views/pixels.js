// A picture with optional boxes round some of its pixels.
import { picture } from "./theme.js";

export function pixelsHeight(width, _spec, content) {
  return Math.ceil(((width - 4) * content.pixels.shape[0]) / content.pixels.shape[1]) + 4;
}

export function drawPixels(context, width, height, _spec, content, theme) {
  const [rows, columns] = content.pixels.shape,
    unit = Math.min((width - 4) / columns, (height - 4) / rows); // room for a box round the edge
  const left = (width - unit * columns) / 2,
    top = (height - unit * rows) / 2;
  context.canvas.drawn = { plane: [left, top, left + unit * columns, top + unit * rows] };
  context.imageSmoothingEnabled = false;
  context.drawImage(
    picture(content.pixels, content.vmin ?? 0, content.vmax ?? (content.pixels.bytes ? 255 : 1), content.map),
    left,
    top,
    unit * columns,
    unit * rows,
  );
  context.lineWidth = 1;
  context.strokeStyle = theme.grey;
  context.strokeRect(left, top, unit * columns, unit * rows);
  for (const [line, ink] of [
    [5, theme.paper],
    [3, null],
  ])
    for (const [r, c, h, w, color] of content.boxes || []) {
      context.lineWidth = line;
      context.strokeStyle = ink || theme[color] || color; // a seam of paper: seen on any picture
      context.strokeRect(left + c * unit, top + r * unit, w * unit, h * unit);
    }
  const cell = (px, py) => {
    const r = Math.floor((py - top) / unit),
      c = Math.floor((px - left) / unit);
    return r < 0 || r >= rows || c < 0 || c >= columns ? null : [r, c];
  };
  return { left, top, unit, cell, shown: [rows, columns] };
}

// Pictures keep their shape; of several shapes that a state can bring, the panel holds the widest and the highest.
export const shapeOf = ({ pixels: { shape } }) => shape[1] / shape[0];
export const PIXELS = {
  draw: drawPixels,
  height: pixelsHeight,
  sizes: (_, content) => [shapeOf(content), 1 / shapeOf(content)],
  needs(_, samples) {
    const all = samples.map(shapeOf),
      ratio = all[0],
      root = Math.sqrt(ratio),
      least = [Math.min(28, 7 * root), Math.max(1.5, 7 / root)];
    return { least, ratio, narrow: Math.min(...all), wide: Math.max(...all), like: `pixels ${ratio}` };
  },
};
