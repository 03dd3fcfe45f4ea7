// A pad to draw on: mouse, finger, pen or keys leave strokes, kept as lines of points. Python scales and inks them for the
// network; the page shows them as they were drawn (white on black, sharp at any size), over a ready-made picture if one is there.

import { identity } from "./controls.js";
import { digitLocal } from "./digit_local.js";
import { same } from "./table.js";
import { make } from "./theme.js";

const PAD_HINT = "Arrow keys move, Space draws, Shift and an arrow draw a line, Delete erases, Ctrl+Z takes back";
const FULL = "The pad is full: clear it, or take something back.";
const FINE = 100,
  NEAR = 10,
  RUBBER = 1.2; // hundredths of a pixel; the least step of a line; how far the rubber reaches beyond the pen
const PAST = 200; // drawings that can be taken back

function bytesOf(text, count) {
  const out = new Uint8Array(count),
    raw = text ? atob(text) : "";
  for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i);
  return out;
}

export function textOf(bytes) {
  let raw = "";
  for (let i = 0; i < bytes.length; i += 8192) raw += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(raw);
}

// The text of a drawing, as Python writes it: a bitmap, "strokes:PEN;x,y x,y;…", or both with a bar between.
export function partsOf(text, count) {
  const [base, ink = ""] = text.startsWith("strokes:") ? ["", text] : text.split("|"),
    [pen, ...lines] = ink.slice(8).split(";");
  return {
    bitmap: base ? bytesOf(base, count) : null,
    pen,
    strokes: lines.map((line) => line.split(" ").map((point) => point.split(",").map(Number))),
  };
}

function drawingText({ bitmap, pen, strokes }) {
  const base = bitmap?.some((v) => v) ? textOf(bitmap) : "";
  const ink = strokes.length
    ? `strokes:${[pen, ...strokes.map((line) => line.map(([x, y]) => `${x},${y}`).join(" "))].join(";")}`
    : "";
  return base && ink ? `${base}|${ink}` : base || ink;
}

const penless = (text) => text.replace(/strokes:\w+/, "strokes:");

// How far a point lies from the line between a and b.
function away([px, py], [ax, ay], [bx, by]) {
  const dx = bx - ax,
    dy = by - ay,
    long = dx * dx + dy * dy,
    t = long ? Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / long)) : 0;
  return Math.hypot(px - ax - t * dx, py - ay - t * dy);
}

// What is left of one stroke when the rubber goes from a to b: none, one or several strokes. Points between are tried too.
function cut(line, a, b, reach) {
  const left = [];
  let run = null,
    last = null;
  const keep = (point, corner) => {
    if (away(point, a, b) <= reach) {
      if (run && last) run.push(last);
      run = last = null;
      return;
    }
    if (!run) {
      run = [point];
      left.push(run);
    } else if (corner) {
      run.push(point);
      last = null;
    } else last = point;
  };
  line.forEach((to, i) => {
    const from = line[Math.max(0, i - 1)],
      steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / 25);
    for (let k = 1; k < steps; k++)
      keep(
        [0, 1].map((c) => Math.round(from[c] + ((to[c] - from[c]) * k) / steps)),
        false,
      );
    keep(to, true);
  });
  return left;
}

function rub(drawing, columns, a, b, reach) {
  drawing.strokes = drawing.strokes.flatMap((line) => cut(line, a, b, reach));
  const { bitmap } = drawing,
    core = reach - 0.5 * FINE;
  for (let i = 0; bitmap && i < bitmap.length; i++) {
    if (!bitmap[i]) continue;
    const full = Math.max(
      0,
      Math.min(
        1,
        (core + FINE - away([((i % columns) + 0.5) * FINE, (Math.floor(i / columns) + 0.5) * FINE], a, b)) / FINE,
      ),
    );
    bitmap[i] = Math.min(bitmap[i], Math.round(255 * (1 - full)));
  }
}

function paintDrawing(pad, small, { bitmap, pen, strokes }, { rows, columns, pens }) {
  const context = pad.getContext("2d"),
    unit = pad.width / columns;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = "#000";
  context.fillRect(0, 0, pad.width, pad.height);
  if (bitmap) {
    const image = new ImageData(columns, rows);
    bitmap.forEach((v, i) => {
      image.data.set([v, v, v, 255], 4 * i);
    });
    small.getContext("2d").putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, pad.width, pad.height);
  }
  context.scale(unit / FINE, unit / FINE);
  Object.assign(context, {
    strokeStyle: "#fff",
    fillStyle: "#fff",
    lineCap: "round",
    lineJoin: "round",
    lineWidth: 2 * FINE * pens[pen],
  });
  context.beginPath();
  for (const [first, ...rest] of strokes) {
    context.moveTo(...first);
    for (const point of rest.length ? rest : [[first[0] + 1, first[1]]]) context.lineTo(...point);
  }
  context.stroke();
}

