// Colours, and the helpers that every view uses.

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { fontOf, inkOn, isDark, letterColour, make, ownKeys, picture, shade, sized, themeOf } from "#views/theme.js";
import { formulaNodes } from "#views/words.js";

const linear = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const contrast = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const byte = fc.integer({ min: 0, max: 255 });

function inside(...colours) {
  let node = document.body;
  for (const colour of colours) {
    node = node.appendChild(document.createElement("div"));
    if (colour) node.style.backgroundColor = colour;
  }
  return node;
}

describe("colours", () => {
  it("of letters on a colour can be read", () => {
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte), (colour) => {
        const ink = inkOn(colour) === "#000000" ? [0, 0, 0] : [255, 255, 255];
        expect(["#000000", "#ffffff"]).toContain(inkOn(colour));
        expect(contrast(ink, colour)).toBeGreaterThan(4.4);
      }),
    );
  });

  it("grey goes from black to white, evenly, and no farther", () => {
    expect(shade(0, 0, 1, "gray")).toEqual([0, 0, 0]);
    expect(shade(1, 0, 1, "gray")).toEqual([255, 255, 255]);
    expect(shade(0.5, 0, 1, "gray")).toEqual([128, 128, 128]);
    expect(shade(-5, 0, 1, "gray")).toEqual([0, 0, 0]);
    expect(shade(9, 0, 1, "gray")).toEqual([255, 255, 255]);
    expect(shade(3, 2, 4, "gray")).toEqual([128, 128, 128]);
    expect(shade(7, 7, 7, "gray")).toEqual([0, 0, 0]);
  });

  it("signed maps are pale at nought, red above it and blue beneath, alike on both sides", () => {
    expect(shade(0, -1, 1, "signed")).toEqual([247, 247, 247]);
    expect(shade(1, -1, 1, "signed")).toEqual([103, 0, 31]);
    expect(shade(-1, -1, 1, "signed")).toEqual([5, 48, 97]);
    expect(shade(0, -1, 3, "signed")).toEqual([247, 247, 247]);
    expect(shade(-3, -1, 3, "signed")).toEqual([5, 48, 97]);
    expect(shade(0.6, -1, 1, "signed")).toEqual([214, 96, 77]);
    expect(shade(2, 0, 0, "signed")).toEqual([103, 0, 31]);
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 1, noNaN: true }), (v) => {
        const [red, , blue] = shade(v, -1, 1, "signed");
        expect(red).toBeGreaterThan(blue);
        const [r, , b] = shade(-v, -1, 1, "signed");
        expect(b).toBeGreaterThan(r);
      }),
    );
  });

  it("follow the page: the first background behind an element decides", () => {
    expect(isDark(inside("rgb(20, 20, 20)", null))).toBe(true);
    expect(isDark(inside("rgb(20, 20, 20)", "rgb(250, 250, 250)"))).toBe(false);
    expect(isDark(inside("rgb(250, 250, 250)", "rgba(0, 0, 0, 0.2)"))).toBe(false);
    expect(isDark(inside("rgb(0, 200, 0)"))).toBe(true); // green is dark as far as 127 of 255
    expect(isDark(inside("rgb(0, 220, 0)"))).toBe(false);
    expect(isDark(inside("rgb(255, 0, 0)"))).toBe(true);
    expect(isDark(inside("rgb(150, 150, 0)"))).toBe(false);
    expect(isDark(document.createElement("div"))).toBe(false);
    const [dark, light] = [themeOf(inside("rgb(10, 10, 10)")), themeOf(inside("rgb(255, 255, 255)"))];
    expect([dark.dark, dark.paper, light.dark, light.paper]).toEqual([true, "#111111", false, "#ffffff"]);
    expect(letterColour(light, "orange")).toBe("#ad4b00");
    expect(letterColour(dark, "orange")).toBe(dark.orange);
    expect([letterColour(light, "blue"), letterColour(light, "#123")]).toEqual([light.blue, "#123"]);
  });

  it("every colour of both themes can be told from its paper", () => {
    const bytes = (hex) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
    for (const theme of [themeOf(inside("rgb(10, 10, 10)")), themeOf(inside("rgb(255, 255, 255)"))]) {
      for (const name of ["ink", "blue", "orange", "green", "purple", "red", "grey"]) {
        expect(contrast(bytes(theme[name]), bytes(theme.paper))).toBeGreaterThan(3);
      }
    }
  });
});

