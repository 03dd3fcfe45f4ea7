// The pad, the upload, the button for long work, and a run of one's own.

import { afterEach, describe, expect, it, vi } from "vitest";
import { actionKnob } from "#views/action.js";
import { drawingKnob, partsOf, textOf } from "#views/drawing.js";
import { runKnob } from "#views/own_run.js";
import { pictureKnob, pictureText } from "#views/upload.js";
import { placed, point, press, shown } from "./support/hands.js";

afterEach(() => vi.useRealTimers());

describe("the pad", () => {
  const bitmap = textOf(new Uint8Array(100).fill(9));
  const SPEC = {
    name: "d",
    label: "Digit",
    rows: 10,
    columns: 10,
    most: 12,
    pens: { thin: 0.1, medium: 0.7, thick: 1.6 },
    presets: [
      ["one", "strokes:medium;500,100 500,900"],
      ["plain", bitmap],
    ],
  };
  const make = (value = "") => {
    const knob = shown(drawingKnob, SPEC, value);
    const pad = placed(knob.one("canvas"), 100, 50, 200, 200); // 20 pixels of the screen to one of the pad
    const byName = (name) =>
      knob.all("button, select").find((one) => one.getAttribute("aria-label") === `Digit: ${name}`);
    return { ...knob, pad, byName, hint: knob.one(".ntr-hint") };
  };
  const strokes = (knob) => partsOf(knob.last()[1], 100).strokes;

  it("keeps what a pointer draws as lines of points, in hundredths of a pixel", () => {
    const knob = make();
    point(knob.pad, "pointerdown", 120, 70);
    expect(knob.last()).toEqual(["d", "strokes:medium;100,100", false]);
    point(knob.pad, "pointermove", 160, 70);
    point(knob.pad, "pointermove", 160, 71); // nearer than a tenth of a pixel: nothing new
    point(knob.pad, "pointermove", 160, 110);
    expect(knob.last()[2]).toBe(false);
    point(knob.pad, "pointerup", 160, 110);
    expect(knob.last()).toEqual(["d", "strokes:medium;100,100 300,100 300,300", true]);
    expect(strokes(knob)).toEqual([
      [
        [100, 100],
        [300, 100],
        [300, 300],
      ],
    ]);
  });

  it("begins another line where the hand has left the pad, and hears one hand at a time", () => {
    const knob = make();
    point(knob.pad, "pointerdown", 120, 70);
    point(knob.pad, "pointermove", 50, 70);
    point(knob.pad, "pointermove", 200, 70);
    point(knob.pad, "pointermove", 240, 70);
    point(knob.pad, "pointermove", 240, 200, { pointerId: 2 });
    point(knob.pad, "pointerup", 240, 70, { pointerId: 2 });
    expect(knob.last()[2]).toBe(false);
    point(knob.pad, "pointercancel", 240, 70);
    expect(strokes(knob)).toEqual([
      [[100, 100]],
      [
        [500, 100],
        [700, 100],
      ],
    ]);
    expect(point(knob.pad, "pointerdown", 120, 70, { button: 1 }).defaultPrevented).toBe(false);
  });

  it("draws by keys: arrows move, Space marks, Shift and an arrow draw a line", () => {
    const knob = make();
    expect(press(knob.pad, "ArrowRight")).toBe(true);
    expect(knob.told).toEqual([]);
    press(knob.pad, " ");
    expect(knob.last()).toEqual(["d", "strokes:medium;650,550", true]);
    press(knob.pad, "ArrowUp", { shiftKey: true });
    expect(knob.last()[1]).toBe("strokes:medium;650,550 650,450");
    for (let i = 0; i < 12; i++) press(knob.pad, "ArrowLeft");
    press(knob.pad, "Enter");
    expect(strokes(knob).at(-1)).toEqual([[50, 450]]);
    expect(press(knob.pad, " ", { ctrlKey: true })).toBe(false);
    expect(press(knob.pad, "x")).toBe(false);
  });

  it("takes back, clears, changes the pen and begins with a ready-made drawing", () => {
    const knob = make();
    press(knob.pad, " ");
    const [, first] = knob.last();
    press(knob.pad, "ArrowUp", { shiftKey: true });
    knob.byName("undo").click();
    expect(knob.last()).toEqual(["d", first, true]);
    knob.byName("undo").click();
    expect(knob.last()).toEqual(["d", "", true]);
    const count = knob.told.length;
    knob.byName("undo").click();
    expect([knob.told.length, knob.byName("undo").getAttribute("aria-disabled")]).toEqual([count, "true"]);
    const pens = knob.byName("pen");
    expect([...pens.options].map((one) => one.textContent)).toEqual(["thin pen", "medium pen", "thick pen"]);
    pens.value = "thick";
    pens.dispatchEvent(new Event("change"));
    const list = knob.byName("ready-made drawings");
    list.value = "0";
    list.dispatchEvent(new Event("change"));
    expect(knob.last()).toEqual(["d", "strokes:thick;500,100 500,900", true]);
    expect(list.value).toBe("0");
    knob.byName("clear").click();
    expect(knob.last()).toEqual(["d", "", true]);
    press(knob.node, "z", { ctrlKey: true });
    expect(knob.last()[1]).toBe("strokes:thick;500,100 500,900");
    expect(press(knob.node, "z", { ctrlKey: true, shiftKey: true })).toBe(false);
  });

  it("rubs out what the rubber meets, of lines and of a bitmap", () => {
    const knob = make("strokes:medium;100,500 900,500");
    const erase = knob.byName("erase");
    erase.click();
    expect(erase.getAttribute("aria-pressed")).toBe("true");
    point(knob.pad, "pointerdown", 200, 150); // the middle of the line
    point(knob.pad, "pointerup", 200, 150);
    const left = strokes(knob);
    expect(left).toHaveLength(2);
    const reach = 100 * (0.7 + 1.2);
    expect(left[0][0]).toEqual([100, 500]);
    expect(left[0].at(-1)[0]).toBeLessThanOrEqual(500 - reach);
    expect(left[0].at(-1)[0]).toBeGreaterThan(500 - reach - 60);
    expect(left[1][0][0]).toBeGreaterThanOrEqual(500 + reach);
    expect(left[1].at(-1)).toEqual([900, 500]);
    erase.click();
    expect(erase.getAttribute("aria-pressed")).toBe("false");
    const flat = make(bitmap);
    press(flat.pad, "Delete");
    const { bitmap: rest } = partsOf(flat.last()[1], 100);
    expect(rest[55]).toBe(0); // under the cursor
    expect([rest[0], rest[9], rest[50]]).toEqual([9, 9, 9]);
  });

  it("is full after so many points, and says so", () => {
    const knob = make();
    for (let i = 0; i < 20; i++) press(knob.pad, i % 2 ? "ArrowUp" : "ArrowDown", { shiftKey: true });
    const count = strokes(knob).flat().length;
    expect(count).toBeLessThanOrEqual(SPEC.most);
    expect(count).toBeGreaterThanOrEqual(SPEC.most - 1);
    expect(knob.hint.textContent).toMatch(/pad is full/);
    expect(knob.hint.hasAttribute("data-told")).toBe(true);
    knob.byName("clear").click();
    expect(knob.hint.hasAttribute("data-told")).toBe(false);
  });

  it("shows what it holds: white lines on black over the bitmap", () => {
    const knob = make(`${bitmap}|strokes:thick;200,300 400,300;700,700`);
    const { pen } = knob.pad;
    const [black] = pen.named("fillRect").slice(-1);
    expect([black.fillStyle, black.args]).toEqual(["#000", [0, 0, knob.pad.width, knob.pad.height]]);
    const [sheet] = pen.named("drawImage").slice(-1);
    expect(sheet.args.slice(1)).toEqual([0, 0, knob.pad.width, knob.pad.height]);
    expect(sheet.imageSmoothingEnabled).toBe(false);
    const path = pen.paths().at(-1);
    expect(path.points).toEqual([
      ["moveTo", 200, 300],
      ["lineTo", 400, 300],
      ["moveTo", 700, 700],
      ["lineTo", 701, 700],
    ]);
    expect(path).toMatchObject({ strokeStyle: "#fff", lineCap: "round", lineJoin: "round", lineWidth: 2 * 100 * 1.6 });
    const unit = knob.pad.width / 10;
    expect(pen.named("scale").at(-1).args).toEqual([unit / 100, unit / 100]);
    expect([...sheet.args[0].pen.named("putImageData").at(-1).args[0].data.slice(0, 4)]).toEqual([9, 9, 9, 255]);
  });
});

