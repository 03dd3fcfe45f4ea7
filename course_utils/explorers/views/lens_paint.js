// Draws the lens on its canvas: both grids, the window with its products, the beam to the output, a cell that is pointed at.

import { cornerOf, sliceOf } from "./lens_layout.js";
import { lensNumber, lensUsers, lensWinners } from "./lens_numbers.js";
import { fontOf, inkOn, make } from "./theme.js";

const LENS_MAPS = {
  light: [
    [5, 48, 97],
    [67, 147, 195],
    [247, 247, 247],
    [214, 96, 77],
    [103, 0, 31],
  ],
  dark: [
    [166, 212, 240],
    [52, 118, 168],
    [33, 37, 43],
    [184, 76, 60],
    [250, 178, 146],
  ],
}; // a dark page's map is dark at nought
const ramps = {};
function signedRamp(dark) {
  const marks = LENS_MAPS[dark ? "dark" : "light"];
  ramps[dark] ??= Uint8ClampedArray.from({ length: 3 * 511 }, (_, i) => {
    const at = (4 * Math.floor(i / 3)) / 510,
      m = Math.min(3, Math.floor(at)),
      c = i % 3;
    return Math.round(marks[m][c] + (marks[m + 1][c] - marks[m][c]) * (at - m));
  });
  return ramps[dark];
}
export const cssOf = (c) => `rgb(${c[0]} ${c[1]} ${c[2]})`;
export function signedColour(value, reach, dark) {
  const ramp = signedRamp(dark),
    i = 3 * (255 + Math.round(255 * Math.max(-1, Math.min(1, value / (reach || 1)))));
  return [ramp[i], ramp[i + 1], ramp[i + 2]];
}
const greyColour = (value, reach) => Array(3).fill(Math.round(255 * Math.max(0, Math.min(1, value / reach))));
const LENS_PALE = 1.6; // tables use the map only to 1/1.6 of its end, so that their numbers read well
export const colourOf = (content, reach, dark) => (value) =>
  content.display === "signed"
    ? signedColour(value, reach * (content.photo ? 1 : LENS_PALE), dark)
    : greyColour(content.display === "absolute" ? Math.abs(value) : value, reach);
// A number in a cell: at most three figures, and no nought before the point where it is narrow.
export const cellText = (v) =>
  Number.isFinite(v) ? lensNumber(v, Math.abs(v) < 10 ? 2 : 3).replace(/,/g, "") : lensNumber(v);
export const briefText = (v) => cellText(v).replace(/^(−?)0\./, "$1.");

// A picture of one pixel a cell: three channels as colours, or one by its map.
export function baked(canvas, values, rows, columns, paint) {
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
    canvas.image = null;
  }
  const context = canvas.getContext("2d"),
    image = canvas.image ?? new ImageData(columns, rows);
  canvas.image = image;
  paint(image.data, values, rows * columns);
  context.putImageData(image, 0, 0);
}
export function paintMap(content, reach, dark) {
  if (content.display !== "signed")
    return (data, v, n) => {
      const f = 255 / reach,
        absolute = content.display === "absolute";
      for (let i = 0, o = 0; i < n; i++, o += 4) {
        data[o] = data[o + 1] = data[o + 2] = (absolute ? Math.abs(v[i]) : v[i]) * f;
        data[o + 3] = 255;
      }
    };
  const ramp = signedRamp(dark),
    f = 255 / (reach * (content.photo ? 1 : LENS_PALE));
  return (data, v, n) => {
    for (let i = 0, o = 0; i < n; i++, o += 4) {
      let q = Math.round(v[i] * f);
      q = 3 * (255 + Math.max(-255, Math.min(255, q)));
      data[o] = ramp[q];
      data[o + 1] = ramp[q + 1];
      data[o + 2] = ramp[q + 2];
      data[o + 3] = 255;
    }
  };
}
// Three maps, red, green and blue; with signs half of each value is added to a middle grey.
export function paintColours(content) {
  const level =
    content.display === "signed" ? (v) => 127.5 + v / 2 : content.display === "absolute" ? Math.abs : (v) => v;
  return (data, v, n) => {
    for (let i = 0, o = 0; i < n; i++, o += 4) {
      for (let c = 0; c < 3; c++) data[o + c] = level(v[c * n + i]);
      data[o + 3] = 255;
    }
  };
}