describe("a picture of numbers", () => {
  const data = (pixels, ...rest) => [...picture(pixels, ...rest).pen.named("putImageData")[0].args[0].data];

  it("is grey, opaque, one pixel a number", () => {
    const sheet = picture({ values: [0, 1, 2, 4], shape: [2, 2] }, 0, 4, "gray");
    expect([sheet.width, sheet.height]).toEqual([2, 2]);
    expect(data({ values: [0, 1, 2, 4], shape: [2, 2] }, 0, 4, "gray")).toEqual(
      [0, 64, 128, 255].flatMap((v) => [v, v, v, 255]),
    );
    expect(data({ values: [-1], shape: [1, 1] }, -1, 1, "signed")).toEqual([5, 48, 97, 255]);
  });

  it("of three channels is in its own colours, from bytes or from 0 to 1", () => {
    expect(data({ values: Uint8Array.of(1, 2, 3, 4, 5, 6), shape: [1, 2, 3], bytes: true }, 0, 255)).toEqual([
      1, 2, 3, 255, 4, 5, 6, 255,
    ]);
    expect(data({ values: [0, 0.2, 1], shape: [1, 1, 3] }, 0, 1)).toEqual([0, 51, 255, 255]);
  });
});

describe("elements", () => {
  it("are made with the attributes that say something", () => {
    const node = make(
      "b",
      { id: "x", hidden: "", title: null, lang: false, tabindex: 0 },
      "one ",
      make("i", {}, "two"),
    );
    expect(node.outerHTML).toBe('<b id="x" hidden="" tabindex="0">one <i>two</i></b>');
  });

  it("a canvas is as sharp as the screen, and empty", () => {
    vi.stubGlobal("devicePixelRatio", 2);
    window.devicePixelRatio = 2;
    const node = document.createElement("canvas"),
      context = sized(node, 100.4, 50);
    expect([node.width, node.height, node.style.height]).toEqual([201, 100, "50px"]);
    expect(node.pen.named("setTransform")[0].args).toEqual([2, 0, 0, 2, 0, 0]);
    expect(node.pen.named("clearRect")[0].args).toEqual([0, 0, 100.4, 50]);
    expect(sized(node, 100.4, 50)).toBe(context);
    window.devicePixelRatio = 1;
    sized(node, 30, 20);
    expect([node.width, node.height]).toEqual([30, 20]);
  });

  it("keys meant for an explorer stay in it", () => {
    const root = document.body.appendChild(make("div", {}, make("input")));
    const heard = vi.fn();
    for (const type of ["keydown", "keyup", "keypress"]) document.addEventListener(type, heard);
    ownKeys(root);
    for (const type of ["keydown", "keyup", "keypress"]) {
      root.firstChild.dispatchEvent(new KeyboardEvent(type, { key: "a", bubbles: true }));
    }
    expect(heard).not.toHaveBeenCalled();
    root.firstChild.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
    expect(root.firstChild.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
  });

  it("type has a size, and a weight where one is asked for", () => {
    expect(fontOf(12)).toMatch(/^12px "DejaVu Sans"/);
    expect(fontOf(12, "bold")).toMatch(/^bold 12px /);
  });

  it("a formula is one line each, with pieces in colour", () => {
    const theme = themeOf(inside("rgb(255, 255, 255)"));
    const nodes = formulaNodes(["a + b", ["a = ", ["2", "blue"], ", ", ["3", "orange"]]], theme);
    expect(nodes.map((node) => node.textContent)).toEqual(["a + b", "a = 2, 3"]);
    const [two, three] = nodes[1].querySelectorAll("b");
    expect([two.textContent, three.textContent]).toEqual(["2", "3"]);
    expect([two.style.color, three.style.color]).toEqual([theme.blue, "#ad4b00"]);
    expect(formulaNodes(null, theme)).toEqual([]);
  });
});
