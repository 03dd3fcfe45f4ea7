// What the filter lab says: what filter_lab.py says in Python, letter by letter.
import { lensNumber, lensTotal } from "./lens_numbers.js";
import { lensPlural, readShown } from "./lens_words.js";

const FILTER_NONE = 1e-9; // what is smaller is the rounding of sums

// `told` is the panel's: the names of kernels and photographs, and what is said of them.
export function filterWords(told, state, { divisor }, outs, { display, reach, bias, kernel: { values, shape } }) {
  const total = lensTotal(values),
    rows = JSON.stringify(state.kernel[0]),
    known = told.kernels.find(([kernel]) => JSON.stringify(kernel) === rows);
  const first = !known
    ? `A ${shape[1]}×${shape[2]} kernel of your own.`
    : known[2] && !state.divide
      ? told.undivided
      : known[1];
  const inner = insideOf(outs, (shape[1] - 1) / 2, (shape[2] - 1) / 2),
    credit = told.credits[state.picture];
  return {
    formula: [...sumLines(values, total, divisor, bias, inner), ...(credit ? [credit] : [])],
    sentence: [first, brightnessWords(values, total / divisor, bias), displayWords(outs, display, reach)].join(" "),
  };
}

// [least, most] of what no padding has touched; of all where that would be nothing.
function insideOf(outs, down, right) {
  const [, H, W] = outs[0].shape,
    whole = H <= 2 * down || W <= 2 * right,
    [d, k] = whole ? [0, 0] : [down, right];
  let low = Infinity,
    high = -Infinity;
  for (const { values } of outs)
    for (let r = d; r < H - d; r++)
      for (let c = k; c < W - k; c++) {
        const v = values[r * W + c];
        if (v < low) low = v;
        if (v > high) high = v;
      }
  return [low, high];
}

function sumLines(values, total, divisor, bias, [low, high]) {
  const sum = (keep) => values.filter(keep).reduce((a, b) => a + b, 0),
    negative = sum((v) => v < 0),
    shown = lensNumber;
  const plusText = shown(sum((v) => v > 0)),
    minusText = shown(-negative),
    holds = shown(readShown(plusText) - readShown(minusText)) === shown(total) ? "=" : "≈";
  const by = total / divisor,
    parts = negative ? `${plusText} − ${minusText} ${holds} ` : "",
    divided = divisor !== 1 ? `, divided by ${shown(divisor)}: ${shown(by)}` : "";
  const plus = bias ? ` ${bias < 0 ? "−" : "+"} ${shown(Math.abs(bias))}` : "",
    times = Math.abs(by - 1) < FILTER_NONE ? "" : `${shown(by)} · `;
  const plain = Math.abs(total) > FILTER_NONE ? `${times}v${plus}` : shown(bias);
  return [
    ["Sum of the kernel: ", parts, [shown(total), "purple"], divided],
    `A plain area of brightness v becomes ${plain};  away from the rim, the output goes from ${shown(low)} to ${shown(high)}`,
  ];
}

function brightnessWords(values, total, bias) {
  if (values.every((v) => !v)) return "All weights are 0: whatever the picture, only the bias is left.";
  if (Math.abs(total) < FILTER_NONE)
    return `Its weights add up to 0, so a plain area gives ${bias ? `the bias, ${lensNumber(bias)}` : "0"}, however bright: only changes are left.`;
  const added = bias ? `, and ${lensNumber(bias)} is added` : "",
    text = lensNumber(total);
  if (Math.abs(total - 1) < 1e-6) return `Its weights add up to 1, so plain areas keep their brightness${added}.`;
  return total < 0
    ? `Its weights add up to ${text}: plain areas change their sign${added}.`
    : `Its weights add up to ${text}, so plain areas come out ${text} times as bright${added}.`;
}

function displayWords(outs, display, reach) {
  if (display === "signed" && outs.length === 1)
    return `Shown with its sign: 0 is plain, red positive, blue negative, strongest at ±${lensNumber(reach)}. At the rim the picture meets the zeros of the padding: where it is bright, that is an edge as well.`;
  if (display === "signed")
    return "Shown with its sign: middle grey is 0 in each channel, brighter is positive, darker negative.";
  if (display === "absolute") return "Shown without its sign: black is 0, white is 255 or more, on either side.";
  let low = 0,
    high = 0;
  for (const { values } of outs)
    for (const v of values) {
      if (v < -FILTER_NONE) low++;
      else if (v > 255 + FILTER_NONE) high++;
    }
  if (!low && !high) return "All values fit between 0 (black) and 255 (white).";
  const cut = [
    [low, "below 0"],
    [high, "above 255"],
  ]
    .filter(([count]) => count)
    .map(([count, where]) => `${lensPlural(count, "value")} ${where}`);
  return `Shown from 0 (black) to 255 (white): ${cut.join(" and ")} ${low + high === 1 ? "is" : "are"} cut off.`;
}
