// What the lens says while a hand moves: what lens_words.py says in Python, letter by letter.
import { lensNumber, lensTaps, lensTotal, lensUsers, lensWaysOut, RAISED, TIMES_TEN } from "./lens_numbers.js";

const LENS_MOST = 9; // terms that one line holds
export const lensPlural = (n, one) => `${n.toLocaleString("en-US")} ${one}${n === 1 ? "" : "s"}`;
const lensFactor = (v) => {
  const text = lensNumber(v);
  return text.startsWith("−") ? `(${text})` : text;
};
export function readShown(text) {
  const [mantissa, power] = text.replaceAll("−", "-").replaceAll(",", "").replace("∞", "Infinity").split(TIMES_TEN);
  return Number(
    power ? `${mantissa}e${[...power].map((sign) => "-0123456789"[RAISED.indexOf(sign)]).join("")}` : mantissa,
  );
}
const lensSign = (shown, value, digits = 4) => (lensNumber(shown, digits) === lensNumber(value, digits) ? "=" : "≈");
const lensListed = (texts) =>
  texts.length < 3 ? texts.join(" and ") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;

function lensAdded(terms) {
  let text = "";
  const shown = [];
  for (const [value, label] of terms) {
    const printed = lensNumber(value),
      size = printed.replace(/^−/, "");
    text += (text ? ` ${size !== printed ? "−" : "+"} ${size}` : printed) + label;
    shown.push(readShown(printed));
  }
  return [text, lensTotal(shown)];
}

const valueAt = (values, c, [r, k], size) => values[(c * size[0] + r) * size[1] + k];
const inputsAt = (s, place) => Array.from({ length: s.C }, (_, c) => valueAt(s.x, c, place, s.size));
export const outputsAt = (s, out, place) =>
  Array.from({ length: s.maps }, (_, m) => valueAt(out.values, m, place, s.right));

// ---- the formula ----

export function lensFormula(s, place, point, out) {
  if (s.refused) return s.refused === "size" || s.refused === "cut" ? [sizeLine(s)] : [];
  const line = s.transposed
    ? point
      ? collectedLine(s, point, out)
      : stampLine(s, place)
    : s.sums
      ? sumLine(s, place, out)
      : poolLine(s, place, out);
  return [line, sizeLine(s)];
}
const lensResult = (text, shown, value, name) => [
  `${name}${text} ${lensSign(shown, value)} `,
  [lensNumber(value, 4), "orange"],
];

export function sumLine(s, place, out) {
  const found = lensTaps(s, place),
    name = `output[${place[0]}, ${place[1]}] = `,
    [value] = outputsAt(s, out, place);
  const bias = s.bias ? [[s.bias, " (bias)"]] : [];
  if (found.length === 1 && !bias.length) {
    const [{ pixel, weight }] = found;
    return lensResult(
      `${lensNumber(pixel)}·${lensFactor(weight)}`,
      readShown(lensNumber(pixel)) * readShown(lensNumber(weight)),
      value,
      name,
    );
  }
  let terms = found.map((tap) => [tap.product, ""]);
  if (s.C > 1)
    terms = inputsAt(s, place).map((_, c) => [
      lensTotal(found.filter((tap) => tap.channel === c).map((tap) => tap.product)),
      ` (channel ${c})`,
    ]);
  else if (found.length > LENS_MOST)
    terms = [[lensTotal(found.map((tap) => tap.product)), ` (${found.length} products)`]];
  const [text, shown] = lensAdded([...terms, ...bias]);
  return lensResult(
    found.length > LENS_MOST && s.C === 1 && !bias.length ? `the sum of ${found.length} products` : text,
    shown,
    value,
    name,
  );
}

