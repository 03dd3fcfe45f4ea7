// What hands do to the lens: drag the window, point at a cell, press keys, type a pixel, play.

import { identity, keypad } from "./controls.js";
import { lensIn } from "./lens.js";
import { lensLocal } from "./lens_frame.js";
import { readBox } from "./lens_kernel.js";
import { cornerOf } from "./lens_layout.js";
import { cellText } from "./lens_paint.js";
import { same } from "./table.js";
import { make } from "./theme.js";

const LENS_REST = 350,
  TABLE_STEP = 700,
  PHOTO_STEP = 33; // milliseconds: until Python hears, a place of play

class Hands {
  constructor(page, view, play) {
    Object.assign(this, { page, view, play, grab: null, timer: 0, resting: 0, editor: null });
    view.setKernel = (value, final) => {
      page.change("kernel", value, final);
      page.knobs.kernel.show(value);
    };
    view.given = () => page.state.kernel;
    view.scrub = (on) => {
      view.scrubbing = on;
      page.root.classList.toggle("ntr-lens-scrub", on);
    };
    const memo = {};
    page.local = (state, known) => lensLocal(view.spec, state, known, memo);
  }
  get under() {
    return this.view.s.transposed ? "right" : "left";
  } // the side that the window lies on
  get content() {
    return this.view.content;
  }

  set(name, value, final) {
    clearTimeout(this.resting);
    if (name === "place") this.view.glide = true;
    if (final || !same(this.page.state[name], value)) this.page.change(name, value, final);
    this.page.knobs[name]?.show(value);
    if (!final) this.resting = setTimeout(() => this.page.change(name, this.page.state[name], true), LENS_REST);
  }
  go(r, c, final = false) {
    if (this.view.s.refused) return;
    const [rows, columns] = this.view.s.places;
    this.set("place", [Math.max(0, Math.min(rows - 1, r)), Math.max(0, Math.min(columns - 1, c))], final);
  }
  point(cell) {
    if ("point" in this.page.state && !same(this.page.state.point ?? null, cell)) this.set("point", cell, false);
  }

  // Where a hand is on a side: (row, column) as fractions, of whichever channel.
  at(side, event) {
    const { layout, pads } = this.view,
      g = layout[side],
      box = pads[side].getBoundingClientRect();
    const scale = g.w / box.width || 1,
      y = (event.clientY - box.top) * scale,
      x = (event.clientX - box.left) * scale;
    return [(y % g.step) / layout.cell - g.ring, x / layout.cell - g.ring];
  }
  corner() {
    const { s, content } = this.view;
    return content.place.map((n) => n * s.stride - s.padding);
  }
  inWindow(cell) {
    const [top, left] = this.corner(),
      [h, w] = this.view.s.covered;
    return cell[0] >= top && cell[1] >= left && cell[0] < top + h && cell[1] < left + w;
  }
  drag(cell) {
    const { s } = this.view,
      [r, c] = cell.map((v, i) => Math.round((v - this.grab[i] + s.padding) / s.stride));
    this.go(r, c);
  }

  down(side, event) {
    const { view } = this;
    if (event.button || view.s.refused) return;
    this.halt();
    view.pads[side].setPointerCapture(event.pointerId);
    view.pads[side].focus({ preventScroll: true });
    const cell = this.at(side, event);
    if (side !== this.under) {
      this.grab = [0, 0];
      this.go(...cell.map(Math.floor));
      return;
    }
    this.point(null);
    const corner = this.corner();
    this.grab = this.inWindow(cell) ? cell.map((v, i) => v - corner[i]) : view.s.covered.map((v) => v / 2);
    view.pads[side].classList.add("ntr-lens-grabbing");
    this.drag(cell);
  }
  move(side, event) {
    const { view } = this,
      { s } = view;
    if (s.refused) return;
    const where = `${event.clientX},${event.clientY}`,
      still = where === this.last; // the page may move under a mouse at rest
    this.last = where;
    if (still) return;
    const cell = this.at(side, event),
      whole = cell.map(Math.floor);
    if (this.grab && side === this.under) {
      this.drag(cell);
      return;
    }
    if (side !== this.under) {
      if (!this.timer || this.grab) this.go(...whole);
      return;
    }
    if (event.pointerType === "touch") return;
    const on = whole.every((v, i) => v >= 0 && v < s.ground[i]);
    view.pads[side].classList.toggle("ntr-lens-grab", this.inWindow(cell));
    if (!this.content.photo) this.point(on ? whole : null);
    else if (on && !this.timer)
      this.go(...cell.map((v, i) => Math.round((v - s.covered[i] / 2 + s.padding) / s.stride))); // a lens in the hand
  }
  up(side) {
    this.view.pads[side].classList.remove("ntr-lens-grabbing");
    if (this.grab) {
      this.grab = null;
      this.set("place", this.page.state.place, true);
    }
  }

