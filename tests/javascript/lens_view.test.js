// The lens on a page: both grids, the window with its products, the kernel's cells; and what hands do to them.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { render } from "#views/explorer.js";
import { LENS } from "#views/lens.js";
import { stacked } from "#views/lens_frame.js";
import { cornerOf } from "#views/lens_layout.js";
import { lensOutput, lensSetting, lensTaps } from "#views/lens_numbers.js";
import {
  baked,
  briefText,
  cellText,
  colourOf,
  cssOf,
  paintColours,
  paintMap,
  signedColour,
} from "#views/lens_paint.js";
import { inkOn } from "#views/theme.js";
import { commit, placed, point, press, type } from "./support/hands.js";
import { stored } from "./support/stored.js";
import { theme } from "./support/theme.js";

beforeEach(() => {
  vi.useFakeTimers();
  Object.defineProperty(HTMLElement.prototype, "clientWidth", {
    configurable: true,
    get() {
      return this.tagName === "FIGURE" ? 1000 : 0;
    },
  });
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  window.matchMedia = globalThis.matchMedia;
});
afterEach(() => {
  vi.useRealTimers();
  delete HTMLElement.prototype.clientWidth;
});

const BASE = {
  input: [
    [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, -9],
    ],
  ],
  kernel: [
    [
      [1, 0],
      [0.5, -1],
    ],
  ],
  mode: "sum",
  stride: 1,
  padding: 0,
  dilation: 1,
  flip: false,
  zeros: false,
  bias: 0,
  place: [1, 0],
  point: null,
};

// The lens alone, in a room of its own.
function lens(more = {}, { width = 1000, height = 500, source = "lens" } = {}) {
  const state = { ...BASE, ...more },
    input = stacked(state.input),
    kernel = stacked(state.kernel);
  const s = lensSetting({ ...state, input, kernel }),
    output = lensOutput(s);
  const content = {
    ...state,
    input,
    kernel,
    output,
    divisor: 1,
    photo: false,
    display: "signed",
    reach: output ? Math.max(...output.values.map(Math.abs)) : 1,
    ...more.content,
  };
  const holder = document.body.appendChild(document.createElement("div"));
  LENS.draw(holder, { id: "lens", source }, content, theme, { width, height, font: 13, box: {} });
  const { lens: view } = holder;
  view.given = () => state.kernel;
  view.paint();
  const { pen } = view.canvas;
  const from = pen.calls.map(({ name }) => name).lastIndexOf("clearRect");
  pen.calls.splice(0, from);
  return { view, s, content, holder, pen, L: view.layout, taps: s.refused ? [] : lensTaps(s, content.place) };
}
const near = (a, b) => a.every((v, i) => Math.abs(v - b[i]) < 1e-6);
const framed = (pen, colour) =>
  pen
    .named("strokeRect")
    .filter((call) => call.strokeStyle === colour)
    .map(({ args }) => args);