describe("a picture of one's own", () => {
  const SPEC = { name: "p", label: "Picture", values: ["coffee", "cat"], texts: ["Coffee", "Cat"], side: 100 };
  const image = (width, height) => ({ width, height, close() {} });

  it("is made small, its shape kept, and sent as bytes", async () => {
    vi.stubGlobal("createImageBitmap", async () => image(400, 200));
    const seen = [];
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(function context() {
      return {
        putImageData: (proof, x, y) => seen.push(["proof", x, y, proof]),
        fillRect: (...args) => seen.push(["fill", ...args]),
        drawImage: (_, ...args) => seen.push(["image", ...args]),
        getImageData: (_x, _y, w, h) => {
          const data = new Uint8ClampedArray(4 * w * h).fill(7);
          const [, , , proof] = seen.find(([what]) => what === "proof");
          data.set(proof.data, 4 * w * (h - 8));
          return { data };
        },
      };
    });
    const text = await pictureText({ size: 10, name: "a.png" }, 100);
    const [head, height, width, bytes] = text.split(":");
    expect([head, height, width]).toEqual(["upload", "50", "100"]);
    expect(Buffer.from(bytes, "base64")).toHaveLength(3 * 50 * 100);
    expect([...new Set(Buffer.from(bytes, "base64"))]).toEqual([7]);
    expect(seen.find(([what]) => what === "image")).toEqual(["image", 0, 0, 100, 50]);
    expect(seen.find(([what]) => what === "fill")).toEqual(["fill", 0, 0, 100, 50]);
  });

  it("is refused in words: too large, no picture, or pixels that the browser hides", async () => {
    await expect(pictureText({ size: 60e6 + 1, name: "a.png" }, 100)).rejects.toThrow("“a.png” is larger than 60 MB");
    vi.stubGlobal("createImageBitmap", async () => {
      throw new Error("no");
    });
    await expect(pictureText({ size: 60e6, name: "" }, 100)).rejects.toThrow("what you gave is no picture");
    vi.stubGlobal("createImageBitmap", async () => image(4, 4));
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(() => ({
      putImageData() {},
      fillRect() {},
      drawImage() {},
      getImageData: (_x, _y, w, h) => ({ data: new Uint8ClampedArray(4 * w * h).fill(99) }),
    }));
    await expect(pictureText({ size: 1, name: "a" }, 100)).rejects.toThrow("hides the pixels");
  });

  it("stands in the list beside those on offer", () => {
    const { one, show, told } = shown(pictureKnob, SPEC, "cat");
    const select = one("select");
    expect(select.value).toBe("1");
    select.value = "0";
    select.dispatchEvent(new Event("change"));
    expect(told).toEqual([["p", "coffee", true]]);
    show("upload:3:5:AAAA");
    expect([select.value, select.title]).toEqual(["-1", "3 × 5 pixels"]);
    select.value = "0";
    select.dispatchEvent(new Event("change"));
    select.value = "-1";
    select.dispatchEvent(new Event("change"));
    expect(told.at(-1)).toEqual(["p", "upload:3:5:AAAA", true]);
  });
});

