// Marks on a plane: where each is drawn, in which colour, in which order; and what the legend says of them.

import { describe, expect, it } from "vitest";
import { drawLines, LINES, legendOf } from "#views/lines.js";
import { canvas } from "./support/pen.js";
import { theme } from "./support/theme.js";

const SPEC = { xlim: [0, 10], ylim: [-5, 5], x: "", y: "" };
const array = (values) => ({ values, shape: [values.length] });
const line = (more = {}) => ({ mark: "line", x: array([1, 2, 4]), y: array([3, -1, 2]), color: "blue", ...more });

function drawn(marks, spec = SPEC) {
  const { context, pen } = canvas(500, 320);
  const place = drawLines(context, 500, 320, spec, marks, theme, 14);
  const from = pen.calls.findIndex(({ name }) => name === "clip");
  pen.calls.splice(0, from + 1);
  return { place, pen };
}
const at = (place, x, y) => [place.X(x), place.Y(y)];
const strokes = (pen) => pen.paths().filter(({ how }) => how === "stroke");

describe("a line", () => {
  it("goes through its points, in its colour and width", () => {
    const { place, pen } = drawn([line({ color: "orange", width: 3, opacity: 0.4 })]);
    const [path] = strokes(pen);
    expect(path.points[0]).toEqual(["moveTo", ...at(place, 1, 3)]);
    expect(path.points.slice(1)).toEqual([
      ["lineTo", ...at(place, 2, -1)],
      ["lineTo", ...at(place, 4, 2)],
    ]);
    expect(path).toMatchObject({
      strokeStyle: theme.orange,
      lineWidth: 3,
      globalAlpha: 0.4,
      dash: [],
      lineJoin: "round",
    });
    expect(place.Y(3)).toBeLessThan(place.Y(-1));
  });

  it("is two pixels wide and whole unless it says otherwise; a hairline is a little wider than one", () => {
    const [path] = strokes(drawn([line()]).pen);
    expect(path).toMatchObject({ strokeStyle: theme.blue, lineWidth: 2, globalAlpha: 1, lineCap: "butt" });
    expect(strokes(drawn([line({ width: 0.5 })]).pen)[0].lineWidth).toBeCloseTo(1.01);
    expect(strokes(drawn([line({ dash: true })]).pen)[0].dash).toEqual([7, 5]);
    expect(strokes(drawn([line({ color: "#123456" })]).pen)[0].strokeStyle).toBe("#123456");
  });

  it("breaks where a number is missing", () => {
    const { place, pen } = drawn([line({ x: array([0, 1, 2, 3, 4]), y: array([0, 1, NaN, 2, 3]) })]);
    expect(strokes(pen)[0].points).toEqual([
      ["moveTo", ...at(place, 0, 0)],
      ["lineTo", ...at(place, 1, 1)],
      ["moveTo", ...at(place, 3, 2)],
      ["lineTo", ...at(place, 4, 3)],
    ]);
  });

  it("is cut where it goes far out, and goes on where it comes back", () => {
    const { pen, place } = drawn([line({ x: array([1, 2, 3]), y: array([0, 1e9, 0]) })]);
    const { points } = strokes(pen)[0];
    expect(points.map(([name]) => name)).toEqual(["moveTo", "lineTo", "moveTo", "lineTo"]);
    expect(points.every(([, x, y]) => Math.abs(x) <= 4000.001 && Math.abs(y) <= 4000.001)).toBe(true);
    expect(points[1][2]).toBeCloseTo(-4000);
    expect(points[0].slice(1)).toEqual(at(place, 1, 0));
    expect(points[3][1]).toBeCloseTo(place.X(3), 3);
    expect(points[3][2]).toBeCloseTo(place.Y(0), 3);
    expect(strokes(drawn([line({ x: array([1, 1]), y: array([1e9, 2e9]) })]).pen)[0].points).toEqual([]);
    expect(strokes(drawn([line({ x: array([1e9, 2e9]), y: array([1, 1]) })]).pen)[0].points).toEqual([]);
  });
});