describe("what the lens draws", () => {
  it("every number of both grids, in the middle of its cell", () => {
    const { L, pen, s, content, taps } = lens();
    const written = pen.texts();
    const under = new Set(taps.map((tap) => `${tap.row},${tap.column}`));
    const n = L.cell;
    for (let r = 0; r < 3; r++) {
      for (let c = 0; c < 3; c++) {
        const [x, y] = cornerOf(L, "left", 0, r, c);
        const here = written.find(
          ([text, cx, cy]) => text === cellText(s.x[3 * r + c]) && near([cx, cy], [x + n / 2, y + n / 2 + 1]),
        );
        expect([r, c, Boolean(here)]).toEqual([r, c, true]);
      }
    }
    for (let r = 0; r < 2; r++) {
      for (let c = 0; c < 2; c++) {
        const [x, y] = cornerOf(L, "right", 0, r, c),
          value = content.output.values[2 * r + c];
        expect(
          written.some(([text, cx, cy]) => text === cellText(value) && near([cx, cy], [x + n / 2, y + n / 2 + 1])),
        ).toBe(true);
        const [fill] = pen.named("fillRect").filter(({ args }) => near(args, [x, y, n, n]));
        const tint = colourOf(content, content.reach, false)(value);
        expect(fill.fillStyle).toBe(cssOf(tint));
        const ink = pen.named("fillText").find(({ args }) => near(args.slice(1), [x + n / 2, y + n / 2 + 1]));
        expect(ink.fillStyle).toBe(inkOn(tint));
      }
    }
    expect(under.size).toBe(4);
  });

  it("the window where it lies, the cell that it makes, and the products in it", () => {
    const { L, pen, taps, s } = lens();
    const n = L.cell;
    const [wx, wy] = cornerOf(L, "left", 0, 1, 0),
      [ax, ay] = cornerOf(L, "right", 0, 1, 0);
    const frames = framed(pen, theme.orange);
    expect(frames.some((args) => near(args, [wx, wy, 2 * n, 2 * n]))).toBe(true);
    expect(frames.some((args) => near(args, [ax, ay, n, n]))).toBe(true);
    expect(framed(pen, theme.paper).some((args) => near(args, [wx, wy, 2 * n, 2 * n]))).toBe(true);
    expect(L.roomy).toBe(true);
    for (const tap of taps) {
      const [x, y] = cornerOf(L, "left", 0, tap.row, tap.column);
      const told = pen
        .texts()
        .filter(([, cx, cy]) => near([cx, cy], [x + n / 2, y + n * 0.31]) || near([cx, cy], [x + n / 2, y + n * 0.71]));
      expect(told.map(([text]) => text)).toEqual([
        `${briefText(tap.pixel)}×${briefText(tap.weight)}`,
        briefText(tap.product),
      ]);
    }
    expect(s.places).toEqual([2, 2]);
  });

  it("the captions with sizes, and the ends of the colours", () => {
    const { pen, content } = lens({ padding: 1 });
    const texts = pen.texts().map(([text]) => text);
    expect(texts).toContain("Input ");
    expect(texts).toContain("3 × 3, padding 1");
    expect(texts).toContain("4 × 4");
    expect(texts).toContain(cellText(content.reach));
    expect(texts).toContain(cellText(-content.reach));
    const plain = lens({ content: { display: "cut", reach: 255 } })
      .pen.texts()
      .map(([text]) => text);
    expect(plain).toContain("255");
    expect(plain).not.toContain("−255");
    const maps = lens({ input: [BASE.input[0], BASE.input[0]], mode: "max" })
      .pen.texts()
      .map(([text]) => text);
    expect(maps).toContain("2 channels of 3 × 3");
    expect(maps).toContain("2 maps of 2 × 2");
    const cut = lens({ mode: "transposed", padding: 1, stride: 2 })
      .pen.texts()
      .map(([text]) => text);
    expect(cut).toContain("4 × 4, 1 cut off");
  });

  it("the rim of the padding with what stands there: zeros, or nothing", () => {
    const rim = (more) => {
      const { pen, L } = lens({ padding: 1, ...more });
      const [x, y] = cornerOf(L, "left", 0, -1, -1);
      return pen.texts().find(([, cx, cy]) => near([cx, cy], [x + L.cell / 2, y + L.cell / 2 + 1]))?.[0];
    };
    expect(rim({ place: [3, 3] })).toBe("0");
    expect(
      rim({
        mode: "max",
        kernel: [
          [
            [1, 1],
            [1, 1],
          ],
        ],
        place: [2, 2],
      }),
    ).toBe("−∞");
    expect(
      rim({
        mode: "mean",
        kernel: [
          [
            [1, 1],
            [1, 1],
          ],
        ],
        place: [2, 2],
      }),
    ).toBe("–");
    expect(
      rim({
        mode: "mean",
        zeros: true,
        kernel: [
          [
            [1, 1],
            [1, 1],
          ],
        ],
        place: [2, 2],
      }),
    ).toBe("0");
  });

  it("no output where the window has no place, and the window in red", () => {
    const { pen, L, s } = lens({
      kernel: [
        [
          [1, 1, 1, 1],
          [1, 1, 1, 1],
        ],
      ],
    });
    expect(s.refused).toBe("size");
    expect(pen.texts().map(([text]) => text)).toContain("no output");
    const [x, y] = cornerOf(L, "left", 0, 0, 0);
    const red = pen.named("strokeRect").find((call) => call.strokeStyle === theme.red);
    expect(near(red.args, [x, y, 4 * L.cell, 2 * L.cell])).toBe(true);
    expect(red.dash).toEqual([6, 4]);
    expect(pen.texts().map(([text]) => text)).toContain("none");
  });

  it("the largest number of a pooling window in purple", () => {
    const { pen, L } = lens({
      mode: "max",
      kernel: [
        [
          [1, 1],
          [1, 1],
        ],
      ],
      place: [0, 1],
    });
    const [x, y] = cornerOf(L, "left", 0, 1, 2); // the 6
    expect(framed(pen, theme.purple).some((args) => near(args, [x + 1.5, y + 1.5, L.cell - 3, L.cell - 3]))).toBe(true);
    expect(framed(pen, theme.purple)).toHaveLength(1);
  });

  it("a pixel that is pointed at with the outputs that use it", () => {
    const { pen, L } = lens({ point: [1, 1] });
    const blue = framed(pen, theme.blue);
    const cells = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ].map((at) => cornerOf(L, "right", 0, ...at));
    for (const [x, y] of cells)
      expect(blue.some((args) => near(args, [x + 1.5, y + 1.5, L.cell - 2, L.cell - 2]))).toBe(true);
    const texts = pen
      .named("fillText")
      .filter((call) => call.fillStyle === theme.blue)
      .map(({ args }) => args[0]);
    expect(texts.sort()).toEqual(["×0", "×1", "×.5", "×−1"].sort());
  });

  it("a transposed kernel's copy on the output", () => {
    const { pen, L, taps, content } = lens({ mode: "transposed", stride: 2 });
    for (const tap of taps) {
      const [x, y] = cornerOf(L, "right", 0, tap.row, tap.column);
      const here = pen
        .texts()
        .filter(([, cx, cy]) => Math.abs(cx - x - L.cell / 2) < 1e-6 && cy > y && cy < y + L.cell)
        .map(([text]) => text);
      expect(here).toContain(`${tap.product < 0 ? "" : "+"}${briefText(tap.product)}`);
      expect(here).toContain(cellText(content.output.values[tap.row * content.output.shape[2] + tap.column]));
    }
  });

  it("a photograph as a picture, made anew only when it has changed", () => {
    const input = [Array.from({ length: 40 }, (_, r) => Array.from({ length: 50 }, (__, c) => (r * c) % 256))];
    const { view, pen, L, s } = lens({ input, place: [3, 4], content: { photo: true, display: "cut", reach: 255 } });
    const sheets = pen.named("drawImage");
    expect(sheets).toHaveLength(2);
    const [x, y] = cornerOf(L, "left", 0, 0, 0);
    expect(near(sheets[0].args.slice(1), [x, y, 50 * L.cell, 40 * L.cell])).toBe(true);
    const puts = view.pictures.left.pen.named("putImageData").length;
    view.paint();
    expect(view.pictures.left.pen.named("putImageData").length).toBe(puts);
    expect([view.pictures.right.width, view.pictures.right.height]).toEqual([s.places[1], s.places[0]]);
    const data = view.pictures.left.pen.named("putImageData").at(-1).args[0].data;
    expect([data[4 * 51], data[4 * (2 * 50 + 3)], data[3]]).toEqual([1, 6, 255]);
  });
});