const hatches = {};
function hatching(context, theme) {
  if (hatches[theme.paper]) return hatches[theme.paper];
  const tile = make("canvas", { width: 8, height: 8 }),
    c = tile.getContext("2d");
  c.fillStyle = theme.paper;
  c.fillRect(0, 0, 8, 8);
  c.strokeStyle = theme.faint;
  c.lineWidth = 1.2;
  c.beginPath();
  for (const o of [-8, 0, 8]) {
    c.moveTo(o - 1, 9);
    c.lineTo(o + 9, -1);
  }
  c.stroke();
  hatches[theme.paper] = context.createPattern(tile, "repeat");
  return hatches[theme.paper];
}

export class LensPainter {
  constructor(context, view) {
    Object.assign(this, { x: context, ...view });
    this.u = this.L.unit;
    this.inside = this.s.transposed ? "right" : "left";
    this.other = this.s.transposed ? "left" : "right";
  }

  write(text, cx, cy, size, colour, bold = false) {
    this.x.font = fontOf(size, bold ? "600" : "");
    this.x.fillStyle = colour;
    this.x.fillText(text, cx, cy);
  }
  fits(text, size, room) {
    this.x.font = fontOf(size);
    return this.x.measureText(text).width <= room;
  }
  veil(colour, alpha, ...box) {
    this.x.globalAlpha = alpha;
    this.x.fillStyle = colour;
    this.x.fillRect(...box);
    this.x.globalAlpha = 1;
  }
  frame(left, top, w, h, colour, width = 2.5) {
    for (const [ink, line] of [
      [this.theme.paper, width + 2],
      [colour, width],
    ]) {
      this.x.strokeStyle = ink;
      this.x.lineWidth = line;
      this.x.strokeRect(left, top, w, h);
    }
  }
  corner(side, map, r, c) {
    return cornerOf(this.L, side, map, r, c);
  }

  draw() {
    const { x, s } = this;
    x.textAlign = "center";
    x.textBaseline = "middle";
    this.captions();
    this.side("left");
    if (s.refused) {
      this.write(
        "no output",
        this.L.right.from + this.L.box / 2,
        this.L.right.y + this.L.right.all / 2,
        14 * this.u,
        this.theme.grey,
      );
      this.tooLarge();
      return;
    }
    this.side("right");
    this.legend();
    this.window();
    if (this.content.point) this.pointed();
  }

  // A window that has no place is shown all the same: where it would begin.
  tooLarge() {
    const { x, s, L, theme } = this,
      n = L.cell,
      [left, top] = this.corner("left", 0, -L.left.ring, -L.left.ring);
    if (s.transposed || s.refused === "slices") return;
    x.save();
    x.setLineDash([6, 4]);
    x.strokeStyle = theme.red;
    x.lineWidth = 2.5;
    x.strokeRect(left, top, s.covered[1] * n, s.covered[0] * n);
    x.restore();
  }

  // Above each grid its name and its size; where the two captions would meet, they say less.
  captions() {
    const { x, s, L, theme, content, u } = this,
      n = content.colour ? 3 : s.C,
      many = n > 1 ? `${n} channels of ` : "",
      maps = s.maps > 1 ? `${s.maps} maps of ` : "";
    const size = (v) => v.join(" × "),
      ring = s.padding ? (s.transposed ? "" : `, padding ${s.padding}`) : "",
      cut = s.transposed && s.padding ? `, ${s.padding} cut off` : "";
    const room = Math.min(L.right.from - L.left.from - 6, L.width / 2 - 5),
      wide = (text) => x.measureText(text).width;
    const line = (side, name, ...extras) => {
      x.textAlign = "left";
      x.font = fontOf(13 * u, "600");
      const a = wide(name);
      x.font = fontOf(12 * u);
      const extra = extras.find((one) => a + wide(one) <= room) ?? "",
        b = wide(extra);
      const from = Math.max(2, Math.min(L.width - a - b - 2, L[side].from + (L.box - a - b) / 2)),
        y = Math.max(9 * u, L[side].y - 13 * u);
      this.write(name, from, y, 13 * u, theme.ink, true);
      this.write(extra, from + a, y, 12 * u, theme.grey);
      x.textAlign = "center";
    };
    const inputs = size(s.size),
      outputs = size(s.right);
    line("left", "Input ", `${many}${inputs}${ring}`, `${many}${inputs}`, inputs);
    if (s.refused) line("right", "Output ", "none");
    else line("right", "Output ", `${maps}${outputs}${cut}`, `${maps}${outputs}`, outputs);
  }

