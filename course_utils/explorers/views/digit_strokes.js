// A drawing, the text of the pad, as pictures of 28×28 bytes: as it lies there, and scaled and centred as MNIST's digits were.
// What data/strokes.py, data/handwriting.py and drawings.py do in Python; a test holds them equal, byte by byte. Sums and
// products are therefore made in Python's order: a point on the pad is a round number, and many a grey level a tie.
import { partsOf } from "./drawing.js";
import { evenWhole } from "./lens_numbers.js";

const PAD = 28,
  MNIST_BOX = 20,
  MNIST_CENTRE = 14,
  MOST_ENLARGED = MNIST_BOX / 2,
  PEN_FADE = 1;
const PEN_CORES = { thin: 0.1, medium: 0.7, thick: 1.6 }; // the distance from its path up to which a pen is full ink

// { values, shape, bytes }: bytes for [as drawn, prepared].
export function digitPictures(text) {
  const { bitmap, pen, strokes } = partsOf(text, PAD * PAD),
    lines = strokes.map((line) => line.map((point) => point.map((v) => v / 100)));
  const base = bitmap?.some((v) => v) ? bitmap : null,
    drawn = lines.length ? inked(lines, [PAD, PAD], pen) : new Uint8Array(PAD * PAD);
  base?.forEach((v, i) => {
    if (v > drawn[i]) drawn[i] = v;
  });
  const prepared = base ? bitmapAsMnist(drawn) : lines.length ? strokesAsMnist(lines, pen) : drawn;
  return [drawn, prepared].map((values) => ({ values, shape: [PAD, PAD], bytes: true }));
}

// ---- ink ----

function inked(lines, size, pen) {
  const found = new Uint8Array(size[0] * size[1]);
  for (const line of lines)
    line.forEach((to, i) => {
      if (!i && line.length > 1) return;
      const from = line[Math.max(0, i - 1)],
        way = [to[0] - from[0], to[1] - from[1]];
      const count = Math.max(1, Math.ceil(exactHypot(...way))),
        step = way.map((v) => v / count);
      for (let k = 0; k < count; k++)
        inkPiece(found, size, [from[0] + k * step[0], from[1] + k * step[1]], step, PEN_CORES[pen]);
    });
  return found;
}

// A straight piece, at most 1 long, in the window that holds all that it can ink.
function inkPiece(found, [rows, columns], [x0, y0], [sx, sy], core) {
  const half = Math.ceil(core + PEN_FADE + 1),
    left = Math.floor(x0) - half,
    top = Math.floor(y0) - half,
    far = core + PEN_FADE + 1e-9;
  const right = Math.min(columns, left + 2 * half + 2),
    bottom = Math.min(rows, top + 2 * half + 2),
    long = Math.max(sx * sx + sy * sy, 1e-12);
  for (let r = Math.max(0, top); r < bottom; r++)
    for (let c = Math.max(0, left); c < right; c++) {
      const i = r * columns + c;
      if (found[i] === 255) continue;
      const dx = c + 0.5 - x0,
        dy = r + 0.5 - y0,
        t = Math.min(1, Math.max(0, (dx * sx + dy * sy) / long)),
        ex = dx - t * sx,
        ey = dy - t * sy;
      if (ex * ex + ey * ey > far * far) continue;
      const full = evenWhole(255 * Math.min(1, Math.max(0, core + PEN_FADE - exactHypot(ex, ey))));
      if (full > found[i]) found[i] = full;
    }
}

// √(a² + b²) as the C library under NumPy has it, to the last bit. With Math.hypot, which differs there in every third number,
// one drawing in five hundred would come out with a grey level on the other side of a tie.
function exactHypot(a, b) {
  const x = Math.max(Math.abs(a), Math.abs(b)),
    y = Math.min(Math.abs(a), Math.abs(b));
  if (y <= x * 2 ** -54) return x + y;
  const h = Math.sqrt(x * x + y * y);
  if (h <= 2 * y) {
    const d = h - y;
    return h - (x * (2 * d - x) + (d - 2 * (x - y)) * d) / (2 * h);
  }
  const d = h - x;
  return h - (2 * d * (x - 2 * y) + ((4 * d - y) * y + d * d)) / (2 * h);
}

// ---- as MNIST does ----