  keys(side, event) {
    const { view } = this,
      { s, content } = view;
    if (event.ctrlKey || event.metaKey || event.altKey || s.refused) return;
    const by = {
        ArrowUp: [-1, 0],
        ArrowDown: [1, 0],
        ArrowLeft: [0, -1],
        ArrowRight: [0, 1],
        PageUp: [-10, 0],
        PageDown: [10, 0],
      }[event.key],
      under = side === this.under;
    if (by && event.shiftKey && under) {
      event.preventDefault();
      const from = content.point ?? this.corner().map((v, i) => v - by[i]);
      this.point(from.map((v, i) => Math.max(0, Math.min(s.ground[i] - 1, v + by[i]))));
    } else if (by) {
      event.preventDefault();
      this.halt();
      this.point(null);
      this.go(content.place[0] + by[0], content.place[1] + by[1], true);
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      this.halt();
      this.go(...(event.key === "Home" ? [0, 0] : [1e6, 1e6]), true);
    } else if (event.key === " ") {
      event.preventDefault();
      this.toggle();
    } else if (event.key === "Escape") this.point(null);
    else if (event.key === "Enter" && under && content.point) {
      event.preventDefault();
      this.type(content.point, 0);
    }
  }

  // A box over a cell of the input, for another number.
  type(cell, map) {
    const { view } = this,
      { content, s, layout } = view;
    if (content.photo || s.transposed || this.editor) return;
    const [x, y] = cornerOf(layout, "left", map, ...cell),
      i = (map * s.size[0] + cell[0]) * s.size[1] + cell[1],
      side = Math.max(36, layout.cell),
      inset = (side - layout.cell) / 2;
    const box = make("input", {
      type: "text",
      class: "ntr-lens-type",
      inputmode: keypad(-1),
      autocomplete: "off",
      id: identity(),
      "aria-label": `Input, row ${cell[0]}, column ${cell[1]}`,
    });
    Object.assign(box.style, {
      left: `${x - inset}px`,
      top: `${y - inset}px`,
      width: `${side}px`,
      height: `${side}px`,
    });
    box.value = cellText(s.x[i]);
    const put = (value, final) => {
      const tables = this.page.state.input.map((table, c) =>
        table.map((row, r) => row.map((v, k) => (c === map && r === cell[0] && k === cell[1] ? value : v))),
      );
      this.page.change("input", tables, final);
      this.page.knobs.input.show(tables);
    };
    const close = (keep) => {
      if (this.editor !== box) return;
      const value = keep ? readBox(box, view.kernel.say) : null;
      this.editor = null;
      if (value !== null) put(value, true);
      view.kernel.say("");
      box.remove();
    };
    box.addEventListener("input", () => {
      const value = readBox(box, view.kernel.say);
      if (value !== null) put(value, false);
    });
    box.addEventListener("blur", () => close(true));
    box.addEventListener("keydown", (event) => {
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (by) {
        event.preventDefault();
        const value = s.x[i] && this.page.state.input[map][cell[0]][cell[1]];
        put(Math.max(-999, Math.min(999, (value || 0) + by)), true);
        box.value = cellText(this.page.state.input[map][cell[0]][cell[1]]);
        box.select();
      }
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        close(event.key === "Enter");
        view.pads.left.focus();
      }
      event.stopPropagation();
    });
    this.editor = box;
    view.body.append(box);
    box.focus();
    box.select();
  }

  toggle() {
    if (this.timer) this.halt();
    else this.run();
  }
  run() {
    const { content } = this,
      photo = content.photo,
      [jump, down] = photo ? [2, this.view.s.window[0]] : [1, 1];
    const step = () => {
      const { places, refused } = this.view.s;
      if (refused) {
        this.halt();
        return;
      }
      let [r, c] = this.content.place;
      c += jump;
      if (c >= places[1]) {
        c = 0;
        r += down;
        if (r >= places[0]) r = 0;
      }
      this.go(r, c);
    };
    this.timer = setInterval(step, photo ? PHOTO_STEP : TABLE_STEP);
    this.page.sentence.setAttribute("aria-live", photo ? "off" : "polite");
    this.play(true);
    step();
  }
  halt() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = 0;
    this.page.sentence.setAttribute("aria-live", "polite");
    this.play(false);
    this.set("place", this.page.state.place, true);
  }

  mount(on) {
    for (const side of ["left", "right"]) {
      const pad = this.view.pads[side];
      on(pad, "pointerdown", (event) => this.down(side, event));
      on(pad, "pointermove", (event) => this.move(side, event));
      on(pad, "pointerup", () => this.up(side));
      on(pad, "pointercancel", () => this.up(side));
      on(pad, "pointerleave", () => {
        if (!this.grab) this.point(null);
      });
      on(pad, "blur", () => {
        if (!this.editor) this.point(null);
      });
      on(pad, "keydown", (event) => this.keys(side, event));
      on(pad, "dblclick", (event) => {
        const cell = this.at(side, event).map(Math.floor),
          { size } = this.view.s;
        if (side === "left" && cell.every((v, i) => v >= 0 && v < size[i]))
          this.type(cell, Math.floor((event.clientY - pad.getBoundingClientRect().top) / this.view.layout.left.step));
      });
    }
    return () => {
      clearInterval(this.timer);
      clearTimeout(this.resting);
    };
  }
}

