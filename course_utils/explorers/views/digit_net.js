// The two networks that read a drawn digit, layer by layer, and their weights as they come to a page without Python.
// A layer is { values, shape }, float32. Sums of the small network are made in NumPy's order, each step rounded to float32,
// so that its maps, and the grey levels and the words that follow from them, are Python's bit by bit; LeNet-5 goes through a
// library of matrix products in Python, whose order is its own: there, sums are made in float64 and agree to rounding, so that
// in one frame of some thousands a printed distance falls to the other side.
import { bytesOfText } from "./lens_frame.js";

const FAINT = 1; // responses are drawn against the strongest one, or against this where all are weaker
const single = Math.fround;

// What page_nets.weights(name) gives, as JSON, to { name: { values, shape } }. The lowest bytes of all numbers come first, the
// highest last: sorted so they are easier to pack.
export async function openWeights({ arrays, gzip }) {
  const packed = new Blob([bytesOfText(gzip)]).stream().pipeThrough(new DecompressionStream("gzip"));
  const sorted = new Uint8Array(await new Response(packed).arrayBuffer()),
    count = sorted.length / 4,
    raw = new ArrayBuffer(4 * count),
    bytes = new Uint8Array(raw);
  for (let b = 0, i = 0; b < 4; b++) for (let k = b; k < bytes.length; k += 4) bytes[k] = sorted[i++];
  let at = 0;
  return Object.fromEntries(
    arrays.map(([name, shape]) => {
      const values = new Float32Array(
        raw,
        at,
        shape.reduce((a, b) => a * b, 1),
      );
      at += values.byteLength;
      return [name, { values, shape }];
    }),
  );
}

export const digitLayer = (values, ...shape) => ({ values, shape, bytes: values instanceof Uint8Array });

// Loops, here and below, since the hand does not wait: functions of arrays with functions inside take ten times as long.
export function mostOf(values) {
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i];
  return most;
}
export function sizeOf(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > most) most = size;
  }
  return most;
}

// ---- the network that ships with the course: convolution, ReLU, max pooling, two dense layers ----

export function convnetLayers(w, picture) {
  const [maps, , side] = w["conv.weight"].shape,
    out = picture.shape[1] - side + 1,
    half = out / 2;
  const conv = convolved(w, picture, maps, side, out),
    relu = positive(conv),
    pool = pooled(relu, maps, out);
  const hidden = positive(denseLayer(pool, w["hidden.weight"], w["hidden.bias"])),
    logits = denseLayer(hidden, w["output.weight"], w["output.bias"]);
  const grey = {
    relu: greyLevels(relu, maps, out, out),
    pool: greyLevels(pool, maps, half, half),
    hidden: greyLevels(hidden, hidden.length),
  };
  return {
    conv: digitLayer(conv, maps, out, out),
    reach: Math.max(FAINT, sizeOf(conv)),
    logits: digitLayer(logits, logits.length),
    grey,
  };
}

// Pixel by pixel: each output then meets its products row by row of the kernel, and paper costs nothing.
function convolved(w, picture, maps, side, out) {
  const weight = w["conv.weight"].values,
    bias = w["conv.bias"].values,
    { values } = picture,
    width = picture.shape[1],
    area = out * out,
    conv = new Float32Array(maps * area);
  for (let i = 0; i < values.length; i++) {
    if (!values[i]) continue;
    const v = single(values[i] / 255),
      r = Math.floor(i / width),
      c = i % width;
    const [p0, q0] = [r, c].map((n) => Math.max(0, n - out + 1)),
      [p1, q1] = [r, c].map((n) => Math.min(side - 1, n)); // the cells of the kernel that meet it
    for (let f = 0; f < maps; f++)
      for (let p = p0; p <= p1; p++) {
        const to = (f * out + r - p) * out + c,
          from = (f * side + p) * side;
        for (let q = q0; q <= q1; q++) conv[to - q] += single(weight[from + q] * v);
      }
  }
  for (let f = 0, i = 0; f < maps; f++) for (const end = i + area; i < end; i++) conv[i] += bias[f];
  return conv;
}

function positive(values) {
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) if (values[i] > 0) out[i] = values[i];
  return out;
}

// The largest of each 2×2; nothing is below 0.
function pooled(values, maps, side) {
  const half = side / 2,
    out = new Float32Array(maps * half * half);
  for (let row = 0, i = 0; row < maps * side; row++)
    for (let c = 0; c < side; c++, i++) {
      const to = (row >> 1) * half + (c >> 1);
      if (values[i] > out[to]) out[to] = values[i];
    }
  return out;
}

