// Bars, pictures, tiles and networks: what is drawn where, what is under the pointer, what room each needs.

import { describe, expect, it } from "vitest";
import { BARS, drawBars, fit } from "#views/bars.js";
import { drawGraph, GRAPH } from "#views/graph.js";
import { headsOf, PanelView } from "#views/panels.js";
import { drawPixels, PIXELS, pixelsHeight, shapeOf } from "#views/pixels.js";
import { drawTiles, TILES, tilesHeight } from "#views/tiles.js";
import { canvas, widthOf } from "./support/pen.js";
import { theme } from "./support/theme.js";

const FONT = 14;
const array = (values, ...shape) => ({ values, shape: shape.length ? shape : [values.length] });

describe("bars", () => {
  const SPEC = { ylim: [-1, 1], y: "share" };
  const content = {
    labels: ["a", "b", "c"],
    values: [0.5, -0.25, 1],
    text: ["0.5", "", "1"],
    colors: ["blue", "orange", "green"],
  };
  const draw = (spec = SPEC, more = {}, width = 400) => {
    const { context, pen } = canvas(width, 300);
    return { place: drawBars(context, width, 300, spec, { ...content, ...more }, theme, FONT), pen };
  };

  it("are filled from nought to their values, each in its colour, side by side", () => {
    const { place, pen } = draw();
    const rects = pen.named("fillRect");
    const slot = (place.right - place.left) / 3;
    expect(rects).toHaveLength(3);
    rects.forEach(({ args: [x, y, w, h], fillStyle }, i) => {
      const middle = place.left + slot * (i + 0.5);
      expect(x).toBeCloseTo(middle - 0.36 * slot);
      expect(w).toBeCloseTo(0.72 * slot);
      const ends = [place.Y(0), place.Y(content.values[i])];
      expect(y).toBeCloseTo(Math.min(...ends));
      expect(y + h).toBeCloseTo(Math.max(...ends));
      expect(fillStyle).toBe(theme[content.colors[i]]);
    });
    expect(
      draw(SPEC, { colors: "purple" })
        .pen.named("fillRect")
        .every((one) => one.fillStyle === theme.purple),
    ).toBe(true);
    expect(
      draw(SPEC, { colors: null })
        .pen.named("fillRect")
        .every((one) => one.fillStyle === theme.blue),
    ).toBe(true);
    expect(draw(SPEC, { colors: "#abcdef" }).pen.named("fillRect")[0].fillStyle).toBe("#abcdef");
    expect(
      draw(SPEC, { values: array([0.5, -0.25, 1]) })
        .pen.named("fillRect")
        .map(({ args }) => args),
    ).toEqual(rects.map(({ args }) => args));
  });

  it("end at the edge where a value lies beyond", () => {
    const { place, pen } = draw(SPEC, { values: [5, -5, 0] });
    const [up, down] = pen.named("fillRect").map(({ args }) => args);
    expect(up[1]).toBeCloseTo(place.top);
    expect(down[1] + down[3]).toBeCloseTo(place.bottom);
  });

  it("stand on the lower edge in powers of ten, or where nought is not shown", () => {
    const log = draw({ ylim: [1e-3, 10], y: "", log: true }, { values: [1, 1e-2, 10] });
    for (const {
      args: [, y, , h],
    } of log.pen.named("fillRect"))
      expect(y + h).toBeCloseTo(log.place.bottom);
    const high = draw({ ylim: [2, 10], y: "" }, { values: [3, 4, 5] });
    for (const {
      args: [, y, , h],
    } of high.pen.named("fillRect"))
      expect(y + h).toBeCloseTo(high.place.Y(2));
  });

  it("carry their names beneath and their values at their ends", () => {
    const { place, pen } = draw();
    const slot = (place.right - place.left) / 3,
      middle = (i) => place.left + slot * (i + 0.5);
    const written = pen
      .named("fillText")
      .filter(({ args }) => ["a", "b", "c", "0.5", "1"].includes(args[0]) && args[1] > place.left);
    const names = written.filter(({ args }) => "abc".includes(args[0]));
    expect(names.map(({ args }) => args)).toEqual(
      ["a", "b", "c"].map((text, i) => [text, middle(i), place.bottom + 0.4 * FONT]),
    );
    const value = written.find(({ args }) => args[0] === "0.5");
    expect(value.args.slice(1)).toEqual([middle(0), place.Y(0.5) - 3]);
    expect(value.textBaseline).toBe("bottom");
    const top = written.find(({ args }) => args[0] === "1" && args[1] > middle(1));
    expect(top.args[2]).toBeCloseTo(place.Y(1) + 3); // no room above: inside
    expect(top.textBaseline).toBe("top");
    const below = draw(SPEC, { text: ["", "-¼", ""] });
    const under = below.pen.named("fillText").find(({ args }) => args[0] === "-¼");
    expect(under.args[2]).toBeCloseTo(below.place.Y(-0.25) + 3);
    const seams = pen.named("strokeText");
    expect(seams.map(({ args }) => args[0])).toEqual(["0.5", "1"]);
    expect(seams.every((one) => one.strokeStyle === theme.paper && one.lineWidth === 3)).toBe(true);
  });

  it("have a line to stand on", () => {
    const { place, pen } = draw();
    const path = pen.paths().at(-1);
    expect(path.points).toEqual([
      ["moveTo", place.left, place.Y(0)],
      ["lineTo", place.right, place.Y(0)],
    ]);
    expect(path).toMatchObject({ strokeStyle: theme.ink, lineWidth: 1.2 });
  });

  it("where many stand close, name every second or third, and write no value over another", () => {
    const many = Array.from({ length: 30 }, (_, i) => `class ${i}`);
    const { place, pen } = draw(SPEC, {
      labels: many,
      values: many.map(() => 0.5),
      text: many.map(() => "0.50"),
      colors: null,
    });
    const names = pen.named("fillText").filter(({ args }) => String(args[0]).startsWith("c"));
    expect(names.length).toBeLessThan(30);
    expect(names.length).toBeGreaterThan(3);
    const values = pen.named("fillText").filter(({ args }) => args[0] === "0.50" && args[1] > place.left);
    for (let i = 1; i < values.length; i++) {
      expect(values[i].args[1] - values[i - 1].args[1]).toBeGreaterThanOrEqual(widthOf("0.50", values[i].font));
    }
  });

  it("say which is under the pointer", () => {
    const { place } = draw();
    const slot = (place.right - place.left) / 3;
    expect([0.1, 1.5, 2.9].map((k) => place.bar(place.left + k * slot))).toEqual([0, 1, 2]);
    expect([place.bar(-50), place.bar(9999)]).toEqual([0, 2]);
  });

  it("cut a name that has no room, with dots", () => {
    const { context } = canvas();
    const room = widthOf("12345", "10px");
    expect(fit(context, "12345", room)).toBe("12345");
    expect(fit(context, "123456", room)).toBe("1234…");
    expect(fit(context, "123456", 1)).toBe("1…");
    expect(BARS.needs(SPEC)).toMatchObject({ least: [12, 7.5], ratio: 1.8, narrow: 0.8, wide: 2.8 });
    expect(BARS.needs(SPEC).like).not.toBe(BARS.needs({ ...SPEC, ylim: [0, 1] }).like);
  });
});

