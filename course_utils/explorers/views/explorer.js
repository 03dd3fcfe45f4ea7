// Puts an explorer together: controls, panels, formula and sentence; draws from the table, or asks Python when it must.
import { actionKnob } from "./action.js";
import { cellsKnob } from "./cells.js";
import { CONTROLS } from "./controls.js";
import { drawingKnob } from "./drawing.js";
import { BOXES, Layout } from "./layout.js";
import { placeKnob, tablesKnob } from "./lens_hands.js";
import { answerLocal } from "./microscope_judge.js";
import { runKnob } from "./own_run.js";
import { PanelView } from "./panels.js";
import { pickKnob } from "./pick.js";
import { toolRow } from "./state.js";
import { decode, indexOf, nearestPlace, same } from "./table.js";
import { make, ownKeys, themeOf } from "./theme.js";
import { touch } from "./touch.js";
import { pictureKnob } from "./upload.js";
import { formulaNodes } from "./words.js";

const KEPT = 250; // milliseconds of rest
const NARROWEST = 200; // pixels: no telephone is narrower

const KNOBS = {
  ...CONTROLS,
  cells: cellsKnob,
  pick: pickKnob,
  drawing: drawingKnob,
  picture: pictureKnob,
  run: runKnob,
  place: placeKnob,
  tables: tablesKnob,
};

