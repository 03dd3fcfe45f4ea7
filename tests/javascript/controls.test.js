// The controls: what they show, what they tell of a hand, what they refuse and how they say so.

import { describe, expect, it, vi } from "vitest";
import { cellsKnob } from "#views/cells.js";
import { CONTROLS } from "#views/controls.js";
import { pickKnob } from "#views/pick.js";
import { commit, placed, point, press, shown, type } from "./support/hands.js";

const focus = (node) => {
  node.focus();
  return node;
};

describe("a slider", () => {
  const SPEC = {
    name: "rate",
    label: "Rate",
    values: [0.1, 0.2, 0.5, 1],
    texts: ["0.1", "0.2", "0.5", "1"],
    stepper: true,
  };
  const make = (value = 0.2) => {
    const knob = shown(CONTROLS.slider, SPEC, value);
    return {
      ...knob,
      range: knob.one("input[type=range]"),
      value: knob.one(".ntr-value"),
      note: knob.one(".ntr-note"),
    };
  };

  it("shows its value as place and as words", () => {
    const { range, value, one } = make(0.5);
    expect([range.value, range.min, range.max, value.value]).toEqual(["2", "0", "3", "0.5"]);
    expect(range.getAttribute("aria-valuetext")).toBe("0.5");
    expect(one("label").textContent).toBe("Rate");
    expect(one("label").getAttribute("for")).toBe(range.id);
    expect(value.style.width).toBe("4.5ch");
  });

  it("tells of every move, and at the end that it was the last", () => {
    const { range, value, told } = make();
    type(range, "3");
    expect(told).toEqual([["rate", 1, false]]);
    expect(value.value).toBe("1");
    range.dispatchEvent(new Event("change"));
    expect(told[1]).toEqual(["rate", 1, true]);
  });

  it("takes what is typed: the value itself, or the nearest; Enter or leaving commits", () => {
    const { value, range, told, note } = make();
    type(value, "0,5");
    press(value, "Enter");
    expect([told.at(-1), range.value, value.value]).toEqual([["rate", 0.5, true], "2", "0.5"]);
    type(value, "0.9");
    value.dispatchEvent(new Event("blur"));
    expect([told.at(-1), value.value]).toEqual([["rate", 1, true], "1"]);
    const count = told.length;
    press(value, "Enter"); // nothing new
    expect([told.length, note.textContent]).toEqual([count, ""]);
  });

  it("refuses in words what it has not", () => {
    const { value, told, note } = make();
    type(value, "7");
    press(value, "Enter");
    expect([note.textContent, value.getAttribute("aria-invalid")]).toEqual(["from 0.1 to 1", "true"]);
    type(value, "abc");
    expect([note.textContent, value.getAttribute("aria-invalid")]).toEqual(["", "false"]);
    press(value, "Enter");
    expect(note.textContent).toBe("not a number");
    press(value, "Escape");
    expect([value.value, note.textContent, told.length]).toEqual(["0.2", "", 0]);
  });

  it("with words for values names some of them", () => {
    const names = ["red", "green", "blue", "grey", "cyan", "pink", "black"];
    const { one, told } = shown(CONTROLS.slider, { name: "c", label: "Colour", values: names, texts: names }, "green");
    const value = one(".ntr-value");
    type(value, "white");
    press(value, "Enter");
    expect(one(".ntr-note").textContent).toBe("one of red, green, blue, grey, cyan, pink, …");
    type(value, " BLUE ");
    press(value, "Enter");
    expect(told).toEqual([["c", "blue", true]]);
    expect(
      shown(CONTROLS.slider, { name: "c", label: "C", values: ["a", "b"], texts: ["a", "b"] }, "a").one("button"),
    ).toBeNull();
  });

  it("finds the number in words such as 3 of 54", () => {
    const texts = ["1 of 3", "2 of 3", "3 of 3"];
    const { one, told } = shown(CONTROLS.slider, { name: "s", label: "Step", values: [1, 2, 3], texts }, 1);
    type(one(".ntr-value"), "3");
    press(one(".ntr-value"), "Enter");
    expect(told).toEqual([["s", 3, true]]);
  });

  it("steps by arrows and buttons, and stops at its ends", () => {
    const { value, told, all } = make();
    expect(press(value, "ArrowUp")).toBe(true);
    expect(told.at(-1)).toEqual(["rate", 0.5, true]);
    press(value, "ArrowDown");
    expect(told.at(-1)).toEqual(["rate", 0.2, true]);
    press(value, "PageUp");
    expect(told.at(-1)).toEqual(["rate", 1, true]);
    const count = told.length;
    press(value, "ArrowUp");
    expect(told.length).toBe(count);
    press(value, "PageDown");
    expect(told.at(-1)).toEqual(["rate", 0.1, true]);
    expect(press(value, "ArrowUp", { ctrlKey: true })).toBe(false);
    const [back, forward] = all("button");
    forward.click();
    expect(told.at(-1)).toEqual(["rate", 0.2, true]);
    back.click();
    expect(told.at(-1)).toEqual(["rate", 0.1, true]);
    expect([back, forward].map((one) => one.getAttribute("aria-label"))).toEqual([
      "Rate: one step back",
      "Rate: one step forward",
    ]);
  });
});

