// The layout of a page: the type, the place of the words, and a box for every panel, in the box that the explorer has.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BOXES, boxOf, Layout } from "#views/layout.js";
import { PanelView } from "#views/panels.js";
import { make } from "#views/theme.js";
import { theme } from "./support/theme.js";

// Sizes of elements, by a function of the element: nothing is laid out here.
const sizes = new Map();
const NAMES = [
  "clientWidth",
  "clientHeight",
  "offsetWidth",
  "offsetHeight",
  "offsetTop",
  "scrollWidth",
  "scrollHeight",
];
const before = Object.fromEntries(
  NAMES.map((name) => [name, Object.getOwnPropertyDescriptor(HTMLElement.prototype, name)]),
);
beforeEach(() => {
  sizes.clear();
  for (const name of NAMES) {
    Object.defineProperty(HTMLElement.prototype, name, {
      configurable: true,
      get() {
        return sizes.get(this)?.(name) ?? 0;
      },
    });
  }
});
afterEach(() => {
  for (const name of NAMES) {
    if (before[name]) Object.defineProperty(HTMLElement.prototype, name, before[name]);
    else delete HTMLElement.prototype[name];
  }
});

const SPEC = { kind: "lines", xlim: [0, 1], ylim: [0, 1], x: "", y: "" };
const mark = { mark: "line", x: { values: [0, 1] }, y: { values: [0, 1] }, color: "blue", label: "training" };

function page({ width = 1200, height = 800, room = [1000, 500], views = 2, words = 40 } = {}) {
  const shown = Array.from({ length: views }, (_, i) => new PanelView({ ...SPEC, id: `p${i}`, title: "Loss" }));
  const formula = make("div"),
    sentence = make("p"),
    said = make("div", {}, sentence),
    text = make("div", {}, formula, said),
    side = make("div", { class: "ntr-controls" }, make("select")),
    panels = make("div", {}, ...shown.map((one) => one.figure)),
    inner = make("div", {}, make("header"), side, panels, text);
  const root = document.body.appendChild(make("section", {}, inner));
  root.style.margin = "0px";
  const scale = () => Number.parseFloat(inner.style.fontSize) || 16;
  sizes.set(root, (name) => ({ clientWidth: width, offsetHeight: 0 })[name] ?? 0);
  sizes.set(
    panels,
    (name) =>
      ({
        clientWidth: room[0],
        clientHeight: Number.parseFloat(inner.style.height) ? Number.parseFloat(inner.style.height) - room[1] : 0,
      })[name] ?? 0,
  );
  sizes.set(text, (name) => ({ offsetHeight: words * (scale() / 16) })[name] ?? 0);
  for (const node of [formula, said])
    sizes.set(node, (name) => ({ offsetHeight: (words / 2) * (scale() / 16) })[name] ?? 0);
  vi.stubGlobal("innerHeight", height);
  window.innerHeight = height;
  window.innerWidth = width;
  const one = { root, inner, side, words: text, formula, said, sentence, panels, views: shown, theme, actions: {} };
  one.layout = new Layout(one);
  one.layout.largest.take({ sentence: "A sentence.", formula: ["a = 1"], p0: [mark], p1: [mark] });
  return one;
}

describe("the box of an explorer", () => {
  it("is the window, less what stands above; or the panel of a notebook", () => {
    const { root } = page({ width: 900, height: 700 });
    window.innerWidth = 1300;
    root.getBoundingClientRect = () => ({ top: 100 });
    expect(boxOf(root)).toMatchObject({ width: 900, height: 600, screen: 0 });
    root.getBoundingClientRect = () => ({ top: 200 }); // more than a quarter: the explorer scrolls
    expect(boxOf(root).height).toBe(700);
    window.innerWidth = 1000;
    expect(boxOf(root).screen).toBe(700); // nearly all of the window: a projector's page
    const holder = document.body.appendChild(make("div", { "data-ntr-box": "" }));
    sizes.set(holder, (name) => ({ clientHeight: 400 })[name] ?? 0);
    holder.append(root);
    expect(root.closest(BOXES)).toBe(holder);
    expect(boxOf(root)).toMatchObject({ height: 400, screen: 0, key: "900 400 0" });
  });
});