describe("the colours of the lens", () => {
  it("go from blue by pale to red, alike on both sides, on light and on dark pages", () => {
    expect(signedColour(0, 1, false)).toEqual([247, 247, 247]);
    expect([signedColour(1, 1, false), signedColour(-1, 1, false)]).toEqual([
      [103, 0, 31],
      [5, 48, 97],
    ]);
    expect(signedColour(9, 1, false)).toEqual([103, 0, 31]);
    expect([signedColour(0, 1, true), signedColour(1, 1, true), signedColour(-2, 2, true)]).toEqual([
      [33, 37, 43],
      [250, 178, 146],
      [166, 212, 240],
    ]);
    expect(signedColour(0.5, 1, false)).toEqual(signedColour(3, 6, false));
    expect(signedColour(5, 0, false)).toEqual([103, 0, 31]);
  });

  it("of a display are grey, or signed and paler for tables", () => {
    const grey = colourOf({ display: "cut" }, 255, false);
    expect([grey(-3), grey(0), grey(51), grey(300)]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [51, 51, 51],
      [255, 255, 255],
    ]);
    expect(colourOf({ display: "absolute" }, 255, false)(-51)).toEqual([51, 51, 51]);
    expect(colourOf({ display: "signed", photo: true }, 2, false)(2)).toEqual([103, 0, 31]);
    expect(colourOf({ display: "signed", photo: false }, 2, false)(2)).toEqual(signedColour(1, 1.6, false));
  });

  it("are painted alike, a pixel a number", () => {
    const painted = (paint, values) => {
      const data = new Uint8ClampedArray(4 * 3);
      paint(data, values, 3);
      return [0, 1, 2].map((i) => [...data.slice(4 * i, 4 * i + 4)]);
    };
    expect(painted(paintMap({ display: "cut" }, 255), [0, 100, 400])).toEqual([
      [0, 0, 0, 255],
      [100, 100, 100, 255],
      [255, 255, 255, 255],
    ]);
    expect(painted(paintMap({ display: "absolute" }, 510), [-255, 100, 0])[0]).toEqual([128, 128, 128, 255]);
    const signed = painted(paintMap({ display: "signed", photo: true }, 2, false), [-2, 0, 5]);
    expect(signed.map((one) => one.slice(0, 3))).toEqual([-2, 0, 5].map((v) => signedColour(v, 2, false)));
    const three = (display, values) => {
      const data = new Uint8ClampedArray(4);
      paintColours({ display })(data, values, 1);
      return [...data];
    };
    expect(three("cut", [10, 20, 30])).toEqual([10, 20, 30, 255]);
    expect(three("absolute", [-10, 20, -30])).toEqual([10, 20, 30, 255]);
    expect(three("signed", [-10, 21, 0])).toEqual([122, 138, 128, 255]);
    const sheet = document.createElement("canvas");
    baked(sheet, [1, 2, 3, 4, 5, 6], 2, 3, paintMap({ display: "cut" }, 255));
    expect([sheet.width, sheet.height]).toEqual([3, 2]);
  });

  it("and numbers in cells have three figures, and no nought where it is narrow", () => {
    expect([0.5, -0.25, 1.234, 12.34, 1234, -0.001, Infinity].map(cellText)).toEqual([
      "0.5",
      "−0.25",
      "1.2",
      "12.3",
      "1234",
      "−0.001",
      "∞",
    ]);
    expect([0.5, -0.25, 10.5].map(briefText)).toEqual([".5", "−.25", "10.5"]);
  });
});