function paintCursor(pad, [x, y], columns) {
  const context = pad.getContext("2d"),
    unit = pad.width / columns;
  context.setTransform(unit, 0, 0, unit, 0, 0);
  context.strokeStyle = "#ff9f43";
  context.lineWidth = 0.3;
  context.strokeRect(x / FINE - 0.4, y / FINE - 0.4, 0.8, 0.8);
}

// The buttons and lists beside the pad. `act` holds what they do.
function padTools(spec, act) {
  const button = (text, name, run, more = {}) => {
    const node = make("button", { type: "button", "aria-label": `${spec.label}: ${name}`, ...more }, text);
    node.addEventListener("click", run);
    return node;
  };
  const list = (name, options, run) => {
    const node = make("select", { "aria-label": `${spec.label}: ${name}` }, ...options);
    node.addEventListener("change", () => run(node.value));
    return node;
  };
  const erase = button(
    "Erase",
    "erase",
    () => erase.setAttribute("aria-pressed", erase.getAttribute("aria-pressed") === "false"),
    { "aria-pressed": "false" },
  );
  const undo = button("Undo", "undo", act.undo),
    wipe = button("Clear", "clear", act.clear);
  const pens = list(
    "pen",
    Object.keys(spec.pens).map((pen) => make("option", { value: pen }, `${pen} pen`)),
    act.pen,
  );
  const own = make("option", { value: -1, disabled: "" }, "your own");
  const presets = list(
    "ready-made drawings",
    [own, ...spec.presets.map(([text], i) => make("option", { value: i }, text))],
    (i) => act.preset(spec.presets[i][1]),
  );
  return {
    erase,
    undo,
    wipe,
    pens,
    presets,
    nodes: [...(spec.presets.length ? [presets] : []), pens, undo, wipe, erase],
  };
}

// Mouse, finger and pen: one stroke from down to up; a hand that leaves the pad and comes back begins another. A fast hand
// brings several points at a time: all are drawn, and then told once.
function padPointer(pad, spec, { begin, line, tell, end, rubber }) {
  let hand = null;
  const place = (event) => {
    const r = pad.getBoundingClientRect();
    return [
      Math.round(((event.clientX - r.left) / r.width) * spec.columns * FINE),
      Math.round(((event.clientY - r.top) / r.height) * spec.rows * FINE),
    ];
  };
  const on = ([x, y]) => x >= 0 && y >= 0 && x <= spec.columns * FINE && y <= spec.rows * FINE;
  pad.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    event.stopPropagation();
  });
  pad.addEventListener("pointerdown", (event) => {
    if (hand || ![0, 2, 5].includes(event.button)) return; // 5 is the rubber at the other end of a pen
    event.preventDefault();
    pad.focus({ preventScroll: true });
    pad.setPointerCapture(event.pointerId);
    const at = place(event);
    hand = { id: event.pointerId, at: on(at) ? at : null, erase: rubber() || event.button > 0 };
    begin();
    if (hand.at) {
      line(hand.at, hand.at, hand.erase);
      tell();
    }
  });
  pad.addEventListener("pointermove", (event) => {
    if (!hand || event.pointerId !== hand.id) return;
    const all = event.getCoalescedEvents?.() ?? [];
    let moved = false;
    for (const one of all.length ? all : [event]) {
      const next = place(one);
      if (!on(next)) {
        hand.at = null;
        continue;
      }
      if (hand.at && Math.hypot(next[0] - hand.at[0], next[1] - hand.at[1]) < NEAR) continue;
      line(hand.at ?? next, next, hand.erase);
      hand.at = next;
      moved = true;
    }
    if (moved) tell();
  });
  for (const type of ["pointerup", "pointercancel"])
    pad.addEventListener(type, (event) => {
      if (hand && event.pointerId === hand.id) {
        hand = null;
        end();
      }
    });
}

