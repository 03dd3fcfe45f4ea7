// The layout of a page: controls, words and panels in the box that the explorer is shown in, or in a column.
import { plan, tableType } from "./fit.js";
import { headsOf } from "./panels.js";
import { make } from "./theme.js";
import { formulaNodes } from "./words.js";

export const BOXES = "[data-ntr-box], .jp-WindowedPanel-outer"; // what scrolls the cells of a notebook
const NARROW = 700; // pixels: from here downwards everything stands in one column and the page scrolls
const LEAST = 12; // pixels: the smallest type of all
const BODY = 0.022; // of the height of a screen: what the last row of a class can read
const LARGE = 0.03;
const ABOVE = 0.25; // of the height of a window: what stands above an explorer and leaves room for it on the same screen
const ARROW = 24; // pixels that a choice takes beside its words, whatever the type
const HELD = 24; // of the longest texts: which of them takes the most lines depends on the width

// Controls above, or in a rail at the left (so many letters wide); the words always beside the controls that they answer.
// In a rail of two columns they stand in rows; where all is full, the title goes into the rail as well.
const SIDES = [
  ["top"],
  ["beside"],
  ...[13, 15, 18].flatMap((wide) => ["over", "split", "in"].map((words) => ["rail", wide, words])),
  ["pairs", 23, "over"],
  ["pairs", 23, "in"],
  ["rail", 15, "all"],
  ["rail", 18, "all"],
];

// The largest contents that the states seen so far bring: the page is laid out for these, so that no control moves it.
export class Largest {
  constructor(views) {
    this.views = views;
    this.texts = { sentence: [], formula: [], lines: [] };
    this.most = views.map(() => []); // of each panel, by each of its sizes
    this.first = [];
    this.last = {};
    this.actions = {}; // of each button, what it says with the most letters
    this.pen = document.createElement("canvas").getContext("2d");
  }

  // Each of these is true if what is taken is larger than all before.
  take(frame) {
    const words = [this.text("sentence", this.long(frame.sentence), frame.sentence), this.formula(frame.formula)];
    const seen = this.views.map(({ spec }, i) => this.content(i, frame[spec.id]));
    const letters = ({ text = "", note = "" }) => text.length + note.length;
    for (const [name, one] of Object.entries(frame.actions || {})) {
      if (!this.actions[name] || letters(one) > letters(this.actions[name])) this.actions[name] = one;
    }
    return [...words, ...seen].includes(true);
  }

  // What Python has found that live controls can bring: all contents by their place in a frame.
  takeAll({ sentence = [], formula = [], ...contents }) {
    for (const one of sentence) this.text("sentence", this.long(one), one);
    for (const one of formula) this.formula(one);
    this.views.forEach(({ spec }, i) => {
      for (const one of contents[spec.id] || []) this.content(i, one);
    });
  }

  content(i, content) {
    const { spec, kind } = this.views[i];
    if (content === this.last[i]) return false;
    this.last[i] = content;
    this.first[i] ??= content;
    return (kind.sizes?.(spec, content) ?? [1])
      .map((size, k) => {
        if (this.most[i][k]?.size >= size) return false;
        this.most[i][k] = { size, content };
        return true;
      })
      .includes(true);
  }

  formula(lines) {
    if (!lines?.length || lines === this.last.formula) return false;
    this.last.formula = lines;
    const piecesOf = (line) => (Array.isArray(line) ? line : [line]);
    const texts = lines.map((line) =>
      piecesOf(line)
        .map((piece) => (typeof piece === "string" ? piece : piece[0]))
        .join(""),
    );
    const text = texts.join(" ");
    return [this.text("formula", this.long(text), lines, text), this.text("lines", texts.length, lines, text)].includes(
      true,
    );
  }

  // Of texts that differ in their numbers alone the longest is held: there is room for the others' turns of phrase.
  text(key, size, what, text = what) {
    const all = this.texts[key],
      shape = String(text).replace(/\d+/g, "0"),
      at = all.findIndex((one) => one.shape === shape);
    if (!size || (at >= 0 && size <= all[at].size) || (at < 0 && all.length >= HELD && size <= all.at(-1).size))
      return false;
    if (at >= 0) all.splice(at, 1);
    all.push({ size, what, shape });
    all.sort((a, b) => b.size - a.size);
    all.length = Math.min(HELD, all.length);
    return true;
  }

