// A whole explorer on a page: what it shows for a state, what it asks of Python, what it does with the answer.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { render } from "#views/explorer.js";
import { numberText } from "#views/grid.js";
import { touch } from "#views/touch.js";
import { linesOf, opened } from "./support/frames.js";
import { placed, point, press, type } from "./support/hands.js";
import { stored } from "./support/stored.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

// A model as a widget has it: traits, events, and what was sent to Python.
class Model {
  constructor(traits, python = true) {
    Object.assign(this, { traits, acts: new Map(), sent: [], saved: [] });
    this.send = (message) => {
      if (!python) throw new Error("none");
      this.sent.push(message);
    };
  }
  get(name) {
    return this.traits[name];
  }
  set(name, value) {
    this.traits[name] = value;
    for (const act of this.acts.get(`change:${name}`) ?? []) act();
  }
  save_changes() {
    this.saved.push(this.traits.state);
  }
  on(name, act) {
    this.acts.set(name, [...(this.acts.get(name) ?? []), act]);
  }
  off(name, act) {
    this.acts.set(
      name,
      (this.acts.get(name) ?? []).filter((one) => one !== act),
    );
  }
  tell(message, buffers) {
    for (const act of this.acts.get("msg:custom") ?? []) act(message, buffers);
  }
}

const bytes = (text) => new DataView(Uint8Array.from(Buffer.from(text, "base64")).buffer);
const frameText = ({ frames }, i) => {
  const raw = JSON.parse(frames.text);
  return JSON.stringify({ ...raw, frames: [raw.frames[i]] });
};

async function page(name, { python = true, first = 0 } = {}) {
  const told = stored("explorers")[name];
  const model = new Model(
    { _layout: told.layout, state: told.states[first], _table_text: "", _table_data: null },
    python,
  );
  const el = document.body.appendChild(document.createElement("div"));
  const leave = render({ model, el });
  await vi.advanceTimersByTimeAsync(2);
  const root = el.querySelector("section");
  const answer = (i, more = {}) => {
    const asked = model.sent.filter(({ kind }) => kind === "frame").at(-1);
    model.tell({ kind: "frame", seq: asked.seq, page: asked.page, text: frameText(told, i), ...more }, [
      bytes(told.frames.data),
    ]);
  };
  const words = () => [
    root.querySelector(".ntr-sentence").textContent,
    [...root.querySelectorAll(".ntr-formula > div")].map((one) => one.textContent),
  ];
  return { told, model, root, leave, answer, words, note: () => root.querySelector(".ntr-wait").textContent };
}

describe.each(Object.keys(stored("explorers")))("%s", (name) => {
  it("shows what Python says of a state: sentence, formula, tables, every panel drawn", async () => {
    const { told, model, root, answer, words } = await page(name);
    const frames = opened(told.frames);
    for (let i = 0; i < told.states.length; i++) {
      model.set("state", told.states[i]);
      answer(i);
      const frame = frames[i];
      expect(words()).toEqual([frame.sentence, linesOf(frame.formula)]);
      for (const spec of told.layout.panels) {
        const figure = root.querySelector(`[data-panel="${spec.id}"]`);
        expect(figure.querySelector("figcaption").textContent).toBe(spec.title);
        const content = frame[spec.id];
        if (spec.kind === "grid") expect(tableOf(figure)).toEqual(textsOf(content));
        else if (spec.kind !== "lens") expect(figure.querySelector("canvas").pen.calls.length).toBeGreaterThan(3);
        const labels = [...(spec.background ?? []), ...(spec.kind === "lines" ? content : [])]
          .map((mark) => mark.label)
          .filter(Boolean);
        expect([...figure.querySelectorAll(".ntr-legend li")].map((one) => one.textContent)).toEqual(labels);
      }
    }
  });

  it("shows in every control the value of the state", async () => {
    const { told, model, root } = await page(name);
    for (const state of told.states) {
      model.set("state", state);
      const sliders = told.layout.controls.filter(({ type: kind }) => kind === "slider");
      const found = [...root.querySelectorAll(".ntr-slider:not(.ntr-pick-knob)")].map(
        (one) => one.querySelector(".ntr-value").value,
      );
      expect(found).toEqual(sliders.map((one) => one.texts[one.values.indexOf(state[one.name])]));
      const toggles = told.layout.controls.filter(({ type: kind }) => kind === "toggle");
      expect([...root.querySelectorAll(".ntr-toggle input")].map((one) => one.checked)).toEqual(
        toggles.map((one) => state[one.name]),
      );
    }
  });

  it("leaves nothing behind", async () => {
    const { model, leave, root } = await page(name);
    leave();
    expect([...model.acts.values()].flat()).toEqual([]);
    expect(root.isConnected).toBe(true);
  });
});

const tableOf = (figure) =>
  [...figure.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("td")].map((cell) => cell.textContent),
  );
