// Puts an explorer together: controls, panels, formula and sentence; draws from the table, or asks Python when it must.
import { actionKnob } from "./action.js";
import { cellsKnob } from "./cells.js";
import { CONTROLS } from "./controls.js";
import { drawingKnob } from "./drawing.js";
import { panelView } from "./panels.js";
import { runKnob } from "./own_run.js";
import { pickKnob } from "./pick.js";
import { decode, indexOf, same } from "./table.js";
import { make, ownKeys, themeOf } from "./theme.js";
import { touch } from "./touch.js";
import { pictureKnob } from "./upload.js";

const KNOBS = { ...CONTROLS, cells: cellsKnob, pick: pickKnob, drawing: drawingKnob, picture: pictureKnob, run: runKnob };

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
    this.id = crypto.randomUUID?.() ?? String(Math.random()); // Python tells the pages of one explorer apart by it
    this.told = {};
    this.root = make("section", { class: "ntr-explorer", "aria-label": layout.title });
    const inner = make("div", { class: "ntr-inner" }), head = make("header", {}, make("h3", {}, layout.title));
    this.full = make("button", { type: "button", class: "ntr-full" }, "Full screen");
    if (document.fullscreenEnabled) head.append(this.full);
    this.knobs = Object.fromEntries(layout.controls.map((c) => [c.name, KNOBS[c.type](c, (...a) => this.change(...a))]));
    const send = (message) => model.send({ ...message, state: this.state });
    this.actions = Object.fromEntries((layout.actions || []).map((one) => [one.name, actionKnob(one, send)]));
    this.views = layout.panels.map(panelView);
    this.formula = make("div", { class: "ntr-formula" });
    this.sentence = make("p", { class: "ntr-sentence", role: "status", "aria-live": "polite" });
    this.note = make("p", { class: "ntr-wait", role: "status" });
    inner.append(head, make("div", { class: "ntr-controls" }, ...[...Object.values(this.knobs), ...Object.values(this.actions)].map((k) => k.node)),
      make("div", { class: `ntr-panels ntr-count-${this.views.length}` }, ...this.views.map((v) => v.figure)), this.formula, this.sentence, this.note);
    this.root.append(inner);
    el.append(this.root);
  }

  start() {
    const { model, root } = this, off = [];
    const on = (target, type, act) => { target.addEventListener(type, act); off.push(() => target.removeEventListener(type, act)); };
    const hear = (name, act) => { model.on(name, act); off.push(() => model.off(name, act)); };
    ownKeys(root, on);
    on(this.full, "click", () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()));
    on(document, "fullscreenchange", () => { this.full.textContent = document.fullscreenElement === root ? "Leave full screen" : "Full screen"; });
    for (const view of this.views) touch(this, view, on);
    for (const knob of Object.values(this.knobs)) off.push(knob.mount?.(this, on) ?? (() => {}));
    this.load();
    hear("change:_table_text", () => { this.load(); this.show(); });
    hear("change:_table_data", () => { this.load(); this.show(); });
    hear("change:state", () => { if (!same(model.get("state"), this.state)) { this.state = structuredClone(model.get("state")); this.settle(); this.update(); } });
    hear("msg:custom", (message, buffers) => (message.kind === "acted" ? this.acted(message) : this.answer(message, buffers)));
    hear("change:_layout", () => { for (const one of model.get("_layout").controls) { this.controls[one.name] = one; this.knobs[one.name].renew?.(one); } });
    off.push(() => Object.values(this.actions).forEach((one) => one.leave()));
    const resize = new ResizeObserver(() => { this.measure(); this.paint(); });
    resize.observe(root);
    const words = new ResizeObserver((all) => all.forEach((one) => this.hold(one.target, one.borderBoxSize[0].blockSize)));
    for (const node of [this.formula, this.sentence]) words.observe(node);
    const restyle = new MutationObserver(() => { this.theme = themeOf(root); this.paint(); });
    for (const node of [document.body, document.documentElement]) restyle.observe(node, { attributes: true, attributeFilter: ["data-jp-theme-light", "class", "data-theme"] });
    this.measure(); this.settle(); this.update();
    return () => { resize.disconnect(); words.disconnect(); restyle.disconnect(); this.wait(false); off.forEach((f) => f()); };
  }

  // Text and bytes of a table arrive as two traits: take them only when they belong together.
  load() {
    try { this.table = decode(this.model.get("_table_text"), this.model.get("_table_data")); this.table.frame(0); } catch { this.table ??= null; }
  }

  measure() { this.theme = themeOf(this.root); this.views.forEach((v) => v.measure()); this.release(); }

  // While one control moves, the words below keep the tallest place they have taken: the page must not hop. The heights
  // come from an observer, after layout: asked for in the middle of a change they would lay out the whole page each time.
  hold(node, height) { if (!this.free && height > (node.held || 0)) { node.held = height; node.style.minHeight = `${height}px`; } }

  // Let go of it, for another control or another width. What the observer saw before must not be held again.
  release() {
    for (const node of [this.formula, this.sentence]) { node.held = 0; node.style.minHeight = ""; }
    if (this.free) return;
    this.free = true;
    requestAnimationFrame(() => { this.free = false; for (const node of [this.formula, this.sentence]) this.hold(node, node.offsetHeight); });
  }

  settle() { for (const [name, knob] of Object.entries(this.knobs)) knob.show(this.state[name]); }

  // `others`: values of other controls that come along with this one.
  change(name, value, final, others = {}) {
    if (name !== this.hand) { this.hand = name; this.release(); }
    this.state = { ...this.state, ...others, [name]: value };
    for (const other of Object.keys(others)) this.knobs[other].show(others[other]);
    this.update();
    if (final) { this.model.set("state", this.state); this.model.save_changes(); }
  }

  update() {
    for (const one of Object.values(this.actions)) one.moved();
    if (!this.show()) this.ask();
  }

  // Draw this state's frame from the table; false if Python has to compute it.
  show() {
    const index = this.table ? indexOf(this.table, this.controls, this.state) : -1;
    if (index < 0) return false;
    this.frame = this.table.frame(index);
    this.late = this.asked !== undefined; // an answer still on its way is older than what the table shows now
    this.again = false;
    this.wait(false);
    this.say("");
    this.paint();
    return true;
  }

  // One question is under way at a time; when it is answered, only the newest state is asked for.
  ask() {
    this.wait(true);
    if (this.asked !== undefined) { this.again = true; return; }
    this.asked = (this.serial = (this.serial || 0) + 1);
    this.again = false;
    const news = Object.fromEntries(Object.entries(this.state).filter(([name, value]) => this.told[name] !== value)); // a picture is sent once
    this.told = { ...this.state };
    try { this.model.send({ kind: "frame", seq: this.asked, page: this.id, state: news }); } catch { this.say("This control needs a running kernel."); }
  }

  // What a button tells; its words may need more room.
  acted(message) { this.actions[message.name]?.hear(message); this.regrow?.(); }

  answer(message, buffers) {
    if (message.seq !== this.asked || (message.page ?? this.id) !== this.id) return; // another page may show the same explorer
    this.wait(false);
    this.asked = undefined;
    const late = this.late;
    this.late = false;
    if (late) { /* the table has shown something newer */ } else if (message.kind === "error") this.say(message.text);
    else {
      this.say("");
      this.frame = decode(message.text, buffers[0]).frame(0);
      this.paint();
    }
    if (this.again) this.update();
  }

  // Say that an answer is awaited, once it takes longer than a moment.
  wait(on) {
    if (!on) { clearTimeout(this.slow); this.slow = undefined; }
    else this.slow ??= setTimeout(() => this.say("Waiting for Python: it is busy, or this page has no kernel."), 700);
  }

  say(text) { if (this.note.textContent !== text) this.note.textContent = text; }

  paint() {
    if (!this.frame) return;
    for (const [name, one] of Object.entries(this.actions)) one.show(this.frame.actions[name]);
    for (const view of this.views) view.draw(this.frame[view.spec.id], this.theme);
    const key = JSON.stringify([this.frame.formula, this.theme.dark]);
    if (key !== this.formulaKey) { this.formulaKey = key; this.formula.replaceChildren(...formulaNodes(this.frame.formula, this.theme)); }
    if (this.sentence.textContent !== this.frame.sentence) { this.sentence.textContent = this.frame.sentence; }
  }
}

export function render({ model, el }) { return new Page(model, el).start(); }