// The knob of the window's place is its play button; that of a cell pointed at has nothing to see.
export function placeKnob(spec) {
  const button = make("button", { type: "button", "aria-pressed": "false", title: spec.label }, "▶ Play");
  const node = make("div", { class: "ntr-control ntr-place", hidden: spec.optional ? "" : null }, button);
  const show = (value) => {
    node.value = value;
  };
  function mount(page, on) {
    if (spec.optional) return () => {};
    const panel = page.views.find((view) => view.spec.id === spec.panel),
      hands = new Hands(page, lensIn(panel.body, panel.spec), (playing) => {
        button.textContent = playing ? "❚❚ Pause" : "▶ Play";
        button.setAttribute("aria-pressed", playing);
      });
    on(button, "click", () => hands.toggle());
    return hands.mount(on);
  }
  return { node, show, mount };
}

// Which tables: ready ones, pictures by name, and one row or column more or fewer. Their numbers are changed on the panel.
export function tablesKnob(spec, change) {
  const id = identity(),
    note = make("span", { class: "ntr-note", role: "alert" }),
    ready = [
      ...spec.presets.map(([label, value]) => [label, value]),
      ...spec.names.map(([name, label]) => [label, name]),
    ];
  const own = make("option", { value: -1, disabled: "" }, "your own numbers"),
    select = make("select", { id }, own, ...ready.map(([label], i) => make("option", { value: i }, label)));
  let now = null,
    page = null;
  const show = (value) => {
    now = value;
    node.value = value;
    note.textContent = "";
    select.value = ready.findIndex(([, known]) => same(known, value));
    sizes.forEach((button) => {
      button.disabled = typeof value === "string";
    });
  };
  const take = (value) => {
    show(value);
    if (typeof value === "string" && page && page.state.place.every((n) => n < 8)) {
      page.state = { ...page.state, place: [44, 40] };
      page.knobs.place?.show([44, 40]);
    } // not in a corner
    change(spec.name, value, true);
  };
  const resize = (axis, by) => {
    const size = (axis === "rows" ? now[0].length : now[0][0].length) + by,
      [low, high] = spec[axis];
    if (size < low || size > high) {
      note.textContent = `from ${low} to ${high} ${axis}`;
      return;
    }
    if (axis === "rows") take(now.map((table) => (by < 0 ? table.slice(0, size) : [...table, table[0].map(() => 0)])));
    else take(now.map((table) => table.map((row) => (by < 0 ? row.slice(0, size) : [...row, 0]))));
  };
  const sizes = [],
    pairs = spec.sizes.length
      ? []
      : [
          ["rows", "row"],
          ["columns", "column"],
        ].map(([axis, one]) =>
          make(
            "span",
            { class: "ntr-pair" },
            axis,
            ...[
              ["−", "fewer", -1],
              ["+", "more", 1],
            ].map(([sign, words, by]) => {
              const button = make(
                "button",
                { type: "button", "aria-label": `${spec.label}: one ${one} ${words}` },
                sign,
              );
              button.addEventListener("click", () => resize(axis, by));
              sizes.push(button);
              return button;
            }),
          ),
        );
  select.addEventListener("change", () => take(ready[+select.value][1]));
  const node = make(
    "div",
    { class: "ntr-control ntr-tables" },
    make("label", { class: "ntr-caption", for: id }, spec.label),
    select,
    ...(pairs.length ? [make("div", { class: "ntr-row ntr-sizes" }, ...pairs, note)] : []),
  );
  return {
    node,
    show,
    mount(owner) {
      page = owner;
      return () => {};
    },
  };
}
