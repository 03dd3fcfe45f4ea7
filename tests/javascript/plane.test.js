// Axes: round numbers, the way from numbers to pixels and back, and what stands where.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decades, minus, plane, ticks } from "#views/plane.js";
import { canvas, widthOf } from "./support/pen.js";
import { theme } from "./support/theme.js";

const FONT = 14;
const SPEC = { xlim: [0, 10], ylim: [-2, 6], x: "epoch", y: "loss" };
const near = (found, wanted) => {
  expect(found).toHaveLength(wanted.length);
  found.forEach(({ value }, i) => {
    expect(value / wanted[i] || 1).toBeCloseTo(1, 9);
  });
};
const numberOf = (text) => Number(text.replace("−", "-"));

function drawn(spec = SPEC, width = 500, height = 320) {
  const { context, pen, node } = canvas(width, height);
  return { place: plane(context, width, height, spec, theme, FONT), pen, node };
}

describe("ticks", () => {
  const spans = fc
    .tuple(fc.double({ min: -500, max: 500, noNaN: true }), fc.double({ min: 1, max: 1e4, noNaN: true }))
    .map(([low, size]) => [low, low + size]);

  it("are multiples of one round step, inside the span, and as many as there is room for", () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 2, max: 12 }), ([low, high], wanted) => {
        const found = ticks(low, high, wanted).map((t) => t.value);
        fc.pre(found.length > 1);
        const step = found[1] - found[0];
        const mantissa = step / 10 ** Math.floor(Math.log10(step * 1.0001));
        expect([1, 2, 2.5, 5].some((f) => Math.abs(mantissa - f) < 1e-6)).toBe(true);
        found.forEach((v, i) => {
          expect(Math.abs(v / step - Math.round(v / step))).toBeLessThan(1e-6);
          if (i) expect(v - found[i - 1]).toBeCloseTo(step, 6);
        });
        expect(found[0]).toBeGreaterThanOrEqual(low - 1e-6 * step);
        expect(found[0] - step).toBeLessThan(low);
        expect(found.at(-1)).toBeLessThanOrEqual(high + 1e-6 * step);
        expect(found.at(-1) + step).toBeGreaterThan(high);
        expect((high - low) / step).toBeLessThanOrEqual(wanted * 1.01); // no closer than asked for
        expect(((high - low) / step) * 2.51).toBeGreaterThanOrEqual(wanted * 0.99); // and no wider than the next one
      }),
    );
  });

  it("are written with the digits that tell them apart, and no more", () => {
    expect(ticks(0, 1, 4).map((t) => t.text)).toEqual(["0.00", "0.25", "0.50", "0.75", "1.00"]);
    expect(ticks(-0.2, 0.2, 4).map((t) => t.text)).toEqual(["−0.2", "−0.1", "0.0", "0.1", "0.2"]);
    expect(ticks(0, 25, 5).map((t) => t.text)).toEqual(["0", "5", "10", "15", "20", "25"]);
    expect(ticks(0, 0.02, 4).map((t) => t.text)).toEqual(["0.000", "0.005", "0.010", "0.015", "0.020"]);
    expect(ticks(0, 2e-8, 4).every((t) => t.text.length <= 8)).toBe(true);
    for (const { value, text } of ticks(-3, 7, 6)) expect(numberOf(text)).toBeCloseTo(value, 9);
  });

  it("of what is counted are whole", () => {
    near(ticks(0, 3, 12, true), [0, 1, 2, 3]);
    expect(ticks(0, 2, 12, true).map((t) => t.text)).toEqual(["0", "1", "2"]);
    near(ticks(0, 5, 2, true), [0, 5]);
    expect(ticks(0, 3, 12).length).toBeGreaterThan(4);
  });

  it("have one minus sign, a true one", () => {
    expect(minus("-3")).toBe("−3");
    expect(minus("3")).toBe("3");
  });
});

describe("powers of ten", () => {
  it("are written plainly where that is short", () => {
    const texts = (low, high, wanted = 20) => decades(low, high, wanted).map((t) => t.text);
    expect(texts(0.01, 1000)).toEqual(["0.01", "0.1", "1", "10", "100", "1000"]);
    expect(texts(1e-4, 1e-3)).toEqual(["10⁻⁴", "10⁻³"]);
    expect(texts(1e4, 1e10)).toEqual(["10⁴", "10⁵", "10⁶", "10⁷", "10⁸", "10⁹", "10¹⁰"]);
    expect(texts(0.02, 50)).toEqual(["0.1", "1", "10"]);
  });

  it("skip evenly, from the largest down, where there is room for few", () => {
    near(decades(1e-6, 1, 3), [1e-6, 1e-4, 1e-2, 1]);
    near(decades(1e-5, 1, 3), [1e-4, 1e-2, 1]);
    near(decades(1, 1e6, 0.5), [1, 1e6]);
  });
});

