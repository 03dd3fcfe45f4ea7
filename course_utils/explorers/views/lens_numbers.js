// The arithmetic of the lens, for the time that a hand moves: what lens_arithmetic.py does in Python, held equal by a test.
// Arrays are {values, shape}: input (C, H, W), kernel (1 or C, KH, KW), output (M, OH, OW). The window lies on grid `ground`
// (the input; transposed: the output); each of its places is a cell of the other one.

export const RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹",
  TIMES_TEN = "\u00a0×\u00a010";

// A number as Python's words.number writes it; a tie goes to the even digit, as Python's does.
const FIGURES = 12; // beyond these, a sum depends on its order
export function lensNumber(value, digits = 3) {
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  const size = Number(Math.abs(value).toPrecision(FIGURES)),
    rounded = evenDigits(size, digits),
    whole = size >= 10 ** digits || Number.isInteger(rounded);
  const text = whole ? grouped(evenWhole(size)) : rounded < 1e-4 ? powerOfTen(rounded) : String(rounded);
  return text === "0" ? "0" : ((value < 0 ? "-" : "") + text).replaceAll("-", "−");
}
function powerOfTen(size) {
  const [mantissa, power] = size.toExponential().split("e");
  return mantissa + TIMES_TEN + [...power].map((sign) => RAISED["-0123456789".indexOf(sign)]).join("");
}
function evenDigits(size, digits) {
  if (!size) return 0;
  const up = Number(size.toPrecision(digits)),
    [mantissa, power] = size.toExponential(60).split("e"),
    figures = mantissa.replace(".", "");
  if (!/^50*$/.test(figures.slice(digits)) || figures[digits - 1] % 2) return up;
  return Number(`${figures.slice(0, digits)}e${power - digits + 1}`); // halfway, and the digit before is even: it stays
}
export function evenWhole(size) {
  const low = Math.floor(size);
  return size - low === 0.5 ? low + (low % 2) : Math.round(size);
}
function grouped(whole) {
  const text = whole < 1e21 ? BigInt(whole).toString() : String(whole);
  return text.replace(/\B(?=(\d{3})+$)/g, ",");
}

// Of the sizes of its terms: a sum below is what rounding leaves of 0, as of 0.1 + 0.2 − 0.3.
const ROUNDING = 1e-13,
  settled = (sum, size) => (Math.abs(sum) < ROUNDING * size ? 0 : sum);
export const lensTotal = (values) => {
  let sum = 0,
    size = 0;
  for (const v of values) {
    sum += v;
    size += Math.abs(v);
  }
  return settled(sum, size);
};

export function lensSetting(content) {
  const {
    input,
    kernel,
    mode = "sum",
    stride = 1,
    padding = 0,
    dilation = 1,
    flip = false,
    zeros = false,
    bias = 0,
    divisor = 1,
  } = content;
  const [C, H, W] = input.shape,
    [slices, KH, KW] = kernel.shape,
    covered = [dilation * (KH - 1) + 1, dilation * (KW - 1) + 1];
  const transposed = mode === "transposed",
    sums = mode === "sum" || transposed,
    size = [H, W],
    elements = KH * KW;
  const places = transposed ? size : size.map((n, i) => Math.floor((n + 2 * padding - covered[i]) / stride) + 1);
  const ground = transposed ? size.map((n, i) => (n - 1) * stride - 2 * padding + covered[i]) : size;
  const laid = Float64Array.from({ length: C * elements }, (_, i) => {
    const slice = slices > 1 ? Math.floor(i / elements) : 0,
      at = i % elements; // a kernel of one slice lies on every channel
    if (!sums) return 1;
    return (kernel.values[slice * elements + (flip ? elements - 1 - at : at)] ?? 0) / divisor;
  });
  const s = {
    x: input.values,
    C,
    size,
    kernel,
    slices,
    window: [KH, KW],
    mode,
    stride,
    padding,
    dilation,
    flip,
    zeros,
    bias,
    divisor,
    covered,
    places,
    ground,
    laid,
    transposed,
    sums,
    maps: sums ? 1 : C,
    right: transposed ? ground : places,
  };
  s.refused = lensRefusal(s);
  return s;
}

export function lensRefusal(s) {
  if (s.sums && s.slices !== 1 && s.slices !== s.C) return "slices";
  if (Math.min(...s.ground) < 1) return "cut";
  if (Math.min(...s.places) < 1) return "size";
  if (!s.sums && 2 * s.padding > Math.min(...s.window)) return "padding";
  return !s.sums && [0, 1].some((axis) => meetsNothing(s, axis)) ? "empty" : "";
}
function meetsNothing(s, axis) {
  for (let i = 0; i < s.places[axis]; i++) {
    let met = false;
    for (let k = 0; k < s.window[axis]; k++) {
      const at = i * s.stride - s.padding + k * s.dilation;
      met ||= at >= 0 && at < s.size[axis];
    }
    if (!met) return true;
  }
  return false;
}

