// The lens and the filter lab worked out in the page: numbers, formula and sentence are Python's.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOfText, clippedCell, lensLocal, reachOf, stacked } from "#views/lens_frame.js";
import { cornerOf, lensHeight, lensLayout, sliceOf } from "#views/lens_layout.js";
import { lensOutput, lensSetting, lensTaps, lensUsers, lensWaysOut, lensWinners } from "#views/lens_numbers.js";
import { opened, unlike } from "./support/frames.js";
import { arrayOf, stored } from "./support/stored.js";

const { layout, states, outputs, frames } = stored("lens");
const wanted = opened(frames);
const spec = layout.panels.find(({ kind }) => kind === "lens");
const framesOf = (panel, list, known) => {
  const memo = {};
  return list.map((state) => lensLocal(panel, state, known, memo));
};

describe("the lens", () => {
  it("says what Python says at random settings: formula, sentence, output, place", () => {
    const told = framesOf(spec, states);
    told.forEach((frame, i) => {
      expect(frame.sentence).toBe(wanted[i].sentence);
      expect(unlike(frame.formula, wanted[i].formula)).toEqual([]);
      const { output, ...content } = frame[spec.id],
        { output: other, input, kernel, ...rest } = wanted[i][spec.id];
      expect(output === null).toBe(outputs[i] === null);
      if (output) expect(unlike(output, arrayOf(outputs[i]), 1e-9)).toEqual([]);
      for (const key of Object.keys(rest)) expect([key, unlike(content[key], rest[key])]).toEqual([key, []]);
    });
    expect(told.some((frame) => frame[spec.id].output === null)).toBe(true);
    expect(new Set(states.map(({ mode }) => mode)).size).toBe(4);
  });

  it("works the same setting out once while its window moves", () => {
    const memo = {},
      state = states.find(({ mode }, i) => mode === "sum" && outputs[i]);
    const one = lensLocal(spec, state, null, memo),
      two = lensLocal(spec, { ...state, place: [0, 0] }, null, memo);
    expect(two[spec.id].output).toBe(one[spec.id].output);
    const three = lensLocal(spec, { ...state, bias: state.bias + 1 }, null, memo);
    expect(three[spec.id].output).not.toBe(one[spec.id].output);
  });

  it("adds up what its taps say, at every place", () => {
    for (const state of states.slice(0, 60)) {
      if (typeof state.input === "string") continue;
      const s = lensSetting({ ...state, input: stacked(state.input), kernel: stacked(state.kernel) });
      if (s.refused || s.transposed) continue;
      const out = lensOutput(s),
        [rows, columns] = s.places;
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          const taps = lensTaps(s, [r, c]);
          expect(taps).toHaveLength(s.C * s.window[0] * s.window[1]);
          const at = r * columns + c;
          if (s.sums) {
            const sum = taps.reduce((all, tap) => all + tap.product, s.bias);
            expect(out.values[at]).toBeCloseTo(sum, 6);
          } else {
            const best = lensWinners(taps);
            for (let map = 0; map < s.C; map++) {
              const own = taps.filter((tap) => tap.channel === map && (tap.inside || s.zeros)).map((tap) => tap.pixel);
              const value = s.mode === "max" ? Math.max(...own) : own.reduce((a, b) => a + b, 0) / own.length;
              expect(out.values[map * rows * columns + at]).toBeCloseTo(value, 6);
              if (s.mode === "max") expect(best[map].pixel).toBeCloseTo(Math.max(...own), 6);
            }
          }
        }
      }
    }
  });

  it("knows of each cell the places that touch it, and no others", () => {
    for (const state of states.slice(0, 40)) {
      if (typeof state.input === "string") continue;
      const s = lensSetting({ ...state, input: stacked(state.input), kernel: stacked(state.kernel) });
      if (s.refused) continue;
      const found = new Map();
      for (let r = 0; r < s.places[0]; r++) {
        for (let c = 0; c < s.places[1]; c++) {
          for (const tap of lensTaps(s, [r, c])) {
            if (tap.channel || !tap.inside) continue;
            const key = `${tap.row},${tap.column}`;
            found.set(key, [...(found.get(key) ?? []), `${r},${c},${tap.p},${tap.q}`]);
          }
        }
      }
      for (let r = 0; r < s.ground[0]; r++) {
        for (let c = 0; c < s.ground[1]; c++) {
          const users = lensUsers(s, [r, c]).map(String).sort();
          expect(users).toEqual((found.get(`${r},${c}`) ?? []).sort());
        }
      }
    }
  });

  it("of a refused window says only ways out that lead out", () => {
    const refused = states
      .filter(({ input }) => typeof input !== "string")
      .map((state) => lensSetting({ ...state, input: stacked(state.input), kernel: stacked(state.kernel) }))
      .filter((s) => s.refused && s.refused !== "slices");
    expect(refused.length).toBeGreaterThan(5);
    for (const s of refused) {
      for (const way of lensWaysOut(s)) {
        expect(["a larger window", "a smaller window", "less dilation", "less padding", "more padding"]).toContain(way);
      }
    }
  });

  it("takes tables and texts as arrays", () => {
    const one = stacked([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ]);
    expect([...one.values]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(one.shape).toEqual([1, 2, 3]);
    expect([...bytesOfText("AQL/")]).toEqual([1, 2, 255]);
    expect(clippedCell([9, -2], [4, 4])).toEqual([3, 0]);
    expect(clippedCell(null, [4, 4])).toBeFalsy();
    expect([reachOf([1, -7, 3]), reachOf([0, 0])]).toEqual([7, 1]);
  });
});

