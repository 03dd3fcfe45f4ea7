// Puts an explorer together: controls, panels, formula and sentence; draws from the table, or asks Python when it must.
import { CONTROLS } from "./controls.js";
import { drawBars } from "./bars.js";
import { drawGraph } from "./graph.js";
import { drawGrid } from "./grid.js";
import { drawLines, legendOf } from "./lines.js";
import { drawPixels } from "./pixels.js";
import { decode, indexOf, positionOf, same } from "./table.js";
import { make, sized, themeOf } from "./theme.js";

const CANVAS = { lines: drawLines, bars: drawBars, pixels: drawPixels, graph: drawGraph };

function panelView(spec) {
  const figure = make("figure", { class: `ntr-panel ntr-${spec.kind}`, "data-panel": spec.id });
  figure.append(make("figcaption", {}, spec.title));
  const legend = make("ul", { class: "ntr-legend" }), body = spec.kind === "grid" ? make("div", { class: "ntr-grid", tabindex: 0, role: "region", "aria-label": spec.title }) : make("canvas", { role: "img", "aria-label": spec.title });
  if (spec.kind === "lines") figure.append(legend);
  figure.append(body);
  const view = { spec, figure, body, place: null, legendKey: "" };
  view.measure = () => {
    view.width = Math.max(120, figure.clientWidth);
    view.font = parseFloat(getComputedStyle(figure).fontSize) * 0.92;
    // On a wide page the type is large, so a narrow column still needs height.
    const scale = Math.max(view.font > 16.4 ? 1.5 : 0.85, Math.min(1.7, view.width / 560)), wanted = (spec.height || 300) * scale;
    // Controls, picture and sentence should be on one screen together.
    view.height = Math.round(Math.min(wanted, Math.max(230, view.width * 0.95), Math.max(240, window.innerHeight * 0.46)));
    if (spec.equal) { // as high as its axes need on a narrow page, and no empty bands
      const [x0, x1] = spec.xlim, [y0, y1] = spec.ylim;
      view.height = Math.min(view.height, Math.round(((view.width - 4 * view.font) * (y1 - y0)) / (x1 - x0) + 4.2 * view.font));
    }
  };
  view.draw = (content, theme) => {
    if (spec.kind === "grid") return drawGrid(body, spec, content);
    const context = sized(body, view.width, view.height);
    view.place = CANVAS[spec.kind](context, view.width, view.height, spec, content, theme, view.font);
    if (spec.kind !== "lines") return undefined;
    const entries = legendOf(spec, content), key = JSON.stringify([entries, theme.dark]);
    if (key !== view.legendKey) {
      view.legendKey = key;
      legend.replaceChildren(...entries.map((e) => {
        const sign = make("span", { class: `ntr-sign ntr-sign-${e.kind}` });
        sign.style.color = theme[e.color] || e.color;
        return make("li", {}, sign, e.label);
      }));
    }
    return undefined;
  };
  return view;
}

function formulaNodes(lines, theme) {
  return (lines || []).map((line) => {
    const node = make("div");
    for (const piece of Array.isArray(line) ? line : [line]) {
      if (typeof piece === "string") { node.append(piece); continue; }
      const strong = make("b", {}, piece[0]);
      strong.style.color = theme[piece[1]] || piece[1];
      node.append(strong);
    }
    return node;
  });
}

class Page {
  constructor(model, el) {
    this.model = model;
    const layout = model.get("_layout");
    this.controls = Object.fromEntries(layout.controls.map((c) => [c.name, c]));
    this.state = structuredClone(model.get("state"));
    this.root = make("section", { class: "ntr-explorer", "aria-label": layout.title });
    const inner = make("div", { class: "ntr-inner" }), head = make("header", {}, make("h3", {}, layout.title));
    this.full = make("button", { type: "button", class: "ntr-full" }, "Full screen");
    if (document.fullscreenEnabled) head.append(this.full);
    this.knobs = Object.fromEntries(layout.controls.map((c) => [c.name, CONTROLS[c.type](c, (...a) => this.change(...a))]));
    this.views = layout.panels.map(panelView);
    this.formula = make("div", { class: "ntr-formula" });
    this.sentence = make("p", { class: "ntr-sentence", role: "status", "aria-live": "polite" });
    this.note = make("p", { class: "ntr-wait", role: "status" });
    inner.append(head, make("div", { class: "ntr-controls" }, ...Object.values(this.knobs).map((k) => k.node)),
      make("div", { class: `ntr-panels ntr-count-${this.views.length}` }, ...this.views.map((v) => v.figure)), this.formula, this.sentence, this.note);
    this.root.append(inner);
    el.append(this.root);
  }