  // The colours of the output: their ends stand beside them.
  legend() {
    const { x, L, theme, content, reach, u } = this;
    if (content.colour) return;
    const signed = content.display === "signed",
      w = Math.min(130 * u, L.box * 0.45),
      high = 8 * u,
      left = L.right.from + (L.box - w) / 2,
      top = Math.min(L.ends - 14 * u, L.right.y + L.right.all + 10 * u);
    const fill = x.createLinearGradient(left, 0, left + w, 0),
      colour = colourOf(content, 1, theme.dark);
    for (let i = 0; i <= 16; i++) fill.addColorStop(i / 16, cssOf(colour(signed ? i / 8 - 1 : i / 16)));
    x.fillStyle = fill;
    x.fillRect(left, top, w, high);
    x.strokeStyle = theme.faint;
    x.lineWidth = 1;
    x.strokeRect(left - 0.5, top - 0.5, w + 1, high + 1);
    x.textAlign = "right";
    this.write(signed ? lensNumber(-reach) : "0", left - 5, top + high * 0.6, 12 * u, theme.grey);
    x.textAlign = "left";
    this.write(lensNumber(reach), left + w + 5, top + high * 0.6, 12 * u, theme.grey);
    x.textAlign = "center";
  }

  side(side) {
    const { x, L, s, theme, content, output } = this,
      g = L[side],
      [R, C] = side === "left" ? s.size : s.right,
      n = L.cell,
      values = side === "left" ? s.x : output.values;
    for (let map = 0; map < g.count; map++) {
      if (g.ring) {
        x.fillStyle = hatching(x, theme);
        x.fillRect(g.x, g.y + map * g.step, g.w, g.h);
        x.strokeStyle = theme.grey;
        x.setLineDash([4, 3]);
        x.lineWidth = 1;
        x.strokeRect(g.x + 0.5, g.y + map * g.step + 0.5, g.w - 1, g.h - 1);
        x.setLineDash([]);
      }
      const [x0, y0] = this.corner(side, map, 0, 0);
      if (this.pictures[side]) {
        x.imageSmoothingEnabled = n < 3 && n % 1 !== 0;
        x.drawImage(this.pictures[side], x0, y0, C * n, R * n);
      } else this.table(side, map, values.subarray(map * R * C, (map + 1) * R * C), R, C);
      x.strokeStyle = theme.grey;
      x.lineWidth = 1;
      x.strokeRect(x0 - 0.5, y0 - 0.5, C * n + 1, R * n + 1);
      if (g.ring && n >= 18 * this.u && !content.photo && !s.transposed) this.ringTexts(side, map, R, C);
    }
  }

  ringTexts(side, map, R, C) {
    const { L, s, theme } = this,
      ring = L[side].ring,
      text = s.sums || s.zeros ? "0" : s.mode === "max" ? "−∞" : "–";
    for (let r = -ring; r < R + ring; r++)
      for (let c = -ring; c < C + ring; c++)
        if (r < 0 || c < 0 || r >= R || c >= C) {
          const [left, top] = this.corner(side, map, r, c);
          this.write(text, left + L.cell / 2, top + L.cell / 2 + 1, 12 * this.u, theme.grey);
        }
  }

  table(side, map, values, R, C) {
    const { x, L, theme, content, reach, dark, u } = this,
      n = L.cell,
      [x0, y0] = this.corner(side, map, 0, 0),
      colour = side === "right" && colourOf(content, reach, dark);
    const top = values.reduce((a, v) => Math.max(a, Math.abs(v)), 0),
      texts = Array.from(values, (v) => (n < 30 * u ? briefText(v) : cellText(v)));
    const widest = texts.reduce((a, t) => (t.length > a.length ? t : a), ""),
      wanted = Math.max(12 * u, Math.min(18 * u, Math.round(n * 0.34)));
    const size = this.fits(widest, wanted, n - 3) ? wanted : 12 * u,
      readable = n >= 15 * u && this.fits(widest, size, n - 1);
    for (let i = 0; i < values.length; i++) {
      const left = x0 + (i % C) * n,
        up = y0 + Math.floor(i / C) * n,
        tint = colour && Number.isFinite(values[i]) ? colour(values[i]) : null;
      x.fillStyle = tint ? cssOf(tint) : theme.paper;
      x.fillRect(left, up, n, n);
      if (!tint && values[i]) this.veil(theme.ink, 0.05 + (0.17 * Math.abs(values[i])) / top, left, up, n, n);
      if (readable)
        this.write(
          texts[i],
          left + n / 2,
          up + n / 2 + 1,
          size,
          tint ? inkOn(tint) : values[i] ? theme.ink : theme.grey,
        );
    }
    x.strokeStyle = theme.faint;
    x.lineWidth = 1;
    x.beginPath();
    for (let r = 0; r <= R; r++) {
      x.moveTo(x0, y0 + r * n + 0.5);
      x.lineTo(x0 + C * n, y0 + r * n + 0.5);
    }
    for (let c = 0; c <= C; c++) {
      x.moveTo(x0 + c * n + 0.5, y0);
      x.lineTo(x0 + c * n + 0.5, y0 + R * n);
    }
    x.stroke();
  }

