// A picture with optional boxes round some of its pixels.
import { picture } from "./theme.js";

export function drawPixels(context, width, height, spec, content, theme) {
  const [rows, columns] = content.pixels.shape, unit = Math.min(width / columns, height / rows);
  const left = (width - unit * columns) / 2, top = (height - unit * rows) / 2;
  context.imageSmoothingEnabled = false;
  context.drawImage(picture(content.pixels, content.vmin ?? 0, content.vmax ?? 1, content.map), left, top, unit * columns, unit * rows);
  context.lineWidth = 1; context.strokeStyle = theme.grey; context.strokeRect(left, top, unit * columns, unit * rows);
  context.lineWidth = 3;
  for (const [r, c, h, w, color] of content.boxes || []) {
    context.strokeStyle = theme[color] || color;
    context.strokeRect(left + c * unit, top + r * unit, w * unit, h * unit);
  }
  return { left, top, unit };
}