describe("the kernel's cells", () => {
  const fields = (holder) => [...holder.querySelectorAll(".ntr-lens-tap input")];

  it("show the weights, the pixels under them and their products", () => {
    const { holder } = lens();
    const [a, b, c, d] = fields(holder);
    expect([a, b, c, d].map((one) => one.value)).toEqual(["1", "0", "0.5", "−1"]);
    expect(a.getAttribute("aria-label")).toBe("weight in row 0, column 0");
    expect([a, b].map((one) => one.tabIndex)).toEqual([0, -1]);
    const photo = lens({
      input: [Array.from({ length: 30 }, () => Array(30).fill(100))],
      content: { photo: true, display: "cut", reach: 255 },
    });
    expect(photo.L.kernel.style).toBe("magnified");
    const texts = (name) => [...photo.holder.querySelectorAll(`.ntr-lens-${name}`)].map((one) => one.textContent);
    expect(texts("pixel")).toEqual(["100", "100", "100", "100"]);
    expect(texts("product")).toEqual(["100", "0", "50", "−100"]);
    expect(photo.holder.querySelector(".ntr-lens-hint").textContent).toBe(
      "pixel × weight = product;  drag a weight up or down, or type",
    );
    expect(photo.holder.querySelector(".ntr-lens-pixel").style.background).toBe("rgb(100 100 100)");
  });

  it("of pooling show the pixels, and cannot be typed into", () => {
    const { holder } = lens({
      mode: "max",
      padding: 1,
      kernel: [
        [
          [1, 1],
          [1, 1],
        ],
      ],
      place: [0, 0],
    });
    expect(fields(holder).map((one) => [one.value, one.disabled])).toEqual([
      ["−∞", true],
      ["−∞", true],
      ["−∞", true],
      ["1", true],
    ]);
    expect([...holder.querySelectorAll(".ntr-lens-tap")].map((one) => one.className)).toEqual([
      "ntr-lens-tap ntr-lens-out",
      "ntr-lens-tap ntr-lens-out",
      "ntr-lens-tap ntr-lens-out",
      "ntr-lens-tap ntr-lens-best",
    ]);
    expect(holder.querySelector(".ntr-lens-hint").textContent).toBe("the pixels in the window");
    const mean = lens({
      mode: "mean",
      padding: 1,
      kernel: [
        [
          [1, 1],
          [1, 1],
        ],
      ],
      place: [0, 0],
    });
    expect(fields(mean.holder)[0].value).toBe("–");
  });
});

// ---- on a page of its own, with hands ----

class Model {
  constructor(traits) {
    Object.assign(this, { traits, acts: {}, sent: [] });
  }
  get(name) {
    return this.traits[name];
  }
  set(name, value) {
    this.traits[name] = value;
    this.acts[`change:${name}`]?.();
  }
  save_changes() {}
  send(message) {
    this.sent.push(message);
  }
  on(name, act) {
    this.acts[name] = act;
  }
  off() {}
}