function poolLine(s, place, out) {
  const values = outputsAt(s, out, place),
    texts = values.map((v) => lensNumber(v, 4)).join(", "),
    most = s.mode === "max";
  if (values.length > 1)
    return [
      `output[:, ${place[0]}, ${place[1]}], the ${most ? "largest" : "mean"} of each channel: `,
      [texts, "orange"],
    ];
  const found = lensTaps(s, place),
    name = `output[${place[0]}, ${place[1]}] = `;
  if (most) {
    const what =
      found.length > LENS_MOST
        ? `largest of ${found.length} numbers`
        : `max(${found.map((t) => lensNumber(t.pixel, 4)).join(", ")})`;
    return [`${name}${what} = `, [texts, "orange"]];
  }
  const counted = found.filter((tap) => s.zeros || tap.inside).map((tap) => tap.pixel);
  let [text, shown] = lensAdded(counted.map((v) => [v, ""]));
  if (counted.length > LENS_MOST) {
    text = lensNumber(lensTotal(counted), 6);
    shown = readShown(text);
  } else if (counted.length > 1) text = `(${text})`;
  return [`${name}${text} / ${counted.length} ${lensSign(shown / counted.length, values[0])} `, [texts, "orange"]];
}

function stampLine(s, place) {
  const values = inputsAt(s, place)
      .map((v) => lensNumber(v))
      .join(", "),
    inside = lensTaps(s, place).filter((tap) => !tap.channel && tap.inside).length;
  const cells = `added to ${lensPlural(inside, "cell")} of the output`;
  return s.C === 1
    ? `input[${place[0]}, ${place[1]}] = ${values}: the kernel, times ${values}, is ${cells}`
    : `input[:, ${place[0]}, ${place[1]}] = ${values}: the slices of the kernel, times these, are ${cells}`;
}

function collectedLine(s, point, out) {
  const [KH, KW] = s.window,
    pairs = [];
  for (let c = 0; c < s.C; c++)
    for (const [i, j, p, q] of lensUsers(s, point))
      pairs.push([valueAt(s.x, c, [i, j], s.size), s.laid[(c * KH + p) * KW + q]]);
  const [value] = outputsAt(s, out, point),
    bias = s.bias ? [[s.bias, " (bias)"]] : [],
    products = pairs.map(([a, b]) => a * b);
  let [text, shown] = lensAdded([...products.map((v) => [v, ""]), ...bias]);
  if (pairs.length > LENS_MOST)
    [text, shown] = lensAdded([[lensTotal(products), ` (${pairs.length} products)`], ...bias]);
  else if (pairs.length && !s.bias) {
    text = pairs.map(([a, b], k) => `${k ? lensFactor(a) : lensNumber(a)}·${lensFactor(b)}`).join(" + ");
    shown = lensTotal(pairs.map(([a, b]) => readShown(lensNumber(a)) * readShown(lensNumber(b))));
  }
  return lensResult(text || "0", shown, value, `output[${point[0]}, ${point[1]}] = `);
}

export function sizeLine(s) {
  const plain = !s.transposed && s.stride === 1 && s.padding === 0 && s.dilation === 1;
  if (plain && Math.min(...s.right) > 0) return `Output size: ${s.right[0]} × ${s.right[1]}`;
  const lines = [0, 1].map((i) => {
    const covered = s.covered[i],
      n = s.right[i];
    const steps = s.transposed
      ? `(${s.size[i]} − 1)·${s.stride} − 2·${s.padding} + ${covered}`
      : `⌊(${s.size[i]} + 2·${s.padding} − ${covered}) / ${s.stride}⌋ + 1`;
    const spread = s.dilation > 1 ? ` (the window covers ${s.dilation}·(${s.window[i]} − 1) + 1 = ${covered})` : "";
    return `${steps} = ${lensNumber(n)}${n > 0 ? "" : ", no place"}${spread}`;
  });
  return `Output size, ${lines[0] === lines[1] ? lines[0] : `rows: ${lines[0]};  columns: ${lines[1]}`}`;
}

// ---- the sentence ----

