// What an address may name, and where it leads.

import { beforeEach, describe, expect, it, vi } from "vitest";
import { run } from "./support/scripts.js";

const html = (text) => {
  document.body.innerHTML = text;
};

beforeEach(() => {
  localStorage.clear();
  document.documentElement.dataset.root = "./";
  history.replaceState(null, "", "/page.html");
});

describe("what an address may name", () => {
  const { allowed, nameOfValue, valueOfName, addressOf } = run(
    ["allowed", "address"],
    ["allowed", "nameOfValue", "valueOfName", "addressOf"],
  );
  const yes = (control, ...values) => {
    for (const value of values)
      expect([control.type, JSON.stringify(value), allowed(control, value)]).toEqual([
        control.type,
        JSON.stringify(value),
        true,
      ]);
  };
  const no = (control, ...values) => {
    for (const value of values)
      expect([control.type, JSON.stringify(value), allowed(control, value)]).toEqual([
        control.type,
        JSON.stringify(value),
        false,
      ]);
  };

  it("is what Python's controls take: numbers, points, cells", () => {
    const number = { type: "number", minimum: -1, maximum: 2 };
    yes(number, -1, 0, 1.5, 2);
    no(number, -1.001, 2.001, "1", null, Number.NaN, Number.POSITIVE_INFINITY, [1]);
    yes({ ...number, optional: true }, null);
    yes({ type: "number" }, 1e9);
    const spot = {
      type: "point",
      limits: [
        [0, 1],
        [-2, 2],
      ],
    };
    yes(spot, [0, 0], [1, -2]);
    no(spot, [2, 0], [0, 3], [0], [0, 0, 0], "0,0", null);
    const pick = { type: "pick", rows: 2, columns: 3 };
    yes(pick, [0, 0], [1, 2]);
    no(pick, [2, 0], [0, 3], [-1, 0], [0.5, 0], [0]);
    const place = { type: "place" };
    yes(place, [0, 9999]);
    no(place, [0, 10000], [-1, 0], null, [1]);
    yes({ type: "place", optional: true }, null);
  });

  it("tables in a shape that is allowed, of numbers that are", () => {
    const cells = { type: "cells", minimum: -9, maximum: 9, rows: [1, 3], columns: [2, 2] };
    yes(
      cells,
      [[1, 2]],
      [
        [1, 2],
        [3, 4],
        [5, -9],
      ],
    );
    no(
      cells,
      [[1]],
      [[1, 2, 3]],
      [[1, 2], [3]],
      [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
      ],
      [[1, 10]],
      [[1, "2"]],
      [],
      [[]],
      "x",
      null,
      [1, 2],
    );
    const sized = {
      type: "cells",
      sizes: [
        [1, 1],
        [3, 3],
      ],
    };
    yes(
      sized,
      [[5]],
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
    );
    no(
      sized,
      [
        [1, 2],
        [3, 4],
      ],
      [[1, 2, 3]],
    );
    const stack = { type: "tables", names: [["cat", "Cat"]], channels: [1, 2], rows: [1, 3], columns: [1, 3] };
    yes(stack, "cat", [[[1]]], [[[1, 2]], [[3, 4]]]);
    no(stack, "dog", [], [[[1]], [[1]], [[1]]], [[[1]], [[1, 2]]], [[[1], [2]], [[1]]]);
  });

  it("drawings and uploads of the right size", () => {
    const pad = { type: "drawing", rows: 2, columns: 2, pens: { thin: 1, thick: 2 }, most: 3 };
    yes(pad, "", "AAAAAA==", "strokes:thin;0,0 200,200", "AAAAAA==|strokes:thick;1,2;3,4");
    no(
      pad,
      "AAAA",
      "strokes:fat;1,1",
      "strokes:thin;201,0",
      "strokes:thin;0,201",
      "strokes:thin;1,1 2,2 3,3 4,4",
      "strokes:thin;-1,0",
      "strokes:thin;1.5,0",
      7,
      "AAAAAA==|x",
      "AAAAA!==",
    );
    const picture = { type: "picture", side: 3 };
    yes(picture, "upload:1:2:AAAAAAAA", "upload:1:1:AAAA");
    no(
      picture,
      "upload:1:4:AAAAAAAAAAAAAAAA",
      "upload:4:1:AAAAAAAAAAAAAAAA",
      "upload:1:2:AAAA",
      "upload:0:1:",
      "upload:1:1:AA!A",
      "other",
    );
  });

  it("what is listed, and nothing else where the page has only some", () => {
    yes({ type: "choice", values: ["a", [1, 2]] }, "a", [1, 2]);
    no({ type: "choice", values: ["a"] }, "b");
    no({ type: "number", values: [1], some: "a few" }, 2);
    yes({ type: "number", values: [1], some: "a few" }, 1);
    no({ type: "unknown" }, 1);
  });

  it("is written in plain words and read again", () => {
    const control = { name: "kernel", values: ["s", "b", "m"], texts: ["Sobel, x", "Blur!", "−16"] };
    expect(["s", "b", "m"].map((value) => nameOfValue(control, value))).toEqual(["sobel-x", "blur", "-16"]);
    for (const value of control.values) expect(valueOfName(control, nameOfValue(control, value))).toBe(value);
    const twice = { name: "x", values: ["p", "q"], texts: ["a b", "a-b"] };
    expect(nameOfValue(twice, "q")).toBe("q");
    const preset = {
      name: "k",
      type: "cells",
      presets: [
        ["Sobel, horizontal", [[1]]],
        ["Sobel, vertical", [[2]]],
      ],
    };
    expect(nameOfValue(preset, [[2]])).toBe("sobel-vertical");
    expect(valueOfName(preset, "sobel-x")).toEqual([[1]]);
    expect(valueOfName(preset, "Sobel Y")).toEqual([[2]]);
    expect(nameOfValue(preset, [[7]])).toBe("[[7]]");
    expect(valueOfName(preset, "[[7]]")).toEqual([[7]]);
    expect(valueOfName({ type: "number", maximum: 3 }, "5")).toBeUndefined();
    expect(valueOfName({ type: "number", maximum: 3 }, "2.5")).toBe(2.5);
    expect(nameOfValue({ name: "t" }, "free text")).toBe("free text");
  });

  it("holds what differs from the first state, and only that", () => {
    const head = {
      layout: { controls: [{ name: "a", values: [1, 2], texts: ["1", "2"] }, { name: "b" }] },
      state: { a: 1, b: [1] },
    };
    expect(addressOf(head, { a: 1, b: [1] })).toBe("");
    expect(addressOf(head, { a: 2, b: [3, 4] })).toBe(`a=2&b=${encodeURIComponent("[3,4]")}`);
  });

  it("is obeyed on an explorer's own page, and followed there", () => {
    html('<p class="explorer-line"></p>');
    history.replaceState(null, "", "/lab.html#rate=0.5&epochs=two&unknown=1&off=1");
    const { stateFromAddress } = run(["allowed", "address"], ["stateFromAddress"]);
    const head = {
      layout: {
        controls: [
          { name: "rate", type: "number", maximum: 1 },
          { name: "epochs", values: [1, 2], texts: ["one", "two"] },
          { name: "off", type: "number", without: "no" },
        ],
      },
      state: { rate: 0.1, epochs: 1, off: 0 },
    };
    expect(stateFromAddress(head)).toEqual({ rate: 0.5, epochs: 2 });
    const acts = {};
    const model = {
      get: () => ({ rate: 0.25, epochs: 1, off: 0 }),
      on: (name, act) => {
        acts[name] = act;
      },
      set: vi.fn(),
    };
    dispatchEvent(new CustomEvent("ntr-awake", { detail: { model, head } }));
    acts.saved();
    expect(location.hash).toBe("#rate=0.25");
    history.replaceState(null, "", "/lab.html#epochs=two");
    dispatchEvent(new Event("hashchange"));
    expect(model.set).toHaveBeenCalledWith("state", { rate: 0.1, epochs: 2, off: 0 });
    document.body.replaceChildren();
    expect(run(["allowed", "address"], ["stateFromAddress"]).stateFromAddress(head)).toEqual({});
  });

  it("leads from the gallery to an explorer, or says that there is none", () => {
    const gallery =
      '<div class="gallery"><div data-name="FilterLab"><a href="/filter-lab.html">x</a></div></div><p data-unknown hidden></p>';
    html(gallery);
    const went = vi.spyOn(location, "replace").mockImplementation(() => {});
    history.replaceState(null, "", "/explorers.html#filter-lab");
    run(["allowed", "address"], []);
    expect(went.mock.calls[0][0]).toMatch(/filter-lab\.html$/);
    html(gallery);
    history.replaceState(null, "", "/explorers.html?explorer=nothing");
    run(["allowed", "address"], []);
    const note = document.querySelector("[data-unknown]");
    expect([note.hidden, note.textContent]).toEqual([false, 'No explorer is called "nothing"; here are all of them.']);
    expect(went).toHaveBeenCalledTimes(1);
  });
});