async function page(more = {}) {
  const { layout } = stored("lens");
  const state = { ...layout.first, ...BASE, ...more };
  const model = new Model({ _layout: layout, state, _table_text: "", _table_data: null });
  const el = document.body.appendChild(document.createElement("div"));
  const leave = render({ model, el });
  await vi.advanceTimersByTimeAsync(2);
  await vi.advanceTimersByTimeAsync(40);
  const view = el.querySelector(".ntr-lens-view").lens;
  const L = view.layout;
  for (const side of ["left", "right"]) {
    const { x, y, w, all } = L[side];
    placed(view.pads[side], x, y, w, all);
  }
  const centre = (side, r, c, map = 0) => cornerOf(L, side, map, r, c).map((v) => v + L.cell / 2);
  const hand = (side, what, r, c, rest) => point(view.pads[side], what, ...centre(side, r, c), rest);
  const saved = () => model.traits.state;
  const shown = () => view.content;
  const fields = () => [...el.querySelectorAll(".ntr-lens-tap input")];
  return {
    model,
    el,
    view,
    leave,
    hand,
    shown,
    saved,
    fields,
    rest: () => vi.advanceTimersByTimeAsync(700),
    sentence: () => el.querySelector(".ntr-sentence").textContent,
  };
}

describe("hands on the lens", () => {
  it("drag the window by its grip; Python hears when it is let go", async () => {
    const { hand, shown, saved, rest } = await page({ place: [0, 0] });
    hand("left", "pointerdown", 1, 1);
    hand("left", "pointermove", 1, 2);
    expect(shown().place).toEqual([0, 1]);
    expect(saved().place).toEqual([0, 0]);
    hand("left", "pointerup", 1, 2);
    await rest();
    expect(saved().place).toEqual([0, 1]);
    hand("left", "pointerdown", 2, 0); // outside: it is centred under the hand, within the grid
    expect(shown().place).toEqual([1, 0]);
    hand("left", "pointerup", 2, 0);
    hand("left", "pointermove", 0, 0);
    expect(shown().place).toEqual([1, 0]);
  });

  it("point at an output to send the window there, and at an input to see who uses it", async () => {
    const { hand, shown, view, sentence } = await page({ place: [0, 0] });
    hand("right", "pointermove", 1, 1);
    expect(shown().place).toEqual([1, 1]);
    expect(sentence()).toMatch(/^Output row 1, column 1/);
    hand("left", "pointermove", 2, 2);
    expect(shown().point).toEqual([2, 2]);
    expect(sentence()).toMatch(/^The pixel in row 2, column 2/);
    point(view.pads.left, "pointerleave", 0, 0);
    expect(shown().point ?? null).toBeNull();
    hand("left", "pointermove", 0, 0, { pointerType: "touch" });
    expect(shown().point ?? null).toBeNull();
  });

  it("press keys: arrows, ends, a cell pointed at", async () => {
    const { view, shown } = await page({ place: [0, 0] });
    const { left, right } = view.pads;
    expect(press(left, "ArrowRight")).toBe(true);
    expect(shown().place).toEqual([0, 1]);
    press(left, "ArrowDown");
    press(left, "ArrowDown");
    expect(shown().place).toEqual([1, 1]);
    press(right, "Home");
    expect(shown().place).toEqual([0, 0]);
    press(right, "End");
    expect(shown().place).toEqual([1, 1]);
    press(left, "PageUp");
    expect(shown().place).toEqual([0, 1]);
    press(left, "ArrowDown", { shiftKey: true });
    expect(shown().point).toEqual([0, 1]);
    press(left, "ArrowRight", { shiftKey: true });
    expect(shown().point).toEqual([0, 2]);
    press(left, "ArrowRight", { shiftKey: true });
    expect(shown().point).toEqual([0, 2]);
    press(left, "Escape");
    expect(shown().point ?? null).toBeNull();
    expect(press(left, "ArrowRight", { ctrlKey: true })).toBe(false);
    expect(press(left, "x")).toBe(false);
  });

  it("type another number into the input", async () => {
    const { view, el, hand, shown, rest, saved } = await page({ place: [0, 0] });
    hand("left", "dblclick", 1, 1);
    const box = el.querySelector(".ntr-lens-type");
    expect([box.value, box.getAttribute("aria-label")]).toEqual(["5", "Input, row 1, column 1"]);
    type(box, "−7,5");
    expect(shown().input.values[4]).toBe(-7.5);
    type(box, "1000");
    expect([shown().input.values[4], el.querySelector(".ntr-lens-note").textContent]).toEqual([
      -7.5,
      "from −999 to 999",
    ]);
    box.value = "2";
    press(box, "ArrowUp");
    expect(shown().input.values[4]).toBe(-6.5);
    box.value = "8";
    press(box, "Enter");
    expect(el.querySelector(".ntr-lens-type")).toBeNull();
    await rest();
    expect(saved().input[0][1][1]).toBe(8);
    expect(saved().input[0][0]).toEqual([1, 2, 3]);
    hand("left", "dblclick", 0, 0);
    const other = el.querySelector(".ntr-lens-type");
    other.value = "99";
    press(other, "Escape");
    expect(shown().input.values[0]).toBe(1);
    expect(document.activeElement).toBe(view.pads.left);
    press(view.pads.left, "ArrowDown", { shiftKey: true });
    press(view.pads.left, "Enter");
    expect(el.querySelector(".ntr-lens-type").getAttribute("aria-label")).toBe("Input, row 0, column 0");
  });

  it("play the window over the grid, and pause it", async () => {
    const { el, shown } = await page({ place: [0, 0] });
    const button = el.querySelector(".ntr-place button");
    button.click();
    expect([button.textContent, button.getAttribute("aria-pressed"), shown().place]).toEqual([
      "❚❚ Pause",
      "true",
      [0, 1],
    ]);
    vi.advanceTimersByTime(700);
    expect(shown().place).toEqual([1, 0]);
    vi.advanceTimersByTime(1400);
    expect(shown().place).toEqual([0, 0]);
    button.click();
    expect([button.textContent, button.getAttribute("aria-pressed")]).toEqual(["▶ Play", "false"]);
    vi.advanceTimersByTime(3000);
    expect(shown().place).toEqual([0, 0]);
  });

  it("type a weight, step it, drag it; the output follows", async () => {
    const { fields, shown, saved, rest } = await page({ place: [0, 0] });
    const [a, b] = fields();
    type(a, "3");
    expect([...shown().kernel.values]).toEqual([3, 0, 0.5, -1]);
    expect(shown().output.values[0]).toBe(3 * 1 + 0.5 * 4 - 5);
    type(a, "x");
    expect(shown().kernel.values[0]).toBe(3);
    commit(a, "2");
    await rest();
    expect(saved().kernel[0][0][0]).toBe(2);
    press(a, "PageUp");
    expect(shown().kernel.values[0]).toBe(3);
    press(a, "PageDown", { shiftKey: true });
    expect(shown().kernel.values[0]).toBe(2.9);
    b.focus();
    press(b, "ArrowDown");
    expect(document.activeElement).toBe(fields()[3]);
    press(fields()[3], "Home");
    expect(document.activeElement).toBe(fields()[2]);
    press(fields()[2], "ArrowUp");
    expect(document.activeElement).toBe(fields()[0]);
    press(fields()[0], "End", { ctrlKey: true });
    expect(document.activeElement).toBe(fields()[3]);
    const tap = placed(fields()[1].parentElement, 0, 0, 50, 50);
    point(tap, "pointerdown", 10, 100);
    point(tap, "pointermove", 10, 98); // still a press
    expect(shown().kernel.values[1]).toBe(0);
    point(tap, "pointermove", 10, 70);
    expect(shown().kernel.values[1]).toBe(3);
    point(tap, "pointerup", 10, 70);
    await rest();
    expect(saved().kernel[0][0][1]).toBe(3);
  });

  it("choose tables and their size", async () => {
    const { el, shown } = await page({ place: [0, 0] });
    const knob = [...el.querySelectorAll(".ntr-tables")].find((one) =>
      one.querySelector("label").textContent.includes("nput"),
    );
    const [fewerRows, moreRows, fewerColumns, moreColumns] = knob.querySelectorAll(".ntr-sizes button");
    moreRows.click();
    expect([shown().input.shape, [...shown().input.values].slice(-3)]).toEqual([
      [1, 4, 3],
      [0, 0, 0],
    ]);
    moreColumns.click();
    expect([shown().input.shape, shown().input.values[3]]).toEqual([[1, 4, 4], 0]);
    fewerRows.click();
    fewerColumns.click();
    expect([...shown().input.values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, -9]);
    const select = knob.querySelector("select");
    expect(select.value).toBe("-1");
    select.value = "0";
    select.dispatchEvent(new Event("change"));
    expect(shown().input.values).not.toHaveLength(9);
  });
});