export function drawingKnob(spec, change) {
  const { rows, columns } = spec,
    how = identity(),
    pad = make("canvas", {
      class: "ntr-pad",
      width: 10 * columns,
      height: 10 * rows,
      tabindex: 0,
      role: "application",
      "aria-label": `${spec.label}: a pad of ${rows} × ${columns} pixels`,
      "aria-describedby": how,
    });
  pad.style.aspectRatio = `${columns} / ${rows}`;
  const small = make("canvas", { width: columns, height: rows }),
    cursor = [Math.floor(columns / 2), Math.floor(rows / 2)],
    past = [];
  const hint = make("span", { class: "ntr-hint", id: how, role: "status" }, PAD_HINT),
    cursorAt = () => cursor.map((v) => (v + 0.5) * FINE);
  let drawing = { bitmap: null, pen: "medium", strokes: [] },
    keyed = false,
    points = 0;
  pad.value = "";
  const tools = padTools(spec, {
    undo: () => {
      while (past.length) {
        const text = past.pop();
        if (text !== pad.value) {
          take(text);
          tell(true);
          return;
        }
      }
      paint();
    },
    clear: () => {
      remember();
      take("");
      tell(true);
    },
    pen: (pen) => {
      remember();
      drawing.pen = pen;
      tell(true);
    },
    preset: (text) => {
      remember();
      take(text.replace(/strokes:\w+/, `strokes:${drawing.pen}`));
      tell(true);
    },
  });
  const say = (text) => {
    hint.textContent = text;
    hint.toggleAttribute("data-told", text !== PAD_HINT);
  };
  const rubber = () => tools.erase.getAttribute("aria-pressed") === "true";

  function paint() {
    paintDrawing(pad, small, drawing, spec);
    if (keyed) paintCursor(pad, cursorAt(), columns);
    tools.undo.setAttribute("aria-disabled", String(!past.length)); // not `disabled`: the focus would be lost
  }

  function take(text) {
    const { bitmap, pen, strokes } = partsOf(text, rows * columns);
    drawing = { bitmap, strokes, pen: pen || drawing.pen };
    say(PAD_HINT);
    count();
    name(text);
  }

  function name(text) {
    tools.pens.value = drawing.pen;
    tools.presets.value = spec.presets.findIndex(([, one]) => penless(one) === penless(text));
  }

  function remember() {
    if (past[past.length - 1] !== pad.value) {
      past.push(pad.value);
      past.splice(0, past.length - PAST);
    }
  }

  function tell(final) {
    const text = drawingText(drawing);
    pad.value = text;
    paint();
    name(text);
    change(spec.name, text, final);
  }

  // One piece of a line, or of the rubber's way. A stroke goes on where the last one ended.
  function line(a, b, erase) {
    const full = !erase && points + 2 > spec.most;
    if (erase) rub(drawing, columns, a, b, FINE * (spec.pens[drawing.pen] + RUBBER));
    else if (!full) lengthen(a, b);
    count();
    say(full ? FULL : PAD_HINT);
  }

  function lengthen(a, b) {
    const last = drawing.strokes.at(-1),
      dot = same(a, b);
    if (dot) drawing.strokes.push([a]);
    else if (last && same(last.at(-1), a)) last.push(b);
    else drawing.strokes.push([a, b]);
  }

  function count() {
    points = drawing.strokes.reduce((sum, one) => sum + one.length, 0);
  }

  padPointer(pad, spec, {
    begin: () => {
      keyed = false;
      remember();
    },
    line,
    tell: () => tell(false),
    end: () => tell(true),
    rubber,
  });
  pad.addEventListener("focus", () => {
    keyed = pad.matches(":focus-visible");
    paint();
  });
  pad.addEventListener("blur", () => {
    keyed = false;
    paint();
  });
  pad.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    const marks = event.key === " " || event.key === "Enter",
      rubs = event.key === "Delete" || event.key === "Backspace";
    if ((!step && !marks && !rubs) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keyed = true;
    const from = cursorAt();
    if (step)
      [columns, rows].forEach((most, i) => {
        cursor[i] = Math.max(0, Math.min(most - 1, cursor[i] + step[i]));
      });
    if (step && !event.shiftKey) {
      paint();
      return;
    }
    remember();
    line(from, cursorAt(), rubs || rubber());
    tell(true);
  });
  const row = make("div", { class: "ntr-row" }, pad, make("div", { class: "ntr-stack" }, ...tools.nodes, hint));
  row.style.alignItems = "flex-start";
  const node = make(
    "div",
    { class: "ntr-control ntr-drawing", role: "group", "aria-label": spec.label },
    make("div", { class: "ntr-caption" }, spec.label),
    row,
  );
  node.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    tools.undo.click();
  });

  // The pad is as fine as the screen, whatever its size on it.
  function mount(page) {
    page.local ??= digitLocal(page.model);
    const watch = new ResizeObserver(() => {
      const width = Math.max(columns, Math.round(pad.clientWidth * (window.devicePixelRatio || 1)));
      if (width !== pad.width) {
        pad.width = width;
        pad.height = Math.round((width * rows) / columns);
        paint();
      }
    });
    watch.observe(pad);
    return () => watch.disconnect();
  }
  return {
    node,
    mount,
    show(v) {
      if (v === pad.value && v) return;
      if (v !== pad.value) remember();
      pad.value = v;
      take(v);
      paint();
    },
  };
}
