// The kernel between the grids: its weights are typed, stepped by keys, or dragged up and down. Magnified, each of its cells
// shows the pixel under it, the weight, and their product.
import { begun, identity, keypad, parsed } from "./controls.js";
import { sliceOf } from "./lens_layout.js";
import { lensNumber, lensWinners } from "./lens_numbers.js";
import { briefText, cellText, cssOf, signedColour } from "./lens_paint.js";
import { inkOn, make } from "./theme.js";

const LENS_LOW = -999,
  LENS_HIGH = 999,
  LENS_SLACK = 4; // pixels that a press may move and still be a press
const tidy = (v) => Math.round(Math.max(LENS_LOW, Math.min(LENS_HIGH, v)) * 1000) / 1000;

// Drag a number up and down: `get` and `set(value, final)` are its owner's; a press without a move puts the cursor in it.
export function scrubs(node, field, { get, set, step, start = () => {}, end = () => {} }) {
  let from = null;
  node.addEventListener("mousedown", (event) => {
    if (document.activeElement !== field) event.preventDefault();
  });
  node.addEventListener("pointerdown", (event) => {
    if (event.button || field.disabled) return;
    from = { y: event.clientY, value: get(), moved: false };
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    if (!from) return;
    const up = from.y - event.clientY,
      [by, pixels] = step();
    if (!from.moved && Math.abs(up) < LENS_SLACK) return;
    if (!from.moved) {
      from.moved = true;
      start();
    }
    const value = tidy(from.value + Math.round(up / pixels) * by * (event.shiftKey ? 0.1 : 1));
    if (value !== get()) set(value, false);
  });
  const stop = () => {
    if (!from) return;
    const { moved } = from;
    from = null;
    if (moved) {
      end();
      set(get(), true);
    } else {
      field.focus();
      field.select();
    }
  };
  node.addEventListener("pointerup", stop);
  node.addEventListener("pointercancel", stop);
}

// The text of a box as a number; null after telling what is wrong with it.
export function readBox(field, say) {
  const value = parsed(field.value),
    outside = value !== null && (value < LENS_LOW || value > LENS_HIGH);
  const wrong =
    value === null ? (begun(field.value) ? " " : "not a number") : outside ? `from −${-LENS_LOW} to ${LENS_HIGH}` : "";
  field.setAttribute("aria-invalid", wrong.trim() !== "");
  say(wrong.trim());
  return wrong ? null : value;
}

export class LensKernel {
  constructor(owner) {
    this.owner = owner;
    this.cells = [];
    this.key = "";
    this.lit = null;
    this.note = make("div", { class: "ntr-lens-note", role: "alert", id: identity() });
    this.hint = make("div", { class: "ntr-lens-hint", id: identity() });
    this.node = make("div", {
      class: "ntr-lens-kernel",
      role: "grid",
      "aria-label": "Kernel",
      "aria-describedby": this.hint.id,
    });
    this.say = (text) => {
      if (this.note.textContent !== text) this.note.textContent = text;
    };
  }

  build(slices, KH, KW) {
    const key = [slices, KH, KW].join();
    if (key === this.key) return;
    const had = this.cells.findIndex((cell) => cell.field === document.activeElement);
    this.key = key;
    this.size = [slices, KH, KW];
    this.cells = [];
    this.node.replaceChildren(
      ...Array.from({ length: slices }, (_, c) =>
        make(
          "div",
          { class: "ntr-lens-slice", role: "rowgroup" },
          ...Array.from({ length: KH }, (__, p) =>
            make(
              "div",
              { class: "ntr-lens-row", role: "row" },
              ...Array.from({ length: KW }, (___, q) => this.cell(c, p, q)),
            ),
          ),
        ),
      ),
    );
    if (had >= 0) this.cells[Math.min(had, this.cells.length - 1)].field.focus();
  }

