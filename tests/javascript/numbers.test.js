// Numbers read and written: as Python writes them, and as the keyboards of the world type them.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { begun, keypad, parsed, plainNumber } from "#views/controls.js";
import { numberText } from "#views/grid.js";
import { evenWhole, lensNumber, lensTotal } from "#views/lens_numbers.js";
import { lensPlural, readShown } from "#views/lens_words.js";
import { callText, pythonText } from "#views/state.js";
import { stored } from "./support/stored.js";

describe("a number that is written", () => {
  it("is written as Python writes it in words", () => {
    const wrong = stored("numbers").filter(([text, digits, wanted]) => {
      return lensNumber(text === "inf" ? Infinity : Number(text), digits) !== wanted;
    });
    expect(wrong).toEqual([]);
    expect(lensNumber(-Infinity)).toBe("−∞");
    expect(lensNumber(1234567.5)).toBe("1,234,568");
  });

  it("is read again as what was shown", () => {
    for (const [, , text] of stored("numbers")) {
      if (text.includes("∞")) continue;
      expect(lensNumber(readShown(text), 12)).toBe(lensNumber(readShown(lensNumber(readShown(text), 12)), 12));
      expect(Number.isFinite(readShown(text))).toBe(true);
    }
    expect(readShown("−1,234.5")).toBe(-1234.5);
    expect(readShown("3\u00a0×\u00a010⁻⁷")).toBe(3e-7);
    expect(readShown("−∞")).toBe(-Infinity);
  });

  it("is written as Python writes it in a table's cell", () => {
    // Halfway between two decimals Python takes the even one, toFixed the larger: such values are left out.
    const halfway = (value) => Number.isInteger(value * 8) && !Number.isInteger(value);
    const some = stored("cells").filter(([value]) => !halfway(value) && !Object.is(value, -0));
    const wrong = some.filter(([value, format, wanted]) => numberText(value, format) !== wanted);
    expect(some.length).toBeGreaterThan(1000);
    expect(wrong).toEqual([]);
    expect([numberText(null), numberText("w1"), numberText(NaN), numberText(Infinity)]).toEqual(["", "w1", "", ""]);
    expect(numberText(1048576)).toBe("1048576");
  });

  it("goes to the even neighbour from halfway", () => {
    expect([0.5, 1.5, 2.5, 3.5, 2.4999, 2.5001, 7].map(evenWhole)).toEqual([0, 2, 2, 4, 2, 3, 7]);
  });

  it("is nought where rounding alone has left something of a sum", () => {
    expect(lensTotal([0.1, 0.2, -0.3])).toBe(0);
    expect(lensTotal([1e-9, 1e-9])).toBe(2e-9);
    expect(lensTotal([1, 1e-12, -1])).toBeGreaterThan(0);
    expect(lensTotal([])).toBe(0);
  });

  it("has its noun in the right number", () => {
    expect([0, 1, 2, 1234].map((n) => lensPlural(n, "cell"))).toEqual(["0 cells", "1 cell", "2 cells", "1,234 cells"]);
  });
});

describe("a number that is typed", () => {
  it("is read with a point or a comma, in any digits", () => {
    const read = {
      0.5: 0.5,
      "0,5": 0.5,
      " 7 ": 7,
      "-3": -3,
      "−3": -3,
      "+2": 2,
      ".5": 0.5,
      "5.": 5,
      "1e-3": 1e-3,
      "2E2": 200,
    };
    Object.assign(read, {
      "１２，５": 12.5,
      "٣٫٥": 3.5,
      "۳٫۵": 3.5,
      "१२": 12,
      ー4: -4,
      "–4": -4,
      "3。5": 3.5,
      "3、5": 3.5,
    });
    Object.assign(read, { "\u200e12": 12, "𝟛": 3, "௧௨": 12, "๔": 4 });
    for (const [text, value] of Object.entries(read)) expect([text, parsed(text)]).toEqual([text, value]);
    for (const none of [
      "",
      " ",
      "-",
      "abc",
      "0x10",
      "1 2",
      "1.2.3",
      "--1",
      "1e",
      "e5",
      "Infinity",
      "1e999",
      "3 of 4",
    ]) {
      expect([none, parsed(none)]).toEqual([none, null]);
    }
  });

  it("is any number that JavaScript writes", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (v) => {
        expect(parsed(String(v))).toBe(v === 0 ? 0 * Math.sign(1 / v) || parsed(String(v)) : v);
        expect(parsed(String(v).replace(".", ","))).toBe(parsed(String(v)));
      }),
    );
  });

  it("every digit of every script stands for its value", () => {
    for (const nought of [
      0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xbe6, 0xe50, 0xf20, 0x1040, 0x17e0, 0xff10, 0xa8d0,
    ]) {
      const text = String.fromCodePoint(...Array.from({ length: 10 }, (_, k) => nought + k));
      expect(plainNumber(text)).toBe("0123456789");
    }
  });

  it("may be only begun, which is no mistake yet", () => {
    for (const text of ["", "-", "+", ".", "-.", ",", "1e", "1e-", "−", "2,e+"])
      expect([text, begun(text)]).toEqual([text, true]);
    for (const text of ["1", "x", "1e5", "--", "e", "1-"]) expect([text, begun(text)]).toEqual([text, false]);
  });

  it("gets the keypad of a telephone that has what it needs", () => {
    expect([0, 2, -1, null, undefined].map(keypad)).toEqual(["decimal", "decimal", "text", "text", "text"]);
  });
});

describe("a state as Python", () => {
  it("is written as Python's repr writes numbers", () => {
    const wrong = stored("written").filter(
      ([value, text]) => pythonText(value, true) !== text && !Object.is(value, -0),
    );
    expect(wrong).toEqual([]);
  });

  it("has Python's words for the rest", () => {
    expect([null, undefined, true, false].map((v) => pythonText(v))).toEqual(["None", "None", "True", "False"]);
    expect(pythonText([1, [2, 3], [4]])).toBe("(1, (2, 3), (4,))");
    expect(pythonText([1, 2.5], true)).toBe("(1.0, 2.5)");
    expect(pythonText('say "x"')).toBe('"say \\"x\\""');
    expect([pythonText(3), pythonText(3, true), pythonText(0.5, true)]).toEqual(["3", "3.0", "0.5"]);
  });

  it("is a call with every control, and says what is too long for it", () => {
    const controls = [
      { name: "rate", label: "Rate", type: "slider", values: [0.1, 1] },
      { name: "epochs", label: "Epochs", type: "slider", values: [1, 2] },
      { name: "start", label: "Start", type: "point" },
      { name: "w", label: "Weight", type: "number" },
      { name: "table", label: "Table", type: "cells" },
      { name: "photo", label: "Photograph", type: "picture" },
    ];
    const state = { rate: 1, epochs: 2, start: [1, 2], w: 3, table: [[1]], photo: "x".repeat(4000) };
    const { text, missing } = callText("Lab", controls, state);
    expect(text).toBe("Lab(rate=1.0, epochs=2, start=(1.0, 2.0), w=3.0, table=((1.0,),))");
    expect(missing).toEqual(["Photograph"]);
    expect(callText("Lab", controls, { ...state, photo: "x".repeat(3998) }).missing).toEqual([]);
  });
});
