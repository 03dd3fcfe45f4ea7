// A plane with marks: lines, areas, points, bars, arrows, words and pictures.

import { plane } from "./plane.js";
import { fontOf, picture } from "./theme.js";

const FAR = 4e3; // pixels: no screen is wider, and farther out a canvas loses precision

// The part of a segment that is not far out, from its start to its end as numbers from 0 to 1; null if there is none.
function near([x0, y0], [x1, y1]) {
  let from = 0,
    to = 1;
  for (const [start, by] of [
    [x0, x1 - x0],
    [y0, y1 - y0],
  ]) {
    if (by === 0 && Math.abs(start) > FAR) return null;
    if (by === 0) continue;
    const ends = [(-FAR - start) / by, (FAR - start) / by];
    from = Math.max(from, Math.min(...ends));
    to = Math.min(to, Math.max(...ends));
  }
  return from < to ? [from, to] : null;
}

function path(context, mark, place) {
  context.beginPath();
  let last = null,
    pen = false;
  for (let i = 0; i < mark.x.values.length; i++) {
    const here = [place.X(mark.x.values[i]), place.Y(mark.y.values[i])];
    if (!here.every(Number.isFinite)) {
      last = null;
      pen = false;
      continue;
    }
    const part = last && near(last, here),
      at = (t) => last.map((v, k) => v + t * (here[k] - v));
    if (part && !pen) context.moveTo(...at(part[0]));
    if (part) context.lineTo(...at(part[1]));
    pen = part !== null && part[1] === 1; // a line goes on where it left off, unless it went far out
    last = here;
  }
}

const DRAW = {
  axes() {}, // no mark: see drawLines
  line(context, mark, place) {
    path(context, mark, place);
    context.stroke();
  },
  area(context, mark, place) {
    const n = mark.x.values.length,
      base = place.Y(mark.base);
    path(context, mark, place);
    context.lineTo(place.X(mark.x.values[n - 1]), base);
    context.lineTo(place.X(mark.x.values[0]), base);
    context.closePath();
    context.fill();
  },
  points(context, mark, place) {
    for (let i = 0; i < mark.x.values.length; i++) {
      const x = place.X(mark.x.values[i]),
        y = place.Y(mark.y.values[i]);
      if (!Number.isFinite(x + y)) continue;
      context.beginPath();
      context.arc(x, y, mark.size, 0, 2 * Math.PI);
      context.fill();
    }
  },
  bars(context, mark, place) {
    for (let i = 0; i < mark.x.values.length; i++) {
      const x0 = place.X(mark.x.values[i] - mark.span / 2),
        x1 = place.X(mark.x.values[i] + mark.span / 2);
      context.fillRect(x0, place.Y(mark.y.values[i]), x1 - x0, place.Y(0) - place.Y(mark.y.values[i]));
    }
  },
  vline(context, mark, place) {
    const x = place.X(mark.at);
    context.beginPath();
    context.moveTo(x, place.top);
    context.lineTo(x, place.bottom);
    context.stroke();
  },
  hline(context, mark, place) {
    const y = place.Y(mark.at);
    context.beginPath();
    context.moveTo(place.left, y);
    context.lineTo(place.right, y);
    context.stroke();
  },
  text(context, mark, place, theme) {
    context.font = fontOf(place.font);
    context.textAlign = mark.align;
    context.textBaseline = "middle";
    context.lineWidth = 4;
    context.strokeStyle = theme.paper;
    context.lineJoin = "round";
    context.setLineDash([]);
    const x = place.X(mark.at[0]),
      y = place.Y(mark.at[1]);
    context.strokeText(mark.text, x, y);
    context.fillText(mark.text, x, y);
  },
  arrow(context, mark, place) {
    const [x0, y0, x1, y1] = mark.at.map((v, i) => (i % 2 ? place.Y(v) : place.X(v))),
      angle = Math.atan2(y1 - y0, x1 - x0);
    const head = Math.min(12, Math.hypot(x1 - x0, y1 - y0)),
      neck = 0.8 * head; // a line up to the tip would blunt it
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1 - neck * Math.cos(angle), y1 - neck * Math.sin(angle));
    context.stroke();
    context.beginPath();
    context.moveTo(x1, y1);
    for (const turn of [2.6, -2.6])
      context.lineTo(x1 + head * Math.cos(angle + turn), y1 + head * Math.sin(angle + turn));
    context.closePath();
    context.fill();
  },
  image(context, mark, place) {
    const [x0, x1, y0, y1] = mark.extent;
    context.imageSmoothingEnabled = false;
    context.drawImage(
      picture(mark.pixels, mark.vmin, mark.vmax, mark.map),
      place.X(x0),
      place.Y(y1),
      place.X(x1) - place.X(x0),
      place.Y(y0) - place.Y(y1),
    );
  },
};

export function drawLines(context, width, height, panel, content, theme, font) {
  const spec = { ...panel, ...content.find((mark) => mark.mark === "axes")?.limits }; // a frame may need a longer axis
  const all = [...(spec.background || []), ...content];
  const place = plane(context, width, height, spec, theme, font);
  context.save();
  const [left, top, right, bottom] = [place.left - 1, place.top - 1, place.right + 1, place.bottom + 1].map(Math.round); // whole pixels: a sharp edge
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  for (const mark of all) {
    const color = theme[mark.color] || mark.color;
    // A hairline, up to one pixel wide, would be drawn piece by piece: darker wherever two of its pieces cross.
    context.globalAlpha = mark.opacity ?? 1;
    context.strokeStyle = color;
    context.fillStyle = color;
    context.lineWidth = Math.max(1.01, mark.width || 2);
    context.lineJoin = "round";
    context.lineCap = "butt";
    context.setLineDash(mark.dash ? [7, 5] : []);
    DRAW[mark.mark](context, mark, place, theme);
  }
  context.restore();
  return place;
}

// What the legend must say: one entry for each labelled mark.
export function legendOf(spec, content) {
  return [...(spec.background || []), ...content]
    .filter((m) => m.label)
    .map((m) => ({
      label: m.label,
      color: m.color,
      kind: ["area", "bars", "image"].includes(m.mark) ? "box" : m.mark === "points" ? "dot" : m.dash ? "dash" : "line",
    }));
}

// A plane with `equal` axes has a shape of its own, any other takes the room it gets.
export const LINES = {
  draw: drawLines,
  legend: legendOf,
  sizes: (spec, content) => [legendOf(spec, content).reduce((sum, entry) => sum + entry.label.length + 4, 0)],
  needs(spec) {
    const shape = spec.equal ? ((spec.xlim[1] - spec.xlim[0]) / (spec.ylim[1] - spec.ylim[0])) * 1.05 : null;
    const like = JSON.stringify(["lines", spec.xlim, spec.ylim, spec.log_y, spec.y]);
    return { least: [13, 8], ratio: shape ?? 1.7, narrow: shape ?? 0.8, wide: shape ?? 2.6, like };
  },
};