export function lensSentence(s, place, point, out) {
  if (s.refused) return refusedWords(s);
  if (point) return pointedWords(s, point, out);
  const parts = s.transposed
    ? [stampedWords(s, place), flipWords(s)]
    : [whereWords(s, place) + whatWords(s, place, out), paddingWords(s, place, out), flipWords(s), leftWords(s)];
  return parts.filter((part) => part).join(" ");
}
const windowName = (s) => `${s.window[0]}×${s.window[1]} window`;

function refusedWords(s) {
  const size = s.size.map((n) => n + 2 * s.padding).join("×"),
    covers = s.dilation > 1 ? `, which covers ${s.covered[0]}×${s.covered[1]} with dilation ${s.dilation},` : "";
  const rim =
    s.padding >= Math.min(...s.window)
      ? "a window could lie in the padding alone"
      : "a window at the rim would lie mostly in the padding";
  const why = {
    slices: `The kernel has ${s.slices} slices and the input ${lensPlural(s.C, "channel")}: each channel needs a slice of its own, so there is no output.`,
    size: `The ${windowName(s)}${covers} is larger than the ${s.padding ? "padded " : ""}input, ${size}: it has no place there, and there is no output.`,
    cut: `Padding ${s.padding} cuts off all that the ${windowName(s)} lays down, so there is no output.`,
    padding: `Padding ${s.padding} is more than half of the ${windowName(s)}: ${rim}. Pooling refuses that, so there is no output.`,
    empty: `With dilation ${s.dilation} there is a place where the ${windowName(s)} meets no number of the input: nothing to pool, so there is no output.`,
  }[s.refused];
  if (s.refused === "slices") return `${why} Take a kernel with one slice${s.C > 1 ? ` or with ${s.C}` : ""}.`;
  const ways = lensWaysOut(s);
  return `${why} ${ways.length ? `What would help: ${ways.join(", or ")}.` : "It takes more than one change."}`;
}

function pointedWords(s, point, out) {
  const n = lensUsers(s, point).length,
    where = `row ${point[0]}, column ${point[1]}`;
  if (s.transposed) {
    const value = lensNumber(outputsAt(s, out, point)[0], 4);
    if (!n) return `No pixel reaches the output in ${where}: it is ${s.bias ? `the bias, ${value}` : "0"}.`;
    return `The output in ${where} (now ${value}) collects from ${lensPlural(n, "place")} of the input, ${n > 1 ? "each times its own weight" : "times its weight"}.`;
  }
  const values = lensListed(inputsAt(s, point).map((v) => lensNumber(v, 4))),
    told = `The pixel in ${where} (now ${values}) is used by ${n ? lensPlural(n, "output") : "no output"}`;
  if (n < 2 || !s.sums) return `${told}.`;
  return `${told}, each time under another element of the kernel: seen from the pixel, the kernel ${s.flip ? "lies as it was typed" : "lies turned by 180°"}.`;
}

function whereWords(s, place) {
  const [top, left] = place.map((n) => lensNumber(n * s.stride - s.padding)),
    apart = s.dilation > 1 && Math.max(...s.window) > 1 ? `, its cells ${s.dilation} apart,` : "";
  return `Output row ${place[0]}, column ${place[1]}: the ${windowName(s)}${apart} begins at row ${top}, column ${left} of the input${s.C > 1 ? ", in each channel; " : "; "}`;
}

export function whatWords(s, place, out) {
  const found = lensTaps(s, place),
    values = outputsAt(s, out, place).map((v) => lensNumber(v, 4)),
    one = found.length === s.C,
    listed = lensListed(values);
  if (!s.sums) {
    const mark = s.mode === "max" ? " (purple)" : "",
      what = one ? "one number" : s.mode === "max" ? "largest number" : "mean";
    if (values.length > 1) return `channel by channel, its ${what}s are ${listed}${mark}.`;
    return s.mode === "max" || one ? `its ${what} is ${listed}${mark}.` : `the mean of its numbers is ${listed}.`;
  }
  const sum = lensNumber(lensTotal(found.map((tap) => tap.product)), 4),
    made = found.length === 1 ? `its one product is ${sum}` : `its ${found.length} products add up to ${sum}`;
  return s.bias ? `${made}, and with the bias, ${lensNumber(s.bias)}, that is ${listed}.` : `${made}.`;
}

