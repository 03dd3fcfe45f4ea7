// Axes: from numbers to pixels and back, with round tick values.
import { fontOf } from "./theme.js";

export function minus(text) {
  return text.replace("-", "\u2212");
}

export function ticks(low, high, wanted, whole = false) {
  const rough = (high - low) / Math.max(1, whole ? Math.min(wanted, high - low) : wanted),
    power = 10 ** Math.floor(Math.log10(rough));
  const step =
      [1, 2, 2.5, 5, 10].map((f) => f * power).find((s) => s >= rough * 0.999 && (!whole || Number.isInteger(s))) ||
      rough,
    out = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) out.push(k * step);
  const digits = Math.max(
    0,
    Math.min(6, -Math.floor(Math.log10(step) + 1e-9) + (Math.abs(step / power - 2.5) < 1e-9 ? 1 : 0)),
  );
  return out.map((v) => ({ value: v, text: minus((Math.abs(v) < step * 1e-6 ? 0 : v).toFixed(digits)) }));
}

// Ticks under an axis; where the usual spacing leaves one or two, closer ones are taken if their numbers have room.
function ticksAcross(context, [low, high], room, font, whole) {
  const usual = ticks(low, high, room / (font * 4), whole);
  for (let closer = 3.4; usual.length < 3 && closer > 1.2; closer *= 0.8) {
    const more = ticks(low, high, room / (font * closer), whole),
      widest = Math.max(...more.map((t) => context.measureText(t.text).width));
    if (more.length > 2 && (widest + font * 0.6) * (more.length - 1) <= room) return more;
  }
  return usual;
}

const SUPERSCRIPT = {
  "-": "\u207b",
  0: "\u2070",
  1: "\u00b9",
  2: "\u00b2",
  3: "\u00b3",
  4: "\u2074",
  5: "\u2075",
  6: "\u2076",
  7: "\u2077",
  8: "\u2078",
  9: "\u2079",
};

export function decades(low, high, wanted) {
  const first = Math.ceil(Math.log10(low) - 1e-9),
    last = Math.floor(Math.log10(high) + 1e-9),
    out = [];
  const step = Math.max(1, Math.ceil((last - first) / Math.max(1, wanted)));
  for (let e = last; e >= first; e -= step) {
    const plain = e >= 0 && e <= 3 ? String(10 ** e) : e < 0 && e >= -2 ? (10 ** e).toFixed(-e) : null;
    out.push({ value: 10 ** e, text: plain ?? `10${[...String(e)].map((c) => SUPERSCRIPT[c]).join("")}` });
  }
  return out.reverse();
}

// Draws the frame of a plane and returns its maps. spec: xlim, ylim, x, y, log_y, equal, counts; null xlim: no x ticks (bars).
export function plane(context, width, height, spec, theme, font) {
  context.font = fontOf(font);
  context.lineWidth = 1;
  const yTicks = spec.log_y ? decades(...spec.ylim, height / (font * 2.6)) : ticks(...spec.ylim, height / (font * 3.2));
  const yWidth = Math.max(...yTicks.map((t) => context.measureText(t.text).width), 0);
  let left = yWidth + 12 + (spec.y ? font * 1.7 : 0),
    right = width - font * 0.9,
    top = font * 0.7;
  if (spec.xlim) {
    // the last number under the axis is centred at the edge: half of it must fit
    const last = ticksAcross(context, spec.xlim, right - left, font, spec.counts).at(-1);
    if (last) right = Math.min(right, width - 2 - context.measureText(last.text).width / 2);
  }
  let bottom = height - font * (spec.xlim ? 1.7 : 0.5) - (spec.x ? font * 1.4 : 0) - (spec.footer || 0);
  const [x0, x1] = spec.xlim || [0, 1];
  const [y0, y1] = spec.ylim;
  if (spec.equal) {
    // same length for one unit on both axes: shrink the longer side
    const unit = Math.min((right - left) / (x1 - x0), (bottom - top) / (y1 - y0));
    const spareX = right - left - unit * (x1 - x0),
      spareY = bottom - top - unit * (y1 - y0);
    left += spareX / 2;
    right -= spareX / 2;
    top += spareY / 2;
    bottom -= spareY / 2;
  }
  const log = (v) => Math.log10(Math.max(v, 1e-300)),
    [ly0, ly1] = spec.log_y ? [log(y0), log(y1)] : [y0, y1];
  const X = (v) => left + ((v - x0) / (x1 - x0)) * (right - left);
  const Y = (v) => bottom - (((spec.log_y ? log(v) : v) - ly0) / (ly1 - ly0)) * (bottom - top);
  const place = {
    X,
    Y,
    left,
    right,
    top,
    bottom,
    font,
    x: (px) => x0 + ((px - left) / (right - left)) * (x1 - x0),
    y: (py) => {
      const v = ly0 + ((bottom - py) / (bottom - top)) * (ly1 - ly0);
      return spec.log_y ? 10 ** v : v;
    },
  };
  context.strokeStyle = theme.faint;
  context.fillStyle = theme.ink;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const t of yTicks) {
    context.beginPath();
    context.moveTo(left, Y(t.value));
    context.lineTo(right, Y(t.value));
    context.stroke();
    context.fillText(t.text, left - 7, Y(t.value));
  }
  if (spec.xlim) {
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const t of ticksAcross(context, [x0, x1], right - left, font, spec.counts)) {
      context.beginPath();
      context.moveTo(X(t.value), top);
      context.lineTo(X(t.value), bottom);
      context.stroke();
      context.fillText(t.text, X(t.value), bottom + font * 0.55);
    }
  }
  if (spec.x) {
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillText(spec.x, (left + right) / 2, Math.min(height - 2, bottom + font * 3.1));
  }
  if (spec.y) {
    context.save();
    context.translate(left - yWidth - font * 1.5, (top + bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(spec.y, 0, 0);
    context.restore();
  }
  context.canvas.drawn = { plane: [left, top, right, bottom] }; // for the test that draws the same in Python
  return place;
}
