// Colours of the course on light and dark pages, and the canvas that all drawings use.

const LIGHT = { ink: "#1b1b1b", paper: "#ffffff", faint: "#d5d5d5", blue: "#0072b2", orange: "#d55e00", green: "#00845f",
  purple: "#aa4499", red: "#b2182b", grey: "#767676", black: "#1b1b1b", white: "#ffffff" };
const DARK = { ink: "#f0f0f0", paper: "#111111", faint: "#4a4a4a", blue: "#56b4e9", orange: "#ff9f43", green: "#3ddc97",
  purple: "#dd99cc", red: "#ff8080", grey: "#a8a8a8", black: "#f0f0f0", white: "#ffffff" };

// The first ancestor with a background decides: the page may be a notebook, a slide or a bare export.
export function isDark(element) {
  for (let e = element; e; e = e.parentElement) {
    const [r, g, b, a = 1] = (getComputedStyle(e).backgroundColor.match(/[\d.]+/g) || [255, 255, 255, 0]).map(Number);
    if (a > 0.5) return 0.299 * r + 0.587 * g + 0.114 * b < 128;
  }
  return false;
}

export function themeOf(element) {
  const dark = isDark(element);
  return { ...(dark ? DARK : LIGHT), dark };
}

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// Size a canvas in CSS pixels for a sharp picture on any screen; returns its context, cleared.
export function sized(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1, w = Math.round(width * ratio), h = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w; canvas.height = h;
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

// One colour for one number: grey levels, or blue - white - red centred at zero.
export function shade(value, low, high, map) {
  if (map === "signed") {
    const t = Math.max(-1, Math.min(1, value / (Math.max(Math.abs(low), Math.abs(high)) || 1))), a = Math.abs(t);
    const end = t < 0 ? [5, 48, 97] : [103, 0, 31], middle = t < 0 ? [67, 147, 195] : [214, 96, 77];
    const mix = (p, q, s) => p.map((v, i) => v + (q[i] - v) * s);
    return a < 0.5 ? mix([247, 247, 247], middle, a * 2) : mix(middle, end, a * 2 - 1);
  }
  const grey = 255 * Math.max(0, Math.min(1, (value - low) / (high - low || 1)));
  return [grey, grey, grey];
}

export function picture(pixels, low, high, map) {
  const [rows, columns, channels = 1] = pixels.shape, out = new ImageData(columns, rows), scale = pixels.bytes ? 1 : 255;
  for (let i = 0; i < rows * columns; i++) {
    const rgb = channels === 3 ? [0, 1, 2].map((c) => pixels.values[3 * i + c] * scale) : shade(pixels.values[i], low, high, map);
    out.data.set([rgb[0], rgb[1], rgb[2], 255], 4 * i);
  }
  const canvas = document.createElement("canvas");
  canvas.width = columns; canvas.height = rows;
  canvas.getContext("2d").putImageData(out, 0, 0);
  return canvas;
}