describe("a layout", () => {
  it("gives every panel a box in the room, and type that can be read", () => {
    const one = page();
    expect(one.layout.fit()).toBe(true);
    const { found } = one.layout;
    expect(found.lack).toBeLessThan(0.02);
    expect(found.type).toBeGreaterThanOrEqual(12);
    expect(found.cells).toHaveLength(2);
    one.views.forEach((view, i) => {
      const [x, y, w, h] = found.cells[i].map(Math.floor);
      expect(view.figure.style.cssText.replaceAll(" ", "")).toBe(`left:${x}px;top:${y}px;width:${w}px;height:${h}px;`);
      expect(view.box.head).toBeGreaterThan(0);
    });
    expect(one.inner.className).toContain("ntr-fit");
    expect(one.inner.className).not.toContain("ntr-trying");
    expect(one.formula.textContent + one.sentence.textContent).toBe(""); // what was measured is gone again
  });

  it("is made once for a box, and again when it is another, or when it must be", () => {
    const one = page();
    expect([one.layout.fit(), one.layout.fit(), one.layout.fit(true)]).toEqual([true, false, true]);
    sizes.set(one.root, (name) => ({ clientWidth: 1100 })[name] ?? 0);
    expect(one.layout.fit()).toBe(true);
    sizes.set(one.root, () => 0);
    expect(one.layout.fit(true)).toBe(false);
  });

  it("is a column where it is narrow, printed, or nothing is known yet", () => {
    for (const [more, printing] of [
      [{ width: 699 }, false],
      [{}, true],
    ]) {
      const one = page(more);
      one.layout.printing = printing;
      expect(one.layout.fit()).toBe(true);
      expect([one.layout.found, one.inner.className]).toEqual([null, "ntr-inner"]);
      expect(one.views.every((view) => view.box === null)).toBe(true);
    }
    const empty = page();
    empty.layout.largest.texts.sentence.length = 0;
    empty.layout.fit();
    expect(empty.layout.found).toBeNull();
    const wide = page({ width: 700 });
    wide.layout.fit();
    expect(wide.layout.found).not.toBeNull();
  });

  it("has smaller type where there is less room", () => {
    const large = page({ width: 1600, height: 1100, room: [1400, 250] });
    large.layout.fit();
    const small = page({ width: 1600, height: 420, room: [1400, 250] }); // another window
    small.layout.fit();
    expect(small.layout.found.type).toBeLessThan(large.layout.found.type);
    expect(large.layout.found.type).toBeLessThanOrEqual(0.03 * 1100);
  });

  it("where the box is too low, makes the explorer higher than the box", () => {
    const one = page({ height: 260, room: [900, 150] });
    one.layout.fit();
    expect(one.layout.found.height).toBeGreaterThan(260);
  });

  it("sees when what is drawn runs out of its place", () => {
    const one = page();
    one.layout.fit();
    expect(one.layout.overflows()).toBe(false);
    const [{ figure }] = one.views;
    sizes.set(figure, (name) => ({ scrollHeight: 102, clientHeight: 100 })[name] ?? 0);
    expect(one.layout.overflows()).toBe(true);
    sizes.set(figure, (name) => ({ scrollHeight: 101, clientHeight: 100 })[name] ?? 0);
    expect(one.layout.overflows()).toBe(false);
    sizes.set(figure, (name) => ({ scrollWidth: 102, clientWidth: 100 })[name] ?? 0);
    expect(one.layout.overflows()).toBe(true);
    sizes.set(figure, () => 0);
    sizes.set(one.said, (name) => ({ offsetHeight: 900 })[name] ?? 0);
    expect(one.layout.overflows()).toBe(true);
  });

  it("gives back the height that no panel uses", () => {
    const one = page({ height: 1500, room: [600, 200], views: 1 });
    one.layout.fit();
    expect(Number.parseFloat(one.inner.style.height)).toBeLessThan(1400);
  });

  it("does not cut the words of a list", () => {
    const one = page();
    const select = one.side.querySelector("select");
    let wide = 30;
    Object.defineProperty(select, "offsetWidth", { get: () => wide });
    one.layout.fit();
    const [[node, letters]] = one.layout.selects;
    expect([node, letters]).toEqual([select, (30 - 24) / 12]);
    wide = 10;
    expect(one.layout.over(500, 16)).toBeGreaterThanOrEqual(25);
  });
});