// Four inputs at a time (there are 4,320, then 100): a sum is then fetched and put back once for all of them, which is most of
// the work.
function denseLayer(x, { values, shape: [inputs, units] }, bias) {
  const sums = new Float32Array(units);
  for (let k = 0; k < inputs; k += 4) {
    const a = x[k],
      b = x[k + 1],
      c = x[k + 2],
      d = x[k + 3],
      at = k * units,
      bt = at + units,
      ct = bt + units,
      dt = ct + units;
    if (!a && !b && !c && !d) continue;
    for (let m = 0; m < units; m++) {
      const two = single(single(sums[m] + single(a * values[at + m])) + single(b * values[bt + m]));
      sums[m] = single(single(two + single(c * values[ct + m])) + single(d * values[dt + m]));
    }
  }
  for (let m = 0; m < units; m++) sums[m] += bias.values[m];
  return sums;
}

function greyLevels(values, ...shape) {
  const top = Math.max(FAINT, mostOf(values)),
    out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = single(single(255 * values[i]) / top);
  return digitLayer(out, ...shape);
}

export function softmaxOf(logits) {
  const most = mostOf(logits),
    shifted = Float64Array.from(logits, (v) => v - most),
    log = Math.log(shifted.reduce((sum, v) => sum + Math.exp(v), 0));
  return shifted.map((v) => Math.exp(v - log));
}

// ---- LeNet-5 ----

const LENET_PAPER = single(-0.1),
  LENET_RANGE = single(1.175 - -0.1),
  LENET_RIM = 2;
const TANH_SIZE = single(1.7159),
  TANH_SLOPE = single(2 / 3);
const lenetBend = (z) => TANH_SIZE * single(Math.tanh(single(TANH_SLOPE * single(z))));

// The picture, paper −0.1 and ink 1.175, with a rim of paper.
function lenetInput({ values, shape: [rows, columns] }) {
  const wide = columns + 2 * LENET_RIM,
    x = new Float32Array((rows + 2 * LENET_RIM) * wide).fill(LENET_PAPER);
  values.forEach((byte, i) => {
    x[(Math.floor(i / columns) + LENET_RIM) * wide + (i % columns) + LENET_RIM] += single(
      LENET_RANGE * single(byte / 255),
    );
  });
  return digitLayer(x, 1, rows + 2 * LENET_RIM, wide);
}

function lenetConv({ values, shape: [channels, , width] }, { values: weight, shape: [maps, , side] }, bias) {
  const out = width - side + 1,
    made = new Float32Array(maps * out * out);
  for (let f = 0, to = 0; f < maps; f++)
    for (let i = 0; i < out; i++)
      for (let j = 0; j < out; j++, to++) {
        let sum = 0;
        for (let c = 0; c < channels; c++)
          for (let p = 0; p < side; p++) {
            const x = (c * width + i + p) * width + j,
              w = ((f * channels + c) * side + p) * side;
            for (let q = 0; q < side; q++) sum += weight[w + q] * values[x + q];
          }
        made[to] = lenetBend(sum + bias.values[f]);
      }
  return digitLayer(made, maps, out, out);
}

function subsampled({ values, shape: [maps, , width] }, coefficient, bias) {
  const half = width / 2,
    made = new Float32Array(maps * half * half);
  for (let f = 0, to = 0; f < maps; f++)
    for (let i = 0; i < half; i++)
      for (let j = 0; j < half; j++, to++) {
        const at = (f * width + 2 * i) * width + 2 * j,
          sum = values[at] + values[at + width] + values[at + 1] + values[at + width + 1];
        made[to] = lenetBend(sum * coefficient.values[f] + bias.values[f]);
      }
  return digitLayer(made, maps, half, half);
}

export function lenetLayers(w, picture) {
  const C1 = lenetConv(lenetInput(picture), w["C1.weight"], w["C1.bias"]),
    S2 = subsampled(C1, w["S2.coefficient"], w["S2.bias"]);
  const C3 = lenetConv(S2, w["C3.weight"], w["C3.bias"]),
    S4 = subsampled(C3, w["S4.coefficient"], w["S4.bias"]),
    C5 = lenetConv(S4, w["C5.weight"], w["C5.bias"]);
  const [units, inputs] = w["F6.weight"].shape,
    F6 = new Float32Array(units),
    output = new Float32Array(w.codes.shape[0]);
  for (let m = 0; m < units; m++)
    F6[m] = lenetBend(
      C5.values.reduce((sum, v, k) => sum + v * w["F6.weight"].values[m * inputs + k], w["F6.bias"].values[m]),
    );
  for (let k = 0; k < output.length; k++)
    output[k] = F6.reduce((sum, v, m) => sum + (v - w.codes.values[k * units + m]) ** 2, 0);
  return { C1, S2, C3, S4, C5, F6, output };
}