describe("the filter lab", () => {
  const lab = stored("filters"),
    wantedOf = opened(lab.frames),
    panel = lab.layout.panels.find(({ kind }) => kind === "lens");

  it("says what Python says of random kernels on a picture of one's own", () => {
    framesOf(panel, lab.states).forEach((frame, i) => {
      expect(frame.sentence).toBe(wantedOf[i].sentence);
      expect(unlike(frame.formula, wantedOf[i].formula)).toEqual([]);
      const { output, divisor, reach, display, padding } = frame[panel.id],
        python = wantedOf[i][panel.id];
      expect(unlike(output, python.output, 1e-6)).toEqual([]);
      expect(
        unlike(
          { divisor, reach, display, padding },
          { divisor: python.divisor, reach: python.reach, display: python.display, padding: python.padding },
        ),
      ).toEqual([]);
    });
  });

  it("waits for Python where the picture's pixels are not here", () => {
    const [state] = lab.states;
    expect(lensLocal(panel, { ...state, picture: "coffee" }, undefined, {})).toBeNull();
    const known = { state: { picture: "coffee" }, frame: { [panel.id]: { rgb: wantedOf[0][panel.id].rgb } } };
    expect(lensLocal(panel, { ...state, picture: "coffee" }, known, {})).not.toBeNull();
    expect(lensLocal(panel, { ...state, picture: "camera" }, known, {})).toBeNull();
  });
});

describe("where everything of the lens stands", () => {
  const cases = states
    .filter(({ input }) => typeof input !== "string")
    .map((state) => lensSetting({ ...state, input: stacked(state.input), kernel: stacked(state.kernel) }))
    .filter((s) => !s.refused)
    .slice(0, 30);
  const room = fc.tuple(
    fc.integer({ min: 700, max: 1800 }),
    fc.integer({ min: 420, max: 1100 }),
    fc.constantFrom(1, 1.4, 2),
  );

  it("is in its box: grids do not overlap, cells are of one size", () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases), room, (s, [width, height, unit]) => {
        const found = lensLayout(s, { photo: false }, width, height, unit);
        const { left, right, kernel, cell } = found;
        expect(left.x).toBeGreaterThanOrEqual(-0.5);
        expect(right.x + right.w).toBeLessThanOrEqual(width + 0.5);
        expect(right.x).toBeGreaterThanOrEqual(left.x + left.w);
        if (!found.tall && kernel.width < width / 3) {
          expect(kernel.x).toBeGreaterThanOrEqual(left.x + left.w - 0.5);
          expect(kernel.x + kernel.width).toBeLessThanOrEqual(right.x + 0.5);
        }
        const ring = s.transposed ? 0 : s.padding;
        expect(left.w).toBeCloseTo(cell * Math.max(1, (s.transposed ? s.size[1] : s.ground[1]) + 2 * ring));
        expect(left.h / cell).toBeCloseTo(Math.max(1, (s.transposed ? s.size[0] : s.ground[0]) + 2 * ring));
        const [x, y] = cornerOf(found, "left", 0, -ring, -ring);
        expect([x, y]).toEqual([left.x, left.y]);
        const [x1, y1] = cornerOf(found, "left", 0, 1 - ring, 2 - ring);
        expect([x1 - x, y1 - y].map((v) => Math.round(v * 1e6))).toEqual(
          [2 * cell, cell].map((v) => Math.round(v * 1e6)),
        );
        expect(found.roomy).toBe(cell >= 32 * unit);
        const slice = sliceOf(found, 0);
        expect([slice.x, slice.y]).toEqual([kernel.x, kernel.y]);
        expect(lensHeight(s, { photo: false }, width, unit)).toBeGreaterThan((24 + 30 + 36) * unit);
      }),
      { numRuns: 60 },
    );
  });

  it("maps and slices of several channels stand beneath or beside one another", () => {
    const s = cases.find((one) => one.C > 1 && one.sums);
    const found = lensLayout(s, { photo: false }, 1400, 900, 1);
    const [, first] = cornerOf(found, "left", 0, 0, 0),
      [, second] = cornerOf(found, "left", 1, 0, 0);
    expect(second - first).toBeCloseTo(found.left.h + 10);
    const [a, b] = [sliceOf(found, 0), sliceOf(found, 1)];
    expect(found.kernel.across ? b.x - a.x : b.y - a.y).toBeCloseTo((found.kernel.across ? a.w : a.h) + 10);
    expect(sliceOf(found, 99)).toEqual(sliceOf(found, found.kernel.slices - 1));
  });
});
