// A pad to draw on: mouse, finger or keys leave soft strokes, as on the digits of MNIST (white ink on black).
import { make } from "./theme.js";
import { identity } from "./controls.js";

const PAD_HINT = "Arrow keys move, Space draws, Shift and an arrow draw a line, Delete erases";

function bytesOf(text, count) {
  const out = new Uint8Array(count), raw = text ? atob(text) : "";
  for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i);
  return out;
}

export function textOf(bytes) {
  let raw = "";
  for (let i = 0; i < bytes.length; i += 8192) raw += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(raw);
}

// Ink along a line from a to b (pixel units): full inside half a pixel of it, fading over the next, so about two wide.
function strokeOn(ink, rows, columns, [ax, ay], [bx, by], erase) {
  const scale = Math.max(rows, columns) / 28, core = (erase ? 1.4 : 0.5) * scale, reach = core + Math.max(1, scale);
  const dx = bx - ax, dy = by - ay, long = dx * dx + dy * dy;
  const r1 = Math.min(rows - 1, Math.ceil(Math.max(ay, by) + reach)), c1 = Math.min(columns - 1, Math.ceil(Math.max(ax, bx) + reach));
  for (let r = Math.max(0, Math.floor(Math.min(ay, by) - reach)); r <= r1; r++)
    for (let c = Math.max(0, Math.floor(Math.min(ax, bx) - reach)); c <= c1; c++) {
      const x = c + 0.5 - ax, y = r + 0.5 - ay, t = long ? Math.max(0, Math.min(1, (x * dx + y * dy) / long)) : 0;
      const distance = Math.hypot(x - t * dx, y - t * dy), full = Math.max(0, Math.min(1, (reach - distance) / (reach - core))), i = r * columns + c;
      ink[i] = erase ? Math.min(ink[i], Math.round(255 * (1 - full))) : Math.max(ink[i], Math.round(255 * full));
    }
}

function padButtons(spec, clear) {
  const wipe = make("button", { type: "button", "aria-label": `${spec.label}: clear` }, "Clear"), erase = make("button", { type: "button", "aria-pressed": "false", "aria-label": `${spec.label}: erase` }, "Erase");
  wipe.addEventListener("click", clear);
  erase.addEventListener("click", () => erase.setAttribute("aria-pressed", erase.getAttribute("aria-pressed") === "false"));
  return { wipe, erase, rubber: () => erase.getAttribute("aria-pressed") === "true" };
}

// Ready-made drawings to begin with, if there are any, and which of them is on the pad.
function presetsOf(spec, take, now) {
  if (!spec.presets.length) return { presets: [], named: () => {} };
  const own = make("option", { value: -1, disabled: "" }, "your own");
  const select = make("select", { "aria-label": `${spec.label}: ready-made drawings` }, own, ...spec.presets.map(([text], i) => make("option", { value: i }, text)));
  select.addEventListener("change", () => take(spec.presets[+select.value][1]));
  return { presets: [select], named: () => { select.value = spec.presets.findIndex(([, text]) => text === now()); } };
}

export function drawingKnob(spec, change) {
  const { rows, columns } = spec, how = identity(), pad = make("canvas", { class: "ntr-pad", width: 10 * columns, height: 10 * rows, tabindex: 0, role: "application",
    "aria-label": `${spec.label}: a pad of ${rows} × ${columns} pixels`, "aria-describedby": how });
  pad.style.aspectRatio = `${columns} / ${rows}`;
  const small = make("canvas", { width: columns, height: rows }), cursor = [Math.floor(rows / 2), Math.floor(columns / 2)];
  let ink = new Uint8Array(rows * columns), hand = null, keyed = false;
  const { wipe, erase, rubber } = padButtons(spec, () => { ink.fill(0); tell(true); });
  const { presets, named } = presetsOf(spec, (text) => { ink = bytesOf(text, rows * columns); tell(true); }, () => pad.value);

  function paint() {
    const image = new ImageData(columns, rows), context = pad.getContext("2d");
    for (let i = 0; i < ink.length; i++) image.data.set([ink[i], ink[i], ink[i], 255], 4 * i);
    small.getContext("2d").putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, pad.width, pad.height);
    if (!keyed) return;
    context.strokeStyle = "#ff9f43"; context.lineWidth = 3;
    context.strokeRect(10 * cursor[1] + 1, 10 * cursor[0] + 1, 8, 8);
  }

  function tell(final) {
    paint();
    pad.value = ink.some((v) => v) ? textOf(ink) : "";
    named(); change(spec.name, pad.value, final);
  }

  function place(event) {
    const r = pad.getBoundingClientRect();
    return [((event.clientX - r.left) / r.width) * columns, ((event.clientY - r.top) / r.height) * rows];
  }

  pad.addEventListener("contextmenu", (event) => { event.preventDefault(); event.stopPropagation(); });
  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 && event.button !== 2) return;
    event.preventDefault();
    pad.focus({ preventScroll: true });
    pad.setPointerCapture(event.pointerId);
    keyed = false;
    hand = { id: event.pointerId, at: place(event), erase: rubber() || event.button === 2 };
    strokeOn(ink, rows, columns, hand.at, hand.at, hand.erase);
    tell(false);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!hand || event.pointerId !== hand.id) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const one of all.length ? all : [event]) {
      const next = place(one);
      strokeOn(ink, rows, columns, hand.at, next, hand.erase);
      hand.at = next;
    }
    tell(false);
  });
  for (const type of ["pointerup", "pointercancel"]) pad.addEventListener(type, (event) => { if (hand && event.pointerId === hand.id) { hand = null; tell(true); } });
  pad.addEventListener("focus", () => { keyed = pad.matches(":focus-visible"); paint(); });
  pad.addEventListener("blur", () => { keyed = false; paint(); });
  pad.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const marks = event.key === " " || event.key === "Enter", rubs = event.key === "Delete" || event.key === "Backspace";
    if ((!step && !marks && !rubs) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keyed = true;
    const from = [cursor[1] + 0.5, cursor[0] + 0.5];
    if (step) [rows, columns].forEach((size, i) => { cursor[i] = Math.max(0, Math.min(size - 1, cursor[i] + step[i])); });
    if (step && !event.shiftKey) { paint(); return; }
    strokeOn(ink, rows, columns, from, [cursor[1] + 0.5, cursor[0] + 0.5], rubs || rubber());
    tell(true);
  });
  const node = make("div", { class: "ntr-control ntr-drawing", role: "group", "aria-label": spec.label }, make("div", { class: "ntr-caption" }, spec.label),
    make("div", { class: "ntr-row" }, pad, make("div", { class: "ntr-stack" }, ...presets, wipe, erase, make("span", { class: "ntr-hint", id: how }, PAD_HINT))));
  return { node, show(v) { ink = bytesOf(v, rows * columns); pad.value = v; named(); paint(); } };
}
