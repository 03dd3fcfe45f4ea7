// What the page shows for a state while a hand moves, or where there is no Python: the frame that Python would send.

import { filterFrame } from "./lens_filter.js";
import { lensOutput, lensSetting } from "./lens_numbers.js";
import { lensFormula, lensSentence } from "./lens_words.js";

// An input or kernel as arrays: the state's tables, or a picture that it names.
export function stacked(tables) {
  const [rows, columns] = [tables[0].length, tables[0][0].length];
  return { values: Float64Array.from(tables.flat(2)), shape: [tables.length, rows, columns] };
}
export function bytesOfText(text) {
  const raw = atob(text),
    bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

const picturesOf = new WeakMap();
function pictureOf(spec, name) {
  const known = picturesOf.get(spec) ?? {};
  picturesOf.set(spec, known);
  if (!known[name]) {
    const [rows, columns, text] = spec.pictures[name];
    known[name] = { values: bytesOfText(text), shape: [1, rows, columns], bytes: true };
  }
  return known[name];
}

export const clippedCell = (cell, size) => cell?.map((n, i) => Math.max(0, Math.min(n, size[i] - 1)));
export function reachOf(values) {
  let most = 0;
  for (const v of values) {
    const size = Math.abs(v);
    if (size > most) most = size;
  }
  return most || 1;
}
function keepsBrightness({ values }) {
  const sum = values.reduce((a, b) => a + b, 0);
  return sum > 0.05 && values.reduce((a, b) => a + Math.abs(b), 0) <= 9.01 * sum;
}

// A worked-out setting is kept while only the window moves.
function lensFrame(spec, state, memo) {
  const names = ["input", "kernel", "mode", "stride", "padding", "dilation", "flip", "zeros", "bias"];
  if (!memo.state || names.some((name) => memo.state[name] !== state[name])) {
    const photo = typeof state.input === "string",
      input = photo ? pictureOf(spec, state.input) : stacked(state.input),
      kernel = stacked(state.kernel);
    const setting = lensSetting({ ...state, input, kernel }),
      output = lensOutput(setting),
      grey = photo && (!setting.sums || keepsBrightness(kernel));
    const content = {
      input,
      kernel,
      output,
      ...Object.fromEntries(names.slice(2).map((name) => [name, state[name]])),
      divisor: 1,
      photo,
      display: grey ? "cut" : "signed",
      reach: grey || !output ? (grey ? 255 : 1) : reachOf(output.values),
    };
    Object.assign(memo, { state, setting, content });
  }
  const { setting, content } = memo,
    place = clippedCell(state.place, setting.places),
    point = clippedCell(state.point, setting.ground);
  return {
    [spec.id]: { ...content, place, point },
    formula: lensFormula(setting, place, point, content.output),
    sentence: lensSentence(setting, place, point, content.output),
  };
}

// The frame of a state, or null where only Python knows it. `known` is the last frame from Python and its state.
export function lensLocal(spec, state, known, memo) {
  return spec.source === "filter" ? filterFrame(spec, state, known, memo) : lensFrame(spec, state, memo);
}