describe("a button for long work", () => {
  const make = (send, more = {}) => {
    const knob = actionKnob({ name: "train", label: "Train", ...more }, send);
    document.body.append(knob.node);
    return { ...knob, button: knob.node.querySelector("button"), words: knob.node.querySelector("span") };
  };

  it("asks Python once, shows how far it is, and stops it", () => {
    const sent = [];
    const { button, words, hear, show } = make((message) => sent.push(message));
    show({ text: "Train it", ready: true, note: "about a minute" });
    expect([button.textContent, words.textContent, button.disabled]).toEqual(["Train it", "about a minute", false]);
    button.click();
    button.click();
    expect(sent).toEqual([{ kind: "act", name: "train", stop: false }]);
    hear({ running: true, text: "epoch 1 of 5" });
    expect([button.textContent, words.textContent]).toEqual(["Stop", "epoch 1 of 5"]);
    button.click();
    expect(sent.at(-1)).toEqual({ kind: "act", name: "train", stop: true });
    hear({ running: false, text: "done" });
    expect([button.textContent, words.textContent]).toEqual(["Train it", "done"]);
  });

  it("forgets at another state what was said of the one before, unless work goes on", () => {
    const { words, hear, moved } = make(() => {});
    hear({ running: true, text: "epoch 1" });
    moved();
    expect(words.textContent).toBe("epoch 1");
    hear({ running: false, text: "done" });
    moved();
    expect(words.textContent).toBe("");
  });

  it("says where there is no Python, or where it does not answer", async () => {
    vi.useFakeTimers();
    const none = make(() => {
      throw new Error("none");
    });
    none.button.click();
    expect(none.words.textContent).toBe("This button needs Python, and this page has none.");
    const late = make(async () => {
      throw new Error("none");
    });
    late.button.click();
    await vi.advanceTimersByTimeAsync(1);
    expect(late.words.textContent).toMatch(/has none/);
    const busy = make(() => {});
    busy.button.click();
    vi.advanceTimersByTime(2999);
    expect(busy.words.textContent).toBe("");
    vi.advanceTimersByTime(2);
    expect(busy.words.textContent).toMatch(/^No answer yet/);
    const gone = make(() => {});
    gone.button.click();
    gone.leave();
    vi.advanceTimersByTime(9000);
    expect(gone.words.textContent).toBe("");
  });

  it("cannot be pressed where it is not ready, or this page is without it", () => {
    const { button, show } = make(() => {});
    show({ text: "Train", ready: false, note: "first choose" });
    expect(button.disabled).toBe(true);
    const without = make(() => {}, { without: "only in a notebook" });
    without.show({ text: "Train", ready: true, note: "x" });
    expect([without.button.disabled, without.words.textContent]).toEqual([true, "only in a notebook"]);
  });
});