describe("a plane", () => {
  it("maps its limits to its corners, and pixels back to numbers", () => {
    const { place } = drawn();
    expect(place.X(0)).toBeCloseTo(place.left);
    expect(place.X(10)).toBeCloseTo(place.right);
    expect(place.Y(-2)).toBeCloseTo(place.bottom);
    expect(place.Y(6)).toBeCloseTo(place.top);
    expect(place.Y(2)).toBeCloseTo((place.top + place.bottom) / 2);
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (v) => {
        expect(place.x(place.X(v))).toBeCloseTo(v, 9);
        expect(place.y(place.Y(v))).toBeCloseTo(v, 9);
      }),
    );
  });

  it("stands inside its canvas with room for what is written around it", () => {
    const { place, node } = drawn();
    const widest = widthOf("−2", `${FONT}px`);
    expect(place.left).toBeCloseTo(widest + 12 + 1.7 * FONT);
    expect(place.top).toBeCloseTo(0.7 * FONT);
    expect(place.right).toBeCloseTo(500 - 0.9 * FONT);
    expect(place.bottom).toBeCloseTo(320 - 1.7 * FONT - 1.4 * FONT);
    expect(node.drawn.plane).toEqual([place.left, place.top, place.right, place.bottom]);
    expect(drawn({ ...SPEC, y: "" }).place.left).toBeCloseTo(place.left - 1.7 * FONT);
    expect(drawn({ ...SPEC, x: "" }).place.bottom).toBeCloseTo(place.bottom + 1.4 * FONT);
    expect(drawn({ ...SPEC, footer: 9 }).place.bottom).toBeCloseTo(place.bottom - 9);
    expect(drawn({ ...SPEC, xlim: null, x: "" }).place.bottom).toBeCloseTo(320 - 0.5 * FONT);
    const long = drawn({ ...SPEC, xlim: [0, 1e9] }).place; // half of 1000000000 has to fit
    expect(long.right).toBeCloseTo(500 - 2 - widthOf("1000000000", `${FONT}px`) / 2);
  });

  it("draws a line and a number for each tick, and its names", () => {
    const { place, pen } = drawn();
    const written = pen.texts();
    expect(written.slice(0, 5).map(([text]) => text)).toEqual(["−2", "0", "2", "4", "6"]);
    const lines = pen.paths().filter(({ how }) => how === "stroke");
    written.slice(0, 5).forEach(([text, x, y], i) => {
      expect(y).toBeCloseTo(place.Y(numberOf(text)));
      expect(x).toBeCloseTo(place.left - 7);
      expect(lines[i].points).toEqual([
        ["moveTo", place.left, place.Y(numberOf(text))],
        ["lineTo", place.right, place.Y(numberOf(text))],
      ]);
    });
    const across = written.slice(5, -2);
    expect(across.map(([text]) => text)).toEqual(["0", "2", "4", "6", "8", "10"]);
    across.forEach(([text, x, y], i) => {
      expect([x, y]).toEqual([place.X(numberOf(text)), place.bottom + 0.55 * FONT]);
      expect(lines[5 + i].points).toEqual([
        ["moveTo", x, place.top],
        ["lineTo", x, place.bottom],
      ]);
    });
    expect(lines.every((line) => line.strokeStyle === theme.faint && line.lineWidth === 1)).toBe(true);
    expect(written.at(-2)).toEqual(["epoch", (place.left + place.right) / 2, Math.min(318, place.bottom + 3.1 * FONT)]);
    expect(written.at(-1)).toEqual(["loss", 0, 0]);
    const [turned] = pen.named("rotate");
    expect(turned.args[0]).toBeCloseTo(-Math.PI / 2);
    const [moved] = pen.named("translate");
    expect(moved.args[1]).toBeCloseTo((place.top + place.bottom) / 2);
    expect(moved.args[0]).toBeCloseTo(place.left - widthOf("−2", `${FONT}px`) - 1.5 * FONT);
    expect(pen.named("fillText").every((call) => call.fillStyle === theme.ink)).toBe(true);
    expect(pen.named("fillText").map((call) => call.textAlign)).toEqual([
      ...Array(5).fill("right"),
      ...Array(8).fill("center"),
    ]);
  });

  it("takes closer ticks where the usual ones would be one or two", () => {
    const { pen } = drawn({ xlim: [0, 100], ylim: [0, 1], x: "", y: "" }, 170, 200);
    const across = pen.named("fillText").filter((call) => call.textAlign === "center");
    expect(across.length).toBeGreaterThan(2);
    const wide = Math.max(...across.map(({ args }) => widthOf(args[0], `${FONT}px`)));
    const at = across.map(({ args }) => args[1]);
    for (let i = 1; i < at.length; i++) expect(at[i] - at[i - 1]).toBeGreaterThan(wide);
  });

  it("with one unit on both axes keeps circles round and stands in the middle", () => {
    const { place } = drawn({ xlim: [-1, 1], ylim: [-1, 1], x: "", y: "", equal: true }, 600, 300);
    const free = drawn({ xlim: [-1, 1], ylim: [-1, 1], x: "", y: "" }, 600, 300).place;
    expect(place.X(1) - place.X(0)).toBeCloseTo(place.Y(0) - place.Y(1));
    expect(place.left + place.right).toBeCloseTo(free.left + free.right);
    expect(place.bottom - place.top).toBeCloseTo(free.bottom - free.top);
    expect(place.left).toBeGreaterThan(free.left);
    const high = drawn({ xlim: [-1, 1], ylim: [-1, 1], x: "", y: "", equal: true }, 300, 600).place;
    expect(high.X(1) - high.X(0)).toBeCloseTo(high.Y(0) - high.Y(1));
    expect(high.bottom - high.top).toBeLessThan(400);
  });

  it("in powers of ten goes up by equal steps", () => {
    const { place, pen } = drawn({ xlim: [0, 1], ylim: [1e-3, 10], log_y: true, x: "", y: "" });
    expect(place.Y(1e-3)).toBeCloseTo(place.bottom);
    expect(place.Y(10)).toBeCloseTo(place.top);
    expect(place.Y(0.1) - place.Y(1)).toBeCloseTo(place.Y(1) - place.Y(10));
    expect(place.y(place.Y(0.37))).toBeCloseTo(0.37);
    expect(pen.texts()[0][0]).toBe("10⁻³");
    expect(Number.isFinite(place.Y(0))).toBe(true); // a loss of nought is below, not nowhere
    expect(place.Y(0)).toBeGreaterThan(place.bottom);
  });
});