// The output (M, OH, OW) as doubles; null where the window is refused.
export function lensOutput(s) {
  if (s.refused) return null;
  const [rows, columns] = s.right,
    out = new Float64Array(s.maps * rows * columns);
  if (s.sums) {
    addProducts(s, out);
    settle(s, out);
  } else pool(s, out);
  return { values: out, shape: [s.maps, rows, columns] };
}
function addProducts(s, out) {
  const { x, laid, stride, padding, dilation, transposed } = s,
    [AR, AC] = s.places,
    [BR, BC] = s.ground,
    [KH, KW] = s.window,
    area = s.size[0] * s.size[1];
  for (let c = 0, tap = 0; c < s.C; c++)
    for (let p = 0; p < KH; p++)
      for (let q = 0; q < KW; q++, tap++) {
        const weight = laid[tap];
        if (!weight) continue;
        const down = p * dilation - padding,
          right = q * dilation - padding; // of grid B, from the place's own corner
        const first = Math.max(0, Math.ceil(-right / stride)),
          last = Math.min(AC - 1, Math.floor((BC - 1 - right) / stride));
        for (let i = 0; i < AR; i++) {
          const r = i * stride + down;
          if (r < 0 || r >= BR) continue;
          const a = i * AC,
            b = r * BC + right,
            from = c * area;
          if (transposed) for (let j = first; j <= last; j++) out[b + j * stride] += weight * x[from + a + j];
          else for (let j = first; j <= last; j++) out[a + j] += weight * x[from + b + j * stride];
        }
      }
  if (s.bias) for (let i = 0; i < out.length; i++) out[i] += s.bias; // once for each output
}
function settle(s, out) {
  const most = (values) => values.reduce((a, v) => Math.max(a, Math.abs(v)), 0),
    bound = s.laid.length * most(s.laid) * most(s.x) + Math.abs(s.bias);
  if (!out.some((v) => v && Math.abs(v) < ROUNDING * bound)) return; // as nearly always: no sum is as small as that
  const sizes = new Float64Array(out.length);
  addProducts({ ...s, x: s.x.map(Math.abs), laid: s.laid.map(Math.abs), bias: Math.abs(s.bias) }, sizes);
  for (let i = 0; i < out.length; i++) out[i] = settled(out[i], sizes[i]);
}
function pool(s, out) {
  const { x, stride, padding, dilation, zeros } = s,
    [OH, OW] = s.places,
    [H, W] = s.size,
    [KH, KW] = s.window,
    most = s.mode === "max";
  for (let c = 0, to = 0; c < s.C; c++)
    for (let i = 0; i < OH; i++)
      for (let j = 0; j < OW; j++, to++) {
        let largest = -Infinity,
          sum = 0,
          size = 0,
          count = 0;
        for (let p = 0; p < KH; p++)
          for (let q = 0; q < KW; q++) {
            const r = i * stride + p * dilation - padding,
              k = j * stride + q * dilation - padding,
              inside = r >= 0 && k >= 0 && r < H && k < W;
            if (!inside && !zeros) continue;
            const value = inside ? x[(c * H + r) * W + k] : 0;
            if (value > largest) largest = value;
            sum += value;
            size += Math.abs(value);
            count++;
          }
        out[to] = most ? largest : settled(sum, size) / count;
      }
}

// The elements of the window at one place: the cell of B that each meets, and what it makes.
export function lensTaps(s, place) {
  const [rows, columns] = s.ground,
    [KH, KW] = s.window,
    [H, W] = s.size,
    ring = s.mode === "max" && !s.zeros ? -Infinity : 0,
    found = [];
  for (let c = 0, tap = 0; c < s.C; c++)
    for (let p = 0; p < KH; p++)
      for (let q = 0; q < KW; q++, tap++) {
        const row = place[0] * s.stride + p * s.dilation - s.padding,
          column = place[1] * s.stride + q * s.dilation - s.padding;
        const inside = row >= 0 && column >= 0 && row < rows && column < columns,
          [r, k] = s.transposed ? place : [row, column];
        const pixel = inside || s.transposed ? s.x[(c * H + r) * W + k] : ring,
          weight = s.laid[tap];
        found.push({ channel: c, p, q, row, column, inside, pixel, weight, product: pixel * weight });
      }
  return found;
}

// The taps of the largest pixel of each channel, the first in row order.
export function lensWinners(taps) {
  const best = [];
  for (const tap of taps) if (!best[tap.channel] || tap.pixel > best[tap.channel].pixel) best[tap.channel] = tap;
  return best;
}

// The places [row, column, p, q] that touch a cell of grid B, each with the element of the window that does.
export function lensUsers(s, cell) {
  const found = [],
    [KH, KW] = s.window;
  for (let p = 0; p < KH; p++)
    for (let q = 0; q < KW; q++) {
      const place = [p, q].map((k, i) => (cell[i] + s.padding - k * s.dilation) / s.stride);
      if (place.every((at, i) => Number.isInteger(at) && at >= 0 && at < s.places[i])) found.push([...place, p, q]);
    }
  return found;
}

const LENS_SETTINGS = { strides: [1, 2, 3], paddings: [0, 1, 2], dilations: [1, 2, 3], sides: [1, 2, 3, 4, 5] };
// What would give a refused window a place, each by itself.
export function lensWaysOut(s) {
  const { size, C, slices } = s,
    base = { ...s, input: { values: [], shape: [C, ...size] } };
  const fits = (changes, window = s.window) =>
    !lensSetting({ ...base, kernel: { values: [], shape: [slices, ...window] }, ...changes }).refused;
  const side = (test) => LENS_SETTINGS.sides.filter(test).some((n) => fits({}, [n, n]));
  const low = Math.min(...s.window),
    high = Math.max(...s.window);
  const trials = {
    "a larger window": side((n) => n > high),
    "a smaller window": side((n) => n < low),
    "less dilation": LENS_SETTINGS.dilations.some((dilation) => dilation < s.dilation && fits({ dilation })),
    "less padding": LENS_SETTINGS.paddings.some((padding) => padding < s.padding && fits({ padding })),
    "more padding": LENS_SETTINGS.paddings.some((padding) => padding > s.padding && fits({ padding })),
  };
  return Object.keys(trials).filter((way) => trials[way]);
}
