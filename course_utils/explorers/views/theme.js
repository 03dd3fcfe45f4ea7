// Colours of the course on light and dark pages, and the canvas that all drawings use.

const LIGHT = {
  ink: "#1b1b1b",
  paper: "#ffffff",
  faint: "#d5d5d5",
  blue: "#0072b2",
  orange: "#d55e00",
  green: "#00845f",
  purple: "#aa4499",
  red: "#b2182b",
  grey: "#767676",
  black: "#1b1b1b",
  white: "#ffffff",
};
const DARK = {
  ink: "#f0f0f0",
  paper: "#111111",
  faint: "#4a4a4a",
  blue: "#56b4e9",
  orange: "#ff9f43",
  green: "#3ddc97",
  purple: "#dd99cc",
  red: "#ff8080",
  grey: "#a8a8a8",
  black: "#f0f0f0",
  white: "#ffffff",
};

// The first ancestor with a background decides: the page may be a notebook, a slide or a bare export.
export function isDark(element) {
  for (let e = element; e; e = e.parentElement) {
    const [r, g, b, a = 1] = (getComputedStyle(e).backgroundColor.match(/[\d.]+/g) || [255, 255, 255, 0]).map(Number);
    if (a > 0.5) return 0.299 * r + 0.587 * g + 0.114 * b < 128;
  }
  return false;
}

// As letters the orange of the drawings would be pale on white: 3.8, where 4.5 is asked for (WCAG).
export const letterColour = (theme, name) => (name === "orange" && !theme.dark ? "#ad4b00" : theme[name] || name);

export function themeOf(element) {
  const dark = isDark(element);
  return { ...(dark ? DARK : LIGHT), dark };
}

// Black or white on a colour (0 to 255 each): the one that has more contrast, at least 4.5 (WCAG's relative luminance).
const LINEAR = Float32Array.from({ length: 256 }, (_, i) =>
  i / 255 <= 0.04045 ? i / 255 / 12.92 : ((i / 255 + 0.055) / 1.055) ** 2.4,
);
export const inkOn = (colour) =>
  colour.reduce((sum, v, i) => sum + [0.2126, 0.7152, 0.0722][i] * LINEAR[Math.round(v)], 0) > 0.179
    ? "#000000"
    : "#ffffff";

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== false) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// Keep a notebook's shortcuts from the keys meant for what is inside `root`. JupyterLab hears keys after the page, Notebook
// 7 before it: there the attribute tells it to look away, and it looks for it on the very element that has the focus.
export function ownKeys(root, on = (target, type, act) => target.addEventListener(type, act)) {
  on(root, "focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  for (const type of ["keydown", "keyup", "keypress"]) on(root, type, (event) => event.stopPropagation());
}

// Size a canvas in CSS pixels for a sharp picture on any screen; returns its context, cleared.
export function sized(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1,
    w = Math.round(width * ratio),
    h = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

export function fontOf(pixels, weight = "") {
  return `${weight} ${pixels}px "DejaVu Sans", "Segoe UI", system-ui, sans-serif`.trim();
}

// Blue - white - red: ColorBrewer's RdBu, the map that the figures of the course use (Matplotlib's RdBu_r).
const SIGNED = [
  [5, 48, 97],
  [33, 102, 172],
  [67, 147, 195],
  [146, 197, 222],
  [209, 229, 240],
  [247, 247, 247],
  [253, 219, 199],
  [244, 165, 130],
  [214, 96, 77],
  [178, 24, 43],
  [103, 0, 31],
];
const STEPS = 255; // colours on each side of zero
const RAMPS = {};

// All colours of a map, worked out once: grey levels, or blue - white - red.
function ramp(map) {
  const signed = map === "signed",
    count = signed ? 2 * STEPS + 1 : STEPS + 1,
    out = new Uint8ClampedArray(3 * count);
  for (let i = 0; i < count; i++) {
    const at = ((SIGNED.length - 1) * i) / (count - 1),
      k = Math.min(SIGNED.length - 2, Math.floor(at));
    for (let c = 0; c < 3; c++)
      out[3 * i + c] = signed ? Math.round(SIGNED[k][c] + (SIGNED[k + 1][c] - SIGNED[k][c]) * (at - k)) : i;
  }
  return out;
}

// The colours of a map and the place of a number in them; signed maps are centred at zero.
function scaleOf(low, high, map) {
  const kind = map === "signed" ? map : "gray";
  RAMPS[kind] ??= ramp(map);
  const colours = RAMPS[kind],
    top = Math.max(Math.abs(low), Math.abs(high)) || 1,
    span = high - low || 1;
  const place =
    map === "signed"
      ? (v) => STEPS + Math.round(STEPS * Math.max(-1, Math.min(1, v / top)))
      : (v) => Math.round(STEPS * Math.max(0, Math.min(1, (v - low) / span)));
  return { colours, place };
}

// One colour for one number, as [red, green, blue].
export function shade(value, low, high, map) {
  const { colours, place } = scaleOf(low, high, map),
    i = 3 * place(value);
  return [colours[i], colours[i + 1], colours[i + 2]];
}

export function picture(pixels, low, high, map) {
  const [rows, columns, channels = 1] = pixels.shape,
    { values } = pixels,
    scale = pixels.bytes ? 1 : 255;
  const out = new ImageData(columns, rows),
    { data } = out,
    { colours, place } = scaleOf(low, high, map);
  for (let i = 0, to = 0; i < rows * columns; i++, to += 4) {
    const from = channels === 3 ? 3 * i : 3 * place(values[i]);
    for (let c = 0; c < 3; c++) data[to + c] = channels === 3 ? values[from + c] * scale : colours[from + c];
    data[to + 3] = 255;
  }
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext("2d").putImageData(out, 0, 0);
  return canvas;
}
