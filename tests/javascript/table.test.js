// Tables of frames: opened as Python packed them, and the place of a state in them.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, indexOf, nearestPlace, positionOf, same } from "#views/table.js";

const packed = (value, bytes = []) =>
  decode(JSON.stringify({ parts: [], frames: [value] }), Uint8Array.from(bytes)).frame(0);

describe("a table", () => {
  it("opens arrays of bytes and of numbers where they lie", () => {
    const floats = new Uint8Array(new Float32Array([1.5, -2]).buffer);
    const frame = packed({ a: { "@": [0, "u", [1, 3]] }, b: { "@": [4, "f", [2]] } }, [7, 8, 9, 0, ...floats]);
    expect([...frame.a.values]).toEqual([7, 8, 9]);
    expect([frame.a.shape, frame.a.bytes]).toEqual([[1, 3], true]);
    expect([...frame.b.values]).toEqual([1.5, -2]);
    expect(frame.b.bytes).toBe(false);
  });

  it("opens them as well where the bytes begin at an odd address", () => {
    const floats = new Uint8Array(new Float32Array([1.5, -2]).buffer);
    for (const shift of [0, 1, 2, 3, 4, 5]) {
      const buffer = new Uint8Array(shift + 8 + 8);
      buffer.set([5, 6], shift);
      buffer.set(floats, shift + 8);
      const text = JSON.stringify({ parts: [], frames: [{ a: { "@": [8, "f", [2]] }, b: { "@": [0, "u", [2]] } }] });
      const { a, b } = decode(text, new DataView(buffer.buffer, shift)).frame(0);
      expect([...a.values, ...b.values]).toEqual([1.5, -2, 5, 6]);
    }
    const whole = decode(JSON.stringify({ parts: [], frames: [{ "@": [0, "f", [2]] }] }), floats.buffer);
    expect([...whole.frame(0).values]).toEqual([1.5, -2]);
  });

  it("shares a part among its frames, and keeps what is no part", () => {
    const table = decode(
      JSON.stringify({
        parts: [{ x: [1, null] }, { y: { $: 0 } }],
        frames: [{ p: { $: 0 } }, { p: { $: 1 }, q: "w" }],
      }),
    );
    const [one, two] = [table.frame(0), table.frame(1)];
    expect(one).toEqual({ p: { x: [1, null] } });
    expect(two).toEqual({ p: { y: { x: [1, null] } }, q: "w" });
    expect(two.p.y).toBe(one.p);
    expect(table.count).toBe(2);
    expect([table.axes, table.live]).toEqual([[], {}]);
  });

  it("finds the frame of every state: the last control changes fastest", () => {
    const controls = {
      a: { values: ["x", "y"] },
      b: { type: "pick", rows: 2, columns: 3 },
      c: { values: [0, 0.5, 1] },
    };
    const table = { axes: ["a", "b", "c"], live: { w: [1, 2] } };
    let index = 0;
    for (const a of ["x", "y"]) {
      for (const b of [
        [0, 0],
        [0, 1],
        [0, 2],
        [1, 0],
        [1, 1],
        [1, 2],
      ]) {
        for (const c of [0, 0.5, 1]) expect(indexOf(table, controls, { a, b, c, w: [1, 2] })).toBe(index++);
      }
    }
    expect(indexOf(table, controls, { a: "x", b: [0, 0], c: 0, w: [1, 3] })).toBe(-1);
    expect(indexOf(table, controls, { a: "x", b: [0, 0], c: 0.7, w: [1, 2] })).toBe(1);
  });

  it("finds a value, or the nearest number", () => {
    expect(positionOf([1, 2, 4], 2)).toBe(1);
    expect(positionOf([1, 2, 4], 3.1)).toBe(2);
    expect(positionOf([1, 2, 4], 2.9)).toBe(1);
    expect(positionOf([1, 2, 4], -9)).toBe(0);
    expect(positionOf(["a", "b"], "z")).toBe(0);
    expect(
      positionOf(
        [
          [1, 2],
          [3, 4],
        ],
        [3, 4],
      ),
    ).toBe(1);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 1 }), fc.integer(), (values, v) => {
        const best = Math.min(...values.map((one) => Math.abs(one - v)));
        expect(Math.abs(values[positionOf(values, v)] - v)).toBe(best);
      }),
    );
    expect([same([1, [2]], [1, [2]]), same([1], [2]), same("a", "a"), same(NaN, null)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it("finds the nearest place, each axis by its own width", () => {
    const places = [
      [0, 0],
      [100, 0],
      [0, 1],
      [100, 1],
    ];
    expect(nearestPlace(places, [40, 0.9])).toEqual([0, 1]);
    expect(nearestPlace(places, [60, 0.1])).toEqual([100, 0]);
    expect(nearestPlace([[3, 3]], [9, 9])).toEqual([3, 3]);
    expect(
      nearestPlace(
        [
          [5, 0],
          [5, 1],
        ],
        [5, 0.8],
      ),
    ).toEqual([5, 1]);
  });
});