describe("a choice", () => {
  const SPEC = { name: "act", label: "Activation", values: ["relu", "tanh", "none"], texts: ["ReLU", "tanh", "none"] };

  it("of a few is a row of buttons, of many a list", () => {
    const few = shown(CONTROLS.choice, SPEC, "tanh");
    expect(few.all("input[type=radio]").map((one) => one.checked)).toEqual([false, true, false]);
    expect(few.one("legend").textContent).toBe("Activation");
    const six = ["a", "b", "c", "d", "e", "f"];
    const many = shown(CONTROLS.choice, { ...SPEC, values: six, texts: six }, "c");
    expect(many.one("select").value).toBe("2");
    type(many.one("select"), "4", "change");
    expect(many.told).toEqual([["act", "e", true]]);
    expect(
      shown(CONTROLS.choice, { ...SPEC, values: six.slice(1), texts: six.slice(1) }, "c").one("select"),
    ).toBeNull();
    expect(
      shown(CONTROLS.choice, { ...SPEC, values: ["a"], texts: ["x".repeat(57)] }, "a").one("select"),
    ).not.toBeNull();
    expect(shown(CONTROLS.choice, { ...SPEC, values: ["a"], texts: ["x".repeat(56)] }, "a").one("select")).toBeNull();
  });

  it("tells what is chosen, by Home and End the first and the last", () => {
    const { all, node, told } = shown(CONTROLS.choice, SPEC, "tanh");
    const [first, , last] = all("input");
    first.dispatchEvent(new Event("change", { bubbles: true }));
    expect(told.at(-1)).toEqual(["act", "relu", true]);
    expect(press(node, "End")).toBe(true);
    expect([told.at(-1), last.checked]).toEqual([["act", "none", true], true]);
    press(node, "Home");
    expect([told.at(-1), first.checked]).toEqual([["act", "relu", true], true]);
    expect(press(node, "a")).toBe(false);
  });

  it("of yes and no is a box to tick", () => {
    const { one, told, show } = shown(CONTROLS.toggle, { name: "bias", label: "Bias" }, true);
    expect(one("input").checked).toBe(true);
    one("input").checked = false;
    one("input").dispatchEvent(new Event("change"));
    expect(told).toEqual([["bias", false, true]]);
    show(true);
    expect(one("input").checked).toBe(true);
  });
});