  long(text) {
    return this.pen.measureText(text).width;
  }
  samples(i) {
    return [...new Set([this.first[i], ...this.most[i].map((one) => one.content)])];
  }
  sentences() {
    return this.texts.sentence.map(({ what }) => what);
  }
  formulas() {
    return [...new Set([...this.texts.formula, ...this.texts.lines].map(({ what }) => what))];
  }
}

// Where a part of the page ends, with what runs out of it.
const endOf = (node) => node.offsetTop + Math.max(node.offsetHeight, node.scrollHeight);

// The box that an explorer is shown in: the panel of a notebook, or the window; `screen` is the height of a window that is
// all for the explorer, as in full screen or on the projector's page.
export function boxOf(root) {
  const full = document.fullscreenElement === root,
    holder = full ? null : root.closest(BOXES),
    width = root.clientWidth;
  const whole = Math.min(window.innerHeight, holder?.clientHeight || window.innerHeight),
    style = getComputedStyle(root);
  const above = full || holder ? 0 : root.getBoundingClientRect().top + window.scrollY; // the chooser of the projector's page
  const height = whole - (above < ABOVE * whole ? above : 0);
  const edges =
    root.offsetHeight - root.clientHeight + (full ? 0 : parseFloat(style.marginTop) + parseFloat(style.marginBottom));
  const screen = full || (!holder && width > 0.85 * window.innerWidth) ? whole : 0;
  return { width, height: height - edges, screen, key: `${width} ${height} ${screen}` };
}

// Sizes of type to try, the largest first. A screen is read from the last row, so its type goes with its height.
function typesFor({ width, screen }) {
  const usual = Math.max(14, Math.min(24, 9 + 0.0068 * width)),
    floor = screen ? Math.max(LEAST, BODY * screen) : LEAST;
  const out = [];
  for (
    let type = screen ? Math.max(usual, Math.min(LARGE * screen, 0.025 * width)) : usual;
    type > floor + 0.2;
    type *= 0.96
  )
    out.push(type);
  out.push(floor);
  for (let type = floor * 0.96; type > LEAST; type *= 0.96) out.push(type);
  return { types: floor > LEAST ? [...out, LEAST] : out, floor };
}

export class Layout {
  constructor(page) {
    this.page = page;
    this.largest = new Largest(page.views);
    this.found = null;
    this.key = "";
  }

  // Lay out for the box as it is now; nothing is done where neither it nor the contents have changed.
  fit(force = false) {
    const { page } = this,
      box = boxOf(page.root),
      key = `${box.key} ${this.printing}`;
    if (!box.width || (key === this.key && !force)) return false;
    this.key = key;
    this.free();
    if (box.width < NARROW || this.printing || !this.largest.sentences().length) return true;
    this.measure();
    this.arrange(box);
    this.hold();
    return true;
  }

  // Back to a column.
  free() {
    const { inner, formula, said, sentence, views } = this.page;
    this.found = null;
    inner.className = "ntr-inner";
    inner.removeAttribute("style");
    for (const node of [formula, said, sentence]) {
      node.removeAttribute("style");
      node.held = 0;
    }
    for (const view of views) view.stand(null);
  }

  // What the panels need; it does not depend on the box.
  measure() {
    const { inner, views, theme, actions } = this.page;
    for (const [name, content] of Object.entries(this.largest.actions)) actions[name].show(content);
    inner.className = "ntr-inner ntr-fit ntr-top ntr-gauge";
    inner.style.fontSize = `${LEAST}px`;
    this.selects = [...inner.querySelectorAll("select")].map((node) => [node, (node.offsetWidth - ARROW) / LEAST]); // their words must not be cut
    this.needs = views.map((view, i) => view.needs(this.largest.samples(i), theme));
  }

  set([kind, wide, words], type, height) {
    const { inner } = this.page;
    inner.className = `ntr-inner ntr-fit ${kind === "pairs" ? "ntr-rail " : ""}ntr-${kind}${words ? ` ntr-words-${words}` : ""} ntr-trying`;
    inner.style.cssText = `${wide ? `--ntr-rail: ${wide}em; ` : ""}font-size: ${type}px; height: ${height}px`;
  }

  // Put all the longest texts into their places, one upon the other, while `act` measures.
  stacked(act) {
    const { formula, sentence, theme } = this.page,
      { largest } = this,
      before = [formula, sentence].map((node) => [...node.childNodes]);
    sentence.replaceChildren(...largest.sentences().map((text) => make("span", {}, text)));
    formula.replaceChildren(...largest.formulas().map((lines) => make("div", {}, ...formulaNodes(lines, theme))));
    for (const node of [formula, sentence]) node.classList.add("ntr-heap");
    act();
    [formula, sentence].forEach((node, i) => {
      node.classList.remove("ntr-heap");
      node.replaceChildren(...before[i]);
    });
  }

