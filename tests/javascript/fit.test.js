// Where panels stand in a box: inside it, beside one another, comparable ones alike, as large as can be.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headOf, plan, tableType } from "#views/fit.js";
import { Largest } from "#views/layout.js";

const picture = (more = {}) => ({
  kind: "lines",
  caption: [5, 6],
  items: [4, 5],
  least: [13, 8],
  ratio: 1.7,
  narrow: 0.8,
  wide: 2.6,
  most: 40,
  ...more,
});
const square = (more = {}) =>
  picture({ kind: "pixels", least: [7, 7], ratio: 1, narrow: 1, wide: 1, items: [], ...more });
const table = (letters = 20, lines = 10) => ({
  kind: "grid",
  caption: [6],
  items: [],
  table: [
    [letters, 5],
    [lines, 9],
  ],
  most: 40,
});
const FONT = 16;

const overlap = ([x, y, w, h], [X, Y, W, H]) =>
  Math.min(x + w, X + W) - Math.max(x, X) > 0.01 && Math.min(y + h, Y + H) - Math.max(y, Y) > 0.01;

describe("a plan", () => {
  const needs = fc.array(fc.constantFrom(picture(), square(), table(), picture({ ratio: 2.4 })), {
    minLength: 1,
    maxLength: 6,
  });
  const box = fc.tuple(fc.integer({ min: 700, max: 1900 }), fc.integer({ min: 300, max: 1000 }));

  it("keeps every panel in the box, and none over another", () => {
    fc.assert(
      fc.property(needs, box, (all, [width, height]) => {
        const { cells, used, lack, scales } = plan(all, width, height, FONT);
        expect(cells).toHaveLength(all.length);
        cells.forEach((cell, i) => {
          const [x, y, w, h] = cell;
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(x + w).toBeLessThanOrEqual(width + 0.5);
          expect(y + h).toBeLessThanOrEqual(Math.max(height, used) + 0.5);
          for (const other of cells.slice(0, i)) expect(overlap(cell, other)).toBe(false);
          if (all[i].table) expect(scales[i]).toBeLessThanOrEqual(1.4);
          else expect(scales[i]).toBe(1);
        });
        expect(used).toBe(Math.max(...cells.map(([, y, , h]) => y + h)));
        expect(lack).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 60 },
    );
  });

  it("lacks nothing in a roomy box, and says so where it is too small", () => {
    expect(plan([picture(), picture()], 1400, 700, FONT).lack).toBeLessThan(0.02);
    expect(plan([picture(), picture()], 300, 120, FONT).lack).toBeGreaterThan(0.5);
    expect(plan([table()], 1400, 700, FONT).lack).toBeLessThan(0.02);
    expect(plan([table(200, 9)], 900, 700, FONT).lack).toBeGreaterThan(0.5);
    const [[, , w]] = plan([table()], 300, 700, FONT).cells;
    expect(w).toBeCloseTo(300, 1);
  });

  it("puts two wide panels one above the other in a high box, beside one another in a flat one", () => {
    const [[x0, y0], [x1, y1]] = plan([picture(), picture()], 800, 1000, FONT).cells;
    expect([x1 === x0, y1 > y0]).toEqual([true, true]);
    const [[a0, b0], [a1, b1]] = plan([picture(), picture()], 1700, 420, FONT).cells;
    expect([a1 > a0, b1 === b0]).toEqual([true, true]);
  });

  it("reads on across, like lines of text, where there are more than four", () => {
    const { cells } = plan(
      Array.from({ length: 6 }, () => square()),
      1300,
      800,
      FONT,
    );
    for (let i = 1; i < 6; i++) {
      const [x, y] = cells[i - 1],
        [X, Y] = cells[i];
      expect(Y > y || (Y === y && X > x)).toBe(true);
    }
  });

  it("gives panels that are compared one size", () => {
    const alike = [picture({ like: "a" }), picture({ like: "a" }), picture()];
    const { cells } = plan(alike, 1500, 760, FONT);
    for (const side of [2, 3])
      expect(Math.min(cells[0][side], cells[1][side]) / Math.max(cells[0][side], cells[1][side])).toBeGreaterThan(0.89);
  });

  it("gives a picture the room that suits it, and a table what it needs", () => {
    const { cells } = plan([square(), picture()], 1400, 500, FONT);
    expect(cells[1][2]).toBeGreaterThan(cells[0][2]);
    const mixed = plan([table(10, 6), picture()], 1400, 500, FONT);
    expect(mixed.lack).toBeLessThan(0.02);
    const type = tableType(FONT);
    expect(mixed.cells[0][2]).toBeGreaterThanOrEqual(10 * type);
    expect(mixed.cells[0][2]).toBeLessThan(mixed.cells[1][2]);
  });

  it("takes as much as there is: a larger box draws larger", () => {
    const area = (width, height) => plan([picture(), square()], width, height, FONT).score;
    expect(area(1400, 700)).toBeGreaterThan(area(900, 450));
  });
});

describe("what stands over a panel", () => {
  it("has a line for the caption, and one for the legend where there is one", () => {
    const line = (need, width) => headOf(need, width, 10) / 10;
    expect(line({ caption: [5], items: [] }, 200)).toBeCloseTo(1.3 + 0.25);
    expect(line({ caption: [5, 5, 5], items: [] }, 100)).toBeCloseTo(3 * 1.3 + 0.25);
    expect(line({ caption: [5, 5, 5], items: [] }, 110)).toBeCloseTo(2 * 1.3 + 0.25);
    expect(line({ caption: [5], items: [3, 3] }, 200)).toBeCloseTo(1.3 + 0.25 + 1.3 + 0.25);
    expect(line({ caption: [5], items: [3, 3] }, 60)).toBeCloseTo(1.3 + 0.25 + 2 * 1.3 + 0.25);
  });

  it("and a table is a little smaller than the text, never under 12 pixels", () => {
    const sizes = [tableType(20), tableType(20, 1.2), tableType(10), tableType(12, 2)];
    expect(sizes.map((v) => +v.toFixed(9))).toEqual([18.4, 22.08, 12, 24]);
  });
});

describe("the largest contents", () => {
  const views = [
    { spec: { id: "p" }, kind: { sizes: (_, content) => [content.n] } },
    { spec: { id: "q" }, kind: {} },
  ];
  const frame = (sentence, n, formula = ["a"], more = {}) => ({ sentence, formula, p: { n }, q: { x: 1 }, ...more });

  it("are kept, and said when something larger has come", () => {
    const largest = new Largest(views);
    expect(largest.take(frame("short", 1))).toBe(true);
    expect(largest.take(frame("short", 1))).toBe(false);
    expect(largest.take(frame("a longer sentence", 1))).toBe(true);
    expect(largest.take(frame("s", 5))).toBe(true);
    expect(largest.take(frame("s", 4))).toBe(false);
    expect(largest.samples(0).map((one) => one.n)).toEqual([1, 5]);
    expect(largest.sentences()[0]).toBe("a longer sentence");
    expect(largest.samples(1)).toHaveLength(1);
  });

  it("of texts that differ in numbers alone, one is kept: the longest", () => {
    const largest = new Largest(views);
    for (const n of [1, 22, 333, 44]) largest.take(frame(`loss ${n} now`, 1));
    expect(largest.sentences()).toEqual(["loss 333 now"]);
    expect(largest.take(frame("loss 9 now", 1))).toBe(false);
  });

  it("of formulas, the longest and the one of most lines", () => {
    const largest = new Largest(views);
    const [one, two] = [["a long, long line"], ["a", ["b", ["c", "blue"]], "d"]];
    largest.take(frame("s", 1, one));
    largest.take(frame("s", 1, two));
    expect(largest.formulas()).toEqual([one, two]);
    expect(largest.take(frame("s", 1, two))).toBe(false);
  });

  it("of buttons, the words with the most letters", () => {
    const largest = new Largest(views);
    largest.take(frame("s", 1, ["a"], { actions: { train: { text: "Train", note: "" } } }));
    largest.take(frame("s", 1, ["a"], { actions: { train: { text: "Train", note: "long" } } }));
    largest.take(frame("s", 1, ["a"], { actions: { train: { text: "Go", note: "" } } }));
    expect(largest.actions.train).toEqual({ text: "Train", note: "long" });
  });

  it("are no more than two dozen texts, the longest", () => {
    const largest = new Largest(views);
    for (let i = 0; i < 60; i++) largest.take(frame("x".repeat(i + 1), 1));
    expect(largest.sentences()).toHaveLength(24);
    expect(largest.sentences().map((one) => one.length)).toEqual(Array.from({ length: 24 }, (_, k) => 60 - k));
    largest.takeAll({ sentence: ["y".repeat(99)], formula: [["z"]], p: [{ n: 9 }] });
    expect(largest.sentences()[0]).toBe("y".repeat(99));
    expect(largest.samples(0).at(-1)).toEqual({ n: 9 });
  });
});