describe("a picture", () => {
  const pixels = { ...array([0, 128, 255, 7, 8, 9], 2, 3), bytes: true };
  const draw = (content, width = 304, height = 404) => {
    const { context, pen, node } = canvas(width, height);
    return { place: drawPixels(context, width, height, {}, content, theme), pen, node };
  };

  it("is drawn as large as its box allows, square by square, in the middle", () => {
    const { place, pen, node } = draw({ pixels });
    expect(place).toMatchObject({ unit: 100, left: 2, top: 102, shown: [2, 3] });
    const [call] = pen.named("drawImage");
    expect(call.args.slice(1)).toEqual([2, 102, 300, 200]);
    expect(call.imageSmoothingEnabled).toBe(false);
    expect([...call.args[0].pen.named("putImageData")[0].args[0].data].filter((_, i) => i % 4 === 0)).toEqual([
      0, 128, 255, 7, 8, 9,
    ]);
    expect(node.drawn.plane).toEqual([2, 102, 302, 302]);
    const [edge] = pen.named("strokeRect");
    expect(edge.args).toEqual([2, 102, 300, 200]);
    expect(edge).toMatchObject({ strokeStyle: theme.grey, lineWidth: 1 });
  });

  it("has boxes round its pixels, each with a seam", () => {
    const { pen } = draw({ pixels, boxes: [[0, 1, 2, 1, "orange"]] });
    const [, seam, box] = pen.named("strokeRect");
    expect(seam.args).toEqual([102, 102, 100, 200]);
    expect(seam).toMatchObject({ strokeStyle: theme.paper, lineWidth: 5 });
    expect(box.args).toEqual(seam.args);
    expect(box).toMatchObject({ strokeStyle: theme.orange, lineWidth: 3 });
  });

  it("says which pixel is under the pointer, and none beside it", () => {
    const { place } = draw({ pixels });
    expect(place.cell(2.5, 102.5)).toEqual([0, 0]);
    expect(place.cell(301, 301)).toEqual([1, 2]);
    expect(place.cell(150, 250)).toEqual([1, 1]);
    for (const beside of [
      [1, 150],
      [303, 150],
      [150, 101],
      [150, 303],
    ])
      expect(place.cell(...beside)).toBeNull();
  });

  it("of numbers from 0 to 1 is drawn against 1, unless the content says otherwise", () => {
    const reds = (content) =>
      [...draw(content).pen.named("drawImage")[0].args[0].pen.named("putImageData")[0].args[0].data].filter(
        (_, i) => i % 4 === 0,
      );
    expect(reds({ pixels: array([0, 0.5, 1, 2], 2, 2) })).toEqual([0, 128, 255, 255]);
    expect(reds({ pixels: array([0, 0.5, 1, 2], 2, 2), vmin: 1, vmax: 2 })).toEqual([0, 0, 0, 255]);
  });

  it("needs the room that its shape takes", () => {
    expect(pixelsHeight(304, {}, { pixels })).toBe(204);
    expect(shapeOf({ pixels })).toBe(1.5);
    expect(PIXELS.sizes({}, { pixels })).toEqual([1.5, 1 / 1.5]);
    const needs = PIXELS.needs({}, [{ pixels }, { pixels: array([1, 2], 2, 1) }]);
    expect(needs).toMatchObject({ ratio: 1.5, narrow: 0.5, wide: 1.5 });
    expect(needs.least[0]).toBeCloseTo(7 * Math.sqrt(1.5));
    expect(needs.least[1]).toBeCloseTo(7 / Math.sqrt(1.5));
    const strip = PIXELS.needs({}, [{ pixels: array([], 1, 100) }]);
    expect(strip.least).toEqual([28, 1.5]);
  });
});