describe("a number", () => {
  const SPEC = { name: "w", label: "Weight", minimum: -2, maximum: 3, step: 0.5 };
  const make = (more = {}, value = 1) => {
    const knob = shown(CONTROLS.number, { ...SPEC, ...more }, value);
    return { ...knob, input: knob.one("input"), note: knob.one(".ntr-note") };
  };

  it("tells what is typed while it is a number that is allowed", () => {
    const { input, note, told } = make();
    expect(input.value).toBe("1");
    type(input, "2,5");
    expect(told).toEqual([["w", 2.5, false]]);
    commit(input, "-2");
    expect(told.slice(1)).toEqual([
      ["w", -2, false],
      ["w", -2, true],
    ]);
    type(input, "3.01");
    expect([note.textContent, told.length]).toEqual(["from −2 to 3", 3]);
    type(input, "-2.01");
    expect([note.textContent, told.length]).toEqual(["from −2 to 3", 3]);
    type(input, "3");
    expect([note.textContent, told.at(-1)]).toEqual(["", ["w", 3, false]]);
  });

  it("complains of what is none, once it is no beginning of one", () => {
    const { input, note } = make();
    type(input, "-");
    expect(note.textContent).toBe("");
    commit(input, "-");
    expect(note.textContent).toBe("not a number");
    type(input, "x");
    expect([note.textContent, input.getAttribute("aria-invalid")]).toEqual(["not a number", "true"]);
    type(input, "");
    expect(note.textContent).toBe("type a number");
  });

  it("may be left empty where it is optional", () => {
    const { input, note, told } = make({ optional: true }, null);
    expect(input.value).toBe("");
    commit(input, " ");
    expect([note.textContent, told.at(-1)]).toEqual(["", ["w", null, true]]);
  });

  it("moves by steps and to its ends, exactly", () => {
    const { input, told } = make({ step: 0.1 }, 0.2);
    expect(press(input, "ArrowUp")).toBe(true);
    expect([input.value, told.at(-1)]).toEqual(["0.3", ["w", 0.3, true]]);
    press(input, "ArrowDown");
    expect(told.at(-1)).toEqual(["w", 0.2, true]);
    press(input, "End");
    expect(told.at(-1)).toEqual(["w", 3, true]);
    press(input, "Home");
    expect(told.at(-1)).toEqual(["w", -2, true]);
    type(input, "x");
    press(input, "ArrowUp");
    expect(told.at(-1)).toEqual(["w", 0.1, true]);
    const free = make({ minimum: null, maximum: null });
    expect(press(free.input, "Home")).toBe(false);
    expect(press(make({ step: 0 }).input, "ArrowUp")).toBe(false);
    type(free.input, "5");
    press(free.input, "Enter");
    expect(free.told.at(-1)).toEqual(["w", 5, true]);
  });

  it("leaves alone what is being typed, and shows twelve digits", () => {
    const { input, show } = make();
    focus(input).value = "2.50";
    show(2.5);
    expect(input.value).toBe("2.50");
    show(0.1 + 0.2);
    expect(input.value).toBe("0.3");
  });

  it("a point is two numbers, each within its own limits", () => {
    const spec = {
      name: "start",
      label: "Start",
      axes: ["w", "b"],
      limits: [
        [-1, 1],
        [0, 9],
      ],
      step: 0.5,
    };
    const { all, told } = shown(CONTROLS.point, spec, [0.25, 3]);
    const [w, b] = all("input");
    expect([w.value, b.value, w.getAttribute("aria-label")]).toEqual(["0.25", "3", "Start, w"]);
    type(b, "8");
    expect(told.at(-1)).toEqual(["start", [0.25, 8], false]);
    commit(w, "1");
    expect(told.at(-1)).toEqual(["start", [1, 8], true]);
    const count = told.length;
    type(w, "2");
    expect([told.length, all(".ntr-note")[0].textContent]).toEqual([count, "from −1 to 1"]);
    press(b, "Home");
    expect(told.at(-1)).toEqual(["start", [1, 0], true]);
  });
});

