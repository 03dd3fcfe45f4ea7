// What else a hand does: holds a picked cell, drops a picture, copies a state, fills the screen.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pickKnob } from "#views/pick.js";
import { toolRow } from "#views/state.js";
import { pictureKnob } from "#views/upload.js";
import { placed, point, press, shown } from "./support/hands.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());
const on = (target, name, act) => target.addEventListener(name, act);

describe("a picked cell", () => {
  const SPEC = { name: "cell", label: "Cell", panel: "map", also: [], rows: 3, columns: 4 };
  const make = (more = {}) => {
    const body = placed(document.createElement("canvas"), 0, 0, 400, 300);
    document.body.append(body);
    const view = {
      spec: { id: "map", title: "Map" },
      body,
      cellAt: ({ clientX, clientY }) => (clientX < 0 ? null : [Math.floor(clientY / 100), Math.floor(clientX / 100)]),
      inside: (cell) => cell,
      ...more,
    };
    const knob = shown(pickKnob, SPEC, [0, 0]);
    const root = document.createElement("div");
    const leave = knob.mount({ views: [view], root }, on);
    return { ...knob, body, view, leave, state: () => knob.one("output").textContent };
  };
  const click = (body, x, y, more) => {
    point(body, "pointerdown", x, y, more);
    point(body, "pointerup", x, y, more);
    point(body, "click", x, y, more);
  };

  it("is held by a click, and let go by another, or by Escape", () => {
    const { body, told, state } = make();
    click(body, 150, 50);
    expect([told.at(-1), state()]).toEqual([["cell", [0, 1], true], "held"]);
    point(body, "pointermove", 350, 250);
    expect(told.at(-1)[1]).toEqual([0, 1]);
    click(body, 150, 50);
    expect(state()).toBe("");
    point(body, "pointermove", 355, 250);
    expect(told.at(-1)[1]).toEqual([2, 3]);
    click(body, 250, 50);
    expect(state()).toBe("held");
    press(body, "Escape");
    expect(state()).toBe("");
  });

  it("may stand for a cell of another picture, or for none", () => {
    const targets = { values: Uint8Array.of(2, 3, 255, 255), shape: [1, 2, 2] };
    const { body, told } = make({ targets });
    point(body, "pointermove", 50, 50);
    expect(told.at(-1)[1]).toEqual([2, 3]);
    const count = told.length;
    point(body, "pointermove", 150, 50);
    expect(told).toHaveLength(count);
  });

  it("is kept within what its panel shows at present", () => {
    const { view, all, show } = make();
    view.fit([2, 2]);
    show([2, 3]);
    expect(all("input[type=range]").map((one) => [one.value, one.max])).toEqual([
      ["1", "1"],
      ["1", "1"],
    ]);
    view.fit([3, 4]);
    expect(all("input[type=range]").map((one) => one.max)).toEqual(["2", "3"]);
  });

  it("says nothing more once the page is left", () => {
    const { body, told, leave } = make();
    point(body, "pointermove", 150, 50);
    leave();
    vi.advanceTimersByTime(900);
    expect(told).toHaveLength(1);
  });
});

describe("a picture that is dropped or pasted", () => {
  const SPEC = { name: "p", label: "Picture", values: ["coffee"], texts: ["Coffee"], side: 100 };
  const make = () => {
    const knob = shown(pictureKnob, SPEC, "coffee"),
      root = document.body.appendChild(document.createElement("div"));
    const leave = knob.mount({ root }, on);
    const give = async (type, key, files) => {
      const event = new Event(type, { bubbles: true, cancelable: true });
      event[key] = { files, types: files.length ? ["Files"] : ["text/plain"] };
      root.dispatchEvent(event);
      await vi.advanceTimersByTimeAsync(1);
      return event;
    };
    return { ...knob, root, leave, give, note: knob.one(".ntr-note") };
  };

  it("is taken; words and text are left to the page", async () => {
    const { give, note, node } = make();
    expect((await give("dragover", "dataTransfer", [{}])).defaultPrevented).toBe(true);
    expect(node.classList.contains("ntr-over")).toBe(true);
    await give("dragleave", "dataTransfer", []);
    expect(node.classList.contains("ntr-over")).toBe(false);
    expect((await give("dragover", "dataTransfer", [])).defaultPrevented).toBe(false);
    expect((await give("paste", "clipboardData", [])).defaultPrevented).toBe(false);
    const event = await give("drop", "dataTransfer", [{ size: 61e6, name: "big.png" }]);
    expect([event.defaultPrevented, note.textContent]).toEqual([true, "“big.png” is larger than 60 MB"]);
    await give("paste", "clipboardData", [{ size: 62e6, name: "" }]);
    expect(note.textContent).toBe("what you gave is larger than 60 MB");
  });

  it("of two given in a row the last one counts; a left page hears none", async () => {
    const waiting = [];
    vi.stubGlobal("createImageBitmap", () => new Promise((_, fail) => waiting.push(fail)));
    const { give, note, leave } = make();
    await give("drop", "dataTransfer", [{ size: 1, name: "one" }]);
    await give("drop", "dataTransfer", [{ size: 1, name: "two" }]);
    waiting[1](new Error("x"));
    await vi.advanceTimersByTimeAsync(1);
    expect(note.textContent).toMatch(/^“two” is no picture/);
    waiting[0](new Error("x"));
    await vi.advanceTimersByTimeAsync(1);
    expect(note.textContent).toMatch(/^“two”/);
    await give("drop", "dataTransfer", [{ size: 1, name: "three" }]);
    leave();
    waiting[2](new Error("x"));
    await vi.advanceTimersByTimeAsync(1);
    expect(note.textContent).toBe("");
  });
});