function textsOf({ values, format }) {
  if (!values.shape) return values.map((row) => row.map((v) => String(numberText(v, format))));
  const [rows, columns] = values.shape;
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (__, c) => String(numberText(values.values[r * columns + c], format))),
  );
}

describe("an explorer and Python", () => {
  const slider = (root) => root.querySelector(".ntr-slider input[type=range]");

  it("asks for a frame that it has not, once at a time, and then for the newest", async () => {
    const { model, root, answer, words, told } = await page("ActivationLab");
    expect(model.sent).toHaveLength(1);
    expect(model.sent[0]).toMatchObject({ kind: "frame", seq: 1, state: told.states[0] });
    answer(0);
    expect(words()[0]).toBe(opened(told.frames)[0].sentence);
    const range = slider(root);
    type(range, range.value === "0" ? "1" : "0");
    expect(model.sent).toHaveLength(2);
    const { state } = model.sent[1];
    expect(Object.keys(state)).toHaveLength(1); // only what is new
    type(range, "2");
    type(range, "3");
    expect(model.sent).toHaveLength(2);
    answer(1);
    expect(model.sent).toHaveLength(3);
    expect(model.sent[2].seq).toBe(3);
  });

  it("does not hear an answer to another question, or another page's", async () => {
    const { model, answer, words } = await page("ActivationLab");
    answer(0, { seq: 99 });
    answer(0, { page: "another" });
    expect(words()[0]).toBe("");
    answer(0);
    expect(words()[0]).not.toBe("");
    expect(model.sent).toHaveLength(1);
  });

  it("says an error of Python, and that it waits, after a moment", async () => {
    const { answer, note, root } = await page("ActivationLab");
    expect(note()).toBe("");
    vi.advanceTimersByTime(690);
    expect(note()).toBe("");
    vi.advanceTimersByTime(20);
    expect(note()).toMatch(/^Waiting for Python/);
    answer(0, { kind: "error", text: "ValueError: no" });
    expect(note()).toBe("ValueError: no");
    type(slider(root), "1");
    answer(1);
    expect(note()).toBe("");
  });

  it("says where no kernel runs", async () => {
    const { note } = await page("ActivationLab", { python: false });
    expect(note()).toBe("This control needs a running kernel.");
  });

  it("tells Python of a state once the hand has rested, or has gone elsewhere", async () => {
    const { model, root } = await page("ActivationLab");
    const range = slider(root);
    type(range, "1");
    vi.advanceTimersByTime(1000);
    expect(model.saved).toHaveLength(0); // it still moves
    range.dispatchEvent(new Event("change"));
    vi.advanceTimersByTime(240);
    expect(model.saved).toHaveLength(0);
    vi.advanceTimersByTime(20);
    expect(model.saved).toHaveLength(1);
    type(range, "2");
    range.dispatchEvent(new Event("change"));
    root.dispatchEvent(new Event("focusout"));
    expect(model.saved).toHaveLength(2);
    vi.advanceTimersByTime(1000);
    expect(model.saved).toHaveLength(2);
  });

  it("begins again where it began, and says the state as Python", async () => {
    const { model, root, told } = await page("ActivationLab", { first: 2 });
    const write = vi.fn(async () => {});
    vi.stubGlobal("navigator", { clipboard: { writeText: write } });
    const [again, copy] = root.querySelectorAll(".ntr-tools button");
    again.click();
    expect(model.traits.state).toEqual(told.layout.first);
    copy.click();
    await vi.advanceTimersByTimeAsync(1);
    expect(write.mock.calls[0][0]).toMatch(/^ActivationLab\(\w+=/);
    expect(root.querySelector(".ntr-wait").textContent).toMatch(/^Copied: ActivationLab\(/);
  });

  it("takes a table when text and bytes belong together, and draws from it without asking", async () => {
    const { model, told, words } = await page("ActivationLab");
    const { layout, states, frames } = told;
    const raw = JSON.parse(frames.text);
    const live = states[0];
    model.traits._table_text = JSON.stringify({ ...raw, frames: [raw.frames[0]], axes: [], live });
    model.set("_table_data", bytes(frames.data));
    expect(words()[0]).toBe(opened(frames)[0].sentence);
    expect(layout.controls.length).toBeGreaterThan(0);
    const count = model.sent.length;
    model.set("state", states[0]);
    expect(model.sent).toHaveLength(count);
  });

  it("keeps a notebook's keys to itself", async () => {
    const { root } = await page("ActivationLab");
    const heard = vi.fn();
    document.addEventListener("keydown", heard);
    press(slider(root), "a");
    expect(heard).not.toHaveBeenCalled();
  });

  it("switches off what this page cannot answer, and says why", async () => {
    const told = stored("explorers").ActivationLab;
    const controls = told.layout.controls.map((one, i) =>
      i === 0 ? { ...one, without: "only in a notebook" } : i === 1 ? { ...one, some: "a few of them" } : one,
    );
    const model = new Model({
      _layout: { ...told.layout, controls },
      state: told.states[0],
      _table_text: "",
      _table_data: null,
    });
    const el = document.body.appendChild(document.createElement("div"));
    render({ model, el });
    const [first, second] = el.querySelectorAll(".ntr-controls > *");
    expect(first.classList.contains("ntr-off")).toBe(true);
    expect(first.querySelector("fieldset").disabled).toBe(true);
    expect(first.querySelector(".ntr-without").textContent).toBe("only in a notebook");
    expect(second.querySelector(".ntr-without").textContent).toBe("a few of them");
    expect(second.classList.contains("ntr-off")).toBe(false);
  });
});

describe("the pointer on a picture", () => {
  const place = { x: (px) => px / 10, y: (py) => (100 - py) / 10, bar: (px) => Math.floor(px / 50) };
  const make = (spec, controls, state = {}) => {
    const body = placed(document.createElement("canvas"), 0, 0, 100, 100);
    const told = [];
    const knobs = Object.fromEntries(
      Object.keys(controls).map((name) => [
        name,
        {
          shown: [],
          show(v) {
            this.shown.push(v);
          },
        },
      ]),
    );
    const one = {
      controls,
      state,
      knobs,
      change: (...what) => {
        told.push(what);
        one.state = { ...one.state, [what[0]]: what[1] };
      },
    };
    const view = { spec, body, place };
    touch(one, view, (target, name, act) => target.addEventListener(name, act));
    return { body, told, knobs };
  };

  it("chooses a point, held inside the axes and its limits", () => {
    const start = {
      name: "start",
      type: "point",
      panel: "p",
      limits: [
        [null, 6],
        [2, null],
      ],
    };
    const { body, told } = make({ id: "p", xlim: [0, 10], ylim: [0, 9] }, { start });
    expect(body.classList.contains("ntr-pick")).toBe(true);
    point(body, "pointerdown", 33.333, 50);
    expect(told.at(-1)).toEqual(["start", [3.333, 5], false]);
    point(body, "pointermove", 95, 95);
    expect(told.at(-1)).toEqual(["start", [6, 2], false]);
    point(body, "pointerup", -5, -20);
    expect(told.at(-1)).toEqual(["start", [0, 9], true]);
    point(body, "pointerdown", 10, 10, { button: 2 });
    expect(told).toHaveLength(3);
  });

  it("lifts the bar that was pressed", () => {
    const values = [0, 2.5, 5, 7.5, 10];
    const { body, told, knobs } = make({ id: "p", drag: ["a", "b"] }, { a: { values }, b: { values } });
    expect(body.classList.contains("ntr-drag")).toBe(true);
    point(body, "pointerdown", 70, 52);
    expect(told.at(-1)).toEqual(["b", 5, false]);
    point(body, "pointermove", 10, 20);
    expect(told.at(-1)).toEqual(["b", 7.5, false]);
    point(body, "pointerup", 10, 1);
    expect(told.at(-1)).toEqual(["b", 10, true]);
    expect(knobs.b.shown).toEqual([5, 7.5, 10]);
    point(body, "pointerdown", 999, 99);
    expect(told.at(-1)[0]).toBe("b");
  });

  it("slides what is drawn as far as the hand goes; a click sends it there", () => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const { body, told } = make({ id: "p", drag: "shift" }, { shift: { values } }, { shift: 4 });
    point(body, "pointerdown", 10, 0);
    expect(told.at(-1)).toEqual(["shift", 4, false]);
    point(body, "pointermove", 12, 0);
    expect(told.at(-1)).toEqual(["shift", 4, false]);
    point(body, "pointermove", 40, 0);
    expect(told.at(-1)).toEqual(["shift", 7, false]);
    point(body, "pointerup", 30, 0);
    expect(told.at(-1)).toEqual(["shift", 6, true]);
    const other = make({ id: "p", drag: "shift" }, { shift: { values } }, { shift: 4 });
    point(other.body, "pointerdown", 20, 0);
    point(other.body, "pointerup", 22, 0);
    expect(other.told.at(-1)).toEqual(["shift", 2, true]);
    const gone = make({ id: "p", drag: "shift" }, { shift: { values } }, { shift: 4 });
    point(gone.body, "pointerdown", 20, 0);
    point(gone.body, "pointermove", 40, 0);
    point(gone.body, "pointercancel", 0, 0);
    expect(gone.told.at(-1)).toEqual(["shift", 6, true]);
  });

  it("does nothing where there is nothing to choose", () => {
    const { body, told } = make({ id: "p" }, { a: { type: "slider" } });
    point(body, "pointerdown", 1, 1);
    expect([told, body.className]).toEqual([[], ""]);
    const off = make(
      { id: "p", xlim: [0, 1], ylim: [0, 1] },
      { a: { type: "point", panel: "p", without: "no", limits: [] } },
    );
    point(off.body, "pointerdown", 1, 1);
    expect(off.told).toEqual([]);
  });
});