function paddingWords(s, place, out) {
  const found = lensTaps(s, place).filter((tap) => !tap.channel),
    outside = found.filter((tap) => !tap.inside).length,
    one = outside === 1;
  if (!outside) return "";
  const cells = `${lensPlural(outside, "cell")} of the window ${one ? "lies" : "lie"} in the padding`;
  if (s.sums) return one ? `${cells}: a zero, which adds nothing.` : `${cells}: zeros, which add nothing.`;
  if (s.mode === "mean")
    return `${cells}, and ${one ? (s.zeros ? "counts as zero" : "is not counted") : s.zeros ? "count as zeros" : "are not counted"}.`;
  if (!s.zeros) return `${cells}: −∞, which never wins.`;
  return `${cells}, as ${one ? "a zero" : "zeros"}${s.maps === 1 ? mistakenWords(found, outputsAt(s, out, place)[0]) : "."}`;
}
function mistakenWords(found, value) {
  const best = Math.max(...found.filter((tap) => tap.inside).map((tap) => tap.pixel));
  if (!(value > best)) return ": no harm done here, since a number of the input is at least as large.";
  return `: 0 beats every number of the input here${best > -Infinity ? ` (the largest is ${lensNumber(best)})` : ""}. Padding with −∞ avoids that mistake.`;
}

function flipWords(s) {
  if (!s.flip || !s.sums) return "";
  const {
      values,
      shape: [slices, KH, KW],
    } = s.kernel,
    n = KH * KW;
  for (let c = 0; c < slices; c++)
    for (let i = 0; i < n; i++)
      if (values[c * n + i] !== values[c * n + n - 1 - i])
        return `The kernel is turned by 180° first${s.transposed ? "." : ": true convolution."}`;
  return "This kernel looks the same turned by 180°, so the flip changes nothing.";
}

function leftWords(s) {
  const left = s.size.map((n, i) => (n + 2 * s.padding - s.covered[i]) % s.stride);
  const named = [
    ["row", "at the bottom"],
    ["column", "at the right"],
  ]
    .map(([what, side], i) => left[i] && `${lensPlural(left[i], what)} ${side}`)
    .filter((words) => words);
  if (named.length)
    return `The stride does not divide: ${named.join(" and ")} of the ${s.padding ? "padded " : ""}input ${left[0] + left[1] === 1 ? "is" : "are"} never reached.`;
  return s.places.some((n, i) => n > 1 && s.stride > s.window[i])
    ? "The stride is larger than the window: between two places, some cells are skipped."
    : "";
}

function stampedWords(s, place) {
  const values = lensListed(inputsAt(s, place).map((v) => lensNumber(v))),
    where = `in row ${place[0]}, column ${place[1]}`;
  const lays =
    s.C === 1
      ? `the pixel ${where} lays the kernel, times its value ${values}, on the output`
      : `the pixels ${where} lay their slices of the kernel, times their values ${values}, on the output`;
  const cut = lensTaps(s, place).filter((tap) => !tap.channel && !tap.inside).length;
  return [
    `Transposed: ${lays}${s.size[0] * s.size[1] > 1 ? `; the next pixel's copy lies ${lensPlural(s.stride, "cell")} further on` : ""}.`,
    ...(s.size.some((n, i) => copiesMeet(n, s.window[i], s)) ? ["Where copies overlap, they add up."] : []),
    ...(cut ? [`The padding cuts ${lensPlural(cut, "cell")} of this copy off.`] : []),
  ].join(" ");
}
function copiesMeet(n, side, { stride, dilation }) {
  for (let m = 1; m < n; m++) if ((m * stride) % dilation === 0 && (m * stride) / dilation < side) return true;
  return false;
}
