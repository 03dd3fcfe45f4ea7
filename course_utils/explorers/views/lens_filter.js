// The filter lab's frame while a hand moves: one kernel on the picture that Python has sent, channel by channel.

import { filterWords } from "./lens_filter_words.js";
import { bytesOfText, clippedCell, stacked } from "./lens_frame.js";
import { lensNumber, lensOutput, lensSetting } from "./lens_numbers.js";
import { outputsAt, sumLine, whatWords } from "./lens_words.js";

const FILTER_NAMES = ["kernel", "divide", "bias", "colour", "display"],
  COLOUR_NAMES = ["red", "green", "blue"];
const LENS_LUMINANCE = [0.299, 0.587, 0.114]; // ITU-R BT.601
const LENS_GREEN = 1; // the channel whose numbers stand in the magnified window

function channelsOf({ values, shape: [H, W] }, colour, memo) {
  if (memo.rgb === values && memo.colour === colour) return memo.channels;
  const one = (weights) => {
    const out = new Float64Array(H * W);
    for (let i = 0; i < out.length; i++)
      out[i] = weights[0] * values[3 * i] + weights[1] * values[3 * i + 1] + weights[2] * values[3 * i + 2];
    return { values: out, shape: [1, H, W] };
  };
  const channels =
    colour === "colour"
      ? [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ].map(one)
      : [one(LENS_LUMINANCE)];
  Object.assign(memo, { rgb: values, colour, channels });
  return channels;
}

// The largest size away from the rim, which the padding has touched; of the whole where nothing else is left.
function reachInside({ values, shape: [, H, W] }, padding) {
  const whole = H <= 2 * padding || W <= 2 * padding,
    p = whole ? 0 : padding;
  let most = 0;
  for (let r = p; r < H - p; r++) for (let c = p; c < W - p; c++) most = Math.max(most, Math.abs(values[r * W + c]));
  return most || 1;
}

function filterContent(state, rgb, memo) {
  const kernel = stacked(state.kernel),
    colour = state.colour === "colour",
    inputs = channelsOf(rgb, state.colour, memo),
    padding = (kernel.shape[1] - 1) / 2;
  const sum = kernel.values.reduce((a, b) => a + b, 0),
    zero = Math.abs(sum) < 1e-9,
    divisor = state.divide && !zero ? sum : 1;
  const settings = inputs.map((input) => lensSetting({ input, kernel, padding, bias: state.bias, divisor })),
    setting = settings[colour ? LENS_GREEN : 0],
    outs = settings.map(lensOutput);
  const values = new Float64Array(outs.length * outs[0].values.length);
  outs.forEach((out, i) => {
    values.set(out.values, i * out.values.length);
  });
  const display = state.display === "auto" ? (zero ? "signed" : "cut") : state.display;
  return {
    setting,
    outs,
    content: {
      input: inputs[colour ? LENS_GREEN : 0],
      kernel,
      output: { values, shape: [outs.length, ...outs[0].shape.slice(1)] },
      rgb,
      colour,
      mode: "sum",
      stride: 1,
      padding,
      dilation: 1,
      flip: false,
      zeros: false,
      bias: state.bias,
      divisor,
      photo: true,
      display,
      reach: display === "signed" && !colour ? reachInside(outs[0], padding) : 255,
    },
  };
}

// The pixels of a value of the picture's control: an upload's text holds them, and a page without Python has the others as such
// texts; else they are those of Python's last frame, if it shows this picture. Null where they are not here.
function photoPixels({ id, photos = {} }, picture, known, memo) {
  const text = photos[picture] ?? picture;
  if (!text.startsWith("upload:")) return known?.state.picture === picture ? known.frame[id].rgb : null;
  if (memo.text !== text) {
    const [, H, W, bytes] = text.split(":");
    Object.assign(memo, { text, opened: { values: bytesOfText(bytes), shape: [+H, +W, 3] } });
  }
  return memo.opened;
}

export function filterFrame(spec, state, known, memo) {
  const rgb = photoPixels(spec, state.picture, known, memo);
  if (!rgb) return null;
  if (memo.rgbShown !== rgb || !memo.state || FILTER_NAMES.some((name) => memo.state[name] !== state[name]))
    Object.assign(memo, { rgbShown: rgb, state, ...filterContent(state, rgb, memo) });
  const { setting, outs, content } = memo,
    place = clippedCell(state.place, setting.places),
    { formula, sentence } = filterWords(spec.told, state, setting, outs, content);
  const out = outs[content.colour ? LENS_GREEN : 0],
    head = `Output row ${place[0]}, column ${place[1]}: ${content.colour ? "in green, " : ""}${whatWords(setting, place, out)}`;
  return {
    [spec.id]: { ...content, place, point: null },
    formula: [windowLine(setting, place, outs), ...formula],
    sentence: `${head} ${sentence}`,
  };
}

function windowLine(setting, place, outs) {
  if (outs.length === 1) return sumLine(setting, place, outs[0]);
  const texts = outs.map((out, c) => `${lensNumber(outputsAt(setting, out, place)[0], 4)} (${COLOUR_NAMES[c]})`);
  return [`output[:, ${place[0]}, ${place[1]}] = `, [texts.join(", "), "orange"]];
}