  // The window, its products where there is room, the beams, and the cell of the other grid.
  window() {
    const { s, L, content, cur, theme, taps } = this,
      n = L.cell,
      best = s.mode === "max" ? lensWinners(taps) : [];
    for (const tap of taps) this.tap(tap, best[tap.channel] === tap);
    const span = s.covered.map((v) => v * n),
      thin = n < 6 ? 2 : 3,
      m = n < 6 ? 2 : 0;
    for (let c = 0; c < (content.colour ? 1 : s.C); c++) {
      const [wx, wy] = this.corner(
        this.inside,
        s.transposed ? 0 : c,
        cur[0] * s.stride - s.padding,
        cur[1] * s.stride - s.padding,
      );
      const [ax, ay] = this.corner(this.other, s.transposed ? c : Math.min(c, s.maps - 1), cur[0], cur[1]);
      this.beams(c, [wx, wy, span[1], span[0]], [ax, ay, n, n]);
      this.frame(wx, wy, span[1], span[0], theme.orange, thin);
      this.frame(ax - m, ay - m, n + 2 * m, n + 2 * m, theme.orange, thin);
    }
  }

  tap(tap, best) {
    const { x, s, L, content, theme, output, lit, u } = this,
      n = L.cell,
      [left, top] = this.corner(this.inside, s.transposed ? 0 : tap.channel, tap.row, tap.column);
    if (L.roomy && (!s.transposed || tap.inside) && !(s.transposed && tap.channel)) {
      this.veil(theme.paper, 1, left + 1, top + 1, n - 1, n - 1);
      this.veil(theme.orange, theme.dark ? 0.2 : 0.13, left + 1, top + 1, n - 1, n - 1);
      const texts = s.transposed
        ? [
            cellText(output.values[tap.row * s.ground[1] + tap.column]),
            `${tap.product < 0 ? "" : "+"}${briefText(this.made(tap))}`,
          ]
        : s.sums
          ? [`${briefText(tap.pixel)}×${briefText(tap.weight)}`, briefText(tap.product)]
          : [null, tap.inside || s.zeros ? cellText(tap.pixel) : s.mode === "max" ? "−∞" : "–"];
      const size = (n > 50 * u ? 14 : 12) * u,
        both = texts[0] && this.fits(texts[0], 12 * u, n - 2);
      if (both)
        this.write(texts[0], left + n / 2, top + n * 0.31, 12 * u, tap.weight || s.transposed ? theme.ink : theme.grey);
      this.write(
        texts[1],
        left + n / 2,
        top + n * (both ? 0.71 : 0.53),
        size,
        best ? theme.purple : (s.sums ? tap.product : true) ? (s.sums ? this.hot : theme.ink) : theme.grey,
        true,
      );
      x.strokeStyle = theme.orange;
      x.globalAlpha = 0.45;
      x.lineWidth = 1;
      x.strokeRect(left + 0.5, top + 0.5, n, n);
      x.globalAlpha = 1;
    } else if (n >= 3) this.veil(theme.orange, s.dilation > 1 || !content.photo ? 0.3 : 0.14, left, top, n, n);
    if ((best || (lit && lit.p === tap.p && lit.q === tap.q && (content.colour || lit.c === tap.channel))) && n >= 3) {
      x.strokeStyle = best ? theme.purple : theme.orange;
      x.lineWidth = 3;
      x.strokeRect(left + 1.5, top + 1.5, n - 3, n - 3);
    }
  }
  // What one copy of a transposed kernel adds here, of all channels together.
  made(tap) {
    return this.s.C === 1
      ? tap.product
      : this.taps.filter((one) => one.p === tap.p && one.q === tap.q).reduce((sum, one) => sum + one.product, 0);
  }