  cell(c, p, q) {
    const named = `${this.size[0] > 1 ? `Channel ${c}, ` : ""}weight in row ${p}, column ${q}`;
    const field = make("input", {
      type: "text",
      inputmode: keypad(LENS_LOW),
      autocomplete: "off",
      "aria-label": named,
      "aria-describedby": this.note.id,
      tabindex: c + p + q ? -1 : 0,
    });
    const pixel = make("span", { class: "ntr-lens-pixel", "aria-hidden": "true" }),
      product = make("span", { class: "ntr-lens-product", "aria-hidden": "true" });
    const node = make("div", { class: "ntr-lens-tap", role: "gridcell" }, pixel, field, product),
      one = { node, field, pixel, product, c, p, q };
    scrubs(node, field, {
      get: () => this.weight(one),
      set: (v, final) => this.put(one, v, final),
      step: () => this.owner.step(),
      start: () => this.owner.scrub(true),
      end: () => this.owner.scrub(false),
    });
    node.addEventListener("pointerenter", () => this.light(one));
    node.addEventListener("pointerleave", () => this.light(null));
    field.addEventListener("focus", () => {
      for (const other of this.cells) other.field.tabIndex = other === one ? 0 : -1;
      field.select();
    });
    field.addEventListener("input", () => {
      const value = readBox(field, this.say);
      if (value !== null) this.put(one, value, false);
    });
    field.addEventListener("change", () => {
      const value = readBox(field, this.say);
      if (value !== null) this.put(one, value, true);
    });
    field.addEventListener("blur", () => {
      this.say("");
      field.value = this.text(one);
      field.setAttribute("aria-invalid", "false");
    });
    field.addEventListener("keydown", (event) => this.keys(event, one));
    this.cells.push(one);
    return node;
  }

  light(one) {
    this.lit = one && { c: one.c, p: one.p, q: one.q };
    this.owner.later();
  }

  // Arrows go from weight to weight, Page Up and Page Down step the number, Shift makes it a tenth.
  keys(event, one) {
    const { field } = one,
      [slices, KH, KW] = this.size,
      row = one.c * KH + one.p,
      whole = field.selectionEnd - field.selectionStart === field.value.length;
    const by = { PageUp: 1, PageDown: -1 }[event.key];
    if (event.key === "Escape") {
      field.value = this.text(one);
      this.say("");
      field.select();
      return;
    }
    if (by) {
      event.preventDefault();
      this.put(
        one,
        tidy((parsed(field.value) ?? this.weight(one)) + by * this.owner.step()[0] * (event.shiftKey ? 0.1 : 1)),
        true,
      );
      field.value = this.text(one);
      field.select();
      return;
    }
    const to = {
      ArrowUp: [row - 1, one.q],
      ArrowDown: [row + 1, one.q],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? slices * KH - 1 : row, KW - 1],
      Enter: [row + 1, one.q],
      ArrowLeft: whole || field.selectionEnd === 0 ? [row, one.q - 1] : null,
      ArrowRight: whole || field.selectionStart === field.value.length ? [row, one.q + 1] : null,
    }[event.key];
    if (!to || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (event.key === "Enter") {
      const value = readBox(field, this.say);
      if (value === null) return;
      this.put(one, value, true);
    }
    const next =
      this.cells[Math.max(0, Math.min(slices * KH - 1, to[0])) * KW + Math.max(0, Math.min(KW - 1, to[1]))].field;
    next.focus();
    next.select();
  }

  // Magnified, the kernel is shown as it is laid on the picture; else as it was given.
  element(one) {
    const [, KH, KW] = this.size,
      i = one.p * KW + one.q,
      { s, layout } = this.owner;
    return s.flip && s.sums && layout.kernel.style === "magnified" ? KH * KW - 1 - i : i;
  }
  weight(one) {
    const tables = this.owner.given(),
      [, , KW] = this.size,
      i = this.element(one),
      table = tables[Math.min(one.c, tables.length - 1)];
    return table?.[Math.floor(i / KW)]?.[i % KW] ?? 0;
  }
  text(one) {
    const v = this.weight(one);
    return this.owner.layout.kernel.kw < 44 * this.owner.layout.unit ? briefText(v) : cellText(v);
  }
  put(one, value, final) {
    const [slices, , KW] = this.size,
      at = this.element(one),
      given = this.owner.given();
    const tables = given.length === 1 && slices > 1 ? Array(slices).fill(given[0]) : given; // one slice for all becomes one for each
    this.owner.setKernel(
      tables.map((table, c) =>
        c !== one.c ? table : table.map((row, p) => row.map((v, q) => (p * KW + q === at ? value : v))),
      ),
      final,
    );
  }