describe("tiles", () => {
  const SPEC = { columns: 3 };
  const pixels = array(
    Float32Array.from({ length: 5 * 4 }, (_, i) => i),
    5,
    2,
    2,
  );
  const draw = (more = {}, width = 600, height = 500) => {
    const { context, pen, node } = canvas(width, height);
    return { place: drawTiles(context, width, height, SPEC, { pixels, map: "gray", ...more }, theme, FONT), pen, node };
  };

  it("stand in rows, each its own part of the sheet", () => {
    const { pen, node } = draw();
    const calls = pen.named("drawImage").map(({ args }) => args);
    expect(calls).toHaveLength(5);
    calls.forEach(([sheet, sx, sy, sw, sh, x, y, w, h], k) => {
      expect([sheet.width, sheet.height]).toEqual([2, 10]);
      expect([sx, sy, sw, sh]).toEqual([0, 2 * k, 2, 2]);
      expect([x, y]).toEqual(node.drawn.tiles[k]);
      expect([w, h]).toEqual(node.drawn.size);
    });
    const [a, b, , d] = node.drawn.tiles,
      [w] = node.drawn.size;
    expect(a[1]).toBe(b[1]);
    expect(d[0]).toBe(a[0]);
    expect(b[0] - a[0]).toBeGreaterThan(w + 3);
    expect(d[1]).toBeGreaterThan(a[1] + w);
    const right = node.drawn.tiles[2][0] + w;
    expect(a[0]).toBeCloseTo(600 - right); // in the middle
    const data = [...pen.named("drawImage")[0].args[0].pen.named("putImageData")[0].args[0].data].filter(
      (_, i) => i % 4 === 0,
    );
    expect([data[0], data.at(-1)]).toEqual([0, 255]); // from the least of all to the greatest
  });

  it("have names under them, boxes in them, and one may be lit", () => {
    const { pen, node } = draw({ labels: ["a", "b", "c", "d", "e"], lit: 4, boxes: [[], [[0, 1, 2, 1, "green"]]] });
    const [w, h] = node.drawn.size;
    const { tiles } = node.drawn;
    expect(pen.texts()).toEqual(tiles.map(([x, y], k) => ["abcde"[k], x + w / 2, y + h + 3]));
    const rects = pen.named("strokeRect");
    const box = rects.find((one) => one.strokeStyle === theme.green);
    expect(box.args).toEqual([tiles[1][0] + w / 2, tiles[1][1], w / 2, h]);
    const lit = rects.at(-1);
    expect(lit).toMatchObject({ strokeStyle: theme.orange, lineWidth: 3 });
    expect(lit.args).toEqual([tiles[4][0] - 2, tiles[4][1] - 2, w + 4, h + 4]);
    expect(draw({ lit: 0 }).pen.named("strokeRect").at(-1).strokeStyle).toBe(theme.orange);
    expect(draw().pen.named("strokeRect").at(-1).strokeStyle).toBe(theme.grey);
  });

  it("say which is under the pointer; the last row may be short", () => {
    const { place, node } = draw();
    const [w, h] = node.drawn.size;
    node.drawn.tiles.forEach(([x, y], k) => {
      expect(place.cell(x + w / 2, y + h / 2)).toEqual([Math.floor(k / 3), k % 3]);
    });
    const [x, y] = node.drawn.tiles[2];
    expect(place.cell(x + w / 2, y + 1.5 * h + 20)).toBeNull();
    expect(place.cell(x + 3 * w, y)).toBeNull();
    expect(place.cell(-9, y)).toBeNull();
    expect(place.inside([1, 2])).toEqual([1, 1]);
    expect(place.inside([0, 2])).toEqual([0, 2]);
    expect(place.shown).toEqual([2, 3]);
  });

  it("fill the height that is asked for them", () => {
    const height = tilesHeight(600, SPEC, { pixels }, FONT);
    const { node } = draw({}, 600, height);
    const [w, h] = node.drawn.size;
    expect(node.drawn.tiles.at(-1)[1] + h).toBeLessThanOrEqual(height);
    expect(3 * w).toBeGreaterThan(0.9 * 600);
    expect(tilesHeight(600, SPEC, { pixels, labels: [] }, FONT)).toBeGreaterThan(height + 2 * FONT);
    const needs = TILES.needs(SPEC, [{ pixels }]);
    expect(needs.ratio).toBeCloseTo(1000 / tilesHeight(1000, SPEC, { pixels }, 40));
    expect([needs.narrow, needs.wide]).toEqual([needs.ratio, needs.ratio]);
    expect(needs.least).toEqual([9, 4.5]);
    expect(TILES.needs({ columns: 10 }, [{ pixels: array([], 10, 2, 2) }]).least[0]).toBe(16);
  });

  it("of bytes are shown from 0 to 255, of given ends between these", () => {
    const reds = (more) =>
      [...draw(more).pen.named("drawImage")[0].args[0].pen.named("putImageData")[0].args[0].data].filter(
        (_, i) => i % 4 === 0,
      );
    const bytes = { values: Uint8Array.from({ length: 20 }, (_, i) => 10 * i), shape: [5, 2, 2], bytes: true };
    expect(reds({ pixels: bytes })).toEqual(Array.from({ length: 20 }, (_, i) => 10 * i));
    expect(reds({ vmin: 0, vmax: 38 })[19]).toBe(128);
  });
});

