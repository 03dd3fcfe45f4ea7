// Drawings read in the page: pictures, layers and words are Python's; the text of a drawing, and its strokes.

import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { digitLocal } from "#views/digit_local.js";
import { openWeights, softmaxOf } from "#views/digit_net.js";
import { digitPictures } from "#views/digit_strokes.js";
import { partsOf, textOf } from "#views/drawing.js";
import { opened, unlike } from "./support/frames.js";
import { stored } from "./support/stored.js";

const withoutNumbers = (text) => text.replace(/[\d.,]+/g, "#");

describe.each(["DrawDigit", "LeNet5Walker"])("%s", (name) => {
  const { layout, states, frames } = stored("digits")[name],
    wanted = opened(frames);
  let frameOf;
  beforeAll(async () => {
    const asked = [];
    const model = {
      get: () => layout,
      weights: async () => {
        asked.push(1);
        return stored("weights")[name];
      },
    };
    frameOf = digitLocal(model);
    const coming = frameOf(states[0]);
    expect(frameOf(states[1])).toBe(coming); // asked for once
    await coming;
    expect(asked).toHaveLength(1);
  });

  it("sees the same picture, bit by bit", () => {
    states.forEach((state, i) => {
      const look = digitPictures(state.drawing)[+state.prepare];
      const { values, shape } = wanted[i].seen.pixels;
      if (shape[0] === 28) expect([...look.values]).toEqual([...values]);
      else expect([...look.values]).toEqual(inner(values));
    });
    expect(states.filter((state) => state.prepare).length).toBeGreaterThan(5);
  });

  it("shows and says what Python shows and says", () => {
    states.forEach((state, i) => {
      const frame = frameOf(state),
        { sentence, formula, ...panels } = wanted[i];
      expect(Object.keys(frame).sort()).toEqual(Object.keys(wanted[i]).sort());
      for (const key of Object.keys(panels)) {
        const { text, ...content } = frame[key],
          { text: words, ...other } = panels[key];
        expect([key, unlike(content, other, 2e-5)]).toEqual([key, []]);
        expect((text ?? []).map(withoutNumbers)).toEqual((words ?? []).map(withoutNumbers));
      }
      expect(frame.formula).toEqual(formula);
      expect(withoutNumbers(frame.sentence)).toBe(withoutNumbers(sentence));
    });
  });

  it("opens its weights: every array in its shape", async () => {
    const packed = stored("weights")[name],
      found = await openWeights(packed);
    expect(Object.entries(found).map(([key, { shape }]) => [key, shape])).toEqual(packed.arrays);
    for (const { values, shape } of Object.values(found)) {
      expect(values).toHaveLength(shape.reduce((a, b) => a * b, 1));
      expect(Math.max(...values.map(Math.abs))).toBeLessThan(100);
    }
  });

  it("asks again after the weights could not be had", async () => {
    let tries = 0;
    const model = {
      get: () => layout,
      weights: async () => {
        tries++;
        if (tries === 1) throw new Error("no");
        return stored("weights")[name];
      },
    };
    const local = digitLocal(model);
    await expect(local(states[0])).rejects.toThrow("no");
    await local(states[0]);
    expect(local(states[0]).sentence).toBeTruthy();
    expect(tries).toBe(2);
  });
});

function inner(values) {
  const found = [];
  for (let r = 2; r < 30; r++) for (let c = 2; c < 30; c++) found.push(values[r * 32 + c]);
  return found;
}

describe("the text of a drawing", () => {
  it("holds bytes as base64, however many", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect([...Buffer.from(textOf(bytes), "base64")]).toEqual([...bytes]);
      }),
    );
    const many = new Uint8Array(20000).map((_, i) => i % 251);
    expect([...Buffer.from(textOf(many), "base64")]).toEqual([...many]);
  });

  it("is a bitmap, strokes, or both", () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    expect([...partsOf(textOf(bytes), 4).bitmap]).toEqual([1, 2, 3, 4]);
    expect(partsOf("strokes:thin;1,2 3,4;5,6", 4)).toEqual({
      bitmap: null,
      pen: "thin",
      strokes: [
        [
          [1, 2],
          [3, 4],
        ],
        [[5, 6]],
      ],
    });
    const both = partsOf(`${textOf(bytes)}|strokes:thick;7,8`, 4);
    expect([[...both.bitmap], both.pen, both.strokes]).toEqual([[1, 2, 3, 4], "thick", [[[7, 8]]]]);
    expect(partsOf("", 4)).toMatchObject({ bitmap: null, strokes: [] });
  });

  it("of nothing is a blank picture", () => {
    for (const { values, shape } of digitPictures("")) {
      expect(shape).toEqual([28, 28]);
      expect(values.every((v) => v === 0)).toBe(true);
    }
  });
});

it("shares add up to one, and go by the differences of logits", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 10 }), (logits) => {
      const p = softmaxOf(Float64Array.from(logits));
      expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      const [k] = logits.map((_, i) => i).sort((a, b) => logits[b] - logits[a]);
      expect(Math.max(...p)).toBe(p[k]);
    }),
  );
  const [a, b] = softmaxOf(Float64Array.of(1, 0));
  expect(a / b).toBeCloseTo(Math.E, 9);
});
