// Bars with names under them and their values on top.

import { plane } from "./plane.js";
import { fontOf } from "./theme.js";

export function fit(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  let short = text;
  while (short.length > 1 && context.measureText(`${short}\u2026`).width > room) short = short.slice(0, -1);
  return `${short}\u2026`;
}

export function drawBars(context, width, height, spec, content, theme, font) {
  const n = content.labels.length,
    numbers = Array.isArray(content.values) ? content.values : content.values.values,
    small = Math.max(12, font * 0.95);
  const place = plane(
    context,
    width,
    height,
    { ...spec, xlim: null, x: "", log_y: spec.log, footer: font * 1.5 },
    theme,
    font,
  );
  const slot = (place.right - place.left) / n,
    base = spec.log ? place.bottom : place.Y(Math.max(spec.ylim[0], Math.min(spec.ylim[1], 0)));
  // Where the names do not fit, every second, third ... is drawn: a name cut to one letter says nothing.
  context.font = fontOf(small);
  const few = n <= 4,
    measured = Math.max(...content.labels.map((l) => context.measureText(l).width));
  const nameFont = few ? Math.max(12, small * Math.min(1, (slot - 4) / measured)) : small; // a few names all stay, smaller
  const widest = few ? 0 : measured,
    every = Math.max(1, Math.ceil((Math.min(widest, 4 * font) + 6) / slot));
  let taken = -Infinity; // right end of the last value written: one that would touch it is left out
  for (let i = 0; i < n; i++) {
    const middle = place.left + slot * (i + 0.5),
      name = Array.isArray(content.colors) ? content.colors[i] : content.colors || "blue";
    const y = Math.max(place.top, Math.min(place.bottom, place.Y(numbers[i])));
    context.fillStyle = theme[name] || name;
    context.fillRect(middle - slot * 0.36, Math.min(y, base), slot * 0.72, Math.abs(base - y));
    context.fillStyle = theme.ink;
    context.textAlign = "center";
    context.font = fontOf(small);
    if (i % every === 0) {
      context.textBaseline = "top";
      context.font = fontOf(nameFont);
      context.fillText(fit(context, content.labels[i], slot * every), middle, place.bottom + font * 0.4);
      context.font = fontOf(small);
    }
    const half = content.text?.[i] ? context.measureText(content.text[i]).width / 2 + 3 : 0;
    if (half && middle - half >= taken) {
      taken = middle + half;
      const above = y <= base,
        room = above ? y > small * 1.15 + 3 : place.bottom - y > font * 1.3;
      context.textBaseline = above === room ? "bottom" : "top";
      context.strokeStyle = theme.paper;
      context.lineWidth = 3;
      context.lineJoin = "round";
      const at = y + (above === room ? -3 : 3);
      context.strokeText(content.text[i], middle, at);
      context.fillText(content.text[i], middle, at);
    }
  }
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.2;
  context.beginPath();
  context.moveTo(place.left, base);
  context.lineTo(place.right, base);
  context.stroke();
  return { ...place, bar: (px) => Math.max(0, Math.min(n - 1, Math.floor((px - place.left) / slot))) };
}

export const BARS = {
  draw: drawBars,
  needs(spec) {
    return {
      least: [12, 7.5],
      ratio: 1.8,
      narrow: 0.8,
      wide: 2.8,
      like: JSON.stringify(["bars", spec.ylim, spec.log, spec.y]),
    };
  },
};