describe("a run of one's own", () => {
  const SPEC = {
    name: "run",
    label: "Run",
    values: ["", "a.csv"],
    texts: ["none", "my run"],
    most: 1000,
    shown_by: ["one", "two"],
    word: "own",
  };
  const make = (value = "") => {
    const knob = shown(runKnob, SPEC, value);
    const page = {
      root: document.createElement("div"),
      state: { one: "x", two: "y" },
      changed: [],
      settled: 0,
      change: (...what) => page.changed.push(what),
      settle: () => page.settled++,
    };
    knob.mount(page, (target, name, act) => target.addEventListener(name, act));
    return { ...knob, page, select: knob.one("select"), note: knob.one(".ntr-note") };
  };
  const drop = async (page, file) => {
    const event = new Event("drop", { bubbles: true, cancelable: true });
    event.dataTransfer = { files: [file] };
    page.root.dispatchEvent(event);
    await new Promise((done) => setTimeout(done));
    return event;
  };

  it("is chosen from those that Python found, and drawn at once", () => {
    const { select, told, page } = make();
    select.value = "a.csv";
    select.dispatchEvent(new Event("change"));
    expect(told).toEqual([["run", "a.csv", true]]);
    expect([page.changed, page.settled]).toEqual([[["one", "own", true]], 1]);
    const again = make();
    again.page.state.two = "own";
    again.select.value = "a.csv";
    again.select.dispatchEvent(new Event("change"));
    expect(again.page.changed).toEqual([]);
  });

  it("may be a log that is dropped, with its name; too large a file is none", async () => {
    const { page, told, select, note } = make();
    const event = await drop(page, { name: "my  log.csv", size: 1000, text: async () => "epoch,loss" });
    expect(event.defaultPrevented).toBe(true);
    expect(told).toEqual([["run", "csv:my log.csv\nepoch,loss", true]]);
    expect([...select.options].map((one) => one.textContent)).toEqual(["none", "my run", "my log.csv"]);
    expect(select.value).toBe("csv:my log.csv\nepoch,loss");
    await drop(page, { name: "big.csv", size: 1001, text: async () => "" });
    expect([note.textContent, told.length]).toEqual(["“big.csv” is larger than 1 kB: no log of a run", 1]);
  });

  it("keeps what is shown when Python finds more runs", () => {
    const { renew, select } = make("a.csv");
    renew({ ...SPEC, values: ["", "b.csv", "a.csv"], texts: ["none", "other", "my run"] });
    expect([[...select.options].map((one) => one.textContent), select.value]).toEqual([
      ["none", "other", "my run"],
      "a.csv",
    ]);
  });
});