describe("the other marks", () => {
  it("an area is filled down to its base", () => {
    const { place, pen } = drawn([line({ mark: "area", base: -2, color: "green" })]);
    const [path] = pen.paths();
    expect(path.how).toBe("fill");
    expect(path.points.slice(-2)).toEqual([
      ["lineTo", place.X(4), place.Y(-2)],
      ["lineTo", place.X(1), place.Y(-2)],
    ]);
    expect(path.fillStyle).toBe(theme.green);
    expect(pen.named("closePath")).toHaveLength(1);
  });

  it("points are discs of their size, all of them", () => {
    const { place, pen } = drawn([line({ mark: "points", size: 5, y: array([3, NaN, 2]) })]);
    expect(pen.paths().map(({ how, points }) => [how, points[0]])).toEqual([
      ["fill", ["arc", ...at(place, 1, 3), 5, 0, 2 * Math.PI]],
      ["fill", ["arc", ...at(place, 4, 2), 5, 0, 2 * Math.PI]],
    ]);
  });

  it("bars stand on nought, as wide as their span", () => {
    const { place, pen } = drawn([line({ mark: "bars", span: 0.5 })]);
    const bars = pen.named("fillRect").map(({ args }) => args);
    expect(bars).toHaveLength(3);
    bars.forEach(([x, y, w, h], i) => {
      expect(x).toBeCloseTo(place.X([1, 2, 4][i] - 0.25));
      expect(x + w).toBeCloseTo(place.X([1, 2, 4][i] + 0.25));
      expect(y).toBeCloseTo(place.Y([3, -1, 2][i]));
      expect(y + h).toBeCloseTo(place.Y(0));
    });
  });

  it("a line across, and one upright, reach from edge to edge", () => {
    const { place, pen } = drawn([
      { mark: "hline", at: 2, color: "grey" },
      { mark: "vline", at: 7, color: "red" },
    ]);
    expect(strokes(pen).map(({ points, strokeStyle }) => [points, strokeStyle])).toEqual([
      [
        [
          ["moveTo", place.left, place.Y(2)],
          ["lineTo", place.right, place.Y(2)],
        ],
        theme.grey,
      ],
      [
        [
          ["moveTo", place.X(7), place.top],
          ["lineTo", place.X(7), place.bottom],
        ],
        theme.red,
      ],
    ]);
  });

  it("words have a seam of paper and stand as they are told", () => {
    const { place, pen } = drawn([
      { mark: "text", at: [3, 1], text: "here", align: "right", color: "purple", dash: true },
    ]);
    const [seam] = pen.named("strokeText"),
      [word] = pen.named("fillText");
    expect(seam.args).toEqual(["here", ...at(place, 3, 1)]);
    expect(seam).toMatchObject({
      strokeStyle: theme.paper,
      lineWidth: 4,
      textAlign: "right",
      textBaseline: "middle",
      dash: [],
    });
    expect(word.args).toEqual(seam.args);
    expect(word).toMatchObject({ fillStyle: theme.purple, textAlign: "right" });
    expect(word.font).toContain("14px");
    expect(pen.calls.indexOf(seam)).toBeLessThan(pen.calls.indexOf(word));
  });

  it("an arrow ends in a head at its tip", () => {
    const { place, pen } = drawn([{ mark: "arrow", at: [1, 0, 6, 0], color: "blue" }]);
    const [shaft, head] = pen.paths();
    expect(shaft.points[0]).toEqual(["moveTo", ...at(place, 1, 0)]);
    expect(shaft.points[1][1]).toBeCloseTo(place.X(6) - 0.8 * 12);
    expect(shaft.points[1][2]).toBeCloseTo(place.Y(0));
    expect(head.how).toBe("fill");
    expect(head.points[0]).toEqual(["moveTo", ...at(place, 6, 0)]);
    const [, one, other] = head.points;
    expect(one[1]).toBeCloseTo(place.X(6) + 12 * Math.cos(2.6));
    expect(one[2] - place.Y(0)).toBeCloseTo(place.Y(0) - other[2]);
    expect(Math.abs(one[2] - place.Y(0))).toBeCloseTo(12 * Math.sin(2.6));
    const short = drawn([{ mark: "arrow", at: [1, 0, 1.1, 0], color: "blue" }]);
    expect(short.pen.paths()[0].points[1][1]).toBeCloseTo(
      short.place.X(1) + 0.2 * (short.place.X(1.1) - short.place.X(1)),
    );
  });

  it("a picture fills its extent, the right way up, unsmoothed", () => {
    const pixels = { values: [0, 0.5, 1, 0.25, 0, 1], shape: [2, 3] };
    const { place, pen } = drawn([{ mark: "image", extent: [2, 8, -3, 3], pixels, vmin: 0, vmax: 1, map: "gray" }]);
    const [call] = pen.named("drawImage");
    const [sheet, x, y, w, h] = call.args;
    expect([x, y]).toEqual(at(place, 2, 3));
    expect([x + w, y + h]).toEqual(at(place, 8, -3));
    expect([sheet.width, sheet.height]).toEqual([3, 2]);
    expect(call.imageSmoothingEnabled).toBe(false);
  });

  it("are drawn in their order, all of them, behind them those of the panel", () => {
    const spec = { ...SPEC, background: [{ mark: "hline", at: 0, color: "faint" }] };
    const { pen } = drawn([line({ color: "red" }), line({ color: "green" }), line({ color: "blue" })], spec);
    expect(strokes(pen).map((one) => one.strokeStyle)).toEqual([theme.faint, theme.red, theme.green, theme.blue]);
  });

  it("are cut off at the plane's edge, on whole pixels", () => {
    const { context, pen } = canvas(500, 320);
    const place = drawLines(context, 500, 320, SPEC, [line()], theme, 14);
    const [rect] = pen.named("rect");
    const [x, y, w, h] = rect.args;
    expect([x, y, x + w, y + h]).toEqual(
      [place.left - 1, place.top - 1, place.right + 1, place.bottom + 1].map(Math.round),
    );
    expect(pen.named("clip")).toHaveLength(1);
    expect(pen.named("restore").length).toBe(pen.named("save").length);
  });

  it("a frame's own axes take the place of the panel's", () => {
    const { place } = drawn([line(), { mark: "axes", limits: { ylim: [0, 100] } }]);
    expect(place.Y(100)).toBeCloseTo(place.top);
    expect(place.X(10)).toBeCloseTo(place.right);
  });
});