  // Light from the window through the kernel to the other cell: in the gaps only, a hair over the numbers.
  beams(channel, w, a) {
    const { L, s } = this,
      k = sliceOf(L, channel),
      [from, to] = s.transposed ? [a, w] : [w, a];
    if (L.tall) {
      this.fall([from[0], from[0] + from[2], from[1] + from[3]], [k.x, k.x + k.w, k.y]);
      this.fall([to[0], to[0] + to[2], to[1] + to[3]], [k.x, k.x + k.w, k.y]);
      return;
    }
    this.ray([from[0] + from[2], from[1], from[1] + from[3]], [k.x, k.y, k.y + k.h]);
    this.ray([k.x + k.w, k.y, k.y + k.h], [to[0], to[1], to[1] + to[3]]);
  }
  shaft(points, clip) {
    const { x, theme } = this,
      path = () => {
        x.beginPath();
        points.forEach(([px, py], i) => {
          x[i ? "lineTo" : "moveTo"](px, py);
        });
        x.closePath();
      };
    x.save();
    x.beginPath();
    x.rect(...clip);
    x.clip();
    path();
    x.globalAlpha = theme.dark ? 0.17 : 0.13;
    x.fillStyle = theme.orange;
    x.fill();
    x.restore();
    x.globalAlpha = 0.25;
    x.strokeStyle = theme.orange;
    x.lineWidth = 1;
    x.beginPath();
    x.moveTo(...points[0]);
    x.lineTo(...points[1]);
    x.moveTo(...points[3]);
    x.lineTo(...points[2]);
    x.stroke();
    x.globalAlpha = 1;
  }
  ray([ax, at, ab], [bx, bt, bb]) {
    const { L } = this,
      l = L.left.x + L.left.w + 1;
    this.shaft(
      [
        [ax, at],
        [bx, bt],
        [bx, bb],
        [ax, ab],
      ],
      [l, 0, L.right.x - 1 - l, L.height],
    );
  }
  fall([al, ar, ay], [bl, br, by]) {
    const { L } = this,
      under = Math.max(L.left.y + L.left.all, L.right.y + L.right.all) + 1;
    this.shaft(
      [
        [al, ay],
        [bl, by],
        [br, by],
        [ar, ay],
      ],
      [0, under, L.width, by - under],
    );
  }

  // A cell under the window that is pointed at: every place that uses it, with the weight of each.
  pointed() {
    const { x, s, L, theme, content, output, u } = this,
      n = L.cell,
      all = lensUsers(s, content.point),
      e = n < 6 ? 1.5 : 0,
      [KH, KW] = s.window;
    for (let c = 0; c < L[this.other].count; c++)
      for (const [i, j, p, q] of all) {
        const [left, top] = this.corner(this.other, c, i, j);
        if (n >= 30 * u && s.sums && !content.photo) {
          const value = s.transposed ? s.x[(c * s.size[0] + i) * s.size[1] + j] : output.values[i * s.places[1] + j],
            weights = s.transposed ? [c] : [...Array(s.C).keys()];
          this.veil(theme.paper, 1, left + 2, top + 2, n - 3, n - 3);
          this.veil(theme.blue, 0.14, left + 2, top + 2, n - 3, n - 3);
          this.write(
            cellText(value),
            left + n / 2,
            top + n * 0.32,
            Math.max(12 * u, Math.min(15 * u, n * 0.3)),
            theme.ink,
            true,
          );
          if (weights.length === 1)
            this.write(
              `×${briefText(s.laid[(weights[0] * KH + p) * KW + q])}`,
              left + n / 2,
              top + n * 0.72,
              12 * u,
              theme.blue,
              true,
            );
        }
        if (n >= 4) this.frame(left + 1.5, top + 1.5, n - 2, n - 2, theme.blue, 2);
        else this.veil(theme.blue, 0.5, left, top, n, n);
      }
    for (let c = 0; c < L[this.inside].count; c++) {
      const [left, top] = this.corner(this.inside, c, ...content.point);
      this.frame(left - e, top - e, n + 2 * e, n + 2 * e, theme.blue, 2.5);
    }
    x.globalAlpha = 1;
  }
}