describe("a table of numbers", () => {
  const SPEC = {
    name: "k",
    label: "Kernel",
    presets: [
      [
        "edge",
        [
          [1, 0],
          [0, -1],
        ],
        { stride: 2 },
      ],
      [
        "blur",
        [
          [1, 1],
          [1, 1],
        ],
      ],
    ],
    minimum: -9,
    maximum: 9,
    step: 0.5,
    rows: [1, 3],
    columns: [1, 3],
  };
  const make = (
    value = [
      [1, 0],
      [0, -1],
    ],
    more = {},
  ) => {
    const knob = shown(cellsKnob, { ...SPEC, ...more }, value);
    return {
      ...knob,
      cells: () => knob.all("tbody tr").map((row) => [...row.querySelectorAll("input")]),
      note: knob.one(".ntr-note"),
      select: knob.one("select"),
    };
  };
  const values = (knob) => knob.cells().map((row) => row.map((one) => one.value));

  it("shows its numbers, four digits of each, and which ready-made table it is", () => {
    const knob = make();
    expect(values(knob)).toEqual([
      ["1", "0"],
      ["0", "−1"],
    ]);
    expect(knob.select.value).toBe("0");
    knob.show([
      [1.23456, 0],
      [0, -1],
    ]);
    expect(values(knob)[0][0]).toBe("1.235");
    expect(knob.cells()[0][0].title).toBe("1.23456");
    expect(knob.cells()[0][1].title).toBe("");
    expect(knob.select.value).toBe("-1");
    expect(knob.cells()[1][0].getAttribute("aria-label")).toBe("Kernel, row 1, column 0");
  });

  it("tells of what is typed, cell by cell, without changing what was told before", () => {
    const knob = make();
    const [[a], [, d]] = knob.cells();
    type(a, "2,5");
    expect(knob.last()).toEqual([
      "k",
      [
        [2.5, 0],
        [0, -1],
      ],
      false,
    ]);
    const [, before] = knob.last();
    commit(d, "7");
    expect(knob.last()).toEqual([
      "k",
      [
        [2.5, 0],
        [0, 7],
      ],
      true,
    ]);
    expect(before).toEqual([
      [2.5, 0],
      [0, -1],
    ]);
  });

  it("says what is wrong, and gives back what was there", () => {
    const knob = make();
    const [[a]] = knob.cells();
    type(a, "x");
    expect([knob.note.textContent, a.getAttribute("aria-invalid"), knob.told.length]).toEqual([
      "not a number",
      "true",
      0,
    ]);
    type(a, "-");
    expect([knob.note.textContent, knob.told.length]).toEqual(["", 0]);
    type(a, "10");
    expect(knob.note.textContent).toBe("from −9 to 9");
    a.dispatchEvent(new Event("blur"));
    expect([a.value, knob.note.textContent]).toEqual(["1", ""]);
    type(a, "5");
    press(a, "Escape");
    expect(a.value).toBe("5");
    type(a, "z");
    press(a, "Escape");
    expect([a.value, knob.note.textContent]).toEqual(["5", ""]);
  });

  it("is one stop of the Tab key; arrows go from cell to cell", () => {
    const knob = make();
    const [[a, b], [c, d]] = knob.cells();
    const stop = () => [a, b, c, d].map((one) => one.tabIndex);
    expect(stop()).toEqual([0, -1, -1, -1]);
    focus(a).dispatchEvent(new Event("focus"));
    press(a, "ArrowDown");
    expect(document.activeElement).toBe(c);
    press(c, "End");
    expect(document.activeElement).toBe(d);
    press(d, "ArrowDown");
    expect(document.activeElement).toBe(d);
    press(d, "Home");
    expect(document.activeElement).toBe(c);
    press(c, "ArrowUp");
    expect(document.activeElement).toBe(a);
    press(a, "End", { ctrlKey: true });
    expect(document.activeElement).toBe(d);
    press(d, "Home", { ctrlKey: true });
    expect(document.activeElement).toBe(a);
    a.setSelectionRange(0, 1);
    press(a, "ArrowRight");
    expect(document.activeElement).toBe(b);
    b.setSelectionRange(0, 0);
    press(b, "ArrowLeft");
    expect(document.activeElement).toBe(a);
  });

  it("steps a number by Page Up and Page Down within its ends, and Enter commits and goes down", () => {
    const knob = make([
      [8.8, 0],
      [0, -1],
    ]);
    const [[a], [c]] = knob.cells();
    focus(a);
    press(a, "PageUp");
    expect(knob.last()).toEqual([
      "k",
      [
        [9, 0],
        [0, -1],
      ],
      true,
    ]);
    press(a, "PageDown");
    expect(knob.last()[1][0][0]).toBe(8.5);
    a.value = "3";
    press(a, "Enter");
    expect([knob.last()[1][0][0], knob.last()[2], document.activeElement]).toEqual([3, true, c]);
    c.value = "x";
    press(c, "Enter");
    expect([document.activeElement, knob.note.textContent]).toEqual([c, "not a number"]);
  });

  it("takes a ready-made table with what belongs to it", () => {
    const told = [];
    const knob = cellsKnob(SPEC, (...what) => told.push(what));
    document.body.append(knob.node);
    knob.show([
      [5, 5],
      [5, 5],
    ]);
    const select = knob.node.querySelector("select");
    select.value = "0";
    select.dispatchEvent(new Event("change"));
    expect(told).toEqual([
      [
        "k",
        [
          [1, 0],
          [0, -1],
        ],
        true,
        { stride: 2 },
      ],
    ]);
    expect([...select.options].map((one) => one.textContent)).toEqual(["your own numbers", "edge", "blur"]);
  });

  it("grows and shrinks within its limits; what is new is nought", () => {
    const knob = make();
    const [fewerRows, moreRows, fewerColumns, moreColumns] = knob.all(".ntr-sizes button");
    moreRows.click();
    expect(knob.last()).toEqual([
      "k",
      [
        [1, 0],
        [0, -1],
        [0, 0],
      ],
      true,
    ]);
    moreRows.click();
    expect([knob.note.textContent, knob.told.length]).toEqual(["from 1 to 3 rows", 1]);
    moreColumns.click();
    expect(knob.last()[1]).toEqual([
      [1, 0, 0],
      [0, -1, 0],
      [0, 0, 0],
    ]);
    fewerColumns.click();
    fewerColumns.click();
    expect(knob.last()[1]).toEqual([[1], [0], [0]]);
    const count = knob.told.length;
    fewerColumns.click();
    expect([knob.note.textContent, knob.told.length]).toEqual(["from 1 to 3 columns", count]);
    fewerRows.click();
    expect(knob.last()[1]).toEqual([[1], [0]]);
    expect(make([[1]], { rows: [2, 2], columns: undefined }).all(".ntr-sizes")).toEqual([]);
    const high = make([[5]], { minimum: 2 });
    high.all(".ntr-sizes button")[1].click();
    expect(high.last()[1]).toEqual([[5], [2]]);
  });

  it("on a page without Python has its ready-made tables alone", () => {
    const knob = make(
      [
        [1, 0],
        [0, -1],
      ],
      {
        values: [
          [
            [1, 0],
            [0, -1],
          ],
        ],
      },
    );
    const [[a]] = knob.cells();
    expect(a.readOnly).toBe(true);
    type(a, "5");
    expect([knob.told, values(knob)[0][0]]).toEqual([[], "1"]);
    expect(knob.all(".ntr-sizes")).toEqual([]);
  });
});