describe("a network", () => {
  const SPEC = { positions: { x: [0, 0.5], h: [1, 0.5] } };
  const content = {
    nodes: { x: { value: "0.5", color: "blue" }, h: { label: "σ", active: true } },
    edges: [{ from: "x", to: "h", label: "w", active: true }],
  };
  const draw = (more = {}) => {
    const { context, pen, node } = canvas(600, 400);
    drawGraph(context, 600, 400, SPEC, { ...content, ...more }, theme, FONT);
    for (const call of pen.calls) call.args = call.args.map((v) => (typeof v === "number" ? +v.toFixed(9) : v));
    return { pen, node, radius: node.drawn.radius };
  };

  it("has a disc for every node, with its name and its number", () => {
    const { pen, radius } = draw();
    const discs = pen.paths().filter(({ points }) => points[0][0] === "arc");
    expect(discs.map(({ points }) => points[0].slice(1, 4))).toEqual([
      [radius + 4, 200, radius],
      [radius + 4, 200, radius],
      [596 - radius, 200, radius],
      [596 - radius, 200, radius],
    ]);
    expect(discs[0]).toMatchObject({ how: "fill", fillStyle: theme.paper });
    expect(discs[1]).toMatchObject({ how: "stroke", strokeStyle: theme.blue, lineWidth: 2 });
    expect(discs[3]).toMatchObject({ how: "stroke", strokeStyle: theme.orange, lineWidth: 5 });
    const texts = pen.texts();
    expect(texts.map(([text]) => text)).toEqual(["w", "x", "0.5", "σ"]);
    expect(texts[1][2]).toBeLessThan(200);
    expect(texts[2][2]).toBeGreaterThan(200);
    expect(texts[3].slice(1)).toEqual([596 - radius, 200]);
  });

  it("has an arrow from node to node, back to front on the way back", () => {
    const { pen, radius } = draw();
    const [shaft, head] = pen.paths();
    expect(shaft.points[0]).toEqual(["moveTo", 4 + 2 * radius, 200]);
    expect(shaft.points[1][1]).toBeCloseTo(596 - 2 * radius - 0.8 * 12);
    expect(shaft).toMatchObject({ strokeStyle: theme.orange, lineWidth: 4 });
    expect(head.points[0][1]).toBeCloseTo(596 - 2 * radius);
    expect(head.points[1][1]).toBeCloseTo(596 - 2 * radius - 12 * Math.cos(0.45));
    expect(Math.abs(head.points[1][2] - 200)).toBeCloseTo(12 * Math.sin(0.45));
    const back = draw({ edges: [{ from: "x", to: "h", backward: true }] }).pen.paths();
    expect(back[1].points[0][1]).toBeCloseTo(4 + 2 * radius);
    expect(back[0].points[0][1]).toBeCloseTo(596 - 2 * radius);
    expect(back[0]).toMatchObject({ strokeStyle: theme.grey, lineWidth: 1.6 });
    expect(back[1].points[1][1]).toBeCloseTo(4 + 2 * radius + 8 * Math.cos(0.45));
  });

  it("has words on its arrows, with paper behind them", () => {
    const { pen, radius } = draw({ edges: [{ from: "x", to: "h", label: "w", at: 0.5 }] });
    const [label] = pen.named("fillText");
    expect(label.args).toEqual(["w", 300, 200]);
    expect(label.fillStyle).toBe(theme.ink);
    const [paper] = pen.named("fillRect");
    expect(paper.fillStyle).toBe(theme.paper);
    expect(paper.args[0]).toBeCloseTo(300 - widthOf("w", label.font) / 2 - 2);
    expect(paper.args[2]).toBeCloseTo(widthOf("w", label.font) + 4);
    const usual = draw().pen.named("fillText")[0];
    expect(usual.args[1]).toBeCloseTo(radius + 4 + 0.32 * (592 - 2 * radius));
    expect(usual.font).toContain("bold");
    expect(usual.fillStyle).toBe(theme.orange);
    expect(GRAPH.needs()).toEqual({ least: [21, 15], ratio: 1.35, narrow: 0.8, wide: 2 });
  });

  it("writes a long number smaller, so that it stays in its disc", () => {
    const { pen, radius } = draw({ nodes: { x: { value: "−0.123456789" } }, edges: [] });
    const long = pen.named("fillText").at(-1);
    expect(Number(/([\d.]+)px/.exec(long.font)[1])).toBeGreaterThanOrEqual(12);
    expect(radius).toBeCloseTo(Math.max(2.1 * FONT, Math.min(600 * 0.062, 2.6 * FONT)));
  });
});