  start() {
    const { model, root } = this, off = [];
    const on = (target, type, act) => { target.addEventListener(type, act); off.push(() => target.removeEventListener(type, act)); };
    const hear = (name, act) => { model.on(name, act); off.push(() => model.off(name, act)); };
    // JupyterLab would take the arrow keys and letters for itself.
    for (const type of ["keydown", "keyup", "keypress"]) on(root, type, (e) => e.stopPropagation());
    on(this.full, "click", () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()));
    on(document, "fullscreenchange", () => { this.full.textContent = document.fullscreenElement === root ? "Leave full screen" : "Full screen"; });
    for (const view of this.views) this.touch(view, on);
    this.load();
    hear("change:_table_text", () => { this.load(); this.show(); });
    hear("change:_table_data", () => { this.load(); this.show(); });
    hear("change:state", () => { if (!same(model.get("state"), this.state)) { this.state = structuredClone(model.get("state")); this.settle(); this.update(); } });
    hear("msg:custom", (message, buffers) => this.answer(message, buffers));
    const resize = new ResizeObserver(() => { this.measure(); this.paint(); });
    resize.observe(root);
    const words = new ResizeObserver((all) => all.forEach((one) => this.hold(one.target, one.borderBoxSize[0].blockSize)));
    for (const node of [this.formula, this.sentence]) words.observe(node);
    const restyle = new MutationObserver(() => { this.theme = themeOf(root); this.paint(); });
    for (const node of [document.body, document.documentElement]) restyle.observe(node, { attributes: true, attributeFilter: ["data-jp-theme-light", "class", "data-theme"] });
    this.measure(); this.settle(); this.update();
    return () => { resize.disconnect(); words.disconnect(); restyle.disconnect(); clearTimeout(this.slow); off.forEach((f) => f()); };
  }

  // Text and bytes of a table arrive as two traits: take them only when they belong together.
  load() {
    try { this.table = decode(this.model.get("_table_text"), this.model.get("_table_data")); this.table.frame(0); } catch { this.table ??= null; }
  }

  measure() { this.theme = themeOf(this.root); this.views.forEach((v) => v.measure()); this.release(); }

  // While one control moves, the words below keep the tallest place they have taken: the page must not hop. The heights
  // come from an observer, after layout: asked for in the middle of a change they would lay out the whole page each time.
  hold(node, height) { if (height > (node.held || 0)) { node.held = height; node.style.minHeight = `${height}px`; } }

  release() { for (const node of [this.formula, this.sentence]) { node.held = 0; node.style.minHeight = ""; } }

  settle() { for (const [name, knob] of Object.entries(this.knobs)) knob.show(this.state[name]); }

  change(name, value, final) {
    if (name !== this.hand) { this.hand = name; this.release(); }
    this.state = { ...this.state, [name]: value };
    this.update();
    if (final) { this.model.set("state", this.state); this.model.save_changes(); }
  }

  update() {
    if (!this.show()) this.ask();
  }

  // Draw this state's frame from the table; false if Python has to compute it.
  show() {
    const index = this.table ? indexOf(this.table, this.controls, this.state) : -1;
    if (index < 0) return false;
    this.frame = this.table.frame(index);
    this.say("");
    this.paint();
    return true;
  }

  // One question is under way at a time; when it is answered, only the newest state is asked for.
  ask() {
    if (this.asked !== undefined) { this.again = true; return; }
    this.asked = (this.serial = (this.serial || 0) + 1);
    this.again = false;
    this.slow = setTimeout(() => this.say("Waiting for Python: it is busy, or this page has no kernel."), 700);
    try { this.model.send({ kind: "frame", seq: this.asked, state: this.state }); } catch { this.say("This control needs a running kernel."); }
  }

  answer(message, buffers) {
    if (message.seq !== this.asked) return;
    clearTimeout(this.slow);
    this.asked = undefined;
    if (message.kind === "error") this.say(message.text);
    else {
      this.say("");
      this.frame = decode(message.text, buffers[0]).frame(0);
      this.paint();
    }
    if (this.again) this.update();
  }

  say(text) { if (this.note.textContent !== text) this.note.textContent = text; }

  paint() {
    if (!this.frame) return;
    for (const view of this.views) view.draw(this.frame[view.spec.id], this.theme);
    const key = JSON.stringify([this.frame.formula, this.theme.dark]);
    if (key !== this.formulaKey) { this.formulaKey = key; this.formula.replaceChildren(...formulaNodes(this.frame.formula, this.theme)); }
    if (this.sentence.textContent !== this.frame.sentence) { this.sentence.textContent = this.frame.sentence; }
  }

  // Pointer on a picture: choose a point, or drag a bar.
  touch(view, on) {
    const target = Object.values(this.controls).find((c) => c.type === "point" && c.panel === view.spec.id), drag = view.spec.drag;
    if (!target && !drag) return;
    view.body.classList.add(target ? "ntr-pick" : "ntr-drag");
    let bar = 0;
    const act = (event, final) => {
      const r = view.body.getBoundingClientRect(), px = event.clientX - r.left, py = event.clientY - r.top;
      if (target) {
        const clip = (v, [low, high]) => Number(Math.max(low, Math.min(high, v)).toPrecision(4));
        this.change(target.name, [clip(view.place.x(px), view.spec.xlim), clip(view.place.y(py), view.spec.ylim)], final);
        this.knobs[target.name].show(this.state[target.name]);
      } else {
        const { values } = this.controls[drag[bar]];
        this.change(drag[bar], values[positionOf(values, view.place.y(py))], final);
        this.knobs[drag[bar]].show(this.state[drag[bar]]);
      }
    };
    on(view.body, "pointerdown", (event) => {
      if (event.button !== 0 || !view.place) return;
      event.preventDefault();
      view.body.setPointerCapture(event.pointerId);
      if (drag) bar = Math.min(drag.length - 1, view.place.bar(event.clientX - view.body.getBoundingClientRect().left));
      act(event, false);
    });
    on(view.body, "pointermove", (event) => { if (view.body.hasPointerCapture(event.pointerId)) act(event, false); });
    on(view.body, "pointerup", (event) => { if (view.body.hasPointerCapture(event.pointerId)) act(event, true); });
  }
}

export function render({ model, el }) { return new Page(model, el).start(); }