describe("a panel in a column", () => {
  const measured = (spec, width, innerHeight = 900) => {
    const view = new PanelView({ ...SPEC, id: "p", title: "Loss", ...spec });
    document.body.append(view.figure);
    view.figure.style.fontSize = "16px";
    sizes.set(view.figure, (name) => ({ clientWidth: width, clientHeight: 500 })[name] ?? 0);
    window.innerHeight = innerHeight;
    view.measure();
    return view;
  };

  it("is as wide as its figure and as high as suits it and the screen", () => {
    expect(measured({}, 560)).toMatchObject({ width: 560, height: 300 });
    expect(measured({ height: 200 }, 560).height).toBe(200);
    expect(measured({}, 280).height).toBe(Math.round(300 * 0.85));
    expect(measured({ height: 400 }, 1200).height).toBe(Math.round(900 * 0.46));
    expect(measured({ height: 400 }, 1200, 300).height).toBe(240);
    expect(measured({}, 50).width).toBe(120);
    expect(measured({}, 560).font).toBeCloseTo(16 * 0.92);
  });

  it("with equal axes is no higher than they are", () => {
    const view = measured({ equal: true, xlim: [0, 4], ylim: [0, 1], height: 400 }, 600);
    expect(view.height).toBe(Math.round((600 - 4 * view.font) / 4 + 4.2 * view.font));
  });

  it("in a box has the height under its head, and no more width than it can use", () => {
    const view = measured({}, 900);
    view.stand({ head: 40, need: { wide: 1.5 } });
    view.measure();
    expect([view.height, view.width, view.body.style.top, view.body.style.width]).toEqual([
      459,
      Math.ceil(459 * 1.5),
      "40px",
      `${Math.ceil(459 * 1.5)}px`,
    ]);
    view.stand(null);
    expect([view.box, view.body.style.top]).toEqual([null, ""]);
  });

  it("says its needs with caption and legend in letters", () => {
    const view = measured({}, 900);
    view.figure.style.fontSize = "10px";
    const need = view.needs([[mark], [mark, { ...mark, label: "validation" }]], theme);
    expect(need).toMatchObject({ kind: "lines", most: 25, least: [13, 8] });
    expect(need.caption).toEqual([4 * 0.6]);
    expect(need.items).toHaveLength(2);
  });

  it("knows the cell under the pointer of a canvas, and of a table", () => {
    const view = measured({}, 560);
    view.body.getBoundingClientRect = () => ({ left: 10, top: 20 });
    view.place = { cell: (x, y) => [x, y], inside: ([r, c]) => [r - 1, c] };
    expect(view.cellAt({ clientX: 13, clientY: 27 })).toEqual([3, 7]);
    expect(view.inside([4, 4])).toEqual([3, 4]);
    const grid = new PanelView({ id: "g", kind: "grid", title: "T" });
    const cell = Object.assign(make("td"), { at: [1, 2] });
    expect(grid.cellAt({ target: cell })).toEqual([1, 2]);
    expect(grid.cellAt({ target: make("p") })).toBeNull();
  });
});