describe("a panel", () => {
  const spec = { id: "curve", kind: "lines", title: "Loss by epoch", xlim: [0, 1], ylim: [0, 1], x: "", y: "" };
  const mark = { mark: "line", x: array([0, 1]), y: array([0, 1]), color: "blue", label: "training" };

  it("says its title, names its picture, and lists its legend", () => {
    const view = new PanelView(spec);
    document.body.append(view.figure);
    view.measure();
    view.draw([mark], theme);
    expect(view.figure.querySelector("figcaption").textContent).toBe("Loss by epoch");
    expect(view.body.getAttribute("aria-label")).toBe("Loss by epoch");
    expect(view.body.getAttribute("role")).toBe("img");
    expect(view.figure.dataset.panel).toBe("curve");
    const [entry] = view.legend.children;
    expect(entry.textContent).toBe("training");
    expect(entry.firstChild.className).toBe("ntr-sign ntr-sign-line");
    expect(new PanelView({ ...spec, wide: true }).figure.className).toContain("ntr-wide");
  });

  it("draws what has changed, in another theme again, and nothing twice", () => {
    const view = new PanelView(spec);
    document.body.append(view.figure);
    view.measure();
    view.draw([mark], theme);
    const { pen } = view.body,
      count = pen.calls.length;
    expect(count).toBeGreaterThan(10);
    view.draw([mark], theme);
    expect(pen.calls.length).toBe(count);
    view.draw([mark, mark], theme);
    const more = pen.calls.length;
    expect(more).toBeGreaterThan(count);
    view.draw([mark, mark], { ...theme, dark: true });
    expect(pen.calls.length).toBeGreaterThan(more);
  });

  it("tells the pick how many cells its panel shows, or reaches through it", () => {
    const view = new PanelView({ id: "map", kind: "pixels", title: "Map" });
    let told = null;
    view.fit = (shown) => {
      told = shown;
    };
    view.measure();
    view.draw({ pixels: array([0, 1, 1, 0, 1, 1], 2, 3) }, theme);
    expect(told).toEqual([2, 3]);
    const targets = { values: Uint8Array.of(0, 4, 255, 255, 2, 1), shape: [1, 3, 2] };
    view.draw({ pixels: array([0, 1, 1], 1, 3), targets }, theme);
    expect(told).toEqual([3, 5]);
    expect(view.inside([7, 7])).toEqual([7, 7]);
  });

  it("in a row begins its picture where its neighbours do", () => {
    const need = (caption, kind = "pixels") => ({ caption, items: [], kind });
    const cells = [
      [0, 0, 100, 90],
      [110, 0, 100, 90],
      [0, 100, 100, 90],
    ];
    const heads = headsOf([need([4]), need([4, 4, 4]), need([4])], cells, 10);
    expect(heads[0]).toBe(heads[1]);
    expect(heads[0]).toBeGreaterThan(heads[2]);
    const mixed = headsOf([need([4]), need([4, 4, 4], "lines"), need([4])], cells, 10);
    expect(mixed[0]).toBeLessThan(mixed[1]);
  });
});