describe("a pick", () => {
  const SPEC = { name: "cell", label: "Cell", panel: "map", also: ["other"], rows: 3, columns: 4 };
  const view = (id) => {
    const body = placed(document.createElement("canvas"), 0, 0, 400, 300);
    document.body.append(body);
    return {
      spec: { id, title: "Map" },
      body,
      cellAt: ({ clientX, clientY }) => (clientX < 0 ? null : [Math.floor(clientY / 100), Math.floor(clientX / 100)]),
      inside: (cell) => cell,
    };
  };
  const make = () => {
    vi.useFakeTimers();
    const knob = shown(pickKnob, SPEC, [0, 0]);
    const views = [view("map"), view("other"), view("third")];
    const on = (target, name, act) => target.addEventListener(name, act);
    const leave = knob.mount({ views, root: document.body }, on);
    return { ...knob, views, body: views[0].body, leave };
  };

  it("follows the mouse, and tells what it rests on", () => {
    const { body, told, all } = make();
    point(body, "pointermove", 250, 150);
    expect(told).toEqual([["cell", [1, 2], false]]);
    expect(all("input[type=range]").map((one) => one.value)).toEqual(["1", "2"]);
    point(body, "pointermove", 260, 160);
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(400);
    expect(told.at(-1)).toEqual(["cell", [1, 2], true]);
    point(body, "pointermove", -5, 10);
    point(body, "pointermove", 350, 250, { pointerType: "touch" });
    point(body, "pointermove", 355, 250, { buttons: 1 });
    expect(told).toHaveLength(2);
    vi.useRealTimers();
  });

  it("goes by keys, within its rows and columns", () => {
    const { body, told } = make();
    expect(press(body, "ArrowRight")).toBe(true);
    expect(told.at(-1)).toEqual(["cell", [0, 1], true]);
    press(body, "ArrowDown");
    press(body, "End");
    expect(told.at(-1)).toEqual(["cell", [1, 3], true]);
    press(body, "ArrowRight");
    expect(told.at(-1)).toEqual(["cell", [1, 3], true]);
    press(body, "End", { ctrlKey: true });
    expect(told.at(-1)).toEqual(["cell", [2, 3], true]);
    press(body, "Home", { ctrlKey: true });
    expect(told.at(-1)).toEqual(["cell", [0, 0], true]);
    press(body, "ArrowUp");
    press(body, "ArrowLeft");
    expect(told.at(-1)).toEqual(["cell", [0, 0], true]);
    const count = told.length;
    expect(press(body, "ArrowDown", { shiftKey: true })).toBe(false);
    expect(told.length).toBe(count);
    vi.useRealTimers();
  });

  it("has two sliders, and lies in every panel that shares it", () => {
    const { all, told, views } = make();
    const [row, column] = all("input[type=range]");
    expect([row.max, column.max]).toEqual(["2", "3"]);
    type(row, "2");
    expect(told.at(-1)).toEqual(["cell", [2, 0], false]);
    commit(column, "3");
    expect(told.at(-1)).toEqual(["cell", [2, 3], true]);
    expect(views.map((one) => one.body.classList.contains("ntr-cross"))).toEqual([true, true, false]);
    expect(views[0].body.getAttribute("aria-label")).toBe("Map. Cell: arrow keys choose a cell");
    vi.useRealTimers();
  });
});