describe("the tools of an explorer", () => {
  const layout = {
    name: "Lab",
    controls: [
      { name: "a", label: "A", type: "slider", values: [1] },
      { name: "photo", label: "Photograph", type: "picture" },
    ],
  };
  const make = (state = { a: 1, photo: "cat" }) => {
    const root = document.body.appendChild(document.createElement("section"));
    const page = { root, state, told: [], tell: (text) => page.told.push(text), startAgain: vi.fn() };
    const row = toolRow(page, layout, on);
    root.append(row);
    const button = (text) => [...row.querySelectorAll("button")].find((one) => one.textContent === text);
    return { page, row, button, box: row.querySelector("textarea") };
  };

  it("copy the state, or leave it selected where the browser does not let them", async () => {
    vi.stubGlobal("navigator", { clipboard: { writeText: vi.fn(async () => {}) } });
    const { page, button, box } = make();
    button("Copy state").click();
    await vi.advanceTimersByTimeAsync(1);
    expect(page.told).toEqual(['Copied: Lab(a=1, photo="cat")']);
    expect(box.hidden).toBe(true);
    vi.stubGlobal("navigator", {
      clipboard: {
        writeText: async () => {
          throw new Error("no");
        },
      },
    });
    document.execCommand = () => false;
    button("Copy state").click();
    await vi.advanceTimersByTimeAsync(1);
    expect([box.hidden, box.value]).toEqual([false, 'Lab(a=1, photo="cat")']);
    expect(page.told.at(-1)).toMatch(/^To copy, press Ctrl \+ C/);
    press(box, "Escape");
    expect(box.hidden).toBe(true);
    document.execCommand = () => true;
    button("Copy state").click();
    await vi.advanceTimersByTimeAsync(1);
    expect([page.told.at(-1).startsWith("Copied"), box.hidden]).toEqual([true, true]);
  });

  it("say what was too long, and show only the beginning of a long line", async () => {
    vi.stubGlobal("navigator", { clipboard: { writeText: async () => {} } });
    const { page, button } = make({ a: 1, photo: "x".repeat(5000) });
    button("Copy state").click();
    await vi.advanceTimersByTimeAsync(1);
    expect(page.told[0]).toBe(
      "Copied: Lab(a=1) Left out, since it is too long to paste: Photograph; what is pasted begins with the first one.",
    );
    const long = make({ a: 1, photo: "y".repeat(200) });
    long.button("Copy state").click();
    await vi.advanceTimersByTimeAsync(1);
    expect(long.page.told[0]).toMatch(/^Copied: Lab\(a=1, photo="y+ …$/);
    expect(long.page.told[0].length).toBe("Copied: ".length + 150 + 2);
  });

  it("begin again, and fill the screen where the browser can", () => {
    Object.defineProperty(document, "fullscreenEnabled", { value: true, configurable: true });
    const { page, button } = make();
    button("Start again").click();
    expect(page.startAgain).toHaveBeenCalledTimes(1);
    page.root.requestFullscreen = vi.fn();
    document.exitFullscreen = vi.fn();
    const full = button("Full screen");
    full.click();
    expect(page.root.requestFullscreen).toHaveBeenCalledTimes(1);
    Object.defineProperty(document, "fullscreenElement", { value: page.root, configurable: true });
    document.dispatchEvent(new Event("fullscreenchange"));
    expect(full.textContent).toBe("Leave full screen");
    full.click();
    expect(document.exitFullscreen).toHaveBeenCalledTimes(1);
    Object.defineProperty(document, "fullscreenElement", { value: null, configurable: true });
    document.dispatchEvent(new Event("fullscreenchange"));
    expect(full.textContent).toBe("Full screen");
    delete document.fullscreenEnabled;
    Object.defineProperty(document, "fullscreenEnabled", { value: false, configurable: true });
    expect(make().button("Full screen")).toBeUndefined();
  });
});
