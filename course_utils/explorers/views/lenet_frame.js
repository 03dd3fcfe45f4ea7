// What the page of LeNet5Walker shows for a state where the network's weights are at hand: what lenet5_walker.py says in
// Python, letter by letter.
import { DIGIT_NAMES, digitLooks, isBlank, keptPanel, ranked } from "./digit_frame.js";
import { digitLayer, lenetLayers, sizeOf } from "./digit_net.js";
import { evenWhole, lensNumber } from "./lens_numbers.js";

const LENET_TOP = 1.7159,
  CODE_SHAPE = [12, 7],
  CODE_FAR = 20,
  CODES_CLOSE = 1.5; // squared distance; ratio of two that are about equal
const bent = (pixels) => ({ pixels, map: "signed", vmin: -LENET_TOP, vmax: LENET_TOP });

export function lenetFrame(w, state, memo, spec) {
  const look = digitLooks(state.drawing, memo, () => ({}))[+state.prepare],
    k = state.map[0] * spec.map.columns + state.map[1];
  look.layers ??= lenetLayers(w, look.picture); // the words compare nothing: one way of giving the drawing is enough
  const { layers } = look,
    sources = sourcesOf(w["C3.weight"], k);
  look.still ??= stillPanels(w, look.picture, layers);
  return {
    ...look.still,
    S2: { ...bent(layers.S2), boxes: sourceFrames(sources, layers.S2.shape) },
    kernels: keptPanel(memo, k, () => kernelPanel(w["C3.weight"], k, sources)),
    C3: { ...bent(layers.C3), lit: k },
    S4: { ...bent(layers.S4), lit: k },
    formula: [lenetFormula(sources, k)],
    sentence: lenetSentence(look.picture, layers.output, sources, k),
  };
}

// What no map changes.
function stillPanels(w, picture, { C1, C5, F6, output }) {
  const best = ranked(output, (a, b) => a - b)[0],
    units = F6.length,
    features = new Float32Array(2 * units);
  features.set(F6);
  features.set(w.codes.values.subarray(best * units, (best + 1) * units), units);
  return {
    seen: { pixels: rimmed(picture), map: "gray", vmin: 0, vmax: 255 },
    C1: bent(C1),
    C5: bent(digitLayer(C5.values, 8, 15)),
    F6: { ...bent(digitLayer(features, 2, ...CODE_SHAPE)), labels: ["F6", `code of ${best}`] },
    distances: {
      labels: DIGIT_NAMES,
      values: digitLayer(output, output.length),
      text: Array.from(output, (d) => (d >= 10 ? String(evenWhole(d)) : lensNumber(d, 2))),
      colors: DIGIT_NAMES.map((_, d) => (d === best ? "orange" : "blue")),
    },
  };
}

function rimmed({ values, shape: [rows, columns] }) {
  const wide = columns + 4,
    out = new Uint8Array((rows + 4) * wide);
  values.forEach((v, i) => {
    out[(Math.floor(i / columns) + 2) * wide + (i % columns) + 2] = v;
  });
  return digitLayer(out, rows + 4, wide);
}

// Which maps of S2 a map of C3 reads: where nothing is connected, the kernel is 0.
function sourcesOf({ values, shape: [, channels, side] }, k) {
  const area = side * side,
    kernel = (source) => values.subarray((k * channels + source) * area, (k * channels + source + 1) * area);
  return Array.from({ length: channels }, (_, source) => source).filter((source) => kernel(source).some((v) => v));
}

function sourceFrames(sources, [maps, , side]) {
  return Array.from({ length: maps }, (_, source) => (sources.includes(source) ? [[0, 0, side, side, "orange"]] : []));
}

function kernelPanel({ values, shape: [, channels, side] }, k, sources) {
  const size = channels * side * side,
    top = sizeOf(values),
    labels = Array.from({ length: channels }, (_, source) => (sources.includes(source) ? String(source) : "none"));
  const pixels = digitLayer(values.subarray(k * size, (k + 1) * size), channels, side, side);
  return { pixels, map: "signed", vmin: -top, vmax: top, labels, boxes: sourceFrames(sources, pixels.shape) };
}

function lenetFormula({ length }, k) {
  const parameters = 25 * length + 1;
  return `C3 map ${k}: ${length} kernels of 5×5 and a bias, ${parameters} parameters; each is used at 10×10 places, ${lensNumber(100 * parameters)} connections`;
}

function lenetSentence(picture, found, sources, k) {
  const words = `${sources.slice(0, -1).join(", ")} and ${sources.at(-1)}`,
    count = sources.length === 6 ? "all six" : `${sources.length} of the six`;
  return `${verdictWords(picture, found)} Map ${k} of C3 reads ${count} maps of S2: ${words}, framed.`;
}

function verdictWords(picture, found) {
  const [best, second] = ranked(found, (a, b) => a - b),
    [near, next] = [best, second].map((i) => `“${i}” (${lensNumber(found[i])})`),
    far = found[best] > CODE_FAR;
  if (isBlank(picture)) return far ? "The pad is blank, and no code is near." : `The pad is blank; nearest is ${near}.`;
  if (!far) return `The features lie nearest to the code of ${near}; next comes that of ${next}.`;
  const between = found[second] < CODES_CLOSE * found[best];
  const nearest = between
    ? `the features lie between those of ${near} and ${next}, both farther than ${CODE_FAR}`
    : `the nearest, that of ${near}, is farther than ${CODE_FAR}`;
  return `No code is near: ${nearest}. The drawing may be misread, or be no digit.`;
}
