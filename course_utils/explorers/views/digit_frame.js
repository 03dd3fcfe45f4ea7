// What the page of DrawDigit shows for a state where the network's weights are at hand: what draw_digit.py says in Python,
// letter by letter.
import { convnetLayers, digitLayer, mostOf, sizeOf, softmaxOf } from "./digit_net.js";
import { digitPictures } from "./digit_strokes.js";
import { evenWhole, lensNumber } from "./lens_numbers.js";

const SURE = 0.9,
  UNDECIDED = 0.2; // from this share on the network is sure; shares that differ by less leave it undecided
export const DIGIT_NAMES = [..."0123456789"];

// What both ways of giving a drawing to a network come to; kept while only the other controls move.
export function digitLooks(text, memo, read) {
  if (memo.text !== text)
    Object.assign(memo, { text, looks: digitPictures(text).map((picture) => ({ picture, ...read(picture) })) });
  return memo.looks;
}
// A panel that depends on the map alone: the same object is not drawn anew.
export function keptPanel(memo, k, make) {
  if (memo.map !== k) Object.assign(memo, { map: k, panel: make() });
  return memo.panel;
}
export const isBlank = ({ values }) => !values.some((v) => v);

// Python's order of a stable sort, the best first.
export const ranked = (values, by) => DIGIT_NAMES.map(Number).sort((a, b) => by(values[a], values[b]));

export function digitFrame(w, state, memo, spec) {
  const looks = digitLooks(state.drawing, memo, (picture) => readByConvnet(w, picture)),
    look = looks[+state.prepare];
  const [maps, , high, wide] = w["conv.weight"].shape,
    k = state.map[0] * spec.map.columns + state.map[1],
    peak = strongestOf(look.conv, k);
  const boxes = peak.value > 0 && !isBlank(look.picture) ? [[peak.row, peak.column, high, wide, "orange"]] : [];
  return {
    seen: { pixels: look.picture, map: "gray", vmin: 0, vmax: 255, boxes },
    ...look.still,
    filters: keptPanel(memo, k, () => filterPanel(digitLayer(w["conv.weight"].values, maps, high, wide), k)),
    ...mapPanels(look, k),
    sentence: digitSentence(state, looks, peak, k, spec),
  };
}

// A picture, read; `still` is what no map changes.
function readByConvnet(w, picture) {
  const layers = convnetLayers(w, picture),
    { logits, grey, conv } = layers,
    p = softmaxOf(logits.values),
    best = mostOf(logits.values);
  const colors = DIGIT_NAMES.map((_, k) => (k === p.indexOf(mostOf(p)) ? "orange" : "blue")),
    bars = (values, text) => ({ labels: DIGIT_NAMES, values, text, colors });
  const tuple = ({ shape }) => `(${shape.join(", ")})`,
    count = ({ values }) => lensNumber(values.length),
    [rows, columns] = picture.shape;
  const still = {
    probabilities: bars(
      digitLayer(Float32Array.from(p), p.length),
      Array.from(p, (v) => (v >= 0.005 ? digitPercent(v) : "")),
    ),
    hidden: { pixels: squareOf(grey.hidden.values), vmin: 0, vmax: 255 },
    logits: bars(
      logits,
      Array.from(logits.values, (v) => (v === best ? lensNumber(v) : "")),
    ),
    formula: [
      `(1, ${rows}, ${columns}) → convolution, ReLU ${tuple(conv)} → pooling ${tuple(grey.pool)} → ${count(grey.pool)} numbers` +
        ` → ${count(grey.hidden)} hidden units → ${count(logits)} logits`,
    ],
  };
  return { ...layers, p, still };
}

// A list of numbers as rows of a picture as wide as it is high, or nearly; what is left over is 0.
function squareOf(values) {
  const side = Math.ceil(Math.sqrt(values.length)),
    rows = Math.ceil(values.length / side),
    out = new Uint8Array(rows * side);
  out.set(values);
  return digitLayer(out, rows, side);
}

function filterPanel(pixels, k) {
  const edge = sizeOf(pixels.values);
  return { pixels, map: "signed", vmin: -edge, vmax: edge, lit: k };
}

function mapPanels({ conv, reach: top, grey: { relu, pool } }, k) {
  const shown = { map: "gray", vmin: 0, vmax: 255, lit: k };
  return {
    conv: { pixels: conv, map: "signed", vmin: -top, vmax: top, lit: k },
    relu: { pixels: relu, ...shown },
    pool: { pixels: pool, ...shown },
  };
}

// The strongest response of a map, the first in row order.
function strongestOf({ values, shape: [, rows, columns] }, k) {
  const map = values.subarray(k * rows * columns, (k + 1) * rows * columns),
    value = mostOf(map),
    at = map.indexOf(value);
  return { value, row: Math.floor(at / columns), column: at % columns };
}

// ---- words ----

function digitPercent(share) {
  return share > 0.995 ? ">99 %" : share < 0.005 ? "<1 %" : `${evenWhole(100 * share)} %`;
}

function readingWords(p) {
  const [best, second] = ranked(p, (a, b) => b - a),
    [first, next] = [best, second].map((k) => `“${k}” (${digitPercent(p[k])})`);
  if (p[best] - p[second] < UNDECIDED) return `The network wavers between ${first} and ${next}`;
  return `The network ${p[best] >= SURE ? "is sure of" : "leans to"} ${first}; its second choice is ${next}`;
}

function digitSentence(state, looks, peak, k, spec) {
  const { p } = looks[+state.prepare],
    answer = p.indexOf(mostOf(p));
  if (isBlank(looks[0].picture)) {
    return (
      "The pad is blank. A network of ten classes has no way to say so: from its biases alone it answers " +
      `“${answer}” (${digitPercent(p[answer])}). Draw a digit, or begin with one of the test set.`
    );
  }
  return `${readingWords(p)}. ${preparationWords(state, looks, spec)} ${mapWords(peak, k)}`;
}

function preparationWords({ prepare, drawing }, looks, spec) {
  const [drawn, prepared] = looks.map(({ picture }) => picture.values),
    [before, after] = looks.map(({ logits }) => logits.values.indexOf(mostOf(logits.values)));
  if (drawn.every((v, i) => v === prepared[i])) {
    const known = spec.drawing.presets.some(([label, text]) => label.startsWith("test digit") && text === drawing);
    return `Scaling and centring change nothing here${known ? ": digits of MNIST have been through it" : ""}.`;
  }
  const said = prepare ? "It was scaled and centred; without that" : "Scaled and centred like a digit of MNIST,";
  if (before === after) return `${said} the answer would be the same digit.`;
  return `${said} the answer would be “${prepare ? before : after}” (${digitPercent(mostOf(looks[+!prepare].p))}).`;
}

function mapWords({ value, row, column }, k) {
  if (value <= 0) return `Map ${k} is negative everywhere: after ReLU it says nothing.`;
  return `Map ${k} answers most strongly at row ${row}, column ${column}, to the patch in the orange frame.`;
}