  arrange(layout) {
    const { kernel } = layout;
    this.node.className = `ntr-lens-kernel ntr-lens-${kernel.style}`;
    [...this.node.children].forEach((slice, c) => {
      const at = sliceOf(layout, c);
      Object.assign(slice.style, {
        left: `${at.x}px`,
        top: `${at.y}px`,
        width: `${at.w}px`,
        height: `${at.h}px`,
        gap: `${kernel.seam}px`,
      });
    });
    this.node.style.setProperty("--ntr-lens-type", `${kernel.type}px`);
    const wide = layout.tall ? layout.width : layout.middle + 2 * layout.gap - 6,
      x = layout.tall ? 0 : layout.left.from + layout.box + 3;
    for (const words of [this.hint, this.note])
      Object.assign(words.style, {
        fontSize: `${12 * layout.unit}px`,
        left: `${x}px`,
        width: `${wide}px`,
        top: `${kernel.y + kernel.height + 4}px`,
      });
  }

  write() {
    const { s, layout, theme, taps } = this.owner,
      per = s.window[0] * s.window[1];
    const largest = s.kernel.values.reduce((a, v) => Math.max(a, Math.abs(v)), 0) || 1,
      best = s.mode === "max" ? lensWinners(taps) : [];
    const reach = taps.reduce((a, t) => Math.max(a, Math.abs(t.product) || 0), 1e-9),
      magnified = layout.kernel.style === "magnified";
    this.cells.forEach((one, i) => {
      const tap = taps[i % (per * s.C)],
        outside = tap && !tap.inside && !s.transposed;
      const shown = s.sums
        ? this.text(one)
        : tap
          ? tap.inside || s.zeros
            ? cellText(tap.pixel)
            : s.mode === "max"
              ? "−∞"
              : "–"
          : "·";
      const editing = document.activeElement === one.field && !this.owner.scrubbing;
      if (one.field.disabled !== !s.sums) one.field.disabled = !s.sums;
      if (one.field.value !== shown && (!editing || parsed(one.field.value) !== this.weight(one)))
        one.field.value = shown;
      const name = `ntr-lens-tap${outside ? " ntr-lens-out" : ""}${best[tap?.channel] === tap && tap ? " ntr-lens-best" : ""}`;
      if (one.node.className !== name) one.node.className = name;
      const tone = !magnified && s.sums ? signedColour(this.weight(one), largest * 2.6, theme.dark) : null;
      paintBox(one.field, tone);
      if (magnified) this.bands(one, tap, reach);
    });
    this.words();
  }
  bands(one, tap, reach) {
    const { s, content, theme } = this.owner;
    const level = tap && content.photo && Number.isFinite(tap.pixel) ? this.owner.levelOf(tap) : null,
      tone = tap && s.sums ? signedColour(tap.product, reach * 1.9, theme.dark) : null;
    showText(one.pixel, tap && s.sums ? cellText(tap.pixel) : "");
    paintBox(one.pixel, level);
    showText(one.product, tone ? cellText(tap.product) : "");
    paintBox(one.product, tone);
  }

  words() {
    const { s, content, layout } = this.owner,
      by = s.divisor !== 1 ? ` ÷ ${lensNumber(s.divisor)}` : "",
      green = content.colour ? " (green)" : "";
    const what = !s.sums
      ? s.C > 1
        ? "the pixels in the window, channel 0"
        : "the pixels in the window"
      : layout.kernel.style === "magnified"
        ? `pixel × weight${by} = product${green}`
        : "";
    showText(this.hint, `${what}${what && s.sums ? ";  " : ""}${s.sums ? "drag a weight up or down, or type" : ""}`);
    this.hint.hidden = this.note.textContent !== "";
  }
}
const showText = (node, text) => {
  if (node.shown !== text) {
    node.shown = text;
    node.textContent = text;
  }
};
function paintBox(node, colour) {
  const key = colour ? cssOf(colour) : "";
  if (node.ink === key) return;
  node.ink = key;
  node.style.background = key;
  node.style.color = colour ? inkOn(colour) : "";
}