// Strokes are scaled first and inked then: a small drawing keeps its holes, a large one its line.
function strokesAsMnist(lines, pen) {
  const reach = PEN_CORES[pen] + 1,
    points = lines.flat(),
    low = [0, 1].map((i) => points.reduce((least, p) => Math.min(least, p[i]), Infinity));
  const extent = [0, 1].map((i) => points.reduce((most, p) => Math.max(most, p[i]), -Infinity) - low[i]);
  const factor = Math.min(MOST_ENLARGED, (MNIST_BOX - 2 * reach) / Math.max(...extent, 1e-9));
  const [columns, rows] = extent.map((v) => Math.ceil(v * factor + 2 * reach - 1e-6));
  const scaled = lines.map((line) => line.map((point) => point.map((v, i) => (v - low[i]) * factor + reach)));
  return framed(inked(scaled, [rows, columns], pen), [rows, columns]);
}

// A bitmap can only be stretched, until the longer side of the rectangle round its ink has 20 pixels.
function bitmapAsMnist(drawn) {
  const any = (test) => {
    const hit = Array.from({ length: PAD }, (_, k) => k).filter((k) => drawn.some((v, i) => v && test(i) === k));
    return [hit[0], hit.at(-1) + 1];
  };
  const [top, bottom] = any((i) => Math.floor(i / PAD)),
    [left, right] = any((i) => i % PAD),
    size = [bottom - top, right - left];
  const cut = Uint8Array.from(
    { length: size[0] * size[1] },
    (_, i) => drawn[(top + Math.floor(i / size[1])) * PAD + left + (i % size[1])],
  );
  const factor = MNIST_BOX / Math.max(...size),
    wanted = size.map((side) => Math.max(1, evenWhole(factor * side)));
  const scaled = resampled(cut, size, wanted);
  return framed(scaled.some((v) => v) ? scaled : scaled.fill(Math.max(...cut)), wanted); // ink as faint as 1 could vanish
}

// Where the centre of mass of the ink lies at (14, 14), or as near as the frame allows.
function framed(ink, [rows, columns]) {
  const down = new Float64Array(rows),
    across = new Float64Array(columns),
    out = new Uint8Array(PAD * PAD);
  ink.forEach((v, i) => {
    down[Math.floor(i / columns)] += v;
    across[i % columns] += v;
  });
  const [top, left] = [down, across].map((mass) => {
    const centre = mass.reduce((sum, m, i) => sum + i * m, 0) / mass.reduce((sum, m) => sum + m, 0);
    return Math.min(PAD - mass.length, Math.max(0, evenWhole(MNIST_CENTRE - centre)));
  });
  for (let r = 0; r < rows; r++) out.set(ink.subarray(r * columns, (r + 1) * columns), (top + r) * PAD + left);
  return out;
}

// ---- Pillow's bilinear resampling of bytes: two passes, each rounded to bytes, with weights of 22 binary places ----

const RESAMPLE_ONE = 2 ** 22;

// Along the rows first; since Pillow 13 down the columns first where the height shrinks by more than twice as much.
function resampled(bytes, [rows, columns], [height, width]) {
  const along = (from, lines) =>
    width === columns
      ? from
      : resamplePass(
          from,
          lines,
          columns,
          width,
          (r, c) => r * columns + c,
          (r, c) => r * width + c,
        );
  const down = (from, lines) =>
    height === rows
      ? from
      : resamplePass(
          from,
          lines,
          rows,
          height,
          (c, r) => r * lines + c,
          (c, r) => r * lines + c,
        );
  return rows > height && rows - height > 2 * (columns - width)
    ? along(down(bytes, columns), height)
    : down(along(bytes, rows), width);
}

// `lines` lines of `from` bytes, each to `to` bytes; the two functions say where a byte of a line lies.
function resamplePass(bytes, lines, from, to, at, put) {
  const out = new Uint8Array(lines * to);
  for (let k = 0; k < to; k++) {
    const [first, weights] = resampleWeights(from, to, k);
    for (let line = 0; line < lines; line++) {
      let sum = RESAMPLE_ONE / 2;
      weights.forEach((w, i) => {
        sum += bytes[at(line, first + i)] * w;
      });
      out[put(line, k)] = Math.min(255, Math.floor(sum / RESAMPLE_ONE));
    }
  }
  return out;
}

function resampleWeights(from, to, k) {
  const scale = from / to,
    support = Math.max(1, scale),
    centre = (k + 0.5) * scale,
    each = 1 / support;
  const first = Math.max(0, Math.trunc(centre - support + 0.5)),
    end = Math.min(from, Math.trunc(centre + support + 0.5));
  const raw = Array.from({ length: end - first }, (_, i) =>
      Math.max(0, 1 - Math.abs((i + first - centre + 0.5) * each)),
    ),
    sum = raw.reduce((a, b) => a + b, 0);
  return [first, raw.map((w) => Math.trunc(0.5 + (w / sum) * RESAMPLE_ONE))];
}