  // How far controls and words run out of the box.
  over(height, type) {
    const { inner, side, words } = this.page,
      ends = [...inner.children, ...words.children].map(endOf);
    const cut = this.selects.some(([node, letters]) => node.offsetWidth < letters * type + ARROW - 5);
    return (
      (cut ? 25 : 0) +
      Math.max(0, Math.max(...ends) + 0.4 * type - height) +
      Math.max(0, side.scrollWidth - side.clientWidth - 1)
    );
  }

  // One arrangement at one size of type; null where the panels get no room.
  attempt(side, type, height, best) {
    this.set(side, type, height);
    const over = this.over(height, type),
      { clientWidth: width, clientHeight: high } = this.page.panels;
    if (width < 200 || high < 100 || (over > 1 && best?.lack < 0.02)) return null;
    const found = plan(this.needs, width, high, type);
    return {
      ...found,
      lack: found.lack + over / 50,
      side,
      type,
      height,
      worth: found.score + Math.log(type) - (side[2] === "all" ? 0.15 : 0),
    };
  }

  // From large type to small: the first that lacks nothing, or one a little smaller if that lets far larger pictures stand.
  search(box, height) {
    const { types, floor } = typesFor(box);
    let best = null,
      more = 4;
    for (const type of types) {
      const whole = best?.lack < 0.02;
      if (whole && (more-- === 0 || (best.type >= floor && type < floor))) break;
      for (const side of SIDES) {
        const found = this.attempt(side, type, height, best);
        if (!found) continue;
        const good = found.lack < 0.02;
        if (best?.lack < 0.02 ? good && found.worth > best.worth : good || !best || found.lack < best.lack)
          best = found;
      }
    }
    return best;
  }

  // Where the box is too low for the smallest type, the explorer is higher than the box, and still whole.
  arrange(box) {
    this.stacked(() => {
      for (const times of [1, 1.2, 1.45, 1.75, 2.2, 3]) {
        this.found = this.search(box, Math.floor(box.height * times)) ?? this.found;
        if (this.found?.lack < 0.02) break;
      }
      if (this.found) this.trim(box);
    });
  }

  // Give back the height that no panel uses: a small explorer is not stretched to fill a large box.
  trim(box) {
    const { found, page } = this,
      { side, type, height } = found;
    this.set(side, type, height);
    const spare = Math.max(0, page.panels.clientHeight - Math.ceil(found.used) - 1);
    this.set(side, type, height - spare);
    this.set(side, type, Math.min(height, Math.ceil(height - spare + this.over(height - spare, type))));
    if (box.screen && document.fullscreenElement === page.root)
      page.inner.style.marginTop = `${Math.floor((box.height - page.inner.offsetHeight) / 2)}px`;
    this.held = [page.formula, page.said].map((node) => ({ node, height: node.offsetHeight, end: endOf(node) }));
  }

  // Fix what has been found: the words keep the height of the longest, each panel its box.
  hold() {
    const { page, found, needs } = this;
    if (!found) return;
    page.inner.classList.remove("ntr-trying");
    for (const { node, height } of this.held) if (height) node.style.height = `${height}px`;
    const even = Math.min(...found.scales.filter((_, i) => needs[i].table)); // no table larger than its neighbours
    const heads = headsOf(needs, found.cells, found.type);
    page.views.forEach((view, i) => {
      const [x, y, w, h] = found.cells[i].map(Math.floor);
      view.stand({ need: needs[i], head: Math.floor(heads[i]) });
      view.figure.style.cssText = `left: ${x}px; top: ${y}px; width: ${w}px; height: ${h}px`;
      if (needs[i].table) view.figure.style.setProperty("--ntr-type", `${tableType(found.type, even)}px`);
    });
  }

  // Whether what is drawn runs out of its place: asked only when Python has sent more than was known.
  overflows() {
    const { views } = this.page,
      more = (node, side) => node[`scroll${side}`] > node[`client${side}`] + 1;
    const out = (node) => more(node, "Height") || more(node, "Width");
    return (
      this.held.some(({ node, end }) => endOf(node) > end + 1) ||
      views.some((view) => out(view.figure) || (view.kind.holder && out(view.body)))
    );
  }
}