describe("the legend", () => {
  const spec = { background: [{ mark: "line", label: "old", color: "grey", dash: true }] };
  const content = [
    line({ label: "new" }),
    line(),
    { mark: "area", label: "band", color: "green" },
    { mark: "bars", label: "counts", color: "green" },
    { mark: "image", label: "loss", color: "green" },
    { mark: "points", label: "batch", color: "orange" },
  ];

  it("has an entry for each mark with a name", () => {
    expect(legendOf(spec, content)).toEqual([
      { label: "old", color: "grey", kind: "dash" },
      { label: "new", color: "blue", kind: "line" },
      { label: "band", color: "green", kind: "box" },
      { label: "counts", color: "green", kind: "box" },
      { label: "loss", color: "green", kind: "box" },
      { label: "batch", color: "orange", kind: "dot" },
    ]);
    expect(LINES.sizes(spec, content)).toEqual([3 + 3 + 4 + 6 + 4 + 5 + 6 * 4]);
    expect(legendOf({}, [line()])).toEqual([]);
  });

  it("and a plane says what room it needs", () => {
    const free = LINES.needs({ ...SPEC, y: "loss" });
    expect(free).toMatchObject({ least: [13, 8], ratio: 1.7, narrow: 0.8, wide: 2.6 });
    const equal = LINES.needs({ ...SPEC, equal: true, xlim: [0, 20] });
    expect([equal.ratio, equal.narrow, equal.wide].every((v) => Math.abs(v - 2.1) < 1e-9)).toBe(true);
    expect(LINES.needs({ ...SPEC, y: "loss" }).like).toBe(free.like);
    expect(LINES.needs({ ...SPEC, y: "loss", ylim: [0, 1] }).like).not.toBe(free.like);
    expect(LINES.needs({ ...SPEC, y: "loss", xlim: [0, 1] }).like).not.toBe(free.like);
  });
});