// A control that nobody answers on this page: it says so, and cannot be moved to what is not drawn.
function switchOff(node, why) {
  const off = make("fieldset", { disabled: "" }, ...node.childNodes); // it holds for what is put in later as well
  for (const hand of off.querySelectorAll("canvas, [tabindex]")) hand.tabIndex = -1;
  node.classList.add("ntr-off");
  node.append(off);
  node.append(make("p", { class: "ntr-without" }, why));
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
    this.knobs = Object.fromEntries(
      layout.controls.map((c) => [c.name, KNOBS[c.type](c, (...a) => this.change(...a))]),
    );
    const send = (message) => model.send({ ...message, state: this.state });
    for (const { name, without, some } of layout.controls) {
      if (without) switchOff(this.knobs[name].node, without);
      else if (some) this.knobs[name].node.append(make("p", { class: "ntr-without" }, some));
    }
    this.actions = Object.fromEntries((layout.actions || []).map((one) => [one.name, actionKnob(one, send)]));
    this.views = layout.panels.map((spec) => new PanelView(spec));
    this.build(layout);
    this.layout = new Layout(this);
    el.append(this.root);
  }

  build(layout) {
    const { views, knobs } = this;
    this.off = [];
    this.on = (target, type, act) => {
      target.addEventListener(type, act);
      this.off.push(() => target.removeEventListener(type, act));
    };
    this.formula = make("div", { class: "ntr-formula" });
    this.sentence = make("p", { class: "ntr-sentence", role: "status", "aria-live": "polite" });
    this.said = make("div", { class: "ntr-said" }, this.sentence);
    this.words = make("div", { class: "ntr-words" }, this.formula, this.said);
    this.note = make("p", { class: "ntr-wait", role: "status" });
    const hands = [...Object.values(knobs), ...Object.values(this.actions)];
    this.side = make("div", { class: "ntr-controls" }, ...hands.map((knob) => knob.node));
    this.panels = make("div", { class: "ntr-panels" }, ...views.map((view) => view.figure));
    const head = make("header", {}, make("h3", {}, layout.title), toolRow(this, layout, this.on));
    this.inner = make("div", { class: "ntr-inner" }, head, this.side, this.panels, this.words, this.note);
    this.root.append(this.inner);
  }

  start() {
    const { model, root, off, on } = this;
    const hear = (name, act) => {
      model.on(name, act);
      off.push(() => model.off(name, act));
    };
    ownKeys(root, on);
    for (const view of this.views) touch(this, view, on);
    for (const knob of Object.values(this.knobs)) off.push(knob.mount?.(this, on) ?? (() => {}));
    this.local ??= answerLocal(this);
    this.load();
    this.layout.largest.takeAll(model.get("_layout").samples || {});
    for (const part of ["text", "data"]) hear(`change:_table_${part}`, () => this.renew());
    hear("change:state", () => this.hear(model.get("state")));
    hear("msg:custom", (message, buffers) =>
      message.kind === "acted" ? this.acted(message) : this.answer(message, buffers),
    );
    hear("change:_layout", () => this.relabel(model.get("_layout").controls));
    off.push(() => {
      for (const one of Object.values(this.actions)) one.leave();
    });
    this.watch();
    this.settle();
    this.measure(true);
    this.update();
    return () => {
      this.keep();
      this.wait(false);
      this.rest();
      for (const leave of off) leave();
    };
  }

  // The box, the theme and the printer: all that asks for another layout. Out of sight it can wait.
  watch() {
    const { root, off, on } = this,
      seen = new Set();
    let far = false,
      late = false;
    const observe = (node) => {
      if (node && !seen.has(node)) {
        seen.add(node);
        resize.observe(node);
      }
    };
    const again = () => {
      observe(root.closest(BOXES)); // at the start the explorer may stand nowhere yet
      late = far && !this.layout.printing;
      if (!late && this.measure()) this.paint();
    };
    const resize = new ResizeObserver(again);
    observe(root);
    const sight = new IntersectionObserver(
      (all) => {
        far = !all.at(-1).isIntersecting;
        if (late) again();
      },
      { rootMargin: "50%", scrollMargin: "50%" },
    );
    sight.observe(root);
    on(window, "resize", again);
    on(document, "fullscreenchange", again);
    on(root, "focusout", () => this.keep());
    on(window, "pagehide", () => this.keep());
    const print = (on) => {
      this.layout.printing = on;
      again();
    };
    on(window, "beforeprint", () => print(true));
    on(window, "afterprint", () => print(false));
    const words = new ResizeObserver((all) => {
      for (const one of all) this.hold(one.target, one.borderBoxSize[0].blockSize);
    });
    for (const node of [this.formula, this.sentence]) words.observe(node);
    const restyle = new MutationObserver(() => {
      this.dress();
      this.paint();
    });
    const telling = { attributes: true, attributeFilter: ["data-jp-theme-light", "class", "data-theme"] };
    for (const node of [document.body, document.documentElement]) restyle.observe(node, telling);
    off.push(() => {
      for (const one of [resize, sight, words, restyle]) one.disconnect();
    });
  }

  // Text and bytes of a table arrive as two traits: take them only when they belong together.
  load() {
    try {
      this.table = decode(this.model.get("_table_text"), this.model.get("_table_data"));
      this.table.frame(0);
    } catch {
      this.table ??= null;
    }
    for (let i = 0; i < (this.table?.count ?? 0); i++) this.layout.largest.take(this.table.frame(i));
  }

  // Another table, around other live values.
  renew() {
    this.load();
    this.show();
    this.regrow();
  }

  // More than all that was known when the page was laid out, and no room for it: lay out anew.
  regrow() {
    if (this.layout.found && this.layout.overflows() && this.measure(true)) this.paint();
  }

  // Lay out for the box as it is; true if anything has to be drawn anew.
  measure(force) {
    this.dress();
    if (!this.layout.fit(force) && !force) return false; // where it stands nowhere yet, it is drawn small
    for (const view of this.views) view.measure();
    this.release();
    return true;
  }

  // The colours of the page around.
  dress() {
    this.theme = themeOf(this.root);
    this.root.classList.toggle("ntr-dark", this.theme.dark);
  }

  // Python knows more than it did, such as a run of the learner's own.
  relabel(controls) {
    for (const one of controls) {
      this.controls[one.name] = one;
      this.knobs[one.name].renew?.(one);
    }
  }

  // A state that Python has set, or this page itself.
  hear(state) {
    if (Object.entries(state).every(([name, value]) => same(value, this.state[name]))) return;
    clearTimeout(this.keeping);
    this.keeping = undefined;
    this.state = structuredClone(state);
    this.settle();
    this.update();
  }

  startAgain() {
    this.state = structuredClone(this.model.get("_layout").first ?? this.state);
    this.settle();
    this.update();
    this.keeping = 0;
    this.keep();
  }

  // While one control moves, the words below keep the tallest place they have taken: the page must not hop. The heights
  // come from an observer, after layout: asked for in the middle of a change they would lay out the whole page each time.
  // In a box that nobody can read, as while a whole page is photographed, it would be a tower of words.
  hold(node, height) {
    if (this.layout.found || this.free || height <= (node.held || 0) || this.root.offsetWidth < NARROWEST) return;
    node.held = height;
    node.style.minHeight = `${height}px`;
  }

  // Let go of it, for another control or another width. What the observer saw before must not be held again.
  release() {
    if (this.layout.found) return;
    for (const node of [this.formula, this.sentence]) {
      node.held = 0;
      node.style.minHeight = "";
    }
    if (this.free) return;
    this.free = true;
    requestAnimationFrame(() => {
      this.free = false;
      for (const node of [this.formula, this.sentence]) this.hold(node, node.offsetHeight);
    });
  }

  settle() {
    for (const [name, knob] of Object.entries(this.knobs)) knob.show(this.state[name]);
  }

  // `others`: values of other controls that come along with this one.
  change(name, value, final, others = {}) {
    if (name !== this.hand) {
      this.hand = name;
      this.release();
    }
    const { type, values } = this.controls[name];
    if (type === "point" && values) {
      value = nearestPlace(values, value);
      this.knobs[name].show(value);
    }
    this.state = { ...this.state, ...others, [name]: value };
    for (const other of Object.keys(others)) this.knobs[other].show(others[other]);
    this.update();
    if (final) {
      clearTimeout(this.keeping);
      this.keeping = setTimeout(() => this.keep(), KEPT);
    }
  }

  // Python hears of a change once the hand has rested for a moment, or goes elsewhere: a kernel that gets busy and idle
  // again makes JupyterLab lay out its toolbar, which must not happen between a key and its picture.
  keep() {
    clearTimeout(this.keeping);
    if (this.keeping === undefined) return;
    this.keeping = undefined;
    this.model.set("state", this.state);
    this.model.save_changes();
  }

  update() {
    for (const one of Object.values(this.actions)) one.moved();
    if (!this.show() && !this.byItself()) this.ask();
  }

  // Nothing more will be asked of Python for what is on screen.
  rest() {
    clearTimeout(this.resting);
    this.root.toggleAttribute("data-resting", false);
  }

  // A lens works a frame out here while a hand moves; what rests on screen is asked of Python, where there is one.
  byItself() {
    const frame = this.local?.(this.state, this.known);
    clearTimeout(this.resting);
    if (!frame) return false;
    if (frame.then) {
      this.expect(frame);
      return true;
    }
    this.frame = frame;
    this.wait(false);
    this.say("");
    this.paint();
    this.root.toggleAttribute("data-resting", true); // until Python has said the same
    this.resting = setTimeout(() => this.ask(true), 150);
    return true;
  }

  // What it takes to work a frame out is on its way; where it does not arrive, Python is left to ask.
  expect(coming) {
    this.wait(true, "Loading the numbers …");
    if (coming === this.coming) return;
    this.coming = coming;
    coming.then(
      () => this.update(),
      () => {
        this.wait(false);
        this.ask();
      },
    );
  }

  // Draw this state's frame from the table; false if Python has to compute it.
  show() {
    const index = this.table ? indexOf(this.table, this.controls, this.state) : -1;
    if (index < 0) return false;
    this.frame = this.table.frame(index);
    this.known = { frame: this.frame, state: this.state };
    this.rest();
    this.late = this.asked !== undefined; // an answer still on its way is older than what the table shows now
    this.again = false;
    this.wait(false);
    this.say("");
    this.paint();
    return true;
  }

  // One question is under way at a time; when it is answered, only the newest state is asked for.
  ask(quietly = false) {
    if (!quietly) this.wait(true, this.model.awaited);
    if (this.asked !== undefined) {
      this.again = true;
      return;
    }
    this.asked = this.serial = (this.serial || 0) + 1;
    this.again = false;
    const news = Object.fromEntries(Object.entries(this.state).filter(([name, value]) => this.told[name] !== value)); // a picture is sent once
    this.told = { ...this.state };
    try {
      this.model.send({ kind: "frame", seq: this.asked, page: this.id, state: news });
    } catch {
      this.asked = undefined;
      this.told = {};
      this.root.toggleAttribute("data-resting", false);
      this.wait(false);
      if (!quietly) this.say("This control needs a running kernel.");
    }
  }

  // What a button tells; its words may need more room.
  acted(message) {
    this.actions[message.name]?.hear(message);
    this.regrow?.();
  }

  answer(message, buffers) {
    if (message.seq !== this.asked || (message.page ?? this.id) !== this.id) return; // another page may show the same explorer
    this.wait(false);
    this.asked = undefined;
    const late = this.late;
    this.late = false;
    if (late || message.kind === "none") {
      /* a table has shown it, or will */
    } else if (message.kind === "error") {
      this.root.toggleAttribute("data-resting", false);
      this.say(message.text);
    } else {
      this.say("");
      const frame = decode(message.text, buffers[0]).frame(0),
        moved = this.local && !same(this.told, this.state);
      const larger = this.layout.largest.take(frame);
      this.known = { frame, state: this.told };
      if (!moved) {
        this.root.toggleAttribute("data-resting", false);
        this.frame = frame;
        this.paint();
      } // else a lens has gone on by itself
      if (larger) this.regrow();
    }
    if (this.again) this.update();
  }

  // Say that an answer is awaited, once it takes longer than a moment.
  wait(on, text = "Waiting for Python: it is busy, or this page has no kernel.") {
    if (!on) {
      clearTimeout(this.slow);
      this.slow = undefined;
    } else this.slow ??= setTimeout(() => this.say(text), 700);
  }

  // Something done by a button, said until the next change.
  tell(text) {
    this.say(text);
  }

  say(text) {
    if (this.note.textContent !== text) this.note.textContent = text;
  }

  paint() {
    const { frame, theme } = this;
    if (!frame) return;
    for (const [name, one] of Object.entries(this.actions)) one.show(frame.actions[name]);
    for (const view of this.views) view.draw(frame[view.spec.id], theme);
    if (!this.written || frame.formula !== this.written.lines || theme.dark !== this.written.dark) {
      this.written = { lines: frame.formula, dark: theme.dark };
      this.formula.replaceChildren(...formulaNodes(frame.formula, theme));
    }
    if (this.sentence.textContent !== frame.sentence) this.sentence.textContent = frame.sentence;
  }
}

// Laying out takes a moment: one explorer after another, once the page has nothing else to do, so that a page full of them
// goes on hearing. (A widget whose module has not loaded within two seconds is deaf for ever.)
const later = (act) => (window.requestIdleCallback ? requestIdleCallback(act, { timeout: 1000 }) : setTimeout(act));

export function render({ model, el }) {
  const page = new Page(model, el);
  let leave = null,
    gone = false;
  const turn = () =>
    new Promise((done) =>
      later(() => {
        try {
          if (!gone) leave = page.start();
        } finally {
          done();
        }
      }),
    );
  window.ntrTurns = (window.ntrTurns ?? Promise.resolve()).then(turn);
  return () => {
    gone = true;
    leave?.();
  };
}
